//! Where everything on a board stands: the largest letters with which it fits on a page, or the smallest on several.

use crate::line::LineWriter;
use crate::sheet::{Ink, TextLine, in_lines};
use crate::units::{A4, SizeMm};

use super::content::{Board, BoardGroup, BoardPromise};

/// Letters of promises on A4, from large to small. The last can be read at arm's length and a half.
const LETTERS: [f64; 16] = [
    24.0, 21.0, 18.5, 16.0, 14.0, 12.5, 11.0, 10.0, 9.0, 8.2, 7.5, 6.9, 6.4, 6.0, 5.6, 5.2,
];

/// Letters of the name on A4, and into how many lines it may be broken in them.
const NAMES: [(f64, usize); 6] = [
    (17.0, 1),
    (14.0, 2),
    (12.0, 2),
    (10.0, 3),
    (8.5, 4),
    (7.0, usize::MAX),
];

/// Letters above this are for boards with a few short promises: nothing in them is broken into more than
/// [`LINES_IN_LARGE_LETTERS`], and they stand in one column.
const LARGE_LETTERS: f64 = 14.0;
const LINES_IN_LARGE_LETTERS: usize = 2;

/// Conditions are so much smaller than what they are of.
const CONDITIONS: f64 = 0.66;

/// The heading of a group, as a share of the letters of its promises.
const HEADING: f64 = 0.82;

/// How far promises stand in from it, as a share of their letters.
const INDENT: f64 = 0.5;

/// Measures that all pages have in common.
pub(super) struct Frame {
    pub(super) size: SizeMm,
    /// How much larger than A4.
    pub(super) scale: f64,
    pub(super) margin: f64,
    pub(super) gutter: f64,
    /// The side of the emblem.
    pub(super) emblem: f64,
}

/// The lines of a page, column by column.
pub(super) struct PlannedPage {
    pub(super) columns: Vec<Vec<TextLine>>,
}

/// A board that is ready to be drawn.
pub(super) struct BoardPlan {
    pub(super) frame: Frame,
    pub(super) header: Vec<TextLine>,
    pub(super) footer: Vec<TextLine>,
    pub(super) body_top: f64,
    pub(super) body_bottom: f64,
    pub(super) column_width: f64,
    pub(super) letters: f64,
    pub(super) pages: Vec<PlannedPage>,
}

impl BoardPlan {
    /// The plan with the largest letters.
    pub(super) fn best(writer: &LineWriter<'_>, board: &Board, size: SizeMm) -> Self {
        let scale = size.width.min(size.height) / A4.width;
        let margin = 13.0 * scale;
        let frame = Frame {
            size,
            scale,
            margin,
            gutter: 10.0 * scale,
            emblem: 34.0 * scale,
        };
        let width = size.width - 2.0 * margin;
        let header = header(writer, board, &frame);
        let header_height: f64 = header.iter().map(TextLine::height).sum();
        let body_top = margin + header_height.max(frame.emblem) + margin * 0.9;
        let footer = footer(writer, board, &frame, width);
        let footer_height: f64 = footer.iter().map(TextLine::height).sum();
        let body_bottom = size.height - margin - footer_height - 1.5 * scale;
        let body_bottom = (body_bottom - margin * 0.4).max(body_top + 30.0 * scale);
        let height = body_bottom - body_top;
        // Two columns have room for larger letters where there are many short promises.
        let columns = 1..=2;
        let least = LETTERS.last().copied().unwrap_or_default() * scale;
        let mut smallest = None;
        for letters in LETTERS.map(|letters| letters * scale) {
            let is_large = letters > LARGE_LETTERS * scale + 1e-9;
            if is_large && !is_short(writer, board, letters, width) {
                continue;
            }
            for count in columns.clone() {
                if is_large && count > 1 {
                    break;
                }
                let gutters = (count - 1) as f64 * frame.gutter;
                let column_width = (width - gutters) / count as f64;
                let blocks = blocks(writer, board, letters, column_width);
                let pages = pages(blocks, count, height);
                if pages.len() <= 1 || letters <= least {
                    smallest = Some((letters, column_width, pages));
                    let fits = smallest
                        .as_ref()
                        .is_some_and(|(.., pages)| pages.len() <= 1);
                    if fits || count == *columns.end() {
                        break;
                    }
                }
            }
            if smallest.is_some() {
                break;
            }
        }
        let (letters, column_width, pages) = smallest.unwrap_or((0.0, width, Vec::new()));
        Self {
            frame,
            header,
            footer,
            body_top,
            body_bottom,
            column_width,
            letters,
            pages,
        }
    }
}

/// Whether nothing that is promised takes more than two lines in these letters, nor what stands above and below it.
fn is_short(writer: &LineWriter<'_>, board: &Board, letters: f64, width: f64) -> bool {
    let room = width - letters * INDENT;
    let is_short = |lines: Vec<String>| lines.len() <= LINES_IN_LARGE_LETTERS;
    board.groups.iter().all(|group| {
        let mut promises = group.promises.iter();
        is_short(in_lines(writer, &group.heading, letters * HEADING, width))
            && promises.all(|promise| {
                let small = letters * CONDITIONS;
                is_short(what_in_lines(writer, &promise.what, letters, room))
                    && is_short(in_lines(writer, &promise.conditions, small, room))
            })
    })
}

/// What is promised in lines. The value in brackets at its end stays together where it fits into a line.
pub(super) fn what_in_lines(
    writer: &LineWriter<'_>,
    what: &str,
    size: f64,
    room: f64,
) -> Vec<String> {
    let lines = in_lines(writer, what, size, room);
    let opens = what
        .rfind(['（', '('])
        .filter(|_| what.ends_with(['）', ')']));
    let Some((title, value)) = opens.map(|at| what.split_at(at)) else {
        return lines;
    };
    let is_whole = lines.iter().any(|line| line.contains(value));
    if is_whole || title.trim().is_empty() || writer.width(value, size) > room {
        return lines;
    }
    let mut lines = in_lines(writer, title, size, room);
    lines.push(value.to_owned());
    lines
}

fn header(writer: &LineWriter<'_>, board: &Board, frame: &Frame) -> Vec<TextLine> {
    let room = frame.size.width - 2.0 * frame.margin - frame.emblem - frame.margin * 0.5;
    let line = |text: String, size: f64, ink, gap| TextLine {
        text,
        size,
        ink,
        indent: 0.0,
        gap,
    };
    let small = 6.0 * frame.scale;
    let heading = in_lines(writer, &board.heading, small, room);
    let mut lines: Vec<TextLine> = heading
        .into_iter()
        .map(|text| line(text, small, Ink::Red, 0.0))
        .collect();
    let named = NAMES.iter().find_map(|(size, most)| {
        let size = size * frame.scale;
        let name = in_lines(writer, &board.name, size, room);
        (name.len() <= *most).then_some((size, name))
    });
    let (size, name) = named.unwrap_or_default();
    for (nth, text) in name.into_iter().enumerate() {
        let gap = if nth == 0 { 2.0 * frame.scale } else { 0.0 };
        lines.push(line(text, size, Ink::Black, gap));
    }
    lines
}

fn footer(writer: &LineWriter<'_>, board: &Board, frame: &Frame, width: f64) -> Vec<TextLine> {
    let size = 5.4 * frame.scale;
    let lines = board
        .footer
        .iter()
        .flat_map(|text| in_lines(writer, text, size, width));
    lines
        .map(|text| TextLine {
            text,
            size,
            ink: Ink::Black,
            indent: 0.0,
            gap: 0.0,
        })
        .collect()
}

/// A promise with its conditions, the first of a group with the heading: what stays together.
fn blocks(writer: &LineWriter<'_>, board: &Board, letters: f64, width: f64) -> Vec<Vec<TextLine>> {
    let mut blocks = Vec::new();
    for group in &board.groups {
        let mut lines = heading(writer, group, letters, width);
        for promise in &group.promises {
            lines.extend(promise_lines(writer, promise, letters, width));
            blocks.push(std::mem::take(&mut lines));
        }
    }
    blocks
}

fn heading(writer: &LineWriter<'_>, group: &BoardGroup, letters: f64, width: f64) -> Vec<TextLine> {
    let size = letters * HEADING;
    let lines = in_lines(writer, &group.heading, size, width).into_iter();
    lines
        .enumerate()
        .map(|(nth, text)| TextLine {
            text,
            size,
            ink: Ink::Red,
            indent: 0.0,
            gap: if nth == 0 { letters * 0.55 } else { 0.0 },
        })
        .collect()
}

fn promise_lines(
    writer: &LineWriter<'_>,
    promise: &BoardPromise,
    letters: f64,
    width: f64,
) -> Vec<TextLine> {
    let indent = letters * INDENT;
    let part = |lines: Vec<String>, size: f64, ink, gap: f64| {
        lines
            .into_iter()
            .enumerate()
            .map(move |(nth, text)| TextLine {
                text,
                size,
                ink,
                indent,
                gap: if nth == 0 { gap } else { 0.0 },
            })
    };
    let small = letters * CONDITIONS;
    let what = what_in_lines(writer, &promise.what, letters, width - indent);
    let conditions = in_lines(writer, &promise.conditions, small, width - indent);
    let what = part(what, letters, Ink::Black, letters * 0.22);
    let conditions = part(conditions, small, Ink::Grey, 0.0);
    what.chain(conditions).collect()
}

/// Fills columns and pages from the top. A block that does not fit begins the next column; one that is higher
/// than a column is broken between its lines.
fn pages(blocks: Vec<Vec<TextLine>>, columns: usize, height: f64) -> Vec<PlannedPage> {
    let mut filled: Vec<Vec<TextLine>> = vec![Vec::new()];
    let mut used = 0.0;
    for block in blocks {
        let whole: f64 = block.iter().map(TextLine::height).sum();
        if used > 0.0 && used + whole > height {
            filled.push(Vec::new());
            used = 0.0;
        }
        for mut line in block {
            if used > 0.0 && used + line.height() > height {
                filled.push(Vec::new());
                used = 0.0;
            }
            if used == 0.0 {
                line.gap = 0.0;
            }
            used += line.height();
            if let Some(column) = filled.last_mut() {
                column.push(line);
            }
        }
    }
    let mut pages = Vec::new();
    let mut filled = filled.into_iter().peekable();
    while filled.peek().is_some() {
        let columns = filled.by_ref().take(columns).collect();
        pages.push(PlannedPage { columns });
    }
    pages
}
