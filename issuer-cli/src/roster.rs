//! A roster: people from a table as a bureau keeps it, each row checked by itself.
//!
//! From the bottom up: `bounds` has the limits, `cell_text` knows characters, `columns` what columns there are and how optional
//! ones are read, `fault` the words for what is wrong. `encoding` makes UTF-8 of a text and `records`
//! splits it into rows and cells, `sheets` does so for workbooks, `rows` is either. `headings` finds out
//! which column means what, also with a `mapping`; `choice` finds the sheet that has them. `row` checks
//! a row with the help of `names`, `identity`, `categories` and the like, and makes a `person` of it.

mod bounds;
mod categories;
mod cell_text;
mod choice;
mod columns;
mod encoding;
mod fault;
mod grades;
mod headings;
mod identity;
mod last_day;
mod list;
mod mapping;
mod mask;
mod name_fault;
mod names;
mod person;
mod plausible;
mod records;
mod row;
mod rows;
mod rules;
mod sheets;

pub(crate) use categories::CategoryWords;
pub(crate) use columns::Column;
pub(crate) use fault::RowFault;
pub(crate) use identity::IdentityNumber;
pub(crate) use list::{ListedRow, read_list};
pub(crate) use mapping::Mapping;
pub(crate) use person::{Names, Person, Place, Refusal, Row, RowNotes};
pub(crate) use rules::{Conflicts, ValueRules};

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::UnixTime;
use messages::Failure;

use bounds::{MAX_LINES, MAX_TITLE_ROWS, nobody, too_many_people};
use cell_text::is_blank;
use fault::RowFaultKind;
use headings::Headings;
use records::Content;
use row::Checks;
use rows::{RosterKind, Rows};

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
    /// What is agreed about its values.
    pub(crate) rules: ValueRules,
}

/// An identity number as somebody types it.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub(crate) fn identity_number(text: &str, now: UnixTime) -> Result<IdentityNumber, Failure> {
    IdentityNumber::read(text, now).map_err(|kind| {
        let fault = RowFault::new(Column::Identity, kind, mask::masked_number(text));
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
    /// The row in which each person was met first, and a digest of what it says.
    seen: HashMap<u64, (u64, u64)>,
    /// Rows that an earlier reading found to contradict each other, and those of this one.
    known_conflicts: Conflicts,
    conflicts: Conflicts,
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
            checks: Checks::new(headings, reading.names, reading.now, reading.rules.clone()),
            seen: HashMap::new(),
            known_conflicts: reading.rules.conflicts.clone(),
            conflicts: Conflicts::new(),
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

    /// The rows so far that contradict each other.
    pub(crate) fn conflicts(&self) -> &Conflicts {
        &self.conflicts
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
        let mut name = String::new();
        let judged = match found.content {
            Content::Blank => return Ok(Some(Row::Blank)),
            Content::Cells(cells) if cells.iter().all(|cell| is_blank(cell)) => {
                return Ok(Some(Row::Blank));
            }
            Content::TooLong => Err(vec![too_long]),
            Content::Cells(_) if found.last_line - found.line > records::MAX_LINES => {
                Err(vec![too_long])
            }
            Content::Cells(cells) => {
                let judged = self.checks.judge(at, &cells);
                if judged.is_err() {
                    name = self.checks.name(&cells);
                }
                judged
            }
        };
        Ok(Some(match judged {
            Ok(person) => self.meet(person),
            Err(faults) => Row::Refused(Refusal { at, name, faults }),
        }))
    }

    /// Lets a person pass who was not met before, and of whom no other row says otherwise.
    fn meet(&mut self, person: Person) -> Row {
        let fingerprint = person.identity.fingerprint();
        let record = person.at.record;
        let kind = if let Some((first, other)) = self.known_conflicts.get(&fingerprint) {
            let other = if record == *first { *other } else { *first };
            RowFaultKind::Conflicts { other }
        } else {
            match self.seen.entry(fingerprint) {
                Entry::Vacant(place) => {
                    place.insert((record, person.statement()));
                    return Row::Person(person);
                }
                Entry::Occupied(place) => {
                    let (first, statement) = *place.get();
                    if statement == person.statement() {
                        RowFaultKind::Twice { first }
                    } else {
                        self.conflicts.entry(fingerprint).or_insert((first, record));
                        RowFaultKind::Conflicts { other: first }
                    }
                }
            }
        };
        let fault = RowFault::new(Column::Identity, kind, person.identity.masked());
        Row::Refused(Refusal {
            at: person.at,
            name: mask::masked(&person.full_name),
            faults: vec![fault],
        })
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

#[cfg(test)]
mod tests;
