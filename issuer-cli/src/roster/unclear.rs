//! Cells of which it is not clear what they say.

use std::collections::VecDeque;

use super::columns::Column;
use super::fault::{RowFault, RowFaultKind};
use super::headings::Headings;
use super::mask;
use super::sheets::Mark;

/// Marked cells by their rows and columns.
pub(super) type Marked = VecDeque<(u64, usize, Mark)>;

/// What is marked in a row. Rows come in their order.
pub(super) fn marks_at(marked: &mut Marked, line: u64) -> Vec<(usize, Mark)> {
    let mut here = Vec::new();
    while let Some(&(row, place, mark)) = marked.front().filter(|(row, ..)| *row <= line) {
        marked.pop_front();
        if row == line {
            here.push((place, mark));
        }
    }
    here
}

/// A fault for each cell that says something of a person, and of which it is not clear what.
pub(super) fn unclear_cells(
    headings: &Headings,
    damaged: &[usize],
    marks: &[(usize, Mark)],
    cells: &[&str],
) -> Vec<RowFault> {
    if damaged.is_empty() && marks.is_empty() {
        return Vec::new();
    }
    let fault = |(column, place): (Column, usize)| {
        if damaged.contains(&place) {
            let kind = RowFaultKind::CellDamaged;
            return Some(RowFault::new(column, kind, String::new()));
        }
        let (_, mark) = marks.iter().find(|(at, _)| *at == place)?;
        let cell = cells.get(place).copied().unwrap_or_default();
        Some(unclear_cell(column, *mark, cell))
    };
    headings.columns().filter_map(fault).collect()
}

pub(super) fn unclear_cell(column: Column, mark: Mark, cell: &str) -> RowFault {
    let kind = match mark {
        Mark::Struck => RowFaultKind::CellStruck,
        Mark::HalfStruck => RowFaultKind::CellHalfStruck,
        Mark::Uncalculated => RowFaultKind::CellUncalculated,
    };
    let shown = match column {
        Column::Identity => mask::masked_number(cell),
        _ => mask::masked(cell),
    };
    RowFault::new(column, kind, shown)
}
