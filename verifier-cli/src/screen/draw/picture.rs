//! The live picture, with the camera's state below it.

use messages::text;

use super::super::ambiguous::Ambiguous;
use super::super::area::Area;
use super::super::cell::{Colour, Glyph, Style, Urgency};
use super::super::colours::Depth;
use super::super::grid::ScreenGrid;
use super::super::thumbnail::{Dot, Thumbnail};
use super::super::view::{Picture, View};
use super::layout::{BESIDE, DIM, VERDICT_WIDTH, camera_style, camera_words};

/// Rows that stay for the camera's state and the last verdicts.
const BELOW: u16 = 6;

/// The largest size of the picture, in dots.
pub(in super::super) fn room(grid: (u16, u16), ambiguous: Ambiguous) -> (usize, usize) {
    let (width, height) = grid;
    if width < BESIDE.0 || height < BESIDE.1 {
        return (0, 0);
    }
    let columns = left_width(width);
    let rows = height.saturating_sub(3).saturating_sub(BELOW);
    match ambiguous {
        Ambiguous::Narrow => (usize::from(columns), usize::from(rows) * 2),
        Ambiguous::Wide => (usize::from(columns / 2), usize::from(rows)),
    }
}

/// The columns of the left side on a screen of this width.
pub(super) fn left_width(width: u16) -> u16 {
    (width * 2 / 5)
        .max(36)
        .min(width.saturating_sub(VERDICT_WIDTH + 1))
}

/// Draws the picture and what is said below it; returns the area that is left.
pub(super) fn draw(view: &View, grid: &mut ScreenGrid, area: Area) -> Area {
    let rest = match &view.picture {
        Picture::Live(thumbnail) => draw_dots(thumbnail, view.depth, grid, area),
        Picture::None => area,
        Picture::SlowLine => {
            let text = text!("（线路慢，不显示画面；摄像头照常工作）";
                "(slow line: no picture is shown; the camera works all the same)");
            let taken = grid.paragraph(area, text.in_lang(view.lang), DIM);
            area.split_rows(taken).1
        }
        Picture::Off => {
            let text = text!("（画面已关，按 p 打开）"; "(picture off: p shows it)");
            let taken = grid.paragraph(area, text.in_lang(view.lang), DIM);
            area.split_rows(taken).1
        }
    };
    let rest = rest.split_columns(1, 0).1;
    let words = camera_words(view);
    let words = words.in_lang(view.lang);
    let taken = grid.paragraph(rest.split_rows(4).0, words, camera_style(view));
    rest.split_rows(taken + 1).1
}

fn draw_dots(thumbnail: &Thumbnail, depth: Depth, grid: &mut ScreenGrid, area: Area) -> Area {
    let (width, rows) = match grid.ambiguous {
        Ambiguous::Narrow => (thumbnail.width, thumbnail.height.div_ceil(2)),
        Ambiguous::Wide => (thumbnail.width * 2, thumbnail.height),
    };
    let (width, rows) = (width as u16, rows as u16);
    let (shown, rest) = area.split_rows(rows);
    let shown = shown
        .split_columns(area.width.saturating_sub(width) / 2, 0)
        .1;
    let shown = shown.split_columns(width, 0).0;
    grid.mark(shown, Urgency::Picture);
    for row in 0..shown.height {
        for column in 0..shown.width {
            let (x, y) = (usize::from(column), usize::from(row));
            let (glyph, style) = match (grid.ambiguous, depth) {
                (Ambiguous::Wide, _) => one(thumbnail.dot(x / 2, y), depth, thumbnail.middle()),
                (_, Depth::None) => without_colours(thumbnail, x, y),
                _ => two(thumbnail.dot(x, 2 * y), thumbnail.dot(x, 2 * y + 1), depth),
            };
            grid.put(
                shown.left + column,
                shown.top + row,
                Glyph::One(glyph),
                style,
            );
        }
    }
    rest
}

/// A dot in two columns of one row.
fn one(dot: Dot, depth: Depth, middle: u8) -> (char, Style) {
    match (dot, depth) {
        (Dot::Outline, Depth::None) => ('+', Style::default().bold()),
        (Dot::Grey(grey), Depth::None) => (if grey > middle { '#' } else { ' ' }, Style::default()),
        (dot, depth) => (' ', Style::default().on(colour(dot, depth))),
    }
}

/// Two dots, one above the other.
fn two(upper: Dot, lower: Dot, depth: Depth) -> (char, Style) {
    let (upper, lower) = (colour(upper, depth), colour(lower, depth));
    if upper == lower {
        (' ', Style::default().on(lower))
    } else {
        ('▀', Style::foreground(upper).on(lower))
    }
}

fn without_colours(thumbnail: &Thumbnail, x: usize, y: usize) -> (char, Style) {
    let middle = thumbnail.middle();
    match (thumbnail.dot(x, 2 * y), thumbnail.dot(x, 2 * y + 1)) {
        (Dot::Outline, _) | (_, Dot::Outline) => ('+', Style::default().bold()),
        (Dot::Grey(upper), Dot::Grey(lower)) => {
            let glyph = match (upper > middle, lower > middle) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            };
            (glyph, Style::default())
        }
    }
}

fn colour(dot: Dot, depth: Depth) -> Colour {
    match dot {
        Dot::Outline => Colour::Outline,
        Dot::Grey(grey) => Colour::Grey(depth.step(grey)),
    }
}
