//! Retention: what the bureau has is dropped when it is old, or when there is too much.

use std::time::Duration;

use credential_core::UnixTime;
use credential_core::journal::{Carry, CarryEntry, Chain, ChainEnd, Entry, JournalRecord};
use credential_core::limits::MAX_CARRY_ENTRIES;

use super::begin::write_segment;
use super::error::JournalError;
use super::index::Index;
use super::limits::KEPT;
use super::segment::{Segment, SegmentHeader, chain_folder};
use super::{Journal, settle, sound};

/// What is younger is kept in any case: it can be taken back, and is shown as today's.
const KEPT_ANYHOW: Duration = Duration::from_secs(2 * 86_400);

/// What became of a journal that was looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// Segments that were dropped.
    pub dropped: u32,
}

impl Journal {
    /// Drops segments that the bureau has confirmed and that are older than 400 days, or that are too
    /// much. Their quota totals stay, in a carry. For a program that starts, and once a day.
    ///
    /// # Errors
    /// Those of [`Journal::grant`] and [`Journal::reopen`].
    pub fn retain(&mut self, now: UnixTime) -> Result<Retained, JournalError> {
        self.refuse_if_poisoned()?;
        self.is_poisoned = true;
        self.drop_carried()?;
        let mut retained = Retained::default();
        // A carry is a segment as well, so there is an end even if it is as long as what it stands for.
        for _ in 0..self.loaded.segments.len() {
            let Some(segment) = self.to_be_dropped(now) else {
                break;
            };
            self.carry(segment)?;
            self.drop_carried()?;
            retained.dropped += 1;
        }
        self.is_poisoned = false;
        Ok(retained)
    }

    fn to_be_dropped(&self, now: UnixTime) -> Option<Segment> {
        let (first, rest) = self.loaded.segments.split_first()?;
        if rest.is_empty() || first.end.size > self.receipted() {
            return None;
        }
        // Neither a clock that is ahead nor one that is behind makes records older than they are here.
        let age = now.min(self.loaded.newest).since(first.newest);
        let is_due = age > KEPT || (self.bytes() > self.sizes.soft && age > KEPT_ANYHOW);
        is_due.then_some(*first)
    }

    /// Writes the totals of the first segment into one that begins with them.
    fn carry(&mut self, first: Segment) -> Result<(), JournalError> {
        let last = first.end.size;
        let chain = self.loaded.id.chain;
        let index = Index::of_records(self.loaded.index.carried, last);
        let counted = self.place().load_skipping(chain, index, &mut |_| ())?;
        let totals = counted.index.totals(self.loaded.newest, KEPT);
        let records = carry_records(&totals, last, self.loaded.end, self.loaded.newest).map_err(
            |source| JournalError::EntryInvalid {
                path: self.folder.clone(),
                source,
            },
        )?;
        let header = SegmentHeader {
            id: self.loaded.id,
            segment: self.next_segment(),
            before: self.loaded.end,
        };
        write_segment(&self.place(), &header, &records)?;
        self.load_again()
    }

    /// Removes the segments that a carry stands for.
    fn drop_carried(&mut self) -> Result<(), JournalError> {
        let carried = self.loaded.index.carried.max(self.loaded.index.skipped());
        let folder = chain_folder(&self.folder, self.loaded.id.chain);
        let mut is_changed = false;
        for segment in &self.loaded.segments {
            let is_last = segment.number + 1 == self.next_segment();
            if segment.end.size > carried || is_last {
                break;
            }
            let path = self.segment_path(segment.number);
            self.disk
                .remove(&path)
                .map_err(|error| self.failed(error))?;
            is_changed = true;
        }
        if !is_changed {
            return Ok(());
        }
        let synced = self.disk.sync_folder(&folder);
        synced.map_err(|error| self.failed(error))?;
        self.load_again()
    }

    fn load_again(&mut self) -> Result<(), JournalError> {
        let place = self.place();
        let loaded = sound(place.load(self.loaded.id.chain)?)?;
        let file = settle(&place, &loaded)?;
        self.loaded = loaded;
        self.file = file;
        Ok(())
    }
}

/// The records of a carry behind `end`; at least one, so that what it stands for is known to be gone.
pub(super) fn carry_records(
    totals: &[CarryEntry],
    through: u64,
    end: ChainEnd,
    time: UnixTime,
) -> Result<Vec<Vec<u8>>, credential_core::Error> {
    let mut chunks: Vec<&[CarryEntry]> = totals.chunks(MAX_CARRY_ENTRIES).collect();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let parts = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
    let mut chain = Chain::after(end);
    (0..)
        .zip(chunks)
        .map(|(part, entries)| {
            let carry = Carry {
                through,
                part,
                parts,
                entries: entries.to_vec(),
            };
            let record = JournalRecord {
                number: chain.end().size.saturating_add(1),
                time,
                entry: Entry::Carry(carry),
            };
            let bytes = record.encode()?;
            chain.push(&bytes);
            Ok(bytes)
        })
        .collect()
}
