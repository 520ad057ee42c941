//! Disks that fail and disks that are full.

use credential_core::journal::UndoReason;

use super::*;

const KINDS: [ErrorKind; 3] = [ErrorKind::Other, FULL, ErrorKind::ReadOnlyFilesystem];

/// The nth effect on the disk fails, at any n and of a grant, a roll or a reopening: nothing is granted
/// that is not recorded, nothing recorded that was not granted, and nothing granted by a handle that
/// has not verified the file again.
#[test]
fn a_failing_write_or_sync_poisons_the_handle_until_it_has_verified_the_file() {
    let mut failures = 0;
    for grants in [0, 4, 5, 6, 7, 8] {
        let start = with_grants(grants);
        let whole = start.fork();
        let mut journal = open(&whole);
        whole.plan(Plan::Nothing);
        for number in 90..93 {
            journal.grant(grant(number), after(900)).unwrap();
        }
        let effects = whole.effects();
        for at in 0..effects {
            for kind in KINDS {
                let disk = start.fork();
                let mut journal = open(&disk);
                disk.plan(Plan::Fail(at, kind));
                let mut granted = 0;
                for number in 90..93 {
                    let before = journal.end();
                    match journal.grant(grant(number), after(900)) {
                        Ok(_) => granted += 1,
                        Err(error) => {
                            assert_ne!(error.code(), "journal-poisoned");
                            assert_eq!(journal.end(), before);
                            assert_eq!(used(&journal, number), 0);
                            assert!(journal.is_poisoned());
                            poisoned_refuses_everything(&mut journal);
                            journal.reopen().unwrap();
                            assert_eq!(journal.end(), before, "effect {at}, {kind:?}");
                            failures += 1;
                        }
                    }
                }
                assert_eq!(journal.end().size, u64::from(grants) + granted);
                agrees(&journal);
                drop(journal);
                // And after a power cut, with whatever the system held for written.
                for left in [disk.after_power_cuts(), vec![disk.fork()]].concat() {
                    let journal = open(&left);
                    assert_eq!(journal.end().size, u64::from(grants) + granted);
                    agrees(&journal);
                }
            }
        }
    }
    assert!(failures > 50, "{failures}");
}

fn poisoned_refuses_everything(journal: &mut Journal) {
    let poisoned = |result: Result<(), JournalError>| {
        assert_eq!(result.unwrap_err().code(), "journal-poisoned");
    };
    poisoned(journal.grant(grant(1), after(900)).map(drop));
    poisoned(journal.undo(1, UndoReason::Mistake, after(900)).map(drop));
    poisoned(
        journal
            .rate(1, credential_core::journal::RatingLevel::Fair, NOW)
            .map(drop),
    );
    poisoned(journal.lower_clock(NOW).map(drop));
    poisoned(journal.retain(NOW).map(drop));
    poisoned(journal.export(&key(), NOW, &mut Vec::new()).map(drop));
}

#[test]
fn a_reopening_that_fails_leaves_the_handle_poisoned() {
    let start = with_grants(5);
    for at in 0..8 {
        let disk = start.fork();
        let mut journal = open(&disk);
        disk.plan(Plan::Fail(2, ErrorKind::Other));
        journal.grant(grant(90), after(900)).unwrap_err();
        disk.plan(Plan::Fail(at, ErrorKind::Other));
        if journal.reopen().is_err() {
            poisoned_refuses_everything(&mut journal);
            disk.plan(Plan::Nothing);
            journal.reopen().unwrap();
        }
        disk.plan(Plan::Nothing);
        journal.grant(grant(90), after(900)).unwrap();
        drop(journal);
        let journal = open(&disk);
        assert_eq!((journal.end().size, used(&journal, 90)), (6, 1));
    }
}

#[test]
fn records_that_are_gone_after_a_fault_are_damage() {
    let disk = with_grants(5);
    let mut journal = open(&disk);
    disk.plan(Plan::Fail(2, ErrorKind::Other));
    journal.grant(grant(90), after(900)).unwrap_err();
    disk.plan(Plan::Nothing);
    let path = path_of(1);
    disk.damage(&path, |bytes| bytes.truncate(bytes.len() - 80));
    assert_eq!(journal.reopen().unwrap_err().code(), "journal-damaged");
    assert!(journal.is_poisoned());
}

#[test]
fn on_a_full_disk_nothing_is_granted_and_an_undo_still_works() {
    let disk = with_grants(2);
    let mut journal = open(&disk);
    disk.plan(Plan::Nothing);
    let reserve = format!("{FOLDER}/reserve");
    assert_eq!(disk.bytes(&reserve).len(), 64 * 1_024);
    let grants = |journal: &mut Journal| journal.grant(grant(90), after(3)).map(drop);
    disk.plan(Plan::Fail(0, FULL));
    assert_eq!(
        grants(&mut journal).unwrap_err().code(),
        "journal-disk-full"
    );
    journal.reopen().unwrap();
    assert_eq!(used(&journal, 90), 0);
    // Full once, and the reserve makes room.
    disk.plan(Plan::Fail(0, FULL));
    journal.undo(2, UndoReason::Mistake, after(3)).unwrap();
    assert_eq!(used(&journal, 2), 0);
    assert!(!journal.has_reserve);
    // As long as the reserve cannot be taken back, nothing is granted.
    disk.plan(Plan::FailFrom(1, FULL));
    for _ in 0..2 {
        assert_eq!(
            grants(&mut journal).unwrap_err().code(),
            "journal-disk-full"
        );
        assert!(!journal.is_poisoned());
    }
    disk.plan(Plan::Nothing);
    journal.undo(1, UndoReason::Mistake, after(3)).unwrap();
    grants(&mut journal).unwrap();
    assert_eq!(disk.bytes(&reserve).len(), 64 * 1_024);
    agrees(&journal);
}

#[test]
fn a_full_disk_opens_and_exports() {
    let start = with_grants(2);
    start.delete(&format!("{FOLDER}/reserve"));
    start.plan(Plan::FailFrom(7, FULL));
    let mut journal = open(&start);
    assert_eq!(
        journal.grant(grant(90), after(3)).unwrap_err().code(),
        "journal-disk-full"
    );
    start.plan(Plan::Nothing);

    let disk = with_grants(2);
    let mut journal_with_reserve = open(&disk);
    disk.plan(Plan::Fail(1, FULL));
    let mut file = Vec::new();
    journal_with_reserve.export(&key(), NOW, &mut file).unwrap();
    assert_eq!(import(&file), [1, 2]);
    journal.export(&key(), NOW, &mut Vec::new()).unwrap();
}

#[test]
fn a_disk_that_cannot_be_written_opens_no_journal() {
    for (kind, code) in [
        (ErrorKind::ReadOnlyFilesystem, "journal-read-only"),
        (ErrorKind::PermissionDenied, "journal-unwritable"),
    ] {
        let disk = with_grants(2);
        disk.plan(Plan::FailFrom(0, kind));
        let error = try_open(&disk).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(FOLDER));
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn a_file_that_cannot_be_read_is_no_journal_without_records() {
    let disk = with_grants(8);
    disk.set_unreadable(&path_of(1), ErrorKind::PermissionDenied);
    assert_eq!(try_open(&disk).unwrap_err().code(), "journal-unreadable");
}

#[test]
fn without_a_receipt_it_grows_to_its_bound_and_no_further() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let mut last = None;
    for number in 1..200 {
        let time = after(u64::from(number));
        match journal.grant(grant(number), time) {
            Ok(recorded) => last = Some((recorded.number, time)),
            Err(error) => {
                assert_eq!(error.code(), "journal-full");
                break;
            }
        }
        assert_eq!(journal.retain(time).unwrap().dropped, 0);
    }
    let (number, time) = last.unwrap();
    assert!((60..100).contains(&number), "{number}");
    assert!(journal.must_be_exported());
    assert!(!journal.is_poisoned());
    journal.undo(number, UndoReason::Mistake, time).unwrap();
    let mut file = Vec::new();
    journal.export(&key(), time, &mut file).unwrap();
    assert_eq!(import(&file).len() as u64, number + 1);
}
