//! The trust list: who is taken in, who signs, and what a next list may not do.

mod support;

use std::fs;

use credential_core::{Category, IssuerId, Standing};
use messages::dates;
use support::Desk;

const ADD: &str = "trust add --authority @auth --request @bureau/request.lbr --categories all";
const SIGN: &str = "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-3.pem";

#[test]
fn the_list_says_what_was_taken_in() {
    let desk = Desk::with_bureau();
    desk.done(
        "trust add --authority @auth --request @bureau/request.lbr --categories veteran,残疾军人 \
         --regions 421200,421300 --key-years 3",
    );
    let outcome = desk.done(&format!("{SIGN} --valid-days 30"));
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
    let list = desk.trust_list();
    let claims = list.claims();
    assert_eq!(claims.validity.from, dates::parse(support::NOW).unwrap());
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
    // From the beginning of the day on which it was taken in, so that it can issue at once.
    assert_eq!(dates::minute(key.in_force.from), "2026-11-22 00:00:00");
    assert_eq!(dates::last_day(key.in_force.until), "2029-11-22");
}

#[test]
fn too_few_keepers_cannot_sign() {
    let desk = Desk::with_bureau();
    desk.done(ADD);
    let one = "trust sign --authority @auth --key @auth/keys/root-1.pem";
    let outcome = desk.fails("threshold-not-met", one);
    assert!(outcome.talk.contains("1 missing"), "{}", outcome.talk);
    // One keeper twice, also as a copy under another name, is one.
    fs::copy(desk.path("auth/keys/root-1.pem"), desk.path("copy.pem")).unwrap();
    desk.fails(
        "threshold-not-met",
        &format!("{one} --key @auth/keys/root-1.pem"),
    );
    desk.fails("threshold-not-met", &format!("{one} @copy.pem"));
    desk.fails(
        "not-a-root-key",
        &format!("{one} @bureau/keys/issuer-1.pem"),
    );
    assert!(!desk.path("auth/trust-list.cbor").exists());
}

#[test]
fn one_number_or_key_is_never_listed_twice() {
    let desk = Desk::with_bureau();
    desk.done(ADD);
    desk.fails("issuer-exists", ADD);
    // Another bureau that claims the same number.
    desk.done(
        "bureau create --folder @second --name 冒名 --region 421200 --id 42120001 --no-passphrase",
    );
    desk.fails(
        "issuer-exists",
        "trust add --authority @auth --request @second/request.lbr --categories all",
    );
    // The same key under another number.
    let other = desk
        .text("bureau/bureau.json")
        .replace("42120001", "42120002");
    desk.write("bureau/bureau.json", &other);
    desk.done("bureau request --bureau @bureau --out @twin.lbr");
    desk.fails(
        "key-exists",
        "trust add --authority @auth --request @twin.lbr --categories all",
    );
    assert_eq!(
        desk.json("auth/issuers.json")["issuers"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // Somebody who edits the list by hand is stopped at signing.
    let twice = desk.text("auth/issuers.json");
    let start = twice.find("    {").unwrap();
    let end = twice.rfind("    }").unwrap() + 5;
    let entry = &twice[start..end];
    desk.write(
        "auth/issuers.json",
        &format!("{}{entry},\n{}", &twice[..start], &twice[start..]),
    );
    desk.fails("file-invalid", SIGN);
}

#[test]
fn a_request_that_proves_nothing_is_refused() {
    let desk = Desk::with_bureau();
    let good = fs::read(desk.path("bureau/request.lbr")).unwrap();
    for at in 0..good.len() {
        let mut altered = good.clone();
        altered[at] ^= 1;
        fs::write(desk.path("altered.lbr"), &altered).unwrap();
        let outcome =
            desk.run("--json trust add --authority @auth --request @altered.lbr --categories all");
        assert!(
            outcome.results.contains("\"error\""),
            "byte {at}: {}",
            outcome.results
        );
    }
    // What says of itself whose it is, and is signed by nobody.
    desk.fails(
        "file-kind-wrong",
        "trust add --authority @auth --request @bureau/bureau.json --categories all",
    );
    for wish in [
        "--categories 老兵",
        "--categories ,",
        "--categories all --regions 4212",
    ] {
        desk.fails(
            "usage",
            &format!("trust add --authority @auth --request @bureau/request.lbr {wish}"),
        );
    }
    assert!(
        desk.json("auth/issuers.json")["issuers"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn versions_rise_and_changes_are_shown() {
    let desk = Desk::ready();
    desk.done(
        "bureau create --folder @second --name 赤壁市退役军人事务局 --region 421281 --id 42128101 --no-passphrase",
    );
    desk.done("trust add --authority @auth --request @second/request.lbr --categories veteran");
    let edited = desk
        .text("auth/issuers.json")
        .replacen("\"active\"", "\"suspended\"", 1);
    desk.write("auth/issuers.json", &edited);
    let outcome = desk.done(SIGN);
    assert!(outcome.results.contains("version 2"), "{}", outcome.results);
    assert!(
        outcome.results.contains("was active, is suspended"),
        "{}",
        outcome.results
    );
    assert!(
        outcome
            .results
            .contains("42128101  赤壁市退役军人事务局\n      · taken in"),
        "{}",
        outcome.results
    );
    assert_eq!(desk.trust_list().claims().version, 2);
    assert_eq!(
        desk.trust_list().claims().issuers[0].standing,
        Standing::Suspended
    );
}

#[test]
fn what_was_withdrawn_does_not_come_back() {
    let desk = Desk::ready();
    let active = desk.text("auth/issuers.json");
    // The first state is that of the issuer, the second that of its key.
    let issuer = active.replacen("\"active\"", "\"withdrawn\"", 1);
    let both = issuer.replacen("\"active\"", "\"withdrawn\"", 1);
    desk.write("auth/issuers.json", &both);
    desk.done(SIGN);
    let empty = format!(
        "{}[]}}",
        &active[..active.find("\"issuers\": ").unwrap() + 11]
    );
    for back in [&active, &issuer, &empty] {
        desk.write("auth/issuers.json", back);
        desk.fails("withdrawn-for-ever", SIGN);
    }
    assert_eq!(desk.trust_list().claims().version, 2);
}

#[test]
fn a_clock_that_went_back_signs_nothing() {
    let desk = Desk::ready();
    desk.fails("clock-wrong", &format!("{SIGN} --at 2026-11-21T09:00"));
}

/// A list that somebody has put there must not decide the next version.
#[test]
fn a_previous_list_that_is_not_genuine_stops_the_signing() {
    let desk = Desk::ready();
    let mut bytes = fs::read(desk.path("auth/trust-list.cbor")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(desk.path("auth/trust-list.cbor"), &bytes).unwrap();
    desk.fails("file-invalid", SIGN);
    fs::write(desk.path("auth/trust-list.cbor"), b"").unwrap();
    desk.fails("file-invalid", SIGN);
    assert!(
        fs::read(desk.path("auth/trust-list.cbor"))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn slips_of_the_pen_in_the_list_are_named() {
    let desk = Desk::ready();
    let good = desk.text("auth/issuers.json");
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
        desk.write("auth/issuers.json", &good.replacen(from, to, 1));
        let outcome = desk.fails("file-invalid", SIGN);
        assert!(outcome.talk.contains(named), "{named} in {}", outcome.talk);
    }
    assert_eq!(desk.trust_list().claims().version, 1);
}

#[test]
fn a_folder_that_is_none_gets_no_files() {
    let desk = Desk::with_bureau();
    fs::create_dir(desk.path("empty")).unwrap();
    let words = "trust add --authority @empty --request @bureau/request.lbr --categories all";
    desk.fails("file-unreadable", words);
    assert!(desk.files("empty").is_empty());
}
