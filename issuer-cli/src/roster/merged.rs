//! Cells that are shown as one: what the first says holds for all of them.

use super::cell_text::is_blank;
use super::choice::Chosen;
use super::columns::Column;
use super::fault::RowFault;
use super::headings::Headings;
use super::mask;
use super::place::Place;
use super::remark::Remark;
use super::sheets::Mark;
use super::unclear::unclear_cell;

/// Cells of one column that are shown as one.
pub(super) struct MergedRows {
    rows: (u64, u64),
    place: usize,
    column: Column,
    text: String,
    /// Why it is not clear what they say.
    mark: Option<Mark>,
}

/// The merged cells below the headings that say the same of several people. Names and numbers are of one.
pub(super) fn merged_rows(
    sheet: &Chosen,
    headings: &Headings,
    heading_line: u64,
) -> Vec<MergedRows> {
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
                mark: None,
            });
        }
    }
    // The next one is the last.
    merged.reverse();
    merged
}

/// Keeps the texts of merged cells that begin in a row.
pub(super) fn note_merged(
    merged: &mut Vec<MergedRows>,
    at: Place,
    cells: &[&str],
    marks: &[(usize, Mark)],
) {
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
        let mark = marks.iter().find(|(place, _)| *place == area.place);
        area.mark = mark.map(|(_, mark)| *mark);
    }
}

/// Gives the cells that are covered by a merged one its text; the faults of those of which it is not clear
/// what they say.
pub(super) fn fill_merged<'r>(
    merged: &'r [MergedRows],
    at: Place,
    cells: &mut [&'r str],
    remarks: &mut Vec<Remark>,
) -> Vec<RowFault> {
    let mut unclear = Vec::new();
    let begun = merged
        .iter()
        .rev()
        .take_while(|area| area.rows.0 <= at.line);
    for area in begun {
        let says = !is_blank(&area.text) || area.mark.is_some();
        let covered = at.line > area.rows.0 && at.line <= area.rows.1 && says;
        if let Some(cell) = cells
            .get_mut(area.place)
            .filter(|cell| covered && is_blank(cell))
        {
            *cell = &area.text;
            if let Some(mark) = area.mark {
                unclear.push(unclear_cell(area.column, mark, &area.text));
                continue;
            }
            remarks.push(Remark::Merged {
                at,
                column: area.column,
                text: mask::masked(&area.text),
            });
        }
    }
    unclear
}
