//! The store: provision, open, update, reload.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use credential_core::{Applied, Holdings, PartOutcome, UnixTime, Update};

use crate::disk::{Disk, LockGuard, RealDisk};
use crate::error::StoreError;
use crate::files::{COPIES, FLOORS, LOCK, create_folder, replace, write_private_file};
use crate::format::{self, MAX_FLOORS_BYTES, MAX_STATE_BYTES};
use crate::load::{Loaded, Remains, Unusable, load, read_stamps};
use crate::warning::Warning;

/// Far longer than the largest update takes on a slow card.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// What a terminal holds, with the folder that keeps it.
///
/// Several handles, in one process or many, may be open on the same folder: each serves the whole
/// state that it has read last, and [`Store::reload_if_changed`] brings it up to date.
pub struct Store {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
    lock_timeout: Duration,
    loaded: Loaded,
}

impl Store {
    /// Makes a store that trusts `root_set` and holds nothing else yet. `root_set` is the beginning
    /// of all trust: it must come from the authority's own hand.
    ///
    /// Harmless to repeat with the same root set if it was interrupted. A store that is damaged
    /// beyond use can be provisioned again; what is left of its floors stays in force.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if the folder is a store that works, [`StoreError::Newer`] or
    /// [`StoreError::Older`] if it is one of another version, [`StoreError::RootSetRefused`], [`StoreError::Busy`],
    /// [`StoreError::DiskFull`], [`StoreError::ReadOnly`], [`StoreError::Unwritable`] and
    /// [`StoreError::Unreadable`].
    pub fn provision(folder: impl AsRef<Path>, root_set: &[u8]) -> Result<Self, StoreError> {
        Self::provision_on(Arc::new(RealDisk), folder.as_ref(), root_set)
    }

    /// Opens a store. Writes nothing and takes no lock: works on a read-only disk, without
    /// permission to write, and beside an update.
    ///
    /// # Errors
    /// [`StoreError::Missing`] before the first provisioning, [`StoreError::HalfMade`] if that was
    /// interrupted, [`StoreError::Damaged`], [`StoreError::Newer`], [`StoreError::Older`] and
    /// [`StoreError::Unreadable`].
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_on(Arc::new(RealDisk), folder.as_ref())
    }

    /// Reads an update file and applies it, as [`Store::apply`].
    ///
    /// # Errors
    /// [`StoreError::UpdateUnreadable`], and those of [`Store::apply`].
    pub fn update(&mut self, bytes: &[u8], now: UnixTime) -> Result<Vec<PartOutcome>, StoreError> {
        let update = Update::parse(bytes).map_err(|source| StoreError::UpdateUnreadable {
            path: self.folder.clone(),
            source,
        })?;
        self.apply(&update, now)
    }

    /// Applies every part of an update that is good and newer than what is held, and returns only
    /// when it is on the disk. The outcomes say of each part what became of it: a refused part is no
    /// error here. `now` is what the clock of the terminal says.
    ///
    /// Builds on what is on the disk, which another process may have updated since this handle read
    /// it. Also repairs files that were damaged. Applying the same update again is harmless.
    ///
    /// After an error this handle holds what the disk has: the state from before, or the new one if
    /// only its second copy could not be written.
    ///
    /// # Errors
    /// [`StoreError::Busy`] after a minute, or after [`Store::set_lock_timeout`];
    /// [`StoreError::DiskFull`], [`StoreError::ReadOnly`], [`StoreError::Unwritable`],
    /// [`StoreError::OwnerNotKept`], [`StoreError::TooLarge`], and those of [`Store::open`].
    pub fn apply(
        &mut self,
        update: &Update,
        now: UnixTime,
    ) -> Result<Vec<PartOutcome>, StoreError> {
        let _guard = self.lock()?;
        let mut current = self.load()?;
        let outcomes = current.holdings.apply(update, now);
        current.holdings.restore(&current.unproved);
        let is_new = outcomes
            .iter()
            .any(|outcome| outcome.result == Ok(Applied::New));
        if !is_new && !current.needs_repair() {
            // Whoever stored it may have been stopped just before this.
            self.disk
                .sync_folder(&self.folder)
                .map_err(|error| StoreError::of_write(&self.folder, error))?;
            self.loaded = current;
            return Ok(outcomes);
        }
        let saved = save(
            &*self.disk,
            &self.folder,
            &current.holdings,
            current.generation,
        );
        // Whether it was saved or not: what is held from now on is what the disk has.
        let reloaded = self.load().map(|loaded| self.loaded = loaded);
        saved.and(reloaded).map(|()| outcomes)
    }

    /// Says which key is the terminal's own, by its thumbprint, and returns when that is on the disk: only
    /// places for this key are accepted. Places for another key are dropped.
    ///
    /// # Errors
    /// Those of [`Store::apply`].
    pub fn set_terminal_key(&mut self, thumbprint: [u8; 32]) -> Result<(), StoreError> {
        let _guard = self.lock()?;
        let mut current = self.load()?;
        if current.holdings.terminal_key() == Some(thumbprint) {
            self.loaded = current;
            return Ok(());
        }
        current.holdings.set_terminal_key(thumbprint);
        let saved = save(
            &*self.disk,
            &self.folder,
            &current.holdings,
            current.generation,
        );
        let reloaded = self.load().map(|loaded| self.loaded = loaded);
        saved.and(reloaded)
    }

    /// Reads the state again if another handle or process has changed it; `true` if so.
    ///
    /// Costs two reads of 96 bytes if nothing has changed, so a gate may call it before every code.
    /// Takes no lock and writes nothing.
    ///
    /// # Errors
    /// Those of [`Store::open`]. This handle then goes on with what it holds.
    pub fn reload_if_changed(&mut self) -> Result<bool, StoreError> {
        if read_stamps(&*self.disk, &self.folder) == self.loaded.stamps {
            return Ok(false);
        }
        self.loaded = self.load()?;
        Ok(true)
    }

    /// What the terminal holds, as this handle has read it last.
    pub fn holdings(&self) -> &Holdings {
        &self.loaded.holdings
    }

    /// What is wrong with the store although it works. Empty if all is well.
    pub fn warnings(&self) -> &[Warning] {
        &self.loaded.warnings
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How long [`Store::apply`] waits for the update of another process; a minute by default. A
    /// program that verifies and updates in one thread wants less.
    pub fn set_lock_timeout(&mut self, timeout: Duration) {
        self.lock_timeout = timeout;
    }

    /// The disk that it lies on.
    pub fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }

    /// Writes a file beside those of the store that must not be there yet, for its owner alone, and returns when
    /// it is on the disk. For the terminal's key, of which none must ever be overwritten.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if it is there, [`io::ErrorKind::WouldBlock`] if another process holds the
    /// lock, and what the disk said.
    pub fn write_private_file(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let _guard = self.disk.lock(&self.folder.join(LOCK), self.lock_timeout)?;
        write_private_file(&*self.disk, &self.folder, name, bytes)
    }

    /// As [`Store::open`], on a disk of the caller's.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open_on(disk: Arc<dyn Disk>, folder: &Path) -> Result<Self, StoreError> {
        let loaded = load(&*disk, folder).map_err(|unusable| unusable.error)?;
        Ok(Self {
            folder: folder.to_owned(),
            disk,
            lock_timeout: LOCK_TIMEOUT,
            loaded,
        })
    }

    /// As [`Store::provision`], on a disk of the caller's.
    ///
    /// # Errors
    /// Those of [`Store::provision`].
    pub fn provision_on(
        disk: Arc<dyn Disk>,
        folder: &Path,
        root_set: &[u8],
    ) -> Result<Self, StoreError> {
        let unwritable = |error| StoreError::of_write(folder, error);
        let refused = |source| StoreError::RootSetRefused {
            path: folder.to_owned(),
            source,
        };
        // Before anything is made: is it a root set at all?
        Holdings::provision(root_set).map_err(refused)?;
        // A look before the lock: a store that must not be touched is not even locked.
        to_build_on(&*disk, folder, root_set)?;
        create_folder(&*disk, folder).map_err(unwritable)?;
        let guard = disk
            .lock(&folder.join(LOCK), LOCK_TIMEOUT)
            .map_err(unwritable)?;
        let Remains { floors, generation } = to_build_on(&*disk, folder, root_set)?;
        let holdings = Holdings::with_floors(root_set, floors).map_err(refused)?;
        save(&*disk, folder, &holdings, generation)?;
        drop(guard);
        Self::open_on(disk, folder)
    }

    fn lock(&self) -> Result<LockGuard, StoreError> {
        self.disk
            .lock(&self.folder.join(LOCK), self.lock_timeout)
            .map_err(|error| StoreError::of_write(&self.folder, error))
    }

    fn load(&self) -> Result<Loaded, StoreError> {
        load(&*self.disk, &self.folder).map_err(|unusable| unusable.error)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .field("warnings", &self.loaded.warnings)
            .finish_non_exhaustive()
    }
}

/// What a new provisioning of the folder has to respect.
fn to_build_on(disk: &dyn Disk, folder: &Path, root_set: &[u8]) -> Result<Remains, StoreError> {
    let loaded = match load(disk, folder) {
        Ok(loaded) => loaded,
        Err(Unusable { error, remains }) => {
            return match error {
                StoreError::Missing { .. }
                | StoreError::HalfMade { .. }
                | StoreError::Damaged { .. } => Ok(*remains),
                other => Err(other),
            };
        }
    };
    // Unless it is this same provisioning, interrupted after the first copy.
    let mut begun = Update::default();
    begun.root_sets.push(root_set.to_vec());
    if loaded.needs_repair() && loaded.holdings.to_update() == begun {
        Ok(Remains {
            floors: loaded.holdings.floors().clone(),
            generation: loaded.generation,
        })
    } else {
        Err(StoreError::Exists {
            path: folder.to_owned(),
        })
    }
}

/// Writes all files of the store, one after the other, each whole and synced: first both copies of
/// the state, then the floors, which so are never ahead of the state that proves them.
fn save(
    disk: &dyn Disk,
    folder: &Path,
    holdings: &Holdings,
    generation: u64,
) -> Result<(), StoreError> {
    let unwritable = |error| StoreError::of_write(folder, error);
    let state = format::encode_state(holdings, generation.saturating_add(1)).map_err(unwritable)?;
    if state.len() as u64 > MAX_STATE_BYTES {
        return Err(StoreError::TooLarge {
            path: folder.to_owned(),
            limit: MAX_STATE_BYTES,
        });
    }
    let floors = format::encode_floors(holdings.floors()).map_err(unwritable)?;
    if floors.len() as u64 > MAX_FLOORS_BYTES {
        return Err(StoreError::TooLarge {
            path: folder.to_owned(),
            limit: MAX_FLOORS_BYTES,
        });
    }
    for name in COPIES {
        replace(disk, folder, name, &state).map_err(unwritable)?;
    }
    replace(disk, folder, FLOORS, &floors).map_err(unwritable)
}
