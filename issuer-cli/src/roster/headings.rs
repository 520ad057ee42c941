//! Which column means what, found by its heading.

mod unused;

use std::path::Path;

use messages::Lang::{self, En, Zh};
use messages::{Failure, failure, untrusted};

use unused::UNUSED_HEADINGS;

use super::cell_text::{is_blank, plain_heading};
use super::columns::Column;
use super::mapping::Mapping;

/// Headings that are shown of a row that holds none.
const MAX_SHOWN: usize = 12;

pub(super) struct Headings {
    /// As they stand there.
    texts: Vec<String>,
    columns: Vec<(Column, usize)>,
    unknown: Vec<String>,
    mapping: Mapping,
}

impl Headings {
    pub(super) fn read(row: &[&str], mapping: &Mapping) -> Self {
        // A separator too many at the end of each line is common, and means nothing.
        let used = row
            .iter()
            .rposition(|text| !is_blank(text))
            .map_or(0, |last| last + 1);
        let mut headings = Self {
            texts: Vec::new(),
            columns: Vec::new(),
            unknown: Vec::new(),
            mapping: mapping.clone(),
        };
        for (at, text) in row.iter().take(used).enumerate() {
            let plain = plain_heading(text);
            let meaning = mapping.meaning(&plain);
            let shown = untrusted::escape_untrusted(text.trim())
                .chars()
                .take(40)
                .collect::<String>();
            match meaning {
                Some(column) => headings.columns.push((column, at)),
                None if plain.is_empty() || UNUSED_HEADINGS.contains(&plain.as_str()) => {}
                None => headings.unknown.push(shown.clone()),
            }
            headings.texts.push(shown);
        }
        headings
    }

    /// Whether this is the row of headings and not a title above it: two columns that are needed are here.
    pub(super) fn are_headings(&self) -> bool {
        Column::NEEDED
            .into_iter()
            .filter(|column| self.place(*column).is_some())
            .count()
            >= 2
    }

    /// # Errors
    /// A [`Failure`] that names a column that is needed and not there, or there twice.
    pub(super) fn check(&self, path: &Path) -> Result<(), Failure> {
        if self.lacking().next().is_some() {
            return Err(self.missing(path));
        }
        if self.has(Column::Category) && !self.mapping.needs(Column::Category) {
            return Err(category_twice(path));
        }
        for (nth, (column, at)) in self.columns.iter().enumerate() {
            let twin = self
                .columns
                .iter()
                .skip(nth + 1)
                .find(|(other, _)| other == column);
            if let Some((_, other)) = twin {
                return Err(self.twice(path, *column, *at, *other));
            }
        }
        Ok(())
    }

    /// Headings that are neither understood nor known to be harmless.
    pub(super) fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// How many columns there are.
    pub(super) fn count(&self) -> usize {
        self.texts.len()
    }

    /// The cell of a row in this column, empty if the roster has no such column.
    pub(super) fn cell<'r>(&self, row: &[&'r str], column: Column) -> &'r str {
        self.place(column)
            .and_then(|at| row.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// Whether the roster has such a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }

    /// The columns that are needed and not there.
    fn lacking(&self) -> impl Iterator<Item = Column> {
        let needed = Column::NEEDED.into_iter();
        needed.filter(|column| self.mapping.needs(*column) && !self.has(*column))
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.columns
            .iter()
            .find(|(found, _)| *found == column)
            .map(|(_, at)| *at)
    }

    /// The failure to a roster in which a column is missing.
    pub(super) fn missing(&self, path: &Path) -> Failure {
        let missing = |lang: Lang, separator: &str| {
            self.lacking()
                .map(|column| column.name().in_lang(lang).to_owned())
                .collect::<Vec<_>>()
                .join(separator)
        };
        let accepted = |open: &str, close: &str, lang: Lang| {
            self.lacking()
                .map(|column| {
                    let usual = column.headings().iter().copied();
                    let texts: Vec<&str> = match self.mapping.heading(column) {
                        // Only that one counts.
                        Some(heading) => vec![heading],
                        None => usual.filter(|text| !text.is_ascii()).take(6).collect(),
                    };
                    format!(
                        "{}{open}{}{close}",
                        column.name().in_lang(lang),
                        texts.join(" / ")
                    )
                })
                .collect::<Vec<_>>()
                .join(if lang == Zh { "；" } else { "; " })
        };
        let name = untrusted::escape_untrusted_path(path);
        let found: Vec<&str> = self
            .texts
            .iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .take(MAX_SHOWN)
            .collect();
        failure!("roster-column-missing";
            "名册 {name} 缺少这些列：{}。第一行是：{}", missing(Zh, "、"), found.join("、");
            "the roster {name} has no column for: {}. Its first row is: {}",
            missing(En, ", "), found.join(", ");
            "表头应写成下列之一：{}。", accepted("（", "）", Zh);
            "Use one of these headings: {}.", accepted(" (name, id number, category, or ", ")", En))
    }

    fn twice(&self, path: &Path, column: Column, first: usize, second: usize) -> Failure {
        let name = untrusted::escape_untrusted_path(path);
        let text = |at: usize| self.texts.get(at).map_or("", String::as_str);
        let (one, other) = (text(first), text(second));
        let meaning = column.name();
        failure!("roster-column-twice";
            "名册 {name} 有两列都是{}：“{one}”和“{other}”", meaning.in_lang(Zh);
            "the roster {name} has two columns for {}: '{one}' and '{other}'", meaning.in_lang(En);
            "请只保留要用的那一列。"; "Keep only the one that is to be used.")
    }
}

/// A category for all is given, and the roster has a column for it.
fn category_twice(path: &Path) -> Failure {
    let name = untrusted::escape_untrusted_path(path);
    failure!("category-given-twice";
        "名册 {name} 已有人员类别一列，又写了 --category";
        "the roster {name} has a column for categories, and --category is given too";
        "请去掉 --category，以名册为准；或从名册中删去这一列。";
        "Leave out --category, so that the roster counts, or remove the column.")
}

#[cfg(test)]
mod tests {
    use super::super::columns::DetailColumn;
    use super::*;

    #[test]
    fn columns_are_found_by_meaning_not_by_place() {
        let headings = Headings::read(
            &[
                "序号",
                " 类 别",
                "*身份证号码（必填）",
                "备注",
                "姓名",
                "ID",
                "",
            ],
            &Mapping::default(),
        );
        assert!(headings.are_headings());
        assert!(headings.check(Path::new("roster")).is_ok());
        let row = ["1", "退役军人", "x", "", "王明", ""];
        assert_eq!(headings.cell(&row, Column::Name), "王明");
        assert_eq!(headings.cell(&row, Column::Category), "退役军人");
        assert_eq!(
            headings.cell(&row, Column::Detail(DetailColumn::DisabilityGrade)),
            ""
        );
        assert_eq!(headings.unknown(), ["ID"]);
        assert_eq!(headings.count(), 6);
    }

    #[test]
    fn english_headings_are_understood() {
        let headings = Headings::read(
            &["Name", "ID Number", "Category", "Disability grade"],
            &Mapping::default(),
        );
        assert!(headings.check(Path::new("roster")).is_ok());
        assert!(headings.unknown().is_empty());
    }

    #[test]
    fn a_missing_or_double_column_is_named() {
        let failure = Headings::read(&["姓名", "类别"], &Mapping::default())
            .check(Path::new("r.csv"))
            .unwrap_err();
        assert_eq!(failure.code, "roster-column-missing");
        assert!(failure.what.in_lang(Zh).contains("身份证号"), "{failure:?}");
        assert!(
            failure.remedy.in_lang(Zh).contains("公民身份号码"),
            "{failure:?}"
        );
        let twice = ["姓名", "身份证", "类别", "公民身份号码"];
        let failure = Headings::read(&twice, &Mapping::default())
            .check(Path::new("r.csv"))
            .unwrap_err();
        assert_eq!(failure.code, "roster-column-twice");
    }

    #[test]
    fn titles_are_no_headings() {
        assert!(
            !Headings::read(&["咸安区优抚对象名册", "", ""], &Mapping::default()).are_headings()
        );
    }
}
