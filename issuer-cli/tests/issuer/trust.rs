//! The trust list: who is added, who signs, and what a next list may not do.

use std::fs;

use crate::support::TestBureau;
use credential_core::{Category, IssuerId, Standing};
use messages::dates;

const ADD: &str = "trust add --authority @auth --request @bureau/request.lbr --categories all";
const SIGN: &str = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem";

#[test]
fn the_list_says_what_was_taken_in() {
    let bureau = TestBureau::with_bureau();
    bureau.done(
        "trust add --authority @auth --request @bureau/request.lbr --categories veteran,残疾军人 \
         --regions 421200,421300 --key-years 3",
    );
    let outcome = bureau.done(&format!("{SIGN} --valid-days 30"));
    for text in [
        "version 1",
        "veteran, disabled soldier",
        "421200, 421300",
        "42120001",
        "2026-12-22",
    ] {
        assert!(
            outcome.results.contains(text),
            "{text} in {}",
            outcome.results
        );
    }
    let list = bureau.trust_list();
    let claims = list.claims();
    assert_eq!(
        claims.validity.from,
        dates::parse(crate::support::NOW).unwrap()
    );
    let [issuer] = claims.issuers.as_slice() else {
        panic!("{claims:?}")
    };
    assert_eq!(issuer.id, IssuerId(42_120_001));
    assert_eq!(
        issuer.categories,
        [Category::Veteran, Category::DisabledSoldier]
            .into_iter()
            .collect()
    );
    let [key] = issuer.keys.as_slice() else {
        panic!("{issuer:?}")
    };
    // From the beginning of the day on which it was added, so that it can issue at once.
    assert_eq!(dates::minute(key.in_force.from), "2026-11-22 00:00:00");
    assert_eq!(dates::last_day(key.in_force.until), "2029-11-22");
}

#[test]
fn too_few_keepers_cannot_sign() {
    let bureau = TestBureau::with_bureau();
    bureau.done(ADD);
    let one = "trust sign --authority @auth --key @auth/keys/root-1.pem";
    let outcome = bureau.fails("threshold-not-met", one);
    assert!(outcome.talk.contains("1 missing"), "{}", outcome.talk);
    assert!(
        outcome.talk.contains("Name as many root key files") && !outcome.talk.contains("combine"),
        "{}",
        outcome.talk
    );
    // One keeper twice, also as a copy under another name, is one.
    fs::copy(bureau.path("auth/keys/root-1.pem"), bureau.path("copy.pem")).unwrap();
    bureau.fails(
        "threshold-not-met",
        &format!("{one} --key @auth/keys/root-1.pem"),
    );
    bureau.fails("threshold-not-met", &format!("{one} @copy.pem"));
    bureau.fails(
        "not-a-root-key",
        &format!("{one} @bureau/keys/issuer-1.pem"),
    );
    assert!(!bureau.path("auth/trust-list.cbor").exists());
}

#[test]
fn one_number_or_key_is_never_listed_twice() {
    let bureau = TestBureau::with_bureau();
    bureau.done(ADD);
    bureau.fails("issuer-exists", ADD);
    // Another bureau that claims the same number.
    bureau.done(
        "bureau create --folder @second --name 冒名 --region 421200 --id 42120001 --no-passphrase",
    );
    bureau.fails(
        "issuer-exists",
        "trust add --authority @auth --request @second/request.lbr --categories all",
    );
    // The same key under another number.
    let other = bureau
        .text("bureau/bureau.json")
        .replace("42120001", "42120002");
    bureau.write("bureau/bureau.json", &other);
    bureau.done("bureau request --bureau @bureau --out @twin.lbr");
    bureau.fails(
        "key-exists",
        "trust add --authority @auth --request @twin.lbr --categories all",
    );
    assert_eq!(
        bureau.json("auth/issuers.json")["issuers"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // Somebody who edits the list by hand is stopped at signing.
    let twice = bureau.text("auth/issuers.json");
    let start = twice.find("    {").unwrap();
    let end = twice.rfind("    }").unwrap() + 5;
    let entry = &twice[start..end];
    bureau.write(
        "auth/issuers.json",
        &format!("{}{entry},\n{}", &twice[..start], &twice[start..]),
    );
    bureau.fails("file-invalid", SIGN);
}

#[test]
fn a_request_that_proves_nothing_is_refused() {
    let bureau = TestBureau::with_bureau();
    let good = fs::read(bureau.path("bureau/request.lbr")).unwrap();
    for at in 0..good.len() {
        let mut altered = good.clone();
        altered[at] ^= 1;
        fs::write(bureau.path("altered.lbr"), &altered).unwrap();
        let outcome = bureau
            .run("--json trust add --authority @auth --request @altered.lbr --categories all");
        assert!(
            outcome.results.contains("\"error\""),
            "byte {at}: {}",
            outcome.results
        );
    }
    // What says of itself whose it is, and is signed by nobody.
    bureau.fails(
        "file-kind-wrong",
        "trust add --authority @auth --request @bureau/bureau.json --categories all",
    );
    for wish in [
        "--categories 老兵",
        "--categories ,",
        "--categories all --regions 4212",
    ] {
        bureau.fails(
            "usage",
            &format!("trust add --authority @auth --request @bureau/request.lbr {wish}"),
        );
    }
    assert!(
        bureau.json("auth/issuers.json")["issuers"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn versions_rise_and_changes_are_shown() {
    let bureau = TestBureau::ready();
    bureau.done(
        "bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase",
    );
    bureau.done("trust add --authority @auth --request @second/request.lbr --categories veteran");
    let edited = bureau
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"suspended\"", 1);
    bureau.write("auth/issuers.json", &edited);
    let outcome = bureau.done(SIGN);
    assert!(outcome.results.contains("version 2"), "{}", outcome.results);
    assert!(
        outcome.results.contains("was active, is suspended"),
        "{}",
        outcome.results
    );
    assert!(
        outcome
            .results
            .contains("42128101  赤壁市退役军人事务局\n      · added"),
        "{}",
        outcome.results
    );
    assert_eq!(bureau.trust_list().claims().version, 2);
    assert_eq!(
        bureau.trust_list().claims().issuers[0].standing,
        Standing::Suspended
    );
}

#[test]
fn what_was_withdrawn_does_not_come_back() {
    let bureau = TestBureau::ready();
    let active = bureau.text("auth/issuers.json");
    // The first state is that of the issuer, the second that of its key.
    let issuer = active.replacen("\"active\"", "\"withdrawn\"", 1);
    let both = issuer.replacen("\"active\"", "\"withdrawn\"", 1);
    bureau.write("auth/issuers.json", &both);
    bureau.done(SIGN);
    let empty = format!(
        "{}[]}}",
        &active[..active.find("\"issuers\": ").unwrap() + 11]
    );
    for back in [&active, &issuer, &empty] {
        bureau.write("auth/issuers.json", back);
        bureau.fails("withdrawn-for-ever", SIGN);
    }
    assert_eq!(bureau.trust_list().claims().version, 2);
}

#[test]
fn a_clock_that_went_back_signs_nothing() {
    let bureau = TestBureau::ready();
    bureau.fails("clock-wrong", &format!("{SIGN} --at 2026-11-21T09:00"));
}

/// A list that somebody has put there must not decide the next version.
#[test]
fn a_previous_list_that_is_not_genuine_stops_the_signing() {
    let bureau = TestBureau::ready();
    let mut bytes = fs::read(bureau.path("auth/trust-list.cbor")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(bureau.path("auth/trust-list.cbor"), &bytes).unwrap();
    bureau.fails("file-invalid", SIGN);
    fs::write(bureau.path("auth/trust-list.cbor"), b"").unwrap();
    bureau.fails("file-invalid", SIGN);
    assert!(
        fs::read(bureau.path("auth/trust-list.cbor"))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn slips_of_the_pen_in_the_list_are_named() {
    let bureau = TestBureau::ready();
    let good = bureau.text("auth/issuers.json");
    for (from, to, named) in [
        ("\"veteran\"", "\"veterran\"", "veterran"),
        ("\"active\"", "\"aktive\"", "near line"),
        ("2026-11-22", "2026-11-32", "2026-11-32"),
        ("\"region\": 421200", "\"region\": 4212", "region"),
        ("\"regions\"", "\"region_list\"", "region_list"),
        (
            "\"from\": \"2026-11-22\"",
            "\"from\": \"2036-11-22\"",
            "not in order",
        ),
        ("\"issuers\"", "\"issuers\" \"", "near line"),
    ] {
        bureau.write("auth/issuers.json", &good.replacen(from, to, 1));
        let outcome = bureau.fails("file-invalid", SIGN);
        assert!(outcome.talk.contains(named), "{named} in {}", outcome.talk);
    }
    assert_eq!(bureau.trust_list().claims().version, 1);
}

#[test]
fn a_folder_that_is_none_gets_no_files() {
    let bureau = TestBureau::with_bureau();
    fs::create_dir(bureau.path("empty")).unwrap();
    let words = "trust add --authority @empty --request @bureau/request.lbr --categories all";
    bureau.fails("file-unreadable", words);
    assert!(bureau.files("empty").is_empty());
}

/// A request that somebody has kept, and a voucher that has run out.
#[test]
fn only_keys_in_force_vouch_and_only_for_a_month() {
    let bureau = TestBureau::ready();
    let next = bureau.result("bureau rotate --bureau @bureau --no-passphrase");
    let request = format!("bureau/request-{}.lbr", next["kid"].as_str().unwrap());
    let add = format!("trust add-key --authority @auth --request @{request}");
    bureau.fails("request-expired", &format!("{add} --at 2026-12-23T09:01"));
    bureau.fails("dated-ahead", &format!("{add} --at 2026-11-20T09:00"));
    bureau.fails(
        "request-expired",
        &format!("{add} --accept-without-voucher --at 2026-12-23T09:01"),
    );
    // The voucher's own term ends between the request and today.
    let draft = bureau.text("auth/issuers.json");
    let ended = draft.replacen("\"until\": \"2031-11-22\"", "\"until\": \"2026-12-01\"", 1);
    assert_ne!(ended, draft);
    bureau.write("auth/issuers.json", &ended);
    let talk = bureau
        .fails(
            "request-without-voucher",
            &format!("{add} --at 2026-12-10T09:00"),
        )
        .talk;
    assert!(talk.contains("in force 2026-11-22 – 2026-12-01"), "{talk}");
    for standing in ["compromised", "withdrawn"] {
        // The last one is that of the key; the issuer's stands before it.
        let at = draft.rfind("\"active\"").unwrap();
        let marked = format!("{}\"{standing}\"{}", &draft[..at], &draft[at + 8..]);
        bureau.write("auth/issuers.json", &marked);
        let talk = bureau.fails("request-without-voucher", &add).talk;
        assert!(talk.contains(standing), "{talk}");
    }
    bureau.write("auth/issuers.json", &draft);
    bureau.done(&format!("{add} --at 2026-12-22T08:00"));
    // A bureau's first request ages too.
    bureau.done("bureau create --folder @late --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase");
    bureau.fails(
        "request-expired",
        "trust add --authority @auth --request @late/request.lbr --categories veteran --at 2027-01-01",
    );
}
