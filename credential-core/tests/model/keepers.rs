//! Keepers: what their programs let them sign.

use std::collections::BTreeMap;
use std::fmt::Debug;

use credential_core::*;

use crate::objects::{Pair, rank};

/// A keeper's program. It says whether the keeper may sign; the keeper then signs.
pub(crate) trait Keeper: Clone + Debug + 'static {
    /// A new keeper: root sets and the last complete list, from the keepers before.
    fn begin(roots: &[Vec<u8>], list: Option<&[u8]>) -> Self;
    /// Whether it lets its keeper sign a list that came with these root sets and this last list.
    fn lets_sign_list(&mut self, list: &[u8], roots: &[Vec<u8>], last: Option<&[u8]>) -> bool;
    /// Whether it lets its keeper sign a root set that came with these earlier ones.
    fn lets_sign_roots(&mut self, set: &[u8], roots: &[Vec<u8>]) -> bool;
    /// All keepers have agreed that a root set which they signed was abandoned.
    fn forget_abandoned_roots(&mut self);
    /// The program is closed, and reads its record again.
    fn restart(&mut self);
}

impl Keeper for KeeperRecord {
    fn begin(roots: &[Vec<u8>], list: Option<&[u8]>) -> Self {
        let mut record = Self::begin(&roots[0]).unwrap();
        record.follow_roots(roots).unwrap();
        if let Some(list) = list {
            record.record_complete_list(list).unwrap();
        }
        record
    }

    fn lets_sign_list(&mut self, list: &[u8], roots: &[Vec<u8>], last: Option<&[u8]>) -> bool {
        examine_list(self, list, roots, last).is_ok()
    }

    fn lets_sign_roots(&mut self, set: &[u8], roots: &[Vec<u8>]) -> bool {
        examine_roots(self, set, roots).is_ok()
    }

    fn forget_abandoned_roots(&mut self) {
        Self::forget_abandoned_roots(self);
    }

    fn restart(&mut self) {
        let again = Self::from_bytes(&self.to_bytes().unwrap()).unwrap();
        assert_eq!(again, *self, "the record does not survive its file");
        *self = again;
    }
}

fn examine_list(
    record: &mut KeeperRecord,
    list: &[u8],
    roots: &[Vec<u8>],
    last: Option<&[u8]>,
) -> Result<(), KeeperError> {
    if !roots.is_empty() {
        record.follow_roots(roots)?;
    }
    let pending = Pending::from_bytes(list)?;
    let looked = record.examine_list(&pending, last)?.looked;
    record.remember_look(&looked);
    record.record_signed_list(&pending)
}

fn examine_roots(
    record: &mut KeeperRecord,
    set: &[u8],
    roots: &[Vec<u8>],
) -> Result<(), KeeperError> {
    if !roots.is_empty() {
        record.follow_roots(roots)?;
    }
    let pending = Pending::from_bytes(set)?;
    let looked = record.examine_roots(&pending)?.looked;
    record.remember_look(&looked);
    record.record_signed_roots(&pending)
}

/// A program that compares with whatever last list it is handed, as before the record was introduced.
#[derive(Clone, Debug)]
pub(crate) struct WithoutRecord;

impl Keeper for WithoutRecord {
    fn begin(_: &[Vec<u8>], _: Option<&[u8]>) -> Self {
        Self
    }

    fn lets_sign_list(&mut self, list: &[u8], roots: &[Vec<u8>], last: Option<&[u8]>) -> bool {
        let Ok(next) = Pending::<TrustListClaims>::from_bytes(list) else {
            return false;
        };
        let Some(last) = last else {
            return true;
        };
        let sets = roots.iter().filter_map(|bytes| RootSet::pin(bytes).ok());
        let mut verified = sets.filter_map(|set| TrustList::verify(last, &set).ok());
        verified
            .next()
            .is_some_and(|last| follows(last.claims(), next.claims()))
    }

    fn lets_sign_roots(&mut self, set: &[u8], _: &[Vec<u8>]) -> bool {
        Pending::<RootSetClaims>::from_bytes(set).is_ok()
    }

    fn forget_abandoned_roots(&mut self) {}

    fn restart(&mut self) {}
}

fn follows(last: &TrustListClaims, next: &TrustListClaims) -> bool {
    let worst_of = |list: &TrustListClaims| {
        let mut keys = BTreeMap::new();
        for issuer in &list.issuers {
            for key in &issuer.keys {
                let gone = issuer.standing == Standing::Withdrawn;
                let worst = if gone { 2 } else { rank(key.standing) };
                let before = keys.entry(key.key.thumbprint()).or_insert(worst);
                *before = worst.max(*before);
            }
        }
        keys
    };
    let pair = |list: &TrustListClaims| -> Pair { (list.root_version, list.version) };
    let (before, after) = (worst_of(last), worst_of(next));
    let keys_stay = before
        .iter()
        .filter(|(_, worst)| **worst > 0)
        .all(|(key, worst)| after.get(key).is_some_and(|listed| listed >= worst));
    let withdrawn = |list: &TrustListClaims, id| {
        let mut issuers = list.issuers.iter();
        issuers.any(|issuer| issuer.id == id && issuer.standing == Standing::Withdrawn)
    };
    let issuers_stay = last
        .issuers
        .iter()
        .filter(|issuer| issuer.standing == Standing::Withdrawn)
        .all(|issuer| withdrawn(next, issuer.id));
    keys_stay && issuers_stay && pair(next) > pair(last)
}
