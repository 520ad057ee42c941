//! Which sheet of a workbook holds the roster.

use std::path::Path;

use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

use super::Reading;
use super::bounds::{MAX_TITLE_ROWS, nobody};
use super::headings::Headings;
use super::sheets::{self, BookKind, Preview};

/// The sheet, and how many rows it has.
pub(super) struct Chosen {
    pub(super) name: String,
    pub(super) lines: u64,
}

/// The sheet that was named, or else the only one that has the headings of a roster.
///
/// # Errors
/// A [`Failure`] if there is no such sheet, or more than one.
pub(super) fn choose(path: &Path, kind: BookKind, reading: &Reading) -> Result<Chosen, Failure> {
    let previews = sheets::previews(path, kind, MAX_TITLE_ROWS)?;
    if let Some(wanted) = &reading.sheet {
        let named = previews
            .iter()
            .find(|sheet| sheet.name.trim() == wanted.trim());
        return match named {
            Some(sheet) => Ok(Chosen::of(sheet)),
            None => Err(no_such_sheet(path, wanted, &previews)),
        };
    }
    let seen: Vec<&Preview> = previews.iter().filter(|sheet| sheet.visible).collect();
    let rosters: Vec<&Preview> = seen
        .iter()
        .copied()
        .filter(|sheet| headings_of(sheet, reading).any(|headings| headings.are_headings()))
        .collect();
    match rosters.as_slice() {
        [sheet] => Ok(Chosen::of(sheet)),
        [] => Err(seen
            .iter()
            .find_map(|sheet| headings_of(sheet, reading).next())
            .map_or_else(|| nobody(path), |headings| headings.missing(path))),
        several => Err(several_rosters(path, several)),
    }
}

impl Chosen {
    fn of(sheet: &Preview) -> Self {
        Self {
            name: sheet.name.clone(),
            lines: sheet.lines,
        }
    }
}

fn headings_of<'p>(
    sheet: &'p Preview,
    reading: &'p Reading,
) -> impl Iterator<Item = Headings> + 'p {
    sheet.rows.iter().map(|row| {
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        Headings::read(&cells, &reading.mapping)
    })
}

/// A sheet was named for a file that has none.
pub(super) fn no_workbook(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("usage"; "{name} 是文本文件，没有工作表"; "{name} is a text and has no sheets";
        "请去掉 --sheet。"; "Leave --sheet out.")
}

fn names<'p>(sheets: impl IntoIterator<Item = &'p Preview>, separator: &str) -> String {
    let names: Vec<String> = sheets
        .into_iter()
        .take(20)
        .map(|sheet| escape_untrusted(&sheet.name).chars().take(40).collect())
        .collect();
    names.join(separator)
}

fn no_such_sheet(path: &Path, wanted: &str, sheets: &[Preview]) -> Failure {
    let (name, wanted) = (escape_untrusted_path(path), escape_untrusted(wanted));
    failure!("sheet-unknown";
        "工作簿 {name} 里没有工作表“{wanted}”"; "the workbook {name} has no sheet '{wanted}'";
        "它的工作表是：{}。", names(sheets, "、"); "Its sheets are: {}.", names(sheets, ", "))
}

fn several_rosters(path: &Path, rosters: &[&Preview]) -> Failure {
    let name = escape_untrusted_path(path);
    let rosters = || rosters.iter().copied();
    failure!("sheet-unclear"; "工作簿 {name} 里有几个工作表都像名册：{}", names(rosters(), "、");
        "several sheets of the workbook {name} look like a roster: {}", names(rosters(), ", ");
        "请用 --sheet 写明用哪一个，例如 --sheet 名册。";
        "Say with --sheet which one to use, as in --sheet Roster.")
}
