//! The reports of the books for people: a page, a workbook, and a sheet for each merchant.
//!
//! `amounts` writes numbers as people read them, the module `html` holds a page in the making, in which everything that is not
//! this program's own is escaped; `chart` draws bars. `labels` and `words` say what everything is called. `page` is
//! the report to be read and printed, `workbook` the same for Excel, `record` the same in JSON.
//! `merchant_sheet` is what a merchant gets, `settlement_page` what it is paid back.

mod amounts;
mod chart;
mod labels;
mod merchant_sheet;
mod page;
mod record;
mod settlement_page;
mod summary;
mod words;
mod workbook;

pub(crate) use labels::{Labels, district};
pub(crate) use merchant_sheet::{MerchantFile, merchant_sheet};
pub(crate) use page::{Cover, begin as begin_page, page};
pub(crate) use record::record;
pub(crate) use settlement_page::{settlement_page, signed as yuan_signed};
pub(crate) use summary::summary_lines;
pub(crate) use workbook::write_workbook;

#[cfg(test)]
mod tests;
