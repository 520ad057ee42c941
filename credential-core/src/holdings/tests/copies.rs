//! Floors that are stored several times, and merged when they are read.

use super::*;
use crate::trust::Issuer;

/// The floors of one terminal after each step of a life with two changes of roots, of which the first
/// puts right a version and a date that were too high.
fn life() -> Vec<Floors> {
    let [a, b, c, d] = keepers();
    let third = sign_all(root_claims(3, 1, &[&d]), &[&b, &c, &d]);
    let at = |made: u64| move |claims: &mut TrustListClaims| claims.validity.from = day(made);
    let bureau = |change: fn(&mut Issuer)| {
        move |claims: &mut TrustListClaims| change(Arc::make_mut(&mut claims.issuers[0]))
    };
    let roots = |set: Vec<u8>, list: Vec<u8>| Update {
        root_sets: vec![set],
        trust_list: Some(list),
        ..Update::default()
    };
    let steps = [
        with_list(list(5, 1, &[&a, &b])),
        with_status_list(statuses(day(10), &[])),
        with_list(list_of(900_000, 1, &[&a, &b], at(700))),
        roots(
            second_roots(&[&a, &b, &c]),
            list_of(1, 2, &[&c, &d], at(20)),
        ),
        with_status_list(statuses(day(30), &[])),
        with_list(list_of(
            21,
            2,
            &[&c, &d],
            bureau(|issuer| issuer.keys[0].standing = Standing::Compromised),
        )),
        with_list(list_of(
            22,
            2,
            &[&c, &d],
            bureau(|issuer| issuer.standing = Standing::Withdrawn),
        )),
        roots(
            third,
            list_of(
                2,
                3,
                &[&d],
                bureau(|issuer| issuer.standing = Standing::Withdrawn),
            ),
        ),
    ];
    let mut held = Holdings::provision(&first_roots()).unwrap();
    let mut life = vec![Floors::default(), held.floors().clone()];
    for (at, step) in steps.iter().enumerate() {
        let outcomes = results(&held.apply(step, NOW));
        assert!(
            outcomes.iter().all(|result| *result == Ok(Applied::New)),
            "step {at}: {outcomes:?}"
        );
        life.push(held.floors().clone());
    }
    life
}

#[test]
fn the_latest_copy_wins_in_whatever_order_they_are_read() {
    let life = life();
    for (at, later) in life.iter().enumerate() {
        for earlier in &life[..=at] {
            assert_eq!(&later.clone().merge(earlier), later);
            assert_eq!(&earlier.clone().merge(later), later);
        }
    }
    let all =
        |copies: &mut dyn Iterator<Item = &Floors>| copies.fold(Floors::default(), Floors::merge);
    let last = life.last().unwrap();
    assert_eq!(&all(&mut life.iter()), last);
    assert_eq!(&all(&mut life.iter().rev()), last);
}

/// One by one: what may go down, and that nothing else does.
#[test]
fn only_the_newest_signed_time_ever_goes_down() {
    let mut lowered = 0;
    for pair in life().windows(2) {
        let [before, after] = pair else { continue };
        assert!(after.root_version >= before.root_version);
        assert!(after.trust_list >= before.trust_list);
        assert!(after.root_sets.is_superset(&before.root_sets));
        assert!(
            after
                .withdrawn_issuers
                .is_superset(&before.withdrawn_issuers)
        );
        for (key, standing) in &before.lost_keys {
            assert!(after.lost_keys[key] >= *standing);
        }
        for (issuer, signer, made) in before.status_lists.iter() {
            assert!(after.status_lists.made(issuer, signer) >= Some(made));
        }
        if after.newest_signed < before.newest_signed {
            assert!(after.trust_list.root_version > before.trust_list.root_version);
            lowered += 1;
        }
    }
    assert_eq!(
        lowered, 2,
        "the life has two changes of roots that lower it"
    );
}

/// Copies that no one terminal has: each still keeps what it alone knows.
#[test]
fn a_merge_loses_nothing_of_either_copy() {
    let [one, other] = [1, 2].map(|number: u8| {
        let mut floors = Floors::default();
        floors.root_sets.insert((1, [number; 32]));
        floors.lost_keys.insert([number; 32], Standing::Compromised);
        floors.withdrawn_issuers.insert(IssuerId(number.into()));
        floors.status_lists.raise(XIANNING, [number; 32], day(1));
        let about = (XIANNING, [number; 32]);
        floors.vouch_lists.raise(about, [9; 32], day(number.into()));
        floors
    });
    let mut worse = other.clone();
    worse.lost_keys.insert([1; 32], Standing::Withdrawn);
    let merged = one.clone().merge(&worse);
    assert_eq!(merged, worse.merge(&one));
    assert_eq!(merged.root_sets.len(), 2);
    assert_eq!(merged.lost_keys[&[1; 32]], Standing::Withdrawn);
    assert_eq!(merged.lost_keys[&[2; 32]], Standing::Compromised);
    assert_eq!(merged.withdrawn_issuers.len(), 2);
    assert_eq!(merged.status_lists.iter().count(), 2);
    assert_eq!(merged.vouch_lists.subjects().count(), 2);
}
