//! A roster: people from a table as a bureau keeps it, each row checked by itself.
//!
//! From the bottom up: `cell_text` knows characters, `columns` what columns there are and how optional
//! ones are read, `fault` the words for what is wrong. `encoding` makes UTF-8 of a text and `records`
//! splits it into rows and cells, `sheets` does so for workbooks, `rows` is either. `headings` finds out
//! which column means what, also with a `mapping`; `choice` finds the sheet that has them. `row` checks
//! a row with the help of `cells` and `identity`.

mod cell_text;
mod cells;
mod choice;
mod columns;
mod encoding;
mod fault;
mod headings;
mod identity;
mod list;
mod mapping;
mod mask;
mod records;
mod row;
mod rows;
mod sheets;

pub(crate) use columns::Column;
pub(crate) use fault::RowFault;
pub(crate) use identity::IdentityNumber;
pub(crate) use list::read_list;
pub(crate) use mapping::Mapping;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::{Region, UnixTime};
use messages::{Failure, failure, untrusted::escape_untrusted_path};

use cell_text::is_blank;
use fault::RowFaultKind;
use headings::Headings;
use records::Content;
use row::Checks;
use rows::{RosterKind, Rows};

use crate::particulars::Particulars;

/// The largest roster: some ten times the largest city's.
const MAX_BYTES: u64 = 256 << 20;

/// The largest number of lines, and so of people, in one roster: a number is kept of each person.
const MAX_LINES: u64 = 2_000_000;

/// How far down the headings may stand, below titles.
const MAX_TITLE_ROWS: usize = 10;

/// Whether names are cut to their ends before they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// 王*明
    Masked,
    /// 王建明
    Full,
}

/// How a roster is to be read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) names: Names,
    /// The day on which it is read: nobody on it is born later.
    pub(crate) now: UnixTime,
    /// The sheet of a workbook, where it was named.
    pub(crate) sheet: Option<String>,
    /// What columns are called, beside the headings that are known.
    pub(crate) mapping: Mapping,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Counted from 1 behind the row of headings; empty rows count.
    pub(crate) record: u64,
    /// The line of the file on which the row begins, or the number of the row in its sheet.
    pub(crate) line: u64,
}

/// A row in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) at: Place,
    pub(crate) identity: IdentityNumber,
    pub(crate) particulars: Particulars,
}

impl Person {
    /// What the code of a bureau in `region` says of the person: the home region only where it is another one.
    pub(crate) fn particulars_in(&self, region: Region) -> Particulars {
        let mut particulars = self.particulars.clone();
        let home = &mut particulars.details.home_region;
        *home = home.filter(|home| *home != region);
        particulars
    }
}

/// A row that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) at: Place,
    pub(crate) faults: Vec<RowFault>,
}

/// What a row came to.
#[derive(Debug)]
pub(crate) enum Row {
    Person(Person),
    Refused(Refusal),
    /// There is nothing in it.
    Blank,
}

/// An identity number as somebody types it.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub(crate) fn identity_number(text: &str, now: UnixTime) -> Result<IdentityNumber, Failure> {
    IdentityNumber::read(text, now).map_err(|kind| {
        let fault = RowFault::new(Column::Identity, kind, mask::masked(text));
        Failure::new("identity-number-invalid", fault.what(), fault.remedy())
    })
}

/// A roster that is read row by row, so that its length costs no memory: of each person a number is
/// kept, to know one again who comes twice.
pub(crate) struct Roster {
    pub(crate) kind: RosterKind,
    /// The sheet that is read, of a workbook.
    pub(crate) sheet: Option<String>,
    /// Headings that mean nothing to this program, as they stand there.
    pub(crate) unknown_headings: Vec<String>,
    /// Lines of the file: about as many as there are rows.
    pub(crate) lines: u64,
    path: PathBuf,
    rows: Rows,
    checks: Checks,
    /// The row in which each person was met first.
    seen: HashMap<u64, u64>,
    record: u64,
    /// What was read to find somebody: empty rows, and the first other one.
    blanks_ahead: u64,
    first: Option<Row>,
}

impl Roster {
    /// Opens a roster, and finds its headings.
    ///
    /// # Errors
    /// A [`Failure`] if the file as a whole cannot be used: another kind of file, an unknown
    /// encoding, a column missing, several sheets with a roster, nobody in it.
    pub(crate) fn open(path: &Path, reading: &Reading) -> Result<Self, Failure> {
        let mut file = File::open(path).map_err(|error| files::cannot_read(path, &error))?;
        let (mut rows, kind, sheet, lines) = match rows::workbook_kind(path, &mut file)? {
            Some(book) => {
                let chosen = choice::choose(path, book, reading)?;
                let rows = Rows::of_sheet(sheets::read(path, book, &chosen.name)?);
                let kind = RosterKind::Workbook(book);
                (rows, kind, Some(chosen.name), chosen.lines)
            }
            None if reading.sheet.is_some() => return Err(choice::no_workbook(path)),
            None => {
                let (rows, encoding, lines) = Rows::of_text(path, file)?;
                (rows, RosterKind::Text(encoding), None, lines)
            }
        };
        if lines > MAX_LINES {
            return Err(too_many_people(path));
        }
        let headings = find_headings(path, &mut rows, &reading.mapping)?;
        rows.fill_up(headings.count());
        let mut roster = Self {
            kind,
            sheet,
            unknown_headings: headings.unknown().to_vec(),
            lines,
            path: path.to_owned(),
            rows,
            checks: Checks::new(headings, reading.names, reading.now),
            seen: HashMap::new(),
            record: 0,
            blanks_ahead: 0,
            first: None,
        };
        loop {
            match roster.read()? {
                None => return Err(nobody(path)),
                Some(Row::Blank) => roster.blanks_ahead += 1,
                first => {
                    roster.first = first;
                    return Ok(roster);
                }
            }
        }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// A [`Failure`] if the file cannot be read on.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, Failure> {
        if self.blanks_ahead > 0 {
            self.blanks_ahead -= 1;
            return Ok(Some(Row::Blank));
        }
        match self.first.take() {
            None => self.read(),
            first => Ok(first),
        }
    }

    fn read(&mut self) -> Result<Option<Row>, Failure> {
        let Some(found) = self.rows.next(&self.path)? else {
            return Ok(None);
        };
        self.record += 1;
        let at = Place {
            record: self.record,
            line: found.line,
        };
        let too_long = RowFault::of_row(if found.last_line == found.line {
            RowFaultKind::TooMuch
        } else {
            RowFaultKind::TooLong {
                last_line: found.last_line,
            }
        });
        let judged = match found.content {
            Content::Blank => return Ok(Some(Row::Blank)),
            Content::Cells(cells) if cells.iter().all(|cell| is_blank(cell)) => {
                return Ok(Some(Row::Blank));
            }
            Content::TooLong => Err(vec![too_long]),
            Content::Cells(_) if found.last_line - found.line > records::MAX_LINES => {
                Err(vec![too_long])
            }
            Content::Cells(cells) => self.checks.judge(at, &cells),
        };
        Ok(Some(match judged.and_then(|person| self.meet(person)) {
            Ok(person) => Row::Person(person),
            Err(faults) => Row::Refused(Refusal { at, faults }),
        }))
    }

    /// Lets a person pass who was not met before.
    fn meet(&mut self, person: Person) -> Result<Person, Vec<RowFault>> {
        match self.seen.entry(person.identity.fingerprint()) {
            Entry::Vacant(place) => {
                place.insert(person.at.record);
                Ok(person)
            }
            Entry::Occupied(place) => Err(vec![RowFault::new(
                Column::Identity,
                RowFaultKind::Twice {
                    first: *place.get(),
                },
                person.identity.masked(),
            )]),
        }
    }
}

fn find_headings(path: &Path, rows: &mut Rows, mapping: &Mapping) -> Result<Headings, Failure> {
    let mut first = None;
    for _ in 0..MAX_TITLE_ROWS {
        let Some(found) = rows.next(path)? else { break };
        if let Content::Cells(cells) = found.content
            && !cells.iter().all(|cell| is_blank(cell))
        {
            let headings = Headings::read(&cells, mapping);
            if headings.are_headings() {
                headings.check(path)?;
                return Ok(headings);
            }
            first.get_or_insert(headings);
        }
    }
    match first {
        Some(headings) => Err(headings.missing(path)),
        None => Err(nobody(path)),
    }
}

fn nobody(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-empty"; "名册 {name} 里没有人员"; "there is nobody on the roster {name}";
        "请确认选对了文件，并且导出时选中了有数据的工作表。";
        "Make sure that it is the right file, and that the sheet with the data was exported.")
}

fn too_many_people(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-too-long";
        "名册 {name} 超过 {MAX_LINES} 行"; "the roster {name} has more than {MAX_LINES} lines";
        "请分成几份名册，分别签发。"; "Part it into several rosters, and issue for each.")
}

#[cfg(test)]
mod tests;
