//! Benefits at this terminal, as far as they are a matter of this program: the rest is in the crate `terminal`.
//!
//! - `export`: writes the journal for the bureau while a program runs. `sticks`: where to. `news`: what is said of it.
//! - `random_seed`: what the terminal's key is made of.

mod export;
mod news;
mod random_seed;
mod sticks;

#[cfg(unix)]
pub(crate) use export::ExportAnswer;
pub(crate) use export::{Exported, Exporter, prepare};
pub(crate) use news::{JournalNews, JournalRecord};
pub(crate) use random_seed::random_seed;
pub(crate) use sticks::{MOST_STICKS, sticks};
pub(crate) use terminal::benefits::{
    BenefitsRecord, Counter, GrantRecord, GrantWish, Granted, GrantedTogether, Granting, LONGEST,
    ManualWish, NoOffer, Offer, OfferedBenefit, PlaceState, ReceiptInbox, ReceiptsOfUpdate,
    TerminalKey, benefit_line, days, head, journal_folder, lines, no_offer, price,
};
