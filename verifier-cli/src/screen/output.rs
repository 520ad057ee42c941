//! Output to the console: only changes, the urgent ones first, as much as the line can carry.

use std::io;
use std::time::Instant;

use super::ambiguous::Ambiguous;
use super::colours::Depth;
use super::draw;
use super::grid::ScreenGrid;
use super::pace::{Pace, QUESTION};
use super::paint::Painter;
use super::tty::Tty;
use super::view::View;

/// A character that is one column wide here and two there, at the place from which columns are counted.
const MEASURE: &str = "\x1b[1;1H▀";

pub(super) struct ConsoleOutput {
    tty: Tty,
    painter: Painter,
    pace: Pace,
    size: (u16, u16),
    ambiguous: Ambiguous,
    measuring: bool,
    /// Something has changed that was not sent yet.
    dirty: bool,
    bell: bool,
}

impl ConsoleOutput {
    pub(super) fn new(mut tty: Tty, depth: Depth, now: Instant) -> Self {
        let mut pace = Pace::new();
        let measure = format!("{}{MEASURE}{QUESTION}", Tty::BEGIN);
        pace.sent(now, measure.len());
        tty.write(measure);
        Self {
            size: tty.size(),
            tty,
            painter: Painter::new(depth),
            pace,
            ambiguous: Ambiguous::Narrow,
            measuring: true,
            dirty: true,
            bell: false,
        }
    }

    /// The console has answered where its cursor is: it has shown everything before the question.
    pub(super) fn answered(&mut self, now: Instant, column: u16) {
        if self.measuring && self.pace.is_waiting() {
            if column == 3 {
                self.ambiguous = Ambiguous::Wide;
            }
            self.dirty = true;
        }
        self.measuring = false;
        self.pace.answered(now);
    }

    /// Something was changed in what there is to show.
    pub(super) fn changed(&mut self) {
        self.dirty = true;
    }

    /// Draws everything again: something else has written to the console.
    pub(super) fn redraw(&mut self) {
        self.painter.forget();
        self.dirty = true;
    }

    pub(super) fn ring(&mut self) {
        self.bell = true;
    }

    /// Whether the system asked the program to end.
    pub(super) fn is_to_stop(&self) -> bool {
        self.tty.is_to_stop()
    }

    /// Whether a picture may be shown; `None` if that is not known yet.
    pub(super) fn has_room_for_pictures(&self) -> Option<bool> {
        self.pace.is_known().then(|| !self.pace.is_slow())
    }

    /// The room for a picture, in dots.
    pub(super) fn picture_room(&self) -> (usize, usize) {
        draw::picture_room(self.size, self.ambiguous)
    }

    /// Whether everything that was to be shown has been handed over.
    pub(super) fn is_idle(&self) -> bool {
        !self.dirty
    }

    /// Sends what the line carries now.
    ///
    /// # Errors
    /// If the console is gone.
    pub(super) fn send(&mut self, view: &View, now: Instant) -> io::Result<()> {
        if self.tty.written()? {
            self.pace.written(now);
        }
        let size = self.tty.size();
        if size != self.size {
            self.size = size;
            self.painter.forget();
            self.dirty = true;
        }
        if !self.dirty && !self.bell {
            return Ok(());
        }
        let Some(room) = self.pace.room(now) else {
            return Ok(());
        };
        let mut bytes = String::new();
        if std::mem::take(&mut self.bell) {
            bytes.push('\x07');
        }
        if self.dirty {
            let mut grid = ScreenGrid::new(size.0, size.1, self.ambiguous);
            draw::draw(view, &mut grid);
            let portion = self.painter.portion(&grid, room);
            bytes.push_str(&portion.bytes);
            self.dirty = portion.has_more;
        }
        if !bytes.is_empty() {
            bytes.push_str(QUESTION);
            self.pace.sent(now, bytes.len());
            self.tty.write(bytes);
        }
        Ok(())
    }
}
