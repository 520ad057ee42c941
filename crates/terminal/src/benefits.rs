//! Benefits at this terminal: what a holder gets here and now, and the journal of what was given.
//!
//! - `terminal_key`: the terminal's own key, in a file of its store. `place_request` is signed with it.
//! - `ledger`: the quotas that the journal has counted.
//! - `offer`: what a holder gets; `human` and `json` say it.
//! - `place_state`: whether the terminal has its place, and the way to one.
//! - `counter`: joins place, catalogue and journal: offers, undoes, ratings. `grant` gives benefits, `manual` those
//!   without a code, `receipts` takes what the bureau has confirmed, `signed_export` is what the bureau gets.
//! - `price`: what an operator types.

mod counter;
mod grant;
mod human;
mod json;
mod ledger;
mod manual;
mod offer;
mod place_request;
mod place_state;
mod price;
mod receipts;
mod signed_export;
mod terminal_key;

pub use counter::{Counter, Granting, no_catalogue};
pub use grant::{GrantWish, Granted, GrantedTogether};
pub use human::{benefit_line, head, lines, no_offer};
pub use json::{BenefitsRecord, GrantRecord};
pub use manual::ManualWish;
pub use offer::{NoOffer, Offer, OfferedBenefit};
pub use place_request::sign_place_request;
pub use place_state::PlaceState;
pub use price::{LONGEST, days, price};
pub use receipts::{ReceiptInbox, ReceiptNews, ReceiptOutcome, ReceiptsOfUpdate};
pub use signed_export::SignedExport;
pub use terminal_key::{TerminalKey, not_made};

use std::path::{Path, PathBuf};

/// The folder of the journal, in that of the store.
pub fn journal_folder(store: &Path) -> PathBuf {
    store.join("journal")
}
