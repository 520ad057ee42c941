//! Rows as they stand in a roster, beside what they come to: for whoever gives the roster back.

use std::collections::VecDeque;

use messages::untrusted::escape_untrusted;

use super::cell_text::{is_blank, plain_heading};
use super::choice::Chosen;
use super::mask;
use super::place::Place;

/// Whether rows are kept as they stand there until somebody takes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RawRows {
    #[default]
    Dropped,
    Kept,
}

/// A row as it stands there: of a row that is empty or cannot be read, no cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawRow {
    pub(crate) at: Place,
    /// Which table it is of, from 0.
    pub(crate) table: usize,
    pub(crate) cells: Vec<String>,
}

impl RawRow {
    /// A cell as it may be shown: in one line, not long, and without numbers of persons.
    pub(crate) fn shown(&self, at: usize) -> String {
        let cell = self.cells.get(at).map_or("", String::as_str);
        let words: Vec<&str> = cell.split_whitespace().collect();
        let masked = mask::masked(&words.join(" "));
        if is_blank(&masked) {
            String::new()
        } else {
            escape_untrusted(&masked).into_owned()
        }
    }
}

/// A table of the roster: the whole of a text, or a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawTable {
    /// The name of the sheet; a text has none.
    pub(crate) sheet: Option<String>,
    /// As they stand there; of two rows of headings, what is read of both.
    pub(crate) headings: Vec<String>,
}

/// Whether two headings are the same to a clerk: blanks, marks and brackets do not count.
pub(crate) fn same_heading(one: &str, other: &str) -> bool {
    let one = plain_heading(one);
    !one.is_empty() && one == plain_heading(other)
}

/// Rows that wait to be taken, and the tables they are of.
#[derive(Default)]
pub(super) struct KeptRows {
    pub(super) tables: Vec<RawTable>,
    pub(super) rows: VecDeque<RawRow>,
    /// Which sheet the last table is.
    sheet: Option<usize>,
}

impl KeptRows {
    /// Keeps a row of this sheet, which has a name unless the roster is a text.
    pub(super) fn keep(
        &mut self,
        at: Place,
        cells: Vec<String>,
        (sheet, name, headings): (usize, Option<&String>, &[String]),
    ) {
        if self.sheet != Some(sheet) {
            self.sheet = Some(sheet);
            self.tables.push(RawTable {
                sheet: name.cloned(),
                headings: headings.to_vec(),
            });
        }
        let table = self.tables.len().saturating_sub(1);
        self.rows.push_back(RawRow { at, table, cells });
    }
}

/// The texts of merged cells, whatever column they are in: they hold for each row that they cover.
pub(super) struct MergedTexts {
    /// The next one last.
    areas: Vec<MergedText>,
}

struct MergedText {
    rows: (u64, u64),
    columns: (usize, usize),
    text: String,
}

impl MergedTexts {
    /// Of the cells below the headings.
    pub(super) fn below(heading_line: u64, sheet: Option<&Chosen>) -> Self {
        let merged = sheet.map_or(&[][..], |sheet| &sheet.facts.merged);
        let mut areas: Vec<MergedText> = merged
            .iter()
            .filter(|area| area.rows.0 > heading_line && area.rows.1 > area.rows.0)
            .map(|area| MergedText {
                rows: area.rows,
                columns: area.columns,
                text: String::new(),
            })
            .collect();
        areas.reverse();
        Self { areas }
    }

    /// The cells of a row, with the texts that reach down to it.
    pub(super) fn fill(&mut self, at: Place, cells: &[&str]) -> Vec<String> {
        while self.areas.last().is_some_and(|area| area.rows.1 < at.line) {
            self.areas.pop();
        }
        let mut filled: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        let begun = self.areas.iter_mut().rev();
        for area in begun.take_while(|area| area.rows.0 <= at.line) {
            let Some(cell) = filled.get_mut(area.columns.0) else {
                continue;
            };
            if area.rows.0 == at.line {
                area.text.clone_from(cell);
            } else if at.line <= area.rows.1 && is_blank(cell) {
                cell.clone_from(&area.text);
            }
        }
        filled
    }
}
