//! Texts of which a part may be struck through: the runs of a cell that has several fonts.

use quick_xml::events::Event;

use super::facts::{Fault, Mark, SheetFacts};
use super::xml::{attribute, is_true};

const PLAIN: u8 = 1;
const STRUCK: u8 = 2;
const UNSTRUCK: u8 = 4;

/// How the characters of a text are written: as the cell is, struck through or not. Blanks do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs(u8);

impl Runs {
    /// Adds characters; `None` for the cell's own font.
    pub(super) fn add(&mut self, struck: Option<bool>) {
        self.0 |= match struck {
            None => PLAIN,
            Some(true) => STRUCK,
            Some(false) => UNSTRUCK,
        };
    }

    /// Whether a part has a font of its own.
    pub(super) const fn have_fonts(self) -> bool {
        self.0 & (STRUCK | UNSTRUCK) != 0
    }

    /// Notes a cell with this text of which something, or all, is struck through.
    pub(super) fn note(self, facts: &mut SheetFacts, row: u64, column: usize, cell_struck: bool) {
        let plain = if cell_struck { STRUCK } else { UNSTRUCK };
        let seen = match self.0 {
            0 => plain,
            runs if runs & PLAIN != 0 => runs | plain,
            runs => runs,
        };
        match (seen & STRUCK != 0, seen & UNSTRUCK != 0) {
            (true, true) => facts.marked.push((row, column, Mark::HalfStruck)),
            (true, false) => facts.struck.push((row, column)),
            (false, _) => {}
        }
    }
}

/// Follows a text of XLSX, element by element.
#[derive(Default)]
pub(super) struct RunReader {
    runs: Runs,
    /// What the run says that is being read.
    font: Option<bool>,
    in_run: bool,
    /// How it is pronounced, which stands beside and is not read.
    in_phonetic: bool,
}

impl RunReader {
    /// # Errors
    /// A [`Fault`] if the element is not well formed.
    pub(super) fn see(&mut self, event: &Event<'_>) -> Result<(), Fault> {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "r" => (self.in_run, self.font) = (true, None),
                "rPr" if self.in_run => self.font = Some(false),
                "strike" if self.font.is_some() => {
                    let value = attribute(element, "val")?;
                    self.font = Some(value.is_none() || is_true(value.as_deref()));
                }
                "rPh" => self.in_phonetic = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "r" => (self.in_run, self.font) = (false, None),
                "rPh" => self.in_phonetic = false,
                _ => {}
            },
            Event::Text(text) if !self.in_phonetic && !text.trim().is_empty() => {
                self.runs.add(self.font);
            }
            Event::CData(_) | Event::GeneralRef(_) if !self.in_phonetic => self.runs.add(self.font),
            _ => {}
        }
        Ok(())
    }

    /// The text has ended, and another one may begin.
    pub(super) fn take(&mut self) -> Runs {
        std::mem::take(self).runs
    }
}
