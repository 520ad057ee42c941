//! The summary of a run: for the screen, and `summary.json` for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Run;
use crate::roster::{Column, Refusal};

#[derive(Serialize)]
pub(crate) struct IssueSummary {
    pub(crate) format: u32,
    pub(crate) dry_run: bool,
    #[serde(flatten)]
    pub(crate) run: Run,
    /// Whether an earlier run into this folder had been interrupted.
    pub(crate) resumed: bool,
    pub(crate) kid: String,
    pub(crate) operator: String,
    /// Seconds since 1970; when new codes begin to be valid.
    pub(crate) issued_at: u64,
    /// The first second that no longer belongs to the validity of new codes.
    pub(crate) until: u64,
    /// The encoding of a text, or the kind of a workbook.
    pub(crate) encoding: &'static str,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sheet: Option<String>,
    #[serde(flatten)]
    pub(crate) tally: RowTally,
    pub(crate) unknown_headings: Vec<String>,
    /// People whose code, which still held, was replaced or would be.
    pub(crate) replaced: u64,
    /// Of these, how many lose or get what.
    pub(crate) replaced_by_kind: BTreeMap<&'static str, u64>,
    /// People who keep a grade or a home region for which the roster has no column.
    pub(crate) kept: Kept,
    /// Credentials that runs over other rosters have reserved and not finished.
    pub(crate) reserved_elsewhere: u64,
    pub(crate) seconds: f64,
}

/// What people keep because the roster does not speak of it.
#[derive(Default, Serialize)]
pub(crate) struct Kept {
    pub(crate) disability_grades: u64,
    pub(crate) home_regions: u64,
}

/// What became of the rows.
#[derive(Default, Serialize)]
pub(crate) struct RowTally {
    /// Rows with something in them.
    pub(crate) rows: u64,
    pub(crate) blank: u64,
    /// Codes in the folder of this run; in a dry run, that there would be.
    pub(crate) issued: u64,
    /// Of these, for people whom the register did not know.
    pub(crate) new: u64,
    /// Of these, in the place of one that says something else, which is revoked.
    pub(crate) changed: u64,
    /// People who have a code already that says the same.
    pub(crate) unchanged: u64,
    /// Of all these people, whose code is suspended, and the new one with it.
    pub(crate) suspended: u64,
    pub(crate) refused: u64,
    /// How often each code of a fault occurs.
    pub(crate) faults: BTreeMap<&'static str, u64>,
    /// Words for categories that are not known, and in how many rows they stand.
    pub(crate) unknown_categories: BTreeMap<String, u64>,
    /// Refused rows in which nothing else is wrong.
    #[serde(skip)]
    pub(crate) only_category: u64,
    /// What is to be said of rows that have a code in this run, and of how many.
    pub(crate) notes: BTreeMap<&'static str, u64>,
}

/// A fault in JSON output.
#[derive(Serialize)]
pub(crate) struct RowFaultRecord {
    row: u64,
    line: u64,
    name: String,
    field: Option<&'static str>,
    value: String,
    code: &'static str,
}

impl RowFaultRecord {
    pub(crate) fn all(refusal: &Refusal) -> impl Iterator<Item = Self> {
        refusal.faults.iter().map(|fault| Self {
            row: refusal.at.record,
            line: refusal.at.line,
            name: refusal.name.clone(),
            field: fault.column.map(Column::code),
            value: fault.value.clone(),
            code: fault.code(),
        })
    }
}

/// A person whose row has changed, in JSON output.
#[derive(Clone, Serialize)]
pub(crate) struct Supersession {
    pub(crate) row: Option<u64>,
    pub(crate) holder: u32,
    /// The credential of now.
    pub(crate) status_index: u32,
    /// Those that are revoked.
    pub(crate) replaces: Vec<u32>,
}
