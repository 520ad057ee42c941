//! What a terminal keeps on its disk: everything signed that it believes, through power cuts, bad
//! disks and late updates.
//!
//! A terminal is provisioned once with the root set of its authority. From then on it lives on update
//! files, which somebody brings late, twice or in the wrong order. A [`Store`] is the folder that
//! keeps all this; [`credential_core`] judges codes with what it holds.
//!
//! # From the first start to a revoked code
//!
//! ```
//! use credential_core::{Policy, UnixTime, Verifier};
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
//! // 2. The gate opens it. The desk brings an update, from another handle or process. Each part is
//! //    taken or refused by itself. What is reported as taken is on the disk.
//! let mut gate = Store::open(&folder)?;
//! let mut desk = Store::open(&folder)?;
//! for outcome in desk.update(&first_update, now)? {
//!     assert!(outcome.result.is_ok(), "{:?} was refused", outcome.part);
//! }
//!
//! // 3. The gate takes it up, and judges.
//! assert!(gate.reload_if_changed()?);
//! let judge = |store: &Store| match Verifier::of_holdings(store.holdings(), Policy::gate()) {
//!     Some(verifier) => verifier.verify_text(&code, now).reason(),
//!     None => "trust-list-missing",
//! };
//! assert_eq!(judge(&gate), "accepted");
//!
//! // 4. The next update revokes the code.
//! desk.update(&second_update, now)?;
//! gate.reload_if_changed()?;
//! assert_eq!(judge(&gate), "revoked");
//!
//! // An older update changes nothing, and errors are typed.
//! assert!(desk.update(&first_update, now)?.iter().all(|outcome| outcome.result.is_err()));
//! match Store::provision(&folder, &root_set) {
//!     Err(StoreError::Exists { path }) => assert_eq!(path, folder),
//!     other => panic!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `examples/gate.rs` is a whole gate: it reads codes from standard input and takes up updates while
//! it runs.
//!
//! # What it promises
//!
//! - **Old or new, never a mix.** A kill or a power cut at any moment leaves the state from before or
//!   the one after.
//! - **Reported means stored.** [`Store::update`] returns when the update is on the disk.
//! - **Never back.** The floors of [`Holdings`](credential_core::Holdings) are kept three times, and
//!   nothing older is taken whatever else is lost.
//! - **Verifying only reads.** [`Store::open`] and [`Store::reload_if_changed`] take no lock and need
//!   no permission to write: a gate may run on a read-only disk, or beside an update.
//! - **One update at a time.** Updates of several processes wait for one another, and each builds on
//!   what it finds when its turn has come.
//! - **Every signature is checked again** when the store is read. Nothing is believed because it is
//!   in the folder.
//!
//! What is damaged and can be replaced by a copy is a [`Warning`]; the next update repairs it. What
//! cannot is a [`StoreError`]. `docs/store.md` has the files and what happens at each kind of damage.
//!
//! # Where to go on
//!
//! - [`Store::provision`], [`Store::open`], [`Store::update`], [`Store::reload_if_changed`] are the
//!   life of a terminal. [`Store::apply`] takes an update that was put together from single lists.
//! - [`StoreError`] and [`Warning`] have stable codes for programs. They speak English only; sentences
//!   for people are made by the program that shows them.
//! - This crate has no clock: `now` is an argument, as everywhere in the core.

#![forbid(unsafe_code)]

mod checksum;
mod disk;
mod error;
mod files;
mod format;
mod load;
mod store;
#[cfg(test)]
mod tests;
mod warning;

pub use error::{Damage, StoreError};
pub use store::Store;
pub use warning::{FileFault, LostPart, Warning};
