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

/// The floor is remembered without its list.
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

/// Of the same date only the list that was lost, and only while none is held.
#[test]
fn a_date_counts_again_while_its_list_is_not_held() {
    let mut held = Holdings::provision(&first_roots()).unwrap();
    applied(&mut held, &two_keys(5, [0, 0], ACTIVE), NOW);
    applied(&mut held, &statuses_by(&next_key(), day(60), 8), NOW);
    let standings = [Standing::Active, Standing::Withdrawn];
    applied(&mut held, &two_keys(6, [0, 0], standings), NOW);
    rolled_back(&mut held, &statuses_by(&bureau_key(), day(59), 8));
    applied(&mut held, &statuses_by(&bureau_key(), day(60), 8), NOW);
    let version = day(60).as_secs();
    let reused = refused(&mut held, &statuses_by(&bureau_key(), day(60), 16));
    assert_eq!(reused, [Error::VersionReused { version }]);
}

/// The later key has revoked a code and was withdrawn. Lists by the earlier key know nothing of it,
/// whenever they were made: the code must not come back.
#[test]
fn an_earlier_key_never_gets_its_turn_again() {
    let [a, b, ..] = keepers();
    let code = issue(&claims(), &bureau_key()).unwrap();
    let reason = |held: &Holdings| {
        let verifier = Verifier::new(held, Policy::gate());
        verifier.verify_bytes(code.as_bytes(), NOW).reason()
    };
    for standing in [Standing::Withdrawn, Standing::Compromised] {
        let mut held = terminal_with_two_keys();
        applied(&mut held, &with_status_list(statuses(day(55), &[])), NOW);
        assert_eq!(reason(&held), "accepted");
        let mut revoked = StatusArray::all_valid(65_536).unwrap();
        revoked.set(claims().status_index, Status::Revoked).unwrap();
        let by_next = StatusListClaims {
            issuer: XIANNING,
            validity: Validity::new(day(60), EXPIRES),
            ttl: None,
            statuses: revoked,
        };
        let by_next = StatusList::issue(&by_next, &next_key()).unwrap();
        applied(&mut held, &with_status_list(by_next), NOW);
        assert_eq!(reason(&held), "revoked");

        applied(
            &mut held,
            &two_keys(6, [0, 50], [Standing::Active, standing]),
            NOW,
        );
        // Lost, and missed: never a quiet accept.
        assert_eq!(reason(&held), "status-missing");
        for made in [54, 55, 56, 60, 61, 100] {
            let update = with_status_list(statuses(day(made), &[]));
            rolled_back(&mut held, &update);
        }
        assert_eq!(reason(&held), "status-missing");
        assert_eq!(
            refused(&mut held, &statuses_by(&next_key(), day(61), 8)),
            [Error::KeyWithdrawn]
        );
        // A third key, later than both.
        let third = key(4);
        let update = with_list(list_of(7, 1, &[&a, &b], |claims| {
            let bureau = Arc::make_mut(&mut claims.issuers[0]);
            bureau.keys.push(issuer_key(&next_key()));
            bureau.keys.push(issuer_key(&third));
            for (key, from) in bureau.keys.iter_mut().zip([0, 50, 51]) {
                key.in_force.from = day(from);
            }
            bureau.keys[1].standing = standing;
        }));
        applied(&mut held, &update, NOW);
        applied(&mut held, &statuses_by(&third, day(56), 65_536), NOW);
    }
}

#[test]
fn one_floor_for_each_issuer() {
    let mut held = terminal_with_two_keys();
    applied(&mut held, &statuses_by(&bureau_key(), day(55), 8), NOW);
    applied(&mut held, &statuses_by(&next_key(), day(52), 8), NOW);
    let (from, made) = (day(50), day(52));
    let floors: Vec<_> = held.floors().status_lists.iter().collect();
    assert_eq!(floors, [(&XIANNING, ListDate { from, made })]);
}

/// A trust list moves the beginning of a key. What is held is never exchanged for something older.
#[test]
fn the_beginning_of_a_key_may_move() {
    let mut held = terminal_with_two_keys();
    applied(&mut held, &statuses_by(&next_key(), day(60), 8), NOW);
    applied(&mut held, &two_keys(6, [0, 55], ACTIVE), NOW);
    assert!(held.status_list(XIANNING).is_some());
    rolled_back(&mut held, &statuses_by(&next_key(), day(59), 8));
    let kept = held.to_update();
    let mut restored = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap();
    restored.restore(&kept);
    assert_eq!(restored.to_update(), kept);

    // Back to an earlier time: it is lost, and the terminal says so.
    applied(&mut held, &two_keys(7, [0, 40], ACTIVE), NOW);
    assert!(held.status_list(XIANNING).is_none());
    assert!(held.floors().status_lists.contains(&XIANNING));
    rolled_back(&mut held, &statuses_by(&next_key(), day(70), 8));
}

/// Everything that a new trust list may change of the key that signed what is held.
#[test]
fn a_new_trust_list_drops_what_it_would_not_accept() {
    let [a, b, ..] = keepers();
    let other = IssuerId(42_120_002);
    type Change = fn(&mut TrustListClaims);
    let changes: [(&str, bool, Change); 7] = [
        ("nothing", true, |_| ()),
        ("suspended issuer", true, |claims| {
            Arc::make_mut(&mut claims.issuers[0]).standing = Standing::Suspended;
        }),
        ("withdrawn issuer", false, |claims| {
            Arc::make_mut(&mut claims.issuers[0]).standing = Standing::Withdrawn;
        }),
        ("compromised key", false, |claims| {
            Arc::make_mut(&mut claims.issuers[0]).keys[0].standing = Standing::Compromised;
        }),
        ("key moved to another issuer", false, |claims| {
            Arc::make_mut(&mut claims.issuers[0]).keys = vec![issuer_key(&key(9))];
            claims
                .issuers
                .push(issuer(42_120_002, &bureau_key()).into());
        }),
        ("key left out", false, |claims| {
            Arc::make_mut(&mut claims.issuers[0]).keys = vec![issuer_key(&key(9))];
        }),
        ("key ran out before", false, |claims| {
            Arc::make_mut(&mut claims.issuers[0]).keys[0].in_force.until = day(10);
        }),
    ];
    for (what, stays, change) in changes {
        let mut held = terminal();
        applied(&mut held, &with_list(list_of(6, 1, &[&a, &b], change)), NOW);
        assert_eq!(held.status_list(XIANNING).is_some(), stays, "{what}");
        assert!(held.status_list(other).is_none(), "{what}");
        assert!(held.floors().status_lists.contains(&XIANNING), "{what}");
    }
}
