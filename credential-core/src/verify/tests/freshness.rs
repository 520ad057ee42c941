//! How old a list may be before a person must look, and before nothing is accepted any more.

use alloc::vec;
use core::time::Duration;

use super::code;
use crate::fixtures::{EXPIRES, ISSUED, bureau_key, holdings_of, issuer, list_claims};
use crate::holdings::Holdings;
use crate::status::{StatusArray, StatusList, StatusListClaims};
use crate::time::{UnixTime, Validity};
use crate::trust::IssuerId;
use crate::verify::{Policy, Verifier, verify};

const BUREAU: u32 = 42_120_001;

fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

/// The day with this number after everything was signed.
fn day(number: u64) -> UnixTime {
    ISSUED.plus(days(number))
}

/// A terminal whose lists were all made on the first day; all codes are valid.
fn terminal(statuses_until: UnixTime) -> Holdings {
    let mut list = list_claims(vec![issuer(BUREAU, &bureau_key())]);
    list.validity = Validity::new(ISSUED, day(400));
    let statuses = StatusListClaims {
        issuer: IssuerId(BUREAU),
        validity: Validity::new(ISSUED, statuses_until),
        ttl: None,
        statuses: StatusArray::all_valid(65_536).unwrap(),
    };
    let statuses = StatusList::issue(&statuses, &bureau_key()).unwrap();
    holdings_of(list, vec![statuses])
}

/// The reason on the given day, with bearer codes accepted so that only freshness speaks.
fn reason(policy: &Policy, at: UnixTime) -> &'static str {
    verify(&code(|_| ()), &terminal(EXPIRES), policy.clone(), at).reason()
}

fn open(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = Policy::gate();
    change(&mut policy);
    policy
}

fn just_after(number: u64) -> UnixTime {
    day(number).plus(Duration::from_secs(1))
}

#[test]
fn a_shop_looks_after_two_months_without_a_status_list() {
    let policy =
        open(|policy| policy.status_list_check_after = Policy::shop().status_list_check_after);
    assert_eq!(reason(&policy, day(60)), "accepted");
    assert_eq!(reason(&policy, just_after(60)), "status-list-stale");
    // A gate lets people pass until the list itself is over.
    assert_eq!(reason(&Policy::gate(), just_after(60)), "accepted");
}

/// A place may be stricter than the lists: first a look, then a refusal.
#[test]
fn an_old_status_list_is_checked_and_then_refused() {
    let policy = open(|policy| {
        policy.status_list_check_after = Some(days(10));
        policy.status_list_refuse_after = Some(days(20));
    });
    for (at, expected) in [
        (day(10), "accepted"),
        (just_after(10), "status-list-stale"),
        (day(20), "status-list-stale"),
        (just_after(20), "status-list-expired"),
    ] {
        assert_eq!(reason(&policy, at), expected);
    }
}

#[test]
fn an_old_trust_list_is_checked_and_then_refused() {
    let policy = open(|policy| {
        policy.trust_list_check_after = Some(days(10));
        policy.trust_list_refuse_after = Some(days(20));
    });
    for (at, expected) in [
        (day(10), "accepted"),
        (just_after(10), "trust-list-stale"),
        (day(20), "trust-list-stale"),
        (just_after(20), "trust-list-expired"),
    ] {
        assert_eq!(reason(&policy, at), expected);
    }
}

/// Whatever the policy says, a list counts no longer than it says of itself.
#[test]
fn no_policy_outlives_the_lists() {
    let policy = open(|policy| {
        policy.trust_list_refuse_after = Some(Duration::MAX);
        policy.status_list_refuse_after = Some(Duration::MAX);
    });
    assert_eq!(reason(&policy, just_after(399)), "accepted");
    assert_eq!(reason(&policy, day(400)), "trust-list-expired");
    let (held, text) = (terminal(day(180)), code(|_| ()));
    let verifier = Verifier::new(&held, policy);
    let before = UnixTime::from_secs(day(180).as_secs() - 1);
    assert_eq!(verifier.verify_text(&text, before).reason(), "accepted");
    assert_eq!(
        verifier.verify_text(&text, day(180)).reason(),
        "status-list-expired"
    );
}

/// A clock that was set back makes nothing fresh: age is counted from what was signed last.
#[test]
fn a_clock_set_back_does_not_make_a_list_fresh() {
    let policy = open(|policy| policy.status_list_refuse_after = Some(days(20)));
    let held = terminal(EXPIRES);
    let later = code(|claims| claims.validity.from = day(21));
    let verifier = Verifier::new(&held, policy);
    for now in [UnixTime::default(), ISSUED, day(19)] {
        assert_eq!(
            verifier.verify_text(&later, now).reason(),
            "status-list-expired"
        );
    }
}
