//! Rows of a roster, whatever kind of file they come from.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use cli_support::files;
use messages::{Failure, failure, untrusted::escape_untrusted_path};

use super::bounds::{MAX_BYTES, lines_lost, nobody};
use super::encoding::{self, Encoding, Transcoder};
use super::records::{self, Content, Found, Records};
use super::sheets::{self, BookKind, Mark, SheetRow, SheetRows};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RosterKind {
    Text(Encoding),
    Workbook(BookKind),
}

impl RosterKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text(encoding) => encoding.name(),
            Self::Workbook(kind) => kind.name(),
        }
    }
}

/// A source of rows.
pub(super) enum Rows {
    Text {
        records: Box<Records<Transcoder<File>>>,
        /// Lines of the file, counted before.
        lines: u64,
    },
    Sheet {
        rows: SheetRows,
        row: Option<SheetRow>,
        /// How many cells each row is taken to have: a sheet does not say where its rows end.
        width: usize,
    },
}

impl Rows {
    /// The rows of a text, or of the first sheet of a workbook that a person sees.
    ///
    /// # Errors
    /// A [`Failure`] if it is neither, too large, or has rows that nobody sees.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let mut file =
            files::open_ordinary(path).map_err(|error| files::cannot_read(path, &error))?;
        let Some(kind) = workbook_kind(path, &mut file)? else {
            return Ok(Self::of_text(path, file)?.0);
        };
        let sheets = sheets::previews(path, kind, 1)?;
        let mut filled = sheets
            .iter()
            .filter(|sheet| sheet.visible && !sheet.rows.is_empty());
        let first = filled.next().ok_or_else(|| nobody(path))?;
        if filled.next().is_some() {
            return Err(several_sheets(path));
        }
        let facts = &first.facts;
        let marked = facts.marked.iter();
        let uncalculated = marked.filter(|(.., mark)| *mark == Mark::Uncalculated);
        let uncalculated = uncalculated.count();
        let half_struck = facts.marked.len() - uncalculated;
        let out_of_sight = facts.hidden.len() + facts.struck.len() + half_struck;
        if out_of_sight > 0 {
            return Err(out_of_sight_in_list(path, out_of_sight));
        }
        if uncalculated > 0 {
            return Err(uncalculated_in_list(path, uncalculated));
        }
        Ok(Self::of_sheet(sheets::read(
            path,
            kind,
            &first.name,
            &first.facts,
        )?))
    }

    /// The rows of a text, and how many lines it has.
    ///
    /// # Errors
    /// A [`Failure`] if it is no text that can be read, or too large.
    pub(super) fn of_text(path: &Path, mut file: File) -> Result<(Self, Encoding, u64), Failure> {
        let reading = |error: std::io::Error| files::cannot_read(path, &error);
        let (encoding, lines) = encoding::detect(path, &mut file, MAX_BYTES)?;
        file.rewind().map_err(reading)?;
        let separator = records::guess_separator(encoding.decode(&mut file)).map_err(reading)?;
        file.rewind().map_err(reading)?;
        let records = Box::new(Records::new(encoding.decode(file), separator));
        Ok((Self::Text { records, lines }, encoding, lines))
    }

    pub(super) fn of_sheet(rows: SheetRows) -> Self {
        Self::Sheet {
            rows,
            row: None,
            width: 0,
        }
    }

    /// From now on each row has so many cells: one of a sheet is filled up.
    pub(super) fn fill_up(&mut self, cells: usize) {
        match self {
            Self::Text { records, .. } => records.expect(cells),
            Self::Sheet { width, .. } => *width = cells,
        }
    }

    pub(super) const fn are_of_sheet(&self) -> bool {
        matches!(self, Self::Sheet { .. })
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// A [`Failure`] if the file cannot be read on, or not all of its lines came out.
    pub(super) fn next(&mut self, path: &Path) -> Result<Option<Found<'_>>, Failure> {
        match self {
            Self::Text { records, lines } => {
                // What is found borrows the records, so that they are asked beforehand.
                let read = records.lines_read();
                let found = records
                    .next()
                    .map_err(|error| files::cannot_read(path, &error))?;
                if found.is_none() && read != *lines {
                    return Err(lines_lost(path, *lines, read));
                }
                Ok(found)
            }
            Self::Sheet { rows, row, width } => {
                *row = rows.next(path)?;
                Ok(row.as_mut().map(|row| {
                    if row.cells.len() < *width {
                        row.cells.resize(*width, String::new());
                    }
                    found(row)
                }))
            }
        }
    }
}

/// Of several sheets it is not known which one is meant.
fn several_sheets(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("sheet-unclear"; "{name} 里有几个工作表"; "there are several sheets in {name}";
        "这里只能读一个工作表。请把要用的合成一个，或另存为单独的文件。什么也没有做。";
        "One sheet is read here. Put them together, or save the one that is meant as a file of its own. Nothing was done.")
}

/// What is done to the people of a list is done to those who are seen.
fn out_of_sight_in_list(path: &Path, count: usize) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("hidden-rows"; "清单 {name} 里有 {count} 处隐藏的行或加了删除线的内容，不知道是否包括在内";
        "the list {name} has rows that are hidden or cells that are struck through ({count}), and it is unclear whether they are meant";
        "请在 Excel 里取消隐藏（数据－筛选－清除）、去掉删除线，只留下要用的行，另存后再来。没有做任何改动。";
        "Show the rows in Excel (Data, Filter, Clear), take the strikethrough off, keep only the rows that are meant, and save it. Nothing was changed.")
}

/// Somebody may stand in a cell that nobody can read.
fn uncalculated_in_list(path: &Path, count: usize) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("list-invalid"; "清单 {name} 里有 {count} 个公式没有算出结果"; "{count} formulas of the list {name} have not been calculated";
        "请在 Excel 或 WPS 里打开清单，等它算完再保存；或把公式换成文字。没有做任何改动。";
        "Open the list in Excel or WPS, let it calculate, and save it; or replace the formulas by their texts. Nothing was changed.")
}

fn found(row: &SheetRow) -> Found<'_> {
    Found {
        line: row.line,
        repeats: row.repeats,
        content: if row.too_long {
            Content::TooLong
        } else {
            Content::Cells(row.cells.iter().map(String::as_str).collect())
        },
        damaged: &row.damaged,
    }
}

/// The kind of workbook that a file is by its first bytes; `None` for what may be a text.
///
/// # Errors
/// A [`Failure`] if it cannot be read.
pub(super) fn workbook_kind(path: &Path, file: &mut File) -> Result<Option<BookKind>, Failure> {
    let reading = |error: std::io::Error| files::cannot_read(path, &error);
    let mut head = Vec::new();
    (&mut *file)
        .take(8)
        .read_to_end(&mut head)
        .map_err(reading)?;
    let kind = match head.as_slice() {
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] => Some(BookKind::Xls),
        [b'P', b'K', 3, 4, ..] => sheets::archive_kind(file),
        _ => None,
    };
    file.rewind().map_err(reading)?;
    Ok(kind)
}
