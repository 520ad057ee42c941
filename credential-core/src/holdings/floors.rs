//! The newest versions and times that a terminal has applied: it never goes below them again.

use alloc::collections::BTreeMap;

use crate::time::UnixTime;
use crate::trust::IssuerId;

/// The lowest versions and times that are still accepted. They only rise, also when the objects
/// themselves are lost: a terminal that lost its trust list to a bad disk still refuses last year's.
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
    /// For each issuer, when the newest status list that was applied had been made.
    pub status_issued: BTreeMap<IssuerId, UnixTime>,
}

impl Floors {
    /// For each entry the higher of both: for copies that are stored in several places.
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
