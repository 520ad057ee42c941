//! Which sheets of a workbook hold the roster.

use std::path::Path;

use messages::{
    Failure, Text, failure, text, untrusted::escape_untrusted, untrusted::escape_untrusted_path,
};

use super::bounds::{MAX_TITLE_ROWS, nobody, people_above_headings};
use super::columns::Column;
use super::headings::Headings;
use super::mapping::Mapping;
use super::mask;
use super::sheets::{self, BookKind, Mark, Preview, SheetFacts};

/// The sheets that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sheets {
    /// The only one that looks like a roster.
    #[default]
    Found,
    Named(Vec<String>),
    /// All that look like one.
    All,
}

/// A sheet, and what is known of it.
pub(super) struct Chosen {
    pub(super) name: String,
    pub(super) facts: SheetFacts,
    /// The row of the headings.
    pub(super) heading_line: u64,
    /// Rows below that nobody sees.
    pub(super) hidden: Vec<u64>,
    /// Rows below whose name or number is struck through.
    pub(super) struck: Vec<u64>,
    /// Cells below of which it is not clear what they say, by rows and columns.
    pub(super) marked: Vec<(u64, usize, Mark)>,
}

/// The sheets that were named, or else those that have the headings of a roster.
///
/// # Errors
/// A [`Failure`] if there is no such sheet, or more than one and no word on which, or people on a sheet
/// that would not be read.
pub(super) fn choose(
    path: &Path,
    kind: BookKind,
    wanted: &Sheets,
    mapping: &Mapping,
) -> Result<(Vec<Chosen>, Option<Text>), Failure> {
    let previews = sheets::previews(path, kind, MAX_TITLE_ROWS)?;
    let people = sheets_of_people(&previews);
    let chosen = among(path, previews, wanted, mapping)?;
    let read = |one: &Unread| chosen.iter().any(|sheet| sheet.name == one.name);
    let unread: Vec<Unread> = people.into_iter().filter(|one| !read(one)).collect();
    let visible = unread.iter().find(|one| one.visible);
    match (wanted, visible) {
        _ if unread.is_empty() => Ok((chosen, None)),
        (Sheets::Found, _) => Err(people_unread(path, &unread)),
        (Sheets::All, Some(one)) => Err(people_without_headings(path, one)),
        (Sheets::All | Sheets::Named(_), _) => {
            let (zh, en) = unread_names(&unread);
            let note = text!("这些工作表里也有人员，没有读取：{zh}。"; "These sheets have people too and are not read: {en}.");
            Ok((chosen, Some(note)))
        }
    }
}

/// A sheet on which people stand.
struct Unread {
    name: String,
    visible: bool,
}

/// The sheets with the number of a person in their first rows.
fn sheets_of_people(previews: &[Preview]) -> Vec<Unread> {
    let has_person = |sheet: &&Preview| {
        let mut cells = sheet.rows.iter().flat_map(|row| &row.cells);
        cells.any(|cell| mask::has_identity_number(cell))
    };
    let people = previews.iter().filter(has_person);
    people
        .map(|sheet| Unread {
            name: sheet.name.clone(),
            visible: sheet.visible,
        })
        .collect()
}

fn among(
    path: &Path,
    previews: Vec<Preview>,
    wanted: &Sheets,
    mapping: &Mapping,
) -> Result<Vec<Chosen>, Failure> {
    if let Sheets::Named(names) = wanted {
        return named(path, names, previews, mapping);
    }
    let (seen, hidden): (Vec<Preview>, Vec<Preview>) =
        previews.into_iter().partition(|sheet| sheet.visible);
    let is_roster =
        |sheet: &Preview| headings_of(sheet, mapping).any(|(_, headings)| headings.are_headings());
    let first_row = seen
        .iter()
        .find_map(|sheet| headings_of(sheet, mapping).next());
    let rosters: Vec<Preview> = seen.into_iter().filter(is_roster).collect();
    if rosters.is_empty() && hidden.iter().any(is_roster) {
        let hidden: Vec<Preview> = hidden.into_iter().filter(is_roster).collect();
        return Err(only_hidden(path, &hidden));
    }
    match (rosters.len(), wanted) {
        (0, _) => Err(match first_row {
            None => nobody(path),
            Some((line, row)) if row.have_a_person() => people_above_headings(path, line),
            Some((_, row)) => row.missing(path),
        }),
        (1, _) | (_, Sheets::All) => chosen(path, rosters, mapping),
        _ => Err(several_rosters(path, &rosters)),
    }
}

fn named(
    path: &Path,
    names: &[String],
    mut previews: Vec<Preview>,
    mapping: &Mapping,
) -> Result<Vec<Chosen>, Failure> {
    let mut sheets = Vec::with_capacity(names.len());
    for wanted in names {
        let place = previews
            .iter()
            .position(|sheet| sheet.name.trim() == wanted.trim());
        match place {
            Some(place) => sheets.push(previews.remove(place)),
            None => return Err(no_such_sheet(path, wanted, &previews)),
        }
    }
    chosen(path, sheets, mapping)
}

/// All headings are looked at before anything is issued for the first sheet.
fn chosen(path: &Path, sheets: Vec<Preview>, mapping: &Mapping) -> Result<Vec<Chosen>, Failure> {
    let mut chosen = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let headings = headings_of(&sheet, mapping).find(|(_, headings)| headings.are_headings());
        let Some((heading_line, headings)) = headings else {
            let rows: Vec<(u64, Headings)> = headings_of(&sheet, mapping).collect();
            let person = rows.iter().find(|(_, row)| row.have_a_person());
            return Err(match (person, rows.first()) {
                (Some((line, _)), _) => people_above_headings(path, *line),
                (None, Some((_, row))) => row.missing(path),
                (None, None) => nobody(path),
            });
        };
        let person = [Column::Name, Column::Identity].map(|column| headings.place(column));
        let facts = sheet.facts;
        let hidden = facts.hidden.iter().copied();
        let struck = facts
            .struck
            .iter()
            .filter(|(_, column)| person.contains(&Some(*column)));
        let mut struck: Vec<u64> = struck
            .map(|(line, _)| *line)
            .filter(|line| *line > heading_line)
            .collect();
        struck.sort_unstable();
        struck.dedup();
        if let Some(heading) = struck_heading(&facts, heading_line, &headings) {
            return Err(heading_struck(path, heading_line, &heading));
        }
        let marked = marked(&facts, heading_line, &struck);
        chosen.push(Chosen {
            name: sheet.name,
            heading_line,
            hidden: hidden.filter(|line| *line > heading_line).collect(),
            struck,
            marked,
            facts,
        });
    }
    Ok(chosen)
}

/// The cells below the headings that are to be asked about one by one. Where a person is struck through,
/// that is said of the row.
fn marked(facts: &SheetFacts, heading_line: u64, struck: &[u64]) -> Vec<(u64, usize, Mark)> {
    let whole = facts
        .struck
        .iter()
        .filter(|(line, _)| struck.binary_search(line).is_err())
        .map(|(line, column)| (*line, *column, Mark::Struck));
    let mut marked: Vec<_> = facts
        .marked
        .iter()
        .copied()
        .chain(whole)
        .filter(|(line, ..)| *line > heading_line)
        .collect();
    marked.sort_by_key(|(line, column, _)| (*line, *column));
    marked
}

/// A heading that is struck through, or a part of it: whether the column counts is unclear.
fn struck_heading(facts: &SheetFacts, line: u64, headings: &Headings) -> Option<String> {
    let half = facts.marked.iter();
    let half = half.filter(|(_, _, mark)| *mark == Mark::HalfStruck);
    let half = half.map(|(row, column, _)| (*row, *column));
    let used = |column: usize| headings.columns().any(|(_, place)| place == column);
    let whole = facts.struck.iter().copied();
    half.chain(whole.filter(|(_, column)| used(*column)))
        .find(|(row, _)| *row == line)
        .map(|(_, column)| headings.text(column).to_owned())
}

/// The rows in which headings may stand, and their lines.
fn headings_of<'p>(
    sheet: &'p Preview,
    mapping: &'p Mapping,
) -> impl Iterator<Item = (u64, Headings)> + 'p {
    sheet.rows.iter().map(|row| {
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        (row.line, Headings::read(&cells, mapping))
    })
}

/// Which records come from which sheet, where there are several.
pub(super) fn note_on_sheets<'c>(sheets: impl IntoIterator<Item = &'c Chosen>) -> Option<Text> {
    let mut first = 1;
    let mut parts = Vec::new();
    for sheet in sheets {
        let rows = sheet.facts.rows.saturating_sub(sheet.heading_line);
        let name = shown_name(&sheet.name);
        parts.push((name, first, (first + rows).saturating_sub(1)));
        first += rows;
    }
    let shown = |one: fn(&(String, u64, u64)) -> String, separator| {
        parts
            .iter()
            .map(one)
            .collect::<Vec<String>>()
            .join(separator)
    };
    (parts.len() > 1).then(|| {
        let zh = shown(|(name, from, to)| format!("{name}（第 {from}–{to} 条）"), "、");
        let en = shown(|(name, from, to)| format!("{name} (rows {from}-{to})"), ", ");
        text!("读取 {} 个工作表：{zh}。", parts.len(); "Sheets that are read, {}: {en}.", parts.len())
    })
}

/// A sheet was named for a file that has none.
pub(super) fn no_workbook(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("usage"; "{name} 是文本文件，没有工作表"; "{name} is a text and has no sheets";
        "请去掉 --sheet 和 --all-sheets。"; "Leave --sheet and --all-sheets out.")
}

fn heading_struck(path: &Path, line: u64, heading: &str) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("heading-struck"; "名册 {name} 第 {line} 行的表头“{heading}”加了删除线，不知道这一列还算不算";
        "the heading '{heading}' in line {line} of the roster {name} is struck through, and it is unclear whether the column counts";
        "要用的去掉删除线、删去划掉的字；不用的删去整列，另存后再来。没有签发任何码。";
        "If it counts, take the strikethrough and the struck text out; if not, delete the column. Nothing was issued.")
}

fn names(sheets: &[Preview], separator: &str) -> String {
    let names = sheets.iter().take(20);
    let names: Vec<String> = names.map(|sheet| shown_name(&sheet.name)).collect();
    names.join(separator)
}

/// The name of a sheet as it may be shown.
pub(super) fn shown_name(name: &str) -> String {
    let name = mask::without_numbers(name);
    escape_untrusted(&name).chars().take(40).collect()
}

/// Nobody sees the sheets that have people on them.
fn only_hidden(path: &Path, sheets: &[Preview]) -> Failure {
    let name = escape_untrusted_path(path);
    let first = names(sheets.get(..1).unwrap_or_default(), "");
    failure!("sheet-hidden"; "工作簿 {name} 里像名册的工作表都是隐藏的：{}", names(sheets, "、");
        "the sheets of the workbook {name} that look like a roster are all hidden: {}", names(sheets, ", ");
        "没有签发任何码。要用的，写明 --sheet {first}；或在 Excel 里取消隐藏（右键点工作表标签），看清楚再来。";
        "Nothing was issued. If one is meant, name it, as in --sheet {first}; or show it in Excel (right click on the tabs) and look at it first.")
}

fn no_such_sheet(path: &Path, wanted: &str, sheets: &[Preview]) -> Failure {
    let (name, wanted) = (escape_untrusted_path(path), shown_name(wanted));
    failure!("sheet-unknown";
        "工作簿 {name} 里没有工作表“{wanted}”"; "the workbook {name} has no sheet '{wanted}'";
        "它的工作表是：{}。", names(sheets, "、"); "Its sheets are: {}.", names(sheets, ", "))
}

fn several_rosters(path: &Path, rosters: &[Preview]) -> Failure {
    let (name, count) = (escape_untrusted_path(path), rosters.len());
    let first = names(rosters.get(..1).unwrap_or_default(), "");
    failure!("sheet-unclear"; "工作簿 {name} 里有 {count} 个工作表像名册：{}", names(rosters, "、");
        "{count} sheets of the workbook {name} look like a roster: {}", names(rosters, ", ");
        "全部都要的（例如每个乡镇一个工作表），加 --all-sheets；只要其中几个的，逐个写明，例如 --sheet {first}。";
        "For all of them, as with one sheet for each town, add --all-sheets; for some, name each, as in --sheet {first}.")
}

/// The sheets, at most twenty, and which of them nobody sees.
fn unread_names(sheets: &[Unread]) -> (String, String) {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for sheet in sheets.iter().take(20) {
        let name = shown_name(&sheet.name);
        if sheet.visible {
            zh.push(name.clone());
            en.push(name);
        } else {
            zh.push(format!("{name}（隐藏）"));
            en.push(format!("{name} (hidden)"));
        }
    }
    (zh.join("、"), en.join(", "))
}

/// One sheet has the headings of a roster, and others have people without them or out of sight.
fn people_unread(path: &Path, sheets: &[Unread]) -> Failure {
    let (name, (zh, en)) = (escape_untrusted_path(path), unread_names(sheets));
    failure!("sheet-unread"; "工作簿 {name} 里还有工作表上也有人员，却不会读取：{zh}";
        "the workbook {name} has people on sheets that would not be read: {en}";
        "没有签发任何码。接着前一页、没有表头的，补上表头，再加 --all-sheets；隐藏的，先在 Excel 里取消隐藏看清楚；不要用的，写明只读哪个工作表，例如 --sheet 工作表名。";
        "Nothing was issued. If a sheet goes on with the one before, give it headings and add --all-sheets; show a hidden one in Excel first; \
         if they are not meant, name the sheet to be read, as in --sheet NAME.")
}

/// All sheets are wanted, and one of them cannot be read.
fn people_without_headings(path: &Path, sheet: &Unread) -> Failure {
    let (name, sheet) = (escape_untrusted_path(path), shown_name(&sheet.name));
    failure!("sheet-unread"; "工作簿 {name} 的工作表“{sheet}”上有人员，却没有表头，读不了";
        "the sheet '{sheet}' of the workbook {name} has people and no headings, and cannot be read";
        "没有签发任何码。请在这个工作表第一行补上表头（姓名、身份证号、人员类别……），列的顺序照实填写；不要用的，用 --sheet 逐个写明要读的工作表。";
        "Nothing was issued. Put headings (name, identity number, category, …) in its first row, or name the sheets to be read with --sheet.")
}
