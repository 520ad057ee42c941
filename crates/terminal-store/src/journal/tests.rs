//! The journal on a disk that breaks.

mod carry;
mod clock;
mod damage;
mod everyday;
mod faults;
mod kill;
mod model;
mod retention;
mod torn;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use credential_core::journal::{Entry, ExportReader, Grant, JournalRecord, Judged, ShownCode};
use credential_core::{
    DayNumber, HolderId, HolderNumber, IssuerId, PublicKey, Signer, SigningKey, StatusIndex,
    UnixTime,
};

use super::limits::Sizes;
use super::{Journal, JournalError};
use crate::tests::sim::{Plan, SimDisk};

pub(super) const FOLDER: &str = "/journal";
/// 2027-01-15T16:00:00+08:00.
pub(super) const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
pub(super) const BENEFIT: u32 = 12;

/// So small that every test meets several segments.
pub(super) const SMALL: Sizes = Sizes {
    segment: 400,
    soft: 2_000,
    hard: 4_000,
};

pub(super) fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

pub(super) fn terminal() -> PublicKey {
    key().public_key().clone()
}

pub(super) fn after(seconds: u64) -> UnixTime {
    UnixTime::from_secs(NOW.as_secs() + seconds)
}

pub(super) fn holder(number: u32) -> HolderId {
    HolderId {
        issuer: IssuerId(42_120_001),
        number: HolderNumber(number),
    }
}

pub(super) fn grant(number: u32) -> Grant {
    Grant {
        holder: holder(number),
        status_index: StatusIndex(5),
        benefit: BENEFIT,
        edition: 1,
        branch: 1,
        units: 1,
        price: None,
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}

pub(super) fn try_open(disk: &SimDisk) -> Result<Journal, JournalError> {
    Journal::open_sized(disk.shared(), Path::new(FOLDER), &terminal(), SMALL)
}

pub(super) fn open(disk: &SimDisk) -> Journal {
    try_open(disk).expect("a journal that opens")
}

/// A disk with a journal of so many grants, each of another holder, one a second.
pub(super) fn with_grants(count: u32) -> SimDisk {
    let disk = SimDisk::new();
    let mut journal = open(&disk);
    for number in 1..=count {
        journal.grant(grant(number), after(number.into())).unwrap();
    }
    drop(journal);
    disk.plan(Plan::Nothing);
    disk
}

pub(super) fn used(journal: &Journal, number: u32) -> u64 {
    journal.used(holder(number), BENEFIT, DayNumber(0)..=DayNumber(u32::MAX))
}

pub(super) fn records(journal: &Journal) -> Vec<JournalRecord> {
    let mut all = Vec::new();
    journal.visit(|record| all.push(record.clone())).unwrap();
    all
}

/// Counts again, in the plainest way, from what is in the files.
pub(super) fn recount(journal: &Journal) -> BTreeMap<(u32, u32, u32, u32), u32> {
    let records = records(journal);
    let through = complete_carries(&records)
        .map(|(through, _)| through)
        .max()
        .unwrap_or(0);
    let mut used = BTreeMap::new();
    let mut add = |holder: HolderId, benefit: u32, day: DayNumber, units: i64| {
        let key = (holder.issuer.0, holder.number.0, benefit, day.0);
        *used.entry(key).or_insert(0_i64) += units;
    };
    let find = |number| records.iter().find(|record| record.number == number);
    for record in records.iter().filter(|record| record.number > through) {
        let (counted, sign) = match &record.entry {
            Entry::Undo(undo) => match find(undo.of).filter(|of| of.number > through) {
                Some(of) => (of, -1),
                None => continue,
            },
            _ => (record, 1),
        };
        let day = DayNumber::of(counted.time);
        match &counted.entry {
            Entry::Grant(grant) => {
                add(
                    grant.holder,
                    grant.benefit,
                    day,
                    sign * i64::from(grant.units),
                );
            }
            Entry::ManualGrant(grant) => {
                if let Some(holder) = grant.holder {
                    add(holder, grant.benefit, day, sign * i64::from(grant.units));
                }
            }
            _ => {}
        }
    }
    for (_, parts) in complete_carries(&records).filter(|(_, parts)| parts[0].number > through) {
        for part in parts {
            if let Entry::Carry(carry) = &part.entry {
                for entry in &carry.entries {
                    add(entry.holder, entry.benefit, entry.day, entry.units.into());
                }
            }
        }
    }
    used.retain(|_, units| *units != 0);
    used.into_iter()
        .map(|(key, units)| (key, u32::try_from(units).unwrap()))
        .collect()
}

/// For each carry of which all parts stand behind one another: what it stands for, and the parts.
fn complete_carries(
    records: &[JournalRecord],
) -> impl Iterator<Item = (u64, &[JournalRecord])> + '_ {
    (0..records.len()).filter_map(|at| {
        let Entry::Carry(first) = &records[at].entry else {
            return None;
        };
        let parts = records.get(at..at + first.parts as usize)?;
        let is_whole = first.part == 0
            && parts
                .iter()
                .zip(0..)
                .all(|(part, number)| match &part.entry {
                    Entry::Carry(carry) => {
                        (carry.part, carry.parts, carry.through)
                            == (number, first.parts, first.through)
                    }
                    _ => false,
                });
        is_whole.then_some((first.through, parts))
    })
}

/// What is in memory is what the files say.
pub(super) fn agrees(journal: &Journal) {
    assert_eq!(journal.loaded.index.all_used(), recount(journal));
}

/// Reads an export as a bureau does that knows nothing yet; the numbers of its records.
pub(super) fn import(file: &[u8]) -> Vec<u64> {
    let mut rest = file;
    let reader = ExportReader::open(|buffer: &mut [u8]| std::io::Read::read(&mut rest, buffer));
    let mut export = reader.unwrap().verify_with(&terminal(), &[]).unwrap();
    let mut numbers = Vec::new();
    while let Some(block) = export.next_block().unwrap() {
        numbers.extend(block.records.iter().map(|record| record.number));
    }
    numbers
}

pub(super) fn path_of(segment: u32) -> String {
    format!("{FOLDER}/000001/{segment:06}.lbj")
}

/// The last segment that a journal of this disk has.
pub(super) fn last_segment(disk: &SimDisk) -> u32 {
    open(disk).loaded.segments.last().unwrap().number
}

pub(super) const FULL: ErrorKind = ErrorKind::StorageFull;
