//! Why a store cannot be provisioned, opened or updated.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::is_owner_not_kept;
use crate::write_fault::WriteFault;

/// Why the store did not do what was asked.
///
/// Every variant has the `path` it is about: the folder of the store or a file in it. What the
/// operating system or the core said is in `source`, and not repeated in the message.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder is not a store. Provision it.
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// Provisioning was interrupted. Provision the folder again; nothing is lost.
    HalfMade {
        /// The folder.
        path: PathBuf,
    },
    /// No copy of the state can be used. Provision the folder again with the authority's present
    /// root set, and bring the latest update. The floors stay in force if one copy of them is left.
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What cannot be used.
        damage: Damage,
    },
    /// A newer version of this library has written it. Nothing was changed.
    Newer {
        /// The folder.
        path: PathBuf,
        /// The version of its format.
        version: u32,
    },
    /// An earlier version of this library has written it, in a format that is no longer read. Nothing
    /// was changed. Provision another folder.
    Older {
        /// The folder.
        path: PathBuf,
        /// The version of its format.
        version: u32,
    },
    /// The system does not let us read the state.
    Unreadable {
        /// The file or folder that cannot be read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder is a store that works, so it is not provisioned.
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The root set for provisioning cannot be used, or is older than what the damaged store had.
    RootSetRefused {
        /// The folder.
        path: PathBuf,
        /// What is wrong with the root set.
        source: credential_core::Error,
    },
    /// The bytes of an update are not an update file, or a damaged one. Nothing was changed.
    UpdateUnreadable {
        /// The folder.
        path: PathBuf,
        /// What is wrong with the update file.
        source: credential_core::Error,
    },
    /// Another process holds the lock for longer than the timeout. Nothing was changed.
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The disk is full, or the quota used up.
    DiskFull {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is read-only: verifying works, updating does not.
    ReadOnly {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system does not let us write, for another reason.
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What this user writes the owner of the folder could not read. That file was not changed.
    OwnerNotKept {
        /// The folder.
        path: PathBuf,
    },
    /// With this update the store would be larger than it may be. Nothing was changed.
    TooLarge {
        /// The folder.
        path: PathBuf,
        /// The most bytes that a state file may have.
        limit: u64,
    },
}

/// What is beyond use in a damaged store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// Both state files are damaged or gone.
    StateFiles,
    /// The root set is damaged in both state files.
    RootSet,
    /// The root set is as it was written, but cannot be used.
    RootSetRefused(credential_core::Error),
}

impl StoreError {
    /// The stable code, as in `docs/store.md`. A refused root set and an unreadable update have the
    /// code of the core's error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "store-missing",
            Self::HalfMade { .. } => "store-half-made",
            Self::Damaged { .. } => "store-damaged",
            Self::Newer { .. } => "store-newer",
            Self::Older { .. } => "store-older",
            Self::Unreadable { .. } => "store-unreadable",
            Self::Exists { .. } => "store-exists",
            Self::RootSetRefused { source, .. } | Self::UpdateUnreadable { source, .. } => {
                source.code()
            }
            Self::Busy { .. } => "store-busy",
            Self::DiskFull { .. } => "store-disk-full",
            Self::ReadOnly { .. } => "store-read-only",
            Self::Unwritable { .. } => "store-unwritable",
            Self::OwnerNotKept { .. } => "store-owner-not-kept",
            Self::TooLarge { .. } => "store-too-large",
        }
    }

    /// The folder of the store, or the file in it that cannot be read.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::HalfMade { path }
            | Self::Damaged { path, .. }
            | Self::Newer { path, .. }
            | Self::Older { path, .. }
            | Self::Unreadable { path, .. }
            | Self::Exists { path }
            | Self::RootSetRefused { path, .. }
            | Self::UpdateUnreadable { path, .. }
            | Self::Busy { path }
            | Self::DiskFull { path, .. }
            | Self::ReadOnly { path, .. }
            | Self::Unwritable { path, .. }
            | Self::OwnerNotKept { path }
            | Self::TooLarge { path, .. } => path,
        }
    }

    /// Sorts what the system said when the store was to be written.
    pub(crate) fn of_write(folder: &Path, source: io::Error) -> Self {
        let path = folder.to_owned();
        match WriteFault::of(&source) {
            WriteFault::Busy => Self::Busy { path },
            WriteFault::DiskFull => Self::DiskFull { path, source },
            WriteFault::ReadOnly => Self::ReadOnly { path, source },
            WriteFault::Other if is_owner_not_kept(&source) => Self::OwnerNotKept { path },
            WriteFault::Other => Self::Unwritable { path, source },
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Missing { .. } => write!(f, "{path} is not a store"),
            Self::HalfMade { .. } => write!(f, "the provisioning of {path} was interrupted"),
            Self::Damaged { damage, .. } => write!(f, "the store {path} is damaged: {damage}"),
            Self::Newer { version, .. } => {
                write!(f, "the store {path} has format {version}, which is too new")
            }
            Self::Older { version, .. } => {
                write!(
                    f,
                    "the store {path} has format {version}, which is no longer read"
                )
            }
            Self::Unreadable { .. } => write!(f, "cannot read {path}"),
            Self::Exists { .. } => write!(f, "{path} is a store already"),
            Self::RootSetRefused { .. } => write!(f, "cannot provision {path} with this root set"),
            Self::UpdateUnreadable { .. } => {
                write!(f, "cannot update {path}: not an update file, or damaged")
            }
            Self::Busy { .. } => write!(f, "another process is updating {path}"),
            Self::DiskFull { .. } => write!(f, "cannot write {path}: the disk is full"),
            Self::ReadOnly { .. } => write!(f, "cannot write {path}: the disk is read-only"),
            Self::Unwritable { .. } => write!(f, "cannot write {path}"),
            Self::OwnerNotKept { .. } => write!(
                f,
                "the owner of {path} could not read what this user writes"
            ),
            Self::TooLarge { limit, .. } => {
                write!(f, "with this update {path} would exceed {limit} bytes")
            }
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StateFiles => "both state files are damaged or gone",
            Self::RootSet => "both copies of the root set are damaged",
            Self::RootSetRefused(_) => "the root set cannot be used",
        })
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable { source, .. }
            | Self::DiskFull { source, .. }
            | Self::ReadOnly { source, .. }
            | Self::Unwritable { source, .. } => Some(source),
            Self::RootSetRefused { source, .. }
            | Self::UpdateUnreadable { source, .. }
            | Self::Damaged {
                damage: Damage::RootSetRefused(source),
                ..
            } => Some(source),
            _ => None,
        }
    }
}
