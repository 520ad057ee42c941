//! What became of each part of an update.

use crate::error::{Error, Result};
use crate::trust::IssuerId;

/// What became of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// Which part.
    pub part: Part,
    /// Taken, or why not.
    pub result: Result<Taken, Error>,
}

/// A part of an update, and where the terminal stands with it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// A root set; the version that was reached.
    RootSet {
        /// The version of the root set up to which the chain was followed.
        version: u64,
    },
    /// The trust list; the version that is held now, 0 for none.
    TrustList {
        /// The version that is held now, 0 for none.
        version: u64,
    },
    /// A status list, and whose it is where that is proved.
    StatusList {
        /// Its issuer; `None` if the part was refused.
        issuer: Option<IssuerId>,
    },
}

/// How a good part was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Taken {
    /// It is newer than what was held, and held now.
    New,
    /// It was held already.
    AlreadyHeld,
}
