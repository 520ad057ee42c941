//! Status lists by several keys of one issuer.

use super::*;
use crate::fixtures::issuer_key;
use crate::status::{StatusList, StatusListClaims};

/// The bureau's keys: the one that it has, in force from the beginning; the next, from day 50 on.
fn next_key() -> SigningKey {
    key(3)
}

/// The list of this version, with the bureau's keys after `change`. The keys are in force from the
/// days that are given.
fn two_keys(version: u64, from: [u64; 2], standings: [Standing; 2]) -> Update {
    let [a, b, ..] = keepers();
    with_list(list_of(version, 1, &[&a, &b], |claims| {
        let bureau = Arc::make_mut(&mut claims.issuers[0]);
        bureau.keys.push(issuer_key(&next_key()));
        for ((key, from), standing) in bureau.keys.iter_mut().zip(from).zip(standings) {
            key.in_force.from = day(from);
            key.standing = standing;
        }
    }))
}

const ACTIVE: [Standing; 2] = [Standing::Active; 2];

fn statuses_by(signer: &SigningKey, made: UnixTime, entries: usize) -> Update {
    let claims = StatusListClaims {
        issuer: XIANNING,
        validity: Validity::new(made, EXPIRES),
        ttl: None,
        statuses: StatusArray::all_valid(entries).unwrap(),
    };
    with_status_list(StatusList::issue(&claims, signer).unwrap())
}

fn applied(held: &mut Holdings, update: &Update, now: UnixTime) {
    let outcomes = results(&held.apply(update, now));
    assert!(
        outcomes.iter().all(|result| *result == Ok(Applied::New)),
        "{outcomes:?}"
    );
}

fn rolled_back(held: &mut Holdings, update: &Update) {
    let errors = refused(held, update);
    assert!(
        matches!(errors[..], [Error::RolledBack { .. }]),
        "{errors:?}"
    );
}

/// A terminal whose bureau has both keys, the second from day 50 on, and no status list yet.
fn terminal_with_two_keys() -> Holdings {
    let mut held = Holdings::provision(&first_roots()).unwrap();
    applied(&mut held, &two_keys(5, [0, 50], ACTIVE), NOW);
    held
}

/// The bureau's clock was years ahead once, and so was that of the terminal. The authority gives the
/// bureau a new key; nobody visits the terminal.
#[test]
fn a_new_key_leads_out_of_a_date_that_is_too_high() {
    let mut held = terminal_with_two_keys();
    let ahead = day(600);
    applied(&mut held, &statuses_by(&bureau_key(), ahead, 8), ahead);
    rolled_back(&mut held, &statuses_by(&bureau_key(), day(60), 8));
    applied(&mut held, &statuses_by(&next_key(), day(60), 8), NOW);
    // Whoever still carries the poisoned list brings nothing back.
    rolled_back(&mut held, &statuses_by(&bureau_key(), ahead, 8));
    rolled_back(&mut held, &statuses_by(&bureau_key(), day(601), 8));
    rolled_back(&mut held, &statuses_by(&next_key(), day(59), 8));
    let reused = refused(&mut held, &statuses_by(&next_key(), day(60), 16));
    let version = day(60).as_secs();
    assert_eq!(reused, [Error::VersionReused { version }]);
}

/// The floor of the later key is remembered without its list.
#[test]
fn an_earlier_key_does_not_return_when_the_list_is_lost() {
    let mut held = terminal_with_two_keys();
    applied(&mut held, &statuses_by(&next_key(), day(60), 8), NOW);
    let floors = held.floors().clone();
    let mut lost = Holdings::with_floors(&first_roots(), floors).unwrap();
    applied(&mut lost, &two_keys(5, [0, 50], ACTIVE), NOW);
    rolled_back(&mut lost, &statuses_by(&bureau_key(), day(70), 8));
    // The lost one itself is taken back, or a newer one.
    rolled_back(&mut lost, &statuses_by(&next_key(), day(59), 8));
    applied(&mut lost, &statuses_by(&next_key(), day(60), 8), NOW);
}

#[test]
fn keys_that_came_into_force_together_are_as_one() {
    let mut held = Holdings::provision(&first_roots()).unwrap();
    applied(&mut held, &two_keys(5, [0, 0], ACTIVE), NOW);
    applied(&mut held, &statuses_by(&bureau_key(), day(60), 8), NOW);
    rolled_back(&mut held, &statuses_by(&next_key(), day(59), 8));
    let version = day(60).as_secs();
    let reused = refused(&mut held, &statuses_by(&next_key(), day(60), 8));
    assert_eq!(reused, [Error::VersionReused { version }]);
    applied(&mut held, &statuses_by(&next_key(), day(61), 8), NOW);
    rolled_back(&mut held, &statuses_by(&bureau_key(), day(60), 8));
}

/// A thief had the later key. The issuer goes on with the earlier one, from what that one had.
#[test]
fn a_key_that_was_withdrawn_no_longer_goes_before_others() {
    for standing in [Standing::Withdrawn, Standing::Compromised] {
        let mut held = terminal_with_two_keys();
        applied(&mut held, &statuses_by(&bureau_key(), day(55), 8), NOW);
        applied(&mut held, &statuses_by(&next_key(), day(60), 8), NOW);
        let without_next = two_keys(6, [0, 50], [Standing::Active, standing]);
        applied(&mut held, &without_next, NOW);
        assert!(held.status_list(XIANNING).is_none());
        assert_eq!(
            refused(&mut held, &statuses_by(&next_key(), day(61), 8)),
            [Error::KeyWithdrawn]
        );
        rolled_back(&mut held, &statuses_by(&bureau_key(), day(54), 8));
        applied(&mut held, &statuses_by(&bureau_key(), day(55), 8), NOW);
    }
}

#[test]
fn each_key_has_its_own_floor() {
    let mut held = terminal_with_two_keys();
    let [old, new] = [bureau_key(), next_key()].map(|key| key.public_key().thumbprint());
    applied(&mut held, &statuses_by(&bureau_key(), day(55), 8), NOW);
    applied(&mut held, &statuses_by(&next_key(), day(52), 8), NOW);
    let floors = &held.floors().status_lists;
    assert_eq!(floors.made(&XIANNING, &old), Some(day(55)));
    assert_eq!(floors.made(&XIANNING, &new), Some(day(52)));
    assert_eq!(floors.iter().count(), 2);
}
