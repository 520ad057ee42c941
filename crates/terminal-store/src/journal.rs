//! The journal of a terminal on its disk: what was granted is there before it is shown as granted.
//!
//! Files, frames and the index are described in `docs/store.md`, records and exports in `docs/format.md`.

mod append;
mod begin;
mod error;
mod frames;
mod handover;
mod index;
mod limits;
mod load;
mod retain;
mod segment;
mod set_aside;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use credential_core::journal::{ChainEnd, ChainId, JournalFault, JournalRecord, Note};
use credential_core::{DayNumber, HolderId, PublicKey, UnixTime};

use crate::disk::{AppendFile, Disk, LockGuard, RealDisk};
use crate::files::{LOCK, create_folder, replace};
use begin::begin_chain;
use index::Index;
use limits::{RESERVE_BYTES, Sizes};
use load::{Loaded, Place};
use segment::{chain_folder, segment_name};

pub use append::Recorded;
pub use error::{JournalDamage, JournalError};
pub use handover::{AppliedReceipt, PreparedExport};
pub use retain::Retained;

/// Given up on a full disk, so that an undo and an export still work.
const RESERVE: &str = "reserve";

/// A program that is just ending gives the lock back within this.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// The journal of this terminal. One handle at a time, in all processes, may be open on a folder.
///
/// ```
/// use credential_core::journal::{Grant, Judged, Price, ShownCode};
/// use credential_core::{
///     DayNumber, HolderId, HolderNumber, IssuerId, Signer, SigningKey, StatusIndex, UnixTime,
/// };
/// use terminal_store::Journal;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let above = tempfile::tempdir()?;
/// # let folder = above.path().join("journal");
/// # let now = UnixTime::from_secs(1_800_000_000);
/// let key = SigningKey::from_seed(&[7; 32]); // the terminal's key
/// let mut journal = Journal::open(&folder, key.public_key())?;
///
/// let holder = HolderId { issuer: IssuerId(42_120_001), number: HolderNumber(17) };
/// let today = DayNumber::of(journal.time(now));
/// assert_eq!(journal.used(holder, 12, today..=today), 0);
/// let recorded = journal.grant(
///     Grant {
///         holder,
///         status_index: StatusIndex(40_321),
///         benefit: 12,
///         edition: 3,
///         branch: 1,
///         units: 1,
///         price: Some(Price { full: 3_000, charged: 1_500 }),
///         code: ShownCode::Card,
///         judged: Judged::Accepted,
///     },
///     now,
/// )?;
/// // Only now may anybody be told.
/// assert_eq!((recorded.number, journal.used(holder, 12, today..=today)), (1, 1));
///
/// let mut file = Vec::new();
/// journal.export(&key, now, &mut file)?;
/// # Ok(())
/// # }
/// ```
pub struct Journal {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    terminal: PublicKey,
    sizes: Sizes,
    loaded: Loaded,
    file: Box<dyn AppendFile>,
    /// A write has failed since the files were verified.
    is_poisoned: bool,
    has_reserve: bool,
    /// A note says already that the clock is behind.
    is_behind_noted: bool,
    _lock: LockGuard,
}

impl Journal {
    /// Opens the journal of the terminal with this key in a folder of its own, as a rule `journal` in
    /// the folder of the store, and makes it if there is none. Verifies every record, cuts off what a
    /// power cut has left of the last one, and keeps everybody else out.
    ///
    /// # Errors
    /// [`JournalError::Busy`], [`JournalError::Damaged`], [`JournalError::Foreign`],
    /// [`JournalError::Newer`], [`JournalError::Unreadable`], [`JournalError::DiskFull`],
    /// [`JournalError::ReadOnly`] and [`JournalError::Unwritable`]. Nothing is granted then.
    pub fn open(folder: impl AsRef<Path>, terminal: &PublicKey) -> Result<Self, JournalError> {
        Self::open_on(Arc::new(RealDisk), folder.as_ref(), terminal)
    }

    /// As [`Journal::open`], on a disk of the caller's.
    ///
    /// # Errors
    /// Those of [`Journal::open`].
    pub fn open_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
    ) -> Result<Self, JournalError> {
        Self::open_sized(disk, folder, terminal, Sizes::default())
    }

    /// As [`Journal::open_on`], but without waiting for whoever has it open: for a program that has waited before, and
    /// that people wait for.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_at_once(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
    ) -> Result<Self, JournalError> {
        Self::open_within(disk, folder, terminal, Sizes::default(), Duration::ZERO)
    }

    pub(crate) fn open_sized(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
        sizes: Sizes,
    ) -> Result<Self, JournalError> {
        Self::open_within(disk, folder, terminal, sizes, LOCK_TIMEOUT)
    }

    fn open_within(
        disk: Arc<dyn Disk>,
        folder: &Path,
        terminal: &PublicKey,
        sizes: Sizes,
        wait: Duration,
    ) -> Result<Self, JournalError> {
        let failed = |error| JournalError::of_write(folder, error);
        create_folder(&*disk, folder).map_err(failed)?;
        let lock = disk.lock(&folder.join(LOCK), wait).map_err(failed)?;
        let place = Place {
            disk: &*disk,
            folder,
            terminal,
        };
        let chains = place.chains()?;
        let chain = match chains.present {
            Some(chain) => chain,
            None => begin_chain(&place, chains.highest.max(1))?,
        };
        let loaded = sound(place.load(chain)?)?;
        let file = settle(&place, &loaded)?;
        let has_reserve = has_reserve(&place)?;
        let mut journal = Self {
            folder: folder.to_owned(),
            terminal: terminal.clone(),
            sizes,
            loaded,
            file,
            is_poisoned: false,
            has_reserve,
            is_behind_noted: false,
            _lock: lock,
            disk,
        };
        // On a full disk an undo still works, so this is no reason not to open.
        let _ = journal.take_reserve();
        Ok(journal)
    }

    /// Verifies the files again after a write has failed, and goes on. What was not acknowledged before
    /// is cut off: it was not shown as granted.
    ///
    /// # Errors
    /// Those of [`Journal::open`]; the handle stays as it was. [`JournalError::Damaged`] also if a record
    /// that was acknowledged is no longer there.
    pub fn reopen(&mut self) -> Result<(), JournalError> {
        let place = self.place();
        let mut loaded = sound(place.load(self.loaded.id.chain)?)?;
        let known = self.loaded.segments.last();
        let again = loaded
            .segments
            .iter()
            .find(|segment| known.is_some_and(|known| known.number == segment.number));
        let size = loaded.end.size;
        let (Some(known), Some(again)) = (known, again) else {
            return Err(self.truncated(size));
        };
        if again.end.size < known.end.size {
            return Err(self.truncated(size));
        }
        let is_last = loaded.segments.last() == Some(again);
        if again.end != known.end && is_last {
            let path = self.segment_path(known.number);
            place
                .disk
                .cut(&path, known.length, &self.loaded.last_frame)
                .map_err(|error| self.failed(error))?;
            loaded = sound(place.load(self.loaded.id.chain)?)?;
            if loaded.end != self.loaded.end {
                return Err(self.truncated(loaded.end.size));
            }
        }
        let file = settle(&place, &loaded)?;
        self.loaded = loaded;
        self.file = file;
        self.is_poisoned = false;
        Ok(())
    }

    /// What a record would have for its time now: the later of the clock and the record before. Quotas are
    /// asked for with its day.
    pub fn time(&self, now: UnixTime) -> UnixTime {
        now.max(self.loaded.newest)
    }

    /// What a holder has used of a benefit on these days, as far as this terminal has granted it.
    pub fn used(&self, holder: HolderId, benefit: u32, days: RangeInclusive<DayNumber>) -> u64 {
        self.loaded.index.used(holder, benefit, days)
    }

    /// What a holder has used of each benefit on each day: benefit, day and units, ascending. As in [`Journal::used`].
    pub fn uses_of(&self, holder: HolderId) -> impl Iterator<Item = (u32, DayNumber, u32)> {
        self.loaded.index.uses_of(holder)
    }

    /// How many manual grants a day has, without those that were taken back.
    pub fn manual_grants_on(&self, day: DayNumber) -> u32 {
        self.loaded.index.manual_on(day)
    }

    /// The newest note of a place, a [`Note::Place`], if a record that is still there has one.
    pub fn noted_place(&self) -> Option<Note> {
        self.loaded.index.place
    }

    /// The time to which the clock was lowered last, if a record that is still there says so.
    pub fn lowered_to(&self) -> Option<UnixTime> {
        self.loaded.index.lowered
    }

    /// Which chain it is.
    pub fn id(&self) -> ChainId {
        self.loaded.id
    }

    /// How many records there are, and the hash of the last one.
    pub fn end(&self) -> ChainEnd {
        self.loaded.end
    }

    /// How many records the bureau has confirmed.
    pub fn receipted(&self) -> u64 {
        self.loaded.receipt.map_or(0, |receipt| receipt.size)
    }

    /// Whether a write has failed, so that [`Journal::reopen`] is needed before anything is granted.
    pub fn is_poisoned(&self) -> bool {
        self.is_poisoned
    }

    /// Whether it is so large that it should be exported, and a receipt brought.
    pub fn must_be_exported(&self) -> bool {
        self.bytes() >= self.sizes.soft
    }

    /// Reads every record that is still there, in order, from the disk.
    ///
    /// # Errors
    /// [`JournalError::Unreadable`], [`JournalError::Damaged`].
    pub fn visit(&self, mut visit: impl FnMut(&JournalRecord)) -> Result<(), JournalError> {
        let chain = self.loaded.id.chain;
        let loaded = self
            .place()
            .load_skipping(chain, Index::default(), &mut visit)?;
        sound(loaded).map(drop)
    }

    fn place(&self) -> Place<'_> {
        Place {
            disk: &*self.disk,
            folder: &self.folder,
            terminal: &self.terminal,
        }
    }

    /// Bytes of all segments.
    fn bytes(&self) -> u64 {
        self.loaded
            .segments
            .iter()
            .map(|segment| segment.length)
            .sum()
    }

    fn segment_path(&self, number: u32) -> PathBuf {
        chain_folder(&self.folder, self.loaded.id.chain).join(segment_name(number))
    }

    fn failed(&self, error: std::io::Error) -> JournalError {
        JournalError::of_write(&self.folder, error)
    }

    fn truncated(&self, size: u64) -> JournalError {
        JournalError::Damaged {
            path: chain_folder(&self.folder, self.loaded.id.chain),
            damage: JournalDamage::Chain(JournalFault::Truncated {
                size,
                known: self.loaded.end.size,
            }),
        }
    }

    /// Takes the reserve back that was given up.
    fn take_reserve(&mut self) -> Result<(), JournalError> {
        if self.has_reserve {
            return Ok(());
        }
        // Nothing that a disk or file system stores as a hole.
        let bytes: Vec<u8> = (0..RESERVE_BYTES).map(|at| (at % 251) as u8 | 1).collect();
        replace(&*self.disk, &self.folder, RESERVE, &bytes).map_err(|error| self.failed(error))?;
        self.has_reserve = true;
        Ok(())
    }

    /// Makes room on a full disk.
    fn give_up_reserve(&mut self) -> Result<(), JournalError> {
        self.has_reserve = false;
        let removed = self.disk.remove(&self.folder.join(RESERVE));
        removed
            .and_then(|()| self.disk.sync_folder(&self.folder))
            .map_err(|error| self.failed(error))
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("folder", &self.folder)
            .field("chain", &self.loaded.id.chain)
            .field("size", &self.loaded.end.size)
            .finish_non_exhaustive()
    }
}

/// Refuses what is damaged.
fn sound(loaded: Loaded) -> Result<Loaded, JournalError> {
    match loaded.damage {
        Some((path, damage)) => Err(JournalError::Damaged { path, damage }),
        None => Ok(loaded),
    }
}

/// Cuts off what a power cut has left, brings the last frame and the name of its file to the disk, and
/// opens the file.
fn settle(place: &Place<'_>, loaded: &Loaded) -> Result<Box<dyn AppendFile>, JournalError> {
    let failed = |error| JournalError::of_write(place.folder, error);
    let Some(last) = loaded.segments.last() else {
        let error = std::io::ErrorKind::NotFound.into();
        return Err(load::unreadable(place.folder, error));
    };
    let folder = chain_folder(place.folder, loaded.id.chain);
    let path = folder.join(segment_name(last.number));
    // The segment may be there by a rename that was not synced before a fault.
    place
        .disk
        .cut(&path, last.length, &loaded.last_frame)
        .and_then(|()| place.disk.sync_folder(&folder))
        .map_err(failed)?;
    place.disk.open_append(&path).map_err(failed)
}

fn has_reserve(place: &Place<'_>) -> Result<bool, JournalError> {
    let path = place.folder.join(RESERVE);
    match place.disk.read(&path, RESERVE_BYTES as u64) {
        Ok(content) => Ok(content.bytes.len() == RESERVE_BYTES),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(load::unreadable(&path, source)),
    }
}
