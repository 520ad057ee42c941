//! Agreements that end soon, or have ended.

use credential_core::{CivilDay, Membership};

use super::known::Merchants;
use crate::register::MerchantHistory;

/// An agreement that ends, or has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AgreementEnd {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) contact: String,
    /// Its last day, which belongs to it.
    pub(crate) last: CivilDay,
    /// Whether it is over.
    pub(crate) is_over: bool,
}

/// The last day of the agreement of a merchant that has one and has not left; `None` if it has no end, or if another
/// one follows.
pub(crate) fn agreement_end(history: &MerchantHistory, today: CivilDay) -> Option<CivilDay> {
    match history.standing_on(today) {
        None | Some(Membership::LEFT) => None,
        Some(_) => history
            .last_agreement()
            .map(|days| days.last)
            .filter(|last| *last != CivilDay::LAST),
    }
}

/// All agreements whose last day is not after `until`, by their last day.
pub(crate) fn agreements_ending(
    known: &Merchants,
    today: CivilDay,
    until: CivilDay,
) -> Vec<AgreementEnd> {
    let mut all: Vec<AgreementEnd> = known
        .histories
        .iter()
        .filter_map(|(number, history)| {
            let last = agreement_end(history, today).filter(|last| *last <= until)?;
            let row = known.book.merchant(*number);
            Some(AgreementEnd {
                number: *number,
                name: known.name(*number).to_owned(),
                contact: row.map_or_else(String::new, |row| row.contact.clone()),
                last,
                is_over: last < today,
            })
        })
        .collect();
    all.sort_by_key(|end| (end.last, end.number));
    all
}
