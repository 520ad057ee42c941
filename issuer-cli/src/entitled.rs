//! Who becomes entitled to what in a month, and what ends: found out before anybody asks.
//!
//! `months` counts months and ages, `changes` says what a month changes for one person, `list` collects that of
//! a whole roster, `sheet` and `workbook` are for people.

mod changes;
mod list;
mod months;
mod sheet;
mod workbook;

pub(crate) use changes::{Before, Candidate, Cause, EntitlementChange, Turn};
pub(crate) use list::{EndingCode, EntitledList, Listed, Payee, RevokedPerson};
pub(crate) use months::MonthCount;
pub(crate) use sheet::{title, write as write_sheet};
pub(crate) use workbook::{write as write_workbook, write_payees};
