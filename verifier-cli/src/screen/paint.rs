//! The changes from what the console shows to what it should show, in few bytes and in portions, the most
//! important first.

use std::fmt::Write as _;

use super::cell::{Cell, Glyph, Style, Urgency};
use super::colours::Depth;
use super::grid::ScreenGrid;

/// Knows what the console shows.
pub(super) struct Painter {
    depth: Depth,
    width: u16,
    height: u16,
    shown: Vec<Cell>,
}

/// A part of the output.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Portion {
    pub(super) bytes: String,
    /// Whether it ended because of its size.
    pub(super) has_more: bool,
    /// The least urgent that is in it.
    pub(super) least: Urgency,
}

impl Painter {
    pub(super) fn new(depth: Depth) -> Self {
        Self {
            depth,
            width: 0,
            height: 0,
            shown: Vec::new(),
        }
    }

    /// Forgets what the console shows, as after a change of its size.
    pub(super) fn forget(&mut self) {
        (self.width, self.height) = (0, 0);
        self.shown.clear();
    }

    /// The next changes towards `wanted`: about `room` bytes, which the last cell may exceed.
    pub(super) fn portion(&mut self, wanted: &ScreenGrid, room: usize) -> Portion {
        let area = wanted.area();
        let mut pen = Pen::default();
        if (self.width, self.height) != (area.width, area.height) {
            (self.width, self.height) = (area.width, area.height);
            self.shown = vec![Cell::BLANK; usize::from(area.width) * usize::from(area.height)];
            // Everything plain, the screen empty (ECMA-48 SGR, ED).
            pen.bytes.push_str("\x1b[0m\x1b[2J");
        }
        let mut least = Urgency::Verdict;
        for urgency in Urgency::ALL {
            for row in 0..area.height {
                for column in 0..area.width {
                    let Some(cell) = self.change(wanted, column, row, urgency) else {
                        continue;
                    };
                    least = urgency;
                    if pen.bytes.len() >= room {
                        return pen.portion(true, least);
                    }
                    pen.draw(self.depth, wanted, (column, row), cell);
                    self.note(wanted, column, row);
                }
            }
        }
        pen.portion(false, least)
    }

    /// The cell that is wanted there, if it is of that urgency and not what is shown.
    fn change<'g>(
        &self,
        wanted: &'g ScreenGrid,
        column: u16,
        row: u16,
        urgency: Urgency,
    ) -> Option<&'g Cell> {
        if *wanted.urgency_of_row(row).get(usize::from(column))? != urgency {
            return None;
        }
        let cell = wanted.row(row).get(usize::from(column))?;
        let shown = self.shown.get(self.at(column, row))?;
        // The right half comes with the left one.
        (cell.glyph != Glyph::Covered && shown != cell).then_some(cell)
    }

    /// Notes that the cell there was drawn. If it overwrote half of another wide character, the other half is
    /// a change of its own: the wanted grid never has half a character.
    fn note(&mut self, wanted: &ScreenGrid, column: u16, row: u16) {
        let cells = wanted.row(row).iter().skip(usize::from(column));
        let mut covered = false;
        let drawn = cells.take_while(|cell| {
            let goes_on = !covered || cell.glyph == Glyph::Covered;
            covered = true;
            goes_on
        });
        let at = self.at(column, row);
        for (shown, cell) in self.shown.iter_mut().skip(at).zip(drawn) {
            shown.clone_from(cell);
        }
    }

    fn at(&self, column: u16, row: u16) -> usize {
        usize::from(row) * usize::from(self.width) + usize::from(column)
    }
}

/// Where the cursor is and how it writes, within one portion.
#[derive(Default)]
struct Pen {
    bytes: String,
    at: Option<(u16, u16)>,
    style: Option<Style>,
}

impl Pen {
    fn draw(&mut self, depth: Depth, wanted: &ScreenGrid, (column, row): (u16, u16), cell: &Cell) {
        if self.at != Some((column, row)) {
            // CUP, counted from 1. Writing to a string does not fail.
            let _ = write!(self.bytes, "\x1b[{};{}H", row + 1, column + 1);
        }
        if self.style != Some(cell.style) {
            self.bytes.push_str(&depth.sequence(cell.style));
            self.style = Some(cell.style);
        }
        match &cell.glyph {
            Glyph::One(character) => self.bytes.push(*character),
            Glyph::Cluster(cluster) => self.bytes.push_str(cluster),
            Glyph::Covered => {}
        }
        self.at = match &cell.glyph {
            // For others, consoles differ in how far the cursor moves.
            Glyph::One(character) if character.is_ascii() => Some((column + 1, row)),
            Glyph::One(character) if is_block(*character) && !self.is_last(wanted, column) => {
                Some((column + 1, row))
            }
            Glyph::One('\u{4e00}'..='\u{9fff}') => Some((column + 2, row)),
            _ => None,
        };
    }

    fn is_last(&self, wanted: &ScreenGrid, column: u16) -> bool {
        column + 1 >= wanted.area().width
    }

    fn portion(mut self, has_more: bool, least: Urgency) -> Portion {
        if self.style.is_some_and(|style| style != Style::default()) {
            self.bytes.push_str("\x1b[0m");
        }
        Portion {
            bytes: self.bytes,
            has_more,
            least,
        }
    }
}

/// Half blocks are only put where they are one column wide.
fn is_block(character: char) -> bool {
    matches!(character, '▀' | '▄' | '█')
}

#[cfg(test)]
mod tests;
