//! What a terminal holds of catalogues: its own places, and the parts and heads that go with them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::dated_list::{self, DatedList};
use super::floors::Floors;
use super::held::Dated;
use super::list_date::ListDate;
use super::outcome::{PartOutcome, UpdatePart};
use super::sorted_map::SortedMap;
use crate::catalogue::{CatalogueHead, CataloguePart, MerchantNumber, Place, PlaceCatalogue};
use crate::error::Result;
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerKey, TrustList};
use crate::update::Update;

/// How a terminal stands with the catalogue of one issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CatalogueState {
    /// It has no place there.
    NoPlace,
    /// It has a place, and nothing says that there is a part.
    NoPart,
    /// Its part was lost, or was never brought, and something says that there is one.
    Missing,
    /// It has a part, and there is a newer edition: its part was left out of an update.
    LeftOut,
    /// Its part is older than the trust list expects.
    Stale,
    /// Its part is of the newest edition that it knows of.
    Current,
}

impl CatalogueState {
    /// The stable code in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoPlace => "no-place",
            Self::NoPart => "no-part",
            Self::Missing => "part-missing",
            Self::LeftOut => "part-left-out",
            Self::Stale => "part-stale",
            Self::Current => "current",
        }
    }
}

/// Places, parts and heads, verified.
#[derive(Clone, Debug, Default)]
pub(super) struct HeldCatalogue {
    /// The thumbprint of the terminal's own key.
    terminal_key: Option<[u8; 32]>,
    places: SortedMap<IssuerId, Box<Dated<Place>>>,
    parts: SortedMap<(IssuerId, MerchantNumber), Box<Dated<CataloguePart>>>,
    heads: SortedMap<IssuerId, Box<Dated<CatalogueHead>>>,
}

impl DatedList for Place {
    type Subject = IssuerId;
    type Verified = Self;

    fn verify<'t>(bytes: &[u8], trust: &'t TrustList) -> Result<(Self, &'t IssuerKey)> {
        Self::verify_signed(bytes, trust)
    }

    fn subject(verified: &Self) -> IssuerId {
        verified.claims().issuer
    }

    fn made(verified: &Self) -> UnixTime {
        verified.claims().issued
    }

    fn read(verified: Self) -> Result<Self> {
        Ok(verified)
    }
}

impl DatedList for CatalogueHead {
    type Subject = IssuerId;
    type Verified = Self;

    fn verify<'t>(bytes: &[u8], trust: &'t TrustList) -> Result<(Self, &'t IssuerKey)> {
        Self::verify_signed(bytes, trust)
    }

    fn subject(verified: &Self) -> IssuerId {
        verified.claims().issuer
    }

    fn made(verified: &Self) -> UnixTime {
        verified.claims().issued
    }

    fn read(verified: Self) -> Result<Self> {
        Ok(verified)
    }
}

impl DatedList for CataloguePart {
    type Subject = (IssuerId, MerchantNumber);
    type Verified = Self;

    fn verify<'t>(bytes: &[u8], trust: &'t TrustList) -> Result<(Self, &'t IssuerKey)> {
        Self::verify_signed(bytes, trust)
    }

    fn subject(verified: &Self) -> (IssuerId, MerchantNumber) {
        (verified.issuer(), verified.merchant().number)
    }

    fn made(verified: &Self) -> UnixTime {
        verified.validity().from
    }

    fn read(verified: Self) -> Result<Self> {
        Ok(verified)
    }
}

impl HeldCatalogue {
    pub(super) fn set_terminal_key(&mut self, thumbprint: [u8; 32]) {
        self.terminal_key = Some(thumbprint);
        self.places
            .retain(|_, place| place.list.value.claims().key.thumbprint() == thumbprint);
        self.drop_foreign();
    }

    pub(super) fn terminal_key(&self) -> Option<[u8; 32]> {
        self.terminal_key
    }

    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.values().map(|held| &held.list.value)
    }

    pub(super) fn place(&self, issuer: IssuerId) -> Option<&Place> {
        self.places.get(&issuer).map(|held| &held.list.value)
    }

    fn part(&self, issuer: IssuerId) -> Option<&Dated<CataloguePart>> {
        let merchant = self.place(issuer)?.claims().merchant;
        self.parts.get(&(issuer, merchant)).map(Box::as_ref)
    }

    pub(super) fn place_catalogue(&self, issuer: IssuerId) -> Option<PlaceCatalogue<'_>> {
        let (place, part) = (self.place(issuer)?, self.part(issuer)?);
        PlaceCatalogue::new(place, &part.list.value).ok()
    }

    pub(super) fn head(&self, issuer: IssuerId) -> Option<&CatalogueHead> {
        self.heads.get(&issuer).map(|held| &held.list.value)
    }

    /// `now` is the later of the clock and the newest signed time.
    pub(super) fn state(
        &self,
        issuer: IssuerId,
        trust: Option<&TrustList>,
        floors: &Floors,
        now: UnixTime,
    ) -> CatalogueState {
        let Some(place) = self.place(issuer) else {
            return CatalogueState::NoPlace;
        };
        let listed = trust.and_then(|trust| {
            let mut issuers = trust.claims().issuers.iter();
            issuers.find(|listed| listed.id == issuer)
        });
        let expected = listed
            .and_then(|listed| listed.catalogue_expectation)
            .filter(|expected| expected.applies(now));
        let newest = floors.catalogue_heads.get(&issuer);
        let Some(part) = self.part(issuer) else {
            let subject = (issuer, place.claims().merchant);
            let there_is_one =
                newest.is_some() || expected.is_some() || floors.catalogue_parts.contains(&subject);
            return if there_is_one {
                CatalogueState::Missing
            } else {
                CatalogueState::NoPart
            };
        };
        if newest.is_some_and(|newest| newest > part.date) {
            return CatalogueState::LeftOut;
        }
        if expected.is_some_and(|expected| !expected.is_met_by(part.date.made, now)) {
            return CatalogueState::Stale;
        }
        CatalogueState::Current
    }

    /// Adds what is held to an update that would bring it back.
    pub(super) fn add_to(&self, update: &mut Update) {
        let bytes = |bytes: &Vec<u8>| bytes.clone();
        update.places = self
            .places
            .values()
            .map(|held| bytes(&held.list.bytes))
            .collect();
        update.catalogue_parts = self
            .parts
            .values()
            .map(|held| bytes(&held.list.bytes))
            .collect();
        update.catalogue_heads = self
            .heads
            .values()
            .map(|held| bytes(&held.list.bytes))
            .collect();
    }

    /// Applies the places of an update, then its parts and heads. What is about other terminals and other
    /// merchants is passed over, unverified and without an outcome: an update has thousands.
    pub(super) fn apply(
        &mut self,
        update: &Update,
        trust: Option<&TrustList>,
        latest: Option<UnixTime>,
        floors: &mut Floors,
    ) -> Vec<PartOutcome> {
        let mut outcomes = Vec::new();
        for bytes in &update.places {
            let key = Place::unverified_key(bytes);
            if self.terminal_key.is_none() || key.is_some() && key != self.terminal_key {
                continue;
            }
            let (issuer, result) =
                dated_list::apply(bytes, trust, latest, &mut self.places, &mut floors.places);
            let part = UpdatePart::Place { issuer };
            outcomes.push(PartOutcome { part, result });
        }
        self.drop_foreign();
        for bytes in &update.catalogue_parts {
            let subject = CataloguePart::unverified_subject(bytes);
            if self.places.is_empty() || subject.is_some_and(|subject| !self.is_own(subject)) {
                continue;
            }
            let (subject, result) = dated_list::apply(
                bytes,
                trust,
                latest,
                &mut self.parts,
                &mut floors.catalogue_parts,
            );
            let part = UpdatePart::CataloguePart { subject };
            outcomes.push(PartOutcome { part, result });
        }
        for bytes in &update.catalogue_heads {
            let issuer = CatalogueHead::unverified_issuer(bytes);
            let is_own = |issuer| self.places.contains_key(&issuer);
            if self.places.is_empty() || issuer.is_some_and(|issuer| !is_own(issuer)) {
                continue;
            }
            let (issuer, result) = dated_list::apply(
                bytes,
                trust,
                latest,
                &mut self.heads,
                &mut floors.catalogue_heads,
            );
            let part = UpdatePart::CatalogueHead { issuer };
            outcomes.push(PartOutcome { part, result });
        }
        outcomes
    }

    /// Drops what would not be accepted under a trust list that has just come.
    pub(super) fn drop_outdated(&mut self, trust: &TrustList, floors: &mut Floors) {
        floors
            .places
            .drop_outdated(&mut self.places, |issuer, held| {
                ListDate::under(trust, *issuer, held)
            });
        floors
            .catalogue_parts
            .drop_outdated(&mut self.parts, |(issuer, _), held| {
                ListDate::under(trust, *issuer, held)
            });
        floors
            .catalogue_heads
            .drop_outdated(&mut self.heads, |issuer, held| {
                ListDate::under(trust, *issuer, held)
            });
        self.drop_foreign();
    }

    fn is_own(&self, (issuer, merchant): (IssuerId, MerchantNumber)) -> bool {
        let place = self.place(issuer);
        place.is_some_and(|place| place.claims().merchant == merchant)
    }

    /// Drops the parts and heads that no place goes with any more.
    fn drop_foreign(&mut self) {
        let places = &self.places;
        self.parts.retain(|(issuer, merchant), _| {
            let place = places.get(issuer);
            place.is_some_and(|place| place.list.value.claims().merchant == *merchant)
        });
        self.heads.retain(|issuer, _| places.contains_key(issuer));
    }
}
