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

/// Another issuer could vouch for what a thief has signed.
#[test]
fn a_compromised_key_stays_with_its_issuer() {
    let [a, b, c, d] = keepers();
    let compromised = |issuer: &mut Issuer| issuer.keys[0].standing = Standing::Compromised;
    let moved = |standing: Standing| {
        move |claims: &mut TrustListClaims| {
            let old = Arc::make_mut(&mut claims.issuers[0]);
            old.keys = vec![issuer_key(&key(3))];
            let mut new = issuer(OTHER.0, &bureau_key());
            new.keys[0].standing = standing;
            claims.issuers.push(new.into());
        }
    };
    let mut held = terminal();
    let known = list_of(6, 1, &[&a, &b], |claims| {
        compromised(Arc::make_mut(&mut claims.issuers[0]));
    });
    held.apply(&with_list(known), NOW);
    let key_id = bureau_key().public_key().id();
    let error = Error::WithdrawnKeyReturned { key_id };
    for standing in [Standing::Active, Standing::Compromised] {
        let update = with_list(of_all(7, moved(standing)));
        assert_eq!(refused(&mut held, &update), [error]);
        // Nor under new roots, nor after the list was lost.
        let under_new = Update {
            root_sets: vec![second_roots(&[&a, &b, &c])],
            trust_list: Some(list_of(1, 2, &[&c, &d], moved(standing))),
            ..Update::default()
        };
        assert_eq!(refused(&mut held, &under_new)[0], Error::RootWithoutList);
        let mut lost = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap();
        assert_eq!(refused(&mut lost, &update), [error]);
    }
    // Withdrawn it harms nobody, wherever it stands, and stays so.
    let withdrawn = with_list(of_all(7, moved(Standing::Withdrawn)));
    assert_eq!(results(&held.apply(&withdrawn, NOW)), [Ok(Applied::New)]);
    let back = with_list(bureau(8, compromised));
    assert_eq!(refused(&mut held, &back), [error]);
    let withdrawn = with_list(bureau(8, with_new_key));
    assert_eq!(results(&held.apply(&withdrawn, NOW)), [Ok(Applied::New)]);
}

/// A list with the standing of the bureau's key, and details, as they are written.
fn as_written(version: u64, standing: &str, details: &str) -> Update {
    use crate::fixtures::{
        TRUST_LIST_TYPE, hex, payload_of, replace, sign, signer_header, type_header,
    };
    let [a, b, ..] = keepers();
    let plain = payload_of(&list_of(version, 1, &[], |claims| {
        let bureau = Arc::make_mut(&mut claims.issuers[0]);
        bureau.keys.insert(0, issuer_key(&key(3)));
    }));
    let x = bureau_key().public_key().to_bytes();
    let key = [&hex("84 a3 0101 2006 215820")[..], &x].concat();
    let head = if details.is_empty() { "84" } else { "85" };
    let longer = [&hex(head)[..], &key[1..]].concat();
    let changed = replace(&plain, &key, &longer);
    // The key stands at the end, and its standing is the last byte.
    let (_, rest) = changed.split_last().unwrap();
    let payload = [rest, &hex(standing), &hex(details)].concat();
    let headers = [&a, &b].map(|key| signer_header(key.public_key().id()));
    let signers = [(&headers[0][..], &a), (&headers[1][..], &b)];
    with_list(sign(&type_header(TRUST_LIST_TYPE), &payload, &signers))
}

/// An old terminal does not know what the standing means, but that it is no reason to come back.
#[test]
fn ignored_keys_are_remembered_too() {
    let key_id = bureau_key().public_key().id();
    let error = Error::WithdrawnKeyReturned { key_id };
    let unknown = "a1 1880 00";
    // From bad to worse; what stands before is refused afterwards.
    let steps = [
        ("00", unknown),
        ("03", ""),
        ("03", unknown),
        ("04", ""),
        ("04", unknown),
        ("02", unknown),
        ("02", ""),
    ];
    let rank = |standing: &str| {
        ["00", "03", "04", "02"]
            .iter()
            .position(|one| *one == standing)
    };
    let mut held = terminal();
    let mut version = 6;
    for (at, (standing, details)) in steps.into_iter().enumerate() {
        let outcomes = held.apply(&as_written(version, standing, details), NOW);
        assert_eq!(
            results(&outcomes),
            [Ok(Applied::New)],
            "{standing} {details}"
        );
        version += 1;
        for (before, details) in &steps[..at] {
            if rank(before) < rank(standing) {
                let update = as_written(version, before, details);
                assert_eq!(
                    refused(&mut held, &update),
                    [error],
                    "{before} after {standing}"
                );
            }
        }
    }
    assert!(held.status_list(XIANNING).is_none());
}
