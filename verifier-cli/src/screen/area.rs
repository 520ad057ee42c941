//! Rectangles of cells, and how they are divided.

/// Part of the screen, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: u16,
    pub(super) top: u16,
    pub(super) width: u16,
    pub(super) height: u16,
}

impl Area {
    /// The first rows of it, at most so many, and the rest.
    pub(super) fn split_rows(self, rows: u16) -> (Self, Self) {
        let rows = rows.min(self.height);
        let first = Self {
            height: rows,
            ..self
        };
        let rest = Self {
            top: self.top + rows,
            height: self.height - rows,
            ..self
        };
        (first, rest)
    }

    /// The first columns of it, at most so many, and the rest behind a gap.
    pub(super) fn split_columns(self, columns: u16, gap: u16) -> (Self, Self) {
        let columns = columns.min(self.width);
        let gap = gap.min(self.width - columns);
        let first = Self {
            width: columns,
            ..self
        };
        let rest = Self {
            left: self.left + columns + gap,
            width: self.width - columns - gap,
            ..self
        };
        (first, rest)
    }
}
