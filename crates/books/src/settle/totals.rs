//! The sums of a month.

use credential_core::journal::Price;
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;

use crate::event::Event;
use crate::mark::MarkKind;

/// One row of `uses`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct UseKey {
    pub(crate) merchant: u32,
    pub(crate) region: u32,
    pub(crate) trade: u32,
    pub(crate) benefit: u32,
    pub(crate) categories: u32,
    /// 1 card, 2 phone, 3 manual.
    pub(crate) kind: u8,
}

/// Its sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UseSum {
    pub(crate) uses: u64,
    pub(crate) units: u64,
    pub(crate) priced: u64,
    pub(crate) full: u64,
    pub(crate) charged: u64,
    pub(crate) undone: u64,
}

/// A row of `marks`, without the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MarkRow {
    pub(crate) journal: u32,
    pub(crate) number: u32,
    pub(crate) kind: MarkKind,
    pub(crate) period: u8,
    pub(crate) allowed: Option<u64>,
    pub(crate) used: Option<u64>,
    pub(crate) other: Option<(u32, u32)>,
    pub(crate) time: u64,
    pub(crate) terminal: u32,
    pub(crate) merchant: u32,
    pub(crate) benefit: u32,
    pub(crate) holder: Option<u32>,
    /// Of a use.
    pub(crate) saved: Option<u64>,
}

/// A row of `undone`, without the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UndoneRow {
    pub(crate) journal: u32,
    pub(crate) number: u32,
    pub(crate) by: u8,
    pub(crate) reason: u8,
    pub(crate) merchant: u32,
    pub(crate) benefit: u32,
    pub(crate) price: Option<Price>,
}

/// What a price saves its holder.
pub(crate) const fn saved(price: Price) -> u64 {
    price.full.saturating_sub(price.charged)
}

/// A manual grant, to be counted against the cap of its terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ManualEntry {
    pub(crate) event: Event,
    pub(crate) holder: Option<u32>,
    pub(crate) terminal: u32,
    pub(crate) merchant: u32,
}

/// A rating, which counts if it is the first one of a grant that was not undone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RatingEntry {
    pub(crate) journal: u32,
    /// The number of the grant; 0 for something that is no grant.
    pub(crate) of: u32,
    pub(crate) number: u32,
    pub(crate) level: u8,
    pub(crate) time: u64,
    pub(crate) terminal: u32,
    pub(crate) merchant: u32,
}

/// Dimension and key of a set of people, as in `people`.
pub(crate) type PeopleKey = (u8, u32);

/// All that a month comes to.
#[derive(Default)]
pub(crate) struct MonthSums {
    pub(crate) records: u64,
    places: FxHashMap<UseKey, usize>,
    pub(crate) uses: Vec<(UseKey, UseSum)>,
    /// Where the last one was: grants of one holder are often alike.
    last: Option<(UseKey, usize)>,
    people_places: FxHashMap<PeopleKey, usize>,
    pub(crate) people: Vec<(PeopleKey, RoaringBitmap)>,
    /// Merchant, benefit and reason.
    pub(crate) manual: FxHashMap<(u32, u32, u8), u64>,
    /// Merchant and level.
    pub(crate) ratings: FxHashMap<(u32, u8), u64>,
    pub(crate) marks: Vec<MarkRow>,
    pub(crate) undone: Vec<UndoneRow>,
    pub(crate) manual_entries: Vec<ManualEntry>,
    pub(crate) rating_entries: Vec<RatingEntry>,
    pub(crate) new_holders: Vec<(u32, u32, u32)>,
}

impl MonthSums {
    /// The sums of these uses.
    pub(crate) fn of(&mut self, key: UseKey) -> Option<&mut UseSum> {
        let place = match self.last {
            Some((last, place)) if last == key => place,
            _ => {
                let next = self.uses.len();
                let place = *self.places.entry(key).or_insert(next);
                if place == next {
                    self.uses.push((key, UseSum::default()));
                }
                self.last = Some((key, place));
                place
            }
        };
        self.uses.get_mut(place).map(|(_, sum)| sum)
    }

    /// Adds a person to a set.
    pub(crate) fn add_person(&mut self, key: PeopleKey, holder: u32) {
        let next = self.people.len();
        let place = *self.people_places.entry(key).or_insert(next);
        if place == next {
            self.people.push((key, RoaringBitmap::new()));
        }
        if let Some((_, set)) = self.people.get_mut(place) {
            set.insert(holder);
        }
    }
}
