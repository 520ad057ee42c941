//! Benefits at this terminal: what a holder gets here and now, and the journal of what was given.
//!
//! - `terminal_key`: the terminal's own key, in a file of its store.
//! - `ledger`: the quotas that the journal has counted.
//! - `offer`: what a holder gets; `human` and `json` say it.
//! - `counter`: joins place, catalogue and journal: offers, grants, undoes.
//! - `price`: what an operator types.

mod counter;
mod human;
mod json;
mod ledger;
mod offer;
mod price;
mod terminal_key;

pub(crate) use counter::{Counter, GrantWish, Granted, Granting};
pub(crate) use human::{benefit_line, head, lines, no_offer};
pub(crate) use json::{BenefitsRecord, GrantRecord};
pub(crate) use offer::{NoOffer, Offer, OfferedBenefit};
pub(crate) use price::{LONGEST, days, price};
pub(crate) use terminal_key::TerminalKey;

use std::path::{Path, PathBuf};

/// The folder of the journal, in that of the store.
pub(crate) fn journal_folder(store: &Path) -> PathBuf {
    store.join("journal")
}
