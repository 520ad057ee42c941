//! What is dropped, and what stays of it.

use credential_core::journal::{ChainEnd, Receipt, ReceiptClaims, UndoReason};

use super::*;

const DAY: u64 = 86_400;
const ISSUER: IssuerId = IssuerId(42_120_001);

/// The bureau confirms all that is there.
fn confirm(journal: &mut Journal) {
    confirm_up_to(journal, journal.end());
}

fn confirm_up_to(journal: &mut Journal, end: ChainEnd) {
    let bureau = SigningKey::from_seed(&[2; 32]);
    let claims = ReceiptClaims {
        issuer: ISSUER,
        id: journal.id(),
        end,
        signed: NOW,
    };
    let receipt = Receipt::sign(&claims, &bureau).unwrap();
    journal
        .apply_receipt(&receipt, ISSUER, bureau.public_key())
        .unwrap();
}

/// Grants to ten holders in turn, one an hour.
fn grants(journal: &mut Journal, count: u64, first_hour: u64) {
    for hour in first_hour..first_hour + count {
        let holder = (hour % 10) as u32;
        let time = after(hour * 3_600);
        let recorded = journal.grant(grant(holder), time).unwrap();
        if hour % 7 == 0 {
            journal
                .undo(recorded.number, UndoReason::Mistake, time)
                .unwrap();
        }
    }
}

fn lifetimes(journal: &Journal) -> Vec<u64> {
    (0..10).map(|number| used(journal, number)).collect()
}

#[test]
fn what_is_old_and_confirmed_is_dropped_and_its_totals_stay() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    grants(&mut journal, 40, 0);
    let before = lifetimes(&journal);
    let late = after(402 * DAY);
    assert_eq!(
        journal.retain(late).unwrap().dropped,
        0,
        "without a receipt nothing is dropped"
    );
    confirm(&mut journal);
    assert_eq!(
        journal.retain(late).unwrap().dropped,
        0,
        "the terminal's clock alone makes nothing old"
    );
    // Another year has passed here as well.
    journal.grant(grant(50), late).unwrap();
    let size = journal.end().size;
    let retained = journal.retain(late).unwrap();
    assert!(retained.dropped > 3, "{retained:?}");
    assert_eq!(lifetimes(&journal), before);
    assert_eq!(used(&journal, 50), 1);
    assert!(journal.end().size > size, "the totals are records");
    agrees(&journal);
    assert_eq!(journal.retain(late).unwrap().dropped, 0);
    drop(journal);
    let mut journal = open(&disk);
    assert_eq!(lifetimes(&journal), before);
    // Old days are asked for by lifetimes alone, and a window that ends then has nothing.
    let (first, last) = (DayNumber::of(NOW), DayNumber::of(after(30 * DAY)));
    assert_eq!(journal.used(holder(1), BENEFIT, first..=last), 0);
    journal.grant(grant(1), late).unwrap();
    agrees(&journal);
    // What the bureau has is not exported again, and what came since is.
    let mut file = Vec::new();
    journal.export(&key(), late, &mut file).unwrap();
    drop(journal);
    let journal = open(&disk);
    assert!(journal.receipted() > 0);
}

#[test]
fn what_is_too_much_is_dropped_when_it_is_confirmed_and_keeps_its_days() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    grants(&mut journal, 24, 0);
    grants(&mut journal, 24, 24 * 5);
    assert!(journal.must_be_exported());
    let before = journal.loaded.index.all_used();
    let end = journal.loaded.segments[1].end;
    confirm_up_to(&mut journal, end);
    let now = after(6 * DAY);
    assert_eq!(journal.retain(now).unwrap().dropped, 2);
    assert_eq!(journal.loaded.index.all_used(), before);
    agrees(&journal);
    drop(journal);
    assert_eq!(open(&disk).loaded.index.all_used(), before);
}

#[test]
fn what_is_young_is_kept_however_much_it_is() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    for number in 0..60 {
        journal.grant(grant(number), NOW).unwrap();
    }
    confirm(&mut journal);
    assert!(journal.must_be_exported());
    assert_eq!(journal.retain(after(100 * DAY)).unwrap().dropped, 0);
}

/// Killed, or with the power gone, at every effect: nothing is counted twice or forgotten.
#[test]
fn a_drop_that_was_cut_short_changes_no_total() {
    let start = SimDisk::new();
    let mut journal = open(&start);
    grants(&mut journal, 16, 0);
    journal.grant(grant(50), after(402 * DAY)).unwrap();
    confirm(&mut journal);
    let before = lifetimes(&journal);
    drop(journal);
    start.plan(Plan::Nothing);
    let retain = |disk: &SimDisk| {
        let mut journal = try_open(disk)?;
        journal
            .retain(after(402 * DAY))
            .map(|retained| retained.dropped)
    };
    let whole = start.fork();
    let dropped = retain(&whole).unwrap();
    assert!(dropped >= 2);
    let mut disks = 0;
    for at in 0..whole.effects() {
        for plan in [Plan::Kill(at), Plan::Fail(at, FULL)] {
            let disk = start.fork();
            disk.plan(plan);
            let _ = retain(&disk);
            let mut remains = disk.after_power_cuts();
            disk.plan(Plan::Nothing);
            remains.push(disk);
            for left in remains {
                let journal = open(&left);
                assert_eq!(lifetimes(&journal), before, "{plan:?}");
                agrees(&journal);
                drop(journal);
                retain(&left).unwrap();
                let journal = open(&left);
                assert_eq!(lifetimes(&journal), before, "{plan:?}, repeated");
                agrees(&journal);
                disks += 1;
            }
        }
    }
    assert!(disks > 100, "{disks}");
}

#[test]
fn a_handle_whose_drop_failed_is_poisoned_and_recovers() {
    let start = SimDisk::new();
    let mut journal = open(&start);
    grants(&mut journal, 16, 0);
    journal.grant(grant(50), after(402 * DAY)).unwrap();
    confirm(&mut journal);
    let before = lifetimes(&journal);
    drop(journal);
    for at in 0..20 {
        let disk = start.fork();
        let mut journal = open(&disk);
        disk.plan(Plan::Fail(at, ErrorKind::Other));
        let failed = journal.retain(after(402 * DAY)).is_err();
        disk.plan(Plan::Nothing);
        assert_eq!(journal.is_poisoned(), failed);
        if failed {
            journal.reopen().unwrap();
        }
        assert_eq!(lifetimes(&journal), before);
        journal.retain(after(402 * DAY)).unwrap();
        assert_eq!(lifetimes(&journal), before);
        agrees(&journal);
    }
}

#[test]
fn segments_that_vanish_without_a_carry_are_damage() {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    grants(&mut journal, 40, 0);
    confirm(&mut journal);
    drop(journal);
    disk.delete(&path_of(1));
    assert_eq!(try_open(&disk).unwrap_err().code(), "journal-damaged");
}
