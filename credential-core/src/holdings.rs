//! What a terminal holds, and the rules by which it applies an update.
//!
//! No file is read or written here. A program stores the bytes of each part and the [`Floors`]. At
//! the next start it hands them back ([`Holdings::with_floors`], [`Holdings::restore`]), and it
//! stores them again after [`Holdings::apply`] has changed something.

mod catalogue;
mod dated;
mod dated_list;
mod floors;
mod held;
mod list_date;
mod lists;
mod outcome;
mod roots;
mod sorted_map;

pub use catalogue::CatalogueState;
pub use dated::DatedFloors;
pub use floors::Floors;
pub use list_date::ListDate;
pub use outcome::{Applied, PartOutcome, UpdatePart};

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::catalogue::{CatalogueHead, Place, PlaceCatalogue};
use crate::error::{Error, Result};
use crate::status::StatusList;
use crate::time::UnixTime;
use crate::trust::{IssuerId, RootSet, TrustList};
use crate::update::Update;
use crate::vouch::VouchList;
use catalogue::HeldCatalogue;
use dated::listed_key;
use dated_list::DatedList;
use held::{Dated, Held};
use sorted_map::SortedMap;

/// Everything signed that a terminal holds, verified, with the bytes it came in.
#[derive(Clone, Debug)]
pub struct Holdings {
    root: Held<RootSet>,
    trust: Option<Held<TrustList>>,
    statuses: SortedMap<IssuerId, Box<Dated<StatusList>>>,
    vouches: SortedMap<<VouchList as DatedList>::Subject, Box<Dated<VouchList>>>,
    catalogue: HeldCatalogue,
    floors: Floors,
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
    /// As [`RootSet::pin`]; [`Error::RolledBack`] if the root set is older than the floors say, and
    /// [`Error::VersionReused`] if it is another one than they say.
    pub fn with_floors(root_set: &[u8], mut floors: Floors) -> Result<Self> {
        let root = RootSet::pin(root_set)?;
        let version = root.claims().version;
        if version < floors.root_version {
            return Err(Error::RolledBack {
                held: floors.root_version,
                offered: version,
            });
        }
        let known = root.identity();
        let mut same_version = floors.root_sets.iter().filter(|(held, _)| *held == version);
        if same_version.any(|held| *held != known) {
            return Err(Error::VersionReused { version });
        }
        floors.raise_root(root.claims());
        floors.remember_root_sets([known]);
        Ok(Self {
            root: Held::new(root, root_set),
            trust: None,
            statuses: SortedMap::default(),
            vouches: SortedMap::default(),
            catalogue: HeldCatalogue::default(),
            floors,
        })
    }

    /// Applies every part that is valid and newer than what is held, and reports the outcome of each.
    ///
    /// A part that is refused leaves what is held as it was. Applying the same update again changes
    /// nothing. Floors only rise, but for [`Floors::newest_signed`] under a new root set.
    ///
    /// A change of roots is applied only together with a trust list that the new roots have signed,
    /// so that the terminal is never without one.
    ///
    /// `now` is the time of the terminal's clock: a status list or vouch list that is dated more than
    /// [`MAX_DATED_AHEAD`](crate::limits::MAX_DATED_AHEAD) after it is refused. A clock that is as far
    /// behind what the roots have signed is certainly wrong. Then lists are taken that are dated up to
    /// the end of the trust list, so that a gate whose clock has lost its battery still learns what
    /// was revoked.
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
        self.statuses.get(&issuer).map(|held| &held.list.value)
    }

    /// All status lists, in the order of their issuers' numbers.
    pub fn status_lists(&self) -> impl Iterator<Item = &StatusList> {
        self.statuses.values().map(|held| &held.list.value)
    }

    /// The list of codes by a compromised key that its issuer vouches for; `key` is the thumbprint.
    pub fn vouch_list(&self, issuer: IssuerId, key: &[u8; 32]) -> Option<&VouchList> {
        let held = self.vouches.get(&(issuer, *key));
        held.map(|held| &held.list.value)
    }

    /// All vouch lists, in the order of their issuers' numbers.
    pub fn vouch_lists(&self) -> impl Iterator<Item = &VouchList> {
        self.vouches.values().map(|held| &held.list.value)
    }

    /// Says which key is the terminal's own, by its thumbprint: only places for this key are accepted, and
    /// with them the parts of their merchants. Places for another key are dropped. To be called before
    /// [`Holdings::restore`].
    pub fn set_terminal_key(&mut self, thumbprint: [u8; 32]) {
        self.catalogue.set_terminal_key(thumbprint);
    }

    /// The thumbprint of the terminal's own key, if it was said.
    pub fn terminal_key(&self) -> Option<[u8; 32]> {
        self.catalogue.terminal_key()
    }

    /// The terminal's places, in the order of their issuers' numbers; as a rule one.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.catalogue.places()
    }

    /// The terminal's place at an issuer.
    pub fn place(&self, issuer: IssuerId) -> Option<&Place> {
        self.catalogue.place(issuer)
    }

    /// The terminal's place at an issuer with the part of the catalogue that is its own.
    pub fn place_catalogue(&self, issuer: IssuerId) -> Option<PlaceCatalogue<'_>> {
        self.catalogue.place_catalogue(issuer)
    }

    /// The head of the catalogue of an issuer.
    pub fn catalogue_head(&self, issuer: IssuerId) -> Option<&CatalogueHead> {
        self.catalogue.head(issuer)
    }

    /// Whether the terminal has the part of the catalogue that it should have.
    pub fn catalogue_state(&self, issuer: IssuerId, now: UnixTime) -> CatalogueState {
        let now = now.max(self.floors.newest_signed);
        self.catalogue
            .state(issuer, self.trust(), &self.floors, now)
    }

    /// The lowest versions and times that are still accepted.
    pub fn floors(&self) -> &Floors {
        &self.floors
    }

    /// All that is held, as an update that would bring another terminal to the same state.
    pub fn to_update(&self) -> Update {
        let mut update = Update {
            root_sets: Vec::from([self.root.bytes.clone()]),
            trust_list: self.trust.as_ref().map(|held| held.bytes.clone()),
            status_lists: self
                .statuses
                .values()
                .map(|held| held.list.bytes.clone())
                .collect(),
            vouch_lists: self
                .vouches
                .values()
                .map(|held| held.list.bytes.clone())
                .collect(),
            ..Update::default()
        };
        self.catalogue.add_to(&mut update);
        update
    }

    fn apply_dated(&mut self, update: &Update, now: Option<UnixTime>) -> Vec<PartOutcome> {
        let mut outcomes = self.apply_roots_and_list(update);
        // The lists that have just been applied say more about the clock than the ones before.
        let latest = now.zip(self.trust()).map(|(now, trust)| {
            let until = trust.claims().validity.until;
            dated_list::latest_date(self.floors.newest_signed, now, until)
        });
        for bytes in &update.status_lists {
            outcomes.push(self.apply_status_list(bytes, latest));
        }
        for bytes in &update.vouch_lists {
            outcomes.push(self.apply_vouch_list(bytes, latest));
        }
        let trust = self.trust.as_ref().map(|held| &held.value);
        let catalogue = &mut self.catalogue;
        outcomes.extend(catalogue.apply(update, trust, latest, &mut self.floors));
        outcomes
    }

    fn apply_roots_and_list(&mut self, update: &Update) -> Vec<PartOutcome> {
        let followed = roots::follow(&self.root, &self.floors.root_sets, &update.root_sets);
        let mut outcomes = followed.outcomes;
        let evaluate = |root: &RootSet| {
            let list = update.trust_list.as_deref();
            list.map(|bytes| lists::evaluate(bytes, root, self.trust.as_ref(), &self.floors))
        };
        let root = followed.reached.as_ref().unwrap_or(&self.root);
        let mut list = evaluate(&root.value);
        if let Some(new_root) = followed.reached {
            // Without a list that they have signed, the new roots would leave the terminal with none.
            let signs = |bytes: &[u8]| TrustList::is_signed_by(bytes, &new_root.value);
            let signs_held = self.trust.as_ref().is_some_and(|held| signs(&held.bytes));
            // The held copy may have lost signatures on the way, and this one may have enough.
            let better_copy = match (&list, &update.trust_list) {
                (Some(Ok(None)), Some(bytes)) if !signs_held && signs(bytes) => Some(bytes),
                _ => None,
            };
            let signs_offered = matches!(list, Some(Ok(Some(_))));
            if signs_offered || signs_held || better_copy.is_some() {
                if let (Some(held), Some(bytes)) = (&mut self.trust, better_copy) {
                    held.bytes.clone_from(bytes);
                }
                self.floors.raise_root(new_root.value.claims());
                self.floors.remember_root_sets(followed.accepted);
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

    fn commit_list(&mut self, evaluated: Result<Option<Held<TrustList>>>) -> PartOutcome {
        let result = evaluated.map(|new| {
            let Some(list) = new else {
                return Applied::AlreadyHeld;
            };
            let root = self.root.value.claims();
            self.floors.raise_list(&list.value, root);
            // The new list may have withdrawn the key that signed a status list or vouch list.
            let trust = &list.value;
            let floors = &mut self.floors;
            floors
                .status_lists
                .drop_outdated(&mut self.statuses, |issuer, held| {
                    ListDate::under(trust, *issuer, held)
                });
            floors
                .vouch_lists
                .drop_outdated(&mut self.vouches, |(issuer, about), held| {
                    listed_key(trust, *issuer, about)?;
                    ListDate::under(trust, *issuer, held)
                });
            self.catalogue.drop_outdated(trust, floors);
            self.trust = Some(list);
            Applied::New
        });
        let version = self.trust().map_or(0, |list| list.claims().version);
        PartOutcome {
            part: UpdatePart::TrustList { version },
            result,
        }
    }

    fn apply_status_list(&mut self, bytes: &[u8], latest: Option<UnixTime>) -> PartOutcome {
        let trust = self.trust.as_ref().map(|held| &held.value);
        let (held, floors) = (&mut self.statuses, &mut self.floors.status_lists);
        let (issuer, result) = dated_list::apply(bytes, trust, latest, held, floors);
        PartOutcome {
            part: UpdatePart::StatusList { issuer },
            result,
        }
    }

    fn apply_vouch_list(&mut self, bytes: &[u8], latest: Option<UnixTime>) -> PartOutcome {
        let trust = self.trust.as_ref().map(|held| &held.value);
        let (held, floors) = (&mut self.vouches, &mut self.floors.vouch_lists);
        let (subject, result) = dated_list::apply(bytes, trust, latest, held, floors);
        PartOutcome {
            part: UpdatePart::VouchList { subject },
            result,
        }
    }
}

#[cfg(test)]
mod tests;
