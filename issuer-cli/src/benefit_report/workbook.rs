//! The report as a workbook: a sheet for each grouping, with amounts as numbers in yuan.

use std::path::Path;

use books::report::{Apart, BenefitReport, Dimension, Figures, Shown, Table};
use cli_support::files::{self, Access, Durability};
use messages::{Failure, Lang, Text, text};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::amounts::yuan;
use super::labels::{Labels, heading, measures, section};
use super::page::{Cover, withheld};
use super::words::{manual_reason, mark, span_words};
use crate::handout::{cannot_write_workbook, cell};

/// Writes the workbook.
///
/// # Errors
/// Those of writing the file.
pub(crate) fn write_workbook(
    path: &Path,
    report: &BenefitReport,
    labels: &Labels,
    cover: &Cover,
    access: Access,
    lang: Lang,
) -> Result<(), Failure> {
    let bytes = workbook(report, labels, cover, lang)
        .map_err(|error| cannot_write_workbook(path, error))?;
    files::write(path, &bytes, access, Durability::Synced)
}

fn workbook(
    report: &BenefitReport,
    labels: &Labels,
    cover: &Cover,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let name = text!("总数"; "Summary");
    let sheet = book.add_worksheet().set_name(name.in_lang(lang))?;
    summary(sheet, report, cover, &looks, lang)?;
    for dimension in Dimension::ALL {
        let Some(rows) = report.table(dimension) else {
            continue;
        };
        let name = section(dimension);
        let sheet = book.add_worksheet().set_name(name.in_lang(lang))?;
        table(sheet, rows, report, labels, &looks, lang)?;
    }
    let name = text!("另计"; "Apart");
    let sheet = book.add_worksheet().set_name(name.in_lang(lang))?;
    apart(sheet, report, &looks, lang)?;
    book.save_to_buffer()
}

struct Looks {
    title: Format,
    heading: Format,
    text: Format,
    count: Format,
    money: Format,
    none: Format,
    total_text: Format,
    total_count: Format,
    total_money: Format,
}

impl Looks {
    fn new() -> Self {
        let total = |format: &Format| format.clone().set_bold().set_border_top(FormatBorder::Thin);
        let text = Format::new().set_num_format("@").set_text_wrap();
        let count = Format::new().set_num_format("#,##0");
        let money = Format::new().set_num_format("#,##0.00");
        Self {
            title: Format::new().set_bold().set_font_size(14),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::Center),
            none: Format::new().set_align(FormatAlign::Right),
            total_text: total(&text),
            total_count: total(&count),
            total_money: total(&money),
            text,
            count,
            money,
        }
    }
}

/// Amounts up to here are numbers of 15 digits, which is what Excel keeps.
const MOST_FEN: u64 = 999_999_999_999_999;

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of at most 15 digits are exact"
)]
fn amount(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    fen: u64,
    format: &Format,
) -> Result<(), XlsxError> {
    if fen <= MOST_FEN {
        sheet.write_number_with_format(row, column, fen as f64 / 100.0, format)?;
    } else {
        sheet.write_string_with_format(row, column, yuan(fen), format)?;
    }
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of at most 15 digits are exact"
)]
fn count(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    number: u64,
    format: &Format,
) -> Result<(), XlsxError> {
    if number <= MOST_FEN {
        sheet.write_number_with_format(row, column, number as f64, format)?;
    } else {
        sheet.write_string_with_format(row, column, number.to_string(), format)?;
    }
    Ok(())
}

/// The figures of a group from the second column on, as [`measures`] names them.
fn figures(
    sheet: &mut Worksheet,
    row: u32,
    shown: &Shown,
    (counts, money, none): (&Format, &Format, &Format),
) -> Result<(), XlsxError> {
    let Shown::Figures(figures) = shown else {
        for column in 1..=5 {
            let text = if column == 2 { withheld(shown) } else { "–" };
            sheet.write_string_with_format(row, column, text, none)?;
        }
        return Ok(());
    };
    count(sheet, (row, 1), figures.uses, counts)?;
    count(sheet, (row, 2), figures.people, counts)?;
    amount(sheet, (row, 3), figures.full, money)?;
    amount(sheet, (row, 4), figures.charged, money)?;
    amount(sheet, (row, 5), figures.saved(), money)
}

fn table(
    sheet: &mut Worksheet,
    table: &Table,
    report: &BenefitReport,
    labels: &Labels,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    let dimension = table.dimension;
    let headings = std::iter::once(heading(dimension, lang)).chain(measures(lang));
    for (column, name) in (0..).zip(headings) {
        sheet.write_string_with_format(0, column, name, &looks.heading)?;
    }
    let mut row = 1;
    for group in &table.rows {
        let label = labels.of(dimension, group.key);
        sheet.write_string_with_format(row, 0, cell(label.in_lang(lang)), &looks.text)?;
        figures(
            sheet,
            row,
            &group.figures,
            (&looks.count, &looks.money, &looks.none),
        )?;
        row += 1;
    }
    // A person with several categories counts in each, so these do not add up.
    let total = text!("合计（全部）"; "Total of all");
    sheet.write_string_with_format(row, 0, total.in_lang(lang), &looks.total_text)?;
    let total_looks = (&looks.total_count, &looks.total_money, &looks.none);
    figures(sheet, row, &report.total, total_looks)?;
    sheet.set_column_width(0, 36)?;
    for column in 1..=5 {
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    if row > 1 {
        sheet.autofilter(0, 0, row - 1, 5)?;
    }
    Ok(())
}

fn summary(
    sheet: &mut Worksheet,
    report: &BenefitReport,
    cover: &Cover,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    let title = text!("优待统计"; "Benefits that were given");
    sheet.write_string_with_format(0, 0, title.in_lang(lang), &looks.title)?;
    let (made, head) = (&cover.made, &cover.head);
    let about: [(Text, String); 4] = [
        (
            text!("单位"; "Bureau"),
            cover.bureau.in_lang(lang).to_owned(),
        ),
        (
            text!("时间范围"; "Months"),
            span_words(report.span).in_lang(lang).to_owned(),
        ),
        (
            text!("制作时间（北京）"; "Made (Beijing time)"),
            made.clone(),
        ),
        (text!("流水账校验值"; "Head of the books"), head.clone()),
    ];
    let mut row = 1;
    for (name, value) in &about {
        sheet.write_string_with_format(row, 0, name.in_lang(lang), &looks.text)?;
        sheet.write_string_with_format(row, 1, cell(value), &looks.text)?;
        row += 1;
    }
    row += 1;
    for (column, name) in (1..).zip(measures(lang)) {
        sheet.write_string_with_format(row, column, name, &looks.heading)?;
    }
    let total = text!("合计"; "Total");
    sheet.write_string_with_format(row + 1, 0, total.in_lang(lang), &looks.text)?;
    figures(
        sheet,
        row + 1,
        &report.total,
        (&looks.count, &looks.money, &looks.none),
    )?;
    row += 2;
    if let Some(Figures { unpriced, .. }) = report.total.figures() {
        let name = text!("其中没有价格的次数"; "Uses without a price");
        sheet.write_string_with_format(row, 0, name.in_lang(lang), &looks.text)?;
        count(sheet, (row, 1), *unpriced, &looks.count)?;
        row += 1;
    }
    row += 1;
    for note in [
        text!("人数是不重复的人数，不能相加。"; "People are different people and do not add up."),
        text!("“<5”：不足 5 人，不列数字；“–”：为了不让人推算出来而隐去。";
            "'<5' is fewer than five people; '–' is withheld so that these cannot be worked out."),
    ] {
        sheet.write_string(row, 0, note.in_lang(lang))?;
        row += 1;
    }
    sheet.set_column_width(0, 30)?;
    for column in 1..=5 {
        sheet.set_column_width(column, 20)?;
    }
    Ok(())
}

fn apart(
    sheet: &mut Worksheet,
    report: &BenefitReport,
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    for (column, name) in [(0, text!("种类"; "Kind")), (1, text!("记录数"; "Records"))] {
        sheet.write_string_with_format(0, column, name.in_lang(lang), &looks.heading)?;
    }
    let mut row = 1;
    let mut line = |name: &Text, value: Option<u64>| -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, cell(name.in_lang(lang)), &looks.text)?;
        match value {
            Some(value) => count(sheet, (row, 1), value, &looks.count)?,
            None => {
                sheet.write_string_with_format(row, 1, "<5", &looks.none)?;
            }
        }
        row += 1;
        Ok(())
    };
    let manual = report.manual.figures().map(|figures| figures.uses);
    line(
        &text!("手工登记（不计入次数）"; "Manual grants (no uses)"),
        manual,
    )?;
    let reasons = |row: &Apart| (manual_reason(&row.code), row.records);
    let marks = |row: &Apart| (mark(&row.code), row.records);
    for (name, value) in report.manual_reasons.iter().map(reasons) {
        line(&name, value)?;
    }
    line(
        &text!("已撤回（不计入次数）"; "Undone grants (no uses)"),
        report.undone,
    )?;
    for (name, value) in report.marks.iter().map(marks) {
        let name = text!("有标记（计入次数）：{}", name.in_lang(Lang::Zh); "Marked (among the uses): {}", name.in_lang(Lang::En));
        line(&name, value)?;
    }
    sheet.set_column_width(0, 44)?;
    sheet.set_column_width(1, 16)?;
    Ok(())
}
