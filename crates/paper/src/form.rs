//! A form on A4 that is filled in already, to be read, signed and stamped.

use krilla::Document;
use krilla::metadata::{Metadata, TextDirection};
use messages::Failure;

use crate::actual_size;
use crate::font::Font;
use crate::line::LineWriter;
use crate::press::{cannot_make, page_settings};
use crate::sheet::{Ink, Sheet, TextLine, in_lines};
use crate::units::A4;

const MARGIN: f64 = 20.0;
const WIDTH: f64 = A4.width - 2.0 * MARGIN;
const BOTTOM: f64 = A4.height - 22.0;
const TITLE: f64 = 7.5;
const LETTERS: f64 = 4.4;
const HEADING: f64 = 5.0;
const NOTE: f64 = 3.8;
/// Where the values of fields begin.
const VALUE_LEFT: f64 = 38.0;
const SIGNATURE_HEIGHT: f64 = 62.0;
const STAMP_RADIUS: f64 = 20.0;

/// What a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Above the title: which alliance it is of; empty for none.
    pub heading: String,
    /// In large letters.
    pub title: String,
    /// Below it.
    pub note: String,
    /// Labels with what is filled in.
    pub fields: Vec<(String, String)>,
    /// Parts with a heading each.
    pub sections: Vec<FormSection>,
    /// Those who sign: at most two, side by side.
    pub signatures: Vec<FormSignature>,
}

/// A part of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSection {
    /// Above it.
    pub heading: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// A place for a signature and a stamp.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormSignature {
    /// Who signs.
    pub heading: String,
    /// What is written by hand, each behind its label.
    pub labels: Vec<String>,
    /// What stands where the stamp goes.
    pub stamp: String,
}

/// Makes a PDF of the form, and says how many pages it has. `page_words` says which page of how many.
///
/// # Errors
/// A [`Failure`] if it cannot be made.
pub fn form_pdf(
    font: &Font,
    form: &Form,
    page_words: &dyn Fn(usize, usize) -> String,
) -> Result<(Vec<u8>, usize), Failure> {
    let writer = LineWriter::new(font)?;
    let (pages, signatures_top) = pages(&writer, form);
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(form.title.clone())
            .creator("issuer".into())
            .text_direction(TextDirection::LeftToRight),
    );
    let count = pages.len();
    for (lines, number) in pages.iter().zip(1..) {
        let mut paper = document.start_page_with(page_settings(A4)?);
        let mut surface = paper.surface();
        let mut sheet = Sheet {
            surface: &mut surface,
            writer: &writer,
        };
        sheet.lines((MARGIN, MARGIN), lines);
        if number == count {
            draw_signatures(&mut sheet, &form.signatures, signatures_top);
        }
        let foot = page_words(number, count);
        let left = A4.width - MARGIN - writer.width(&foot, NOTE);
        sheet.text((left, A4.height - 15.0), NOTE, Ink::Grey, &foot);
        surface.finish();
        paper.finish();
    }
    let pdf = document.finish().map_err(|_| cannot_make())?;
    Ok((actual_size::set(pdf).ok_or_else(cannot_make)?, count))
}

/// The lines of each page, and where the signatures begin on the last.
fn pages(writer: &LineWriter<'_>, form: &Form) -> (Vec<Vec<TextLine>>, f64) {
    let mut flow = Flow {
        pages: vec![Vec::new()],
        y: MARGIN,
    };
    for block in blocks(writer, form) {
        flow.add(block);
    }
    flow.y += 8.0;
    if flow.y + SIGNATURE_HEIGHT > BOTTOM && !form.signatures.is_empty() {
        flow.pages.push(Vec::new());
        flow.y = MARGIN;
    }
    (flow.pages, flow.y)
}

struct Flow {
    pages: Vec<Vec<TextLine>>,
    y: f64,
}

impl Flow {
    /// Adds lines that stay together where they fit on one page.
    fn add(&mut self, block: Vec<TextLine>) {
        let whole: f64 = block.iter().map(TextLine::height).sum();
        if self.y > MARGIN && self.y + whole > BOTTOM {
            self.break_page();
        }
        for mut line in block {
            if self.y > MARGIN && self.y + line.height() > BOTTOM {
                self.break_page();
            }
            if self.y <= MARGIN {
                line.gap = 0.0;
            }
            self.y += line.height();
            if let Some(page) = self.pages.last_mut() {
                page.push(line);
            }
        }
    }

    fn break_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }
}

fn blocks(writer: &LineWriter<'_>, form: &Form) -> Vec<Vec<TextLine>> {
    let part = |text: &str, size: f64, ink, indent: f64, gap: f64| -> Vec<TextLine> {
        let lines = in_lines(writer, text, size, WIDTH - indent).into_iter();
        lines
            .enumerate()
            .map(|(nth, text)| TextLine {
                text,
                size,
                ink,
                indent,
                gap: if nth == 0 { gap } else { 0.0 },
            })
            .collect()
    };
    let mut blocks = vec![
        part(&form.heading, HEADING, Ink::Red, 0.0, 0.0),
        part(&form.title, TITLE, Ink::Black, 0.0, 0.0),
        part(&form.note, NOTE, Ink::Grey, 0.0, 1.0),
    ];
    for (at, (label, value)) in form.fields.iter().enumerate() {
        let gap = if at == 0 { 5.0 } else { 1.2 };
        let label = in_lines(writer, label, LETTERS, VALUE_LEFT - 2.0);
        let value = part(value, LETTERS, Ink::Black, VALUE_LEFT, 0.0);
        // Both begin on the same line: the value is drawn over the height of the label.
        let mut block = Vec::new();
        for nth in 0..label.len().max(value.len()) {
            let mut gap = if nth == 0 { gap } else { 0.0 };
            if let Some(text) = label.get(nth) {
                let line = TextLine {
                    text: text.clone(),
                    size: LETTERS,
                    ink: Ink::Grey,
                    indent: 0.0,
                    gap,
                };
                gap -= line.height();
                block.push(line);
            }
            if let Some(line) = value.get(nth) {
                block.push(TextLine {
                    gap,
                    ..line.clone()
                });
            }
        }
        blocks.push(block);
    }
    for section in &form.sections {
        let mut block = part(&section.heading, HEADING, Ink::Red, 0.0, 5.0);
        for paragraph in &section.paragraphs {
            block.extend(part(paragraph, LETTERS, Ink::Black, 0.0, 1.2));
            blocks.push(std::mem::take(&mut block));
        }
        blocks.push(block);
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn draw_signatures(sheet: &mut Sheet<'_, '_, '_>, signatures: &[FormSignature], top: f64) {
    let column = (WIDTH - 10.0) / 2.0;
    for (at, signature) in signatures.iter().take(2).enumerate() {
        let left = MARGIN + at as f64 * (column + 10.0);
        let mut y = top;
        for line in in_lines(sheet.writer, &signature.heading, LETTERS, column) {
            sheet.text((left, y), LETTERS, Ink::Black, &line);
            y += LETTERS * 1.4;
        }
        let middle = (
            left + column - STAMP_RADIUS - 2.0,
            top + SIGNATURE_HEIGHT - STAMP_RADIUS - 4.0,
        );
        sheet.broken_circle(middle, STAMP_RADIUS);
        let width = sheet.writer.width(&signature.stamp, NOTE);
        let stamp = (middle.0 - width / 2.0, middle.1 + STAMP_RADIUS - 7.0);
        sheet.text(stamp, NOTE, Ink::Grey, &signature.stamp);
        y += 4.0;
        for label in &signature.labels {
            y += 11.0;
            let width = sheet.writer.width(label, LETTERS);
            sheet.text((left, y - LETTERS), LETTERS, Ink::Black, label);
            let line = y + 1.0;
            sheet.rule(
                (left + width + 1.5, line),
                (left + column, line),
                0.25,
                Ink::Black,
            );
        }
    }
}

#[cfg(test)]
mod tests;
