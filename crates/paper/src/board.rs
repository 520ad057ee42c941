//! The board for a shop window: what a merchant has promised, in letters that can be read from the street.
//!
//! The letters are as large as the page allows. Where even the smallest would not fit, the board has several
//! pages: nothing is left out, and nothing becomes too small to be read.

mod content;
mod plan;

use krilla::Document;
use krilla::metadata::{Metadata, TextDirection};
use messages::{Failure, failure};

use crate::actual_size;
use crate::font::Font;
use crate::line::LineWriter;
use crate::press::{cannot_make, page_settings};
use crate::sheet::{Ink, Sheet};
use crate::template::Emblem;
use crate::units::SizeMm;
pub use content::{Board, BoardGroup, BoardPromise, MAX_BOARD_PROMISES};
use plan::{BoardPlan, PlannedPage};

/// The emblem that comes along: a star over a hand.
pub const EMBLEM: &str = include_str!("../templates/emblem.svg");

/// A board that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardPdf {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// The height of the letters of promises, in millimetres.
    pub letters_mm: f64,
}

/// Makes the board on pages of this size. `page_words` says which page of how many, on boards with several.
///
/// # Errors
/// `board-promises-many`, and a [`Failure`] if it cannot be made.
pub fn board_pdf(
    font: &Font,
    board: &Board,
    emblem: &Emblem,
    size: SizeMm,
    page_words: &dyn Fn(usize, usize) -> String,
) -> Result<BoardPdf, Failure> {
    let promises: usize = board.groups.iter().map(|group| group.promises.len()).sum();
    if promises > MAX_BOARD_PROMISES {
        return Err(
            failure!("board-promises-many"; "优待超过 {MAX_BOARD_PROMISES} 项，做不成公示牌"; "there are more than {MAX_BOARD_PROMISES} promises, too many for a board";
            "请合并优待项目。"; "Put benefits together."),
        );
    }
    let writer = LineWriter::new(font)?;
    let plan = BoardPlan::best(&writer, board, size);
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(board.name.clone())
            .creator("issuer".into())
            .text_direction(TextDirection::LeftToRight),
    );
    let count = plan.pages.len();
    for (page, number) in plan.pages.iter().zip(1..) {
        let mut paper = document.start_page_with(page_settings(size)?);
        let mut surface = paper.surface();
        let mut sheet = Sheet {
            surface: &mut surface,
            writer: &writer,
        };
        let page_number = if count > 1 {
            page_words(number, count)
        } else {
            String::new()
        };
        draw_page(&mut sheet, &plan, page, emblem, &page_number);
        surface.finish();
        paper.finish();
    }
    let pdf = document.finish().map_err(|_| cannot_make())?;
    Ok(BoardPdf {
        pdf: actual_size::set(pdf).ok_or_else(cannot_make)?,
        pages: count,
        letters_mm: plan.letters,
    })
}

fn draw_page(
    sheet: &mut Sheet<'_, '_, '_>,
    plan: &BoardPlan,
    page: &PlannedPage,
    emblem: &Emblem,
    page_number: &str,
) {
    let frame = &plan.frame;
    let (left, right) = (frame.margin, frame.size.width - frame.margin);
    sheet.emblem(emblem, (left, frame.margin), frame.emblem);
    sheet.lines(
        (left + frame.emblem + frame.margin * 0.5, frame.margin),
        &plan.header,
    );
    let rule = 0.9 * frame.scale;
    sheet.rule(
        (left, plan.body_top - frame.margin * 0.4),
        (right, plan.body_top - frame.margin * 0.4),
        rule,
        Ink::Red,
    );
    for (column, lines) in page.columns.iter().enumerate() {
        let x = left + column as f64 * (plan.column_width + frame.gutter);
        sheet.lines((x, plan.body_top), lines);
    }
    let y = plan.body_bottom + frame.margin * 0.4;
    sheet.rule((left, y), (right, y), rule / 3.0, Ink::Red);
    sheet.lines((left, y + 1.5 * frame.scale), &plan.footer);
    if !page_number.is_empty() {
        let size = plan.footer.first().map_or(4.0, |line| line.size);
        let width = sheet.writer.width(page_number, size);
        let top = frame.size.height - frame.margin - size * 0.4;
        sheet.text((right - width, top), size, Ink::Black, page_number);
    }
}

#[cfg(test)]
mod tests;
