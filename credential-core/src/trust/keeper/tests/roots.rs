//! Root sets that a keeper follows and signs.

use super::*;

#[test]
fn roots_are_followed_one_by_one() {
    let mut record = keeper();
    let all = later_keepers();
    let [b, c, d] = refs(&all);
    let third = sign_all(root_claims(3, 2, &[b, c, d]), &[b, c, d]);
    let before = record.clone();
    assert_eq!(
        record.follow_roots(core::slice::from_ref(&third)),
        Err(KeeperError::Invalid(Error::RootVersionMismatch {
            held: 1,
            named: 3
        }))
    );
    assert_eq!(record, before);
    // In any order, with what is known among them.
    let sets = [third.clone(), first_roots(), second_roots()];
    assert_eq!(record.follow_roots(&sets), Ok(3));
    assert_eq!(record.follow_roots(&sets), Ok(3));
    assert_eq!(record.roots().map(|set| set.claims().version), Some(3));
    // Without any so far, the first one is the keeper's own.
    let mut new = KeeperRecord::without_roots();
    assert_eq!(new.follow_roots(&sets), Ok(3));
    let own = [first_roots(), third.clone(), second_roots()];
    assert_eq!(KeeperRecord::without_roots().follow_roots(&own), Ok(3));

    // The oldest is held without the signatures of the keepers before.
    let all = later_keepers();
    let [_, c, d] = refs(&all);
    let own_alone = sign_all(root_claims(2, 2, &refs(&all)), &[c, d]);
    let mut new = KeeperRecord::begin(&own_alone).unwrap();
    assert_eq!(
        new.follow_roots(&[first_roots(), own_alone]),
        Err(KeeperError::Invalid(Error::RootSetForeign { version: 1 }))
    );
    assert_eq!(new.follow_roots(&sets), Ok(3));
    let stored = new.to_bytes().unwrap();
    assert_eq!(KeeperRecord::from_bytes(&stored), Ok(new));

    // Another content for a version that was seen.
    let fork = sign_all(root_claims(2, 1, &[b, c]), &[&key(11), b, c]);
    for mut record in [record.clone(), {
        let mut second = keeper();
        second.follow_roots(&[second_roots()]).unwrap();
        second
    }] {
        assert!(matches!(
            record.follow_roots(core::slice::from_ref(&fork)),
            Err(KeeperError::SecondContent { version: 2, .. })
        ));
    }
    // Another authority's.
    let strangers = [key(21), key(22), key(23)];
    let foreign = sign_all(root_claims(1, 2, &refs(&strangers)), &refs(&strangers));
    let mut new = KeeperRecord::begin(&second_roots()).unwrap();
    assert_eq!(
        new.follow_roots(&[foreign]),
        Err(KeeperError::Invalid(Error::RootSetForeign { version: 1 }))
    );
    let forged = sign_all(root_claims(2, 2, &refs(&strangers)), &refs(&strangers));
    assert!(matches!(
        keeper().follow_roots(&[forged]),
        Err(KeeperError::Invalid(Error::ThresholdNotMet { .. }))
    ));
}

#[test]
fn a_keeper_signs_one_root_set_for_each_version() {
    let mut record = keeper();
    let all = later_keepers();
    let [b, c, d] = refs(&all);
    let next = Pending::prepare(root_claims(2, 2, &[b, c, d])).unwrap();
    assert_eq!(
        record.record_signed_roots(&next),
        Err(KeeperError::NotLookedAt)
    );
    let examined = record.examine_roots(&next).unwrap();
    assert_eq!(examined.current.map(|set| set.version), Some(1));
    record.remember_look(&examined.looked);
    record.record_signed_roots(&next).unwrap();
    assert!(record.examine_roots(&next).unwrap().signed_before);

    let fork = Pending::prepare(root_claims(2, 1, &[b, c])).unwrap();
    let second = KeeperError::SecondContent {
        version: 2,
        recorded: next.digest(),
        offered: fork.digest(),
    };
    assert_eq!(record.examine_roots(&fork), Err(second));
    let signed_fork = sign_all(root_claims(2, 1, &[b, c]), &[&key(11), b, c]);
    assert_eq!(record.follow_roots(&[signed_fork]), Err(second));
    // Only if all keepers agree that the first was abandoned.
    let mut agreed = record.clone();
    assert!(agreed.forget_abandoned_roots());
    assert!(agreed.examine_roots(&fork).is_ok());

    assert_eq!(record.follow_roots(&[second_roots()]), Ok(2));
    assert!(!record.forget_abandoned_roots());
    for number in [1, 2, 4] {
        let other = Pending::prepare(root_claims(number, 2, &[b, c, d])).unwrap();
        assert_eq!(
            record.examine_roots(&other),
            Err(KeeperError::Invalid(Error::RootVersionMismatch {
                held: 2,
                named: number
            }))
        );
    }
    // An earlier date is the way back from one that was signed far ahead.
    let mut early = root_claims(3, 2, &[b, c, d]);
    early.issued = crate::UnixTime::from_secs(ISSUED.as_secs() - 1);
    let early = Pending::prepare(early).unwrap();
    assert!(record.examine_roots(&early).is_ok());
}

/// An authority's first root set: nobody has one to compare with, but what was signed is remembered.
#[test]
fn the_first_root_set_that_is_held_is_the_one_that_was_signed() {
    let all = keepers();
    let first = Pending::prepare(root_claims(1, 2, &refs(&all))).unwrap();
    let mut record = KeeperRecord::without_roots();
    let examined = record.examine_roots(&first).unwrap();
    assert_eq!(examined.current, None);
    record.remember_look(&examined.looked);
    record.record_signed_roots(&first).unwrap();
    let other = sign_all(root_claims(1, 1, &refs(&all)), &refs(&all));
    assert!(matches!(
        record.follow_roots(&[other]),
        Err(KeeperError::SecondContent { version: 1, .. })
    ));
    // Nor does a later one of another authority take its place.
    let strangers = [key(21), key(22), key(23)];
    let foreign = sign_all(root_claims(5, 2, &refs(&strangers)), &refs(&strangers));
    assert_eq!(
        record.follow_roots(&[foreign, first_roots()]),
        Err(KeeperError::RootsMissing)
    );
    assert_eq!(record.follow_roots(&[first_roots()]), Ok(1));
    assert_eq!(
        KeeperRecord::without_roots().follow_roots(&[]),
        Err(KeeperError::RootsMissing)
    );
}
