//! The library's side: workbooks opened, sheets read, in the thread that is theirs.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::SyncSender;

use calamine::{Reader, Sheet, SheetType, SheetVisible, Xls, Xlsx};
use cli_support::files;
use messages::text;

use super::book::{BookKind, Preview, SheetRow};
use super::cell::CellText;
use super::facts::{DamagedCell, Fault, Merged, SheetFacts, in_words};
use super::{ods, xls, xlsx};
use crate::roster::records::{MAX_CELLS, MAX_ROW_BYTES};

/// What the thread has to say.
#[derive(Debug)]
pub(super) enum Message {
    Rows(Vec<SheetRow>),
    End,
    Broken(Fault),
}

/// What the reading of a sheet is held against.
#[derive(Clone, Debug, Default)]
pub(super) struct Expected {
    pub(super) rows: u64,
    pub(super) cells: u64,
    pub(super) damaged: Vec<DamagedCell>,
}

type Source = BufReader<File>;

/// XLSX is read cell by cell. XLS is held whole by the library, which is why `size` allows it less.
enum Workbook {
    Xlsx(Box<Xlsx<Source>>),
    Xls(Box<Xls<Source>>),
}

/// Takes rows one after the other; `false` when it has enough.
type Take<'t> = dyn FnMut(SheetRow) -> bool + 't;

/// The sheets, their first rows, and what there is to know of them.
pub(super) fn previews(path: &Path, kind: BookKind, rows: usize) -> Result<Vec<Preview>, Fault> {
    let file = || files::open_ordinary(path).map_err(in_words);
    if kind == BookKind::Ods {
        return ods::previews(file()?, rows);
    }
    // Before the library opens it.
    let mut surveyed = match kind {
        BookKind::Xls => xls::survey(file()?)?.into_iter(),
        _ => xlsx::survey(file()?)?.into_iter(),
    };
    let mut workbook = Workbook::open(path, kind)?;
    let mut previews = Vec::new();
    for sheet in workbook.metadata().to_vec() {
        // In the order of the workbook, both; what is no worksheet has no facts.
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let (name, visible) = (sheet.name, sheet.visible == SheetVisible::Visible);
        let Some((known, mut facts)) = surveyed.next() else {
            return Err(Fault::Broken(
                text!("有一个工作表没有查到"; "a sheet was not looked through"),
            ));
        };
        if known.is_some_and(|known| known != name) {
            return Err(Fault::Broken(
                text!("工作表的顺序前后不一"; "sheets are out of order"),
            ));
        }
        workbook.add_facts(&name, &mut facts)?;
        let mut found = Vec::new();
        let expected = Expected {
            damaged: facts.damaged.clone(),
            ..Expected::default()
        };
        workbook.rows(&name, &expected, &mut |row| {
            found.push(row);
            found.len() < rows
        })?;
        previews.push(Preview {
            name,
            visible,
            rows: found,
            lines: facts.rows,
            facts,
        });
    }
    Ok(previews)
}

/// Sends all rows of a sheet.
pub(super) fn send_rows(
    path: &Path,
    kind: BookKind,
    (sheet, expected): (&str, &Expected),
    batch: usize,
    sender: &SyncSender<Message>,
) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(batch);
    let (mut heard, mut last) = (true, 0);
    let mut take = |row: SheetRow| {
        last = row.line + row.repeats - 1;
        rows.push(row);
        if rows.len() == batch {
            heard = sender
                .send(Message::Rows(std::mem::take(&mut rows)))
                .is_ok();
        }
        heard
    };
    if kind == BookKind::Ods {
        ods::rows(
            files::open_ordinary(path).map_err(in_words)?,
            sheet,
            &mut take,
        )?;
    } else {
        Workbook::open(path, kind)?.rows(sheet, expected, &mut take)?;
    }
    if heard && !rows.is_empty() {
        // Whether anybody still listens is no fault of the workbook.
        let _ = sender.send(Message::Rows(rows));
    }
    if heard && last != expected.rows {
        let counted = expected.rows;
        return Err(Fault::Broken(
            text!("数到 {counted} 行，读到 {last} 行"; "{counted} rows were counted, and {last} read"),
        ));
    }
    Ok(())
}

impl Workbook {
    fn open(path: &Path, kind: BookKind) -> Result<Self, Fault> {
        let file = BufReader::new(files::open_ordinary(path).map_err(in_words)?);
        Ok(match kind {
            BookKind::Xls => Self::Xls(Box::new(Xls::new(file).map_err(in_words)?)),
            BookKind::Xlsx | BookKind::Ods => {
                Self::Xlsx(Box::new(Xlsx::new(file).map_err(in_words)?))
            }
        })
    }

    fn metadata(&self) -> &[Sheet] {
        match self {
            Self::Xlsx(workbook) => workbook.sheets_metadata(),
            Self::Xls(workbook) => workbook.sheets_metadata(),
        }
    }

    /// Adds what an old workbook tells of a sheet.
    fn add_facts(&mut self, sheet: &str, facts: &mut SheetFacts) -> Result<(), Fault> {
        let Self::Xls(workbook) = self else {
            return Ok(());
        };
        let range = workbook.worksheet_range(sheet).map_err(in_words)?;
        let (counted, read) = (facts.cells, range.used_cells().count() as u64);
        // A cell that the library cannot make sense of, it leaves out.
        if counted > read {
            return Err(Fault::Broken(
                text!("数到 {counted} 个单元格，读到 {read} 个"; "{counted} cells were counted, and {read} read"),
            ));
        }
        let last = range.used_cells().next_back();
        let top = range.start().map_or(0, |(line, _)| u64::from(line));
        let read = last.map_or(0, |(line, ..)| top + line as u64 + 1);
        let counted = facts.rows;
        if counted > read {
            return Err(Fault::Broken(
                text!("数到 {counted} 行，读到 {read} 行"; "{counted} rows were counted, and {read} read"),
            ));
        }
        // Formulas that come to nothing may stand below.
        facts.rows = read;
        let merged = workbook
            .merge_cells_by_sheet_name(sheet)
            .map_err(in_words)?;
        facts.merged = merged
            .iter()
            .map(|area| Merged {
                rows: (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1),
                columns: (area.start.1 as usize, area.end.1 as usize),
            })
            .collect();
        facts.merged.sort_unstable_by_key(|merged| merged.rows.0);
        Ok(())
    }

    /// Gives rows until no more are wanted.
    fn rows(&mut self, sheet: &str, expected: &Expected, take: &mut Take<'_>) -> Result<(), Fault> {
        let mut row = Building::default();
        match self {
            Self::Xlsx(workbook) => {
                let mut cells = workbook.worksheet_cells_reader(sheet).map_err(in_words)?;
                let mut damaged = expected.damaged.iter().peekable();
                let mut nth = 0;
                loop {
                    let found = cells.next_cell();
                    let bad = damaged.next_if(|cell| cell.nth == nth);
                    nth += 1;
                    let wanted = match (bad, found) {
                        // What the library makes of it, or says of it, is of no use.
                        (Some(bad), _) => row.add_damaged(bad, take)?,
                        (None, Ok(Some(cell))) => {
                            let (line, column) = cell.get_position();
                            row.add(line, column, cell.get_value(), take)?
                        }
                        (None, Ok(None)) => break,
                        (None, Err(error)) => return Err(in_words(error)),
                    };
                    if !wanted {
                        return Ok(());
                    }
                }
                let (counted, read) = (expected.cells, nth - 1);
                if counted != 0 && counted != read {
                    return Err(Fault::Broken(
                        text!("数到 {counted} 个单元格，读到 {read} 个"; "{counted} cells were counted, and {read} read"),
                    ));
                }
            }
            Self::Xls(workbook) => {
                let range = workbook.worksheet_range(sheet).map_err(in_words)?;
                if !row.add_all(&range, take)? {
                    return Ok(());
                }
            }
        }
        row.finish(take);
        Ok(())
    }
}

/// A row that is being put together from its cells.
#[derive(Default)]
struct Building {
    started: Option<Started>,
}

struct Started {
    row: SheetRow,
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
    ) -> Result<bool, Fault> {
        let Some(row) = self.row_at(line, take)? else {
            return Ok(false);
        };
        let text = value.cell_text();
        if text.is_empty() {
            return Ok(true);
        }
        row.bytes += text.len();
        let at = column as usize;
        let too_long = at >= MAX_CELLS || row.bytes > MAX_ROW_BYTES;
        let row = &mut row.row;
        if too_long {
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

    /// Adds a cell of which nothing is known but its place.
    fn add_damaged(&mut self, cell: &DamagedCell, take: &mut Take<'_>) -> Result<bool, Fault> {
        let Some(row) = self.row_at(cell.row, take)? else {
            return Ok(false);
        };
        row.row.damaged.push(cell.column as usize);
        Ok(true)
    }

    /// The row of a cell; `None` when no more is wanted.
    fn row_at(&mut self, line: u32, take: &mut Take<'_>) -> Result<Option<&mut Started>, Fault> {
        let line = u64::from(line) + 1;
        let last = self.started.as_ref().map_or(0, |started| started.row.line);
        if line < last {
            return Err(Fault::Broken(
                text!("第 {line} 行排在第 {last} 行后面"; "row {line} stands behind row {last}"),
            ));
        }
        if line > last && !self.finish(take) {
            return Ok(None);
        }
        Ok(Some(self.started.get_or_insert_with(|| Started {
            row: SheetRow {
                line,
                repeats: 1,
                cells: Vec::new(),
                too_long: false,
                damaged: Vec::new(),
            },
            bytes: 0,
        })))
    }

    fn add_all(
        &mut self,
        range: &calamine::Range<calamine::Data>,
        take: &mut Take<'_>,
    ) -> Result<bool, Fault> {
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
        let started = self.started.take();
        started.is_none_or(|started| take(started.row))
    }
}
