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
mod mask;
mod records;
mod row;

pub(crate) use encoding::Encoding;
pub(crate) use fault::Fault;
pub(crate) use headings::Column;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;

use cli_support::files;
use cli_support::{Failure, Text, visible::visible_path};
use credential_core::{CategorySet, DisplayName, Region, UnixTime};

use fault::Kind;
use headings::Headings;
use records::{Content, Records};
use row::Checks;

/// The largest roster: some ten times the largest city's.
const MAX_BYTES: u64 = 256 << 20;

/// The largest number of people in one roster, so that hostile files cannot fill the memory.
const MAX_PEOPLE: usize = 2_000_000;

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

/// A row in order. The identity number is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) at: Place,
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

/// All that a roster says.
#[derive(Debug)]
pub(crate) struct Roster {
    pub(crate) encoding: Encoding,
    pub(crate) people: Vec<Person>,
    pub(crate) refusals: Vec<Refusal>,
    /// Rows with nothing in them.
    pub(crate) blank: u64,
    /// Headings that mean nothing to this program, as they stand there.
    pub(crate) unknown_headings: Vec<String>,
}

/// Reads a roster as it was on the day `now`.
///
/// # Errors
/// A [`Failure`] if the file as a whole cannot be used: another kind of file, an unknown encoding,
/// a column missing, nobody in it.
pub(crate) fn read(path: &Path, names: Names, now: UnixTime) -> Result<Roster, Failure> {
    let mut file = File::open(path).map_err(|error| files::cannot_read(path, &error))?;
    let encoding = encoding::detect(path, &mut file, MAX_BYTES)?;
    let reading = |error: io::Error| files::cannot_read(path, &error);

    let separator = {
        file.rewind().map_err(reading)?;
        records::guess_separator(encoding.decode(&mut file)).map_err(reading)?
    };
    file.rewind().map_err(reading)?;
    let mut records = Records::new(encoding.decode(file), separator);

    let headings = find_headings(path, &mut records)?;
    let checks = Checks::new(&headings, names, now);
    let mut roster = Roster {
        encoding,
        people: Vec::new(),
        refusals: Vec::new(),
        blank: 0,
        unknown_headings: headings.unknown().to_vec(),
    };
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let mut record = 0;
    while let Some(found) = records.next().map_err(reading)? {
        record += 1;
        let at = Place {
            record,
            line: found.line,
        };
        let judged = match found.content {
            Content::Blank => {
                roster.blank += 1;
                continue;
            }
            Content::Cells(cells) if cells.iter().all(|cell| cells::is_blank(cell)) => {
                roster.blank += 1;
                continue;
            }
            Content::TooLong => Err(vec![Fault::of_row(Kind::TooLong {
                last_line: found.last_line,
            })]),
            Content::Cells(_) if found.last_line - found.line > records::MAX_LINES => {
                Err(vec![Fault::of_row(Kind::TooLong {
                    last_line: found.last_line,
                })])
            }
            Content::Cells(cells) => checks.judge(at, &cells),
        };
        let judged =
            judged.and_then(
                |(person, identity)| match seen.entry(identity.fingerprint()) {
                    Entry::Vacant(place) => {
                        place.insert(record);
                        Ok(person)
                    }
                    Entry::Occupied(place) => Err(vec![Fault::new(
                        Column::Identity,
                        Kind::Twice {
                            first: *place.get(),
                        },
                        identity.masked(),
                    )]),
                },
            );
        match judged {
            Ok(person) => roster.people.push(person),
            Err(faults) => roster.refusals.push(Refusal { at, faults }),
        }
        if roster.people.len() + roster.refusals.len() > MAX_PEOPLE {
            return Err(too_many_people(path));
        }
    }
    if roster.people.is_empty() && roster.refusals.is_empty() {
        return Err(nobody(path));
    }
    Ok(roster)
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
            format!("名册 {name} 超过 {MAX_PEOPLE} 行"),
            format!("the roster {name} has more than {MAX_PEOPLE} rows"),
        ),
        Text::new(
            "请分成几份名册，分别签发。",
            "Part it into several rosters, and issue for each.",
        ),
    )
}

#[cfg(test)]
mod tests;
