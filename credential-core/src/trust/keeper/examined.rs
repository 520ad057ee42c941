//! What a keeper may be shown, and sign after that.

use super::Digest;
use crate::trust::{ListVersion, RootSetClaims, TrustListClaims};

/// A list that may be shown to the keeper, and signed after that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExaminedList {
    /// The digest of what was examined.
    pub looked: Looked,
    /// The recorded list against which the changes are to be said; `None` if none was recorded: all
    /// of it is new then.
    pub base: Option<TrustListClaims>,
    /// How the enclosed last list compares with the record.
    pub last: LastList,
    /// Whether the same list was signed here before.
    pub signed_before: bool,
}

/// A root set that may be shown to the keeper, and signed after that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExaminedRoots {
    /// The digest of what was examined.
    pub looked: Looked,
    /// The root set that is held, which the changes are against; `None` for an authority's first.
    pub current: Option<RootSetClaims>,
    /// Whether the same root set was signed here before.
    pub signed_before: bool,
}

/// How the last list that came with a pending one compares with the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LastList {
    /// There is none: the pending list is the first, or follows one that was never completed.
    None,
    /// It is the one that was recorded.
    Recorded,
    /// It is newer and signed by enough root keys, and is the recorded one now. The keeper should be
    /// told: what it has changed was not shown to them.
    Newer {
        /// The recorded one before, if there was one.
        before: Option<ListVersion>,
        /// The version of the root set whose keys have signed it.
        proved_by: u64,
    },
}

/// The full digest of what a keeper has looked at: 32 bytes, of which people compare fewer. Made by
/// examining only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Looked {
    pub(super) digest: Digest,
}

impl Looked {
    /// SHA-256 of what would be signed.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}
