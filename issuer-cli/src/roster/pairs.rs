//! Small files with two cells on each line: what something is called, and what it means.

use std::path::Path;

use messages::Failure;

use super::cell_text::is_blank;
use super::records::Content;
use super::rows::Rows;

/// A line with something on it.
pub(super) struct PairLine<'r> {
    pub(super) line: u64,
    /// Whether it is the first one, which may be a title above the two columns.
    pub(super) is_first: bool,
    pub(super) cells: [&'r str; 2],
}

/// Hands on each line that is not empty; a cell that is missing is empty.
///
/// # Errors
/// Those of reading the file and of `take`; `not_understood` for a line that is no row, and for the
/// one behind the last of `most`.
pub(super) fn read(
    path: &Path,
    most: usize,
    not_understood: fn(&Path, u64, &str) -> Failure,
    mut take: impl FnMut(PairLine<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut rows = Rows::open(path)?;
    let mut is_first = true;
    for _ in 0..most {
        let Some(found) = rows.next(path)? else {
            return Ok(());
        };
        let line = found.line;
        let cells = match found.content {
            Content::Cells(cells) if cells.iter().all(|cell| is_blank(cell)) => continue,
            Content::Blank => continue,
            Content::Cells(cells) => cells,
            Content::TooLong | Content::QuoteOpen => return Err(not_understood(path, line, "")),
        };
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        take(PairLine {
            line,
            is_first,
            cells: [cell(0), cell(1)],
        })?;
        is_first = false;
    }
    Err(not_understood(path, most as u64 + 1, ""))
}
