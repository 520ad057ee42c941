//! The life of a bureau in the trust list: scopes, rotation of its key, suspended, withdrawn.

use std::fs;

use crate::support::{TestBureau, roster};
use credential_core::{Category, Standing};
use messages::{Exit, dates};
use serde_json::Value;

const SIGN: &str = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem";
const ID: &str = "--authority @auth --issuer 42120001";
const SWITCH: &str = "bureau switch --bureau @bureau --trust-list @auth/trust-list.cbor --root-set @auth/root-set.cbor";

fn kid(bureau: &TestBureau) -> String {
    bureau.json("bureau/bureau.json")["kid"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The bureau makes its next key; the name of its request.
fn rotated(bureau: &TestBureau) -> String {
    let outcome = bureau.done("--json bureau rotate --bureau @bureau --no-passphrase");
    let json: Value = serde_json::from_str(outcome.results.trim()).unwrap();
    format!("bureau/request-{}.lbr", json["kid"].as_str().unwrap())
}

#[test]
fn scopes_are_limited_and_the_words_say_so() {
    let bureau = TestBureau::ready();
    let outcome = bureau.done(&format!(
        "trust scope {ID} --categories veteran,disabled-soldier --regions 421202,421221"
    ));
    for text in [
        "may no longer attest",
        "may no longer speak for: 421200",
        "421202, 421221",
    ] {
        assert!(
            outcome.results.contains(text),
            "{text} in {}",
            outcome.results
        );
    }
    // Nothing counts before it is signed.
    assert_eq!(bureau.trust_list().claims().version, 1);
    bureau.done(SIGN);
    let list = bureau.trust_list();
    let issuer = &list.claims().issuers[0];
    let veteran = [Category::Veteran, Category::DisabledSoldier];
    assert_eq!(issuer.categories, veteran.into_iter().collect());
    assert_eq!(issuer.regions.len(), 2);

    let again = bureau.done(&format!("trust scope {ID} --regions 421202,421221"));
    assert!(
        again.results.contains("nothing is changed"),
        "{}",
        again.results
    );
    for wish in ["", " --categories 老兵", " --regions 4212", " --regions ,"] {
        bureau.fails("usage", &format!("trust scope {ID}{wish}"));
    }
    bureau.fails(
        "issuer-unknown",
        "trust scope --authority @auth --issuer 1 --regions 421200",
    );
}

#[test]
fn a_key_is_rotated_with_an_overlap() {
    let bureau = TestBureau::ready();
    let old = kid(&bureau);
    let request = rotated(&bureau);
    // Not before it is listed.
    bureau.fails("key-not-listed", SWITCH);
    let words = format!("trust add-key --authority @auth --request @{request} --overlap-days 60");
    let outcome = bureau.done(&words);
    assert!(outcome.talk.contains("is vouched for"), "{}", outcome.talk);
    bureau.fails("key-exists", &words);
    bureau.fails("key-not-listed", SWITCH);
    bureau.done(SIGN);

    let list = bureau.trust_list();
    let [before, next] = list.claims().issuers[0].keys.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!(before.key.id().to_string(), old);
    assert_eq!(dates::last_day(before.in_force.until), "2027-01-21");
    assert_eq!(dates::day(next.in_force.from), "2026-11-22");

    // Until the bureau goes over, it signs with the key that it had.
    bureau.write("roster.csv", &roster(2));
    let issued_with = |folder: &str| {
        bureau.done(&format!(
            "issue --bureau @bureau --roster @roster.csv --out @{folder}"
        ));
        let text = bureau.manifest(folder)[0]["text"]
            .as_str()
            .unwrap()
            .to_owned();
        credential_core::ParsedCredential::from_text(&text)
            .unwrap()
            .key_id()
            .to_string()
    };
    assert_eq!(issued_with("first"), old);
    bureau.done(SWITCH);
    assert_eq!(kid(&bureau), next.key.id().to_string());
    let more = roster(3);
    bureau.write("roster.csv", &more);
    assert_eq!(issued_with("second"), next.key.id().to_string());
    bureau.fails("no-next-key", SWITCH);

    // What the earlier key has signed is known from the register, and is printed as before.
    bureau.done("print --run @first --bureau @bureau --out @cards");
    let manifest = bureau.text("first/manifest.jsonl");
    bureau.write(
        "first/manifest.jsonl",
        &manifest.replacen("王*明", "李*红", 1),
    );
    let words = "print --run @first --bureau @bureau --out @changed";
    let outcome = bureau.fails("manifest-damaged", words);
    assert!(outcome.talk.contains("(name)"), "{}", outcome.talk);
}

#[test]
fn a_new_bureau_and_its_key_show_the_thumbprint_that_the_authority_compares() {
    let bureau = TestBureau::new();
    bureau.done(
        "authority create --folder @auth --name 厅 --keepers 3 --threshold 2 --no-passphrase",
    );
    let created = bureau.done(
        "bureau create --folder @bureau --name 局 --region 421200 --id 42120001 --no-passphrase",
    );
    let shown = bureau.done("key show --key @bureau/keys/issuer-1.pem");
    let added =
        bureau.done("trust add --authority @auth --request @bureau/request.lbr --categories all");
    let hex = |line: &&str| line.trim().split(' ').all(|group| group.len() == 4);
    let thumbprint = added.talk.lines().find(hex).unwrap().trim();
    assert_eq!(thumbprint.len(), 79);
    assert!(created.talk.contains(thumbprint), "{}", created.talk);
    assert!(shown.results.contains(thumbprint), "{}", shown.results);
}

#[test]
fn a_bureau_does_not_go_over_to_a_key_that_is_not_in_force() {
    let bureau = TestBureau::ready();
    let before = kid(&bureau);
    let request = rotated(&bureau);
    bureau.done(&format!(
        "trust add-key --authority @auth --request @{request}"
    ));
    bureau.done(&format!("trust suspend {ID}"));
    bureau.done(SIGN);
    bureau.fails("key-not-in-force", SWITCH);
    bureau.done(&format!("trust resume {ID}"));
    bureau.done(SIGN);
    for day in ["2026-11-21", "2040-01-01"] {
        bureau.fails("key-not-in-force", &format!("{SWITCH} --at {day}"));
    }
    // A list that nobody has signed says nothing.
    let mut bytes = fs::read(bureau.path("auth/trust-list.cbor")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(bureau.path("forged.cbor"), bytes).unwrap();
    let forged = SWITCH.replace("@auth/trust-list.cbor", "@forged.cbor");
    bureau.fails("threshold-not-met", &forged);
    assert_eq!(kid(&bureau), before);
    bureau.done(SWITCH);
}

/// A stranger who writes a request under the bureau's number gets no key listed.
#[test]
fn a_next_key_that_nobody_vouches_for_is_not_listed() {
    let bureau = TestBureau::ready();
    bureau.done("bureau create --folder @thief --name 咸宁市退役军人事务局 --region 421200 --id 42120001 --no-passphrase");
    let words = "trust add-key --authority @auth --request @thief/request.lbr";
    bureau.fails("request-without-voucher", words);
    // Nor if another key vouches for it: that of the thief's own first one.
    let outcome = bureau.done("--json bureau rotate --bureau @thief --no-passphrase");
    let json: Value = serde_json::from_str(outcome.results.trim()).unwrap();
    let request = format!("thief/request-{}.lbr", json["kid"].as_str().unwrap());
    bureau.fails(
        "request-without-voucher",
        &format!("trust add-key --authority @auth --request @{request}"),
    );
    assert_eq!(
        bureau.json("auth/issuers.json")["issuers"][0]["keys"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// The computer burnt: the authority decides, and the old key is withdrawn.
#[test]
fn a_lost_key_is_replaced_and_withdrawn_by_the_authority() {
    let bureau = TestBureau::ready();
    let old = kid(&bureau);
    fs::remove_file(bureau.path("bureau/keys/issuer-1.pem")).unwrap();
    bureau.fails(
        "file-unreadable",
        "bureau rotate --bureau @bureau --no-passphrase",
    );
    let rotated =
        bureau.done("--json bureau rotate --bureau @bureau --old-key-lost --no-passphrase");
    let json: Value = serde_json::from_str(rotated.results.trim()).unwrap();
    let request = format!("@bureau/request-{}.lbr", json["kid"].as_str().unwrap());
    let words = format!("trust add-key --authority @auth --request {request}");
    bureau.fails("request-without-voucher", &words);
    let outcome = bureau.done(&format!("{words} --accept-without-voucher"));
    assert!(outcome.talk.contains("in person"), "{}", outcome.talk);
    bureau.fails(
        "key-unknown",
        &format!("trust withdraw {ID} --key 00000000"),
    );
    bureau.done(&format!("trust withdraw {ID} --key {old}"));
    bureau.done(SIGN);
    bureau.done(SWITCH);
    let list = bureau.trust_list();
    let standings: Vec<_> = list.claims().issuers[0]
        .keys
        .iter()
        .map(|key| key.standing)
        .collect();
    assert_eq!(standings, [Standing::Withdrawn, Standing::Active]);
    // A withdrawn key vouches for nothing.
    fs::copy(
        bureau.path("auth/trust-list.cbor"),
        bureau.path("before.cbor"),
    )
    .unwrap();
}

#[test]
fn a_bureau_is_suspended_and_goes_on() {
    let bureau = TestBureau::ready();
    bureau.done(&format!("trust suspend {ID}"));
    bureau.done(SIGN);
    assert_eq!(
        bureau.trust_list().claims().issuers[0].standing,
        Standing::Suspended
    );
    bureau.done(&format!("trust resume {ID}"));
    bureau.done(SIGN);
    assert_eq!(
        bureau.trust_list().claims().issuers[0].standing,
        Standing::Active
    );
}

#[test]
fn a_withdrawn_bureau_never_comes_back() {
    let bureau = TestBureau::ready();
    let active = bureau.text("auth/issuers.json");
    let outcome = bureau.done(&format!("trust withdraw {ID}"));
    assert!(outcome.results.contains("permanent"), "{}", outcome.results);
    bureau.done(SIGN);
    for words in ["resume", "suspend", "withdraw"] {
        bureau.fails("withdrawn-for-ever", &format!("trust {words} {ID}"));
    }
    bureau.fails(
        "withdrawn-for-ever",
        &format!("trust scope {ID} --regions 421200"),
    );
    let request = rotated(&bureau);
    bureau.fails(
        "withdrawn-for-ever",
        &format!("trust add-key --authority @auth --request @{request}"),
    );
    bureau.fails(
        "issuer-exists",
        "trust add --authority @auth --request @bureau/request.lbr --categories all",
    );
    // By hand: back to active; left out; its key left out; its key under another number.
    let gone = bureau.text("auth/issuers.json");
    let key_gone = {
        let mut json: Value = serde_json::from_str(&gone).unwrap();
        let mut other = json["issuers"][0]["keys"][0].clone();
        other["kid"] = "1ab1ce7d".into();
        json["issuers"][0]["keys"] = Value::Array(Vec::new());
        json.to_string()
    };
    let moved = gone.replace("42120001", "42120002");
    for (draft, code) in [
        (active, "withdrawn-for-ever"),
        (moved, "withdrawn-for-ever"),
        (key_gone, "withdrawn-for-ever"),
    ] {
        bureau.write("auth/issuers.json", &draft);
        bureau.fails(code, SIGN);
        bureau.fails(code, "trust prepare --authority @auth --out @next.lbp");
        assert!(!bureau.path("next.lbp").exists());
    }
    assert_eq!(bureau.trust_list().claims().version, 2);
}

/// Not found by the builder, two keys of one name would be a trap for whoever reads the lists.
#[test]
fn two_keys_with_one_identifier_are_not_listed_together() {
    let bureau = TestBureau::ready();
    let text = bureau.text("auth/issuers.json");
    let mut json: Value = serde_json::from_str(&text).unwrap();
    let twin = json["issuers"][0].clone();
    let mut other = twin.clone();
    other["id"] = 42_120_002.into();
    json["issuers"] = Value::Array(vec![twin, other]);
    bureau.write("auth/issuers.json", &json.to_string());
    for words in [SIGN, "trust prepare --authority @auth --out @next.lbp"] {
        let outcome = bureau.fails("file-invalid", words);
        assert!(outcome.talk.contains(&kid(&bureau)), "{}", outcome.talk);
        assert!(
            outcome.talk.contains("42120001 and 42120002"),
            "{}",
            outcome.talk
        );
    }
}

#[test]
fn show_lists_what_is_in_force_and_what_waits() {
    let bureau = TestBureau::with_bureau();
    let none = bureau.done("trust show --authority @auth");
    assert!(
        none.results.contains("none has been signed yet"),
        "{}",
        none.results
    );
    let bureau = TestBureau::ready();
    bureau.done(&format!("trust suspend {ID}"));
    let shown = bureau.done("trust show --authority @auth");
    for text in [
        "Root set: version 1",
        "2 of 3 keys must sign",
        "Trust list: version 1",
        "400 days left",
        "42120001",
        "Ends next: the trust list",
        "not signed yet",
        "was active, is suspended",
    ] {
        assert!(shown.results.contains(text), "{text} in {}", shown.results);
    }
    let late = bureau.done("trust show --authority @auth --at 2031-11-01");
    assert!(late.results.contains("EXPIRED"), "{}", late.results);
    assert!(
        late.results.contains("of issuer 42120001"),
        "{}",
        late.results
    );
    let json: Value = serde_json::from_str(
        bureau
            .done("--json trust show --authority @auth")
            .results
            .trim(),
    )
    .unwrap();
    assert_eq!(json["trust_list"]["version"], 1);
    assert_eq!(json["draft"][0]["what"][0], "suspended");
    assert_eq!(json["ends"][0]["what"], "trust-list");
}

/// A rotation that was interrupted leaves a key behind that nobody overwrites.
#[test]
fn a_rotation_that_was_interrupted_begins_again() {
    let bureau = TestBureau::ready();
    bureau.write(
        "bureau/keys/issuer-2.pem",
        "left by a program that was killed",
    );
    rotated(&bureau);
    assert_eq!(
        bureau.text("bureau/keys/issuer-2.pem"),
        "left by a program that was killed"
    );
    assert!(bureau.path("bureau/keys/issuer-3.pem").exists());
    // Once a next key waits, there is no second one; its request can be written again.
    bureau.fails(
        "next-key-waits",
        "bureau rotate --bureau @bureau --no-passphrase",
    );
    bureau.done("bureau request --bureau @bureau --next --out @again.lbr");
    bureau.done("trust add-key --authority @auth --request @again.lbr");
    let outcome = bureau.run(SIGN);
    assert_eq!(outcome.exit, Exit::Done);
    bureau.done(SWITCH);
}
