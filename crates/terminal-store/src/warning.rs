//! What is wrong with a store that works nevertheless.

use std::fmt;
use std::io;

use credential_core::IssuerId;

/// Something that the person who looks after the terminal should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A file of the store is not as it should be. Another copy serves in its place, unless it is only
    /// somebody else's; the next update repairs it.
    File {
        /// Its name in the folder.
        file: &'static str,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// The terminal once held this and no longer does. The latest update brings it back.
    Lost(LostPart),
}

/// What is wrong with a file of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// The system does not let us read it.
    Unreadable(io::ErrorKind),
    /// It is not what was written.
    Damaged,
    /// It is older than the others: an update was interrupted between them.
    Behind,
    /// It is another user's than the folder, who may not be able to read it. It serves as long as it is read.
    Foreign,
}

/// What a terminal once held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LostPart {
    /// The trust list: nothing can be accepted until it is brought again, or a newer one.
    TrustList {
        /// The version that was held.
        version: u64,
    },
    /// The status list of an issuer: it is unknown which of its credentials are revoked.
    StatusList {
        /// Whose it was.
        issuer: IssuerId,
    },
    /// The list of codes by a compromised key that an issuer vouches for: it is unknown which codes by
    /// that key are genuine.
    VouchList {
        /// Whose it was.
        issuer: IssuerId,
    },
    /// The terminal's place at an issuer: it grants no benefits there.
    Place {
        /// Whose it was.
        issuer: IssuerId,
    },
    /// The catalogue part of the terminal's merchant: it grants no benefits there.
    CataloguePart {
        /// Whose it was.
        issuer: IssuerId,
    },
}

impl Warning {
    /// The stable code, as in `docs/store.md`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "store-file",
            Self::Lost(LostPart::TrustList { .. }) => "trust-list-lost",
            Self::Lost(LostPart::StatusList { .. }) => "status-list-lost",
            Self::Lost(LostPart::VouchList { .. }) => "vouch-list-lost",
            Self::Lost(LostPart::Place { .. }) => "place-lost",
            Self::Lost(LostPart::CataloguePart { .. }) => "catalogue-part-lost",
        }
    }
}

impl FileFault {
    /// The stable name of the fault.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::Damaged => "damaged",
            Self::Behind => "behind",
            Self::Foreign => "foreign",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::File { file, fault } => write!(f, " ({file}: {})", fault.name()),
            Self::Lost(LostPart::TrustList { version }) => write!(f, " (version {version})"),
            Self::Lost(
                LostPart::StatusList { issuer }
                | LostPart::VouchList { issuer }
                | LostPart::Place { issuer }
                | LostPart::CataloguePart { issuer },
            ) => write!(f, " (issuer {issuer})"),
        }
    }
}
