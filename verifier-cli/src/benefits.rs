//! Benefits at this terminal: what a holder gets here and now, and the journal of what was given.
//!
//! - `terminal_key`: the terminal's own key, in a file of its store.
//! - `ledger`: the quotas that the journal has counted.
//! - `offer`: what a holder gets; `human` and `json` say it.
//! - `place_state`: whether the terminal has its place, and the way to one.
//! - `counter`: joins place, catalogue and journal: offers, undoes, ratings. `grant` gives benefits, `manual` those
//!   without a code, `receipts` takes what the bureau has confirmed.
//! - `export`: writes the journal for the bureau while a program runs. `sticks`: where to.
//! - `price`: what an operator types.

mod counter;
mod export;
mod grant;
mod human;
mod json;
mod ledger;
mod manual;
mod news;
mod offer;
mod place_state;
mod price;
mod receipts;
mod sticks;
mod terminal_key;

pub(crate) use counter::{Counter, Granting};
#[cfg(unix)]
pub(crate) use export::ExportAnswer;
pub(crate) use export::{Exported, Exporter};
pub(crate) use grant::{GrantWish, Granted, GrantedTogether};
pub(crate) use human::{benefit_line, head, lines, no_offer};
pub(crate) use json::{BenefitsRecord, GrantRecord, JournalRecord};
pub(crate) use manual::ManualWish;
pub(crate) use news::JournalNews;
pub(crate) use offer::{NoOffer, Offer, OfferedBenefit};
pub(crate) use place_state::PlaceState;
pub(crate) use price::{LONGEST, days, price};
pub(crate) use receipts::{ReceiptInbox, ReceiptsOfUpdate};
pub(crate) use sticks::{MOST_STICKS, sticks};
pub(crate) use terminal_key::TerminalKey;

use std::path::{Path, PathBuf};

/// The folder of the journal, in that of the store.
pub(crate) fn journal_folder(store: &Path) -> PathBuf {
    store.join("journal")
}
