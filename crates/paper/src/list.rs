//! A list on A4: pages with a heading, a table of people, and room to sign.

use krilla::Document;
use krilla::color::luma;
use krilla::geom::PathBuilder;
use krilla::metadata::{Metadata, TextDirection};
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use messages::Failure;

use crate::actual_size;
use crate::font::Font;
use crate::line::{As, LineWriter};
use crate::press::{cannot_make, page_settings};
use crate::units::{A4, POINTS_PER_MM};

/// Rows of a page: each is high enough to be signed by hand.
pub const LIST_ROWS_PER_PAGE: usize = 25;

/// Pages of one file at most: what has to be in memory at once.
pub const MAX_LIST_PAGES: usize = 1_000;

const MARGIN_MM: f64 = 10.0;
const TITLE_MM: f64 = 6.0;
const TITLE_BASELINE_MM: f64 = 18.0;
const NOTE_MM: f64 = 3.8;
const NOTE_BASELINE_MM: f64 = 25.5;
const TABLE_TOP_MM: f64 = 29.0;
const HEADING_ROW_MM: f64 = 9.0;
const ROW_MM: f64 = 9.6;
const CELL_MM: f64 = 3.9;
const HEADING_MM: f64 = 3.7;
const PADDING_MM: f64 = 1.2;
const RULE_POINTS: f32 = 0.5;

/// Letters are made smaller down to this share before a text is broken into two lines.
const LEAST_SHARE: f64 = 0.8;

/// How many lines a text is broken into at most, and the letters of each: so many of them have room in a row.
const LINES: [(usize, f64); 4] = [(2, 0.78), (3, 0.6), (4, 0.46), (5, 0.38)];

/// A column of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct ListColumn {
    /// What stands above it.
    pub heading: String,
    /// How wide it is; all together have 190 mm.
    pub width_mm: f64,
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPage {
    /// In large letters.
    pub title: String,
    /// Below it, at the left.
    pub note: String,
    /// Below it, at the right.
    pub number: String,
    /// At most [`LIST_ROWS_PER_PAGE`]; cells that are absent are empty.
    pub rows: Vec<Vec<String>>,
}

/// Makes a PDF of the pages.
///
/// # Errors
/// A [`Failure`] if it cannot be made.
pub fn list_pdf(
    font: &Font,
    columns: &[ListColumn],
    pages: &[ListPage],
) -> Result<Vec<u8>, Failure> {
    let writer = LineWriter::new(font)?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .creator("issuer".into())
            .text_direction(TextDirection::LeftToRight),
    );
    for page in pages {
        let mut paper = document.start_page_with(page_settings(A4)?);
        let mut surface = paper.surface();
        draw_page(&mut surface, &writer, columns, page);
        surface.finish();
        paper.finish();
    }
    let pdf = document.finish().map_err(|_| cannot_make())?;
    actual_size::set(pdf).ok_or_else(cannot_make)
}

fn draw_page(
    surface: &mut Surface<'_>,
    writer: &LineWriter<'_>,
    columns: &[ListColumn],
    page: &ListPage,
) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: luma::Color::black().into(),
        ..Fill::default()
    }));
    let width = A4.width - 2.0 * MARGIN_MM;
    let title = Fitted::of(writer, &page.title, TITLE_MM, width);
    title.draw(surface, writer, MARGIN_MM, TITLE_BASELINE_MM);
    let number = writer.width(&page.number, NOTE_MM);
    let note = Fitted::of(writer, &page.note, NOTE_MM, width - number - 5.0);
    note.draw(surface, writer, MARGIN_MM, NOTE_BASELINE_MM);
    let place = (MARGIN_MM + width - number, NOTE_BASELINE_MM);
    writer.draw(surface, place, NOTE_MM, &page.number, As::Text);

    let mut left = MARGIN_MM;
    for (at, column) in columns.iter().enumerate() {
        let room = column.width_mm - 2.0 * PADDING_MM;
        let cell = |surface: &mut Surface<'_>, text: &str, size, middle| {
            let text = Fitted::of(writer, text, size, room);
            text.draw_around(surface, writer, left + PADDING_MM, middle);
        };
        let middle = TABLE_TOP_MM + HEADING_ROW_MM / 2.0;
        cell(surface, &column.heading, HEADING_MM, middle);
        for (nth, row) in page.rows.iter().take(LIST_ROWS_PER_PAGE).enumerate() {
            let middle = row_top(nth) + ROW_MM / 2.0;
            let text = row.get(at).map_or("", String::as_str);
            cell(surface, text, CELL_MM, middle);
        }
        left += column.width_mm;
    }
    draw_rules(surface, columns, page.rows.len().min(LIST_ROWS_PER_PAGE));
}

fn row_top(nth: usize) -> f64 {
    TABLE_TOP_MM + HEADING_ROW_MM + nth as f64 * ROW_MM
}

fn draw_rules(surface: &mut Surface<'_>, columns: &[ListColumn], rows: usize) {
    let points = |mm: f64| (mm * POINTS_PER_MM) as f32;
    let right = MARGIN_MM + columns.iter().map(|column| column.width_mm).sum::<f64>();
    let (top, bottom) = (TABLE_TOP_MM, row_top(rows));
    let mut path = PathBuilder::new();
    let mut line = |from: (f64, f64), to: (f64, f64)| {
        path.move_to(points(from.0), points(from.1));
        path.line_to(points(to.0), points(to.1));
    };
    line((MARGIN_MM, top), (right, top));
    for row in 0..=rows {
        let y = row_top(row);
        line((MARGIN_MM, y), (right, y));
    }
    let mut x = MARGIN_MM;
    line((x, top), (x, bottom));
    for column in columns {
        x += column.width_mm;
        line((x, top), (x, bottom));
    }
    let Some(path) = path.finish() else {
        return;
    };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: luma::Color::black().into(),
        width: RULE_POINTS,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

/// A text as it fits into a width: smaller, or in several lines; what is still too long ends in `…`.
struct Fitted {
    lines: Vec<String>,
    size: f64,
}

impl Fitted {
    fn of(writer: &LineWriter<'_>, text: &str, size: f64, room: f64) -> Self {
        let text = text.trim();
        let width = writer.width(text, size);
        if width <= room {
            return Self::one(text, size);
        }
        let share = room / width;
        if share >= LEAST_SHARE {
            return Self::one(text, size * share);
        }
        let mut fitted = Self::one(text, size);
        for (most, share) in LINES {
            let size = size * share;
            let (lines, left) = broken(writer, text, size, room, most);
            fitted = Self { lines, size };
            if left.is_empty() {
                return fitted;
            }
        }
        fitted.end_in_dots(writer, room);
        fitted
    }

    fn end_in_dots(&mut self, writer: &LineWriter<'_>, room: f64) {
        let size = self.size;
        if let Some(last) = self.lines.last_mut() {
            while !last.is_empty() && writer.width(&format!("{last}…"), size) > room {
                last.pop();
            }
            last.push('…');
        }
    }

    fn one(text: &str, size: f64) -> Self {
        Self {
            lines: vec![text.to_owned()],
            size,
        }
    }

    /// With its last line on the baseline.
    fn draw(&self, surface: &mut Surface<'_>, writer: &LineWriter<'_>, left: f64, baseline: f64) {
        let step = self.size * 1.15;
        for (nth, line) in self.lines.iter().rev().enumerate() {
            let place = (left, baseline - nth as f64 * step);
            writer.draw(surface, place, self.size, line, As::Text);
        }
    }

    /// With its middle at this height.
    fn draw_around(
        &self,
        surface: &mut Surface<'_>,
        writer: &LineWriter<'_>,
        left: f64,
        middle: f64,
    ) {
        // Chinese characters stand from a tenth below the line to nine tenths above it.
        let below = (self.lines.len() as f64 - 1.0) * self.size * 1.15 / 2.0;
        let baseline = middle + self.size * 0.37 + below;
        self.draw(surface, writer, left, baseline);
    }
}

/// At most so many lines, and what is left.
fn broken<'t>(
    writer: &LineWriter<'_>,
    text: &'t str,
    size: f64,
    room: f64,
    most: usize,
) -> (Vec<String>, &'t str) {
    let (mut lines, mut left) = (Vec::new(), text);
    while !left.is_empty() && lines.len() < most {
        let (line, rest) = split_at_width(writer, left, size, room);
        lines.push(line.to_owned());
        left = rest;
    }
    (lines, left)
}

fn split_at_width<'t>(
    writer: &LineWriter<'_>,
    text: &'t str,
    size: f64,
    room: f64,
) -> (&'t str, &'t str) {
    let mut width = 0.0;
    for (at, character) in text.char_indices() {
        width += writer.width(character.encode_utf8(&mut [0; 4]), size);
        // One character is taken in any case, so that it ends.
        if width > room && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests;
