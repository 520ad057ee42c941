//! Which column means what, found by its heading.

mod offer;
mod unused;

use std::path::Path;

use messages::Lang::{self, En, Zh};
use messages::{Failure, failure, untrusted};

use unused::UNUSED_HEADINGS;

use super::cell_text::{MAX_HEADING, is_blank, plain_heading};
use super::columns::Column;
use super::mapping::Mapping;
use super::mask;

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
            let text: String = text.trim().chars().take(MAX_HEADING).collect();
            let plain = plain_heading(&text);
            let meaning = mapping.meaning(&plain);
            let shown = untrusted::escape_untrusted(&text)
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

    /// Whether a row right below is a second row of headings: nothing of a person stands there, and
    /// texts stand where the first row has a gap.
    pub(super) fn go_on_in(&self, row: &[&str]) -> bool {
        let person = Column::NEEDED
            .into_iter()
            .any(|column| !is_blank(self.cell(row, column)));
        let below_gap = row.iter().enumerate().any(|(at, text)| {
            !is_blank(text) && self.texts.get(at).is_none_or(|above| is_blank(above))
        });
        let short =
            |text: &&str| text.chars().count() <= 20 && !text.chars().any(|c| c.is_ascii_digit());
        !person && below_gap && row.iter().all(short)
    }

    /// Takes a second row of headings in.
    pub(super) fn go_on(&mut self, row: &[&str]) {
        let below = Self::read(row, &self.mapping);
        let mut group = String::new();
        for (at, text) in below.texts.into_iter().enumerate() {
            if let Some(above) = self.texts.get(at).filter(|above| !is_blank(above)) {
                group.clone_from(above);
            }
            if text.is_empty() {
                continue;
            }
            let meaning = below.columns.iter().find(|(_, place)| *place == at);
            let has_meaning = self.columns.iter().any(|(_, place)| *place == at);
            if let Some((column, _)) = meaning.filter(|_| !has_meaning) {
                self.columns.push((*column, at));
            } else if below.unknown.contains(&text)
                && !UNUSED_HEADINGS.contains(&plain_heading(&group).as_str())
            {
                self.unknown.push(text.clone());
            }
            if self.texts.len() <= at {
                self.texts.resize(at + 1, String::new());
            }
            if let Some(place) = self.texts.get_mut(at).filter(|place| place.is_empty()) {
                *place = text;
            }
        }
    }

    /// Whether a row further down is the headings once more.
    pub(super) fn come_again_in(&self, row: &[&str]) -> bool {
        let same = |column| {
            let above = self.place(column).and_then(|at| self.texts.get(at));
            let here = plain_heading(self.cell(row, column));
            !here.is_empty() && above.is_some_and(|above| plain_heading(above) == here)
        };
        same(Column::Name) && same(Column::Identity)
    }

    /// What the columns mean, and where they are.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Column, usize)> {
        self.columns.iter().copied()
    }

    /// Whether a person stands there.
    pub(super) fn have_a_person(&self) -> bool {
        self.texts
            .iter()
            .any(|text| mask::has_identity_number(text))
    }

    /// Headings that are neither understood nor known to be harmless.
    pub(super) fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// The headings as they stand there.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
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

    pub(super) fn place(&self, column: Column) -> Option<usize> {
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
        let wanted: Vec<Column> = Column::NEEDED
            .into_iter()
            .filter(|column| self.place(*column).is_none())
            .collect();
        let (offer_zh, offer_en) = offer::mapping_lines(&wanted, &self.unknown);
        failure!("roster-column-missing";
            "名册 {name} 缺少这些列：{}。第一行是：{}", missing(Zh, "、"), found.join("、");
            "the roster {name} has no column for: {}. Its first row is: {}",
            missing(En, ", "), found.join(", ");
            "表头应写成下列之一：{}。{offer_zh}", accepted("（", "）", Zh);
            "Use one of these headings: {}.{offer_en}", accepted(" (name, id number, category, or ", ")", En))
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
    fn a_second_row_of_headings_fills_the_gaps_of_the_first() {
        let first = ["序号", "姓名", "身份证号", "基本情况", "", "", "家庭住址"];
        let second = ["", "", "", "人员类别", "伤残等级", "鞋码", "镇", "村"];
        let mut headings = Headings::read(&first, &Mapping::default());
        assert!(headings.go_on_in(&second));
        headings.go_on(&second);
        assert_eq!(headings.count(), 8);
        assert!(headings.check(Path::new("r")).is_ok());
        assert_eq!(headings.place(Column::Category), Some(3));
        let grade = Column::Detail(DetailColumn::DisabilityGrade);
        assert_eq!(headings.place(grade), Some(4));
        assert_eq!(headings.unknown(), ["基本情况", "鞋码"]);
        for person in [
            ["1", "王明", "", "", "", "", "x", "y"],
            ["1", "", "990512198007102199", "", "", "", "x", "y"],
            ["", "", "", "", "", "", "6号", "y1"],
            ["", "", "", "", "", "", "镇", ""],
        ] {
            let headings = Headings::read(&first, &Mapping::default());
            assert!(!headings.go_on_in(&person), "{person:?}");
        }
    }

    #[test]
    fn headings_that_come_again_are_known() {
        let headings = Headings::read(&["姓名", "身份证号", "类别"], &Mapping::default());
        assert!(headings.come_again_in(&[" 姓名", "身份证号（必填）", ""]));
        assert!(!headings.come_again_in(&["姓名", "990512198007102199", "类别"]));
        assert!(!headings.come_again_in(&["", "", ""]));
    }

    #[test]
    fn a_missing_column_comes_with_the_mapping_that_would_name_it() {
        for (heading, line) in [
            ("身份类别", "人员类别,身份类别"),
            ("人员身份", "人员类别,人员身份"),
        ] {
            let row = ["序号", "姓名", "鞋码", "证件号", heading, "备注"];
            let failure = Headings::read(&row, &Mapping::default())
                .check(Path::new("r"))
                .unwrap_err();
            for lang in [Zh, En] {
                let remedy = failure.remedy.in_lang(lang);
                assert!(remedy.contains("--columns"), "{remedy}");
                assert!(remedy.contains(line), "{remedy}");
            }
        }
    }

    #[test]
    fn titles_are_no_headings() {
        assert!(
            !Headings::read(&["咸安区优抚对象名册", "", ""], &Mapping::default()).are_headings()
        );
    }
}
