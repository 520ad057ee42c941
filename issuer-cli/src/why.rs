//! Why a holder got what they got at a terminal, from the bureau's own data; and what a holder would get by tables that
//! are not published yet.
//!
//! `terminal` is where the terminal stood at that moment, `code` how a credential stood, `merchant` whether the merchant
//! was a member. `ledger` counts what the books know, `benefits` asks the core what it comes to (a trial, which
//! grants nothing), and `reasons` says the rule that decided in words; `words` helps with both languages.

mod benefits;
mod code;
mod ledger;
mod merchant;
mod reasons;
mod terminal;
mod words;

pub(crate) use benefits::{BenefitAt, Given, Nothing, QuotaAt, Tried, code_of, try_benefits};
pub(crate) use code::{ChangeAt, CodeAt, CodeVerdict, codes_at};
pub(crate) use ledger::{branch_of, of_terminal};
pub(crate) use merchant::{MerchantAt, merchant_at};
pub(crate) use terminal::{TerminalAt, terminal_at};
pub(crate) use words::both;
