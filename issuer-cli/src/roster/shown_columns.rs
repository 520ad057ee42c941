//! What the headings of a roster mean to this program, with samples: for whoever wants to change it.

use std::path::Path;

use messages::{Failure, Text};

use super::cell_text::is_blank;
use super::columns::Column;
use super::raw::{RawRow, RawRows};
use super::reading::Reading;
use super::{Begun, begin};

/// The headings of the first table of a roster.
pub(crate) struct ColumnsShown {
    /// The sheets that would be read, of a workbook.
    pub(crate) sheets: Vec<String>,
    pub(crate) encoding: &'static str,
    /// About as many as there are rows.
    pub(crate) lines: u64,
    pub(crate) notes: Vec<Text>,
    pub(crate) columns: Vec<ColumnShown>,
}

/// A column with what stands at its top.
pub(crate) struct ColumnShown {
    /// As it stands there.
    pub(crate) heading: String,
    pub(crate) meaning: Option<Column>,
    /// Cells from the first rows that have something in this column, without whole identity numbers.
    pub(crate) samples: Vec<String>,
}

/// Samples of each column.
const MAX_SAMPLES: usize = 3;

/// Rows that are looked at for them.
const MAX_ROWS: u64 = 50;

/// Finds the headings, and takes samples below them. A column that is missing or there twice is no fault here.
///
/// # Errors
/// As [`Roster::open`](super::Roster::open), without those of single columns.
pub(crate) fn shown_columns(path: &Path, mut reading: Reading) -> Result<ColumnsShown, Failure> {
    reading.raw = RawRows::Kept;
    let Begun {
        mut table,
        kind,
        lines,
        further,
        notes,
        ..
    } = begin(path, &reading)?;
    let mut rows = Vec::new();
    for record in 0..MAX_ROWS {
        let Some(next) = table.next(path, record)? else {
            break;
        };
        rows.push(RawRow {
            at: next.at,
            table: 0,
            cells: next.raw,
        });
    }
    // Behind the rows: a second row of headings is known only then.
    let meanings: Vec<(Column, usize)> = table.columns().collect();
    let headings = table.headings().iter().enumerate();
    let mut columns: Vec<ColumnShown> = headings
        .map(|(at, heading)| ColumnShown {
            heading: heading.clone(),
            meaning: meanings
                .iter()
                .find_map(|(column, place)| (*place == at).then_some(*column)),
            samples: rows
                .iter()
                .map(|row| row.shown(at))
                .filter(|cell| !cell.is_empty())
                .take(MAX_SAMPLES)
                .collect(),
        })
        .collect();
    columns.retain(|column| !is_blank(&column.heading) || !column.samples.is_empty());
    Ok(ColumnsShown {
        sheets: further
            .iter()
            .map(|sheet| super::mask::without_numbers(&sheet.name))
            .collect(),
        encoding: kind.name(),
        lines,
        notes,
        columns,
    })
}
