//! A console for tests: `vt100` shows what the screen sends. Anything that the screen should not send fails the test.

use std::num::NonZeroU16;

use vt100::{Callbacks, Parser};

use crate::screen::ambiguous::Ambiguous;

pub(in crate::screen) struct TestConsole {
    parser: Parser<Answers>,
    ambiguous: Ambiguous,
    /// The start of a character whose other bytes have not come yet.
    pending: Vec<u8>,
}

/// What `vt100` leaves to the program around it.
#[derive(Default)]
struct Answers {
    typed: String,
    bells: usize,
}

impl Callbacks for Answers {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.bells += 1;
    }

    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        second: Option<u8>,
        parameters: &[&[u16]],
        action: char,
    ) {
        match (first, second, parameters, action) {
            (None, None, [[6]], 'n') => {
                let (row, column) = screen.cursor_position();
                self.typed += &format!("\x1b[{};{}R", row + 1, column + 1);
            }
            // Line wrap (DECAWM): whether a line ever wraps, `obey` checks.
            (Some(b'?'), None, [[7]], 'h' | 'l') => {}
            other => panic!("{other:?}"),
        }
    }

    fn unhandled_char(&mut self, _: &mut vt100::Screen, character: char) {
        panic!("{character:?}");
    }

    fn unhandled_control(&mut self, _: &mut vt100::Screen, byte: u8) {
        panic!("{byte:#x}");
    }

    fn unhandled_escape(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, byte: u8) {
        panic!("{byte:#x}");
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, parameters: &[&[u8]]) {
        panic!("{parameters:?}");
    }
}

impl TestConsole {
    /// One that is full of `#`, so that what the screen does not clear is seen.
    pub(in crate::screen) fn new(width: u16, height: u16, ambiguous: Ambiguous) -> Self {
        let [rows, columns] = [height, width].map(|size| NonZeroU16::new(size).unwrap());
        let mut parser = Parser::new_with_callbacks(rows, columns, 0, Answers::default());
        for row in 1..=height {
            let line = "#".repeat(usize::from(width));
            parser.process(format!("\x1b[{row};1H{line}").as_bytes());
        }
        parser.process(b"\x1b[1;1H");
        Self {
            parser,
            ambiguous,
            pending: Vec::new(),
        }
    }

    /// Takes bytes in pieces of any size.
    pub(in crate::screen) fn obey(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.pending) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.pending.split_off(whole);
        let text = String::from_utf8(std::mem::replace(&mut self.pending, rest)).unwrap();
        for character in text.chars() {
            let allowed = !character.is_control() || matches!(character, '\x07' | '\x1b');
            assert!(allowed, "{character:?}");
        }
        let shown: String = text.chars().map(|c| self.stand_in(c)).collect();
        self.parser.process(shown.as_bytes());
        let rows = self.parser.screen().size().0.get();
        let wraps = (0..rows).find(|row| self.parser.screen().row_wrapped(*row));
        assert_eq!(wraps, None, "a line is too long\n{}", self.text());
    }

    /// `vt100` has no consoles that draw ambiguous characters wide: there, one of plane 2, where all are
    /// wide, stands in for each. [`TestConsole::text`] turns them back.
    fn stand_in(&self, character: char) -> char {
        let widened = self.ambiguous.width_of(character) > Ambiguous::Narrow.width_of(character);
        let stand_in = char::from_u32(PLANE_2 + u32::from(character));
        stand_in.filter(|_| widened).unwrap_or(character)
    }

    /// What it has typed as answers since the last call.
    pub(in crate::screen) fn answers(&mut self) -> String {
        std::mem::take(&mut self.parser.callbacks_mut().typed)
    }

    pub(in crate::screen) fn bells(&self) -> usize {
        self.parser.callbacks().bells
    }

    /// On the other screen, where nothing of what was there before is lost.
    pub(in crate::screen) fn is_alternate(&self) -> bool {
        self.parser.screen().alternate_screen()
    }

    pub(in crate::screen) fn shows_cursor(&self) -> bool {
        !self.parser.screen().hide_cursor()
    }

    /// What stands in a cell.
    pub(in crate::screen) fn cell(&self, row: u16, column: u16) -> &str {
        let cell = self.parser.screen().cell(row, column);
        cell.map_or("", vt100::Cell::contents)
    }

    /// The background of a cell.
    pub(in crate::screen) fn background(&self, row: u16, column: u16) -> Option<vt100::Color> {
        self.parser
            .screen()
            .cell(row, column)
            .map(vt100::Cell::bgcolor)
    }

    /// The rows, without the blanks at their ends.
    pub(in crate::screen) fn text(&self) -> String {
        let width = self.parser.screen().size().1.get();
        let rows = self.parser.screen().rows(0, width);
        let lines: String = rows.map(|row| row.trim_end().to_owned() + "\n").collect();
        let original = |c: char| {
            let ambiguous = u32::from(c).checked_sub(PLANE_2).and_then(char::from_u32);
            ambiguous
                .filter(|_| self.ambiguous == Ambiguous::Wide)
                .unwrap_or(c)
        };
        lines.chars().map(original).collect()
    }
}

const PLANE_2: u32 = 0x2_0000;
