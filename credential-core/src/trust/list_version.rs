//! What orders the trust lists of an authority.

use super::list::TrustListClaims;

/// The version of a trust list: first that of the root set that it names, then its own. So a new root
/// set leads out of a version that somebody has signed far too high.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListVersion {
    /// The version of the root set that the list names.
    pub root_version: u64,
    /// The version of the list.
    pub version: u64,
}

impl ListVersion {
    /// That of a list.
    pub const fn of(list: &TrustListClaims) -> Self {
        Self {
            root_version: list.root_version,
            version: list.version,
        }
    }
}
