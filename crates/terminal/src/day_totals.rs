//! What became of the grants of one day, counted from the records.

use std::collections::BTreeMap;

use credential_core::journal::{Entry, Grant, JournalRecord, ManualReason, Price, RatingLevel};
use credential_core::{BenefitNumber, DayNumber, Holdings, IssuerId};
use messages::{Lang, benefit_words};

/// What became of one benefit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Total {
    /// How many grants.
    pub(crate) grants: u64,
    /// Uses, rides or days of hire.
    pub(crate) units: u64,
    /// Prices before, in fen.
    pub(crate) full: u64,
    /// What was charged, in fen.
    pub(crate) charged: u64,
}

impl Total {
    fn of(units: u32, price: Option<Price>) -> Self {
        let (full, charged) = price.map_or((0, 0), |price| (price.full, price.charged));
        Self {
            grants: 1,
            units: units.into(),
            full,
            charged,
        }
    }

    fn add(&mut self, one: &Self) {
        self.grants = self.grants.saturating_add(one.grants);
        self.units = self.units.saturating_add(one.units);
        self.full = self.full.saturating_add(one.full);
        self.charged = self.charged.saturating_add(one.charged);
    }

    /// What was saved, in fen.
    pub(crate) fn saved(&self) -> u64 {
        self.full.saturating_sub(self.charged)
    }
}

/// A grant of the day that was not taken back.
#[derive(Clone, Copy)]
struct DayGrant {
    benefit: u32,
    manual: Option<ManualReason>,
    total: Total,
    /// What a benefit before it has left: the price is that of the same purchase.
    continues: u64,
}

/// The grants of one day that were not taken back, and what was said of them.
pub(crate) struct DayTotals {
    /// The day.
    pub(crate) day: DayNumber,
    grants: BTreeMap<u64, DayGrant>,
    /// By the number of the grant.
    ratings: BTreeMap<u64, RatingLevel>,
    /// How many grants were taken back.
    pub(crate) undone: u64,
    /// The record before, if it may be followed by another benefit of the same purchase.
    before: Option<(u64, Grant)>,
}

impl DayTotals {
    /// Nothing yet.
    pub(crate) fn of(day: DayNumber) -> Self {
        Self {
            day,
            grants: BTreeMap::new(),
            ratings: BTreeMap::new(),
            undone: 0,
            before: None,
        }
    }

    /// Counts a record, if it is of the day; in order.
    pub(crate) fn take(&mut self, record: &JournalRecord) {
        let before = self.before.take();
        let (benefit, manual, total, continues) = match &record.entry {
            Entry::Grant(grant) => {
                self.before = Some((record.time.as_secs(), *grant));
                let continues = continues(before, record.time.as_secs(), grant);
                let total = Total::of(grant.units, grant.price);
                (grant.benefit, None, total, continues)
            }
            Entry::ManualGrant(grant) => {
                let total = Total::of(grant.units, grant.price);
                (grant.benefit, Some(grant.reason), total, 0)
            }
            Entry::Undo(undo) => {
                self.undone += u64::from(self.grants.remove(&undo.of).is_some());
                self.ratings.remove(&undo.of);
                return;
            }
            Entry::Rating(rating) => {
                if self.grants.contains_key(&rating.of) {
                    self.ratings.insert(rating.of, rating.level);
                }
                return;
            }
            _ => return,
        };
        if DayNumber::of(record.time) == self.day {
            let grant = DayGrant {
                benefit,
                manual,
                total,
                continues,
            };
            self.grants.insert(record.number, grant);
        }
    }

    /// By benefit: what each did to the price that it found.
    pub(crate) fn by_benefit(&self) -> BTreeMap<u32, Total> {
        let mut benefits: BTreeMap<u32, Total> = BTreeMap::new();
        for grant in self.grants.values() {
            benefits.entry(grant.benefit).or_default().add(&grant.total);
        }
        benefits
    }

    /// All of them. Of several benefits for one purchase its price counts once.
    pub(crate) fn all(&self) -> Total {
        let mut all = Total::default();
        for grant in self.grants.values() {
            all.add(&grant.total);
            // What the benefit before has left is neither another price nor another payment.
            all.full = all.full.saturating_sub(grant.continues);
            all.charged = all.charged.saturating_sub(grant.continues);
        }
        all
    }

    /// How many were given by hand, by reason, in the order of the reasons.
    pub(crate) fn manual(&self) -> Vec<(ManualReason, u64)> {
        let count = |reason: &ManualReason| {
            let grants = self.grants.values();
            grants.filter(|grant| grant.manual == Some(*reason)).count() as u64
        };
        let all = ManualReason::ALL
            .iter()
            .map(|reason| (*reason, count(reason)));
        all.filter(|(_, count)| *count > 0).collect()
    }

    /// How many holders found the service so, for each level.
    pub(crate) fn ratings(&self) -> Vec<(RatingLevel, u64)> {
        let count =
            |level: &RatingLevel| self.ratings.values().filter(|one| *one == level).count() as u64;
        RatingLevel::ALL
            .iter()
            .map(|level| (*level, count(level)))
            .collect()
    }
}

/// What the grant before has left, if this one goes on from there: another benefit for the same credential in the
/// same second, whose price is just that. Records of benefits that were given together stand behind one another.
fn continues(before: Option<(u64, Grant)>, time: u64, grant: &Grant) -> u64 {
    let left = before.and_then(|(at, before)| {
        let is_same = time == at
            && before.holder == grant.holder
            && before.status_index == grant.status_index
            && before.benefit != grant.benefit;
        let left = before.price.filter(|_| is_same)?.charged;
        (grant.price?.full == left).then_some(left)
    });
    left.unwrap_or(0)
}

/// The name of a benefit in the catalogue that is held; its number if it is no longer there.
pub(crate) fn name(held: &Holdings, number: u32, lang: Lang) -> String {
    let issuer: Option<IssuerId> = held.places().map(|place| place.claims().issuer).next();
    let here = issuer.and_then(|issuer| held.place_catalogue(issuer));
    let benefit = here.and_then(|here| here.part().benefit(BenefitNumber(number)));
    match benefit {
        Some(benefit) => benefit_words::title(&benefit.title)
            .in_lang(lang)
            .to_owned(),
        None => match lang {
            Lang::Zh => format!("第 {number} 项"),
            Lang::En => format!("benefit {number}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use credential_core::journal::{Judged, ManualGrant, Rating, ShownCode, Undo, UndoReason};
    use credential_core::{HolderId, HolderNumber, StatusIndex, UnixTime};

    const NOON: u64 = 1_811_822_400;

    fn grant(benefit: u32, holder: u32, full: u64, charged: u64) -> Entry {
        Entry::Grant(Grant {
            holder: HolderId {
                issuer: IssuerId(1),
                number: HolderNumber(holder),
            },
            status_index: StatusIndex(holder),
            benefit,
            edition: 1,
            branch: 1,
            units: 1,
            price: Some(Price { full, charged }),
            code: ShownCode::Card,
            judged: Judged::Accepted,
        })
    }

    fn day(entries: Vec<(u64, Entry)>) -> DayTotals {
        let mut day = DayTotals::of(DayNumber::of(UnixTime::from_secs(NOON)));
        for (number, (time, entry)) in (1..).zip(entries) {
            day.take(&JournalRecord {
                number,
                time: UnixTime::from_secs(time),
                entry,
            });
        }
        day
    }

    fn amounts(total: Total) -> (u64, u64, u64, u64) {
        (total.grants, total.full, total.charged, total.saved())
    }

    #[test]
    fn the_price_of_a_purchase_with_several_benefits_counts_once() {
        let both = || vec![(NOON, grant(1, 5, 100, 85)), (NOON, grant(2, 5, 85, 75))];
        let totals = day(both());
        assert_eq!(amounts(totals.all()), (2, 100, 75, 25));
        let benefits = totals.by_benefit();
        assert_eq!(amounts(benefits[&1]), (1, 100, 85, 15));
        assert_eq!(amounts(benefits[&2]), (1, 85, 75, 10));
        // Another holder, another second, another price, or the same benefit again: another purchase.
        for other in [
            (NOON, grant(2, 6, 85, 75)),
            (NOON + 1, grant(2, 5, 85, 75)),
            (NOON, grant(2, 5, 84, 75)),
            (NOON, grant(1, 5, 85, 75)),
        ] {
            let totals = day(vec![(NOON, grant(1, 5, 100, 85)), other.clone()]);
            let all = totals.all();
            assert_eq!(all.saved(), all.full - all.charged);
            assert!(all.full >= 184, "{other:?}");
        }
    }

    #[test]
    fn what_was_undone_does_not_count_and_neither_does_its_rating() {
        let rating = |of, level| (NOON, Entry::Rating(Rating { of, level }));
        let undo = Undo {
            of: 1,
            reason: UndoReason::Mistake,
        };
        let totals = day(vec![
            (NOON, grant(1, 5, 100, 50)),
            (NOON, grant(1, 6, 100, 50)),
            rating(1, RatingLevel::Dissatisfied),
            rating(2, RatingLevel::Satisfied),
            (NOON, Entry::Undo(undo)),
        ]);
        assert_eq!(amounts(totals.all()), (1, 100, 50, 50));
        assert_eq!(totals.undone, 1);
        let ratings: Vec<u64> = totals.ratings().iter().map(|(_, count)| *count).collect();
        assert_eq!(ratings, [1, 0, 0]);
    }

    #[test]
    fn what_was_given_by_hand_is_counted_by_its_reason_and_other_days_not_at_all() {
        let manual = |reason| {
            Entry::ManualGrant(ManualGrant {
                reason,
                holder: None,
                benefit: 3,
                edition: 1,
                branch: 1,
                units: 2,
                price: None,
            })
        };
        let totals = day(vec![
            (NOON - 86_400, manual(ManualReason::NoPower)),
            (NOON, manual(ManualReason::NoPower)),
            (NOON, manual(ManualReason::CardUnreadable)),
            (NOON, manual(ManualReason::NoPower)),
        ]);
        assert_eq!(
            totals.manual(),
            [
                (ManualReason::CardUnreadable, 1),
                (ManualReason::NoPower, 2)
            ]
        );
        assert_eq!((totals.all().grants, totals.all().units), (3, 6));
    }
}
