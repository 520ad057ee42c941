//! Categories in the words of rosters.
//!
//! Usual words are in a table (`data/categories.csv`), a bureau adds its own with a file, and what
//! neither has is refused: nobody gets a category that was guessed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use credential_core::{Category, CategorySet};
use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

use super::cell_text::{in_ordinary_forms, is_invisible, ordinary_form};
use super::grades;
use super::pairs;
use crate::values;

/// Lines of a file with words: far more than anybody writes.
const MAX_LINES: usize = 1_000;

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadCategories {
    pub(super) set: CategorySet,
    /// A grade of disability that stands there too: 残疾军人（因战七级）.
    pub(super) grade: Option<u8>,
    /// Whether radicals or other forms stood in the place of ordinary characters.
    pub(super) mended: bool,
}

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CategoryFault {
    Missing,
    /// The part that is no category.
    Unknown(String),
    /// Two grades that differ.
    Grades,
}

/// What a bureau calls its categories, and the one that all on a roster have without a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CategoryWords {
    words: HashMap<String, CategorySet>,
    of_all: Option<CategorySet>,
}

static USUAL: LazyLock<HashMap<&'static str, CategorySet>> = LazyLock::new(|| {
    include_str!("data/categories.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(','))
        .map(|(word, codes)| {
            let set = codes.split('+').filter_map(Category::from_code).collect();
            (word, set)
        })
        .collect()
});

impl CategoryWords {
    /// Of a file with lines of two cells: what the roster writes, and the category that it means.
    ///
    /// # Errors
    /// `category-map-invalid`, with the line that is not understood.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut words = HashMap::new();
        pairs::read(path, MAX_LINES, not_understood, |pair| {
            let [word, meant] = pair.cells;
            let word = plain(word);
            match values::parse_categories(meant.trim_matches(is_invisible)) {
                Ok(set) if !set.is_empty() && !word.is_empty() => {
                    if words.insert(word, set).is_some_and(|before| before != set) {
                        return Err(twice(path, pair.line));
                    }
                }
                // A title above the two columns.
                _ if pair.is_first => {}
                _ => return Err(not_understood(path, pair.line, meant)),
            }
            Ok(())
        })?;
        Ok(Self {
            words,
            of_all: None,
        })
    }

    /// With a category that all have, for rosters without a column for it.
    pub(crate) fn with_all(mut self, of_all: Option<CategorySet>) -> Self {
        self.of_all = of_all;
        self
    }

    /// Reads a cell: at least one category.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn categories(&self, cell: &str) -> Result<ReadCategories, CategoryFault> {
        if let Some(set) = self.of_all {
            return Ok(ReadCategories {
                set,
                grade: None,
                mended: false,
            });
        }
        // An error of the spreadsheet, which may have a slash.
        if cell.trim_start_matches(is_invisible).starts_with('#') {
            return Err(CategoryFault::Unknown(cell.to_owned()));
        }
        let ordinary = in_ordinary_forms(cell);
        let mut read = ReadCategories {
            set: CategorySet::EMPTY,
            grade: None,
            mended: cell.chars().any(is_mended),
        };
        for part in parts(&ordinary) {
            self.add(part, &mut read)?;
        }
        if read.set.is_empty() {
            return Err(CategoryFault::Missing);
        }
        Ok(read)
    }

    /// Adds what one part says.
    fn add(&self, part: &str, read: &mut ReadCategories) -> Result<(), CategoryFault> {
        let unknown = || CategoryFault::Unknown(part.trim_matches(is_invisible).to_owned());
        let whole = plain(part);
        if whole.is_empty() {
            return Ok(());
        }
        // 退 役 军 人 is one word; 退役军人 残疾军人 are two.
        if let Some(found) = self.one(&whole) {
            return read.take(found);
        }
        let blank = |c: char| is_invisible(c) || matches!(c, '及' | '和' | '与' | '兼' | '暨');
        let words: Vec<&str> = part.split(blank).filter(|word| !word.is_empty()).collect();
        if words.len() < 2 {
            return Err(unknown());
        }
        for word in words {
            let found = self.one(&plain(word)).ok_or_else(unknown)?;
            read.take(found)?;
        }
        Ok(())
    }

    /// What one word says, with the grade in brackets or in front of it.
    fn one(&self, word: &str) -> Option<(CategorySet, Option<u8>)> {
        if let Some(set) = self.known(word) {
            return Some((set, None));
        }
        let (set, rest) = if let Some((before, rest)) = word.split_once(['(', '（']) {
            (self.known(before)?, rest.strip_suffix([')', '）'])?)
        } else {
            // 七级残疾军人, 残疾军人七级
            let at = word.find("残疾军人").or_else(|| word.find("伤残军人"))?;
            let (before, rest) = word.split_at(at);
            let after = rest.get("残疾军人".len()..)?;
            if before.is_empty() == after.is_empty() {
                return None;
            }
            let disabled = CategorySet::EMPTY.with(Category::DisabledSoldier);
            (disabled, if before.is_empty() { after } else { before })
        };
        // What stands in brackets is a grade or not understood: 退役军人（已故） is no veteran.
        let grade = grades::read(rest).ok().flatten();
        let disabled = set.contains(Category::DisabledSoldier);
        match grade {
            Some(grade) if disabled => Some((set, Some(grade))),
            _ if disabled && matches!(rest, "因战" | "因公" | "因病") => Some((set, None)),
            _ => None,
        }
    }

    fn known(&self, word: &str) -> Option<CategorySet> {
        self.words
            .get(word)
            .copied()
            .or_else(|| values::category(word).map(|one| CategorySet::EMPTY.with(one)))
            .or_else(|| USUAL.get(word).copied())
    }
}

impl ReadCategories {
    fn take(&mut self, (set, grade): (CategorySet, Option<u8>)) -> Result<(), CategoryFault> {
        self.set = CategorySet::from_bits(self.set.to_bits() | set.to_bits());
        match (self.grade, grade) {
            (Some(one), Some(other)) if one != other => return Err(CategoryFault::Grades),
            (None, grade) => self.grade = grade,
            _ => {}
        }
        Ok(())
    }
}

/// The parts of a cell. What stands in brackets is not parted.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    cell.split(move |c| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        depth <= 0
            && matches!(
                c,
                '、' | ',' | '，' | ';' | '；' | '/' | '／' | '+' | '＋' | '|' | '｜' | '\n' | '\r'
            )
    })
}

/// A word without blanks and what is not seen, in lower case. English words keep theirs.
fn plain(word: &str) -> String {
    let word = in_ordinary_forms(word);
    let word = word.trim_matches(is_invisible);
    if word.is_ascii() {
        return word.to_lowercase();
    }
    word.chars().filter(|c| !is_invisible(*c)).collect()
}

/// Whether the character stands in the place of a Chinese one.
fn is_mended(c: char) -> bool {
    ordinary_form(c)
        .flatten()
        .is_some_and(|meant| !meant.is_ascii() && meant.is_alphanumeric())
}

fn not_understood(path: &Path, line: u64, meant: &str) -> Failure {
    let name = escape_untrusted_path(path);
    let meant: String = escape_untrusted(meant).chars().take(40).collect();
    failure!("category-map-invalid"; "类别对照文件 {name} 第 {line} 行看不懂：“{meant}”";
        "line {line} of the file of categories {name} is not understood: '{meant}'";
        "每行两格：名册里的写法、人员类别，例如“退伍老兵,退役军人”。";
        "Each line has two cells, what the roster writes and the category, as in 'old soldier,veteran'.")
}

fn twice(path: &Path, line: u64) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("category-map-invalid"; "类别对照文件 {name} 第 {line} 行与前面矛盾";
        "line {line} of the file of categories {name} contradicts another line";
        "一种写法只对应一种含义。"; "Each word has one meaning.")
}

#[cfg(test)]
mod tests;
