//! Floors of lists that issuers sign and date: status lists and vouch lists.
//!
//! A list has no version, only the time at which it was made, by the clock of a bureau. If that clock
//! was years ahead once, that time alone would keep out the issuer's lists for as long. Therefore the
//! authority's word goes first: from when on the key that signed it is in force.

use alloc::boxed::Box;

use super::held::Dated;
use super::list_date::ListDate;
use super::sorted_map::SortedMap;
use crate::error::{Error, Result};
use crate::key_id::KeyId;
use crate::time::UnixTime;
use crate::trust::{Issuer, IssuerId, IssuerKey, Standing, TrustList};

/// For each subject the highest date of a list that was accepted. A subject is an issuer, or an issuer
/// with the thumbprint of one of its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedFloors<S> {
    subjects: SortedMap<S, ListDate>,
}

impl<S> Default for DatedFloors<S> {
    fn default() -> Self {
        Self {
            subjects: SortedMap::default(),
        }
    }
}

impl<S: Ord> DatedFloors<S> {
    /// Whether a list about this subject was ever accepted.
    pub fn contains(&self, subject: &S) -> bool {
        self.subjects.contains_key(subject)
    }

    /// The highest date of a list about this subject.
    pub fn get(&self, subject: &S) -> Option<ListDate> {
        self.subjects.get(subject).copied()
    }

    /// The subjects of which a list was ever accepted.
    pub fn subjects(&self) -> impl Iterator<Item = &S> {
        self.subjects.keys()
    }

    /// All floors.
    pub fn iter(&self) -> impl Iterator<Item = (&S, ListDate)> {
        self.subjects.iter().map(|(subject, date)| (subject, *date))
    }

    /// Raises a floor; it is never lowered.
    pub fn raise(&mut self, subject: S, date: ListDate) {
        self.subjects
            .insert_or(subject, date, |floor, date| *floor = date.max(*floor));
    }

    /// Raises each floor to that of `other`.
    pub(super) fn merge(&mut self, other: &Self)
    where
        S: Clone,
    {
        for (subject, date) in other.iter() {
            self.raise(subject.clone(), date);
        }
    }

    /// Compares the date of a list with what was accepted before.
    ///
    /// # Errors
    /// [`Error::RolledBack`]; [`Error::VersionReused`] for the date of the floor while a list about
    /// this subject `is_held`.
    pub(super) fn evaluate(&self, subject: &S, date: ListDate, is_held: bool) -> Result<()> {
        let Some(floor) = self.get(subject) else {
            return Ok(());
        };
        if date < floor {
            // The numbers that tell them apart.
            let (held, offered) = if date.from == floor.from {
                (floor.made, date.made)
            } else {
                (floor.from, date.from)
            };
            return Err(Error::RolledBack {
                held: held.as_secs(),
                offered: offered.as_secs(),
            });
        }
        if date == floor && is_held {
            return Err(Error::VersionReused {
                version: date.made.as_secs(),
            });
        }
        Ok(())
    }

    /// Drops the lists that would not be accepted any more. `date_now` is the date of one that is held
    /// by the trust list that has just come, `None` if its key or its subject no longer counts.
    pub(super) fn drop_outdated<T>(
        &mut self,
        held: &mut SortedMap<S, Box<Dated<T>>>,
        date_now: impl Fn(&S, &Dated<T>) -> Option<ListDate>,
    ) where
        S: Clone,
    {
        held.retain(|subject, list| {
            let Some(date) = date_now(subject, list) else {
                return false;
            };
            if self.get(subject).is_some_and(|floor| date < floor) {
                return false;
            }
            // The authority may have moved the beginning of the key.
            self.raise(subject.clone(), date);
            true
        });
    }
}

impl ListDate {
    /// That of a list that `key` has signed.
    pub(super) const fn of(key: &IssuerKey, made: UnixTime) -> Self {
        Self {
            from: key.in_force.from,
            made,
        }
    }

    /// That of a list by an issuer that is held; `None` if `trust` does not let it be accepted.
    pub(super) fn under<T>(trust: &TrustList, issuer: IssuerId, held: &Dated<T>) -> Option<Self> {
        let (issuer, key) = listed_key(trust, issuer, &held.signer)?;
        let counts = issuer.standing != Standing::Withdrawn
            && key.standing == Standing::Active
            && key.in_force.contains(held.date.made);
        counts.then(|| Self::of(key, held.date.made))
    }
}

/// The key with this thumbprint, if `trust` has it under this issuer.
pub(super) fn listed_key<'t>(
    trust: &'t TrustList,
    issuer: IssuerId,
    thumbprint: &[u8; 32],
) -> Option<(&'t Issuer, &'t IssuerKey)> {
    let mut keys = trust.keys(KeyId::of(thumbprint));
    let (issuer, key) =
        keys.find(|(listed, key)| listed.id == issuer && key.key.thumbprint() == *thumbprint)?;
    Some((issuer, key))
}
