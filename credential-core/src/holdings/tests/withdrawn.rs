//! What was withdrawn, or compromised, does not come back, whoever signs.

use super::*;
use crate::fixtures::issuer_key;
use crate::trust::{Issuer, TrustList};

const OTHER: IssuerId = IssuerId(42_120_002);

/// A list of this version, signed by all who may, with the bureau after `change`.
fn bureau(version: u64, change: impl FnOnce(&mut Issuer)) -> Vec<u8> {
    of_all(version, |claims| {
        change(Arc::make_mut(&mut claims.issuers[0]))
    })
}

fn of_all(version: u64, change: impl FnOnce(&mut TrustListClaims)) -> Vec<u8> {
    let [a, b, c, _] = keepers();
    list_of(version, 1, &[&a, &b, &c], change)
}

fn withdraw(issuer: &mut Issuer) {
    issuer.standing = Standing::Withdrawn;
}

/// The withdrawn key stays as it is, beside a new one.
fn with_new_key(issuer: &mut Issuer) {
    issuer.keys[0].standing = Standing::Withdrawn;
    issuer.keys.push(issuer_key(&key(3)));
}

fn stands_at(bytes: &[u8], standing: Standing) {
    let roots = RootSet::pin(&first_roots()).unwrap();
    let list = TrustList::verify(bytes, &roots).unwrap();
    assert_eq!(list.claims().issuers[0].keys[0].standing, standing);
}

#[test]
fn a_withdrawn_issuer_does_not_come_back_with_a_new_key() {
    let mut held = terminal();
    held.apply(&with_list(bureau(6, withdraw)), NOW);
    let expected = [Error::WithdrawnIssuerReturned { issuer: XIANNING }];

    let active_again = bureau(7, with_new_key);
    let suspended = bureau(7, |issuer| {
        with_new_key(issuer);
        issuer.standing = Standing::Suspended;
    });
    let under_another_number = bureau(7, |issuer| {
        with_new_key(issuer);
        issuer.id = OTHER;
    });
    for bytes in [active_again, suspended, under_another_number] {
        assert_eq!(refused(&mut held, &with_list(bytes)), expected);
    }
    let still_withdrawn = bureau(7, |issuer| {
        with_new_key(issuer);
        withdraw(issuer);
    });
    assert_eq!(
        results(&held.apply(&with_list(still_withdrawn), NOW)),
        [Ok(Applied::New)]
    );
}

/// The key is active in the list of an issuer that was withdrawn with all it had.
#[test]
fn a_key_of_a_withdrawn_issuer_does_not_move_to_another() {
    let mut held = terminal();
    held.apply(&with_list(bureau(6, withdraw)), NOW);
    let moved = of_all(7, |claims| {
        let old = Arc::make_mut(&mut claims.issuers[0]);
        withdraw(old);
        old.keys = vec![issuer_key(&key(3))];
        claims.issuers.push(issuer(OTHER.0, &bureau_key()).into());
    });
    let key_id = bureau_key().public_key().id();
    assert_eq!(
        refused(&mut held, &with_list(moved)),
        [Error::WithdrawnKeyReturned { key_id }]
    );
}

#[test]
fn the_standing_of_a_key_only_gets_worse() {
    let standing = |standing| {
        move |issuer: &mut Issuer| {
            issuer.keys[0].standing = standing;
            issuer.keys.push(issuer_key(&key(3)));
        }
    };
    let key_id = bureau_key().public_key().id();
    let returned = [Error::WithdrawnKeyReturned { key_id }];
    let mut held = terminal();
    let compromised = bureau(6, standing(Standing::Compromised));
    stands_at(&compromised, Standing::Compromised);
    held.apply(&with_list(compromised), NOW);

    let active = bureau(7, standing(Standing::Active));
    let gone = bureau(7, |issuer| issuer.keys = vec![issuer_key(&key(3))]);
    for bytes in [active, gone] {
        assert_eq!(refused(&mut held, &with_list(bytes)), returned);
    }
    let same = bureau(7, standing(Standing::Compromised));
    let worse = bureau(8, standing(Standing::Withdrawn));
    for bytes in [same, worse] {
        assert_eq!(
            results(&held.apply(&with_list(bytes), NOW)),
            [Ok(Applied::New)]
        );
    }
    for better in [Standing::Active, Standing::Compromised] {
        let bytes = bureau(9, standing(better));
        assert_eq!(refused(&mut held, &with_list(bytes)), returned);
    }
}

/// The list that said so is lost to a bad disk; the floors are not.
#[test]
fn what_was_withdrawn_is_remembered_without_the_list() {
    let mut held = terminal();
    held.apply(
        &with_list(bureau(6, |issuer| {
            issuer.keys[0].standing = Standing::Compromised;
        })),
        NOW,
    );
    held.apply(&with_list(bureau(7, withdraw)), NOW);
    let mut lost = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap();
    assert!(lost.trust().is_none());
    let key_id = bureau_key().public_key().id();
    assert_eq!(
        refused(&mut lost, &with_list(list_by_all(8))),
        [Error::WithdrawnKeyReturned { key_id }]
    );
    assert_eq!(
        refused(&mut lost, &with_list(bureau(8, with_new_key))),
        [Error::WithdrawnIssuerReturned { issuer: XIANNING }]
    );
}

/// A new root set begins the versions anew, not the world.
#[test]
fn what_was_withdrawn_stays_withdrawn_under_new_roots() {
    let [a, b, c, d] = keepers();
    let mut held = terminal();
    let withdrawn = list_of(6, 1, &[&a, &b], |claims| {
        withdraw(Arc::make_mut(&mut claims.issuers[0]));
    });
    held.apply(&with_list(withdrawn), NOW);
    let under_new = |change: fn(&mut Issuer)| Update {
        root_sets: vec![second_roots(&[&a, &b, &c])],
        trust_list: Some(list_of(1, 2, &[&c, &d], |claims| {
            change(Arc::make_mut(&mut claims.issuers[0]));
        })),
        ..Update::default()
    };
    let errors = refused(&mut held, &under_new(|_| ()));
    assert_eq!(errors[0], Error::RootWithoutList);
    let errors = refused(&mut held, &under_new(with_new_key));
    assert_eq!(errors[0], Error::RootWithoutList);
    assert_eq!(
        results(&held.apply(&under_new(withdraw), NOW)),
        [Ok(Applied::New); 2]
    );
}

fn list_by_all(version: u64) -> Vec<u8> {
    of_all(version, |_| ())
}
