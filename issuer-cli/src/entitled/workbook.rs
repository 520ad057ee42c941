//! The list as a workbook: one sheet for what begins, one for what ends, one for what the bureau pays.

use std::path::Path;

use cli_support::files::{self, Access, Durability};
use messages::{Failure, Lang, text};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::changes::Turn;
use super::list::EntitledList;
use super::sheet::{cells, headings, title};
use crate::catalogue::CatalogueBook;
use crate::handout::{cannot_write_workbook, cell};

/// Writes the workbook. It has full names, so it is for the bureau alone.
///
/// # Errors
/// Those of writing the file.
pub(crate) fn write(
    path: &Path,
    list: &EntitledList,
    book: &CatalogueBook,
    lang: Lang,
) -> Result<(), Failure> {
    let bytes = workbook(list, book, lang).map_err(|error| cannot_write_workbook(path, error))?;
    files::write(path, &bytes, Access::Private, Durability::Synced)
}

struct Looks {
    heading: Format,
    text: Format,
}

fn workbook(list: &EntitledList, book: &CatalogueBook, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks {
        heading: Format::new().set_bold(),
        text: Format::new().set_num_format("@"),
    };
    for (turn, name) in [
        (Turn::Begins, text!("开始享受"; "begins")),
        (Turn::Ends, text!("到期"; "ends")),
    ] {
        let sheet = workbook.add_worksheet().set_name(name.in_lang(lang))?;
        changes(sheet, list, turn, book, &looks, lang)?;
    }
    let name = text!("本月应发"; "paid in the month");
    let sheet = workbook.add_worksheet().set_name(name.in_lang(lang))?;
    paid(sheet, list, book, &looks, lang)?;
    workbook.save_to_buffer()
}

fn heading(sheet: &mut Worksheet, names: &[&str], looks: &Looks) -> Result<(), XlsxError> {
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, *name, &looks.heading)?;
        sheet.set_column_width(column, 18)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn changes(
    sheet: &mut Worksheet,
    list: &EntitledList,
    turn: Turn,
    book: &CatalogueBook,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    heading(sheet, &headings(lang), looks)?;
    let rows = list.changes.iter().filter(|one| one.change.turn == turn);
    for (row, listed) in (1..).zip(rows) {
        for (column, text) in (0..).zip(cells(listed, book, lang)) {
            sheet.write_string_with_format(row, column, cell(&text), &looks.text)?;
        }
    }
    Ok(())
}

fn paid(
    sheet: &mut Worksheet,
    list: &EntitledList,
    book: &CatalogueBook,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    let names = match lang {
        Lang::Zh => ["项目编号", "优待项目", "人数", "每月（元）"],
        Lang::En => ["benefit", "title", "people", "yuan a month"],
    };
    heading(sheet, &names, looks)?;
    let rows = book
        .given_by_bureau()
        .filter(|row| list.people_with(row) > 0);
    for (at, row) in (1..).zip(rows) {
        let monthly = row.allowance.map(|monthly| monthly.to_string());
        let texts = [
            row.number().to_string(),
            title(row, lang).to_owned(),
            list.people_with(row).to_string(),
            monthly.unwrap_or_default(),
        ];
        for (column, text) in (0..).zip(texts) {
            sheet.write_string_with_format(at, column, cell(&text), &looks.text)?;
        }
    }
    Ok(())
}
