//! All that a month changes for the people of a roster.

use std::collections::BTreeMap;

use credential_core::{Fen, HolderNumber};
use messages::{Failure, failure};

use super::changes::{Candidate, EntitlementChange};
use super::months::MonthCount;
use crate::catalogue::{BenefitRow, CatalogueBook};
use crate::register::Reason;
use crate::roster::Place;

/// A change with whom it is for.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) at: Place,
    /// `None` for somebody whom the register does not know.
    pub(crate) holder: Option<HolderNumber>,
    pub(crate) masked_name: String,
    pub(crate) full_name: String,
    /// The identity number but for its last four characters.
    pub(crate) identity: String,
    pub(crate) change: EntitlementChange,
}

/// A code that ends in the month.
#[derive(Clone, Debug)]
pub(crate) struct EndingCode {
    pub(crate) holder: HolderNumber,
    pub(crate) masked_name: String,
    pub(crate) last_day: String,
}

/// Somebody whose code is revoked, and why.
#[derive(Clone, Debug)]
pub(crate) struct RevokedPerson {
    pub(crate) holder: HolderNumber,
    pub(crate) masked_name: String,
    pub(crate) reason: Option<Reason>,
}

/// Somebody to whom the bureau pays an allowance in the month.
#[derive(Clone, Debug)]
pub(crate) struct Payee {
    /// The number of the benefit.
    pub(crate) benefit: u32,
    pub(crate) monthly: Fen,
    pub(crate) full_name: String,
    /// The identity number but for its last four characters.
    pub(crate) identity: String,
    /// `None` for somebody whom the register does not know.
    pub(crate) holder: Option<HolderNumber>,
    /// The line of the roster.
    pub(crate) line: u64,
}

/// So many changes are a slip in the roster or the month, and no list for people.
const MOST_CHANGES: usize = 200_000;

/// The list of a month.
#[derive(Default)]
pub(crate) struct EntitledList {
    pub(crate) people: u64,
    pub(crate) registered: u64,
    pub(crate) not_registered: u64,
    /// Whose codes are revoked: nothing is listed for them.
    pub(crate) revoked: Vec<RevokedPerson>,
    /// Whose code was revoked because of the card alone, and not replaced yet: they are listed as all others.
    pub(crate) without_code: Vec<RevokedPerson>,
    /// Whom the bureau pays, in the order of the roster; `None` where nobody asks.
    pub(crate) payees: Option<Vec<Payee>>,
    pub(crate) refused: u64,
    pub(crate) changes: Vec<Listed>,
    pub(crate) ending_codes: Vec<EndingCode>,
    /// By benefit of the bureau: how many people get it in the month.
    pub(crate) getting: BTreeMap<u32, u64>,
}

impl EntitledList {
    /// Adds a person of the roster. `listed` makes of a change what is shown of it, and `payee` of an allowance
    /// with its number what is to be paid.
    ///
    /// # Errors
    /// `changes-many`.
    pub(crate) fn add(
        &mut self,
        candidate: &Candidate,
        book: &CatalogueBook,
        month: MonthCount,
        (listed, payee): (
            impl Fn(EntitlementChange) -> Listed,
            impl Fn(u32, Fen) -> Payee,
        ),
    ) -> Result<(), Failure> {
        let counted =
            |row: &&BenefitRow| row.givers.is_bureau() || turns_for_all(row, month).is_some();
        for row in book.benefits.iter().filter(counted) {
            if candidate.gets(row, month) {
                *self.getting.entry(row.number()).or_default() += 1;
                if let (Some(payees), Some(monthly)) = (&mut self.payees, row.allowance) {
                    payees.push(payee(row.number(), monthly));
                }
            }
        }
        let changes = candidate.changes(book, month);
        if self.changes.len() + changes.len() > MOST_CHANGES {
            return Err(changes_many());
        }
        self.changes.extend(changes.into_iter().map(listed));
        Ok(())
    }

    /// How many people get a benefit in the month.
    pub(crate) fn people_with(&self, row: &BenefitRow) -> u64 {
        self.getting.get(&row.number()).copied().unwrap_or(0)
    }

    /// The benefits that begin or end in the month for all whom they are for.
    pub(crate) fn benefits_that_turn<'b>(
        book: &'b CatalogueBook,
        month: MonthCount,
    ) -> impl Iterator<Item = (&'b BenefitRow, super::Turn)> + 'b {
        let rows = book.benefits.iter();
        rows.filter_map(move |row| Some((row, turns_for_all(row, month)?)))
    }
}

/// Whether the benefit's own first or last day is in the month. One that has both there ends.
fn turns_for_all(row: &BenefitRow, month: MonthCount) -> Option<super::Turn> {
    let is_in = |day: &credential_core::CivilDay| MonthCount::of_day(*day) == month;
    if row.benefit.until.as_ref().is_some_and(is_in) {
        Some(super::Turn::Ends)
    } else if row.benefit.from.as_ref().is_some_and(is_in) {
        Some(super::Turn::Begins)
    } else {
        None
    }
}

fn changes_many() -> Failure {
    failure!("changes-many"; "变动超过 {MOST_CHANGES} 项，列不成表"; "there are more than {MOST_CHANGES} changes, too many for a list";
        "请核对名册：人员类别是不是整列变了？先执行 issuer issue --dry-run 看差别。";
        "Check the roster: has a whole column of categories changed? issuer issue --dry-run shows the differences.")
}
