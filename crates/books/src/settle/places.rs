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

    /// The place of a record: what its journal says, or else the place of its time.
    pub(super) fn stood(&self, event: &Event, time: UnixTime) -> Stood {
        let Some(journal) = self.of.get(&event.journal) else {
            return Stood::default();
        };
        let made = journal.places.partition_point(|place| place.made <= time);
        let past = journal.places.get(..made).unwrap_or_default();
        let is_noted = |place: &&PlaceFact| {
            event.merchant != 0 && place.merchant == event.merchant && place.branch == event.branch
        };
        let place = past.iter().rev().find(is_noted).or(past.last());
        let is_before_place = place.is_none();
        let Some(place) = place.or(journal.places.first()) else {
            return Stood::default();
        };
        Stood {
            terminal: place.terminal,
            merchant: match event.merchant {
                0 => place.merchant,
                noted => noted,
            },
            branch: event.branch,
            region: place.region,
            is_before_place,
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
}
