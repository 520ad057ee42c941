//! What a terminal has accepted once, and never goes below again.

use alloc::collections::{BTreeMap, BTreeSet};

use super::dated::DatedFloors;
use crate::catalogue::MerchantNumber;
use crate::limits::MAX_ROOT_CHAIN;
use crate::time::UnixTime;
use crate::trust::{IssuerId, ListVersion, LostKey, RootSetClaims, Standing, TrustList};

/// The lowest versions and times that are still accepted, and what was withdrawn. They only rise,
/// also when the objects themselves are lost: a terminal that lost its trust list to a bad disk still
/// refuses last year's. One of them can go down, [`Floors::newest_signed`], and only by a trust list
/// under a later root set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Floors {
    /// The version of the newest root set.
    pub root_version: u64,
    /// The root sets that were held or passed through: version and SHA-256 of the payload. The
    /// newest 256 of them.
    pub root_sets: BTreeSet<(u64, [u8; 32])>,
    /// The newest trust list.
    pub trust_list: ListVersion,
    /// The newest time that the roots have signed. A clock behind it is wrong. Status lists do not
    /// count here: a bureau whose clock is wrong must not make every terminal doubt its own.
    pub newest_signed: UnixTime,
    /// The keys that were ever compromised or withdrawn, by their thumbprints, with the worst that was
    /// said of them.
    pub lost_keys: BTreeMap<[u8; 32], LostKey>,
    /// The issuers that were ever withdrawn.
    pub withdrawn_issuers: BTreeSet<IssuerId>,
    /// Of status lists.
    pub status_lists: DatedFloors<IssuerId>,
    /// Of vouch lists; the second part is the thumbprint of the compromised key.
    pub vouch_lists: DatedFloors<(IssuerId, [u8; 32])>,
    /// Of the terminal's own places.
    pub places: DatedFloors<IssuerId>,
    /// Of the parts of its own merchants.
    pub catalogue_parts: DatedFloors<(IssuerId, MerchantNumber)>,
    /// Of catalogue heads.
    pub catalogue_heads: DatedFloors<IssuerId>,
}

impl Floors {
    /// For each entry the higher of both: for copies that are stored in several places.
    ///
    /// The copies are of one terminal at several times. The result is the same in whatever order they
    /// are merged, and what the latest of them says.
    #[must_use]
    pub fn merge(mut self, other: &Self) -> Self {
        self.root_version = self.root_version.max(other.root_version);
        self.root_sets.extend(&other.root_sets);
        self.forget_first_root_sets();
        // Of two copies the one under the later root set is the later one: the other time may be the
        // one that this root set has put right.
        let under = |floors: &Self| (floors.trust_list.root_version, floors.newest_signed);
        (_, self.newest_signed) = under(&self).max(under(other));
        self.trust_list = self.trust_list.max(other.trust_list);
        for (key, lost) in &other.lost_keys {
            self.raise_key(*key, *lost);
        }
        self.withdrawn_issuers.extend(&other.withdrawn_issuers);
        self.status_lists.merge(&other.status_lists);
        self.vouch_lists.merge(&other.vouch_lists);
        self.places.merge(&other.places);
        self.catalogue_parts.merge(&other.catalogue_parts);
        self.catalogue_heads.merge(&other.catalogue_heads);
        self
    }

    pub(super) fn raise_root(&mut self, claims: &RootSetClaims) {
        self.root_version = self.root_version.max(claims.version);
        self.newest_signed = self.newest_signed.max(claims.issued);
    }

    pub(super) fn remember_root_sets(&mut self, sets: impl IntoIterator<Item = (u64, [u8; 32])>) {
        self.root_sets.extend(sets);
        self.forget_first_root_sets();
    }

    /// `root` is the root set that is held.
    pub(super) fn raise_list(&mut self, list: &TrustList, root: &RootSetClaims) {
        let claims = list.claims();
        let version = ListVersion::of(claims);
        let signed = claims.validity.from;
        self.newest_signed = if version.root_version > self.trust_list.root_version {
            signed.max(root.issued)
        } else {
            signed.max(self.newest_signed)
        };
        self.trust_list = self.trust_list.max(version);
        let issuers = claims.issuers.iter();
        let withdrawn = issuers.filter(|issuer| issuer.standing == Standing::Withdrawn);
        self.withdrawn_issuers
            .extend(withdrawn.map(|issuer| issuer.id));
        for (key, lost) in lost_keys(list) {
            self.raise_key(key, lost);
        }
    }

    fn raise_key(&mut self, thumbprint: [u8; 32], lost: LostKey) {
        let worst = self.lost_keys.entry(thumbprint).or_insert(lost);
        *worst = lost.max(*worst);
    }

    fn forget_first_root_sets(&mut self) {
        while self.root_sets.len() > MAX_ROOT_CHAIN {
            self.root_sets.pop_first();
        }
    }
}

/// The keys that a list names as compromised or withdrawn, those that this version ignores included,
/// by their thumbprints.
pub(super) fn lost_keys(list: &TrustList) -> impl Iterator<Item = ([u8; 32], LostKey)> {
    let issuers = list.claims().issuers.iter();
    let used = issuers.flat_map(|issuer| {
        issuer.keys.iter().map(|key| {
            let standing = issuer.standing.of_key_under(key.standing);
            (&key.key, LostKey::of(issuer.id, standing))
        })
    });
    let ignored = list.ignored_keys().iter();
    let ignored = ignored.map(|listed| (&listed.key, LostKey::of(listed.issuer, listed.standing)));
    used.chain(ignored)
        // A thumbprint is a hash: only of the few that are lost.
        .filter_map(|(key, lost)| lost.map(|lost| (key.thumbprint(), lost)))
}
