//! One table of a roster: a text, or a sheet of a workbook, behind its headings.

use std::path::Path;

use messages::Failure;

use super::bounds::{MAX_TITLE_ROWS, nobody, people_above_headings};
use super::cell_text::is_blank;
use super::choice::Chosen;
use super::columns::Column;
use super::fault::{RowFault, RowFaultKind};
use super::gone::says_gone;
use super::headings::{Again, Headings, headings_differ, standing_unclear};
use super::mapping::Mapping;
use super::mask;
use super::merged::{MergedRows, fill_merged, merged_rows, note_merged};
use super::no_person::no_person;
use super::person::{Person, Place};
use super::raw::{MergedTexts, RawRows};
use super::reading::Reading;
use super::records::Content;
use super::remark::{Remark, Why};
use super::row::Checks;
use super::rows::Rows;
use super::standing_column::Standing;
use super::unclear::{Marked, marks_at, unclear_cells};

pub(super) struct Table {
    rows: Rows,
    checks: Checks,
    /// Rows that are passed over because nobody sees them, in order.
    skipped: Vec<u64>,
    merged: Vec<MergedRows>,
    /// Cells of which it is not clear what they say, from here on.
    marked: Marked,
    /// For rows that are kept as they stand there.
    raw: Option<MergedTexts>,
    /// Rows that are to come, where they were counted before.
    expected: Option<u64>,
    of_sheet: bool,
    begun: bool,
}

/// What a row comes to.
pub(super) enum Judged {
    Blank,
    /// A second row of headings, which does not count.
    Headings,
    PassedOver(Why, String),
    Row(Result<Box<Person>, Vec<RowFault>>),
}

/// The next row of a table.
pub(super) struct Next {
    pub(super) at: Place,
    /// How many rows from here on are the same.
    pub(super) rows: u64,
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
            marked: Marked::new(),
            raw: (reading.raw == RawRows::Kept)
                .then(|| MergedTexts::below(heading_line, sheet.map(|(sheet, _)| sheet))),
            expected: None,
            checks: Checks::new(headings, reading.names, reading.now, reading.rules.clone()),
            begun: false,
        };
        if let Some((sheet, skip)) = sheet {
            table.expected = Some(sheet.facts.rows.saturating_sub(heading_line));
            table.merged = merged_rows(sheet, table.checks.headings(), heading_line);
            table.marked = sheet.marked.iter().copied().collect();
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

    /// What the columns mean, and where they are.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Column, usize)> {
        self.checks.headings().columns()
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
            marked,
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
            rows: found.repeats,
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
        let marks = marks_at(marked, at.line);
        let mut unclear = unclear_cells(checks.headings(), found.damaged, &marks, &cells);
        if cells.iter().all(|cell| is_blank(cell)) && unclear.is_empty() {
            return Ok(Some(next));
        }
        let headings = checks.headings();
        if !std::mem::replace(begun, true) && headings.go_on_in(&cells) {
            checks.headings_mut().go_on(&cells);
            let count = checks.headings().count();
            rows.fill_up(count);
            *expected = expected.map(|rows| rows.saturating_sub(next.rows));
            next.judged = Judged::Headings;
            return Ok(Some(next));
        }
        headings.check(path)?;
        next.formulas = plain_texts(&mut cells);
        let again = headings.come_again_in(&cells);
        if again == Again::Other {
            return Err(headings_differ(path, at.line));
        }
        if let Some(raw) = raw {
            next.raw = raw.fill(at, &cells);
        }
        // Also where the row itself is passed over: its text holds for those below.
        note_merged(merged, at, &cells, &marks);
        if skipped.binary_search(&at.line).is_ok() {
            next.judged = Judged::PassedOver(Why::OutOfSight, shown(&cells));
            return Ok(Some(next));
        }
        if again == Again::Same {
            next.judged = Judged::PassedOver(Why::Headings, shown(&cells));
            return Ok(Some(next));
        }
        if unclear.is_empty()
            && let Some(text) = no_person(&cells, headings)
        {
            next.judged = Judged::PassedOver(Why::NoPerson, text);
            return Ok(Some(next));
        }
        unclear.extend(fill_merged(merged, at, &mut cells, &mut next.remarks));
        let mut beside = Vec::new();
        if *of_sheet && cells.len() > headings.count() {
            beside = cells.split_off(headings.count());
            if !beside.iter().all(|cell| is_blank(cell)) {
                let text = shown(&beside);
                next.remarks.push(Remark::Beside { at, text });
            }
        }
        let judged = checks.judge(at, &cells);
        let judged = match judged {
            Ok(person) => match standing(headings, &cells) {
                Ok(None) => still_there(person, headings, &cells, &beside),
                Ok(Some(fault)) => Err(vec![fault]),
                Err((heading, cell)) => {
                    return Err(standing_unclear(path, at.line, heading, &cell));
                }
            },
            refused => refused,
        };
        let judged = match judged {
            judged if unclear.is_empty() => judged,
            Ok(_) => Err(unclear),
            Err(faults) => {
                // What is said of a cell that is unclear is said of something else.
                let clear = |fault: &RowFault| unclear.iter().all(|one| one.column != fault.column);
                let further: Vec<RowFault> = faults.into_iter().filter(clear).collect();
                unclear.extend(further);
                Err(unclear)
            }
        };
        if judged.is_err() {
            next.name = checks.name(&cells);
        }
        next.judged = Judged::Row(judged.map(Box::new));
        Ok(Some(next))
    }
}

/// What is wrong with a row by the columns that say whether a person is still there.
///
/// # Errors
/// The heading and the cell of which nobody knows what is meant.
fn standing<'h>(
    headings: &'h Headings,
    cells: &[&str],
) -> Result<Option<RowFault>, (&'h str, String)> {
    let mut gone = None;
    for (column, place) in headings.standings() {
        let cell = cells.get(*place).copied().unwrap_or_default();
        let (heading, shown) = (headings.text(*place), || mask::masked(cell));
        match column.read(cell) {
            Standing::There => {}
            Standing::Gone => gone = Some(RowFault::gone_by_column(heading, &shown())),
            Standing::Unclear => return Err((heading, shown())),
        }
    }
    Ok(gone)
}

/// The person, unless a remark in the row or right of it says that there is none any more.
fn still_there(
    person: Person,
    headings: &Headings,
    cells: &[&str],
    beside: &[&str],
) -> Result<Person, Vec<RowFault>> {
    let remarks = headings
        .remarks()
        .iter()
        .filter_map(|place| cells.get(*place));
    let categories = person.particulars.categories;
    let gone = remarks
        .chain(beside)
        .find(|remark| says_gone(remark, categories));
    match gone {
        Some(remark) => Err(vec![RowFault::gone(mask::masked(remark))]),
        None => Ok(person),
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
                return Ok((found.line + found.repeats - 1, headings));
            }
            first.get_or_insert(headings);
        }
    }
    match first {
        Some(headings) => Err(headings.missing(path)),
        None => Err(nobody(path)),
    }
}
