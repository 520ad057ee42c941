//! A roster: people from a CSV file as a bureau exports it, each row checked by itself.
//!
//! Floors: `encoding` makes UTF-8 of the file, `records` parts it into rows and cells, `headings`
//! finds out which column means what, `row` judges a row with the help of `cells` and `identity`,
//! `fault` has the words. Another kind of file joins at the rows.

mod cells;
mod encoding;
mod fault;
mod headings;
mod identity;
mod list;
mod mask;
mod records;
mod row;
mod sheets;

pub(crate) use encoding::Encoding;
pub(crate) use fault::Fault;
pub(crate) use headings::Column;
pub(crate) use identity::IdentityNumber;
pub(crate) use list::read_list;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use cli_support::files;
use cli_support::{Failure, Text, visible::visible_path};
use credential_core::{CategorySet, DisplayName, Region, UnixTime};

use encoding::Transcoder;
use fault::Kind;
use headings::Headings;
use records::{Content, Records};
use row::Checks;

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

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Counted from 1 behind the row of headings; empty rows count.
    pub(crate) record: u64,
    /// The line of the file on which the row begins.
    pub(crate) line: u64,
}

/// A row in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) at: Place,
    pub(crate) identity: IdentityNumber,
    pub(crate) name: DisplayName,
    pub(crate) categories: CategorySet,
    pub(crate) disability_grade: Option<u8>,
    pub(crate) home_region: Option<Region>,
}

/// A row that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) at: Place,
    pub(crate) faults: Vec<Fault>,
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
        let fault = Fault::new(Column::Identity, kind, mask::masked(text));
        Failure::new("identity-number-invalid", fault.what(), fault.remedy())
    })
}

/// A roster that is read row by row, so that its length costs no memory: of each person a number is
/// kept, to know one again who comes twice.
pub(crate) struct Roster {
    pub(crate) encoding: Encoding,
    /// Headings that mean nothing to this program, as they stand there.
    pub(crate) unknown_headings: Vec<String>,
    /// Lines of the file: about as many as there are rows.
    pub(crate) lines: u64,
    path: PathBuf,
    records: Records<Transcoder<File>>,
    checks: Checks,
    /// The row in which each person was met first.
    seen: HashMap<u64, u64>,
    record: u64,
    /// What was read to find somebody: empty rows, and the first other one.
    blanks_ahead: u64,
    first: Option<Row>,
}

impl Roster {
    /// Opens a roster as it was on the day `now`, and finds its headings.
    ///
    /// # Errors
    /// A [`Failure`] if the file as a whole cannot be used: another kind of file, an unknown
    /// encoding, a column missing, nobody in it.
    pub(crate) fn open(path: &Path, names: Names, now: UnixTime) -> Result<Self, Failure> {
        let mut file = File::open(path).map_err(|error| files::cannot_read(path, &error))?;
        let (encoding, lines) = encoding::detect(path, &mut file, MAX_BYTES)?;
        if lines > MAX_LINES {
            return Err(too_many_people(path));
        }
        let reading = |error: io::Error| files::cannot_read(path, &error);
        let separator = {
            file.rewind().map_err(reading)?;
            records::guess_separator(encoding.decode(&mut file)).map_err(reading)?
        };
        file.rewind().map_err(reading)?;
        let mut records = Records::new(encoding.decode(file), separator);
        let headings = find_headings(path, &mut records)?;
        let mut roster = Self {
            encoding,
            unknown_headings: headings.unknown().to_vec(),
            lines,
            path: path.to_owned(),
            records,
            checks: Checks::new(headings, names, now),
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
        let found = self
            .records
            .next()
            .map_err(|error| files::cannot_read(&self.path, &error))?;
        let Some(found) = found else {
            return Ok(None);
        };
        self.record += 1;
        let at = Place {
            record: self.record,
            line: found.line,
        };
        let too_long = Fault::of_row(Kind::TooLong {
            last_line: found.last_line,
        });
        let judged = match found.content {
            Content::Blank => return Ok(Some(Row::Blank)),
            Content::Cells(cells) if cells.iter().all(|cell| cells::is_blank(cell)) => {
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
    fn meet(&mut self, person: Person) -> Result<Person, Vec<Fault>> {
        match self.seen.entry(person.identity.fingerprint()) {
            Entry::Vacant(place) => {
                place.insert(person.at.record);
                Ok(person)
            }
            Entry::Occupied(place) => Err(vec![Fault::new(
                Column::Identity,
                Kind::Twice {
                    first: *place.get(),
                },
                person.identity.masked(),
            )]),
        }
    }
}

fn find_headings<R: io::BufRead>(
    path: &Path,
    records: &mut Records<R>,
) -> Result<Headings, Failure> {
    let mut first = None;
    for _ in 0..MAX_TITLE_ROWS {
        let found = records
            .next()
            .map_err(|error| files::cannot_read(path, &error))?;
        let Some(found) = found else { break };
        if let Content::Cells(cells) = found.content {
            let headings = Headings::read(&cells);
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
    let name = visible_path(path);
    Failure::new(
        "roster-empty",
        Text::new(
            format!("名册 {name} 里没有人员"),
            format!("there is nobody on the roster {name}"),
        ),
        Text::new(
            "请确认选对了文件，并且导出时选中了有数据的工作表。",
            "Make sure that it is the right file, and that the sheet with the data was exported.",
        ),
    )
}

fn too_many_people(path: &Path) -> Failure {
    let name = visible_path(path);
    Failure::new(
        "roster-too-long",
        Text::new(
            format!("名册 {name} 超过 {MAX_LINES} 行"),
            format!("the roster {name} has more than {MAX_LINES} lines"),
        ),
        Text::new(
            "请分成几份名册，分别签发。",
            "Part it into several rosters, and issue for each.",
        ),
    )
}

#[cfg(test)]
mod tests;
