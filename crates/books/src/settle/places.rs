//! Where the terminals stood, and since when.

use credential_core::UnixTime;
use rustc_hash::FxHashMap;

use crate::event::Event;
use crate::facts::{Facts, PlaceFact};
use crate::journals::JournalState;

/// Where and when a terminal stood, by the number of its journal.
pub(crate) struct WalkedJournals<'f> {
    of: FxHashMap<u32, WalkedJournal<'f>>,
}

struct WalkedJournal<'f> {
    key: [u8; 32],
    /// By key and chain: the same whatever came first.
    rank: u32,
    places: &'f [PlaceFact],
    retired: Option<UnixTime>,
}

impl<'f> WalkedJournals<'f> {
    /// `states` in the order of key and chain.
    pub(crate) fn new(states: &[JournalState], facts: &'f Facts) -> Self {
        let of = states.iter().zip(0..).map(|(state, rank)| {
            let key = state.chain.terminal;
            let places = facts.places(&key);
            let retired = places.iter().filter_map(|place| place.retired_since).min();
            let journal = WalkedJournal {
                key,
                rank,
                places,
                retired,
            };
            (state.id, journal)
        });
        Self { of: of.collect() }
    }

    /// The place of a record: the one that its journal names, if the register has it for this terminal at that time, or
    /// else the register's place of its time.
    pub(super) fn stood(&self, event: &Event, time: UnixTime) -> Stood {
        let Some(journal) = self.of.get(&event.journal) else {
            return Stood::default();
        };
        let made = journal.places.partition_point(|place| place.made <= time);
        let past = journal.places.get(..made).unwrap_or_default();
        let is_noted = (event.terminal, event.merchant) != (0, 0);
        let fits = |place: &&PlaceFact| {
            let is_its = (place.terminal, place.merchant) == (event.terminal, event.merchant);
            (is_its || !is_noted) && place.branch == event.branch && !event.is_foreign_place
        };
        let is_before_place = past.is_empty();
        // A terminal that was offline has an earlier place; one whose clock was wrong its first one.
        let found = past.iter().rev().find(fits).or_else(|| {
            let first = journal.places.first().filter(|_| is_before_place);
            first.filter(fits)
        });
        let Some(place) = found.or(past.last()).or(journal.places.first()) else {
            return Stood::default();
        };
        Stood {
            terminal: place.terminal,
            merchant: place.merchant,
            branch: event.branch,
            region: place.region,
            is_before_place,
            is_elsewhere: found.is_none(),
        }
    }

    /// Since when the terminal was retired.
    pub(super) fn retired_since(&self, journal: u32) -> Option<UnixTime> {
        self.of.get(&journal).and_then(|journal| journal.retired)
    }

    pub(crate) fn key(&self, journal: u32) -> [u8; 32] {
        self.of.get(&journal).map_or([0; 32], |journal| journal.key)
    }

    pub(crate) fn rank(&self, journal: u32) -> u32 {
        self.of
            .get(&journal)
            .map_or(u32::MAX, |journal| journal.rank)
    }

    /// By holder and time; what falls together by terminal and number.
    pub(crate) fn sort(&self, events: &mut [Event]) {
        events.sort_unstable_by(|one, other| {
            let key = |event: &Event| {
                let holder = u64::from(event.issuer) << 32 | u64::from(event.holder);
                (!event.has_holder, holder, event.second)
            };
            key(one).cmp(&key(other)).then_with(|| {
                let rank = |event: &Event| (self.rank(event.journal), event.number);
                rank(one).cmp(&rank(other))
            })
        });
    }
}

/// Where a record was made.
#[derive(Clone, Copy, Default)]
pub(super) struct Stood {
    pub(super) terminal: u32,
    pub(super) merchant: u32,
    pub(super) branch: u32,
    pub(super) region: u32,
    pub(super) is_before_place: bool,
    /// The journal names a place that the register does not have for this terminal at that time.
    pub(super) is_elsewhere: bool,
}
