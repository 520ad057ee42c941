//! Which column means what, found by its heading.

mod faults;
mod offer;
mod unused;

use std::path::Path;

use messages::Lang::{self, En, Zh};
use messages::{Failure, failure, untrusted};

pub(super) use faults::headings_differ;
use faults::{category_twice, validity_unclear};
use unused::{UNUSED_HEADINGS, are_remarks, speaks_of_an_end};

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
    /// Of these, what may be the end of a validity.
    ends: Vec<String>,
    /// Columns in which somebody writes what comes to mind.
    remarks: Vec<usize>,
    mapping: Mapping,
}

/// What a row further down is that reads as headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// It does not.
    No,
    /// The same headings once more.
    Same,
    /// Those of another table.
    Other,
}

/// A number of a person has more digits than a heading.
const MAX_DIGITS: usize = 5;

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
            ends: Vec::new(),
            remarks: Vec::new(),
            mapping: mapping.clone(),
        };
        for (at, text) in row.iter().take(used).enumerate() {
            let text: String = text.trim().chars().take(MAX_HEADING).collect();
            let plain = plain_heading(&text);
            let meaning = mapping.meaning(&plain);
            let shown = untrusted::escape_untrusted(&mask::masked(&text))
                .chars()
                .take(40)
                .collect::<String>();
            match meaning {
                Some(column) => headings.columns.push((column, at)),
                None if mapping.ignores(&plain) => {}
                None => {
                    if speaks_of_an_end(&text) {
                        headings.ends.push(shown.clone());
                    }
                    if are_remarks(&plain) {
                        headings.remarks.push(at);
                    }
                    if !plain.is_empty() && !UNUSED_HEADINGS.contains(&plain.as_str()) {
                        headings.unknown.push(shown.clone());
                    }
                }
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
        if !self.ends.is_empty() {
            return Err(validity_unclear(path, &self.ends));
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
        self.ends.extend(below.ends);
        self.remarks.extend(below.remarks);
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

    /// Whether a row further down is the headings once more, or those of another table.
    pub(super) fn come_again_in(&self, row: &[&str]) -> Again {
        let digits = self.cell(row, Column::Identity).chars();
        // Most rows end here.
        if digits.filter(|c| c.is_numeric()).nth(MAX_DIGITS).is_some() {
            return Again::No;
        }
        let here = Self::read(row, &self.mapping);
        if here.columns.len() < 2 || here.have_a_person() {
            return Again::No;
        }
        let known = |column: &(Column, usize)| self.columns.contains(column);
        // Of two rows of headings the first one alone may come again.
        let as_above = |(_, at): &(Column, usize)| {
            let text = row.get(*at).copied().unwrap_or_default();
            is_blank(text) || plain_heading(text) == plain_heading(self.text(*at))
        };
        let same = here.columns.iter().all(known)
            && self.columns.iter().all(as_above)
            && here.ends.iter().all(|end| self.ends.contains(end));
        if same { Again::Same } else { Again::Other }
    }

    /// The columns in which somebody writes what comes to mind.
    pub(super) fn remarks(&self) -> &[usize] {
        &self.remarks
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

    /// The heading of a column.
    pub(super) fn text(&self, place: usize) -> &str {
        self.texts.get(place).map_or("", String::as_str)
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
        let (mut offer_zh, mut offer_en) = offer::mapping_lines(&wanted, &self.unknown);
        if self.lacking().any(|column| column == Column::Category) {
            offer_zh.push_str(
                "\n  名册里都是同一类人员、没有这一列的，加 --category，例如 --category 退役军人。",
            );
            offer_en.push_str(
                "\n  If all people have the same category and there is no such column, add --category, as in --category veteran.",
            );
        }
        failure!("roster-column-missing";
            "名册 {name} 缺少这些列：{}。第一行是：{}", missing(Zh, "、"), found.join("、");
            "the roster {name} has no column for: {}. Its first row is: {}",
            missing(En, ", "), found.join(", ");
            "表头应写成下列之一：{}。{offer_zh}", accepted("（", "）", Zh);
            "Use one of these headings: {}.{offer_en}", accepted(" (name, id number, category, or ", ")", En))
    }

    fn twice(&self, path: &Path, column: Column, first: usize, second: usize) -> Failure {
        let name = untrusted::escape_untrusted_path(path);
        let (one, other) = (self.text(first), self.text(second));
        let meaning = column.name();
        failure!("roster-column-twice";
            "名册 {name} 有两列都是{}：“{one}”和“{other}”", meaning.in_lang(Zh);
            "the roster {name} has two columns for {}: '{one}' and '{other}'", meaning.in_lang(En);
            "请只保留要用的那一列。"; "Keep only the one that is to be used.")
    }
}

#[cfg(test)]
mod tests;
