//! Workbooks in which every cell is a text: no number loses digits, and nothing is calculated.

use std::io::{self, Write};
use std::path::Path;

use cli_support::files;
use messages::untrusted::{escape_untrusted, escape_untrusted_path, is_hidden};
use messages::{Failure, failure};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Workbook, XlsxError};

/// Characters that Excel takes in a cell.
const MAX_CELL: usize = 32_767;

/// Rows of a sheet.
pub(super) const MAX_ROWS: u32 = 1_048_576;

/// Characters of the name of a sheet.
const MAX_SHEET_NAME: usize = 31;

/// The looks of cells. All of them are texts to Excel, also after somebody has edited them.
pub(super) struct Looks {
    pub(super) plain: Format,
    pub(super) heading: Format,
    pub(super) title: Format,
    pub(super) note: Format,
    pub(super) boxed: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let text = Format::new().set_num_format("@");
        let middle = || text.clone().set_align(FormatAlign::VerticalCenter);
        let boxed = middle().set_border(FormatBorder::Thin).set_text_wrap();
        Self {
            heading: boxed.clone().set_bold(),
            boxed,
            title: middle().set_font_size(16).set_bold(),
            note: middle().set_font_size(11),
            plain: text,
        }
    }
}

/// A cell as it may stand there: no hidden character, and not more than Excel takes.
pub(crate) fn cell(text: &str) -> String {
    let line = text.replace(['\r', '\n', '\t'], " ");
    let shown = escape_untrusted(&line);
    if shown.chars().count() <= MAX_CELL {
        return shown.into_owned();
    }
    let mut cut: String = shown.chars().take(MAX_CELL - 1).collect();
    cut.push('…');
    cut
}

/// A cell as it stands in the roster, in one line, but for characters that nobody sees.
pub(super) fn plain_cell(text: &str) -> String {
    let line = text.replace(['\r', '\n', '\t'], " ");
    let seen: String = line.chars().filter(|c| !is_hidden(*c)).collect();
    cell(&seen)
}

/// A workbook whose sheets do not have to be in memory. What does not fit waits in files without a
/// name beside `path`.
pub(super) fn begin(path: &Path) -> Result<Workbook, Failure> {
    let mut book = Workbook::new();
    let folder = path.parent().unwrap_or(Path::new("."));
    book.set_tempdir(folder)
        .map_err(|error| cannot_write(path, error))?;
    Ok(book)
}

/// Says that texts which look like numbers are meant as they are.
pub(super) fn accept_numbers_as_texts(
    sheet: &mut rust_xlsxwriter::Worksheet,
    (rows, columns): (u32, usize),
) -> Result<(), XlsxError> {
    let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.ignore_error_range(
        0,
        0,
        rows.saturating_sub(1),
        last,
        IgnoreError::NumberStoredAsText,
    )?;
    Ok(())
}

/// A name for a sheet that is like `wanted`, and that no other has.
pub(super) fn sheet_name(wanted: &str, used: &mut Vec<String>) -> String {
    let forbidden = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let plain: String = escape_untrusted(wanted.trim())
        .chars()
        .map(|c| if forbidden(c) { ' ' } else { c })
        .collect();
    let plain = if plain.trim().is_empty() {
        "1"
    } else {
        plain.trim()
    };
    let mut name: String = plain.chars().take(MAX_SHEET_NAME).collect();
    let mut number = 2;
    while used
        .iter()
        .any(|other| other.to_lowercase() == name.to_lowercase())
    {
        let end = format!(" ({number})");
        let room = MAX_SHEET_NAME - end.chars().count();
        name = plain.chars().take(room).chain(end.chars()).collect();
        number += 1;
    }
    used.push(name.clone());
    name
}

/// Writes the workbook out.
pub(super) fn finish(
    mut book: Workbook,
    path: &Path,
    out: &mut (impl Write + Send),
) -> Result<(), Failure> {
    // Where it goes cannot be wound back; a workbook of a large county has some ten megabytes.
    let bytes = book
        .save_to_buffer()
        .map_err(|error| cannot_write(path, error))?;
    out.write_all(&bytes)
        .map_err(|error| files::cannot_write(path, &error))
}

pub(crate) fn cannot_write(path: &Path, error: XlsxError) -> Failure {
    match error {
        XlsxError::IoError(error) => files::cannot_write(path, &error),
        XlsxError::TempFileError(_, error) => {
            files::cannot_write(path, &io::Error::from(error.kind()))
        }
        other => {
            let (name, why) = (escape_untrusted_path(path), other.to_string());
            let why = escape_untrusted(&why).into_owned();
            failure!("workbook-unwritable"; "工作簿 {name} 做不出来"; "the workbook {name} cannot be made ({why})";
                "请把此错误报告给软件维护人员。"; "Report this.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_what_excel_takes_and_differ() {
        let mut used = Vec::new();
        assert_eq!(sheet_name("汀泗桥镇", &mut used), "汀泗桥镇");
        assert_eq!(sheet_name("汀泗桥镇", &mut used), "汀泗桥镇 (2)");
        assert_eq!(sheet_name("a/b:[c]", &mut used), "a b  c");
        assert_eq!(sheet_name("  ", &mut used), "1");
        let long = "镇".repeat(40);
        assert_eq!(sheet_name(&long, &mut used).chars().count(), 31);
        let second = sheet_name(&long, &mut used);
        assert!(
            second.chars().count() == 31 && second.ends_with(" (2)"),
            "{second}"
        );
    }

    #[test]
    fn a_cell_is_one_line_without_hidden_characters_and_not_too_long() {
        assert_eq!(cell("一\n二"), "一 二");
        assert_eq!(cell("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(
            plain_cell("\u{202d}990512\u{202c}\n王\u{200b}明"),
            "990512 王明"
        );
        assert_eq!(cell(&"长".repeat(40_000)).chars().count(), MAX_CELL);
    }
}
