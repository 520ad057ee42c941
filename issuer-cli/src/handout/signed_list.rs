//! The list that people sign, as PDF and as a workbook.

use std::io::Write;
use std::path::Path;

use messages::{Failure, Lang, text};
use paper::{Font, LIST_ROWS_PER_PAGE, ListPage, MAX_LIST_PAGES, list_pdf};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::pages::{HandoutPage, columns};
use super::workbook::{self, Looks, cell};

/// Millimetres that a character of a column is wide, and points of a millimetre.
const CHARACTER_MM: f64 = 2.0;
const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// Page breaks that Excel takes in a sheet.
const MAX_BREAKS: usize = 1_000;

/// Makes the PDF files, one after the other, and hands each on with its name.
///
/// # Errors
/// Those of making and of writing them.
pub(crate) fn pdf_files(
    pages: &[HandoutPage<'_>],
    about: (&str, &str),
    font: &Font,
    lang: Lang,
    mut write: impl FnMut(String, Vec<u8>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let columns = columns(lang);
    let files = pages.chunks(MAX_LIST_PAGES);
    let single = files.len() == 1;
    for (file, number) in files.zip(1..) {
        let written: Vec<ListPage> = file
            .iter()
            .map(|page| page.written(about, font, lang))
            .collect();
        let name = if single {
            "handout.pdf".to_owned()
        } else {
            format!("handout-{number:04}.pdf")
        };
        write(name, list_pdf(font, &columns, &written)?)?;
    }
    Ok(())
}

/// Writes the workbook: the same pages, with the breaks between them.
///
/// # Errors
/// Those of writing.
pub(crate) fn workbook_of(
    pages: &[HandoutPage<'_>],
    about: (&str, &str),
    font: &Font,
    lang: Lang,
    (path, out): (&Path, &mut (impl Write + Send)),
) -> Result<(), Failure> {
    let mut book = workbook::begin(path)?;
    let looks = Looks::new();
    let mut names = Vec::new();
    for part in pages.chunks(MAX_BREAKS) {
        let written = part.iter().map(|page| page.written(about, font, lang));
        sheet(&mut book, &looks, &mut names, lang, written)
            .map_err(|error| workbook::cannot_write(path, error))?;
    }
    workbook::finish(book, path, out)
}

fn sheet(
    book: &mut Workbook,
    looks: &Looks,
    names: &mut Vec<String>,
    lang: Lang,
    pages: impl Iterator<Item = ListPage>,
) -> Result<(), XlsxError> {
    let columns = columns(lang);
    let name = text!("签收表"; "handout");
    let name = workbook::sheet_name(name.in_lang(lang), names);
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    // A4 upright, as wide as the table.
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.4, 0.4, 0.2, 0.2);
    for (column, at) in columns.iter().zip(0_u16..) {
        sheet.set_column_width(at, column.width_mm / CHARACTER_MM)?;
    }
    let mut row = 0;
    let mut breaks = Vec::new();
    for page in pages {
        if row > 0 {
            breaks.push(row);
        }
        sheet.set_row_height(row, 24.0)?;
        sheet.write_string_with_format(row, 0, cell(&page.title), &looks.title)?;
        let note = format!("{}　{}", page.note, page.number);
        sheet.write_string_with_format(row + 1, 0, cell(&note), &looks.note)?;
        for (column, at) in columns.iter().zip(0_u16..) {
            sheet.write_string_with_format(row + 2, at, &column.heading, &looks.heading)?;
        }
        row += 3;
        for cells in page.rows.iter().take(LIST_ROWS_PER_PAGE) {
            sheet.set_row_height(row, 9.6 * POINTS_PER_MM)?;
            for (text, at) in cells.iter().zip(0_u16..) {
                let text = cell(text);
                if text.is_empty() {
                    // To be signed: the frame alone.
                    sheet.write_blank(row, at, &looks.boxed)?;
                } else {
                    sheet.write_string_with_format(row, at, text, &looks.boxed)?;
                }
            }
            row += 1;
        }
    }
    sheet.set_page_breaks(&breaks)?;
    workbook::accept_numbers_as_texts(sheet, (row, columns.len()))
}
