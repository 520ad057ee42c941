//! The events of one group of holders, person by person and in the order of time.

use std::time::Duration;

use credential_core::{DayNumber, UnixTime};
use rustc_hash::{FxHashMap, FxHashSet};

use super::carried::{CarriedStates, HolderState, LastGrant};
use super::places::{Stood, WalkedJournals};
use super::quota::{CounterKey, Counters};
use super::totals::{
    ManualEntry, MarkRow, MonthSums, PeopleKey, RatingEntry, UndoneRow, UseKey, saved,
};
use crate::event::{Event, EventKind};
use crate::facts::Facts;
use crate::mark::MarkKind;
use crate::month::Month;

/// In so short a time nobody comes from one region to another and is served there.
const FAR: Duration = Duration::from_secs(600);

/// The kinds of `uses.kind`.
const CARD: u8 = 1;
const PHONE: u8 = 2;
const MANUAL: u8 = 3;

/// The calculation of one group.
pub(crate) struct Walk<'w> {
    month: Month,
    begins: u64,
    pub(super) facts: &'w Facts,
    pub(super) journals: &'w WalkedJournals<'w>,
    pub(super) sums: &'w mut MonthSums,
    holders: &'w mut FxHashMap<(u32, u32), u32>,
    counters: Counters,
    people: Vec<PeopleKey>,
}

impl<'w> Walk<'w> {
    pub(crate) fn new(
        month: Month,
        facts: &'w Facts,
        journals: &'w WalkedJournals<'w>,
        sums: &'w mut MonthSums,
        holders: &'w mut FxHashMap<(u32, u32), u32>,
    ) -> Self {
        Self {
            month,
            begins: month.begins().as_secs(),
            facts,
            journals,
            sums,
            holders,
            counters: Counters::default(),
            people: Vec::new(),
        }
    }

    /// Goes through the sorted events of a group; returns what it hands over.
    pub(crate) fn bucket(&mut self, events: &[Event], mut carried: CarriedStates) -> CarriedStates {
        let mut closing = CarriedStates::default();
        let one = |a: &Event, b: &Event| {
            (a.has_holder, a.issuer, a.holder) == (b.has_holder, b.issuer, b.holder)
        };
        for group in events.chunk_by(one) {
            let Some(first) = group.first() else {
                continue;
            };
            let holder = (first.issuer, first.holder);
            let opening = match first.has_holder {
                true => carried.0.remove(&holder).unwrap_or_default(),
                false => HolderState::default(),
            };
            let state = self.group(group, opening);
            let is_kept = first.has_holder && state != HolderState::default();
            if is_kept {
                closing.0.insert(holder, state);
            }
        }
        // Those who had nothing this month keep what goes on.
        for (holder, opening) in carried.0 {
            self.counters.restart(&opening.counters);
            let counters = self.counters.that_go_on(self.month);
            if !counters.is_empty() {
                let last = None;
                closing.0.insert(holder, HolderState { last, counters });
            }
        }
        closing
    }

    /// The events of one person, or of nobody.
    fn group(&mut self, group: &[Event], opening: HolderState) -> HolderState {
        let undone = group.iter().filter(|event| event.kind == EventKind::Undo);
        let undone: FxHashMap<(u32, u32), &Event> = undone
            .map(|event| ((event.journal, event.number), event))
            .collect();
        let mut seen_undone = FxHashSet::default();
        self.counters.restart(&opening.counters);
        let mut last = opening.last;
        self.people.clear();
        let mut person = None;
        let mut people_key = None;
        for event in group {
            match event.kind {
                EventKind::Grant | EventKind::Manual => {}
                EventKind::Undo => continue,
                _ => {
                    self.about_terminal(event);
                    continue;
                }
            }
            self.sums.records += 1;
            let stood = self.journals.stood(event, self.time(event));
            let key = self.use_key(event, &stood);
            let undo = match undone.is_empty() {
                true => None,
                false => undone.get(&(event.journal, event.number)),
            };
            if let Some(undo) = undo {
                if seen_undone.insert((event.journal, event.number)) {
                    self.take_back(event, undo, key);
                }
                continue;
            }
            self.count(event, key);
            if event.has_holder {
                let holder = *person.get_or_insert_with(|| self.person(event));
                if people_key != Some(key) {
                    people_key = Some(key);
                    self.note_people(key);
                }
                self.judge(event, &stood, Some(holder));
                self.count_quotas(event, &stood, holder);
                last = self.look_for_far_places(event, &stood, holder, last);
            } else {
                self.judge(event, &stood, None);
            }
            if event.kind == EventKind::Manual {
                self.sums.manual_entries.push(ManualEntry {
                    event: *event,
                    holder: person,
                    terminal: stood.terminal,
                    merchant: stood.merchant,
                });
            }
        }
        if let Some(holder) = person {
            self.people.sort_unstable();
            self.people.dedup();
            for key in std::mem::take(&mut self.people) {
                self.sums.add_person(key, holder);
            }
        }
        let end = self.month.ends().as_secs();
        HolderState {
            last: last.filter(|last| last.time + FAR.as_secs() >= end),
            counters: self.counters.that_go_on(self.month),
        }
    }

    /// How the totals count a grant.
    pub(super) fn resolve(&self, event: &Event) -> UseKey {
        self.use_key(event, &self.journals.stood(event, self.time(event)))
    }

    pub(super) fn time(&self, event: &Event) -> UnixTime {
        UnixTime::from_secs(self.begins + u64::from(event.second))
    }

    /// The first second behind the month.
    pub(super) fn month_ends(&self) -> UnixTime {
        self.month.ends()
    }

    fn use_key(&self, event: &Event, stood: &Stood) -> UseKey {
        let is_own = event.has_holder && event.issuer == self.facts.issuer;
        let categories = match (is_own, event.kind) {
            (true, EventKind::Grant) => self.facts.categories(event.status_index),
            (true, _) => self.facts.categories_of(event.holder, self.time(event)),
            (false, _) => 0,
        };
        UseKey {
            merchant: stood.merchant,
            region: stood.region,
            trade: self.facts.trade(event.edition, stood.merchant),
            benefit: event.benefit,
            categories,
            kind: match (event.kind, event.is_phone) {
                (EventKind::Manual, _) => MANUAL,
                (_, true) => PHONE,
                (_, false) => CARD,
            },
        }
    }

    fn count(&mut self, event: &Event, key: UseKey) {
        if let Some(sum) = self.sums.of(key) {
            sum.uses += 1;
            sum.units += u64::from(event.units);
            if let Some(price) = event.price {
                sum.priced += 1;
                sum.full += price.full;
                sum.charged += price.charged;
            }
        }
        if event.kind == EventKind::Manual {
            let reason = (key.merchant, key.benefit, event.detail);
            *self.sums.manual.entry(reason).or_default() += 1;
        }
    }

    fn take_back(&mut self, event: &Event, undo: &Event, key: UseKey) {
        if let Some(sum) = self.sums.of(key) {
            sum.undone += 1;
        }
        self.sums.undone.push(UndoneRow {
            journal: event.journal,
            number: event.number,
            by: 1 + u8::from(undo.by_bureau),
            reason: undo.detail,
            merchant: key.merchant,
            benefit: key.benefit,
            price: event.price,
        });
    }

    /// The number of a person in the sets.
    fn person(&mut self, event: &Event) -> u32 {
        let holder = (event.issuer, event.holder);
        let next = u32::try_from(self.holders.len()).unwrap_or(u32::MAX);
        let id = *self.holders.entry(holder).or_insert(next);
        if id == next {
            self.sums.new_holders.push((id, holder.0, holder.1));
        }
        id
    }

    fn note_people(&mut self, key: UseKey) {
        self.people.push((6, key.kind.into()));
        // A manual grant is no use: reports have it apart.
        if key.kind == MANUAL {
            return;
        }
        let keys = [
            (0, 0),
            (1, key.merchant),
            (2, key.trade),
            (4, key.region),
            (5, key.benefit),
        ];
        self.people.extend(keys);
        let bits = (0..32).filter(|bit| key.categories >> bit & 1 == 1);
        self.people.extend(bits.map(|bit| (3, bit)));
    }

    pub(super) fn mark(
        &self,
        kind: MarkKind,
        event: &Event,
        stood: &Stood,
        holder: Option<u32>,
    ) -> MarkRow {
        MarkRow {
            journal: event.journal,
            number: event.number,
            kind,
            period: 0,
            allowed: None,
            used: None,
            other: None,
            time: self.time(event).as_secs(),
            terminal: stood.terminal,
            merchant: stood.merchant,
            benefit: event.benefit,
            holder,
            saved: match event.kind {
                EventKind::Grant | EventKind::Manual => Some(event.price.map_or(0, saved)),
                _ => None,
            },
        }
    }

    fn count_quotas(&mut self, event: &Event, stood: &Stood, holder: u32) {
        let counted = self.facts.counted(event.benefit);
        if counted.is_empty() {
            return;
        }
        let quotas = self
            .facts
            .quotas(event.edition, event.benefit)
            .unwrap_or_default();
        let day = DayNumber::of(self.time(event));
        for over in counted {
            let key = CounterKey::new(*over, event.benefit, stood.merchant, stood.branch);
            let count = self.counters.add(key, day, self.month, event);
            // Of several quotas over the same the smallest counts.
            let limits = quotas
                .iter()
                .filter(|quota| (quota.period, quota.scope) == *over);
            let limit = limits.map(|quota| u64::from(quota.limit)).min();
            let Some(limit) = limit.filter(|limit| count.used > *limit) else {
                continue;
            };
            let mark = MarkRow {
                period: over.0.number(),
                allowed: Some(limit),
                used: Some(count.used),
                other: count.before,
                ..self.mark(MarkKind::QuotaExceeded, event, stood, Some(holder))
            };
            // Two scopes of one period are one mark of the record: the first that is counted.
            let is_same = |other: &&MarkRow| {
                (other.journal, other.number, other.kind, other.period)
                    == (mark.journal, mark.number, mark.kind, mark.period)
            };
            if !self
                .sums
                .marks
                .iter()
                .rev()
                .take(8)
                .any(|other| is_same(&other))
            {
                self.sums.marks.push(mark);
            }
        }
    }

    fn look_for_far_places(
        &mut self,
        event: &Event,
        stood: &Stood,
        holder: u32,
        last: Option<LastGrant>,
    ) -> Option<LastGrant> {
        // Without a code nobody knows when it was.
        if event.kind != EventKind::Grant || stood.region == 0 {
            return last;
        }
        let time = self.time(event).as_secs();
        if let Some(last) = last
            && last.region != stood.region
            && time.saturating_sub(last.time) <= FAR.as_secs()
        {
            let mark = MarkRow {
                other: Some((last.journal, last.number)),
                used: Some(time.saturating_sub(last.time)),
                ..self.mark(MarkKind::FarPlaces, event, stood, Some(holder))
            };
            self.sums.marks.push(mark);
        }
        Some(LastGrant {
            time,
            region: stood.region,
            journal: event.journal,
            number: event.number,
        })
    }

    /// Ratings and what the terminal says of itself.
    fn about_terminal(&mut self, event: &Event) {
        let stood = self.journals.stood(event, self.time(event));
        let kind = match event.kind {
            EventKind::Rating => {
                self.sums.rating_entries.push(RatingEntry {
                    journal: event.journal,
                    of: event.edition,
                    number: event.number,
                    level: event.detail,
                    time: self.time(event).as_secs(),
                    terminal: stood.terminal,
                    merchant: stood.merchant,
                });
                return;
            }
            EventKind::ClockBehind => MarkKind::ClockBehind,
            EventKind::ClockLowered => MarkKind::ClockLowered,
            EventKind::StrayUndo => MarkKind::UndoWithoutGrant,
            EventKind::Backwards => MarkKind::TimeBackwards,
            EventKind::Grant | EventKind::Manual | EventKind::Undo => return,
        };
        let mark = MarkRow {
            used: event.price.map(|price| price.full),
            ..self.mark(kind, event, &stood, None)
        };
        self.sums.marks.push(mark);
    }
}
