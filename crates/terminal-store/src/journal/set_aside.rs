//! A damaged journal is left as it is, for the bureau, and another chain begins.

use std::path::Path;
use std::sync::Arc;

use credential_core::journal::{Chain, ChainId, Entry, JournalRecord, Note};
use credential_core::{PublicKey, UnixTime};

use super::begin::write_segment;
use super::error::JournalError;
use super::limits::{KEPT, Sizes};
use super::load::Place;
use super::retain::carry_records;
use super::segment::SegmentHeader;
use super::{Journal, LOCK_TIMEOUT};
use crate::disk::{Disk, RealDisk};
use crate::files::LOCK;

impl Journal {
    /// Begins another chain beside a damaged one, whose files stay as they are for the bureau. The first
    /// record of the new one names what could be verified of the old one; its quotas are carried over.
    ///
    /// # Errors
    /// [`JournalError::NotDamaged`], and those of [`Journal::open`].
    pub fn set_aside(
        folder: impl AsRef<Path>,
        terminal: &PublicKey,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        Self::set_aside_on(Arc::new(RealDisk), folder.as_ref(), terminal, now)
    }

    /// As [`Journal::set_aside`], on a disk of the caller's.
    ///
    /// # Errors
    /// Those of [`Journal::set_aside`].
    pub fn set_aside_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        Self::set_aside_sized(disk, folder, terminal, Sizes::default(), now)
    }

    pub(crate) fn set_aside_sized(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
        sizes: Sizes,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        let lock = disk
            .lock(&folder.join(LOCK), LOCK_TIMEOUT)
            .map_err(|error| JournalError::of_write(folder, error))?;
        begin_after_damage(&*disk, folder, terminal, now)?;
        drop(lock);
        Self::open_sized(disk, folder, terminal, sizes)
    }
}

fn begin_after_damage(
    disk: &dyn Disk,
    folder: &Path,
    terminal: &PublicKey,
    now: UnixTime,
) -> Result<(), JournalError> {
    let place = Place {
        disk,
        folder,
        terminal,
    };
    let chains = place.chains()?;
    let not_damaged = || JournalError::NotDamaged {
        path: folder.to_owned(),
    };
    let old = place.load(chains.present.ok_or_else(not_damaged)?)?;
    if old.damage.is_none() {
        return Err(not_damaged());
    }
    let time = now.max(old.newest);
    let id = ChainId {
        terminal: old.id.terminal,
        chain: chains.highest.saturating_add(1),
    };
    let mut chain = Chain::new(&id);
    let header = SegmentHeader {
        id,
        segment: 1,
        before: chain.end(),
    };
    let note = Note::SetAside {
        chain: old.id.chain,
        size: old.end.size,
        head: old.end.head,
    };
    let note = JournalRecord {
        number: 1,
        time,
        entry: Entry::Note(note),
    };
    let records = note.encode().and_then(|note| {
        let end = chain.push(&note);
        let totals = old.index.totals(time, KEPT);
        let carry = carry_records(&totals, 0, end, time)?;
        Ok([vec![note], carry].concat())
    });
    let records = records.map_err(|source| JournalError::EntryInvalid {
        path: folder.to_owned(),
        source,
    })?;
    write_segment(&place, &header, &records)
}
