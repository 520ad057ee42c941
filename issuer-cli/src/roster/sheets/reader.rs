//! The library's side: workbooks opened, sheets read, in the thread that is theirs.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::SyncSender;

use calamine::{Ods, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx};

use super::book::{BookKind, Preview, SheetRow};
use super::cell::CellText;
use crate::roster::records::{MAX_CELLS, MAX_ROW_BYTES};

/// What the thread has to say.
#[derive(Debug)]
pub(super) enum Message {
    Rows(Vec<SheetRow>),
    End,
    Broken(String),
}

type Source = BufReader<File>;

/// XLSX is read cell by cell. The other two are held whole by the library, which is why `size`
/// allows them less.
pub(super) enum Workbook {
    Xlsx(Box<Xlsx<Source>>),
    Xls(Box<Xls<Source>>),
    Ods(Box<Ods<Source>>),
}

/// Takes rows one after the other; `false` when it has enough.
type Take<'t> = dyn FnMut(SheetRow) -> bool + 't;

impl Workbook {
    /// # Errors
    /// In the words of the library.
    pub(super) fn open(path: &Path, kind: BookKind) -> Result<Self, String> {
        let file = BufReader::new(File::open(path).map_err(in_words)?);
        Ok(match kind {
            BookKind::Xlsx => Self::Xlsx(Box::new(Xlsx::new(file).map_err(in_words)?)),
            BookKind::Xls => Self::Xls(Box::new(Xls::new(file).map_err(in_words)?)),
            BookKind::Ods => Self::Ods(Box::new(Ods::new(file).map_err(in_words)?)),
        })
    }

    pub(super) fn previews(&mut self, rows: usize) -> Result<Vec<Preview>, String> {
        let sheets: Vec<(String, bool)> = self
            .metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
            .collect();
        sheets
            .into_iter()
            .map(|(name, visible)| {
                let mut found = Vec::new();
                let lines = self.rows(&name, &mut |row| {
                    found.push(row);
                    found.len() < rows
                })?;
                Ok(Preview {
                    name,
                    visible,
                    rows: found,
                    lines,
                })
            })
            .collect()
    }

    pub(super) fn send_rows(
        &mut self,
        sheet: &str,
        batch: usize,
        sender: &SyncSender<Message>,
    ) -> Result<(), String> {
        let mut rows = Vec::with_capacity(batch);
        let mut heard = true;
        self.rows(sheet, &mut |row| {
            rows.push(row);
            if rows.len() == batch {
                heard = sender
                    .send(Message::Rows(std::mem::take(&mut rows)))
                    .is_ok();
            }
            heard
        })?;
        if heard && !rows.is_empty() {
            // Whether anybody still listens is no fault of the workbook.
            let _ = sender.send(Message::Rows(rows));
        }
        Ok(())
    }

    fn metadata(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(workbook) => workbook.sheets_metadata(),
            Self::Xls(workbook) => workbook.sheets_metadata(),
            Self::Ods(workbook) => workbook.sheets_metadata(),
        }
    }

    /// Gives rows until no more are wanted, and says how many the sheet claims to have.
    fn rows(&mut self, sheet: &str, take: &mut Take<'_>) -> Result<u64, String> {
        let mut row = Building::default();
        let lines;
        match self {
            Self::Xlsx(workbook) => {
                let mut cells = workbook.worksheet_cells_reader(sheet).map_err(in_words)?;
                lines = u64::from(cells.dimensions().end.0) + 1;
                while let Some(cell) = cells.next_cell().map_err(in_words)? {
                    let (line, column) = cell.get_position();
                    if !row.add(line, column, cell.get_value(), take)? {
                        return Ok(lines);
                    }
                }
            }
            Self::Xls(workbook) => {
                let range = workbook.worksheet_range(sheet).map_err(in_words)?;
                lines = range.end().map_or(0, |(line, _)| u64::from(line) + 1);
                if !row.add_all(&range, take)? {
                    return Ok(lines);
                }
            }
            Self::Ods(workbook) => {
                let range = workbook.worksheet_range(sheet).map_err(in_words)?;
                lines = range.end().map_or(0, |(line, _)| u64::from(line) + 1);
                if !row.add_all(&range, take)? {
                    return Ok(lines);
                }
            }
        }
        row.finish(take);
        Ok(lines)
    }
}

/// A row that is being put together from its cells.
#[derive(Default)]
struct Building {
    row: Option<SheetRow>,
    bytes: usize,
}

impl Building {
    /// Adds a cell; `false` when no more is wanted.
    fn add(
        &mut self,
        line: u32,
        column: u32,
        value: &impl CellText,
        take: &mut Take<'_>,
    ) -> Result<bool, String> {
        let line = u64::from(line) + 1;
        let last = self.row.as_ref().map_or(0, |row| row.line);
        if line < last {
            return Err(format!("row {line} stands behind row {last}"));
        }
        if line > last && !self.finish(take) {
            return Ok(false);
        }
        let row = self.row.get_or_insert_with(|| SheetRow {
            line,
            cells: Vec::new(),
            too_long: false,
        });
        let text = value.cell_text();
        if text.is_empty() {
            return Ok(true);
        }
        self.bytes += text.len();
        let at = column as usize;
        if at >= MAX_CELLS || self.bytes > MAX_ROW_BYTES {
            row.too_long = true;
            row.cells.clear();
        }
        if !row.too_long {
            if row.cells.len() <= at {
                row.cells.resize(at + 1, String::new());
            }
            if let Some(cell) = row.cells.get_mut(at) {
                *cell = text;
            }
        }
        Ok(true)
    }

    fn add_all(
        &mut self,
        range: &calamine::Range<calamine::Data>,
        take: &mut Take<'_>,
    ) -> Result<bool, String> {
        let (first_line, first_column) = range.start().unwrap_or_default();
        for (line, column, value) in range.used_cells() {
            // Both are far below 2^32: a spreadsheet has 2^20 rows and 2^14 columns.
            let (line, column) = (first_line + line as u32, first_column + column as u32);
            if !self.add(line, column, value, take)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Hands the row over; `false` when no more is wanted.
    fn finish(&mut self, take: &mut Take<'_>) -> bool {
        self.bytes = 0;
        self.row.take().is_none_or(take)
    }
}

fn in_words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
