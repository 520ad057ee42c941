//! How much a holder has had of a benefit, in each period and scope that any edition counts.

use credential_core::{DayNumber, Period, QuotaScope};
use rustc_hash::FxHashMap;

use super::numbers::Words;
use crate::event::Event;
use crate::facts::Counted;
use crate::month::Month;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CounterKey {
    benefit: u32,
    period: Period,
    scope: QuotaScope,
    /// 0 over all merchants.
    merchant: u32,
    /// 0 unless the scope is a branch.
    branch: u32,
}

/// How much was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counter {
    /// Which period, in a number that grows: the day, week, month or year.
    window: u32,
    used: u64,
    /// The last record that was counted.
    journal: u32,
    number: u32,
}

/// What there was before a grant, and with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) used: u64,
    /// The record before, in the same period.
    pub(crate) before: Option<(u32, u32)>,
}

/// The counters of one holder.
#[derive(Default)]
pub(crate) struct Counters(FxHashMap<CounterKey, Counter>);

impl CounterKey {
    pub(crate) fn new((period, scope): Counted, benefit: u32, merchant: u32, branch: u32) -> Self {
        let (merchant, branch) = match scope {
            QuotaScope::Branch => (merchant, branch),
            QuotaScope::Merchant => (merchant, 0),
            _ => (0, 0),
        };
        Self {
            benefit,
            period,
            scope,
            merchant,
            branch,
        }
    }

    pub(super) fn words(&self) -> [u64; 5] {
        [
            self.benefit.into(),
            self.period.number().into(),
            self.scope.number().into(),
            self.merchant.into(),
            self.branch.into(),
        ]
    }

    pub(super) fn read(words: &mut Words<'_>) -> Option<Self> {
        let benefit = words.small()?;
        let (period, scope) = (words.next()?, words.next()?);
        Some(Self {
            benefit,
            period: Period::ALL
                .into_iter()
                .find(|known| u64::from(known.number()) == period)?,
            scope: QuotaScope::ALL
                .into_iter()
                .find(|known| u64::from(known.number()) == scope)?,
            merchant: words.small()?,
            branch: words.small()?,
        })
    }
}

impl Counter {
    pub(super) fn words(&self) -> [u64; 4] {
        [
            self.window.into(),
            self.used,
            self.journal.into(),
            self.number.into(),
        ]
    }

    pub(super) fn read(words: &mut Words<'_>) -> Option<Self> {
        Some(Self {
            window: words.small()?,
            used: words.next()?,
            journal: words.small()?,
            number: words.small()?,
        })
    }
}

impl Counters {
    /// Begins with another holder.
    pub(crate) fn restart(&mut self, carried: &[(CounterKey, Counter)]) {
        self.0.clear();
        self.0.extend(carried.iter().copied());
    }

    /// Counts a grant in a period; grants come in the order of time.
    pub(crate) fn add(
        &mut self,
        key: CounterKey,
        day: DayNumber,
        month: Month,
        event: &Event,
    ) -> Count {
        let window = window(key.period, day, month);
        let counter = self.0.entry(key).or_insert(Counter {
            window,
            used: 0,
            journal: 0,
            number: 0,
        });
        if counter.window != window {
            counter.used = 0;
            counter.window = window;
        }
        let before = (counter.used > 0).then_some((counter.journal, counter.number));
        counter.used = counter.used.saturating_add(event.units.into());
        (counter.journal, counter.number) = (event.journal, event.number);
        Count {
            used: counter.used,
            before,
        }
    }

    /// The counters whose period goes on in the next month, in their order.
    pub(crate) fn that_go_on(&self, month: Month) -> Vec<(CounterKey, Counter)> {
        let mut all: Vec<_> = self
            .0
            .iter()
            .map(|(key, counter)| (*key, *counter))
            .collect();
        all.retain(|(key, counter)| goes_on(key.period, counter.window, month));
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }
}

/// Whether a counter still counts behind the end of a month.
fn goes_on(period: Period, counted: u32, month: Month) -> bool {
    let next = month.ends();
    counted == window(period, DayNumber::of(next), Month::of(next))
}

/// Which period of its kind a day is in, as a number.
fn window(period: Period, day: DayNumber, month: Month) -> u32 {
    match period {
        Period::Day => day.0,
        // 1970-01-01 was a Thursday; weeks begin on Monday.
        Period::Week => (day.0 + 3) / 7,
        Period::Month => month.number(),
        Period::Year => month.number() / 100,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::Moment;
    use credential_core::UnixTime;

    /// The catalogue's calendar and this one must agree: two days are in one window if the period around
    /// the one has the other.
    #[test]
    fn windows_are_those_of_the_catalogue() {
        // From December 2023 over a 29 February to January 2025, and around the year 2100 without one.
        for start in [1_701_360_000_u64, 4_102_000_000] {
            let at = |day: u64| UnixTime::from_secs(start + day * 86_400);
            for day in 0..400 {
                let (one, next) = (at(day), at(day + 1));
                for period in Period::ALL {
                    let of = |time| window(period, DayNumber::of(time), Month::of(time));
                    let around = period.around(Moment::at(one).day());
                    let together = around.contains(Moment::at(next).day());
                    assert_eq!(of(one) == of(next), together, "{period:?} on day {day}");
                }
            }
        }
    }
}
