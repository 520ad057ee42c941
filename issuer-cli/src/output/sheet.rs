//! CSV for Excel: a byte order mark, so that it takes the file for UTF-8, and cells that it does not calculate.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use cli_support::files::{self, Draft, Durability};
use messages::Failure;

pub(crate) struct Sheet<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Sheet<W> {
    /// With a row of headings.
    pub(crate) fn new(mut out: W, headings: &[&str]) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let mut sheet = Self { writer };
        sheet.row(headings)?;
        Ok(sheet)
    }

    pub(crate) fn row(&mut self, cells: &[impl AsRef<str>]) -> io::Result<()> {
        let harmless = cells.iter().map(|cell| harmless(cell.as_ref()));
        for cell in harmless {
            self.writer.write_field(cell.as_bytes())?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    pub(crate) fn finish(self) -> io::Result<W> {
        self.writer
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

/// Puts a sheet in its place.
///
/// # Errors
/// Those of writing the file.
pub(crate) fn finish_sheet(sheet: Sheet<Draft>, path: &Path) -> Result<(), Failure> {
    let draft = sheet
        .finish()
        .map_err(|error| files::cannot_write(path, &error))?;
    draft.finish(path, Durability::Synced)
}

/// A cell that begins like a formula is shown as text, as Excel itself does it: with an apostrophe.
fn harmless(cell: &str) -> Cow<'_, str> {
    // The full-width forms are formulas to Excel in Chinese and Japanese.
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let mut sheet = Sheet::new(Vec::new(), &["a", "b"]).unwrap();
        sheet.row(&["=cmd|'/c calc'!A1", "王*明"]).unwrap();
        sheet.row(&["+1", "-1"]).unwrap();
        sheet.row(&["@x", "\t=1"]).unwrap();
        sheet.row(&["a,b", "c\"\nd"]).unwrap();
        sheet.row(&["", ""]).unwrap();
        assert_eq!(
            String::from_utf8(sheet.finish().unwrap()).unwrap(),
            "\u{feff}a,b\r\n'=cmd|'/c calc'!A1,王*明\r\n'+1,'-1\r\n'@x,'\t=1\r\n\"a,b\",\"c\"\"\nd\"\r\n,\r\n"
        );
    }
}
