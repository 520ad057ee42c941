//! Which people of a roster belong together: those whose cells say the same in some columns.

use std::collections::HashMap;
use std::path::Path;

use encoding_rs::GB18030;
use messages::{Failure, Lang, failure, text, untrusted::escape_untrusted_path};

use crate::roster::{RawRow, RawTable, same_heading};

/// Sections of a list at most. Each begins on a page of its own, so that a column of names makes as many pages.
pub(super) const MAX_SECTIONS: usize = 5_000;

/// What the name of a sheet is called, where a roster has a sheet for each town.
const SHEET: [&str; 2] = ["工作表", "sheet"];

/// Headings that are shown of a roster which lacks one.
const MAX_SHOWN: usize = 20;

/// The columns by which people are put together.
pub(crate) struct Grouping {
    headings: Vec<String>,
    /// Of each table that was met, where they are.
    places: Vec<Vec<Place>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Column(usize),
    Sheet,
}

/// The values of the columns, as they are shown.
pub(super) type SectionName = Vec<String>;

impl Grouping {
    /// By no column at all: one section.
    pub(crate) fn new(headings: &[String]) -> Self {
        Self {
            headings: headings.to_vec(),
            places: Vec::new(),
        }
    }

    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The section of a row.
    ///
    /// # Errors
    /// `handout-column`, if the table of the row has no such column, or two.
    pub(super) fn section(
        &mut self,
        path: &Path,
        tables: &[RawTable],
        row: &RawRow,
    ) -> Result<SectionName, Failure> {
        while self.places.len() <= row.table {
            let Some(table) = tables.get(self.places.len()) else {
                break;
            };
            let places = self
                .headings
                .iter()
                .map(|heading| find(path, table, heading));
            self.places.push(places.collect::<Result<_, _>>()?);
        }
        let places = self.places.get(row.table).map_or(&[][..], Vec::as_slice);
        let sheet = tables.get(row.table).and_then(|table| table.sheet.as_ref());
        Ok(places
            .iter()
            .map(|place| match place {
                Place::Column(at) => row.shown(*at),
                Place::Sheet => sheet.cloned().unwrap_or_default(),
            })
            .collect())
    }
}

fn find(path: &Path, table: &RawTable, heading: &str) -> Result<Place, Failure> {
    let here = |(at, text): (usize, &String)| same_heading(text, heading).then_some(at);
    let mut found = table.headings.iter().enumerate().filter_map(here);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(Place::Column(at)),
        (None, _) if table.sheet.is_some() && SHEET.contains(&heading) => Ok(Place::Sheet),
        (first, _) => Err(no_column(path, table, heading, first.is_some())),
    }
}

fn no_column(path: &Path, table: &RawTable, heading: &str, twice: bool) -> Failure {
    use messages::Lang::{En, Zh};
    let name = escape_untrusted_path(path);
    let heading = messages::untrusted::escape_untrusted(heading);
    let why = if twice {
        text!("有几列叫“{heading}”"; "has several columns called '{heading}'")
    } else {
        text!("没有“{heading}”这一列"; "has no column '{heading}'")
    };
    let shown = |separator| {
        let texts = table.headings.iter().map(String::as_str);
        let texts: Vec<&str> = texts
            .filter(|text| !text.is_empty())
            .take(MAX_SHOWN)
            .collect();
        texts.join(separator)
    };
    failure!("handout-column"; "名册 {name} {}", why.in_lang(Zh); "the roster {name} {}", why.in_lang(En);
        "--by 请写名册里的表头：{}。每个乡镇一个工作表的，写 --by 工作表。", shown("、");
        "Name a heading of the roster with --by: {}. If there is a sheet for each town, write --by sheet.", shown(", "))
}

/// Sections by the columns, each value in the order of a Chinese dictionary, and those without a value last.
/// Returns, for each section of before, its new place.
pub(super) fn sort(sections: &mut Vec<SectionName>) -> Vec<usize> {
    let key = |name: &SectionName| -> Vec<(bool, Vec<u8>)> {
        let one = |value: &String| (value.is_empty(), GB18030.encode(value).0.into_owned());
        name.iter().map(one).collect()
    };
    let mut order: Vec<usize> = (0..sections.len()).collect();
    order.sort_by_cached_key(|at| sections.get(*at).map(key));
    let mut places = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        if let Some(place) = places.get_mut(*old) {
            *place = new;
        }
    }
    *sections = order
        .iter()
        .filter_map(|at| sections.get(*at).cloned())
        .collect();
    places
}

/// A section as it is called on paper.
pub(super) fn title(name: &SectionName, lang: Lang) -> String {
    let nothing = text!("（未填）"; "(empty)");
    let shown = |value: &String| {
        if value.is_empty() {
            nothing.in_lang(lang).to_owned()
        } else {
            value.clone()
        }
    };
    name.iter().map(shown).collect::<Vec<_>>().join(" · ")
}

/// Numbers sections in the order in which they are met.
#[derive(Default)]
pub(super) struct Sections {
    pub(super) names: Vec<SectionName>,
    numbers: HashMap<SectionName, usize>,
}

impl Sections {
    /// # Errors
    /// `handout-sections` if there are too many.
    pub(super) fn number(&mut self, name: SectionName) -> Result<usize, Failure> {
        if let Some(number) = self.numbers.get(&name) {
            return Ok(*number);
        }
        let number = self.names.len();
        if number == MAX_SECTIONS {
            return Err(failure!("handout-sections";
                "按这些列分组超过 {MAX_SECTIONS} 组，每组都要另起一页"; "by these columns there are more than {MAX_SECTIONS} sections, each on a page of its own";
                "--by 请写乡镇、村这样的列，不要写每人都不同的列。"; "Choose columns such as town and village with --by, not one in which people differ."));
        }
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&[&str]]) -> Vec<SectionName> {
        let one = |texts: &&[&str]| texts.iter().map(ToString::to_string).collect();
        texts.iter().map(one).collect()
    }

    #[test]
    fn places_are_sorted_as_in_a_dictionary_and_the_nameless_come_last() {
        // An, Bai, Zhang: by their sounds, which is the order of GB 2312.
        let mut sections = names(&[&["张村"], &[""], &["安村"], &["白村"]]);
        let places = sort(&mut sections);
        assert_eq!(sections, names(&[&["安村"], &["白村"], &["张村"], &[""]]));
        assert_eq!(places, [2, 3, 0, 1]);
        let mut sections = names(&[&["乙镇", "甲村"], &["甲镇", ""], &["甲镇", "乙村"]]);
        sort(&mut sections);
        let sorted = names(&[&["甲镇", "乙村"], &["甲镇", ""], &["乙镇", "甲村"]]);
        assert_eq!(sections, sorted);
        assert_eq!(title(&sorted[1], Lang::Zh), "甲镇 · （未填）");
    }

    #[test]
    fn a_column_in_which_everybody_differs_is_not_taken() {
        let mut sections = Sections::default();
        for number in 0..MAX_SECTIONS {
            assert_eq!(sections.number(vec![number.to_string()]).unwrap(), number);
        }
        assert_eq!(sections.number(vec!["7".into()]).unwrap(), 7);
        let failure = sections.number(vec!["x".into()]).unwrap_err();
        assert_eq!(failure.code, "handout-sections");
    }
}
