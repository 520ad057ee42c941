//! What the records come to: quotas used, what can still be taken back.

use std::collections::{BTreeMap, VecDeque};
use std::ops::RangeInclusive;
use std::time::Duration;

use credential_core::journal::{Carry, CarryEntry, Entry, JournalRecord, Note};
use credential_core::{DayNumber, HolderId, UnixTime};

use super::limits::{MAX_RECENT, RATING_WINDOW};

/// A holder's use of one benefit on one day.
type Use = (HolderId, u32, DayNumber);

/// A grant that is not long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecentGrant {
    pub(crate) number: u64,
    pub(crate) time: UnixTime,
    /// Whose, of which benefit and how much; `None` for a manual grant without a holder number.
    counted: Option<(HolderId, u32, u32)>,
    is_manual: bool,
    pub(crate) is_undone: bool,
    pub(crate) is_rated: bool,
}

/// Made from the records, again at each start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    used: BTreeMap<Use, u32>,
    /// Manual grants of each day, those that were taken back left out.
    manual: BTreeMap<DayNumber, u32>,
    recent: VecDeque<RecentGrant>,
    /// The newest note of a place.
    pub(crate) place: Option<Note>,
    /// The time to which the newest note has lowered the clock.
    pub(crate) lowered: Option<UnixTime>,
    /// The parts of a carry that is not complete.
    parts: Vec<Carry>,
    next_part_at: u64,
    /// A complete carry stands for the records up to here.
    pub(crate) carried: u64,
    /// Records up to here are not counted: a carry stands for them.
    skipped: u64,
    /// Records from here on are not counted, but what they take back is: for the totals of a drop.
    counted_until: Option<u64>,
}

impl Index {
    /// An index that does not count the records up to `skipped`.
    pub(crate) fn skipping(skipped: u64) -> Self {
        Self {
            skipped,
            ..Self::default()
        }
    }

    /// An index that counts only what lies behind `skipped`, up to and with `last`, less what was
    /// taken back since.
    pub(crate) fn of_records(skipped: u64, last: u64) -> Self {
        Self {
            counted_until: Some(last),
            ..Self::skipping(skipped)
        }
    }

    /// Up to where records are not counted.
    pub(crate) fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Takes the next record in.
    pub(crate) fn apply(&mut self, record: &JournalRecord) {
        if record.number <= self.skipped {
            return;
        }
        let (number, time) = (record.number, record.time);
        match &record.entry {
            Entry::Grant(grant) => {
                let counted = Some((grant.holder, grant.benefit, grant.units));
                self.granted(number, time, counted, false);
            }
            Entry::ManualGrant(grant) => {
                let holder = grant.holder;
                let counted = holder.map(|holder| (holder, grant.benefit, grant.units));
                self.granted(number, time, counted, true);
            }
            Entry::Undo(undo) => self.undone(undo.of),
            Entry::Rating(rating) => {
                if let Some(grant) = self.recent_mut(rating.of) {
                    grant.is_rated = true;
                }
            }
            Entry::Carry(carry) => self.carried(number, carry),
            Entry::Note(note @ Note::Place { .. }) => self.place = Some(*note),
            Entry::Note(Note::ClockLowered { .. }) => self.lowered = Some(time),
            _ => {}
        }
    }

    fn is_counted(&self, number: u64) -> bool {
        self.counted_until.is_none_or(|last| number <= last)
    }

    fn granted(
        &mut self,
        number: u64,
        time: UnixTime,
        counted: Option<(HolderId, u32, u32)>,
        is_manual: bool,
    ) {
        if !self.is_counted(number) {
            return;
        }
        let day = DayNumber::of(time);
        if let Some((holder, benefit, units)) = counted {
            self.add((holder, benefit, day), units);
        }
        if is_manual {
            let count = self.manual.entry(day).or_default();
            *count = count.saturating_add(1);
        }
        self.forget(time);
        self.recent.push_back(RecentGrant {
            number,
            time,
            counted,
            is_manual,
            is_undone: false,
            is_rated: false,
        });
    }

    fn undone(&mut self, of: u64) {
        let Some(grant) = self.recent_mut(of).filter(|grant| !grant.is_undone) else {
            return;
        };
        grant.is_undone = true;
        let RecentGrant {
            time,
            counted,
            is_manual,
            ..
        } = *grant;
        let day = DayNumber::of(time);
        if let Some((holder, benefit, units)) = counted {
            give_back(&mut self.used, &(holder, benefit, day), units);
        }
        if is_manual {
            give_back(&mut self.manual, &day, 1);
        }
    }

    fn carried(&mut self, number: u64, carry: &Carry) {
        if !self.is_counted(number) {
            return;
        }
        let goes_on = self.parts.last().is_some_and(|last| {
            number == self.next_part_at
                && (last.part + 1, last.parts, last.through)
                    == (carry.part, carry.parts, carry.through)
        });
        if !goes_on {
            self.parts.clear();
            if carry.part != 0 {
                return;
            }
        }
        self.next_part_at = number.saturating_add(1);
        self.parts.push(carry.clone());
        if carry.part + 1 < carry.parts {
            return;
        }
        self.carried = self.carried.max(carry.through);
        for entry in std::mem::take(&mut self.parts)
            .iter()
            .flat_map(|part| &part.entries)
        {
            self.add((entry.holder, entry.benefit, entry.day), entry.units);
        }
    }

    fn add(&mut self, key: Use, units: u32) {
        let used = self.used.entry(key).or_default();
        *used = used.saturating_add(units);
    }

    /// Forgets grants that can neither be taken back nor rated any more.
    fn forget(&mut self, now: UnixTime) {
        while let Some(oldest) = self.recent.front() {
            if self.recent.len() < MAX_RECENT && now.since(oldest.time) <= RATING_WINDOW {
                break;
            }
            self.recent.pop_front();
        }
    }

    fn recent_mut(&mut self, number: u64) -> Option<&mut RecentGrant> {
        let at = self
            .recent
            .binary_search_by_key(&number, |grant| grant.number);
        self.recent.get_mut(at.ok()?)
    }

    /// The grant with this number, if it is not long ago.
    pub(crate) fn recent(&self, number: u64) -> Option<&RecentGrant> {
        let at = self
            .recent
            .binary_search_by_key(&number, |grant| grant.number);
        self.recent.get(at.ok()?)
    }

    /// What a holder has used of a benefit on these days.
    pub(crate) fn used(
        &self,
        holder: HolderId,
        benefit: u32,
        days: RangeInclusive<DayNumber>,
    ) -> u64 {
        let (first, last) = days.into_inner();
        if first > last {
            return 0;
        }
        let days = (holder, benefit, first)..=(holder, benefit, last);
        self.used
            .range(days)
            .map(|(_, units)| u64::from(*units))
            .sum()
    }

    /// What a holder has used, by benefit and day, in this order.
    pub(crate) fn uses_of(&self, holder: HolderId) -> impl Iterator<Item = (u32, DayNumber, u32)> {
        let all = (holder, 0, DayNumber(0))..=(holder, u32::MAX, DayNumber(u32::MAX));
        let uses = self.used.range(all);
        uses.map(|((_, benefit, day), units)| (*benefit, *day, *units))
    }

    /// Manual grants of a day.
    pub(crate) fn manual_on(&self, day: DayNumber) -> u32 {
        self.manual.get(&day).copied().unwrap_or_default()
    }

    /// All totals, for a carry. Days that are more than `kept` before `now` become one.
    pub(crate) fn totals(&self, now: UnixTime, kept: Duration) -> Vec<CarryEntry> {
        let since = DayNumber::of(UnixTime::from_secs(
            now.as_secs().saturating_sub(kept.as_secs()),
        ));
        let mut totals: BTreeMap<Use, u32> = BTreeMap::new();
        for ((holder, benefit, day), units) in &self.used {
            let day = if *day < since {
                DayNumber::EARLIER
            } else {
                *day
            };
            let total = totals.entry((*holder, *benefit, day)).or_default();
            *total = total.saturating_add(*units);
        }
        let entries = totals
            .into_iter()
            .map(|((holder, benefit, day), units)| CarryEntry {
                holder,
                benefit,
                day,
                units,
            });
        entries.collect()
    }

    /// Every total, for tests that count again.
    #[cfg(test)]
    pub(crate) fn all_used(&self) -> BTreeMap<(u32, u32, u32, u32), u32> {
        let entries = self.used.iter().map(|((holder, benefit, day), units)| {
            let HolderId {
                issuer: credential_core::IssuerId(issuer),
                number: credential_core::HolderNumber(number),
            } = *holder;
            ((issuer, number, *benefit, day.0), *units)
        });
        entries.collect()
    }
}

/// Subtracts, and leaves no zero behind.
fn give_back<K: Ord>(counts: &mut BTreeMap<K, u32>, key: &K, units: u32) {
    let left = match counts.get_mut(key) {
        Some(count) => {
            *count = count.saturating_sub(units);
            *count
        }
        None => return,
    };
    if left == 0 {
        counts.remove(key);
    }
}
