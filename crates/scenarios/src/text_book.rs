//! Workbooks as clerks have them: all cells are text, so that no number loses digits.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::stage::Trouble;

/// A workbook that grows sheet by sheet.
#[derive(Default)]
pub(crate) struct TextBook(Workbook);

impl TextBook {
    /// Adds a sheet with these headings and rows.
    pub(crate) fn add<R>(
        &mut self,
        name: &str,
        headings: &[&str],
        rows: impl IntoIterator<Item = Result<R, Trouble>>,
    ) -> Result<(), Trouble>
    where
        R: IntoIterator<Item = String>,
    {
        let text = Format::new().set_num_format("@");
        let sheet = self.0.add_worksheet_with_constant_memory();
        let sheet = sheet.map_err(trouble)?;
        sheet.set_name(name).map_err(trouble)?;
        for (column, heading) in (0..).zip(headings) {
            sheet
                .write_string_with_format(0, column, *heading, &text)
                .map_err(trouble)?;
        }
        for (row, cells) in (1..).zip(rows) {
            for (column, cell) in (0..).zip(cells?) {
                sheet
                    .write_string_with_format(row, column, cell, &text)
                    .map_err(trouble)?;
            }
        }
        Ok(())
    }

    /// Writes the workbook.
    pub(crate) fn save(mut self, path: &Path) -> Result<(), Trouble> {
        self.0.save(path).map_err(trouble)
    }
}

fn trouble(error: XlsxError) -> Trouble {
    Trouble::new(error.to_string())
}
