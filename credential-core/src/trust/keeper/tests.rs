mod roots;
mod stored;
mod withdrawn;

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::*;
use crate::error::Field;
use crate::fixtures::{
    ISSUED, bureau_key, issuer, issuer_key, key, list_claims, root_claims, sign_all,
};
use crate::keys::{Signer, SigningKey};
use crate::limits::MAX_LIST_VERSION;
use crate::time::UnixTime;
use crate::trust::{Expectation, Issuer, IssuerId, Standing};
use crate::{CategorySet, Error};

/// The keepers of version 1, of whom two must sign.
fn keepers() -> [SigningKey; 3] {
    [key(11), key(12), key(13)]
}

/// Those of version 2: one has left.
fn later_keepers() -> [SigningKey; 3] {
    [key(12), key(13), key(14)]
}

fn refs<const N: usize>(keys: &[SigningKey; N]) -> [&SigningKey; N] {
    keys.each_ref()
}

fn first_roots() -> Vec<u8> {
    let all = keepers();
    sign_all(root_claims(1, 2, &refs(&all)), &refs(&all))
}

fn second_roots() -> Vec<u8> {
    let (all, [gone, ..]) = (later_keepers(), keepers());
    let [b, c, d] = refs(&all);
    sign_all(root_claims(2, 2, &[b, c, d]), &[&gone, b, c, d])
}

fn bureau() -> Issuer {
    issuer(42_120_001, &bureau_key())
}

/// Version `version` under root set `root`, made so many hours after the first.
fn claims(root: u64, version: u64, change: impl FnOnce(&mut Issuer)) -> TrustListClaims {
    let mut bureau = bureau();
    change(&mut bureau);
    let mut list = list_claims([bureau, issuer(42_120_002, &key(8))].into());
    (list.root_version, list.version) = (root, version);
    list.validity.from = ISSUED.plus(Duration::from_secs(3_600 * (version % 1_000)));
    list
}

fn list(root: u64, version: u64) -> TrustListClaims {
    claims(root, version, |_| ())
}

fn pending(list: TrustListClaims) -> Pending<TrustListClaims> {
    Pending::prepare(list).unwrap()
}

/// Signed by as many keepers of that root set as it takes: under the first, one who stayed and one who
/// has left.
fn complete(list: TrustListClaims) -> Vec<u8> {
    let all = if list.root_version == 1 {
        keepers()
    } else {
        later_keepers()
    };
    let [a, b, _] = refs(&all);
    sign_all(list, &[a, b])
}

fn withdrawn_key(bureau: &mut Issuer) {
    bureau.keys[0].standing = Standing::Withdrawn;
}

fn compromised_key(bureau: &mut Issuer) {
    bureau.keys[0].standing = Standing::Compromised;
}

fn withdrawn(bureau: &mut Issuer) {
    bureau.standing = Standing::Withdrawn;
}

/// A keeper of version 1 who knows its third list.
fn keeper() -> KeeperRecord {
    let mut record = KeeperRecord::begin(&first_roots()).unwrap();
    record.record_complete_list(&complete(list(1, 3))).unwrap();
    record
}

fn version(root_version: u64, version: u64) -> ListVersion {
    ListVersion {
        root_version,
        version,
    }
}

/// What the keeper's program does from look to signature.
fn look_and_sign(
    record: &mut KeeperRecord,
    next: TrustListClaims,
    last: Option<&[u8]>,
) -> Result<ExaminedList, KeeperError> {
    let next = pending(next);
    let examined = record.examine_list(&next, last)?;
    record.remember_look(&examined.looked);
    record.confirm_look(&examined.looked)?;
    record.record_signed_list(&next)?;
    Ok(examined)
}

fn refused(record: &mut KeeperRecord, next: TrustListClaims, last: Option<&[u8]>) -> KeeperError {
    let before = record.clone();
    let error = record.examine_list(&pending(next), last).unwrap_err();
    assert_eq!(record, &before, "a refusal changes nothing");
    error
}

#[test]
fn a_keeper_signs_one_list_after_the_other() {
    let mut record = KeeperRecord::begin(&first_roots()).unwrap();
    let examined = look_and_sign(&mut record, list(1, 1), None).unwrap();
    assert_eq!((examined.base, examined.last), (None, LastList::None));
    let next = claims(1, 2, withdrawn_key);
    let examined = look_and_sign(&mut record, next, Some(&complete(list(1, 1)))).unwrap();
    assert_eq!(examined.base, Some(list(1, 1)));
    // What was signed here is now seen to be complete.
    let newer = LastList::Newer {
        before: None,
        proved_by: 1,
    };
    assert_eq!(examined.last, newer);
    assert!(!examined.signed_before);
    assert_eq!(record.highest_list(), Some(&claims(1, 2, withdrawn_key)));
}

/// Whoever owns the authority's computer hands over an older list, so that a change goes unseen.
#[test]
fn an_older_last_list_is_refused() {
    let mut record = keeper();
    record
        .record_complete_list(&complete(claims(1, 4, withdrawn_key)))
        .unwrap();
    let error = refused(&mut record, list(1, 5), Some(&complete(list(1, 3))));
    let (recorded, offered) = (version(1, 4), version(1, 3));
    assert_eq!(error, KeeperError::LastOlder { recorded, offered });
    assert_eq!(
        refused(&mut record, list(1, 5), None),
        KeeperError::LastMissing
    );
}

#[test]
fn a_last_list_must_be_the_recorded_one_or_signed_by_enough() {
    let mut record = keeper();
    let next = || list(1, 9);
    assert_eq!(
        record
            .examine_list(&pending(next()), Some(&complete(list(1, 3))))
            .unwrap()
            .last,
        LastList::Recorded
    );
    let [one, ..] = keepers();
    let by_one = sign_all(list(1, 8), &[&one]);
    let too_few = Error::ThresholdNotMet {
        valid: 1,
        needed: 2,
    };
    let error = refused(&mut record, next(), Some(&by_one));
    assert_eq!(error, KeeperError::LastUnproved(too_few));
    let strangers = sign_all(list(1, 8), &[&key(21), &key(22)]);
    assert!(matches!(
        refused(&mut record, next(), Some(&strangers)),
        KeeperError::LastUnproved(Error::ThresholdNotMet { valid: 0, .. })
    ));
    assert!(matches!(
        refused(&mut record, next(), Some(b"no list")),
        KeeperError::LastUnproved(_)
    ));
    // One that is newer and signed by enough becomes the recorded one, and that is said.
    let newer = complete(claims(1, 8, |bureau| {
        bureau.categories = CategorySet::from_bits(7)
    }));
    let examined = record.examine_list(&pending(next()), Some(&newer)).unwrap();
    let before = Some(version(1, 3));
    let proved_by = 1;
    assert_eq!(examined.last, LastList::Newer { before, proved_by });
    assert_eq!(examined.base.map(|base| base.version), Some(8));
    assert_eq!(record.highest_list().map(|list| list.version), Some(8));
}

#[test]
fn a_second_content_for_a_version_is_refused() {
    let mut record = keeper();
    let third = complete(list(1, 3));
    look_and_sign(&mut record, list(1, 4), Some(&third)).unwrap();
    let other = claims(1, 4, |bureau| bureau.keys.push(issuer_key(&key(30))));
    let (recorded, offered) = (
        pending(list(1, 4)).digest(),
        pending(other.clone()).digest(),
    );
    let second = KeeperError::SecondContent {
        version: 4,
        recorded,
        offered,
    };
    assert_eq!(refused(&mut record, other.clone(), Some(&third)), second);
    // Also as the last list, signed by the other two keepers.
    assert_eq!(
        refused(&mut record, list(1, 5), Some(&complete(other))),
        second
    );
    let other = claims(1, 3, withdrawn_key);
    assert!(matches!(
        refused(&mut record, list(1, 5), Some(&complete(other))),
        KeeperError::SecondContent { version: 3, .. }
    ));
    // The same once more: a file got lost.
    let again = look_and_sign(&mut record, list(1, 4), Some(&third)).unwrap();
    assert!(again.signed_before);
    assert_eq!(again.base.map(|base| base.version), Some(3));
    let fourth = complete(list(1, 4));
    record.record_complete_list(&fourth).unwrap();
    let error = refused(&mut record, list(1, 4), Some(&fourth));
    assert_eq!(error, KeeperError::AlreadyComplete { version: 4 });
}

#[test]
fn versions_go_up_and_leave_room() {
    let mut record = keeper();
    let third = complete(list(1, 3));
    let mut next = |version, last: &[u8]| refused(&mut record, list(1, version), Some(last));
    let (recorded, offered) = (version(1, 3), version(1, 2));
    assert_eq!(
        next(2, &third),
        KeeperError::RolledBack { recorded, offered }
    );
    for version in [MAX_LIST_VERSION + 1, u64::MAX] {
        assert_eq!(
            next(version, &third),
            KeeperError::Invalid(Error::VersionTooHigh { version })
        );
    }
    assert!(
        record
            .examine_list(&pending(list(1, MAX_LIST_VERSION)), Some(&third))
            .is_ok()
    );
    // Under a later root set the versions begin anew.
    record.follow_roots(&[second_roots()]).unwrap();
    assert!(
        record
            .examine_list(&pending(list(2, 3)), Some(&third))
            .is_ok()
    );
    let jump = list(2, MAX_LIST_VERSION + 1);
    assert!(matches!(
        refused(&mut record, jump, Some(&third)),
        KeeperError::Invalid(Error::VersionTooHigh { .. })
    ));
}

#[test]
fn retired_roots_prove_nothing_once_there_is_a_list_by_the_present_ones() {
    let mut record = keeper();
    record.follow_roots(&[second_roots()]).unwrap();
    // A list of before that this keeper has not seen, right after the change of roots.
    let fourth = complete(list(1, 4));
    let examined = look_and_sign(&mut record, list(2, 5), Some(&fourth)).unwrap();
    let before = Some(version(1, 3));
    let proved_by = 1;
    assert_eq!(examined.last, LastList::Newer { before, proved_by });
    // The retired keepers sign one more. It is above the recorded one and still proves nothing.
    for by_retired in [list(1, 6), list(1, 900)] {
        let error = refused(&mut record, list(2, 7), Some(&complete(by_retired)));
        assert!(
            matches!(
                error,
                KeeperError::LastUnproved(Error::RootVersionMismatch { .. })
            ),
            "{error:?}"
        );
    }
    // Nor do they prove one that names the present root set.
    let forged = sign_all(list(2, 6), &[&key(11), &key(12)]);
    assert!(matches!(
        refused(&mut record, list(2, 7), Some(&forged)),
        KeeperError::LastUnproved(Error::ThresholdNotMet { valid: 1, .. })
    ));
    assert!(
        record
            .examine_list(&pending(list(2, 7)), Some(&complete(list(2, 5))))
            .is_ok()
    );
}

#[test]
fn a_list_for_other_roots_is_refused() {
    let mut record = keeper();
    let third = complete(list(1, 3));
    let mismatch = |held, named| KeeperError::Invalid(Error::RootVersionMismatch { held, named });
    assert_eq!(
        refused(&mut record, list(2, 4), Some(&third)),
        mismatch(1, 2)
    );
    record.follow_roots(&[second_roots()]).unwrap();
    assert_eq!(
        refused(&mut record, list(1, 4), Some(&third)),
        mismatch(2, 1)
    );
    let mut without = KeeperRecord::without_roots();
    let error = refused(&mut without, list(1, 1), None);
    assert_eq!(error, KeeperError::RootsMissing);
}

#[test]
fn a_list_from_a_wrong_clock_is_refused() {
    let mut record = keeper();
    let third = complete(list(1, 3));
    let mut early = list(1, 4);
    early.validity.from = ISSUED;
    let error = refused(&mut record, early, Some(&third));
    let recorded = list(1, 3).validity.from;
    let offered = ISSUED;
    assert_eq!(error, KeeperError::DatedBefore { recorded, offered });
}

#[test]
fn the_first_known_list_of_a_new_keeper_needs_the_one_before() {
    let mut record = KeeperRecord::begin(&first_roots()).unwrap();
    assert_eq!(
        refused(&mut record, list(1, 2), None),
        KeeperError::LastMissing
    );
    // A new keeper of version 2, who learns of version 1 from the file.
    let mut record = KeeperRecord::begin(&second_roots()).unwrap();
    let third = complete(list(1, 3));
    assert!(matches!(
        refused(&mut record, list(2, 4), Some(&third)),
        KeeperError::LastUnproved(_)
    ));
    assert_eq!(record.follow_roots(&[first_roots()]), Ok(2));
    assert!(look_and_sign(&mut record, list(2, 4), Some(&third)).is_ok());
}

/// The check code that people compare has 96 bits of the digest; the program compares all.
#[test]
fn only_what_was_looked_at_is_signed() {
    let mut record = keeper();
    let third = complete(list(1, 3));
    let (seen, other) = (pending(list(1, 4)), pending(list(1, 5)));
    assert_eq!(
        record.record_signed_list(&seen),
        Err(KeeperError::NotLookedAt)
    );
    let looked = record.examine_list(&seen, Some(&third)).unwrap().looked;
    assert_eq!(looked.digest(), &seen.digest());
    // Examining alone is no look.
    assert_eq!(record.confirm_look(&looked), Err(KeeperError::NotLookedAt));
    record.remember_look(&looked);
    assert_eq!(record.confirm_look(&looked), Ok(()));
    let swapped = record.examine_list(&other, Some(&third)).unwrap().looked;
    assert_eq!(record.confirm_look(&swapped), Err(KeeperError::NotLookedAt));
    assert_eq!(
        record.record_signed_list(&other),
        Err(KeeperError::NotLookedAt)
    );
    assert_eq!(record.record_signed_list(&seen), Ok(()));
}
