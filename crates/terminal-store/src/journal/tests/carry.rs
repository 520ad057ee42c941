//! A carry in several records counts once, and only when all of it is there.

use credential_core::journal::{CarryEntry, Chain};

use super::*;
use crate::journal::index::Index;
use crate::journal::retain::carry_records;

/// A carry of 70 holders behind the first record of a chain, in three records.
fn parts(through: u64) -> Vec<JournalRecord> {
    let totals: Vec<CarryEntry> = (0..70)
        .map(|number| CarryEntry {
            holder: holder(number),
            benefit: BENEFIT,
            day: DayNumber::of(NOW),
            units: 1,
        })
        .collect();
    let mut end = Chain::new(&journal_id()).end();
    end.size = 10;
    let records = carry_records(&totals, through, end, NOW).unwrap();
    let records = records.iter().map(|bytes| JournalRecord::decode(bytes));
    records.collect::<Result<_, _>>().unwrap()
}

fn journal_id() -> credential_core::journal::ChainId {
    credential_core::journal::ChainId {
        terminal: terminal().thumbprint(),
        chain: 1,
    }
}

fn counted(records: &[JournalRecord]) -> usize {
    let mut index = Index::default();
    records.iter().for_each(|record| index.apply(record));
    let used = index.all_used();
    assert!(used.values().all(|units| *units == 1));
    used.len()
}

fn renumbered(records: &[JournalRecord]) -> Vec<JournalRecord> {
    let mut records = records.to_vec();
    (11..)
        .zip(&mut records)
        .for_each(|(number, record)| record.number = number);
    records
}

#[test]
fn counts_when_all_parts_stand_behind_one_another() {
    let whole = parts(5);
    assert_eq!(whole.len(), 3);
    assert_eq!(counted(&whole), 70);
    let mut index = Index::default();
    for record in &whole[..2] {
        index.apply(record);
        assert_eq!((index.carried, index.all_used().len()), (0, 0));
    }
    index.apply(&whole[2]);
    assert_eq!(index.carried, 5);
}

#[test]
fn parts_that_are_missing_exchanged_or_apart_count_nothing() {
    let whole = parts(5);
    let [a, b, c] = &whole[..] else { panic!() };
    let rating = record_between();
    let other = &parts(6)[1];
    for some in [
        vec![a, b],
        vec![b, c],
        vec![a, c],
        vec![a, c, b],
        vec![a, other, c],
        vec![a, b, &rating, c],
    ] {
        let some: Vec<_> = some.into_iter().cloned().collect();
        assert_eq!(counted(&renumbered(&some)), 0, "{some:?}");
    }
    // One that was cut short, and then the whole.
    let again = [&whole[..2], &whole[..]].concat();
    assert_eq!(counted(&renumbered(&again)), 70);
}

fn record_between() -> JournalRecord {
    JournalRecord {
        number: 1,
        time: NOW,
        entry: Entry::Note(credential_core::journal::Note::ClockBehind { seconds: 61 }),
    }
}

/// More totals than one record of a carry can have.
#[test]
fn the_totals_of_many_holders_take_several_records() {
    let folder = Path::new(FOLDER);
    let sizes = Sizes {
        segment: 8_000,
        soft: 1 << 20,
        hard: 1 << 20,
    };
    let disk = SimDisk::new();
    let mut journal = Journal::open_sized(disk.shared(), folder, &terminal(), sizes).unwrap();
    for number in 0..100 {
        journal.grant(grant(number), after(number.into())).unwrap();
    }
    drop(journal);
    // The last record but one is damaged: all before it are carried over.
    let at = disk.bytes(&path_of(1)).len() - 60;
    disk.damage(&path_of(1), |bytes| bytes[at] ^= 1);
    let journal =
        Journal::set_aside_sized(disk.shared(), folder, &terminal(), sizes, after(300)).unwrap();
    let carries = records(&journal)
        .iter()
        .filter(|record| matches!(record.entry, Entry::Carry(_)))
        .count();
    assert!(carries >= 3, "{carries}");
    // Record 99 is damaged, and 100 stands behind it.
    assert_eq!(journal.loaded.index.all_used().len(), 98);
    agrees(&journal);
}
