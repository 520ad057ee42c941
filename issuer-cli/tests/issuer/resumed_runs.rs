//! A folder in which a run was interrupted, and a command that means somebody else, or something else.

use std::fs;

use crate::support::{NOW, TestBureau};
use credential_core::{
    Enrolment, EnrolmentClaims, HolderNumber, IssuerId, Signer, SigningKey, Status, StatusIndex,
    UnixTime,
};
use messages::{Exit, dates};
use serde_json::Value;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The text that a phone with this key made so many seconds ago.
fn enrolment(seed: u8, ago: u64) -> String {
    let now = dates::parse(NOW).unwrap().as_secs();
    let claims = EnrolmentClaims {
        issued: UnixTime::from_secs(now - ago),
        issuer: Some(IssuerId(42_120_001)),
        label: None,
    };
    Enrolment::sign(&claims, &key(seed)).unwrap().to_text()
}

fn bind(holder: u32, code: &str, out: &str) -> String {
    format!("bind --bureau @bureau --holder {holder} --code {code} --out @{out}")
}

/// A bureau with two people, and their numbers.
fn with_two() -> (TestBureau, u32, u32) {
    let bureau = TestBureau::issued(2);
    let holders = bureau
        .manifest("out")
        .iter()
        .map(|line| u32::try_from(line["holder"].as_u64().unwrap()).unwrap())
        .collect::<Vec<_>>();
    (bureau, holders[0], holders[1])
}

/// Runs what ends before its last step.
fn interrupt(bureau: &TestBureau, words: &str, out: &str) {
    let in_the_way = format!("{out}/summary.json");
    fs::create_dir_all(bureau.path(&in_the_way)).unwrap();
    assert_eq!(bureau.run(words).exit, Exit::Undecided);
    assert!(bureau.path(&format!("{out}/unfinished.json")).exists());
    fs::remove_dir(bureau.path(&in_the_way)).unwrap();
}

fn phones(bureau: &TestBureau, holder: u32) -> usize {
    let entries = bureau.register().entries_of(HolderNumber(holder)).unwrap();
    let phones = entries.iter().filter(|entry| entry.holder_key.is_some());
    phones.count()
}

#[test]
fn a_binding_goes_on_with_its_own_person_and_phone_only() {
    let (bureau, one, two) = with_two();
    let first = bind(one, &enrolment(1, 60), "phone");
    interrupt(&bureau, &format!("{first} --yes"), "phone");
    assert!(bureau.path("phone/people.json").exists());
    let made = bureau.credentials();
    for words in [
        bind(two, &enrolment(2, 0), "phone"),
        bind(two, &enrolment(1, 60), "phone"),
        bind(one, &enrolment(2, 0), "phone"),
        format!("{first} --until 2027-06-01"),
        format!("reissue --bureau @bureau --holder {two} --reason lost --out @phone"),
        "renew --bureau @bureau --within 3000 --years 5 --out @phone".to_owned(),
    ] {
        bureau.fails("out-unfinished", &format!("{words} --yes"));
        assert_eq!(bureau.credentials(), made, "{words}");
    }
    assert_eq!((phones(&bureau, one), phones(&bureau, two)), (1, 0));
    let other = bureau.fails("out-unfinished", &bind(two, &enrolment(2, 0), "phone"));
    let (was, is) = (key(1).public_key().id(), key(2).public_key().id());
    for said in [
        format!("holder {one}, key {was}"),
        format!("holder {two}, key {is}"),
    ] {
        assert!(other.talk.contains(&said), "{}", other.talk);
    }

    // The same phone, with an enrolment that it has made since: it is shown and asked about.
    let again = bind(one, &enrolment(1, 0), "phone");
    bureau.fails("consent-missing", &again);
    let (outcome, questions) = bureau.run_answering(&["n"], &again);
    assert_eq!(outcome.exit, Exit::Undecided);
    for said in ["王*明", &format!("key {was}"), "was interrupted in"] {
        assert!(outcome.talk.contains(said), "{}", outcome.talk);
    }
    // The code that the run itself has made is none of a phone before.
    assert!(
        questions[0].contains("bound to this phone"),
        "{questions:?}"
    );
    let (outcome, _) = bureau.run_answering(&["y"], &again);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert_eq!(bureau.credentials(), made);
    assert_eq!(bureau.json("phone/summary.json")["resumed"], true);
    assert_eq!(bureau.manifest("phone")[0]["holder"], one);
    bureau.done("verify-output --bureau @bureau --out @phone");
}

/// Killed as soon as it was noted whom the run is about, before anything was reserved.
#[test]
fn a_binding_that_has_reserved_nothing_yet_binds_no_other_key() {
    let (bureau, one, two) = with_two();
    let (first, second) = (enrolment(1, 0), enrolment(2, 0));
    interrupt(&bureau, &format!("{} --yes", bind(one, &first, "a")), "a");
    fs::create_dir_all(bureau.path("b/codes")).unwrap();
    let people = bureau.text("a/people.json").replace(&first, &second);
    let people = people.replace(&format!(": {one},"), &format!(": {two},"));
    bureau.write("b/people.json", &people);
    let marker = bureau.json("a/unfinished.json");
    let name = marker["run"].as_str().unwrap();
    let marker = bureau
        .text("a/unfinished.json")
        .replace(name, "20261122-00000001");
    bureau.write("b/unfinished.json", &marker);

    let new = enrolment(3, 0);
    let outcome = bureau.fails("out-unfinished", &format!("{} --yes", bind(two, &new, "b")));
    assert!(
        outcome.talk.contains("is revoked with that"),
        "{}",
        outcome.talk
    );
    assert_eq!(phones(&bureau, two), 0);
    bureau.done(&format!("{} --yes", bind(two, &new, "c")));
    assert_eq!(phones(&bureau, two), 1);
}

#[test]
fn a_reissue_goes_on_for_its_own_people_and_reason_only() {
    let (bureau, one, two) = with_two();
    let words = |people: &str, reason: &str| {
        format!("reissue --bureau @bureau --holder {people} --reason {reason} --out @new")
    };
    let first = words(&one.to_string(), "lost");
    interrupt(&bureau, &format!("{first} --yes"), "new");
    let made = bureau.credentials();
    for words in [
        words(&two.to_string(), "lost"),
        words(&one.to_string(), "stolen"),
        words(&format!("{one} {two}"), "lost"),
        format!("{first} --new-card"),
        format!("{first} --years 7"),
        bind(one, &enrolment(1, 0), "new"),
    ] {
        bureau.fails("out-unfinished", &format!("{words} --yes"));
        assert_eq!(bureau.credentials(), made, "{words}");
    }
    let card = bureau.manifest("out")[1]["status_index"].as_u64().unwrap();
    let card = StatusIndex(u32::try_from(card).unwrap());
    let card = bureau.register().entry_at(card).unwrap().unwrap();
    assert_eq!(card.standing.status, Status::Valid);
    // What was agreed to is not asked about again.
    bureau.done(&first);
    assert_eq!(bureau.manifest("new").len(), 1);
}

#[test]
fn a_renewal_and_an_issue_go_on_with_their_own_arguments_only() {
    let (bureau, ..) = with_two();
    let renew = "renew --bureau @bureau --within 3000 --years 5 --out @longer";
    interrupt(&bureau, &format!("{renew} --yes"), "longer");
    let made = bureau.credentials();
    for words in [
        renew.replace("3000", "3001"),
        renew.replace("--within 3000", "--before 2030-01-01"),
        format!("{renew} --also-ended"),
        renew.replace("--years 5", "--years 6"),
    ] {
        let outcome = bureau.fails("out-unfinished", &format!("{words} --yes"));
        let said = "--within 3000 --years 5";
        assert!(outcome.talk.contains(said), "{}", outcome.talk);
    }
    assert_eq!(bureau.credentials(), made);
    bureau.done(renew);
    assert_eq!(bureau.manifest("longer").len(), 2);

    bureau.write("more.csv", &crate::support::roster_of(5..7));
    let issue = "issue --bureau @bureau --roster @more.csv --out @more";
    interrupt(&bureau, issue, "more");
    bureau.fails("out-unfinished", &format!("{issue} --years 7"));
    bureau.fails("out-unfinished", &format!("{issue} --until 2028-11-22"));
    // A run of an earlier version does not say how long its codes are valid.
    let mut earlier: Value = bureau.json("more/unfinished.json");
    earlier
        .as_object_mut()
        .unwrap()
        .remove("arguments")
        .unwrap();
    bureau.write("more/unfinished.json", &earlier.to_string());
    bureau.done(issue);
    assert_eq!(bureau.manifest("more").len(), 2);
}
