//! Versions and dates that are far too high, and the way out of them.

use super::*;
use crate::limits::MAX_VERSION_JUMP;
use crate::trust::ListVersion;

const FAR: u64 = 4_000;

/// A list of this version under the second root set, made on this day.
fn under_second(version: u64, made: u64) -> Vec<u8> {
    let [_, _, c, d] = keepers();
    list_of(version, 2, &[&c, &d], |claims| {
        claims.validity.from = day(made)
    })
}

fn with_second_roots(trust_list: Vec<u8>) -> Update {
    let [a, b, c, _] = keepers();
    Update {
        root_sets: vec![second_roots(&[&a, &b, &c])],
        trust_list: Some(trust_list),
        ..Update::default()
    }
}

/// A list of this version under the first root set, signed by keys that are enough for the second too.
fn under_first(version: u64, change: impl FnOnce(&mut TrustListClaims)) -> Vec<u8> {
    let [a, b, c, _] = keepers();
    list_of(5, 1, &[&a, &b, &c], |claims| {
        claims.version = version;
        change(claims);
    })
}

#[test]
fn refuses_a_version_that_leaves_no_room() {
    let mut held = terminal();
    for version in [5 + MAX_VERSION_JUMP + 1, u64::MAX] {
        let errors = refused(&mut held, &with_list(under_first(version, |_| ())));
        let offered = version;
        assert_eq!(errors, [Error::VersionJump { held: 5, offered }]);
    }
    let highest = with_list(under_first(5 + MAX_VERSION_JUMP, |_| ()));
    assert_eq!(results(&held.apply(&highest, NOW)), [Ok(Applied::New)]);
}

#[test]
fn the_first_list_of_a_root_set_begins_low() {
    let mut new = Holdings::provision(&first_roots()).unwrap();
    let (held, offered) = (0, MAX_VERSION_JUMP + 1);
    let errors = refused(&mut new, &with_list(under_first(offered, |_| ())));
    assert_eq!(errors, [Error::VersionJump { held, offered }]);

    let mut held = terminal();
    let errors = refused(&mut held, &with_second_roots(under_second(offered, 5)));
    assert_eq!(errors[0], Error::RootWithoutList);
    let allowed = with_second_roots(under_second(MAX_VERSION_JUMP, 5));
    assert_eq!(results(&held.apply(&allowed, NOW)), [Ok(Applied::New); 2]);
}

/// The authority recovers by a new root set: the terminal need not be visited.
#[test]
fn a_new_root_set_leads_out_of_a_version_that_is_too_high() {
    let mut held = terminal();
    let high = 5 + MAX_VERSION_JUMP;
    held.apply(&with_list(under_first(high, |_| ())), NOW);
    let recovery = with_second_roots(under_second(1, 6));
    assert_eq!(results(&held.apply(&recovery, NOW)), [Ok(Applied::New); 2]);
    assert_eq!(
        held.floors().trust_list,
        ListVersion {
            root_version: 2,
            version: 1
        }
    );
    // And what was signed under the old roots is older than all of it, however high its version.
    let errors = refused(&mut held, &with_list(under_first(high + 1, |_| ())));
    let (held, offered) = (2, 1);
    assert_eq!(errors, [Error::RolledBack { held, offered }]);
}

/// Two keepers stay, so that lists under the first root set verify under the second as well.
#[test]
fn a_list_under_earlier_roots_is_rolled_back_though_its_signatures_count() {
    let [_, b, c, _] = keepers();
    let mut held = terminal();
    held.apply(&with_second_roots(under_second(1, 6)), NOW);
    let by_both = list_of(9, 1, &[&b, &c], |claims| claims.validity.from = day(9));
    assert_eq!(
        refused(&mut held, &with_list(by_both)),
        [Error::RolledBack {
            held: 2,
            offered: 1
        }]
    );
}

/// Otherwise a list under roots that do not exist yet would keep out all that come.
#[test]
fn refuses_a_list_that_names_a_later_root_set_than_the_one_that_verifies_it() {
    let [a, b, ..] = keepers();
    for named in [2, u64::MAX] {
        let mut held = terminal();
        let errors = refused(&mut held, &with_list(list(6, named, &[&a, &b])));
        assert_eq!(errors, [Error::RootVersionMismatch { held: 1, named }]);
    }
}

/// The same version under another root set is another list.
#[test]
fn a_version_may_be_used_again_under_a_new_root_set() {
    let mut held = terminal();
    let same = with_second_roots(under_second(5, 6));
    assert_eq!(results(&held.apply(&same, NOW)), [Ok(Applied::New); 2]);
    let twin = with_list(under_second(5, 7));
    assert_eq!(
        refused(&mut held, &twin),
        [Error::VersionReused { version: 5 }]
    );
}

#[test]
fn a_new_root_set_leads_out_of_a_date_that_is_too_high() {
    let mut held = terminal();
    let far =
        |claims: &mut TrustListClaims| claims.validity = Validity::new(day(FAR), day(FAR + 1));
    held.apply(&with_list(under_first(6, far)), NOW);
    assert_eq!(held.floors().newest_signed, day(FAR));
    let code = issue(&claims(), &bureau_key()).unwrap();
    let reason = |held: &Holdings| {
        let verifier = Verifier::new(held, Policy::gate());
        verifier.verify_bytes(code.as_bytes(), NOW).reason()
    };
    assert_ne!(reason(&held), "accepted");

    // Under the same roots it stays.
    held.apply(&with_list(under_first(7, |_| ())), NOW);
    assert_eq!(held.floors().newest_signed, day(FAR));
    held.apply(&with_second_roots(under_second(1, 6)), NOW);
    assert_eq!(held.floors().newest_signed, day(6));
    assert_eq!(reason(&held), "accepted");
    // From here on it rises again, and nothing older puts it down.
    held.apply(&with_list(under_second(2, 8)), NOW);
    held.apply(&with_list(under_second(3, 7)), NOW);
    assert_eq!(held.floors().newest_signed, day(8));
}

/// A change of roots alone, with the list that was held, says nothing about earlier dates.
#[test]
fn the_date_goes_down_only_by_a_list_under_a_later_root_set() {
    let [a, b, c, _] = keepers();
    let mut held = terminal();
    let far =
        |claims: &mut TrustListClaims| claims.validity = Validity::new(day(FAR), day(FAR + 1));
    held.apply(&with_list(under_first(6, far)), NOW);
    let roots_only = Update {
        root_sets: vec![second_roots(&[&a, &b, &c])],
        ..Update::default()
    };
    // It was signed by the keepers of both.
    assert_eq!(results(&held.apply(&roots_only, NOW)), [Ok(Applied::New)]);
    assert_eq!(held.floors().newest_signed, day(FAR));
    held.apply(&with_list(under_second(1, 6)), NOW);
    assert_eq!(held.floors().newest_signed, day(6));
}
