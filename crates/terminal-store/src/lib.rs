//! The store of a terminal: all signed objects that it holds, on a disk that may lose power at any
//! moment, fill up, become read-only or lose data.
//!
//! A terminal is provisioned once with the root set of its authority. From then on it is changed by
//! update files, which may arrive late, twice or in the wrong order. A [`Store`] is the folder with
//! all this; [`credential_core`] judges codes with what it holds.
//!
//! # From the first start to a revoked code
//!
//! ```
//! use credential_core::{Policy, UnixTime, verify};
//! use terminal_store::{Store, StoreError};
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/authority/mod.rs"));
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let now = UnixTime::from_secs(1_800_000_000);
//! # let authority = Authority::new(UnixTime::from_secs(now.as_secs() - 86_400));
//! # let (root_set, code) = (authority.root_set(), authority.credential());
//! # let updates = [(1, Status::Valid), (2, Status::Revoked)];
//! # let [first_update, second_update] = updates.map(|(hour, status)| authority.update(hour, status));
//! # let above = tempfile::tempdir()?;
//! # let folder = above.path().join("terminal");
//! // 1. Once: make the store, with the root set from the authority's own hand.
//! Store::provision(&folder, &root_set)?;
//!
//! // 2. The gate opens it. Another handle, here or in another process, applies an update. Each part
//! //    is accepted or refused by itself. What is reported as accepted is on the disk.
//! let mut gate = Store::open(&folder)?;
//! let mut updater = Store::open(&folder)?;
//! for outcome in updater.update(&first_update, now)? {
//!     assert!(outcome.result.is_ok(), "{:?} was refused", outcome.part);
//! }
//!
//! // 3. The gate reads the new state, and judges.
//! assert!(gate.reload_if_changed()?);
//! let judge = |store: &Store| verify(&code, store.holdings(), Policy::gate(), now).reason();
//! assert_eq!(judge(&gate), "accepted");
//!
//! // 4. The next update revokes the code.
//! updater.update(&second_update, now)?;
//! gate.reload_if_changed()?;
//! assert_eq!(judge(&gate), "revoked");
//!
//! // An older update changes nothing, and errors are typed.
//! assert!(updater.update(&first_update, now)?.iter().all(|outcome| outcome.result.is_err()));
//! match Store::provision(&folder, &root_set) {
//!     Err(StoreError::Exists { path }) => assert_eq!(path, folder),
//!     other => panic!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `examples/gate.rs` is a gate: it reads codes of cards and phones from standard input, and the
//! updates that are applied while it runs.
//!
//! # What it promises
//!
//! - **Old or new, never a mix.** A kill or a power cut at any moment leaves the state from before or
//!   the one after.
//! - **Reported means stored.** [`Store::update`] returns when the update is on the disk.
//! - **Floors never go down.** They are kept three times, and nothing older is accepted whatever else
//!   is lost.
//! - **Verifying only reads.** [`Store::open`] and [`Store::reload_if_changed`] take no lock and need
//!   no permission to write: a gate may run on a read-only disk, or beside an update.
//! - **One update at a time.** Updates of several processes wait for one another, and each builds on
//!   what it finds when its turn has come.
//! - **Every signature is verified again** when the store is read. Nothing is trusted because it is
//!   in the folder.
//!
//! A store that works although something is wrong with it has a [`Warning`]. One that cannot be used is
//! a [`StoreError`]. `docs/store.md` has the files, and what to do about each kind of damage.
//!
//! # Where to go on
//!
//! - [`Journal`] is what the terminal has granted: a folder and a lock of its own.
//! - [`Store::apply`] is [`Store::update`] for parts that did not come in an update file.
//! - [`Store::set_lock_timeout`] is for a program that verifies and updates in one thread.
//! - [`StoreError`] and [`Warning`] have stable codes for programs. They speak English only; sentences
//!   for people are made by the program that shows them.
//! - [`Disk`] is how a store and a journal lie elsewhere than in a folder: [`Store::open_on`], [`Journal::open_on`].
//!   [`MemoryDisk`] has files in memory and says what has changed, for a page in a browser.
//! - This crate has no clock: `now` is an argument, as everywhere in the core.

#![forbid(unsafe_code)]

mod checksum;
mod disk;
mod error;
mod files;
mod format;
mod journal;
mod load;
mod memory_disk;
mod store;
mod stored_floors;
#[cfg(test)]
mod tests;
mod warning;
mod write_fault;

pub use disk::{AppendFile, Disk, FileContent, LockGuard, RealDisk, UnsyncedFile};
pub use error::{Damage, StoreError};
pub use files::write_private_file;
pub use journal::{
    AppliedReceipt, Journal, JournalDamage, JournalError, PreparedExport, Recorded, Retained,
};
pub use memory_disk::{FileChange, MemoryDisk};
pub use store::Store;
pub use warning::{FileFault, LostPart, Warning};
