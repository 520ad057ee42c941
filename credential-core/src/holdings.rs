//! What a terminal holds, and the rules by which it applies an update.
//!
//! No file is read or written here. A program stores the bytes of each part and the [`Floors`]. At
//! the next start it hands them back ([`Holdings::with_floors`], [`Holdings::restore`]), and it
//! stores them again after [`Holdings::apply`] has changed something.

mod floors;
mod outcome;

pub use floors::Floors;
pub use outcome::{Applied, PartOutcome, UpdatePart};

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::limits::MAX_DATED_AHEAD;
use crate::status::StatusList;
use crate::time::UnixTime;
use crate::trust::{IssuerId, RootSet, Standing, TrustList};
use crate::update::Update;

/// Everything signed that a terminal holds, verified, with the bytes it came in.
#[derive(Clone, Debug)]
pub struct Holdings {
    root: Held<RootSet>,
    trust: Option<Held<TrustList>>,
    statuses: BTreeMap<IssuerId, Held<StatusList>>,
    floors: Floors,
}

/// A verified object with the bytes it came in.
#[derive(Clone, Debug)]
struct Held<T> {
    value: T,
    bytes: Vec<u8>,
}

impl<T> Held<T> {
    fn new(value: T, bytes: &[u8]) -> Self {
        Self {
            value,
            bytes: bytes.to_vec(),
        }
    }
}

impl Holdings {
    /// Sets up a terminal: it has a root set that somebody trusted has brought, and nothing else.
    ///
    /// # Errors
    /// As [`RootSet::pin`].
    pub fn provision(root_set: &[u8]) -> Result<Self> {
        Self::with_floors(root_set, Floors::default())
    }

    /// The root set that the terminal has stored, with the floors that it has stored beside it. The
    /// other parts are added by [`Holdings::restore`], which verifies them again.
    ///
    /// # Errors
    /// As [`RootSet::pin`]; [`Error::RolledBack`] if the root set is older than the floors say.
    pub fn with_floors(root_set: &[u8], mut floors: Floors) -> Result<Self> {
        let root = RootSet::pin(root_set)?;
        let claims = root.claims();
        if claims.version < floors.root_version {
            return Err(Error::RolledBack {
                held: floors.root_version,
                offered: claims.version,
            });
        }
        floors.raise_root(claims.version, claims.issued);
        Ok(Self {
            root: Held::new(root, root_set),
            trust: None,
            statuses: BTreeMap::new(),
            floors,
        })
    }

    /// Applies every part that is valid and newer than what is held, and reports the outcome of each.
    ///
    /// A part that is refused leaves what is held as it was. Applying the same update again changes
    /// nothing. Floors only rise.
    ///
    /// A change of roots is applied only together with a trust list that the new roots have signed,
    /// so that the terminal is never without one.
    ///
    /// `now` is the time of the terminal's clock: a status list that is dated more than
    /// [`MAX_DATED_AHEAD`] after it is refused. A clock that is behind what the roots have signed is
    /// certainly wrong, and status lists are then applied without looking at their date, so that a
    /// gate whose clock has lost its battery still learns what was revoked.
    pub fn apply(&mut self, update: &Update, now: UnixTime) -> Vec<PartOutcome> {
        self.apply_dated(update, Some(now))
    }

    /// Restores at a start what this terminal has stored: as [`Holdings::apply`], but without a
    /// limit on dates ahead. A clock that fell back must not cost a terminal what it holds.
    pub fn restore(&mut self, stored: &Update) -> Vec<PartOutcome> {
        self.apply_dated(stored, None)
    }

    /// The root set.
    pub fn root(&self) -> &RootSet {
        &self.root.value
    }

    /// The trust list, once there is one.
    pub fn trust(&self) -> Option<&TrustList> {
        self.trust.as_ref().map(|held| &held.value)
    }

    /// The status list of an issuer.
    pub fn status_list(&self, issuer: IssuerId) -> Option<&StatusList> {
        self.statuses.get(&issuer).map(|held| &held.value)
    }

    /// All status lists, in the order of their issuers' numbers.
    pub fn status_lists(&self) -> impl Iterator<Item = &StatusList> {
        self.statuses.values().map(|held| &held.value)
    }

    /// The lowest versions and times that are still accepted.
    pub fn floors(&self) -> &Floors {
        &self.floors
    }

    /// All that is held, as an update that would bring another terminal to the same state.
    pub fn to_update(&self) -> Update {
        Update {
            root_sets: Vec::from([self.root.bytes.clone()]),
            trust_list: self.trust.as_ref().map(|held| held.bytes.clone()),
            status_lists: self
                .statuses
                .values()
                .map(|held| held.bytes.clone())
                .collect(),
        }
    }

    /// The latest time at which a status list can have been made; `None` if the clock cannot tell.
    fn latest_date(&self, now: UnixTime) -> Option<UnixTime> {
        let signed = self.floors.newest_signed;
        (now.plus(MAX_DATED_AHEAD) >= signed).then(|| now.max(signed).plus(MAX_DATED_AHEAD))
    }

    fn apply_dated(&mut self, update: &Update, now: Option<UnixTime>) -> Vec<PartOutcome> {
        let mut outcomes = self.apply_roots_and_list(update);
        // The lists that have just been applied say more about the clock than the ones before.
        let latest = now.and_then(|now| self.latest_date(now));
        for bytes in &update.status_lists {
            let evaluated = self.evaluate_status_list(bytes, latest);
            outcomes.push(self.commit_status_list(evaluated));
        }
        outcomes
    }

    fn apply_roots_and_list(&mut self, update: &Update) -> Vec<PartOutcome> {
        let (new_root, mut outcomes) = self.evaluate_roots(&update.root_sets);
        let evaluate = |root: &RootSet| {
            let list = update.trust_list.as_deref();
            list.map(|bytes| self.evaluate_list(bytes, root))
        };
        let root = new_root.as_ref().unwrap_or(&self.root);
        let mut list = evaluate(&root.value);
        if let Some(new_root) = new_root {
            // Without a list that they have signed, the new roots would leave the terminal with none.
            let signs_new = matches!(list, Some(Ok(Some(_))));
            let signs_held = || {
                let held = self.trust.as_ref();
                held.is_some_and(|held| TrustList::verify(&held.bytes, &new_root.value).is_ok())
            };
            if signs_new || signs_held() {
                let claims = new_root.value.claims();
                self.floors.raise_root(claims.version, claims.issued);
                self.root = new_root;
            } else {
                for outcome in &mut outcomes {
                    outcome.result = outcome.result.and_then(|applied| match applied {
                        Applied::New => Err(Error::RootWithoutList),
                        Applied::AlreadyHeld => Ok(applied),
                    });
                }
                // The held roots stay, and the list is evaluated by them.
                list = evaluate(&self.root.value);
            }
        }
        outcomes.extend(list.map(|list| self.commit_list(list)));
        outcomes
    }

    /// Follows a chain of root sets from the one that is held, and stops at the first that does not
    /// follow; changes nothing.
    fn evaluate_roots(&self, chain: &[Vec<u8>]) -> (Option<Held<RootSet>>, Vec<PartOutcome>) {
        let mut reached: Option<Held<RootSet>> = None;
        let mut outcomes = Vec::new();
        for bytes in chain {
            let root = reached.as_ref().unwrap_or(&self.root);
            let version = root.value.claims().version;
            let result = match RootSet::pin(bytes) {
                Ok(offered) if offered.claims().version <= version => Ok(Applied::AlreadyHeld),
                _ => root.value.succeed(bytes).map(|next| {
                    reached = Some(Held::new(next, bytes));
                    Applied::New
                }),
            };
            let root = reached.as_ref().unwrap_or(&self.root);
            let version = root.value.claims().version;
            let part = UpdatePart::RootSet { version };
            outcomes.push(PartOutcome { part, result });
            if result.is_err() {
                break;
            }
        }
        (reached, outcomes)
    }

    /// Verifies an offered list with `root` and compares it with what is held; changes nothing.
    /// `None` if it is held already.
    fn evaluate_list(&self, bytes: &[u8], root: &RootSet) -> Result<Option<Held<TrustList>>> {
        let held = self.trust.as_ref();
        if held.is_some_and(|held| held.bytes == bytes) {
            return Ok(None);
        }
        let offered = TrustList::verify(bytes, root)?;
        let (version, floor) = (offered.claims().version, self.floors.trust_version);
        if version < floor {
            return Err(Error::RolledBack {
                held: floor,
                offered: version,
            });
        }
        if let Some(held) = held {
            if version == held.value.claims().version {
                // Two lists with one version: nobody can say which of them others have seen.
                return Err(Error::VersionReused { version });
            }
            if let Some(key_id) = returned_key(&held.value, &offered) {
                return Err(Error::WithdrawnKeyReturned { key_id });
            }
        }
        Ok(Some(Held::new(offered, bytes)))
    }

    fn commit_list(&mut self, evaluated: Result<Option<Held<TrustList>>>) -> PartOutcome {
        let result = evaluated.map(|new| {
            let Some(list) = new else {
                return Applied::AlreadyHeld;
            };
            let claims = list.value.claims();
            self.floors
                .raise_trust(claims.version, claims.validity.from);
            // The new list may have withdrawn the key that signed a status list.
            self.statuses
                .retain(|_, held| StatusList::verify(&held.bytes, &list.value).is_ok());
            self.trust = Some(list);
            Applied::New
        });
        let version = self.trust().map_or(0, |list| list.claims().version);
        PartOutcome {
            part: UpdatePart::TrustList { version },
            result,
        }
    }

    /// As [`Self::evaluate_list`]; with the issuer whose list it is.
    fn evaluate_status_list(
        &self,
        bytes: &[u8],
        latest: Option<UnixTime>,
    ) -> Result<(IssuerId, Option<Held<StatusList>>)> {
        let held = self.statuses.iter().find(|(_, held)| held.bytes == bytes);
        if let Some((issuer, _)) = held {
            return Ok((*issuer, None));
        }
        let trust = self.trust().ok_or(Error::TrustListMissing)?;
        let offered = StatusList::verify(bytes, trust)?;
        let (issuer, made) = (offered.claims().issuer, offered.claims().validity.from);
        let floor = self.floors.status_issued(issuer);
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
        if made == floor && self.statuses.contains_key(&issuer) {
            return Err(Error::VersionReused {
                version: made.as_secs(),
            });
        }
        Ok((issuer, Some(Held::new(offered, bytes))))
    }

    fn commit_status_list(
        &mut self,
        evaluated: Result<(IssuerId, Option<Held<StatusList>>)>,
    ) -> PartOutcome {
        let issuer = evaluated.as_ref().ok().map(|(issuer, _)| *issuer);
        let result = evaluated.map(|(issuer, new)| {
            let Some(list) = new else {
                return Applied::AlreadyHeld;
            };
            let made = list.value.claims().validity.from;
            self.floors.raise_status(issuer, made);
            self.statuses.insert(issuer, list);
            Applied::New
        });
        PartOutcome {
            part: UpdatePart::StatusList { issuer },
            result,
        }
    }
}

/// A key that `held` has withdrawn and that `offered` does not list as withdrawn.
fn returned_key(held: &TrustList, offered: &TrustList) -> Option<crate::key_id::KeyId> {
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
