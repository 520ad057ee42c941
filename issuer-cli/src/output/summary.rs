//! The summary of a run: for the screen, and `summary.json` for programs.

use std::collections::BTreeMap;
use std::path::Path;

use cli_support::visible::visible_path;
use credential_core::Validity;
use serde::Serialize;

use crate::roster::{Column, Refusal, Roster};

#[derive(Serialize)]
pub(crate) struct Summary {
    pub(crate) format: u32,
    pub(crate) dry_run: bool,
    pub(crate) bureau: u32,
    pub(crate) kid: String,
    /// Seconds since 1970; what the codes say of their time of issue.
    pub(crate) issued_at: u64,
    /// The first second that no longer belongs to the validity of the codes.
    pub(crate) until: u64,
    pub(crate) roster: String,
    pub(crate) encoding: &'static str,
    pub(crate) rows: usize,
    pub(crate) good: usize,
    pub(crate) issued: usize,
    pub(crate) refused: usize,
    pub(crate) blank: u64,
    pub(crate) unknown_headings: Vec<String>,
    /// How often each code of a fault occurs.
    pub(crate) faults: BTreeMap<&'static str, usize>,
    /// First and last holder number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) holders: Option<[u32; 2]>,
    pub(crate) seconds: f64,
}

impl Summary {
    /// What is known once the roster was read.
    pub(crate) fn new(roster: &Roster, path: &Path, validity: Validity) -> Self {
        let (good, refused) = (roster.people.len(), roster.refusals.len());
        // The folder says where a clerk keeps things, which is nobody's business.
        let name = path
            .file_name()
            .map_or_else(String::new, |name| visible_path(Path::new(name)));
        Self {
            format: 1,
            dry_run: false,
            bureau: 0,
            kid: String::new(),
            issued_at: validity.from.as_secs(),
            until: validity.until.as_secs(),
            roster: name,
            encoding: roster.encoding.name(),
            rows: good + refused,
            good,
            issued: 0,
            refused,
            blank: roster.blank,
            unknown_headings: roster.unknown_headings.clone(),
            faults: count_faults(roster),
            holders: None,
            seconds: 0.0,
        }
    }
}

/// A fault in JSON output.
#[derive(Serialize)]
pub(crate) struct RowFault {
    row: u64,
    line: u64,
    field: Option<&'static str>,
    value: String,
    code: &'static str,
}

pub(crate) fn row_faults(refusals: &[Refusal]) -> Vec<RowFault> {
    let faults = refusals.iter().flat_map(|refusal| {
        refusal.faults.iter().map(|fault| RowFault {
            row: refusal.at.record,
            line: refusal.at.line,
            field: fault.column.map(Column::code),
            value: fault.value.clone(),
            code: fault.code(),
        })
    });
    faults.collect()
}

/// How often each code occurs.
fn count_faults(roster: &Roster) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for fault in roster.refusals.iter().flat_map(|refusal| &refusal.faults) {
        *counts.entry(fault.code()).or_default() += 1;
    }
    counts
}
