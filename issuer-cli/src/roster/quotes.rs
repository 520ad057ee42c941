//! Quotation marks in a CSV text: which belong together, and whether what stands between them can be a cell.

/// Reads a row, line by line, as the parser does.
pub(super) struct Quotes {
    separator: u8,
    state: State,
    /// Cells so far, and how many of them reach up to the last one that has something in it.
    cells: usize,
    used_cells: usize,
    /// Line breaks and separators in the cell that is being read.
    breaks: usize,
    separators: usize,
    /// The most separators in a cell with line breaks.
    most_separators: Option<usize>,
    /// Whether something stands behind a closing mark.
    text_behind: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// Behind a mark in a quoted cell: its end, or the first half of a mark in the text.
    MarkInQuoted,
}

impl Quotes {
    pub(super) const fn new(separator: u8) -> Self {
        Self {
            separator,
            state: State::CellStart,
            cells: 1,
            used_cells: 0,
            breaks: 0,
            separators: 0,
            most_separators: None,
            text_behind: false,
        }
    }

    pub(super) fn read(&mut self, text: &[u8]) {
        for &byte in text {
            self.state = match (self.state, byte) {
                (State::CellStart, b'"') => State::Quoted,
                (State::Quoted, b'"') => State::MarkInQuoted,
                (State::MarkInQuoted, b'"') => State::Quoted,
                (State::Quoted, byte) => {
                    self.separators += usize::from(byte == self.separator);
                    self.breaks += usize::from(matches!(byte, b'\r' | b'\n'));
                    self.note_content(byte);
                    State::Quoted
                }
                (_, byte) if byte == self.separator => {
                    self.end_cell();
                    self.cells += 1;
                    State::CellStart
                }
                (State::MarkInQuoted, byte) => {
                    self.text_behind = true;
                    self.note_content(byte);
                    State::Plain
                }
                (_, byte) => {
                    self.note_content(byte);
                    State::Plain
                }
            };
        }
    }

    /// Whether the cell that is being read goes on in the next line.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// Whether all that was read, over several lines, can be one row with so many cells. If a mark is
    /// closed by another row's, there is text behind it, or the cell between them has the separators of a row.
    pub(super) fn are_of_one_row(&mut self, columns: Option<usize>) -> bool {
        self.end_cell();
        let Some(columns) = columns else {
            return !self.text_behind;
        };
        let row_in_cell = self
            .most_separators
            .is_some_and(|separators| separators + 1 >= columns);
        let count_fits = self.used_cells <= columns && columns <= self.cells;
        !self.text_behind && !row_in_cell && count_fits
    }

    fn note_content(&mut self, byte: u8) {
        if !byte.is_ascii_whitespace() {
            self.used_cells = self.cells;
        }
    }

    fn end_cell(&mut self) {
        if self.breaks > 0 {
            self.most_separators = self.most_separators.max(Some(self.separators));
        }
        (self.breaks, self.separators) = (0, 0);
    }
}
