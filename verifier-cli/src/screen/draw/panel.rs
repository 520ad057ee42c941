//! The counter with its benefits, below the verdict.

use super::super::area::Area;
use super::super::cell::{Style, Urgency};
use super::super::grid::ScreenGrid;
use super::super::panel::Weight;
use super::super::view::View;
use super::detail::{plain, write};
use super::layout::DIM;

/// The rows that the counter leaves to the verdict: the answer, the advice, the name.
const PANEL_LEAVES: u16 = 3;

/// Draws the counter below the verdict, and gives what it leaves.
pub(super) fn draw(view: &View, grid: &mut ScreenGrid, area: Area) -> Area {
    let lines = view.panel.lines(view.lang).into_iter();
    let lines: Vec<_> = lines
        .map(|line| {
            let style = match line.weight {
                Weight::Bold => Style::default().bold(),
                Weight::Plain => Style::default(),
                Weight::Dim => DIM,
            };
            plain(&line.text, style)
        })
        .collect();
    if lines.is_empty() {
        return area;
    }
    let mut measure = ScreenGrid::new(area.width, area.height, grid.ambiguous);
    let whole = measure.area();
    let rows = write(&lines, &mut measure, whole);
    // The verdict and the name stay in sight.
    let rows = rows.min(area.height.saturating_sub(PANEL_LEAVES));
    let (above, below) = area.split_rows(area.height - rows);
    grid.mark(below, Urgency::Person);
    write(&lines, grid, below);
    above
}
