//! How a roster is to be read.

use credential_core::UnixTime;

use super::choice::Sheets;
use super::mapping::Mapping;
use super::out_of_sight::HiddenRows;
use super::person::Names;
use super::raw::RawRows;
use super::rules::ValueRules;

/// How a roster is to be read.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) names: Names,
    /// The day on which it is read: nobody on it is born later.
    pub(crate) now: UnixTime,
    /// The sheets of a workbook that are asked for.
    pub(crate) sheets: Sheets,
    /// What is to be done with rows that nobody sees.
    pub(crate) hidden: Option<HiddenRows>,
    /// Whether the rows are wanted as they stand there.
    pub(crate) raw: RawRows,
    /// What columns are called, beside the headings that are known.
    pub(crate) mapping: Mapping,
    /// What is agreed about its values.
    pub(crate) rules: ValueRules,
}
