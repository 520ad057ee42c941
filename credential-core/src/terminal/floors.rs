//! What a terminal has once seen, below which it never goes again.

use alloc::collections::BTreeMap;

use crate::time::UnixTime;
use crate::trust::IssuerId;

/// Lowest versions and times that may still be taken. They only rise, whatever happens to the lists
/// themselves: a terminal that lost its trust list to a bad disk still refuses last year's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Floors {
    /// Of root sets.
    pub root_version: u64,
    /// Of trust lists.
    pub trust_version: u64,
    /// The newest time that the roots have signed. A clock behind it is wrong. Status lists do not
    /// count here: a bureau whose clock is wrong must not make every terminal doubt its own.
    pub newest_signed: UnixTime,
    /// For each issuer, when the newest status list that was taken had been made.
    pub status_issued: BTreeMap<IssuerId, UnixTime>,
}

impl Floors {
    /// The higher of both, each by itself: for copies that were kept in several places.
    #[must_use]
    pub fn merge(mut self, other: &Self) -> Self {
        self.root_version = self.root_version.max(other.root_version);
        self.trust_version = self.trust_version.max(other.trust_version);
        self.newest_signed = self.newest_signed.max(other.newest_signed);
        for (issuer, made) in &other.status_issued {
            self.raise_status(*issuer, *made);
        }
        self
    }

    /// When the newest status list of this issuer had been made; the epoch if none was seen.
    pub fn status_issued(&self, issuer: IssuerId) -> UnixTime {
        self.status_issued.get(&issuer).copied().unwrap_or_default()
    }

    pub(super) fn raise_root(&mut self, version: u64, issued: UnixTime) {
        self.root_version = self.root_version.max(version);
        self.newest_signed = self.newest_signed.max(issued);
    }

    pub(super) fn raise_trust(&mut self, version: u64, issued: UnixTime) {
        self.trust_version = self.trust_version.max(version);
        self.newest_signed = self.newest_signed.max(issued);
    }

    pub(super) fn raise_status(&mut self, issuer: IssuerId, made: UnixTime) {
        let floor = self.status_issued.entry(issuer).or_default();
        *floor = made.max(*floor);
    }
}
