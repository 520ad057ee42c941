//! The catalogue of a bureau: benefits and merchants from spreadsheets, and what each merchant gives.
//!
//! From the bottom up: `cells` reads what stands in cells in many ways, `money`, `price`, `days`, `quotas`, `ages`
//! and `choices` what it means; `columns` knows the headings, `fault` what is wrong where. `trades` is the list of
//! trades, `merchant_row` and `benefit_row` are the rows, `givers` says which merchants give a benefit; `book`
//! reads files into all of them, and `parts` works out what goes into the part of each merchant. `kept` is an
//! edition as the register has it, `differences` what has changed since. `edition` signs, `template` makes an
//! empty workbook.

mod ages;
mod benefit_row;
mod book;
mod cells;
mod choices;
mod columns;
mod days;
mod differences;
mod edition;
mod fault;
mod givers;
mod kept;
mod merchant_row;
mod money;
mod numbered;
mod parts;
mod price;
mod quotas;
mod reimbursed;
mod template;
mod trades;

pub(crate) use ages::Ages;
pub(crate) use benefit_row::BenefitRow;
pub(crate) use book::{CatalogueBook, read as read_book};
pub(crate) use columns::{BenefitColumn, Column, MerchantColumn};
pub(crate) use days::{day as read_day, day_text};
pub(crate) use differences::Differences;
pub(crate) use edition::{EditionFolder, SignedEdition, read_update, sign_failed, update_files};
pub(crate) use fault::CellFault;
pub(crate) use kept::{decode as decode_kept, encode as encode_kept, no_edition, tables_of};
pub(crate) use merchant_row::{MerchantRow, membership_text};
pub(crate) use template::write as write_template;
pub(crate) use trades::TradeRow;
#[cfg(test)]
pub(crate) use trades::TradeTable;
