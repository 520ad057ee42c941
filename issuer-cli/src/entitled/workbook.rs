//! The list as a workbook: one sheet for what begins, one for what ends, one for what the bureau pays.

use std::path::Path;

use cli_support::files::{self, Access, Durability};
use messages::{Failure, Lang, failure, text};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::changes::Turn;
use super::list::{EntitledList, Payee};
use super::sheet::{NUMBERS, cells, headings, title};
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
    count: Format,
    money: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold(),
            text: Format::new().set_num_format("@"),
            count: Format::new().set_num_format("0"),
            money: Format::new().set_num_format("0.00"),
        }
    }
}

/// Writes whom to pay in the month: a row for each person and allowance. It has full names, so it is for the
/// bureau alone.
///
/// # Errors
/// `payees-many`, and those of writing the file.
pub(crate) fn write_payees(
    path: &Path,
    payees: &[Payee],
    book: &CatalogueBook,
    lang: Lang,
) -> Result<(), Failure> {
    if payees.len() > MAX_PAYEES {
        return Err(payees_many());
    }
    let bytes =
        payees_workbook(payees, book, lang).map_err(|error| cannot_write_workbook(path, error))?;
    files::write(path, &bytes, Access::Private, Durability::Synced)
}

/// Rows of a sheet, but for its heading.
const MAX_PAYEES: usize = 1_048_575;

fn payees_many() -> Failure {
    failure!("payees-many"; "应发的超过 {MAX_PAYEES} 行，一张表放不下"; "there are more than {MAX_PAYEES} payments, too many for a sheet";
        "请把名册分成几份，分别做。"; "Part the roster, and do it for each part.")
}

fn payees_workbook(
    payees: &[Payee],
    book: &CatalogueBook,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks::new();
    let name = text!("本月应发"; "paid in the month");
    let sheet = workbook.add_worksheet().set_name(name.in_lang(lang))?;
    let names = match lang {
        Lang::Zh => [
            "项目编号",
            "优待项目",
            "姓名",
            "身份证号",
            "持有人编号",
            "名册行号",
            "应发（元）",
        ],
        Lang::En => [
            "benefit",
            "title",
            "name",
            "identity number",
            "holder number",
            "line of the roster",
            "yuan",
        ],
    };
    heading(sheet, &names, &looks)?;
    for (row, payee) in (1..).zip(payees) {
        let benefit = book.benefit(payee.benefit);
        let texts = [
            payee.benefit.to_string(),
            benefit
                .map(|row| title(row, lang).to_owned())
                .unwrap_or_default(),
            payee.full_name.clone(),
            payee.identity.clone(),
            payee
                .holder
                .map(|holder| holder.to_string())
                .unwrap_or_default(),
            payee.line.to_string(),
            payee.monthly.to_string(),
        ];
        for (column, text) in (0..).zip(texts) {
            let is_number = !matches!(column, 1..=3);
            write_cell(sheet, (row, column), &text, is_number, &looks)?;
        }
    }
    workbook.save_to_buffer()
}

fn workbook(list: &EntitledList, book: &CatalogueBook, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks::new();
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

/// Writes a text, or a number that a workbook can add up.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    is_number: bool,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match text.parse::<f64>().ok().filter(|_| is_number) {
        // Holders' numbers have ten digits: far from what a number of a workbook cannot hold.
        Some(number) if text.contains('.') => {
            sheet.write_number_with_format(row, column, number, &looks.money)?;
        }
        Some(number) => {
            sheet.write_number_with_format(row, column, number, &looks.count)?;
        }
        None => {
            sheet.write_string_with_format(row, column, cell(text), &looks.text)?;
        }
    }
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
        for (column, text) in cells(listed, book, lang).iter().enumerate() {
            let at = (row, u16::try_from(column).unwrap_or(u16::MAX));
            write_cell(sheet, at, text, NUMBERS.contains(&column), looks)?;
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
            write_cell(sheet, (at, column), &text, column != 1, looks)?;
        }
    }
    Ok(())
}
