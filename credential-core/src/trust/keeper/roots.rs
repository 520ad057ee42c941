//! The root sets of a keeper's record: following them, examining and recording the next one.

use alloc::vec::Vec;

use super::{ExaminedRoots, HeldRoots, KeeperError, KeeperRecord, Looked, rules};
use crate::limits::MAX_ROOT_CHAIN;
use crate::trust::{Pending, RootSet, RootSetClaims};

impl KeeperRecord {
    /// Follows root sets, in any order, to the newest: each must be the very next one, signed by
    /// enough keys of the one before. Earlier ones must lead to the one that is held. All or none is
    /// taken. Gives the version that is held now.
    ///
    /// In a record without roots the first of `sets` becomes the one that is held: it must be the
    /// keeper's own copy, not one that came with a file to be signed. If the keeper has signed a root
    /// set before, it must be that one.
    ///
    /// # Errors
    /// [`KeeperError::RootsMissing`] if there is none to begin with; [`KeeperError::SecondContent`] if
    /// another content was seen or signed under one of the versions; [`KeeperError::Invalid`] with
    /// [`Error::RootVersionMismatch`] if one is missing in
    /// between, with [`Error::RootSetForeign`] for an earlier one that does not lead to the held one,
    /// and as [`RootSet::succeed`].
    ///
    /// [`Error::RootVersionMismatch`]: crate::Error::RootVersionMismatch
    /// [`Error::RootSetForeign`]: crate::Error::RootSetForeign
    pub fn follow_roots(&mut self, sets: &[Vec<u8>]) -> Result<u64, KeeperError> {
        let mut next = Self {
            roots: self.roots.clone(),
            root_digests: self.root_digests.clone(),
            ..Self::default()
        };
        let mut sorted = sets
            .iter()
            .map(|bytes| Pending::<RootSetClaims>::from_bytes(bytes).map(|read| (read, bytes)))
            .collect::<Result<Vec<_>, _>>()?;
        sorted.sort_by_key(|(read, _)| read.claims().version);
        if next.roots.is_empty() {
            let own = sets.first().ok_or(KeeperError::RootsMissing)?;
            next.pin_first(own)?;
        }
        let held = next.held_version()?;
        let above = sorted.partition_point(|(read, _)| read.claims().version <= held);
        let (known, later) = sorted.split_at(above);
        for (read, bytes) in later {
            next.succeed(read, bytes)?;
        }
        for (read, bytes) in known.iter().rev() {
            next.precede(read, bytes, known)?;
        }
        self.roots = next.roots;
        self.root_digests = next.root_digests;
        self.held_version()
    }

    /// Examines a root set that is to be signed.
    ///
    /// # Errors
    /// [`KeeperError::NotFullyRead`], [`KeeperError::SecondContent`],
    /// and [`KeeperError::Invalid`] with
    /// [`Error::RootVersionMismatch`](crate::Error::RootVersionMismatch) if it is not exactly the
    /// next version.
    pub fn examine_roots(
        &self,
        pending: &Pending<RootSetClaims>,
    ) -> Result<ExaminedRoots, KeeperError> {
        let current = self.roots().map(RootSet::claims);
        rules::check_roots(current, pending)?;
        let (digest, version) = (pending.digest(), pending.claims().version);
        rules::same_content(version, self.root_digests.get(&version), digest)?;
        Ok(ExaminedRoots {
            looked: Looked { digest },
            current: current.cloned(),
            signed_before: self.root_digests.contains_key(&version),
        })
    }

    /// Records a root set that the keeper signs. Store the record before the signed file is written.
    ///
    /// # Errors
    /// [`KeeperError::NotLookedAt`], and those of [`KeeperRecord::examine_roots`].
    pub fn record_signed_roots(
        &mut self,
        pending: &Pending<RootSetClaims>,
    ) -> Result<(), KeeperError> {
        self.require_look(pending.digest())?;
        self.examine_roots(pending)?;
        self.root_digests
            .insert(pending.claims().version, pending.digest());
        Ok(())
    }

    /// Forgets a root set that was signed here and never completed, so that another one can be
    /// signed under its version. **Whoever has enough signatures of the first can still use it**: all
    /// keepers must have agreed that it was abandoned, and destroyed what they had signed. A trust
    /// list needs nothing of the kind, it takes a higher version.
    ///
    /// Gives whether there was one.
    pub fn forget_abandoned_roots(&mut self) -> bool {
        let held = self.roots().map_or(0, |set| set.claims().version);
        let before = self.root_digests.len();
        self.root_digests.retain(|version, _| *version <= held);
        self.root_digests.len() < before
    }

    pub(super) fn held_version(&self) -> Result<u64, KeeperError> {
        let held = self.roots().ok_or(KeeperError::RootsMissing)?;
        Ok(held.claims().version)
    }

    pub(super) fn pin(&mut self, bytes: &[u8]) -> Result<(), KeeperError> {
        let read = Pending::<RootSetClaims>::from_bytes(bytes)?;
        let set = RootSet::pin(bytes)?;
        self.note_roots(&read)?;
        self.roots.insert(0, HeldRoots::new(set, bytes));
        Ok(())
    }

    fn succeed(&mut self, read: &Pending<RootSetClaims>, bytes: &[u8]) -> Result<(), KeeperError> {
        let held = self.roots().ok_or(KeeperError::RootsMissing)?;
        if held.claims().version == read.claims().version {
            // Two with one version in the same file: the second must be the first.
            return self.note_roots(read);
        }
        let set = held.succeed(bytes)?;
        self.note_roots(read)?;
        self.roots.insert(0, HeldRoots::new(set, bytes));
        self.roots.truncate(MAX_ROOT_CHAIN);
        Ok(())
    }

    /// Takes an earlier root set that leads to the oldest of those that are known. That one may be held
    /// in a copy without the signatures of the earlier keys; then a copy in `offered` may have them.
    fn precede(
        &mut self,
        read: &Pending<RootSetClaims>,
        bytes: &[u8],
        offered: &[(Pending<RootSetClaims>, &Vec<u8>)],
    ) -> Result<(), KeeperError> {
        let version = read.claims().version;
        if self.root_digests.contains_key(&version) {
            return self.note_roots(read);
        }
        let foreign = KeeperError::Invalid(crate::Error::RootSetForeign { version });
        let oldest = self.roots.last_mut().ok_or(KeeperError::RootsMissing)?;
        let set = RootSet::pin(bytes)?;
        if set.succeed(&oldest.bytes).is_err() {
            let copy = offered.iter().map(|(_, copy)| *copy).find(|copy| {
                let followed = set.succeed(copy);
                followed.is_ok_and(|followed| followed == oldest.set)
            });
            oldest.bytes.clone_from(copy.ok_or(foreign)?);
        }
        self.note_roots(read)?;
        if self.roots.len() < MAX_ROOT_CHAIN {
            self.roots.push(HeldRoots::new(set, bytes));
        }
        Ok(())
    }

    pub(super) fn note_roots(&mut self, read: &Pending<RootSetClaims>) -> Result<(), KeeperError> {
        let (version, digest) = (read.claims().version, read.digest());
        rules::same_content(version, self.root_digests.get(&version), digest)?;
        self.root_digests.insert(version, digest);
        Ok(())
    }
}
