//! The summary of a run: for the screen, and `summary.json` for programs.

use std::collections::BTreeMap;

use messages::{Failure, Lang, failure};
use serde::Serialize;

use super::Run;
use crate::roster::{Column, PassedOver, Refusal, Remark};

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
    /// All of them, where there are several.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) sheets: Vec<String>,
    #[serde(flatten)]
    pub(crate) tally: RowTally,
    pub(crate) unknown_headings: Vec<String>,
    /// People whose code, which still held, was replaced or would be.
    pub(crate) replaced: u64,
    /// Of these, how many lose or get what.
    pub(crate) replaced_by_kind: BTreeMap<String, u64>,
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
    /// Of these, codes for phones.
    pub(crate) phone_codes: u64,
    /// Codes of people who get a second one in this run, of the other kind.
    #[serde(skip)]
    pub(crate) second_codes: u64,
    /// Of these, for people whom the register did not know.
    pub(crate) new: u64,
    /// Of these, in the place of one that went out, still held and says something else.
    pub(crate) changed: u64,
    /// People who have a code already that says the same.
    pub(crate) unchanged: u64,
    /// Of these, for people who are no longer on the roster: the run had begun with them.
    pub(crate) off_roster: u64,
    /// Of all these people, whose code is suspended, and the new one with it.
    pub(crate) suspended: u64,
    pub(crate) refused: u64,
    /// Rows that are nobody's, or not to be read.
    pub(crate) passed_over: u64,
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

impl RowTally {
    /// That something has become of each row that the roster has.
    ///
    /// # Errors
    /// `rows-lost` if not: somebody would be without a code and without a word.
    pub(crate) fn check(&self, rows: u64) -> Result<(), Failure> {
        let told = self.issued + self.unchanged + self.refused;
        let all = told + self.blank + self.passed_over;
        if told == self.rows && all == rows {
            return Ok(());
        }
        Err(
            failure!("rows-lost"; "名册有 {rows} 行，有下落的只有 {all} 行";
            "the roster has {rows} rows, but something became of {all} only";
            "这是程序的错误，这次签发不算完成。请保留名册并联系软件提供者。";
            "This is a fault of the program, and the run is not finished. Keep the roster and report it."),
        )
    }
}

/// A fault in JSON output.
#[derive(Serialize)]
pub(crate) struct RowFaultRecord {
    row: u64,
    line: u64,
    /// How many rows from there on are the same, if there are several.
    #[serde(skip_serializing_if = "is_one")]
    rows: u64,
    name: String,
    field: Option<&'static str>,
    value: String,
    code: &'static str,
    /// What is wrong, and what would be right.
    message: String,
    remedy: String,
}

impl RowFaultRecord {
    pub(crate) fn all(refusal: &Refusal, lang: Lang) -> impl Iterator<Item = Self> {
        refusal.faults.iter().map(move |fault| Self {
            row: refusal.at.record,
            line: refusal.at.line,
            rows: refusal.rows,
            name: refusal.name.clone(),
            field: fault.column.map(Column::code),
            value: fault.value.clone(),
            code: fault.code(),
            message: fault.what().in_lang(lang).to_owned(),
            remedy: fault.remedy().in_lang(lang).to_owned(),
        })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_one(rows: &u64) -> bool {
    *rows == 1
}

/// A row that was passed over, or a remark on one, in JSON output.
#[derive(Serialize)]
pub(crate) struct RemarkRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// How many rows from there on are the same, if there are several.
    #[serde(skip_serializing_if = "is_one")]
    rows: u64,
    why: &'static str,
    text: String,
}

impl From<&PassedOver> for RemarkRecord {
    fn from(row: &PassedOver) -> Self {
        Self {
            row: Some(row.at.record),
            line: Some(row.at.line),
            rows: row.rows,
            why: row.why.code(),
            text: row.text.clone(),
        }
    }
}

impl From<&Remark> for RemarkRecord {
    fn from(remark: &Remark) -> Self {
        let (at, text) = match remark {
            Remark::Beside { at, text } | Remark::Merged { at, text, .. } => {
                (Some(at), text.clone())
            }
            Remark::FormulaTexts { cells: count } | Remark::More { count } => {
                (None, count.to_string())
            }
        };
        Self {
            row: at.map(|at| at.record),
            line: at.map(|at| at.line),
            rows: 1,
            why: remark.code(),
            text,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_nothing_became_of_is_noticed() {
        let mut tally = RowTally {
            rows: 6,
            issued: 3,
            unchanged: 2,
            refused: 1,
            blank: 2,
            passed_over: 1,
            ..RowTally::default()
        };
        assert!(tally.check(9).is_ok());
        assert_eq!(tally.check(10).unwrap_err().code, "rows-lost");
        tally.refused = 0;
        assert_eq!(tally.check(8).unwrap_err().code, "rows-lost");
    }
}
