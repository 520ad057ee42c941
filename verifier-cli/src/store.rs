//! The terminal's store: a folder that survives power cuts, bad disks and late updates.
//!
//! ```text
//! state.a   everything that the terminal holds, and the floors, in one checksummed file
//! state.b   the same again
//! floors    the floors once more
//! lock      held while somebody writes
//! ```
//!
//! - A file is replaced whole: written beside, synced, renamed, and the folder synced. First
//!   `state.a`, then `state.b`, then `floors`, so that at every moment one copy of a complete state
//!   is on the disk, and floors are never ahead of the state that proves them.
//! - Whoever updates holds the lock and reads the state again once it has it. Whoever only verifies
//!   needs no lock and no permission to write.
//! - Copies stand in for one another part by part. What both have lost is missing, and said to be:
//!   nothing below the floors is ever taken in its place.
//!
//! `docs/store.md` says what happens at each kind of damage.

mod disk;
mod failure;
mod image;
mod load;
mod sealed;
mod warning;

#[cfg(test)]
pub(crate) use warning::Lost;
pub(crate) use warning::{Fault, Warning};

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use cli_support::Failure;
use credential_core::{Applied, Holdings, PartOutcome, UnixTime, Update};

use disk::{Disk, Guard, RealDisk};
use image::MAX_STATE_BYTES;
use load::{Loaded, Unusable, load};

const COPIES: [&str; 2] = ["state.a", "state.b"];
const FLOORS: &str = "floors";
const LOCK: &str = "lock";
/// Ends the name of a file that is being written.
const TEMPORARY: &str = ".new";

/// What a terminal holds, with the folder that keeps it.
pub(crate) struct Store {
    folder: PathBuf,
    disk: Box<dyn Disk>,
    loaded: Loaded,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .field("warnings", &self.loaded.warnings)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Makes a store that trusts `root_set` and holds nothing else yet.
    ///
    /// Harmless to repeat with the same root set if it was interrupted. A store that is damaged
    /// beyond use can be provisioned again; what is left of its floors stays in force.
    ///
    /// # Errors
    /// `store-exists` if the folder is a store that works, `store-newer` if it is one of a later
    /// version; the code of the core's error if `root_set` cannot be pinned; `store-busy`,
    /// `store-disk-full`, `store-read-only`, `store-unwritable`, `store-unreadable`.
    pub(crate) fn provision(folder: &Path, root_set: &[u8]) -> Result<Self, Failure> {
        Self::provision_on(Box::new(RealDisk::default()), folder, root_set)
    }

    /// Opens a store. Writes nothing: works on a read-only disk and beside an update.
    ///
    /// # Errors
    /// `store-missing` before the first provisioning, `store-half-made` if that was interrupted,
    /// `store-damaged`, `store-newer`, `store-unreadable`.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        Self::open_on(Box::new(RealDisk::default()), folder)
    }

    /// Takes what is good and newer, and returns only when it is on the disk.
    ///
    /// Also mends files that were damaged. Bringing the same update again is harmless. After an
    /// error the terminal holds what the disk has: the state from before, or the new one if only
    /// its second copy could not be written.
    ///
    /// # Errors
    /// `store-busy`, `store-disk-full`, `store-read-only`, `store-unwritable`, `store-too-large`,
    /// and those of [`Store::open`].
    pub(crate) fn update(
        &mut self,
        update: &Update,
        now: UnixTime,
    ) -> Result<Vec<PartOutcome>, Failure> {
        let _guard = self.lock()?;
        // Somebody else may have updated since this store was opened.
        let mut current = self.load()?;
        let outcomes = current.holdings.apply(update, now);
        current.holdings.restore(&current.waiting);
        let is_new = outcomes
            .iter()
            .any(|outcome| outcome.result == Ok(Applied::New));
        if !is_new && !current.is_to_be_mended() {
            // Whoever stored it may have been stopped just before this.
            self.disk
                .sync_folder(&self.folder)
                .map_err(|error| failure::unwritable(&self.folder, &error))?;
            self.loaded = current;
            return Ok(outcomes);
        }
        let saved = self.save(&current);
        // Whatever became of it: what is held from now on is what the disk has.
        let reloaded = self.load().map(|loaded| self.loaded = loaded);
        saved.and(reloaded).map(|()| outcomes)
    }

    /// Takes up what another process has stored meanwhile; `true` if there was something.
    ///
    /// Costs two short reads if there was nothing.
    ///
    /// # Errors
    /// Those of [`Store::open`]. What was held before is then still held.
    pub(crate) fn refresh(&mut self) -> Result<bool, Failure> {
        if load::marks(&*self.disk, &self.folder) == self.loaded.marks {
            return Ok(false);
        }
        self.loaded = self.load()?;
        Ok(true)
    }

    /// What the terminal holds.
    pub(crate) fn holdings(&self) -> &Holdings {
        &self.loaded.holdings
    }

    /// What is wrong with the store although it works.
    pub(crate) fn warnings(&self) -> &[Warning] {
        &self.loaded.warnings
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn open_on(disk: Box<dyn Disk>, folder: &Path) -> Result<Self, Failure> {
        let loaded = load(&*disk, folder).map_err(|unusable| unusable.into_failure(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
            disk,
            loaded,
        })
    }

    fn provision_on(disk: Box<dyn Disk>, folder: &Path, root_set: &[u8]) -> Result<Self, Failure> {
        let unwritable = |error| failure::unwritable(folder, &error);
        // Before anything is made: is it a root set at all?
        let mut holdings =
            Holdings::provision(root_set).map_err(|error| failure::root_refused(&error))?;
        let mut generation = 0;
        // A look before the lock: a store that must not be touched is not even locked.
        match load(&*disk, folder) {
            Err(Unusable::Missing | Unusable::HalfMade | Unusable::Damaged { .. }) => {}
            Err(other) => return Err(other.into_failure(folder)),
            Ok(loaded) => may_be_finished(&loaded, root_set, folder)?,
        }
        make_folder(&*disk, folder).map_err(unwritable)?;
        let guard = disk.lock(&folder.join(LOCK)).map_err(unwritable)?;
        match load(&*disk, folder) {
            Err(Unusable::Missing | Unusable::HalfMade) => {}
            Err(Unusable::Damaged {
                floors,
                generation: last,
                ..
            }) => {
                generation = last;
                holdings = Holdings::with_floors(root_set, floors)
                    .map_err(|error| failure::root_refused(&error))?;
            }
            Err(other) => return Err(other.into_failure(folder)),
            Ok(loaded) => {
                may_be_finished(&loaded, root_set, folder)?;
                generation = loaded.generation;
            }
        }
        save(&*disk, folder, &holdings, generation)?;
        drop(guard);
        Self::open_on(disk, folder)
    }

    fn lock(&self) -> Result<Guard, Failure> {
        self.disk
            .lock(&self.folder.join(LOCK))
            .map_err(|error| failure::unwritable(&self.folder, &error))
    }

    fn load(&self) -> Result<Loaded, Failure> {
        load(&*self.disk, &self.folder).map_err(|unusable| unusable.into_failure(&self.folder))
    }

    fn save(&self, state: &Loaded) -> Result<(), Failure> {
        save(&*self.disk, &self.folder, &state.holdings, state.generation)
    }
}

/// Whether what is there is this same provisioning, interrupted after the first copy.
fn may_be_finished(loaded: &Loaded, root_set: &[u8], folder: &Path) -> Result<(), Failure> {
    let mut begun = Update::default();
    begun.root_sets.push(root_set.to_vec());
    if loaded.is_to_be_mended() && loaded.holdings.to_update() == begun {
        Ok(())
    } else {
        Err(failure::exists(folder))
    }
}

/// Writes all files of the store, one after the other, each whole and synced.
fn save(
    disk: &dyn Disk,
    folder: &Path,
    holdings: &Holdings,
    generation: u64,
) -> Result<(), Failure> {
    let unwritable = |error| failure::unwritable(folder, &error);
    let state = image::encode(holdings, generation.saturating_add(1)).map_err(unwritable)?;
    if state.len() as u64 > MAX_STATE_BYTES {
        return Err(failure::too_large(folder));
    }
    let floors = image::encode_floors(holdings.floors()).map_err(unwritable)?;
    for name in COPIES {
        replace(disk, folder, name, &state).map_err(unwritable)?;
    }
    replace(disk, folder, FLOORS, &floors).map_err(unwritable)
}

/// Puts a file in the place of another: at every moment one of the two is there, whole.
fn replace(disk: &dyn Disk, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    let temporary = folder.join(format!("{name}{TEMPORARY}"));
    let written = remove(disk, &temporary)
        .and_then(|()| disk.write_new(&temporary, bytes))
        .and_then(|file| file.sync())
        .and_then(|()| disk.rename(&temporary, &path));
    if let Err(error) = written {
        // On a full disk the beginning of a file takes room that others need.
        let _ = remove(disk, &temporary);
        return Err(error);
    }
    disk.sync_folder(folder)
}

/// Removes what an interrupted update has left; fine if that is nothing.
fn remove(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match disk.remove(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Makes a folder and those above it, so that they are still there after a power cut.
fn make_folder(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    let above = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match disk.create_folder(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_folder(disk, above)?;
            disk.create_folder(folder)?;
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => other?,
    }
    // Also if it was there: an earlier attempt may not have come this far.
    disk.sync_folder(above)
}

#[cfg(test)]
mod tests;
