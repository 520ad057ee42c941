//! The list as rows: for a CSV file, and for the workbook.

use std::path::Path;

use cli_support::files::{self, Access};
use messages::{Failure, Lang, Text, text};

use super::changes::{Cause, Turn};
use super::list::{EntitledList, Listed};
use crate::catalogue::{BenefitRow, CatalogueBook};
use crate::output::{Sheet, finish_sheet};

/// Which columns of a row are numbers in a workbook.
pub(super) const NUMBERS: [usize; 4] = [4, 5, 6, 8];

/// The headings of the rows.
pub(super) fn headings(lang: Lang) -> [&'static str; 10] {
    match lang {
        Lang::Zh => [
            "变动",
            "月份",
            "姓名",
            "身份证号",
            "持有人编号",
            "名册行号",
            "项目编号",
            "优待项目",
            "每月（元）",
            "原因",
        ],
        Lang::En => [
            "change",
            "month",
            "name",
            "identity number",
            "holder number",
            "line of the roster",
            "benefit",
            "title",
            "yuan a month",
            "because",
        ],
    }
}

impl Turn {
    /// The stable code in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Begins => "begins",
            Self::Ends => "ends",
        }
    }

    /// In words, before the month.
    pub(crate) fn text(self) -> Text {
        match self {
            Self::Begins => text!("开始"; "begins with"),
            Self::Ends => text!("最后一个月"; "ends with"),
        }
    }
}

impl Cause {
    /// In words.
    pub(crate) fn text(self) -> Text {
        match self {
            Self::Age(years) => text!("满 {years} 周岁"; "reaches the age of {years}"),
            Self::Details => {
                text!("名册上的类别、等级或户籍变了"; "category, grade or home has changed")
            }
            Self::NotRegistered => text!("台账里还没有此人"; "not in the register yet"),
        }
    }
}

/// The title of a benefit in the language, or in Chinese.
pub(crate) fn title(row: &BenefitRow, lang: Lang) -> &str {
    let title = &row.benefit.title;
    match (lang, &title.en) {
        (Lang::En, Some(en)) => en,
        _ => &title.zh,
    }
}

/// A row in the order of the headings.
pub(super) fn cells(listed: &Listed, book: &CatalogueBook, lang: Lang) -> [String; 10] {
    let change = &listed.change;
    let benefit = book.benefit(change.benefit);
    let month = change.month.month();
    [
        change.turn.text().in_lang(lang).to_owned(),
        month.map(|month| month.to_string()).unwrap_or_default(),
        listed.full_name.clone(),
        listed.identity.clone(),
        listed
            .holder
            .map(|holder| holder.to_string())
            .unwrap_or_default(),
        listed.at.line.to_string(),
        change.benefit.to_string(),
        benefit
            .map(|row| title(row, lang).to_owned())
            .unwrap_or_default(),
        benefit
            .and_then(|row| row.allowance)
            .map(|monthly| monthly.to_string())
            .unwrap_or_default(),
        change.cause.text().in_lang(lang).to_owned(),
    ]
}

/// Writes the CSV file. It has full names, so it is for the bureau alone.
///
/// # Errors
/// Those of writing the file.
pub(crate) fn write(
    path: &Path,
    list: &EntitledList,
    book: &CatalogueBook,
    lang: Lang,
) -> Result<(), Failure> {
    let unwritable = |error: std::io::Error| files::cannot_write(path, &error);
    let draft = files::draft(path, Access::Private)?;
    let mut sheet = Sheet::new(draft, &headings(lang)).map_err(unwritable)?;
    for listed in &list.changes {
        sheet.row(&cells(listed, book, lang)).map_err(unwritable)?;
    }
    finish_sheet(sheet, path)
}
