use credential_core::journal::{
    Chain, ChainEnd, ChainId, ManualGrant, ManualReason, Note, RatingLevel, Receipt, ReceiptClaims,
    UndoReason,
};

use super::*;
use crate::journal::{AppliedReceipt, JournalError};

fn code<T: std::fmt::Debug>(result: Result<T, JournalError>) -> &'static str {
    result.unwrap_err().code()
}

fn manual(holder: Option<HolderId>) -> ManualGrant {
    ManualGrant {
        reason: ManualReason::CardUnreadable,
        holder,
        benefit: BENEFIT,
        edition: 1,
        branch: 1,
        units: 2,
        price: None,
    }
}

#[test]
fn counts_by_holder_benefit_and_day_and_remembers_over_a_restart() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let other = Grant {
        benefit: 13,
        units: 5,
        ..grant(17)
    };
    let day = 86_400;
    for (grant, time) in [
        (grant(17), 0),
        (grant(17), 0),
        (other, 1),
        (grant(18), 2),
        (grant(17), day),
    ] {
        journal.grant(grant, after(time)).unwrap();
    }
    let mut journal = Some(journal);
    for _ in 0..2 {
        let journal = journal.take().unwrap_or_else(|| open(&disk));
        let (today, tomorrow) = (DayNumber::of(NOW), DayNumber::of(after(day)));
        let of = |number, benefit, days| journal.used(holder(number), benefit, days);
        assert_eq!(of(17, BENEFIT, today..=today), 2);
        assert_eq!(of(17, BENEFIT, tomorrow..=tomorrow), 1);
        assert_eq!(of(17, BENEFIT, today..=tomorrow), 3);
        assert_eq!(of(17, 13, today..=tomorrow), 5);
        assert_eq!(of(18, BENEFIT, today..=today), 1);
        assert_eq!(of(19, BENEFIT, today..=tomorrow), 0);
        #[allow(clippy::reversed_empty_ranges, reason = "asked by mistake")]
        let none = tomorrow..=today;
        assert_eq!(of(17, BENEFIT, none), 0);
        let elsewhere = HolderId {
            issuer: IssuerId(1),
            number: HolderNumber(17),
        };
        assert_eq!(journal.used(elsewhere, BENEFIT, today..=tomorrow), 0);
        agrees(&journal);
        drop(journal);
    }
}

#[test]
fn a_grant_is_taken_back_once_and_within_a_minute() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let first = journal.grant(grant(17), NOW).unwrap();
    journal.grant(grant(17), NOW).unwrap();
    journal
        .undo(first.number, UndoReason::Mistake, after(60))
        .unwrap();
    assert_eq!(used(&journal, 17), 1);
    assert_eq!(
        code(journal.undo(first.number, UndoReason::Mistake, after(60))),
        "journal-too-late"
    );
    assert_eq!(
        code(journal.undo(2, UndoReason::Mistake, after(61))),
        "journal-too-late"
    );
    for of in [0, 3, 99] {
        assert_eq!(
            code(journal.undo(of, UndoReason::Mistake, after(60))),
            "journal-too-late"
        );
    }
    assert_eq!(records(&journal).len(), 3, "both records stay");
    drop(journal);
    let mut journal = open(&disk);
    assert_eq!(used(&journal, 17), 1);
    assert_eq!(
        code(journal.undo(first.number, UndoReason::Mistake, after(60))),
        "journal-too-late"
    );
    agrees(&journal);
}

#[test]
fn a_manual_grant_counts_apart_and_for_the_holder_who_is_named() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let today = DayNumber::of(NOW);
    journal.grant_manually(manual(None), NOW).unwrap();
    let named = journal
        .grant_manually(manual(Some(holder(17))), NOW)
        .unwrap();
    assert_eq!(
        (journal.manual_grants_on(today), used(&journal, 17)),
        (2, 2)
    );
    journal
        .undo(named.number, UndoReason::NotTaken, NOW)
        .unwrap();
    drop(journal);
    let journal = open(&disk);
    assert_eq!(
        (journal.manual_grants_on(today), used(&journal, 17)),
        (1, 0)
    );
    agrees(&journal);
}

#[test]
fn a_grant_is_rated_once_and_soon() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    for _ in 0..3 {
        journal.grant(grant(17), NOW).unwrap();
    }
    journal.undo(3, UndoReason::Mistake, NOW).unwrap();
    journal.rate(1, RatingLevel::Satisfied, after(600)).unwrap();
    assert_eq!(
        code(journal.rate(1, RatingLevel::Fair, after(600))),
        "journal-too-late"
    );
    assert_eq!(
        code(journal.rate(3, RatingLevel::Fair, after(600))),
        "journal-too-late"
    );
    assert_eq!(
        code(journal.rate(2, RatingLevel::Fair, after(601))),
        "journal-too-late"
    );
    assert_eq!(used(&journal, 17), 2);
}

#[test]
fn what_no_record_can_say_changes_nothing() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let nothing = Grant {
        units: 0,
        ..grant(17)
    };
    assert_eq!(code(journal.grant(nothing, NOW)), "draft-invalid");
    assert!(!journal.is_poisoned());
    assert_eq!(journal.grant(grant(17), NOW).unwrap().number, 1);
}

#[test]
fn two_grants_in_one_second_are_two() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    let both = [17, 18].map(|number| journal.grant(grant(number), NOW).unwrap());
    assert_eq!(
        both.map(|recorded| (recorded.number, recorded.time)),
        [(1, NOW), (2, NOW)]
    );
    drop(journal);
    let journal = open(&disk);
    assert_eq!((used(&journal, 17), used(&journal, 18)), (1, 1));
}

#[test]
fn one_handle_writes() {
    let disk = SimDisk::new();
    let journal = open(&disk);
    assert_eq!(code(try_open(&disk)), "journal-busy");
    drop(journal);
    open(&disk);

    // On a real disk, in one process.
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let disk = std::sync::Arc::new(crate::disk::RealDisk);
        Journal::open_sized(disk, folder.path(), &terminal(), SMALL)
    };
    let mut journal = open().unwrap();
    journal.grant(grant(17), NOW).unwrap();
    drop(journal);
    assert_eq!(used(&open().unwrap(), 17), 1);
}

#[test]
fn is_exported_again_and_again_until_the_receipt_comes() {
    let disk = with_grants(20);
    let mut journal = open(&disk);
    assert!(journal.loaded.segments.len() > 2);
    let export = |journal: &mut Journal| {
        let mut file = Vec::new();
        let checkpoint = journal.export(&key(), NOW, &mut file).unwrap();
        (file, checkpoint)
    };
    let (first, checkpoint) = export(&mut journal);
    assert_eq!(import(&first), (1..=20).collect::<Vec<_>>());
    assert_eq!(export(&mut journal).0, first);
    assert_eq!(checkpoint.end, journal.end());

    let first_head = {
        let mut chain = Chain::new(&checkpoint.id);
        chain.push(&records(&journal)[0].encode().unwrap()).head
    };
    let bureau = SigningKey::from_seed(&[2; 32]);
    let claims = ReceiptClaims {
        issuer: IssuerId(42_120_001),
        id: checkpoint.id,
        end: checkpoint.end,
        signed: NOW,
    };
    let sign = |claims: ReceiptClaims| Receipt::sign(&claims, &bureau).unwrap();
    let apply = |journal: &mut Journal, receipt: &[u8]| {
        journal.apply_receipt(receipt, IssuerId(42_120_001), bureau.public_key())
    };
    journal.grant(grant(99), after(30)).unwrap();
    for wrong in [
        ReceiptClaims {
            issuer: IssuerId(1),
            ..claims
        },
        ReceiptClaims {
            id: ChainId {
                chain: 2,
                ..claims.id
            },
            ..claims
        },
        ReceiptClaims {
            end: ChainEnd {
                head: [0; 32],
                ..claims.end
            },
            ..claims
        },
        ReceiptClaims {
            end: ChainEnd {
                size: 22,
                ..claims.end
            },
            ..claims
        },
    ] {
        assert_eq!(
            code(apply(&mut journal, &sign(wrong))),
            "journal-receipt-refused"
        );
    }
    assert_eq!(journal.receipted(), 0);
    let new = apply(&mut journal, &sign(claims)).unwrap();
    assert_eq!(new, AppliedReceipt::New);
    let again = apply(&mut journal, &sign(claims)).unwrap();
    assert_eq!(again, AppliedReceipt::NotNewer);
    // An earlier one changes nothing, unless it confirms another record than the one that is here.
    let earlier = |head| ReceiptClaims {
        end: ChainEnd { size: 1, head },
        ..claims
    };
    let applied = apply(&mut journal, &sign(earlier(first_head))).unwrap();
    assert_eq!(applied, AppliedReceipt::NotNewer);
    let fork = apply(&mut journal, &sign(earlier([1; 32])));
    assert_eq!(code(fork), "journal-receipt-refused");
    drop(journal);
    let mut journal = open(&disk);
    assert_eq!(journal.receipted(), 20);
    let (late, _) = export(&mut journal);
    assert!(late.len() < first.len() / 2, "only the last segment");
    let other = SigningKey::from_seed(&[8; 32]);
    assert_eq!(
        code(journal.export(&other, NOW, &mut Vec::new())),
        "journal-not-signed"
    );
}

#[test]
fn what_is_granted_while_an_export_is_written_is_in_the_next_one() {
    let disk = with_grants(20);
    let mut journal = open(&disk);
    let prepared = journal.prepare_export(&key(), NOW).unwrap();
    assert_eq!(prepared.claims().end.size, 20);
    for number in 21..=30 {
        journal.grant(grant(number), after(number.into())).unwrap();
    }
    let mut file = Vec::new();
    prepared.write(&mut file).unwrap();
    assert_eq!(import(&file), (1..=20).collect::<Vec<_>>());
    let mut file = Vec::new();
    journal.export(&key(), NOW, &mut file).unwrap();
    assert_eq!(import(&file), (1..=30).collect::<Vec<_>>());
}

#[test]
fn an_export_that_cannot_be_written_says_so_and_can_be_repeated() {
    struct Stick(usize);
    impl std::io::Write for Stick {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or(std::io::Error::from(FULL))?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let disk = with_grants(20);
    let mut journal = open(&disk);
    for room in [0, 100, 600] {
        let failed = journal.export(&key(), NOW, &mut Stick(room));
        assert_eq!(code(failed), "journal-export-failed");
    }
    journal.export(&key(), NOW, &mut Stick(100_000)).unwrap();
    journal.grant(grant(17), after(30)).unwrap();
}

#[test]
fn a_place_is_noted() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    journal
        .note_place(IssuerId(42_120_001), 5, 77, 1, NOW)
        .unwrap();
    let note = Note::Place {
        issuer: IssuerId(42_120_001),
        terminal: 5,
        merchant: 77,
        branch: 1,
    };
    assert_eq!(records(&journal)[0].entry, Entry::Note(note));
}
