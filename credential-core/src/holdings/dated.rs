//! Floors of lists that issuers sign and date: status lists and vouch lists.
//!
//! A list has no version, only the time at which it was made, by the clock of a bureau. If that clock
//! was years ahead once, a floor for the issuer alone would keep out its lists for as long. Therefore
//! each key has a floor of its own, and a key that came into force later goes before the earlier ones.

use alloc::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::time::UnixTime;
use crate::trust::{Issuer, IssuerKey, Standing};

/// For each subject and each key that has signed lists about it, when the newest accepted one had
/// been made. A subject is an issuer, or an issuer with one of its keys; keys are thumbprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedFloors<S> {
    subjects: BTreeMap<S, BTreeMap<[u8; 32], UnixTime>>,
}

impl<S> Default for DatedFloors<S> {
    fn default() -> Self {
        Self {
            subjects: BTreeMap::new(),
        }
    }
}

impl<S: Ord> DatedFloors<S> {
    /// Whether a list about this subject was ever accepted.
    pub fn contains(&self, subject: &S) -> bool {
        self.subjects.contains_key(subject)
    }

    /// When the newest list that this key has signed had been made.
    pub fn made(&self, subject: &S, signer: &[u8; 32]) -> Option<UnixTime> {
        self.subjects.get(subject)?.get(signer).copied()
    }

    /// The subjects of which a list was ever accepted.
    pub fn subjects(&self) -> impl Iterator<Item = &S> {
        self.subjects.keys()
    }

    /// All floors: subject, key, time.
    pub fn iter(&self) -> impl Iterator<Item = (&S, &[u8; 32], UnixTime)> {
        self.subjects.iter().flat_map(|(subject, keys)| {
            keys.iter()
                .map(move |(signer, made)| (subject, signer, *made))
        })
    }

    /// Raises a floor; it is never lowered.
    pub fn raise(&mut self, subject: S, signer: [u8; 32], made: UnixTime) {
        let floor = self.subjects.entry(subject).or_default().entry(signer);
        let floor = floor.or_default();
        *floor = made.max(*floor);
    }

    /// Raises each floor to that of `other`.
    pub(super) fn merge(&mut self, other: &Self)
    where
        S: Clone,
    {
        for (subject, signer, made) in other.iter() {
            self.raise(subject.clone(), *signer, made);
        }
    }

    /// Compares a list that `signer`, an active key of `issuer`, made at `made` with what was accepted
    /// before. `held` is the list about this subject that is held: its signer and when it was made.
    ///
    /// # Errors
    /// [`Error::RolledBack`], [`Error::VersionReused`].
    pub(super) fn evaluate(
        &self,
        subject: &S,
        (issuer, signer): (&Issuer, &IssuerKey),
        made: UnixTime,
        held: Option<([u8; 32], UnixTime)>,
    ) -> Result<()> {
        for (key, floor) in self.subjects.get(subject).into_iter().flatten() {
            // A key that is no longer active says nothing any more, also not that others are older.
            let Some(other) = active_key(issuer, key) else {
                continue;
            };
            let came_later = other.in_force.from > signer.in_force.from;
            let came_together = other.in_force.from == signer.in_force.from;
            if came_later || came_together && made < *floor {
                return Err(Error::RolledBack {
                    held: floor.as_secs(),
                    offered: made.as_secs(),
                });
            }
            if came_together && made == *floor && held == Some((*key, *floor)) {
                return Err(Error::VersionReused {
                    version: made.as_secs(),
                });
            }
        }
        Ok(())
    }
}

impl<S: Ord> DatedFloors<S> {
    /// Whether a list that `signer` made at `made` is older than one that was accepted once and whose key
    /// is lost since: what was said in between is not known any more. A key that came into force later
    /// than the lost one puts an end to this; of a key that is not listed any more nobody knows when it
    /// came.
    pub(super) fn is_behind_lost(
        &self,
        subject: &S,
        issuer: &Issuer,
        signer: &[u8; 32],
        made: UnixTime,
    ) -> bool {
        let from = |thumbprint: &[u8; 32]| {
            let mut keys = issuer.keys.iter();
            let listed = keys.find(|key| key.key.thumbprint() == *thumbprint);
            listed.map(|key| key.in_force.from)
        };
        let own = from(signer);
        let mut floors = self.subjects.get(subject).into_iter().flatten();
        floors.any(|(key, floor)| {
            *floor > made && key != signer && from(key).is_none_or(|other| Some(other) >= own)
        })
    }
}

fn active_key<'i>(issuer: &'i Issuer, thumbprint: &[u8; 32]) -> Option<&'i IssuerKey> {
    let mut active = issuer
        .keys
        .iter()
        .filter(|key| key.standing == Standing::Active);
    active.find(|key| key.key.thumbprint() == *thumbprint)
}
