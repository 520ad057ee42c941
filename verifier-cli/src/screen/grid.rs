//! What the console is to show: rows of cells.

use messages::untrusted::escape_untrusted;
use messages::wrap::wrap;

use super::ambiguous::Ambiguous;
use super::area::Area;
use super::cell::{Cell, Glyph, Style, Urgency};

/// A screen full of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScreenGrid {
    width: u16,
    height: u16,
    cells: Vec<Cell>,
    urgency: Vec<Urgency>,
    /// How wide the console draws ambiguous characters.
    pub(super) ambiguous: Ambiguous,
}

impl ScreenGrid {
    /// A blank one. More cells than any screen has are not asked for.
    pub(super) fn new(width: u16, height: u16, ambiguous: Ambiguous) -> Self {
        const MOST: u16 = 1000;
        let (width, height) = (width.min(MOST), height.min(MOST));
        let count = usize::from(width) * usize::from(height);
        Self {
            width,
            height,
            cells: vec![Cell::BLANK; count],
            urgency: vec![Urgency::default(); count],
            ambiguous,
        }
    }

    pub(super) fn area(&self) -> Area {
        Area {
            left: 0,
            top: 0,
            width: self.width,
            height: self.height,
        }
    }

    pub(super) fn row(&self, row: u16) -> &[Cell] {
        let start = usize::from(row) * usize::from(self.width);
        self.cells
            .get(start..start + usize::from(self.width))
            .unwrap_or_default()
    }

    pub(super) fn urgency_of_row(&self, row: u16) -> &[Urgency] {
        let start = usize::from(row) * usize::from(self.width);
        self.urgency
            .get(start..start + usize::from(self.width))
            .unwrap_or_default()
    }

    /// Puts one cell; outside of the grid, nothing happens.
    pub(super) fn put(&mut self, column: u16, row: u16, glyph: Glyph, style: Style) {
        if column >= self.width || row >= self.height {
            return;
        }
        let at = usize::from(row) * usize::from(self.width) + usize::from(column);
        if let Some(cell) = self.cells.get_mut(at) {
            *cell = Cell { glyph, style };
        }
    }

    /// Fills an area with blanks in one style.
    pub(super) fn fill(&mut self, area: Area, style: Style) {
        for row in area.top..area.top + area.height {
            for column in area.left..area.left + area.width {
                self.put(column, row, Glyph::One(' '), style);
            }
        }
    }

    pub(super) fn mark(&mut self, area: Area, urgency: Urgency) {
        for row in area.top..(area.top + area.height).min(self.height) {
            for column in area.left..(area.left + area.width).min(self.width) {
                let at = usize::from(row) * usize::from(self.width) + usize::from(column);
                if let Some(mark) = self.urgency.get_mut(at) {
                    *mark = urgency;
                }
            }
        }
    }

    /// Writes a line at the top of an area, cut with `..` where it is too long and escaped, and returns the
    /// columns that it took.
    pub(super) fn line(&mut self, area: Area, text: &str, style: Style) -> u16 {
        if area.height == 0 || area.width == 0 {
            return 0;
        }
        let text = escape_untrusted(text);
        let room = usize::from(area.width);
        let whole = self.ambiguous.width(&text) <= room;
        // Two dots, for they are narrow everywhere.
        const CUT: &str = "..";
        let room = if whole { room } else { room.saturating_sub(2) };
        let mut column = self.run(area, room, &text, style);
        if !whole {
            let rest = area.split_columns(column, 0).1;
            column += self.run(rest, usize::from(rest.width), CUT, style);
        }
        column
    }

    /// Writes lines in an area, broken where words end or between Chinese characters, and returns the rows
    /// that they took.
    pub(super) fn paragraph(&mut self, area: Area, text: &str, style: Style) -> u16 {
        let text = escape_untrusted(text);
        let room = usize::from(area.width);
        let lines = wrap(&text, |line| self.ambiguous.width(line) <= room);
        let mut rest = area;
        for (number, line) in lines.iter().enumerate() {
            if rest.height == 0 {
                break;
            }
            let (this, below) = rest.split_rows(1);
            if below.height == 0 && number + 1 < lines.len() {
                // The last row that there is says that there was more.
                let all = lines.get(number..).unwrap_or_default().concat();
                self.line(this, &all, style);
            } else {
                self.line(this, line.trim_end(), style);
            }
            rest = below;
        }
        area.height - rest.height
    }

    fn run(&mut self, area: Area, room: usize, text: &str, style: Style) -> u16 {
        let mut column = 0;
        let mut last: Option<(u16, String)> = None;
        for character in text.chars() {
            let width = self.ambiguous.width_of(character);
            if width == 0 {
                if let Some((at, cluster)) = &mut last {
                    cluster.push(character);
                    let glyph = Glyph::Cluster(cluster.as_str().into());
                    self.put(*at, area.top, glyph, style);
                }
                continue;
            }
            if column + width > room {
                break;
            }
            let at = area.left + column as u16;
            self.put(at, area.top, Glyph::One(character), style);
            for covered in 1..width {
                self.put(at + covered as u16, area.top, Glyph::Covered, style);
            }
            last = Some((at, character.to_string()));
            column += width;
        }
        column as u16
    }
}

/// The rows as text.
#[cfg(test)]
impl ScreenGrid {
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for row in 0..self.height {
            let mut line = String::new();
            for cell in self.row(row) {
                match &cell.glyph {
                    Glyph::One(character) => line.push(*character),
                    Glyph::Cluster(cluster) => line.push_str(cluster),
                    Glyph::Covered => {}
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell::Colour;
    use super::*;

    fn row(width: u16, text: &str) -> (ScreenGrid, u16) {
        let mut grid = ScreenGrid::new(width, 1, Ambiguous::Narrow);
        let taken = grid.line(grid.area(), text, Style::default());
        (grid, taken)
    }

    #[test]
    fn wide_characters_take_two_cells_and_are_never_cut_in_half() {
        let (grid, taken) = row(8, "王*明ab");
        assert_eq!((grid.text().as_str(), taken), ("王*明ab\n", 7));
        assert_eq!(grid.row(0)[1].glyph, Glyph::Covered);
        for width in 0..8 {
            let (grid, taken) = row(width, "王建明李");
            assert!(taken <= width, "{width}");
            let text = grid.text();
            assert_eq!(grid.ambiguous.width(text.trim_end()), usize::from(taken));
            assert!(width < 2 || text.contains(".."), "{width} {text}");
        }
    }

    #[test]
    fn combining_marks_stay_with_their_letter() {
        let (grid, taken) = row(10, "བོདཾ.");
        assert_eq!(grid.text(), "བོདཾ.\n");
        assert_eq!(taken, 3);
    }

    #[test]
    fn hidden_characters_are_never_drawn() {
        let (grid, _) = row(80, "王\u{1b}[2J\u{202e}明\u{200b}\r\n\u{9b}1m");
        assert!(
            !grid
                .text()
                .trim_end()
                .contains(messages::untrusted::is_hidden)
        );
        assert!(grid.text().contains("\\u{1b}[2J"), "{}", grid.text());
    }

    #[test]
    fn a_paragraph_that_is_too_long_says_so_in_its_last_row() {
        let mut grid = ScreenGrid::new(8, 2, Ambiguous::Narrow);
        grid.paragraph(grid.area(), "one two three four five", Style::default());
        assert_eq!(grid.text(), "one two\nthree ..\n");
    }

    #[test]
    fn cells_outside_the_grid_are_dropped() {
        let mut grid = ScreenGrid::new(2, 1, Ambiguous::Narrow);
        grid.put(2, 0, Glyph::One('x'), Style::default());
        grid.put(0, 1, Glyph::One('x'), Style::default());
        let area = Area {
            left: 1,
            top: 0,
            width: 9,
            height: 9,
        };
        grid.fill(area, Style::foreground(Colour::Red));
        grid.mark(area, Urgency::Picture);
        assert_eq!(grid.text(), "\n");
    }
}
