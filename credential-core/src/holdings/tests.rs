mod catalogues;
mod copies;
mod dates;
mod keys;
mod roots;
mod signatures;
mod versions;
mod vouches;
mod withdrawn;

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use super::*;
use crate::fixtures::{
    EXPIRES, ISSUED, NOW, bureau_key, claims, issuer, key, list_claims, root_claims, sign_all,
};
use crate::keys::{Signer, SigningKey};
use crate::numbers::StatusIndex;
use crate::status::{Status, StatusArray, StatusListClaims};
use crate::time::{UnixTime, Validity};
use crate::trust::{IssuerId, Standing, TrustListClaims};
use crate::{Policy, Verdict, Verifier, issue};

const XIANNING: IssuerId = IssuerId(42_120_001);

fn day(number: u64) -> UnixTime {
    ISSUED.plus(Duration::from_secs(number * 86_400))
}

/// Three keepers, of whom two must sign, and the one who comes later.
fn keepers() -> [SigningKey; 4] {
    [key(11), key(12), key(13), key(14)]
}

fn first_roots() -> Vec<u8> {
    let [a, b, c, _] = keepers();
    sign_all(root_claims(1, 2, &[&a, &b, &c]), &[&a, &b])
}

/// The keeper `a` has gone, `d` has come.
fn second_roots(signers: &[&SigningKey]) -> Vec<u8> {
    let [_, b, c, d] = keepers();
    sign_all(root_claims(2, 2, &[&b, &c, &d]), signers)
}

fn list(version: u64, root_version: u64, signers: &[&SigningKey]) -> Vec<u8> {
    list_of(version, root_version, signers, |_| {})
}

fn list_of(
    version: u64,
    root_version: u64,
    signers: &[&SigningKey],
    change: impl FnOnce(&mut TrustListClaims),
) -> Vec<u8> {
    let mut claims = list_claims(vec![issuer(XIANNING.0, &bureau_key())]);
    claims.version = version;
    claims.root_version = root_version;
    claims.validity = Validity::new(day(version), EXPIRES);
    change(&mut claims);
    sign_all(claims, signers)
}

fn statuses(made: UnixTime, revoked: &[u32]) -> Vec<u8> {
    let mut statuses = StatusArray::all_valid(65_536).unwrap();
    for index in revoked {
        statuses.set(StatusIndex(*index), Status::Revoked).unwrap();
    }
    let claims = StatusListClaims {
        issuer: XIANNING,
        validity: Validity::new(made, EXPIRES),
        ttl: None,
        statuses,
    };
    crate::status::StatusList::issue(&claims, &bureau_key()).unwrap()
}

fn with_list(bytes: Vec<u8>) -> Update {
    Update {
        trust_list: Some(bytes),
        ..Update::default()
    }
}

fn with_status_list(bytes: Vec<u8>) -> Update {
    Update {
        status_lists: vec![bytes],
        ..Update::default()
    }
}

/// A terminal with the first roots, list 5, and statuses of day 10.
fn terminal() -> Holdings {
    let [a, b, ..] = keepers();
    let mut held = Holdings::provision(&first_roots()).unwrap();
    let update = Update {
        trust_list: Some(list(5, 1, &[&a, &b])),
        status_lists: vec![statuses(day(10), &[])],
        ..Update::default()
    };
    assert_eq!(
        results(&held.apply(&update, NOW)),
        [Ok(Applied::New), Ok(Applied::New)]
    );
    held
}

fn results(outcomes: &[PartOutcome]) -> Vec<Result<Applied>> {
    outcomes.iter().map(|outcome| outcome.result).collect()
}

/// Takes an update of which every part must be refused, and nothing may change.
fn refused(held: &mut Holdings, update: &Update) -> Vec<Error> {
    let (before, floors) = (held.to_update(), held.floors().clone());
    let errors = held
        .apply(update, NOW)
        .iter()
        .map(|outcome| outcome.result.unwrap_err())
        .collect();
    assert_eq!(
        (held.to_update(), held.floors()),
        (before, &floors),
        "something changed"
    );
    errors
}

#[test]
fn an_update_taken_again_changes_nothing() {
    let mut held = terminal();
    let everything = held.to_update();
    let outcomes = held.apply(&everything, NOW);
    assert_eq!(results(&outcomes), [Ok(Applied::AlreadyHeld); 3]);
    assert_eq!(held.to_update(), everything);
}

#[test]
fn what_was_kept_is_restored() {
    let held = terminal();
    let kept = held.to_update();
    let mut restored = Holdings::with_floors(&kept.root_sets[0], held.floors().clone()).unwrap();
    restored.restore(&kept);
    assert_eq!(restored.to_update(), kept);
    assert_eq!(restored.floors(), held.floors());
}

#[test]
fn refuses_an_older_list_after_a_newer_one() {
    let [a, b, ..] = keepers();
    let mut held = terminal();
    let errors = refused(&mut held, &with_list(list(4, 1, &[&a, &b])));
    assert_eq!(
        errors,
        [Error::RolledBack {
            held: 5,
            offered: 4
        }]
    );
}

/// The list itself was lost to a bad disk; what was once seen was not.
#[test]
fn floors_outlive_the_lists() {
    let [a, b, ..] = keepers();
    let mut held = Holdings::with_floors(&first_roots(), terminal().floors().clone()).unwrap();
    let errors = refused(&mut held, &with_list(list(4, 1, &[&a, &b])));
    assert_eq!(
        errors,
        [Error::RolledBack {
            held: 5,
            offered: 4
        }]
    );
    assert_eq!(
        results(&held.apply(&with_list(list(5, 1, &[&a, &b])), NOW)),
        [Ok(Applied::New)]
    );
    let errors = refused(&mut held, &with_status_list(statuses(day(9), &[])));
    assert!(
        matches!(errors[..], [Error::RolledBack { .. }]),
        "{errors:?}"
    );
    assert_eq!(
        results(&held.apply(&with_status_list(statuses(day(10), &[])), NOW)),
        [Ok(Applied::New)]
    );
}

#[test]
fn refuses_two_lists_with_one_version() {
    let [a, b, ..] = keepers();
    let mut held = terminal();
    let twin = list_of(5, 1, &[&a, &b], |claims| claims.validity.until = NOW);
    assert_eq!(
        refused(&mut held, &with_list(twin)),
        [Error::VersionReused { version: 5 }]
    );
}

#[test]
fn refuses_a_list_by_too_few_roots_or_one_root_twice() {
    let [a, _, _, stranger] = keepers();
    let mut held = terminal();
    for signers in [&[&a][..], &[&a, &a], &[&a, &stranger]] {
        let errors = refused(&mut held, &with_list(list(6, 1, signers)));
        assert_eq!(
            errors,
            [Error::ThresholdNotMet {
                valid: 1,
                needed: 2
            }]
        );
    }
}

#[test]
fn a_withdrawn_key_never_comes_back() {
    let [a, b, ..] = keepers();
    let signers = [&a, &b];
    let replacement = key(3);
    let key_id = bureau_key().public_key().id();
    let withdraw = |claims: &mut TrustListClaims| {
        let bureau = Arc::make_mut(&mut claims.issuers[0]);
        bureau.keys[0].standing = Standing::Withdrawn;
        bureau.keys.push(crate::fixtures::issuer_key(&replacement));
    };
    let mut held = terminal();
    held.apply(&with_list(list_of(6, 1, &signers, withdraw)), NOW);

    let active_again = list(7, 1, &signers);
    let left_out = list_of(7, 1, &signers, |claims| {
        Arc::make_mut(&mut claims.issuers[0]).keys =
            vec![crate::fixtures::issuer_key(&replacement)];
    });
    let issuer_left_out = list_of(7, 1, &signers, |claims| claims.issuers.clear());
    for bytes in [active_again, left_out, issuer_left_out] {
        let errors = refused(&mut held, &with_list(bytes));
        assert_eq!(errors, [Error::WithdrawnKeyReturned { key_id }]);
    }
    let still_withdrawn = list_of(7, 1, &signers, withdraw);
    assert_eq!(
        results(&held.apply(&with_list(still_withdrawn), NOW)),
        [Ok(Applied::New)]
    );
}

#[test]
fn a_status_list_by_a_key_that_was_withdrawn_is_given_up() {
    let [a, b, ..] = keepers();
    let mut held = terminal();
    assert!(held.status_list(XIANNING).is_some());
    let withdrawn = list_of(6, 1, &[&a, &b], |claims| {
        Arc::make_mut(&mut claims.issuers[0]).keys[0].standing = Standing::Withdrawn;
    });
    held.apply(&with_list(withdrawn), NOW);
    assert!(held.status_list(XIANNING).is_none());
    let errors = refused(&mut held, &with_status_list(statuses(day(11), &[])));
    assert_eq!(errors, [Error::KeyWithdrawn]);
}

#[test]
fn refuses_status_lists_that_are_not_newer() {
    let mut held = terminal();
    let (held_at, older) = (day(10).as_secs(), day(9).as_secs());
    let errors = refused(&mut held, &with_status_list(statuses(day(9), &[])));
    assert_eq!(
        errors,
        [Error::RolledBack {
            held: held_at,
            offered: older
        }]
    );
    let errors = refused(&mut held, &with_status_list(statuses(day(10), &[1])));
    assert_eq!(errors, [Error::VersionReused { version: held_at }]);
    let mut empty = Holdings::provision(&first_roots()).unwrap();
    let errors = refused(&mut empty, &with_status_list(statuses(day(10), &[])));
    assert_eq!(errors, [Error::TrustListMissing]);
}

#[test]
fn a_bad_part_does_not_keep_the_good_ones_out() {
    let [a, b, ..] = keepers();
    let mut held = terminal();
    let update = Update {
        trust_list: Some(list(6, 1, &[&a, &b])),
        status_lists: vec![b"rubbish".to_vec(), statuses(day(11), &[])],
        ..Update::default()
    };
    let outcomes = results(&held.apply(&update, NOW));
    assert!(matches!(
        outcomes[..],
        [Ok(Applied::New), Err(Error::Malformed(_)), Ok(Applied::New)]
    ));
}

#[test]
fn what_was_revoked_is_refused_after_the_update() {
    let mut held = terminal();
    let code = issue(&claims(), &bureau_key()).unwrap();
    let reason = |held: &Holdings| {
        let verifier = Verifier::new(held, Policy::gate());
        verifier.verify_bytes(code.as_bytes(), NOW).reason()
    };
    assert_eq!(reason(&held), "accepted");
    held.apply(
        &with_status_list(statuses(day(11), &[claims().status_index.0])),
        NOW,
    );
    assert_eq!(reason(&held), "revoked");
}

/// A gate takes codes of which no list speaks yet, but not those of a list that was lost.
#[test]
fn a_status_list_that_was_lost_is_missed_even_at_a_gate() {
    let held = terminal();
    let code = issue(&claims(), &bureau_key()).unwrap();
    let reason = |held: &Holdings| {
        let verifier = Verifier::new(held, Policy::gate());
        verifier.verify_bytes(code.as_bytes(), NOW).reason()
    };
    let without = Update {
        status_lists: Vec::new(),
        ..held.to_update()
    };
    let mut lost = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap();
    lost.apply(&without, NOW);
    assert_eq!(reason(&lost), "status-missing");

    let mut never = Holdings::provision(&first_roots()).unwrap();
    never.apply(&without, NOW);
    assert_eq!(reason(&never), "accepted");
}

#[test]
fn a_clock_behind_what_the_roots_signed_is_never_a_quiet_accept() {
    let held = terminal();
    let code = issue(&claims(), &bureau_key()).unwrap();
    let verifier = Verifier::new(&held, Policy::gate());
    for now in [UnixTime::default(), ISSUED, day(4)] {
        let verdict = verifier.verify_bytes(code.as_bytes(), now);
        assert!(matches!(verdict, Verdict::Check(..)), "{verdict:?}");
        assert_eq!(verdict.reason(), "clock-wrong");
    }
}
