//! The roster with the numbers in it: all its columns as texts, in its order, and three more.

use std::io::Write;
use std::path::{Path, PathBuf};

use messages::{Failure, Lang, text};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::again::Fate;
use super::workbook::{self, Looks, MAX_ROWS, cell, plain_cell};
use crate::roster::{RawRow, RawTable};

/// Columns that are added.
const ADDED: usize = 3;

/// Characters that a column is wide: an identity number has room.
const WIDTH: u32 = 20;

/// The workbook while it grows.
pub(crate) struct GivenBack {
    path: PathBuf,
    book: Workbook,
    looks: Looks,
    lang: Lang,
    /// What a code is called.
    code_name: String,
    names: Vec<String>,
    /// The table whose sheet is written to, how many columns it has, and the next row.
    table: Option<usize>,
    columns: usize,
    row: u32,
}

impl GivenBack {
    /// For the file at `path`.
    ///
    /// # Errors
    /// Those of writing beside it.
    pub(crate) fn begin(path: &Path, code_name: &str, lang: Lang) -> Result<Self, Failure> {
        Ok(Self {
            path: path.to_owned(),
            book: workbook::begin(path)?,
            looks: Looks::new(),
            lang,
            code_name: code_name.to_owned(),
            names: Vec::new(),
            table: None,
            columns: 0,
            row: 0,
        })
    }

    /// Adds a row with what became of it.
    ///
    /// # Errors
    /// Those of writing beside the file.
    pub(crate) fn add(
        &mut self,
        table: &RawTable,
        raw: &RawRow,
        fate: Option<&Fate>,
    ) -> Result<(), Failure> {
        let path = self.path.clone();
        if self.table != Some(raw.table) || self.row == MAX_ROWS {
            self.end_sheet()
                .and_then(|()| self.begin_sheet(table))
                .map_err(|error| workbook::cannot_write(&path, error))?;
            self.table = Some(raw.table);
        }
        let mut cells: Vec<String> = (0..self.columns)
            .map(|at| {
                raw.cells
                    .get(at)
                    .map_or(String::new(), |text| plain_cell(text))
            })
            .collect();
        if let Some(fate) = fate {
            cells.push(
                fate.holder
                    .map_or(String::new(), |holder| holder.to_string()),
            );
            cells.push(fate.until.clone().unwrap_or_default());
            cells.push(cell(fate.result.in_lang(self.lang)));
        }
        self.write(&cells, Kind::Row)
            .map_err(|error| workbook::cannot_write(&path, error))
    }

    /// Writes it out.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn finish(mut self, out: &mut (impl Write + Send)) -> Result<(), Failure> {
        let path = self.path.clone();
        self.end_sheet()
            .map_err(|error| workbook::cannot_write(&path, error))?;
        workbook::finish(self.book, &path, out)
    }

    fn begin_sheet(&mut self, table: &RawTable) -> Result<(), XlsxError> {
        let wanted = table.sheet.clone().unwrap_or_else(|| {
            let name = text!("名册"; "roster");
            name.in_lang(self.lang).to_owned()
        });
        let name = workbook::sheet_name(&wanted, &mut self.names);
        self.columns = table.headings.len();
        self.row = 0;
        let last = u16::try_from(self.columns + ADDED - 1).unwrap_or(u16::MAX);
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        sheet.set_column_range_width(0, last, WIDTH)?;
        let code = &self.code_name;
        let added = [
            text!("{code}编号"; "holder number"),
            text!("有效期至"; "valid until"),
            text!("结果"; "result"),
        ];
        let added = added.iter().map(|text| text.in_lang(self.lang).to_owned());
        let headings: Vec<String> = table
            .headings
            .iter()
            .map(|text| cell(text))
            .chain(added)
            .collect();
        self.write(&headings, Kind::Headings)
    }

    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let (rows, columns) = (self.row, self.columns + ADDED);
        if let Some(sheet) = self.book.worksheets_mut().last_mut() {
            workbook::accept_numbers_as_texts(sheet, (rows, columns))?;
        }
        Ok(())
    }

    fn write(&mut self, cells: &[String], kind: Kind) -> Result<(), XlsxError> {
        let look = match kind {
            Kind::Headings => &self.looks.heading,
            Kind::Row => &self.looks.plain,
        };
        if let Some(sheet) = self.book.worksheets_mut().last_mut() {
            for (text, column) in cells.iter().zip(0_u16..) {
                // An empty text would be no cell at all.
                if !text.is_empty() {
                    sheet.write_string_with_format(self.row, column, text, look)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Headings,
    Row,
}
