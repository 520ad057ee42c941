//! Tables and register brought together when an edition is published (decision 0028).

use credential_core::{Agreement, CivilDay, DayNumber, Membership};

use super::known::{Merchants, edition_note, first_day, joining, last_day, taking_away};
use crate::catalogue::{CatalogueBook, MerchantRow};
use crate::register::{MerchantEvent, MerchantEventKind, MerchantHistory};

/// A merchant by its number and name.
pub(crate) type Named = (u32, String);

/// A member whose row is no longer in the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GoneMerchant {
    pub(crate) number: u32,
    /// Empty if it was never in an edition.
    pub(crate) name: String,
    /// It leaves on this day, which is still to come.
    pub(crate) leaves: Option<CivilDay>,
}

/// What comes of tables and register.
#[derive(Debug, Default)]
pub(crate) struct Reconciled {
    /// What is to be recorded with the edition.
    pub(crate) events: Vec<MerchantEvent>,
    /// Of whom the tables say more than the register, with what the register says and what counts.
    pub(crate) overruled: Vec<(Named, Membership)>,
    /// Of whom the tables say less than the register, with what they say and what counts.
    pub(crate) believed: Vec<(Named, Membership)>,
    /// Who is gone from the tables, and has not left.
    pub(crate) gone: Vec<GoneMerchant>,
}

impl Reconciled {
    /// Notes of all that are gone that they have left.
    pub(crate) fn let_gone_leave(&mut self, today: CivilDay, edition: u32) {
        let left = self.gone.iter().map(|gone| MerchantEvent {
            merchant: gone.number,
            kind: MerchantEventKind::Left,
            day: today,
            until: None,
            kept: None,
            note: edition_note(edition),
        });
        self.events.extend(left);
    }
}

/// Puts into the tables what the register says of memberships, and finds what the register is to learn.
pub(crate) fn reconcile(
    book: &mut CatalogueBook,
    known: &Merchants,
    today: CivilDay,
    edition: u32,
) -> Reconciled {
    let mut all = Reconciled {
        events: known.unrecorded.values().flatten().cloned().collect(),
        ..Reconciled::default()
    };
    let note = edition_note(edition);
    for row in &mut book.merchants {
        let mut history = known.history(row.number());
        let mut record = |history: &mut MerchantHistory, event: MerchantEvent| {
            history.push(event.clone());
            all.events.push(event);
        };
        if history.events().is_empty() {
            record(&mut history, joining(row, today, &note));
        } else if let Some(renewed) = renewed(row, &history, &note) {
            record(&mut history, renewed);
        }
        let named = (row.number(), row.merchant.name.zh.clone());
        // One that joins on a day to come is told so by the days of its agreement.
        let joined = history.events().first().map_or(today, |event| event.day);
        let day = today.max(joined);
        let standing = history.standing_on(day).unwrap_or(Membership::MEMBER);
        let said = row.merchant.membership;
        if takes_more(said, standing) {
            all.believed.push((named, said));
            if let Some(event) = taking_away(row, day, &note) {
                history.push(event.clone());
                all.events.push(event);
            }
        } else if said != standing {
            all.overruled.push((named, standing));
            row.merchant.membership = standing;
        }
        end_before_planned_change(row, &history, day);
    }
    all.gone = gone(book, known, today);
    all
}

/// Whether the tables take more away than the register has.
fn takes_more(said: Membership, standing: Membership) -> bool {
    let weight = |membership| match membership {
        Membership::MEMBER => 0,
        Membership::SUSPENDED => 1,
        _ => 2,
    };
    weight(said) > weight(standing)
}

/// The event of an agreement with other days than the one before.
fn renewed(row: &MerchantRow, history: &MerchantHistory, note: &str) -> Option<MerchantEvent> {
    let before = history.last_agreement()?;
    let first = first_day(row).unwrap_or(before.first);
    let last = last_day(row);
    let now = Agreement {
        first,
        last: last.unwrap_or(CivilDay::LAST),
    };
    (now != before).then(|| MerchantEvent {
        merchant: row.number(),
        kind: MerchantEventKind::Renewed,
        day: first,
        until: last.map(|last| last.max(first)),
        kept: None,
        note: note.to_owned(),
    })
}

/// One that will be suspended or leave is no member from then on, also where nothing is published that day.
fn end_before_planned_change(row: &mut MerchantRow, history: &MerchantHistory, day: CivilDay) {
    use MerchantEventKind::{Left, Suspended};
    if row.merchant.membership != Membership::MEMBER {
        return;
    }
    let change = history.next_change_after(day);
    let Some(change) = change.filter(|event| matches!(event.kind, Left | Suspended)) else {
        return;
    };
    let last = CivilDay::from(DayNumber(change.day.day_number().0.saturating_sub(1)));
    let agreement = row.merchant.agreement.unwrap_or(Agreement::ALWAYS);
    if last < agreement.last && agreement.first <= last {
        row.merchant.agreement = Some(Agreement { last, ..agreement });
    }
}

/// Who was a member, and is neither in the tables nor has left.
fn gone(book: &CatalogueBook, known: &Merchants, today: CivilDay) -> Vec<GoneMerchant> {
    let absent = known
        .histories
        .iter()
        .filter(|(number, _)| book.merchant(**number).is_none());
    let still_there = absent.filter(|(_, history)| {
        history.standing_on(today) != Some(Membership::LEFT) && !history.events().is_empty()
    });
    still_there
        .map(|(number, history)| GoneMerchant {
            number: *number,
            name: known.name(*number).to_owned(),
            leaves: history
                .next_change_after(today)
                .filter(|event| event.kind == MerchantEventKind::Left)
                .map(|event| event.day),
        })
        .collect()
}

#[cfg(test)]
mod tests;
