//! The counter with its benefits, below the verdict.

use messages::text;

use super::super::ambiguous::Ambiguous;
use super::super::area::Area;
use super::super::cell::{Style, Urgency};
use super::super::grid::ScreenGrid;
use super::super::panel::{PanelLine, Weight};
use super::super::view::View;
use super::detail::{plain, write};
use super::layout::DIM;

/// The rows that the counter leaves to the verdict: the answer, the advice, the name.
const PANEL_LEAVES: u16 = 3;

/// Draws the counter below the verdict, and gives what it leaves.
pub(super) fn draw(view: &View, grid: &mut ScreenGrid, area: Area) -> Area {
    let lines = view.panel.lines(view.lang, view.shown.is_none());
    if lines.is_empty() {
        return area;
    }
    let lines: Vec<_> = lines
        .into_iter()
        .flat_map(|line| whole_keys(line, area.width.saturating_sub(2), grid.ambiguous))
        .collect();
    // The verdict and the name stay in sight.
    let room = area.height.saturating_sub(PANEL_LEAVES);
    let styled = |lines: &[PanelLine]| -> Vec<_> {
        lines
            .iter()
            .map(|line| plain(&line.text, style(line.weight)))
            .collect()
    };
    let rows = |lines: &[PanelLine]| {
        // Twice the room, so that it is seen when there is too much.
        let mut measure = ScreenGrid::new(area.width, room.saturating_mul(2), grid.ambiguous);
        let whole = measure.area();
        write(&styled(lines), &mut measure, whole)
    };
    let (lines, left_out) = fitting(lines, room, rows);
    let mut needed = rows(&lines);
    if needed <= room {
        let more = u16::from(left_out > 0 && needed < room);
        needed += more;
        let (above, below) = area.split_rows(area.height - needed);
        grid.mark(below, Urgency::Person);
        let written = write(&styled(&lines), grid, below);
        if more > 0 {
            let last = below.split_rows(written).1.split_columns(1, 0).1;
            let more =
                text!("- 另有 {left_out} 项现在不给予"; "- {left_out} more are not given now");
            grid.line(last, more.in_lang(view.lang), DIM);
        }
        return above;
    }
    // Even so there is too much: each has a row, cut where it is longer.
    let rows = room.min(u16::try_from(lines.len()).unwrap_or(room));
    let (above, mut below) = area.split_rows(area.height - rows);
    grid.mark(below, Urgency::Person);
    for line in &lines {
        let (row, rest) = below.split_rows(below.height.min(1));
        if row.height == 0 {
            break;
        }
        grid.line(row.split_columns(1, 0).1, &line.text, style(line.weight));
        below = rest;
    }
    above
}

/// What the keys do, in as many lines as are needed for no key to stand apart from its words.
fn whole_keys(line: PanelLine, room: u16, ambiguous: Ambiguous) -> Vec<PanelLine> {
    const BETWEEN: &str = "  ";
    let fits = |text: &str| ambiguous.width(text) <= usize::from(room);
    if line.weight != Weight::Dim || fits(&line.text) {
        return vec![line];
    }
    let mut rows: Vec<String> = Vec::new();
    for keys in line.text.split(BETWEEN) {
        let longer = rows.last().map(|row| format!("{row}{BETWEEN}{keys}"));
        match (rows.last_mut(), longer.filter(|longer| fits(longer))) {
            (Some(row), Some(longer)) => *row = longer,
            _ => rows.push(keys.to_owned()),
        }
    }
    let weight = line.weight;
    let lines = rows.into_iter().map(|text| PanelLine { text, weight });
    lines.collect()
}

fn style(weight: Weight) -> Style {
    match weight {
        Weight::Bold => Style::default().bold(),
        Weight::Plain => Style::default(),
        Weight::Dim | Weight::Least => DIM,
    }
}

/// Leaves out what matters least until the rest has room; and how many lines that were.
fn fitting(
    mut lines: Vec<PanelLine>,
    room: u16,
    rows: impl Fn(&[PanelLine]) -> u16,
) -> (Vec<PanelLine>, usize) {
    let mut left_out = 0;
    // A row more where some were left out: for saying so.
    while rows(&lines) + u16::from(left_out > 0) > room {
        let Some(at) = lines.iter().rposition(|line| line.weight == Weight::Least) else {
            break;
        };
        lines.remove(at);
        left_out += 1;
    }
    (lines, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_in_one_line_with_its_words() {
        let line = |weight| PanelLine {
            text: "h 手工登记（码读不出时）  j 把流水写到 U 盘  x 返回".to_owned(),
            weight,
        };
        let rows = |line, room| -> Vec<String> {
            let lines = whole_keys(line, room, Ambiguous::Narrow).into_iter();
            lines.map(|line| line.text).collect()
        };
        assert_eq!(
            rows(line(Weight::Dim), 40),
            ["h 手工登记（码读不出时）", "j 把流水写到 U 盘  x 返回"]
        );
        // Whole where there is room, and sentences are broken as usual.
        assert_eq!(rows(line(Weight::Dim), 80).len(), 1);
        assert_eq!(rows(line(Weight::Plain), 40).len(), 1);
    }
}
