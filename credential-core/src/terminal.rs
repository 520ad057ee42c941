//! What a terminal holds, and the rules by which it takes something newer.
//!
//! Pure: it neither reads nor writes files. A program keeps the bytes of each part and the
//! [`Floors`], hands them back at the next start ([`Holdings::restore`]), and stores them again
//! after [`Holdings::take`] has changed something.

mod floors;
mod report;

pub use floors::Floors;
pub use report::{Outcome, Part, Taken};

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::limits::MAX_DATED_AHEAD;
use crate::status::{StatusList, StatusLists};
use crate::time::UnixTime;
use crate::trust::{IssuerId, RootSet, Standing, TrustList};
use crate::update::Update;

/// Everything signed that a terminal holds, proved, with the bytes it came in.
#[derive(Clone, Debug)]
pub struct Holdings {
    root: RootSet,
    root_bytes: Vec<u8>,
    trust: Option<(TrustList, Vec<u8>)>,
    statuses: StatusLists,
    status_bytes: BTreeMap<IssuerId, Vec<u8>>,
    floors: Floors,
}

impl Holdings {
    /// A terminal's beginning: a root set that somebody trusted has brought, and nothing else.
    ///
    /// # Errors
    /// As [`RootSet::pin`].
    pub fn provision(root_set: &[u8]) -> Result<Self> {
        Self::restore(root_set, Floors::default())
    }

    /// The root set that the terminal kept, with the floors that it kept beside it. The other parts
    /// come back through [`Holdings::take_back`], which proves them again.
    ///
    /// # Errors
    /// As [`RootSet::pin`]; [`Error::RolledBack`] if the root set is older than the floors say.
    pub fn restore(root_set: &[u8], floors: Floors) -> Result<Self> {
        let root = RootSet::pin(root_set)?;
        let claims = root.claims();
        if claims.version < floors.root_version {
            return Err(Error::RolledBack {
                held: floors.root_version,
                offered: claims.version,
            });
        }
        let mut floors = floors;
        floors.raise_root(claims.version, claims.issued);
        Ok(Self {
            root_bytes: root_set.to_vec(),
            root,
            trust: None,
            statuses: StatusLists::default(),
            status_bytes: BTreeMap::new(),
            floors,
        })
    }

    /// Takes every part that is good and newer than what is held, and says of each what became of it.
    ///
    /// A part that is refused leaves what is held as it was; taking the same update again changes
    /// nothing. Floors only rise.
    ///
    /// A change of roots is taken only together with a trust list that the new roots have signed:
    /// the terminal never stands without one.
    ///
    /// `now` is what the terminal's clock says: a status list that is dated more than
    /// [`MAX_DATED_AHEAD`] after it is refused. Where the clock is behind what the roots have signed,
    /// it is wrong for certain and says nothing of the lists: then they are taken as they come, so
    /// that a gate without a battery still learns what was revoked.
    pub fn take(&mut self, update: &Update, now: UnixTime) -> Vec<Outcome> {
        self.take_dated(update, Some(now))
    }

    /// Takes back what this terminal had kept, at a start: as [`Holdings::take`], without asking
    /// again how far ahead the lists are dated. A clock that fell back must not cost a terminal what
    /// it holds.
    pub fn take_back(&mut self, kept: &Update) -> Vec<Outcome> {
        self.take_dated(kept, None)
    }

    fn take_dated(&mut self, update: &Update, now: Option<UnixTime>) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        self.take_roots_and_list(update, &mut outcomes);
        let latest = now.and_then(|now| self.latest_date(now));
        for bytes in &update.status_lists {
            let outcome = self.take_status_list(bytes, latest);
            outcomes.push(outcome);
        }
        outcomes
    }

    /// The latest time at which a status list can have been made; `None` if the clock cannot tell.
    fn latest_date(&self, now: UnixTime) -> Option<UnixTime> {
        let signed = self.floors.newest_signed;
        (now.plus(MAX_DATED_AHEAD) >= signed).then(|| now.max(signed).plus(MAX_DATED_AHEAD))
    }

    /// The root set.
    pub fn root(&self) -> &RootSet {
        &self.root
    }

    /// The trust list, once there is one.
    pub fn trust(&self) -> Option<&TrustList> {
        self.trust.as_ref().map(|(list, _)| list)
    }

    /// The status lists.
    pub fn statuses(&self) -> &StatusLists {
        &self.statuses
    }

    /// The lowest versions and times that may still be taken.
    pub fn floors(&self) -> &Floors {
        &self.floors
    }

    /// All that is held, as an update that would bring another terminal to the same state.
    pub fn to_update(&self) -> Update {
        Update {
            root_sets: Vec::from([self.root_bytes.clone()]),
            trust_list: self.trust.as_ref().map(|(_, bytes)| bytes.clone()),
            status_lists: self.status_bytes.values().cloned().collect(),
        }
    }

    fn take_roots_and_list(&mut self, update: &Update, outcomes: &mut Vec<Outcome>) {
        // Walk the chain first without believing that it helps.
        let mut root = self.root.clone();
        let mut root_bytes = None;
        let mut steps = Vec::new();
        for bytes in &update.root_sets {
            let step = match RootSet::pin(bytes) {
                Ok(offered) if offered.claims().version <= root.claims().version => {
                    Ok(Taken::AlreadyHeld)
                }
                _ => root.succeed(bytes).map(|next| {
                    root = next;
                    root_bytes = Some(bytes.clone());
                    Taken::New
                }),
            };
            let stop = step.is_err();
            let version = root.claims().version;
            steps.push(Outcome {
                part: Part::RootSet { version },
                result: step,
            });
            if stop {
                break;
            }
        }

        let listed = update
            .trust_list
            .as_deref()
            .map(|bytes| self.weigh_list(bytes, &root));
        let taken = matches!(listed, Some(Ok((Taken::New, _))));
        if let (Some(new_root_bytes), true) = (&root_bytes, !taken) {
            // Without a list of their own the new roots would leave the terminal with nothing,
            // unless they have signed the list that is held as well.
            let still_good = self
                .trust
                .as_ref()
                .is_some_and(|(_, bytes)| TrustList::verify(bytes, &root).is_ok());
            if !still_good {
                for step in steps
                    .iter_mut()
                    .filter(|step| step.result == Ok(Taken::New))
                {
                    step.result = Err(Error::RootWithoutList);
                }
                outcomes.append(&mut steps);
                outcomes.extend(update.trust_list.as_deref().map(|bytes| {
                    // Told by what the held roots think of it: they stay.
                    let result = self.weigh_list(bytes, &self.root.clone());
                    self.settle_list(bytes, result)
                }));
                return;
            }
            self.adopt_root(root, new_root_bytes.clone());
        } else if let Some(new_root_bytes) = root_bytes {
            self.adopt_root(root, new_root_bytes);
        }
        outcomes.append(&mut steps);
        if let (Some(bytes), Some(result)) = (update.trust_list.as_deref(), listed) {
            let outcome = self.settle_list(bytes, result);
            outcomes.push(outcome);
        }
    }

    fn adopt_root(&mut self, root: RootSet, bytes: Vec<u8>) {
        self.floors
            .raise_root(root.claims().version, root.claims().issued);
        self.root = root;
        self.root_bytes = bytes;
    }

    /// Proves an offered list with `root` and compares it with what is held; changes nothing.
    fn weigh_list(&self, bytes: &[u8], root: &RootSet) -> Result<(Taken, Option<TrustList>)> {
        let held = self.trust.as_ref();
        if held.is_some_and(|(_, held)| held == bytes) {
            return Ok((Taken::AlreadyHeld, None));
        }
        let offered = TrustList::verify(bytes, root)?;
        let (version, floor) = (offered.claims().version, self.floors.trust_version);
        if version < floor {
            return Err(Error::RolledBack {
                held: floor,
                offered: version,
            });
        }
        if let Some((held, _)) = held {
            if version == held.claims().version {
                // Two lists with one number: nobody can say which of them others have seen.
                return Err(Error::VersionReused { version });
            }
            if let Some(key_id) = returned_key(held, &offered) {
                return Err(Error::WithdrawnKeyReturned { key_id });
            }
        }
        Ok((Taken::New, Some(offered)))
    }

    fn settle_list(&mut self, bytes: &[u8], result: Result<(Taken, Option<TrustList>)>) -> Outcome {
        let result = result.map(|(taken, list)| {
            if let Some(list) = list {
                self.floors
                    .raise_trust(list.claims().version, list.claims().validity.from);
                self.trust = Some((list, bytes.to_vec()));
                self.prove_statuses_again();
            }
            taken
        });
        let version = self.trust().map_or(0, |list| list.claims().version);
        Outcome {
            part: Part::TrustList { version },
            result,
        }
    }

    /// A new trust list may have withdrawn the key that signed a status list.
    fn prove_statuses_again(&mut self) {
        let bytes = core::mem::take(&mut self.status_bytes);
        self.statuses = StatusLists::default();
        let Some((trust, _)) = &self.trust else {
            return;
        };
        for (issuer, bytes) in bytes {
            if let Ok(list) = StatusList::verify(&bytes, trust) {
                self.statuses.insert(list);
                self.status_bytes.insert(issuer, bytes);
            }
        }
    }

    fn take_status_list(&mut self, bytes: &[u8], latest: Option<UnixTime>) -> Outcome {
        let mut part = Part::StatusList { issuer: None };
        let result = self.weigh_status_list(bytes, latest).map(|(taken, list)| {
            if let Some(list) = list {
                let issuer = list.claims().issuer;
                part = Part::StatusList {
                    issuer: Some(issuer),
                };
                self.floors
                    .raise_status(issuer, list.claims().validity.from);
                self.statuses.insert(list);
                self.status_bytes.insert(issuer, bytes.to_vec());
            }
            taken
        });
        if let Some((issuer, _)) = self.status_bytes.iter().find(|(_, held)| *held == bytes) {
            part = Part::StatusList {
                issuer: Some(*issuer),
            };
        }
        Outcome { part, result }
    }

    fn weigh_status_list(
        &self,
        bytes: &[u8],
        latest: Option<UnixTime>,
    ) -> Result<(Taken, Option<StatusList>)> {
        if self.status_bytes.values().any(|held| held == bytes) {
            return Ok((Taken::AlreadyHeld, None));
        }
        let trust = self.trust().ok_or(Error::TrustListMissing)?;
        let offered = StatusList::verify(bytes, trust)?;
        let claims = offered.claims();
        let (made, floor) = (
            claims.validity.from,
            self.floors.status_issued(claims.issuer),
        );
        if made < floor {
            return Err(Error::RolledBack {
                held: floor.as_secs(),
                offered: made.as_secs(),
            });
        }
        if let Some(latest) = latest.filter(|latest| made > *latest) {
            return Err(Error::DatedAhead {
                made: made.as_secs(),
                latest: latest.as_secs(),
            });
        }
        if made == floor && self.statuses.list(claims.issuer).is_some() {
            return Err(Error::VersionReused {
                version: made.as_secs(),
            });
        }
        Ok((Taken::New, Some(offered)))
    }
}

/// A key that `held` has withdrawn and that `offered` does not list as withdrawn.
fn returned_key(held: &TrustList, offered: &TrustList) -> Option<crate::keys::KeyId> {
    let keys = held.claims().issuers.iter().flat_map(|issuer| {
        let gone = issuer.standing == Standing::Withdrawn;
        issuer
            .keys
            .iter()
            .filter(move |key| gone || key.standing == Standing::Withdrawn)
    });
    keys.map(|key| &key.key)
        .find(|key| {
            !offered.keys(key.id()).any(|(issuer, listed)| {
                listed.key == **key
                    && (listed.standing == Standing::Withdrawn
                        || issuer.standing == Standing::Withdrawn)
            })
        })
        .map(crate::keys::PublicKey::id)
}

#[cfg(test)]
mod tests;
