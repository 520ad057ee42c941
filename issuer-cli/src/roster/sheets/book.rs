//! What there is in a workbook.

use super::facts::SheetFacts;

/// The kind of a workbook, recognised by its first bytes and what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BookKind {
    Xlsx,
    Xls,
    Ods,
}

impl BookKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX",
            Self::Xls => "XLS",
            Self::Ods => "ODS",
        }
    }
}

/// A row of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::roster) struct SheetRow {
    /// Its number as the spreadsheet shows it.
    pub(in crate::roster) line: u64,
    /// How many rows from here on are the same.
    pub(in crate::roster) repeats: u64,
    pub(in crate::roster) cells: Vec<String>,
    /// Whether it has more than is read of a row.
    pub(in crate::roster) too_long: bool,
    /// Cells whose content is not of the kind that they state; nothing of them is read.
    pub(in crate::roster) damaged: Vec<usize>,
}

/// A sheet, its first rows, and what there is to know of it before it is read.
#[derive(Debug)]
pub(in crate::roster) struct Preview {
    pub(in crate::roster) name: String,
    pub(in crate::roster) visible: bool,
    pub(in crate::roster) rows: Vec<SheetRow>,
    pub(in crate::roster) lines: u64,
    pub(in crate::roster) facts: SheetFacts,
}
