//! The tables of a file as they stand there: for other tables than rosters, in the same kinds of files.

use std::path::Path;

use cli_support::files;
use messages::{Failure, failure, untrusted::escape_untrusted_path};

use super::cell_text::is_blank;
use super::records::Content;
use super::rows::{self, Rows};
use super::sheets::{self, Mark, SheetFacts};

/// A sheet that somebody sees, or the whole of a text.
pub(crate) struct PlainTable {
    /// A text has none.
    pub(crate) sheet: Option<String>,
    /// The rows with something in them.
    pub(crate) rows: Vec<PlainRow>,
    /// Rows of which it is not clear what they say, and why.
    pub(crate) unclear: Vec<(u64, Unclear)>,
}

/// A row as it stands there.
pub(crate) struct PlainRow {
    /// The line of the file, or of the sheet.
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
}

/// Why it is not clear what a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// Nobody sees it.
    Hidden,
    /// Something in it is struck through.
    Struck,
    /// It has a formula without a result.
    Uncalculated,
    /// It has cells that are shown as one.
    Merged,
    /// It cannot be read: too long, a quotation mark that is not closed, a damaged cell.
    Broken,
}

/// Rows of one file: all merchants of an update, and as many benefits again.
const MAX_ROWS: usize = 140_000;

/// Reads the tables of a workbook or a text.
///
/// # Errors
/// A [`Failure`] if the file is neither, is damaged, too large, or has nothing in it.
pub(crate) fn plain_tables(path: &Path) -> Result<Vec<PlainTable>, Failure> {
    let mut file = files::open_ordinary(path).map_err(|error| files::cannot_read(path, &error))?;
    let Some(kind) = rows::workbook_kind(path, &mut file)? else {
        let mut table = PlainTable::of(None);
        table.fill(path, Rows::of_text(path, file)?.0)?;
        return Ok(vec![table]);
    };
    let previews = sheets::previews(path, kind, 1)?;
    let mut tables = Vec::new();
    for sheet in previews.iter().filter(|sheet| sheet.visible) {
        let mut table = PlainTable::of(Some(sheet.name.clone()));
        table.note(&sheet.facts);
        let rows = sheets::read(path, kind, &sheet.name, &sheet.facts)?;
        table.fill(path, Rows::of_sheet(rows))?;
        tables.push(table);
    }
    if tables.iter().all(|table| table.rows.is_empty()) {
        return Err(empty(path));
    }
    Ok(tables)
}

impl PlainTable {
    fn of(sheet: Option<String>) -> Self {
        Self {
            sheet,
            rows: Vec::new(),
            unclear: Vec::new(),
        }
    }

    fn note(&mut self, facts: &SheetFacts) {
        let hidden = facts.hidden.iter().map(|line| (*line, Unclear::Hidden));
        let struck = facts
            .struck
            .iter()
            .map(|(line, _)| (*line, Unclear::Struck));
        let marked = facts.marked.iter().map(|(line, _, mark)| match mark {
            Mark::Struck | Mark::HalfStruck => (*line, Unclear::Struck),
            Mark::Uncalculated => (*line, Unclear::Uncalculated),
        });
        let merged = facts
            .merged
            .iter()
            .map(|area| (area.rows.1, Unclear::Merged));
        self.unclear
            .extend(hidden.chain(struck).chain(marked).chain(merged));
    }

    fn fill(&mut self, path: &Path, mut rows: Rows) -> Result<(), Failure> {
        while let Some(found) = rows.next(path)? {
            let line = found.line;
            if !found.damaged.is_empty() {
                self.unclear.push((line, Unclear::Broken));
            }
            let cells = match found.content {
                Content::Blank => continue,
                Content::Cells(cells) => cells,
                Content::TooLong | Content::QuoteOpen => {
                    self.unclear.push((line, Unclear::Broken));
                    continue;
                }
            };
            if cells.iter().all(|cell| is_blank(cell)) {
                continue;
            }
            // Rows that are the same say the same thing twice, which whoever reads them finds out.
            for repeated in 0..found.repeats {
                if self.rows.len() >= MAX_ROWS {
                    return Err(too_long(path));
                }
                self.rows.push(PlainRow {
                    line: line + repeated,
                    cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
                });
            }
        }
        Ok(())
    }
}

fn empty(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("table-empty"; "{name} 里没有内容"; "there is nothing in {name}";
        "请确认选对了文件。"; "Make sure that it is the right file.")
}

fn too_long(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("table-too-long"; "{name} 超过 {MAX_ROWS} 行"; "{name} has more than {MAX_ROWS} rows";
        "请确认选对了文件；确实这么多的，请分成几个文件。";
        "Make sure that it is the right file; if it is, part it into several.")
}
