//! Status lists that the authority says are there, and how long a code may last by its key.

use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use super::{at_gate, code, refused_for, trust_after};
use crate::error::{Error, Stage};
use crate::fixtures::{EXPIRES, ISSUED, bureau_key, holdings_of, issuer, list_claims};
use crate::holdings::Holdings;
use crate::status::{StatusArray, StatusList, StatusListClaims};
use crate::time::{UnixTime, Validity};
use crate::trust::{Expectation, IssuerId, Standing};
use crate::verify::{Advice, Decision, Policy, Verifier};

const BUREAU: u32 = 42_120_001;

fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

fn day(number: u64) -> UnixTime {
    ISSUED.plus(days(number))
}

/// Lists since day 20, the newest of day 30, to be no older than 40 days.
fn expectation() -> Expectation {
    Expectation {
        since: day(20),
        least: day(30),
        max_age: days(40),
    }
}

/// A terminal with the status list of this day, or with none.
fn terminal(expectation: Option<Expectation>, list_made: Option<u64>) -> Holdings {
    let mut bureau = issuer(BUREAU, &bureau_key());
    bureau.status_expectation = expectation;
    let lists: Vec<Vec<u8>> = list_made
        .map(|made| {
            let claims = StatusListClaims {
                issuer: IssuerId(BUREAU),
                validity: Validity::new(day(made), EXPIRES),
                ttl: None,
                statuses: StatusArray::all_valid(65_536).unwrap(),
            };
            StatusList::issue(&claims, &bureau_key()).unwrap()
        })
        .into_iter()
        .collect();
    holdings_of(list_claims(vec![bureau]), lists)
}

fn at_this_gate(held: &Holdings, now: UnixTime) -> &'static str {
    let verdict = Verifier::new(held, Policy::gate()).verify_text(&code(|_| ()), now);
    assert_eq!(
        verdict.decision() == Decision::Accept,
        verdict.reason() == "accepted"
    );
    verdict.reason()
}

/// Whoever carries the update has left the list out, and with it the revocation.
#[test]
fn a_status_list_that_was_left_out_is_missed_even_at_a_gate() {
    let stripped = terminal(Some(expectation()), None);
    assert_eq!(at_this_gate(&stripped, day(20)), "status-missing");
    let verdict = Verifier::new(&stripped, Policy::gate()).verify_text(&code(|_| ()), day(25));
    assert_eq!(verdict.stage(), Some(Stage::Status));
    assert_eq!(verdict.advice(), Advice::UpdateTerminal);
    assert!(verdict.accepted().is_none());
    // Without what the authority says, nobody can know.
    assert_eq!(at_this_gate(&terminal(None, None), day(25)), "accepted");
}

#[test]
fn nothing_is_missed_before_lists_are_to_be_expected() {
    let just_before = UnixTime::from_secs(day(20).as_secs() - 1);
    let none = terminal(Some(expectation()), None);
    assert_eq!(at_this_gate(&none, just_before), "accepted");
    let old = terminal(Some(expectation()), Some(10));
    assert_eq!(at_this_gate(&old, just_before), "accepted");
}

/// The time is not before what was signed: a clock that was set back hides nothing.
#[test]
fn a_clock_set_back_does_not_end_the_expectation() {
    let mut expectation = expectation();
    expectation.since = ISSUED;
    let none = terminal(Some(expectation), None);
    let verdict =
        Verifier::new(&none, Policy::gate()).verify_text(&code(|_| ()), UnixTime::default());
    assert_eq!(verdict.decision(), Decision::Check);
}

#[test]
fn an_older_status_list_than_the_authority_knew_does_not_count() {
    for (made, expected) in [
        (29, "status-list-stale"),
        (30, "accepted"),
        (31, "accepted"),
    ] {
        let held = terminal(Some(expectation()), Some(made));
        assert_eq!(at_this_gate(&held, day(32)), expected, "{made}");
    }
    assert_eq!(at_this_gate(&terminal(None, Some(1)), day(32)), "accepted");
}

#[test]
fn a_status_list_counts_up_to_the_age_that_the_authority_says() {
    let held = terminal(Some(expectation()), Some(30));
    assert_eq!(at_this_gate(&held, day(70)), "accepted");
    let late = day(70).plus(Duration::from_secs(1));
    assert_eq!(at_this_gate(&held, late), "status-list-stale");
}

#[test]
fn a_verifier_without_revocation_check_says_so_where_lists_are_expected() {
    let trust = trust_after(|issuer| issuer.status_expectation = Some(expectation()));
    assert_eq!(at_gate(&code(|_| ()), &trust).reason(), "status-missing");
}

/// Somebody has the key of a year that is over, and dates a code back into it.
#[test]
fn a_key_gives_no_code_a_longer_validity_than_the_list_says() {
    let year = days(365);
    let trust = trust_after(|issuer| issuer.keys[0].longest_validity = Some(year));
    let valid_for =
        |validity| code(|claims| claims.validity = Validity::new(ISSUED, ISSUED.plus(validity)));
    assert_eq!(at_gate(&valid_for(year), &trust).reason(), "accepted");
    let verdict = at_gate(&valid_for(year + Duration::from_secs(1)), &trust);
    assert_eq!(refused_for(&verdict), Error::ValidityOutOfScope);
    assert_eq!(verdict.advice(), Advice::AskBureau);
}

#[test]
fn no_code_by_a_compromised_key_is_accepted_plainly() {
    let trust = trust_after(|issuer| issuer.keys[0].standing = Standing::Compromised);
    let verdict = at_gate(&code(|_| ()), &trust);
    assert_ne!(verdict.decision(), Decision::Accept);
    assert_eq!(verdict.reason(), "key-compromised");
}
