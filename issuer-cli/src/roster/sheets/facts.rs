//! What is known of a sheet before its rows are read.

use messages::Text;

/// Found out in a pass of its own over the file, so that it also serves to check the reading: what this
/// has counted must come out of the library.
#[derive(Debug, Default)]
pub(in crate::roster) struct SheetFacts {
    /// The number of the last row that has a cell.
    pub(in crate::roster) rows: u64,
    /// Cells, also empty ones.
    pub(super) cells: u64,
    /// Rows with something in them that nobody sees: hidden by hand or by a filter.
    pub(in crate::roster) hidden: Vec<u64>,
    /// Cells with something in them that is struck through: row and column, the column from 0.
    pub(in crate::roster) struck: Vec<(u64, usize)>,
    /// Cells of which it is not clear what they say, in the order of their rows.
    pub(in crate::roster) marked: Vec<(u64, usize, Mark)>,
    /// Cells that are shown as one, ordered by their first rows.
    pub(in crate::roster) merged: Vec<Merged>,
    /// Cells whose content is not of the kind that they state.
    pub(super) damaged: Vec<DamagedCell>,
}

/// Why it is not clear what a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roster) enum Mark {
    /// All of it is struck through.
    Struck,
    /// A part of its text is struck through.
    HalfStruck,
    /// It has a formula, and the file does not say what that comes to.
    Uncalculated,
}

/// Cells that are shown as one. The first has the content, and what the others have is not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roster) struct Merged {
    /// From 1, both included.
    pub(in crate::roster) rows: (u64, u64),
    /// From 0, both included.
    pub(in crate::roster) columns: (usize, usize),
}

/// A cell that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DamagedCell {
    /// How many cells come before it in the file.
    pub(super) nth: u64,
    pub(super) row: u32,
    pub(super) column: u32,
}

/// Why a workbook cannot be used.
#[derive(Debug)]
pub(super) enum Fault {
    /// What is wrong with it.
    Broken(Text),
    TooLarge,
    /// It says that its sheet is this large, which is no size.
    Dimension(String),
    Password,
}

/// Hidden, struck, merged and damaged things that are kept of one sheet.
pub(super) const MAX_FACTS: usize = 1 << 20;

impl SheetFacts {
    /// # Errors
    /// If there is more to remember than any roster has.
    pub(super) fn check_size(&self) -> Result<(), Fault> {
        let all = [
            self.hidden.len(),
            self.struck.len(),
            self.marked.len(),
            self.merged.len(),
            self.damaged.len(),
        ];
        if all.into_iter().any(|count| count > MAX_FACTS) {
            return Err(Fault::TooLarge);
        }
        Ok(())
    }
}

/// What a library says is wrong, which it does in English, for those who mend it.
pub(super) fn in_words(error: impl std::fmt::Display) -> Fault {
    Fault::Broken(Text::new("文件内部格式有误".to_owned(), error.to_string()))
}
