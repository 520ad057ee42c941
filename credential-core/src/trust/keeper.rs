//! What a keeper's program remembers of an authority, and the rules by which it lets the keeper sign.
//!
//! Whoever prepares a list may lie about the one before. So a keeper's program compares with its
//! own record, not with what it is handed.

mod bytes;
mod error;
mod examined;
mod roots;
mod rules;

pub use error::KeeperError;
pub use examined::{ExaminedList, ExaminedRoots, LastList, Looked};

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::list::{TrustList, TrustListClaims};
use super::list_version::ListVersion;
use super::pending::Pending;
use super::root::{RootSet, RootSetClaims};
use crate::limits::MAX_KEEPER_DIGESTS;
use rules::{check_follows, check_standings};

/// SHA-256 of the payload of a list or root set, as [`Pending::digest`].
type Digest = [u8; 32];

/// What a keeper's program remembers of one authority: the root set that is held, the highest trust
/// list that was seen complete and the highest that was signed here, and for each version that was
/// seen or signed the digest of its content.
///
/// No file is read or written here. The program stores [`KeeperRecord::to_bytes`] beside the
/// keeper's root key, *before* it writes the signed file:
///
/// 1. [`KeeperRecord::begin`] once, with the root set that the keeper has from a trusted person;
///    [`KeeperRecord::without_roots`] for a keeper of an authority's very first root set.
/// 2. To look: [`KeeperRecord::follow_roots`] with the root sets of the pending file,
///    [`KeeperRecord::examine_list`], show the changes against [`ExaminedList::base`],
///    [`KeeperRecord::remember_look`], store.
/// 3. To sign: the same again, but [`KeeperRecord::confirm_look`] in place of `remember_look`;
///    [`KeeperRecord::record_signed_list`], store, [`Pending::sign`], write the signed file.
///
/// # When the record is damaged, lost or old
///
/// A damaged record is refused when it is read ([`KeeperError::RecordInvalid`]), and nothing is
/// signed: the program must not begin a new one by itself, or damaging the file would be the way
/// around it. The keeper finds out who has touched the file, and begins anew with the latest root
/// set and the last list from another keeper. An old copy that was put in its place cannot be told
/// from a true one: it is a keeper who was away. What came since is then unknown here, and may be
/// brought again; other keepers, as many as the threshold less one, and the floors of the terminals
/// still refuse it. So it belongs on the keeper's own medium, where the authority's computer cannot
/// write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeeperRecord {
    /// The root set that is held, then those before it, the newest first.
    roots: Vec<HeldRoots>,
    /// Of root sets that were held, proved as ancestors or signed here.
    root_digests: BTreeMap<u64, Digest>,
    /// The highest list that was seen with enough signatures.
    complete: Option<RecordedList>,
    /// The highest list that was signed here, if it is above the complete one.
    signed: Option<RecordedList>,
    /// Of lists that were seen complete or signed here.
    list_digests: BTreeMap<ListVersion, Digest>,
    /// What the keeper has looked at last.
    looked: Option<Digest>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct HeldRoots {
    set: RootSet,
    bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct RecordedList {
    claims: TrustListClaims,
    bytes: Vec<u8>,
    digest: Digest,
}

impl KeeperRecord {
    /// The record of a keeper who has a root set from a trusted person.
    ///
    /// # Errors
    /// [`KeeperError::Invalid`] as [`RootSet::pin`].
    pub fn begin(root_set: &[u8]) -> Result<Self, KeeperError> {
        let mut record = Self::default();
        record.pin(root_set)?;
        Ok(record)
    }

    /// The record of a keeper of an authority that has no root set yet. The first one that is followed
    /// after the keeper has signed it must be the one that was signed.
    pub fn without_roots() -> Self {
        Self::default()
    }

    /// The root set that is held.
    pub fn roots(&self) -> Option<&RootSet> {
        self.roots.first().map(|held| &held.set)
    }

    /// The highest list that was recorded, complete or only signed here.
    pub fn highest_list(&self) -> Option<&TrustListClaims> {
        self.lists()
            .map(|list| &list.claims)
            .max_by_key(|list| ListVersion::of(list))
    }

    /// Examines a list that is to be signed. `last` is the list before it, as it came with the file.
    ///
    /// If `last` is newer than the record and signed by enough keys of the root set that is held, it
    /// becomes the recorded one. Store the record only once the keeper was shown the changes, also those
    /// of `last`: after an error, here or later, drop it, since what was stored counts as seen. A list by
    /// an earlier root set counts only until one under the present root set was recorded; after that,
    /// retired root keys prove nothing.
    ///
    /// A list that was signed here counts as recorded even if it was never completed, because it may
    /// have been: the authority goes on with a higher version, and what the abandoned list had
    /// withdrawn stays withdrawn.
    ///
    /// # Errors
    /// Any [`KeeperError`] except [`KeeperError::NotLookedAt`] and [`KeeperError::RecordInvalid`].
    pub fn examine_list(
        &mut self,
        pending: &Pending<TrustListClaims>,
        last: Option<&[u8]>,
    ) -> Result<ExaminedList, KeeperError> {
        let last = match last {
            Some(bytes) => self.take_last(bytes)?,
            None if self.complete.is_some() => return Err(KeeperError::LastMissing),
            None if self.signed.is_none() && pending.claims().version > 1 => {
                return Err(KeeperError::LastMissing);
            }
            None => LastList::None,
        };
        let base = self.check_list(pending)?.cloned();
        let looked = Looked {
            digest: pending.digest(),
        };
        Ok(ExaminedList {
            looked,
            base,
            last,
            signed_before: self.signed_digest() == Some(looked.digest),
        })
    }

    /// Remembers that the keeper was shown this. Only what was looked at last can be signed.
    pub fn remember_look(&mut self, looked: &Looked) {
        self.looked = Some(looked.digest);
    }

    /// Whether what is about to be signed is what the keeper was shown, in all 32 bytes of the digest.
    ///
    /// # Errors
    /// [`KeeperError::NotLookedAt`].
    pub fn confirm_look(&self, looked: &Looked) -> Result<(), KeeperError> {
        self.require_look(looked.digest)
    }

    /// Records a list that the keeper signs. Store the record before the signed file is written.
    ///
    /// # Errors
    /// [`KeeperError::NotLookedAt`], and those of [`KeeperRecord::examine_list`].
    pub fn record_signed_list(
        &mut self,
        pending: &Pending<TrustListClaims>,
    ) -> Result<(), KeeperError> {
        self.require_look(pending.digest())?;
        self.check_list(pending)?;
        let list = RecordedList {
            claims: pending.claims().clone(),
            bytes: pending.to_bytes()?,
            digest: pending.digest(),
        };
        self.note_list(&list);
        self.signed = Some(list);
        Ok(())
    }

    /// Records a complete list: one that enough root keys have signed, for example when the signed
    /// files were put together at this machine.
    ///
    /// # Errors
    /// As [`KeeperRecord::examine_list`] for its `last`.
    pub fn record_complete_list(&mut self, list: &[u8]) -> Result<LastList, KeeperError> {
        self.take_last(list)
    }

    fn lists(&self) -> impl Iterator<Item = &RecordedList> {
        self.complete.iter().chain(&self.signed)
    }

    fn signed_digest(&self) -> Option<Digest> {
        self.signed.as_ref().map(|list| list.digest)
    }

    fn require_look(&self, digest: Digest) -> Result<(), KeeperError> {
        if self.looked == Some(digest) {
            Ok(())
        } else {
            Err(KeeperError::NotLookedAt)
        }
    }

    /// Pins the first root set of a record without any: if one was signed here, that one.
    fn pin_first(&mut self, bytes: &[u8]) -> Result<(), KeeperError> {
        let version = Pending::<RootSetClaims>::from_bytes(bytes)?
            .claims()
            .version;
        if !self.root_digests.is_empty() && !self.root_digests.contains_key(&version) {
            return Err(KeeperError::RootsMissing);
        }
        self.pin(bytes)
    }

    fn note_list(&mut self, list: &RecordedList) {
        let version = ListVersion::of(&list.claims);
        self.list_digests.insert(version, list.digest);
        while self.list_digests.len() > MAX_KEEPER_DIGESTS {
            self.list_digests.pop_first();
        }
    }

    /// Compares the enclosed last list with the record, and takes it if it is newer.
    fn take_last(&mut self, bytes: &[u8]) -> Result<LastList, KeeperError> {
        let read =
            Pending::<TrustListClaims>::from_bytes(bytes).map_err(KeeperError::LastUnproved)?;
        let (version, digest) = (ListVersion::of(read.claims()), read.digest());
        let known = self.list_digests.get(&version);
        rules::same_content(version.version, known, digest)?;
        let before = self
            .complete
            .as_ref()
            .map(|list| ListVersion::of(&list.claims));
        if before == Some(version) {
            return Ok(LastList::Recorded);
        }
        if let Some(recorded) = before.filter(|recorded| version < *recorded) {
            return Err(KeeperError::LastOlder {
                recorded,
                offered: version,
            });
        }
        let proved_by = self.prove(bytes, &read)?;
        if !read.is_fully_read() {
            return Err(KeeperError::NotFullyRead);
        }
        let below = |list: &&RecordedList| ListVersion::of(&list.claims) < version;
        for recorded in self.lists().filter(below) {
            check_standings(&recorded.claims, read.claims())?;
        }
        let list = RecordedList {
            claims: read.claims().clone(),
            bytes: bytes.to_vec(),
            digest,
        };
        self.note_list(&list);
        self.complete = Some(list);
        // What was signed here and is not above it needs no place of its own any more.
        self.signed = self
            .signed
            .take()
            .filter(|signed| ListVersion::of(&signed.claims) > version);
        Ok(LastList::Newer { before, proved_by })
    }

    /// The version of the root set whose keys have signed a complete list.
    fn prove(&self, bytes: &[u8], read: &Pending<TrustListClaims>) -> Result<u64, KeeperError> {
        let held = self.roots().ok_or(KeeperError::RootsMissing)?;
        let (present, named) = (held.claims().version, read.claims().root_version);
        let under_present = |version: &ListVersion| version.root_version >= present;
        let proved = TrustList::verify(bytes, held).map(|_| present);
        let proved = proved.or_else(|error| {
            if self.list_digests.keys().any(under_present) {
                return Err(error);
            }
            let before = self.roots.iter().skip(1);
            before
                .map(|before| &before.set)
                .find(|set| set.claims().version == named)
                .ok_or(error)
                .and_then(|set| TrustList::verify(bytes, set).map(|_| named))
        });
        let proved_by = proved.map_err(KeeperError::LastUnproved)?;
        if named > proved_by {
            return Err(KeeperError::LastUnproved(
                crate::Error::RootVersionMismatch {
                    held: proved_by,
                    named,
                },
            ));
        }
        Ok(proved_by)
    }

    /// Whether a list may be signed beside what is recorded; gives what its changes are against.
    fn check_list(
        &self,
        pending: &Pending<TrustListClaims>,
    ) -> Result<Option<&TrustListClaims>, KeeperError> {
        let held = self.roots().ok_or(KeeperError::RootsMissing)?;
        let (claims, digest) = (pending.claims(), pending.digest());
        if !pending.is_fully_read() {
            return Err(KeeperError::NotFullyRead);
        }
        if claims.root_version != held.claims().version {
            return Err(KeeperError::Invalid(crate::Error::RootVersionMismatch {
                held: held.claims().version,
                named: claims.root_version,
            }));
        }
        rules::check_expectations(claims)?;
        let version = ListVersion::of(claims);
        rules::same_content(version.version, self.list_digests.get(&version), digest)?;
        if self
            .complete
            .as_ref()
            .is_some_and(|list| list.digest == digest)
        {
            return Err(KeeperError::AlreadyComplete {
                version: version.version,
            });
        }
        if let Some((recorded, _)) = self.list_digests.last_key_value()
            && version < *recorded
        {
            return Err(KeeperError::RolledBack {
                recorded: *recorded,
                offered: version,
            });
        }
        let base = self
            .lists()
            .map(|list| &list.claims)
            .filter(|list| ListVersion::of(list) < version)
            .max_by_key(|list| ListVersion::of(list));
        check_follows(base, claims)?;
        for recorded in self.lists() {
            check_standings(&recorded.claims, claims)?;
        }
        Ok(base)
    }
}

impl HeldRoots {
    fn new(set: RootSet, bytes: &[u8]) -> Self {
        Self {
            set,
            bytes: bytes.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests;
