//! A terminal for tests: obeys what the screen sends, answers what it asks, and fails on anything else.

use super::grid::Ambiguous;

pub(super) struct Emulator {
    pub(super) rows: Vec<Vec<String>>,
    row: usize,
    column: usize,
    pending: Vec<u8>,
    /// What it types as an answer.
    pub(super) answers: String,
    pub(super) bells: usize,
    /// On the other screen, where nothing of what was there before is lost.
    pub(super) alternate: bool,
    pub(super) cursor_shown: bool,
    pub(super) ambiguous: Ambiguous,
}

impl Emulator {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            rows: vec![vec!["#".into(); width]; height],
            row: 0,
            column: 0,
            pending: Vec::new(),
            answers: String::new(),
            bells: 0,
            alternate: false,
            cursor_shown: true,
            ambiguous: Ambiguous::Narrow,
        }
    }

    /// Takes bytes in pieces of any size.
    pub(super) fn obey(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        loop {
            let pending = std::mem::take(&mut self.pending);
            let text = match std::str::from_utf8(&pending) {
                Ok(text) => text,
                Err(error) => std::str::from_utf8(&pending[..error.valid_up_to()]).unwrap(),
            };
            let Some(used) = self.step(text) else {
                self.pending = pending;
                return;
            };
            self.pending = pending[used..].to_vec();
        }
    }

    /// One character or sequence; how many bytes it took, or nothing if it is not whole yet.
    fn step(&mut self, text: &str) -> Option<usize> {
        let first = text.chars().next()?;
        if first == '\x07' {
            self.bells += 1;
            return Some(1);
        }
        if first != '\x1b' {
            assert!(!first.is_control(), "{first:?}");
            self.put(first);
            return Some(first.len_utf8());
        }
        let end = text
            .char_indices()
            .skip(2)
            .find(|(_, c)| c.is_ascii_alphabetic())?
            .0;
        let (arguments, kind) = (&text[2..end], &text[end..=end]);
        match (arguments, kind) {
            (_, "m") => {}
            ("6", "n") => self.answers += &format!("\x1b[{};{}R", self.row + 1, self.column + 1),
            ("2", "J") => self
                .rows
                .iter_mut()
                .flatten()
                .for_each(|cell| *cell = " ".into()),
            ("?1049", "h") => self.alternate = true,
            ("?1049", "l") => self.alternate = false,
            ("?25", "h") => self.cursor_shown = true,
            ("?25", "l") => self.cursor_shown = false,
            ("?7" | "?2004", "h" | "l") => {}
            (place, "H") => {
                let (row, column) = place.split_once(';').unwrap();
                (self.row, self.column) = (
                    row.parse::<usize>().unwrap() - 1,
                    column.parse::<usize>().unwrap() - 1,
                );
            }
            other => panic!("{other:?}"),
        }
        Some(end + 1)
    }

    fn put(&mut self, character: char) {
        let width = self.ambiguous.width_of(character);
        let cells = &mut self.rows[self.row];
        if width == 0 {
            cells[self.column - 1].push(character);
            return;
        }
        // A wide character loses its other half where it is written over.
        for at in self.column..(self.column + width).min(cells.len()) {
            if cells[at].is_empty() && at > 0 {
                cells[at - 1] = " ".into();
            }
            if cells.get(at + 1).is_some_and(String::is_empty) {
                cells[at + 1] = " ".into();
            }
        }
        assert!(
            self.column + width <= cells.len(),
            "{character} at {}",
            self.column
        );
        cells[self.column] = character.into();
        for covered in 1..width {
            cells[self.column + covered] = String::new();
        }
        self.column += width;
    }

    pub(super) fn text(&self) -> String {
        let lines = self
            .rows
            .iter()
            .map(|row| row.concat().trim_end().to_owned() + "\n");
        lines.collect()
    }
}
