//! A mapping file: what a bureau calls its columns, where the headings are not the usual ones.
//!
//! A table of two columns, made in Excel or an editor: what is meant, and the heading that has it.

use std::path::Path;

use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

use super::cell_text::plain_heading;
use super::columns::Column;
use super::pairs;

/// Lines of a mapping file that are looked at: it has one for each column, and perhaps a title.
const MAX_LINES: usize = 100;

/// What is written for a column that is not to be used.
const IGNORE: [&str; 4] = ["不用", "忽略", "ignore", "notused"];

/// Headings beside those that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    headings: Vec<(Column, String)>,
    /// Headings of columns that are not to be used.
    ignored: Vec<String>,
    /// All people on the roster have the same category, which stands elsewhere.
    category_is_given: bool,
}

impl Mapping {
    /// # Errors
    /// A [`Failure`] that names the line that cannot be understood.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut mapping = Self::default();
        pairs::read(path, MAX_LINES, not_understood, |pair| {
            let [meant, heading] = pair.cells;
            let heading = plain_heading(heading);
            if IGNORE.contains(&plain_heading(meant).as_str()) && !heading.is_empty() {
                if mapping.headings.iter().any(|(_, other)| *other == heading) {
                    return Err(twice(path, pair.line, meant));
                }
                mapping.ignored.push(heading);
                return Ok(());
            }
            match (column(meant), heading.is_empty()) {
                (Some(column), false) => {
                    let mut known = mapping.headings.iter();
                    if known.any(|(one, other)| *one == column || *other == heading)
                        || mapping.ignored.contains(&heading)
                    {
                        return Err(twice(path, pair.line, meant));
                    }
                    mapping.headings.push((column, heading));
                }
                // A title above the two columns.
                (None, false) if pair.is_first => {}
                _ => return Err(not_understood(path, pair.line, meant)),
            }
            Ok(())
        })?;
        Ok(mapping)
    }

    /// For a roster whose people all have a category that is named elsewhere.
    #[must_use]
    pub(crate) fn with_category_given(mut self, given: bool) -> Self {
        self.category_is_given = given;
        self
    }

    /// Whether a roster must have the column.
    pub(super) fn needs(&self, column: Column) -> bool {
        !(self.category_is_given && column == Column::Category)
    }

    /// Whether the column of this heading is not to be used.
    pub(super) fn ignores(&self, heading: &str) -> bool {
        self.ignored.iter().any(|ignored| ignored == heading)
    }

    /// What a heading means: by the mapping, or where that says nothing of the column, as known.
    pub(super) fn meaning(&self, heading: &str) -> Option<Column> {
        if self.ignores(heading) {
            return None;
        }
        let mapped = self.headings.iter().find(|(_, mapped)| mapped == heading);
        mapped.map(|(column, _)| *column).or_else(|| {
            Column::ALL.into_iter().find(|column| {
                column.headings().contains(&heading)
                    && !self.headings.iter().any(|(one, _)| one == column)
            })
        })
    }

    /// The heading that the mapping names for a column.
    pub(super) fn heading(&self, column: Column) -> Option<&str> {
        self.headings
            .iter()
            .find(|(one, _)| *one == column)
            .map(|(_, heading)| heading.as_str())
    }
}

/// A column by its code, its name, or any of its usual headings.
fn column(meant: &str) -> Option<Column> {
    let meant = plain_heading(meant);
    Column::ALL.into_iter().find(|column| {
        plain_heading(column.code()) == meant || column.headings().contains(&meant.as_str())
    })
}

fn known() -> (String, String) {
    use messages::Lang::{En, Zh};
    let names = |lang, separator: &str| {
        Column::ALL
            .map(|column| column.name().in_lang(lang).to_owned())
            .join(separator)
    };
    (names(Zh, "、"), names(En, ", "))
}

fn not_understood(path: &Path, line: u64, meant: &str) -> Failure {
    let (name, (zh, en)) = (escape_untrusted_path(path), known());
    let meant: String = escape_untrusted(meant).chars().take(40).collect();
    failure!("mapping-invalid"; "列对照文件 {name} 第 {line} 行看不懂：“{meant}”";
        "line {line} of the mapping file {name} is not understood: '{meant}'";
        "每行两格：含义、名册里的表头，例如“姓名,持卡人”。含义可以是：{zh}；不用的列写“不用”。";
        "Each line has two cells, what is meant and the heading of the roster, as in 'name,holder'. \
         What can be meant: {en}; 'ignore' for a column that is not to be used.")
}

fn twice(path: &Path, line: u64, meant: &str) -> Failure {
    let name = escape_untrusted_path(path);
    let meant: String = escape_untrusted(meant).chars().take(40).collect();
    failure!("mapping-invalid"; "列对照文件 {name} 第 {line} 行与前面重复：“{meant}”";
        "line {line} of the mapping file {name} says again what another line says: '{meant}'";
        "一种含义只对应一个表头，一个表头也只有一种含义。";
        "Each meaning has one heading, and each heading one meaning.")
}
