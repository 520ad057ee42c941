//! What a month changes for one person.

use credential_core::HolderTraits;

use super::months::MonthCount;
use crate::catalogue::{BenefitRow, CatalogueBook};

/// A person of the roster, as far as benefits ask.
pub(crate) struct Candidate {
    pub(crate) born: MonthCount,
    pub(crate) before: Before,
    pub(crate) now: HolderTraits,
}

/// What the register says of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// It knows nobody like that: nothing was given yet.
    Unknown,
    /// What the person's code says.
    Registered(HolderTraits),
}

/// Which way a benefit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    /// With the first day of the month that it names.
    Begins,
    /// With the last day of the month that it names.
    Ends,
}

/// Why it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The person reaches this age.
    Age(u8),
    /// The roster says something else of the person than the code.
    Details,
    /// The register does not know the person yet.
    NotRegistered,
}

impl Cause {
    /// The stable code in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Age(_) => "age",
            Self::Details => "details",
            Self::NotRegistered => "not-registered",
        }
    }
}

/// A benefit that begins or ends for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntitlementChange {
    pub(crate) benefit: u32,
    pub(crate) turn: Turn,
    pub(crate) cause: Cause,
    /// The first month in which it is given, or the last one.
    pub(crate) month: MonthCount,
}

impl BenefitRow {
    /// Whether it is given on some day of the month.
    pub(crate) fn is_in_force(&self, month: MonthCount) -> bool {
        let benefit = &self.benefit;
        benefit
            .from
            .is_none_or(|from| MonthCount::of_day(from) <= month)
            && benefit
                .until
                .is_none_or(|until| month <= MonthCount::of_day(until))
    }
}

impl Candidate {
    /// Whether the person gets the benefit in the month, by what the roster says.
    pub(crate) fn gets(&self, row: &BenefitRow, month: MonthCount) -> bool {
        row.is_in_force(month) && row.benefit.is_for(&self.now) && self.is_of_age(row, month)
    }

    /// What the month changes. That a benefit itself begins or ends for all its holders is no change of a person.
    pub(crate) fn changes(
        &self,
        book: &CatalogueBook,
        month: MonthCount,
    ) -> Vec<EntitlementChange> {
        let in_force = book.benefits.iter().filter(|row| row.is_in_force(month));
        in_force.filter_map(|row| self.change(row, month)).collect()
    }

    fn change(&self, row: &BenefitRow, month: MonthCount) -> Option<EntitlementChange> {
        let is_for = row.benefit.is_for(&self.now);
        let (was_for, cause) = match &self.before {
            Before::Registered(before) => (row.benefit.is_for(before), Cause::Details),
            // What merchants give begins with the code; what the bureau pays, with the month.
            Before::Unknown if row.givers.is_bureau() => (false, Cause::NotRegistered),
            Before::Unknown => return None,
        };
        let had = was_for && self.is_of_age(row, month.before());
        let has = is_for && self.is_of_age(row, month);
        let will_have = is_for && self.is_of_age(row, month.after());
        let of_age = |years: Option<u8>| years.map_or(cause, Cause::Age);
        let (turn, cause, month) = match (had, has) {
            (false, true) if was_for => (
                Turn::Begins,
                of_age(row.ages.map(|ages| ages.first())),
                month,
            ),
            (false, true) => (Turn::Begins, cause, month),
            (true, false) if !is_for => (Turn::Ends, cause, month.before()),
            (_, true) if !will_have => {
                let over = row.ages.and_then(|ages| ages.last());
                (
                    Turn::Ends,
                    of_age(over.map(|last| last.saturating_add(1))),
                    month,
                )
            }
            _ => return None,
        };
        Some(EntitlementChange {
            benefit: row.number(),
            turn,
            cause,
            month,
        })
    }

    fn is_of_age(&self, row: &BenefitRow, month: MonthCount) -> bool {
        row.ages.is_none_or(|ages| ages.hold(self.born, month))
    }
}
