//! The merchants of a bureau: what the tables promise and what the register knows of them, together.
//!
//! `known` reads both (decision 0028: the tables say what is promised, the register says who is a member);
//! `reconcile` brings tables and register together when an edition is published. `promises` says benefits in words,
//! `words` names things, `papers` fills the form and the board, `directory` makes the page of all of them, `due` finds agreements that end.

mod directory;
mod due;
mod known;
mod papers;
mod promises;
mod reconcile;
mod words;

pub(crate) use directory::{About, Directory, Ratings};
pub(crate) use due::{agreement_end, agreements_ending};
pub(crate) use known::{Merchants, days_after, joining, today};
pub(crate) use papers::{PaperWords, board_of, form_of};
pub(crate) use promises::{PromiseWords, audience, hour_words, quota_words, weekday_words};
pub(crate) use reconcile::{GoneMerchant, Named, Reconciled, reconcile};
pub(crate) use words::{region_name, trade_names};
