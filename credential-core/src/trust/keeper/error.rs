//! Why a keeper's program does not let its keeper sign.

use core::fmt;

use crate::error::Error;
use crate::key_id::KeyId;
use crate::time::UnixTime;
use crate::trust::{IssuerId, ListVersion};

/// Why something is not to be signed by a keeper, or not to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeeperError {
    /// The object itself, or a root set, is not in order.
    Invalid(Error),
    /// It says more than this version can read: it is not signed unread.
    NotFullyRead,
    /// No root set is held yet.
    RootsMissing,
    /// A last list was recorded, or there must be one, and none came with the file.
    LastMissing,
    /// The last list that came with the file is older than the recorded one: what was changed between
    /// them would be hidden.
    LastOlder {
        /// The recorded one.
        recorded: ListVersion,
        /// The one that came.
        offered: ListVersion,
    },
    /// The last list that came with the file is not signed by enough root keys that count.
    LastUnproved(Error),
    /// Another content was seen or signed before under the same version. Somebody has had two of them
    /// signed.
    SecondContent {
        /// The version.
        version: u64,
        /// SHA-256 of what was recorded.
        recorded: [u8; 32],
        /// SHA-256 of what came.
        offered: [u8; 32],
    },
    /// The list is below one that was seen or signed before.
    RolledBack {
        /// The highest that was recorded.
        recorded: ListVersion,
        /// The one to be signed.
        offered: ListVersion,
    },
    /// The list is complete already: there is nothing left to sign.
    AlreadyComplete {
        /// Its version.
        version: u64,
    },
    /// It gives a withdrawn or compromised key a better standing than recorded, or leaves it out.
    WithdrawnKeyReturned {
        /// The identifier of that key.
        key_id: KeyId,
    },
    /// It does not list a withdrawn issuer as withdrawn.
    WithdrawnIssuerReturned {
        /// That issuer.
        issuer: IssuerId,
    },
    /// It is dated before the recorded list under the same root set: the clock of whoever prepared it is wrong.
    DatedBefore {
        /// When the recorded one was made.
        recorded: UnixTime,
        /// When this one was made.
        offered: UnixTime,
    },
    /// The keeper has looked at something else, or at nothing.
    NotLookedAt,
    /// The record is damaged, or is none.
    RecordInvalid,
}

impl KeeperError {
    /// The stable code, in kebab case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(error) => error.code(),
            Self::NotFullyRead => "not-fully-read",
            Self::RootsMissing => "roots-missing",
            Self::LastMissing => "last-missing",
            Self::LastOlder { .. } => "last-older",
            Self::LastUnproved(_) => "last-unproved",
            Self::SecondContent { .. } => "second-content",
            Self::RolledBack { .. } => "rolled-back",
            Self::AlreadyComplete { .. } => "already-complete",
            Self::WithdrawnKeyReturned { .. } => "withdrawn-key-returned",
            Self::WithdrawnIssuerReturned { .. } => "withdrawn-issuer-returned",
            Self::DatedBefore { .. } => "dated-before",
            Self::NotLookedAt => "not-looked-at",
            Self::RecordInvalid => "record-invalid",
        }
    }
}

impl From<Error> for KeeperError {
    fn from(error: Error) -> Self {
        Self::Invalid(error)
    }
}

impl fmt::Display for KeeperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::LastUnproved(error) => write!(f, " ({error})"),
            _ => Ok(()),
        }
    }
}

impl core::error::Error for KeeperError {}
