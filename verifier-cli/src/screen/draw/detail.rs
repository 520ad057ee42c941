//! Lines below the large word: labels with values in a column, and sentences.

use super::super::area::Area;
use super::super::cell::Style;
use super::super::grid::ScreenGrid;
use super::layout::DIM;

/// Labels are no wider than this, so that values stand in a column.
const LABELS: u16 = 17;

/// A line, as long as it is.
#[derive(Clone)]
pub(super) struct DetailLine {
    pub(super) label: Option<(String, &'static str)>,
    pub(super) text: String,
    pub(super) style: Style,
    /// For deciding what to do; the others give way to the large word.
    pub(super) needed: bool,
}

pub(super) fn plain(text: &str, style: Style) -> DetailLine {
    DetailLine {
        label: None,
        text: text.to_owned(),
        style,
        needed: true,
    }
}

/// Writes the lines and returns the rows that they took.
pub(super) fn write(lines: &[DetailLine], grid: &mut ScreenGrid, area: Area) -> u16 {
    let labels = lines
        .iter()
        .filter_map(|line| line.label.as_ref())
        .map(|(label, mark)| grid.ambiguous.width(label) + mark.len())
        .max()
        .unwrap_or(0);
    let labels = (labels as u16 + 2).min(LABELS.min(area.width / 2));
    let area = area.split_columns(1, 0).1;
    let area = area.split_columns(area.width.saturating_sub(1), 0).0;
    let mut rest = area;
    for line in lines {
        if rest.height == 0 {
            break;
        }
        let taken = match &line.label {
            None => grid.paragraph(rest, &line.text, line.style),
            Some((label, mark)) => {
                let (left, right) = rest.split_columns(labels, 0);
                let label = format!("{mark}{label}");
                grid.line(
                    left.split_columns(labels.saturating_sub(1), 0).0,
                    &label,
                    DIM,
                );
                grid.paragraph(right, &line.text, line.style).max(1)
            }
        };
        rest = rest.split_rows(taken).1;
    }
    area.height - rest.height
}
