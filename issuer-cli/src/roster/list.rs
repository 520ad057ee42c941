//! A list of credentials or people to do something with: a few rows of a manifest, or what another
//! office has sent.

use std::path::Path;

use credential_core::UnixTime;
use messages::Lang::{En, Zh};
use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

use super::bounds::{MAX_TITLE_ROWS, people_above_headings};
use super::cell_text::{is_blank, plain_heading};
use super::columns::Column;
use super::fault::{RowFault, RowFaultKind};
use super::identity::IdentityNumber;
use super::identity_number;
use super::mask;
use super::no_person::begins_with_word;
use super::records::Content;
use super::rows::Rows;

/// Faulty rows that are shown in one message.
const MAX_SHOWN: usize = 10;

/// What a row names.
pub(crate) struct ListedRow {
    /// The line of the file.
    pub(crate) line: u64,
    /// One credential.
    pub(crate) status_index: Option<u32>,
    /// A holder's number.
    pub(crate) holder: Option<u32>,
    /// A person.
    pub(crate) identity: Option<IdentityNumber>,
    /// As it stands there; empty if the list gives none.
    pub(crate) reason: String,
}

/// What a list says.
pub(crate) struct List {
    pub(crate) rows: Vec<ListedRow>,
    /// Rows that cannot be read, and why.
    pub(crate) unreadable: Vec<(u64, Failure)>,
}

impl List {
    /// The rows, if all of them are in order.
    ///
    /// # Errors
    /// `list-invalid`, which names those that are not.
    pub(crate) fn whole(self, path: &Path) -> Result<Vec<ListedRow>, Failure> {
        if self.unreadable.is_empty() {
            Ok(self.rows)
        } else {
            Err(faulty(path, &self.unreadable))
        }
    }
}

/// Which column means what.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    status_index: Option<usize>,
    holder: Option<usize>,
    /// Its heading is only 编号: beside an identity number it is a running number.
    holder_may_be_running: bool,
    identity: Option<usize>,
    reason: Option<usize>,
}

impl Places {
    fn read(row: &[&str]) -> Option<Self> {
        let place = |accepted: &[&str]| {
            row.iter().position(|text| {
                let plain = plain_heading(text);
                accepted.contains(&plain.as_str())
            })
        };
        let named_holder = place(&["持有人编号", "holdernumber", "holder"]);
        let plain_number = place(&["编号"]);
        let places = Self {
            status_index: place(&["状态序号", "statusindex", "index"]),
            holder: named_holder.or(plain_number),
            holder_may_be_running: named_holder.is_none(),
            identity: place(Column::Identity.headings()),
            reason: place(&["原因", "理由", "reason"]),
        };
        let named = [places.status_index, places.holder, places.identity];
        named.iter().any(Option::is_some).then_some(places)
    }

    fn cell<'r>(row: &[&'r str], at: Option<usize>) -> &'r str {
        at.and_then(|at| row.get(at)).map_or("", |cell| cell.trim())
    }

    /// What a row names: the narrowest that it says.
    fn row(&self, row: &[&str], line: u64, now: UnixTime) -> Result<Option<ListedRow>, Failure> {
        let mut listed = ListedRow {
            line,
            status_index: None,
            holder: None,
            identity: None,
            // A number of a person in it is no reason, and is not shown.
            reason: mask::masked(Self::cell(row, self.reason)),
        };
        let (index, holder, identity) = (
            Self::cell(row, self.status_index),
            Self::cell(row, self.holder),
            Self::cell(row, self.identity),
        );
        if !index.is_empty() {
            listed.status_index = Some(number(index)?);
        } else if !holder.is_empty() && (identity.is_empty() || !self.holder_may_be_running) {
            listed.holder = Some(number(holder)?);
        } else if !identity.is_empty() {
            listed.identity = Some(identity_number(identity, now)?);
        } else {
            return Ok(None);
        }
        Ok(Some(listed))
    }
}

/// Reads a list, of which rows may not be in order.
///
/// # Errors
/// A [`Failure`] that says that the file as a whole is none, or that none of its rows can be read.
pub(crate) fn read_list(path: &Path, now: UnixTime) -> Result<List, Failure> {
    let mut rows = Rows::open(path)?;
    let (mut places, mut titles) = (None, 0);
    let (mut all, mut faults): (Vec<ListedRow>, Vec<(u64, Failure)>) = (Vec::new(), Vec::new());
    while let Some(found) = rows.next(path)? {
        let line = found.line;
        if !found.damaged.is_empty() {
            faults.push((line, of_row(RowFaultKind::CellDamaged)));
            continue;
        }
        let cells = match found.content {
            Content::Cells(cells) => cells,
            Content::Blank => continue,
            Content::TooLong => {
                faults.push((line, of_row(RowFaultKind::TooMuch)));
                continue;
            }
            Content::QuoteOpen => {
                faults.push((line, of_row(RowFaultKind::QuoteOpen)));
                continue;
            }
        };
        if cells.iter().all(|cell| is_blank(cell)) {
            continue;
        }
        let Some(places) = &places else {
            if cells.iter().any(|cell| mask::has_identity_number(cell)) {
                return Err(people_above_headings(path, line));
            }
            places = Places::read(&cells);
            titles += 1;
            if places.is_none() && titles >= MAX_TITLE_ROWS {
                break;
            }
            continue;
        };
        match places.row(&cells, line, now) {
            Ok(Some(listed)) => all.push(listed),
            // Sums, signatures and running numbers are nobody; a name alone may be somebody.
            Ok(None) if is_nobody(&cells) => {}
            Ok(None) => faults.push((line, without_number())),
            Err(fault) => faults.push((line, fault)),
        }
    }
    if places.is_none() {
        return Err(no_headings(path));
    }
    match (all.is_empty(), faults.is_empty()) {
        (true, true) => Err(nobody(path)),
        (true, false) => Err(faulty(path, &faults)),
        _ => Ok(List {
            rows: all,
            unreadable: faults,
        }),
    }
}

fn number(cell: &str) -> Result<u32, Failure> {
    cell.parse().map_err(|_| {
        let cell = mask::masked(cell);
        let cell = escape_untrusted(&cell);
        failure!("number-invalid"; "“{cell}”不是编号"; "'{cell}' is not a number";
            "编号只有数字。长编号被 Excel 显示成 1.2E+09 的，请把该列设为文本后重新粘贴。";
            "A number has digits alone. If Excel shows 1.2E+09, make the column text and paste it again.")
    })
}

fn is_nobody(row: &[&str]) -> bool {
    let mut filled = row.iter().filter(|cell| !is_blank(cell));
    let is_number = |cell: &&str| cell.trim().chars().all(char::is_numeric);
    filled.clone().any(|cell| begins_with_word(cell)) || filled.all(is_number)
}

fn without_number() -> Failure {
    failure!("number-missing"; "没有编号，也没有身份证号"; "there is no number in it";
        "请填上，或删去这一行。"; "Fill it in, or delete the row.")
}

fn of_row(kind: RowFaultKind) -> Failure {
    let fault = RowFault::of_row(kind);
    Failure::new(fault.code(), fault.what(), fault.remedy())
}

fn no_headings(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("list-unrecognised"; "清单 {name} 里没有找到表头"; "there are no headings in {name}";
        "需要一列：持有人编号、状态序号或身份证号；可另加一列：原因。";
        "One of these columns is needed: holder number, status index, identity number; a column 'reason' may be added.")
}

fn nobody(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("list-empty"; "清单 {name} 里没有人"; "there is nobody in {name}";
        "请确认选对了文件。"; "Make sure that it is the right file.")
}

fn faulty(path: &Path, faults: &[(u64, Failure)]) -> Failure {
    let name = escape_untrusted_path(path);
    let shown = |lang| {
        let lines: Vec<String> = faults
            .iter()
            .take(MAX_SHOWN)
            .map(|(line, fault)| match lang {
                Zh => format!("\n  第 {line} 行：{}", fault.what.in_lang(Zh)),
                En => format!("\n  line {line}: {}", fault.what.in_lang(En)),
            })
            .collect();
        lines.concat()
    };
    let count = faults.len();
    let remedy = faults
        .first()
        .map(|(_, fault)| {
            (
                fault.remedy.in_lang(Zh).to_owned(),
                fault.remedy.in_lang(En).to_owned(),
            )
        })
        .unwrap_or_default();
    failure!("list-invalid"; "清单 {name} 有 {count} 行不对：{}", shown(Zh);
        "{count} rows of {name} are not in order:{}", shown(En);
        "{}没有做任何改动。", remedy.0; "{} Nothing was changed.", remedy.1)
}
