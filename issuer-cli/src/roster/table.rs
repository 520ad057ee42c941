//! One table of a roster: a text, or a sheet of a workbook, behind its headings.

use std::path::Path;

use messages::Failure;

use super::bounds::{MAX_TITLE_ROWS, nobody, people_above_headings};
use super::cell_text::is_blank;
use super::choice::Chosen;
use super::columns::Column;
use super::fault::{RowFault, RowFaultKind};
use super::headings::Headings;
use super::mapping::Mapping;
use super::mask;
use super::no_person::no_person;
use super::person::{Person, Place};
use super::raw::{MergedTexts, RawRows};
use super::reading::Reading;
use super::records::Content;
use super::remark::{Remark, Why};
use super::row::Checks;
use super::rows::Rows;

pub(super) struct Table {
    rows: Rows,
    checks: Checks,
    /// Rows that are passed over because nobody sees them, in order.
    skipped: Vec<u64>,
    merged: Vec<MergedRows>,
    /// For rows that are kept as they stand there.
    raw: Option<MergedTexts>,
    /// Rows that are to come, where they were counted before.
    expected: Option<u64>,
    of_sheet: bool,
    begun: bool,
}

/// Cells of one column that are shown as one.
struct MergedRows {
    rows: (u64, u64),
    place: usize,
    column: Column,
    text: String,
}

/// What a row comes to.
pub(super) enum Judged {
    Blank,
    /// A second row of headings, which does not count.
    Headings,
    PassedOver(Why, String),
    Row(Result<Person, Vec<RowFault>>),
}

/// The next row of a table.
pub(super) struct Next {
    pub(super) at: Place,
    pub(super) judged: Judged,
    /// Of a row that is refused: the name in it.
    pub(super) name: String,
    pub(super) remarks: Vec<Remark>,
    /// Cells that had a formula in the place of a text.
    pub(super) formulas: u64,
    /// The cells as they stand there, where they are kept.
    pub(super) raw: Vec<String>,
}

impl Table {
    /// Finds the headings. Of a sheet it is known what it holds, and whether rows are skipped.
    ///
    /// # Errors
    /// A [`Failure`] if there are none, a column is missing or there twice.
    pub(super) fn begin(
        path: &Path,
        mut rows: Rows,
        sheet: Option<(&Chosen, bool)>,
        reading: &Reading,
    ) -> Result<Self, Failure> {
        let (heading_line, headings) = find_headings(path, &mut rows, &reading.mapping)?;
        rows.fill_up(headings.count());
        let mut table = Self {
            of_sheet: rows.are_of_sheet(),
            rows,
            skipped: Vec::new(),
            merged: Vec::new(),
            raw: (reading.raw == RawRows::Kept)
                .then(|| MergedTexts::below(heading_line, sheet.map(|(sheet, _)| sheet))),
            expected: None,
            checks: Checks::new(headings, reading.names, reading.now, reading.rules.clone()),
            begun: false,
        };
        if let Some((sheet, skip)) = sheet {
            table.expected = Some(sheet.facts.rows.saturating_sub(heading_line));
            table.merged = merged_rows(sheet, table.checks.headings(), heading_line);
            if skip {
                table.skipped = [sheet.hidden.as_slice(), &sheet.struck].concat();
                table.skipped.sort_unstable();
            }
        }
        Ok(table)
    }

    /// That all columns are there, once.
    ///
    /// # Errors
    /// A [`Failure`] that names one that is not.
    pub(super) fn check(&self, path: &Path) -> Result<(), Failure> {
        self.checks.headings().check(path)
    }

    /// The headings as they stand there.
    pub(super) fn headings(&self) -> &[String] {
        self.checks.headings().texts()
    }

    pub(super) fn unknown_headings(&self) -> &[String] {
        self.checks.headings().unknown()
    }

    /// Rows behind the headings, where they were counted before.
    pub(super) const fn expected(&self) -> Option<u64> {
        self.expected
    }

    /// The next row, which is the record of this number if it counts; `None` at the end.
    ///
    /// # Errors
    /// A [`Failure`] if the file cannot be read on.
    pub(super) fn next(&mut self, path: &Path, record: u64) -> Result<Option<Next>, Failure> {
        let Self {
            rows,
            checks,
            skipped,
            merged,
            raw,
            expected,
            of_sheet,
            begun,
        } = self;
        let Some(found) = rows.next(path)? else {
            return Ok(None);
        };
        let at = Place {
            record,
            line: found.line,
        };
        let mut next = Next {
            at,
            judged: Judged::Blank,
            name: String::new(),
            remarks: Vec::new(),
            formulas: 0,
            raw: Vec::new(),
        };
        let faulty = |kind| Judged::Row(Err(vec![RowFault::of_row(kind)]));
        let mut cells = match found.content {
            Content::Blank => return Ok(Some(next)),
            Content::TooLong => {
                next.judged = faulty(RowFaultKind::TooMuch);
                return Ok(Some(next));
            }
            Content::QuoteOpen => {
                next.judged = faulty(RowFaultKind::QuoteOpen);
                return Ok(Some(next));
            }
            Content::Cells(cells) => cells,
        };
        let damaged = damaged_columns(checks.headings(), found.damaged);
        if cells.iter().all(|cell| is_blank(cell)) && damaged.is_empty() {
            return Ok(Some(next));
        }
        let headings = checks.headings();
        if !std::mem::replace(begun, true) && headings.go_on_in(&cells) {
            checks.headings_mut().go_on(&cells);
            let count = checks.headings().count();
            rows.fill_up(count);
            *expected = expected.map(|rows| rows.saturating_sub(1));
            next.judged = Judged::Headings;
            return Ok(Some(next));
        }
        headings.check(path)?;
        next.formulas = plain_texts(&mut cells);
        if let Some(raw) = raw {
            next.raw = raw.fill(at, &cells);
        }
        // Also where the row itself is passed over: its text holds for those below.
        note_merged(merged, at, &cells);
        if skipped.binary_search(&at.line).is_ok() {
            next.judged = Judged::PassedOver(Why::OutOfSight, shown(&cells));
            return Ok(Some(next));
        }
        if headings.come_again_in(&cells) {
            next.judged = Judged::PassedOver(Why::Headings, shown(&cells));
            return Ok(Some(next));
        }
        if damaged.is_empty()
            && let Some(text) = no_person(&cells, headings)
        {
            next.judged = Judged::PassedOver(Why::NoPerson, text);
            return Ok(Some(next));
        }
        fill_merged(merged, at, &mut cells, &mut next.remarks);
        if *of_sheet && cells.len() > headings.count() {
            let beside = cells.split_off(headings.count());
            if !beside.iter().all(|cell| is_blank(cell)) {
                let text = shown(&beside);
                next.remarks.push(Remark::Beside { at, text });
            }
        }
        let judged = if damaged.is_empty() {
            checks.judge(at, &cells)
        } else {
            Err(damaged)
        };
        if judged.is_err() {
            next.name = checks.name(&cells);
        }
        next.judged = Judged::Row(judged);
        Ok(Some(next))
    }
}

fn shown(cells: &[&str]) -> String {
    let filled: Vec<&str> = cells
        .iter()
        .copied()
        .filter(|cell| !is_blank(cell))
        .collect();
    mask::masked(&filled.join(" "))
}

/// A fault for each damaged cell that says something of a person.
fn damaged_columns(headings: &Headings, damaged: &[usize]) -> Vec<RowFault> {
    if damaged.is_empty() {
        return Vec::new();
    }
    headings
        .columns()
        .filter(|(_, place)| damaged.contains(place))
        .map(|(column, _)| RowFault::new(column, RowFaultKind::CellDamaged, String::new()))
        .collect()
}

/// Takes the text out of formulas that are nothing but a text, and counts them. Programs write
/// `="990512…"` so that Excel leaves a number as it is.
fn plain_texts(cells: &mut [&str]) -> u64 {
    let mut count = 0;
    for cell in cells {
        let text = cell.trim().strip_prefix('=').map(str::trim_start);
        let inner = text
            .and_then(|text| text.strip_prefix('"'))
            .and_then(|text| text.strip_suffix('"'));
        if let Some(inner) = inner.filter(|inner| !inner.contains('"')) {
            *cell = inner;
            count += 1;
        }
    }
    count
}

/// The merged cells below the headings that say the same of several people. Names and numbers are of one.
fn merged_rows(sheet: &Chosen, headings: &Headings, heading_line: u64) -> Vec<MergedRows> {
    let columns: Vec<(Column, usize)> = headings
        .columns()
        .filter(|(column, _)| !matches!(column, Column::Name | Column::Identity))
        .collect();
    let mut merged = Vec::new();
    for area in &sheet.facts.merged {
        let of_rows = area.rows.0 > heading_line && area.rows.1 > area.rows.0;
        let column = columns.iter().find(|(_, place)| *place == area.columns.0);
        if let Some((column, place)) =
            column.filter(|_| of_rows && area.columns.0 == area.columns.1)
        {
            merged.push(MergedRows {
                rows: area.rows,
                place: *place,
                column: *column,
                text: String::new(),
            });
        }
    }
    // The next one is the last.
    merged.reverse();
    merged
}

/// Keeps the texts of merged cells that begin in a row.
fn note_merged(merged: &mut Vec<MergedRows>, at: Place, cells: &[&str]) {
    while merged.last().is_some_and(|area| area.rows.1 < at.line) {
        merged.pop();
    }
    let begun = merged
        .iter_mut()
        .rev()
        .take_while(|area| area.rows.0 <= at.line);
    for area in begun.filter(|area| area.rows.0 == at.line) {
        area.text = cells
            .get(area.place)
            .copied()
            .unwrap_or_default()
            .to_owned();
    }
}

/// Gives the cells that are covered by a merged one its text.
fn fill_merged<'r>(
    merged: &'r [MergedRows],
    at: Place,
    cells: &mut [&'r str],
    remarks: &mut Vec<Remark>,
) {
    let begun = merged
        .iter()
        .rev()
        .take_while(|area| area.rows.0 <= at.line);
    for area in begun {
        let covered = at.line > area.rows.0 && at.line <= area.rows.1 && !is_blank(&area.text);
        if let Some(cell) = cells
            .get_mut(area.place)
            .filter(|cell| covered && is_blank(cell))
        {
            *cell = &area.text;
            remarks.push(Remark::Merged {
                at,
                column: area.column,
                text: mask::masked(&area.text),
            });
        }
    }
}

/// The headings and their line.
fn find_headings(
    path: &Path,
    rows: &mut Rows,
    mapping: &Mapping,
) -> Result<(u64, Headings), Failure> {
    let mut first = None;
    for _ in 0..MAX_TITLE_ROWS {
        let Some(found) = rows.next(path)? else { break };
        if let Content::Cells(cells) = found.content
            && !cells.iter().all(|cell| is_blank(cell))
        {
            if cells.iter().any(|cell| mask::has_identity_number(cell)) {
                return Err(people_above_headings(path, found.line));
            }
            let headings = Headings::read(&cells, mapping);
            if headings.are_headings() {
                // A second row of headings may have what is missing in this one.
                return Ok((found.line, headings));
            }
            first.get_or_insert(headings);
        }
    }
    match first {
        Some(headings) => Err(headings.missing(path)),
        None => Err(nobody(path)),
    }
}
