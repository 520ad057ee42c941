//! The record as a file.

use super::*;

/// A record in which everything is there.
fn full() -> KeeperRecord {
    let mut record = keeper();
    record.follow_roots(&[second_roots()]).unwrap();
    let third = complete(list(1, 3));
    look_and_sign(&mut record, list(2, 4), Some(&third)).unwrap();
    record
}

fn reread(record: &KeeperRecord) -> KeeperRecord {
    KeeperRecord::from_bytes(&record.to_bytes().unwrap()).unwrap()
}

#[test]
fn is_read_back_as_it_was() {
    for record in [
        KeeperRecord::without_roots(),
        KeeperRecord::begin(&first_roots()).unwrap(),
        keeper(),
        full(),
    ] {
        assert_eq!(reread(&record), record);
    }
    // Between look and signature, too.
    let mut record = keeper();
    let next = pending(list(1, 4));
    let third = complete(list(1, 3));
    let looked = record.examine_list(&next, Some(&third)).unwrap().looked;
    record.remember_look(&looked);
    let mut record = reread(&record);
    assert_eq!(record.confirm_look(&looked), Ok(()));
    assert_eq!(record.record_signed_list(&next), Ok(()));
    assert_eq!(reread(&record), record);
}

#[test]
fn damage_is_noticed_and_never_read_as_another_record() {
    let bytes = full().to_bytes().unwrap();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let read = KeeperRecord::from_bytes(&damaged);
        assert_eq!(read, Err(KeeperError::RecordInvalid), "byte {at}");
        let read = KeeperRecord::from_bytes(&bytes[..at]);
        assert_eq!(read, Err(KeeperError::RecordInvalid), "cut at {at}");
    }
    let long = alloc::vec![0; crate::limits::MAX_KEEPER_RECORD_BYTES + 1];
    assert_eq!(
        KeeperRecord::from_bytes(&long),
        Err(KeeperError::RecordInvalid)
    );
}

/// Somebody who can compute a checksum still cannot put a list in that the roots have not signed.
#[test]
fn what_lies_in_the_file_is_verified_again() {
    let forged = |change: fn(&mut KeeperRecord)| {
        let mut record = full();
        change(&mut record);
        KeeperRecord::from_bytes(&record.to_bytes().unwrap())
    };
    assert!(forged(|_| ()).is_ok());
    for change in [
        |record: &mut KeeperRecord| {
            let bytes = sign_all(list(1, 3), &[&key(21), &key(22)]);
            record.complete.as_mut().unwrap().bytes = bytes;
        },
        |record: &mut KeeperRecord| record.roots.reverse(),
        |record: &mut KeeperRecord| {
            record.list_digests.clear();
        },
        |record: &mut KeeperRecord| {
            record.root_digests.insert(2, [0; 32]);
        },
    ] {
        assert_eq!(forged(change), Err(KeeperError::RecordInvalid));
    }
}

/// An older copy is a keeper who was away: it knows less, and it still refuses what it knows of.
#[test]
fn an_older_copy_still_refuses_what_it_knows_of() {
    let mut record = keeper();
    let old = record.to_bytes().unwrap();
    let third = complete(list(1, 3));
    look_and_sign(&mut record, claims(1, 4, withdrawn_key), Some(&third)).unwrap();
    let mut rolled_back = KeeperRecord::from_bytes(&old).unwrap();
    // The withdrawal that was signed since is unknown to it ...
    assert!(
        rolled_back
            .examine_list(&pending(list(1, 5)), Some(&third))
            .is_ok()
    );
    // ... but not to the record that was not rolled back, of which the threshold has one at least.
    assert!(
        record
            .examine_list(&pending(list(1, 5)), Some(&third))
            .is_err()
    );
}
