//! A roster: people from a table as a bureau keeps it, each row checked by itself.
//!
//! From the bottom up: `bounds` has the limits, `cell_text` knows characters, `columns` what columns there are and how optional
//! ones are read, `fault` the words for what is wrong, `remark` those for what is passed over or mended.
//! `encoding` makes UTF-8 of a text and `records` splits it into rows and cells with the help of `quotes`,
//! `sheets` does so for workbooks, `rows` is either; `reading` is how all of it is to be read. `headings` finds out which column means what, also
//! with a `mapping`, which is a file of `pairs`; `choice` finds the sheets that have them, `out_of_sight` the rows in them that nobody sees.
//! `plain` reads other tables than rosters, in the same kinds of files.
//! `shown_columns` tells what the headings mean, also of a roster that is not complete.
//! `raw` keeps rows as they stand there, for whoever wants them.
//! `row` checks a row with the help of `names`, `identity`, `categories` and the like, and makes a `person` of it;
//! `table` does so for all rows of one table, with cells that are `merged` or `unclear`, but for those with `no_person` and those who are `gone`,
//! also by a `standing_column`; `met` knows who comes twice.

mod bounds;
mod categories;
mod cell_text;
mod choice;
mod columns;
mod dependants;
mod encoding;
mod fault;
mod gone;
mod grades;
mod headings;
mod identity;
mod last_day;
mod list;
mod mapping;
mod mask;
mod merged;
mod met;
mod name_fault;
mod name_form;
mod names;
mod no_person;
mod out_of_sight;
mod pairs;
mod person;
mod place;
mod plain;
mod plausible;
mod quotes;
mod raw;
mod reading;
mod records;
mod remark;
mod row;
mod rows;
mod rules;
mod sheets;
mod shown_columns;
mod standing_column;
mod table;
mod unclear;

pub(crate) use categories::CategoryWords;
pub(crate) use cell_text::plain_heading;
pub(crate) use choice::Sheets;
pub(crate) use columns::Column;
pub(crate) use fault::RowFault;
pub(crate) use identity::IdentityNumber;
pub(crate) use list::{List, ListedRow, read_list};
pub(crate) use mapping::Mapping;
pub(crate) use met::MetPeople;
pub(crate) use out_of_sight::HiddenRows;
pub(crate) use person::{Names, Person, Place, Refusal, Row, RowNotes};
pub(crate) use plain::{PlainTable, Unclear, plain_tables};
pub(crate) use raw::{RawRow, RawRows, RawTable, same_heading};
pub(crate) use reading::Reading;
pub(crate) use remark::{PassedOver, Remark, same_rows};
pub(crate) use rules::{Conflicts, SharedPhones, ValueRules};
pub(crate) use shown_columns::{ColumnShown, shown_columns};

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::UnixTime;
use messages::{Failure, Text, text};

use bounds::{MAX_LINES, lines_lost, nobody, too_many_people};
use choice::Chosen;
use met::again;
use raw::KeptRows;
use rows::{RosterKind, Rows};
use sheets::BookKind;
use table::{Judged, Table};

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
    /// The sheets that are read, of a workbook.
    pub(crate) sheets: Vec<String>,
    /// Headings that mean nothing to this program, as they stand there.
    pub(crate) unknown_headings: Vec<String>,
    /// What is to be said before anything is issued.
    pub(crate) notes: Vec<Text>,
    /// Lines of the file: about as many as there are rows.
    pub(crate) lines: u64,
    path: PathBuf,
    reading: Reading,
    book: Option<BookKind>,
    table: Table,
    /// Sheets that come behind this one.
    further: VecDeque<Chosen>,
    met: MetPeople,
    record: u64,
    /// Rows behind the headings, as they were counted before.
    expected: u64,
    /// What was read to find somebody: empty rows, and what came behind them.
    blanks_ahead: u64,
    ahead: VecDeque<Row>,
    remarks: u64,
    formulas: u64,
    ended: bool,
    /// Rows as they stand there, where they are wanted.
    kept: Option<KeptRows>,
}

/// Remarks that are told one by one.
const MAX_REMARKS: u64 = 20;

/// Rows that are looked at to find somebody.
const MAX_AHEAD: usize = 1000;

impl Roster {
    /// Opens a roster, and finds its headings.
    ///
    /// # Errors
    /// A [`Failure`] if the file as a whole cannot be used: another kind of file, an unknown
    /// encoding, a column missing, several sheets with a roster, rows out of sight, nobody in it.
    pub(crate) fn open(path: &Path, reading: Reading) -> Result<Self, Failure> {
        Self::open_again(path, reading, MetPeople::default())
    }

    /// As [`Roster::open`], behind another reading: in the memory that it took for the people whom it met.
    ///
    /// # Errors
    /// As [`Roster::open`].
    pub(crate) fn open_again(
        path: &Path,
        reading: Reading,
        met: MetPeople,
    ) -> Result<Self, Failure> {
        let Begun {
            table,
            kind,
            book,
            lines,
            further,
            notes,
        } = begin(path, &reading)?;
        let mut roster = Self {
            kind,
            sheets: further
                .iter()
                .map(|sheet| mask::without_numbers(&sheet.name))
                .collect(),
            unknown_headings: Vec::new(),
            notes,
            lines,
            path: path.to_owned(),
            reading,
            book,
            table,
            further,
            met,
            record: 0,
            expected: 0,
            blanks_ahead: 0,
            ahead: VecDeque::new(),
            remarks: 0,
            formulas: 0,
            ended: false,
            kept: None,
        };
        roster.kept = (roster.reading.raw == RawRows::Kept).then(KeptRows::default);
        // The first one has been begun.
        roster.further.pop_front();
        roster.look_for_somebody()?;
        roster.table.check(path)?;
        roster.unknown_headings = roster.table.unknown_headings().to_vec();
        Ok(roster)
    }

    fn look_for_somebody(&mut self) -> Result<(), Failure> {
        // Apart from what `read` keeps itself, which it would hand out again.
        let mut looked_at = VecDeque::new();
        while looked_at.len() < MAX_AHEAD {
            match self.read()? {
                None => break,
                // Before the headings are complete, what is missing matters more.
                Some(Row::End(_)) => {
                    self.table.check(&self.path)?;
                    return Err(nobody(&self.path));
                }
                Some(Row::Blank) if looked_at.is_empty() => self.blanks_ahead += 1,
                Some(row) => {
                    let somebody = matches!(row, Row::Person(_) | Row::Refused(_));
                    looked_at.push_back(row);
                    if somebody {
                        break;
                    }
                }
            }
        }
        looked_at.append(&mut self.ahead);
        self.ahead = looked_at;
        Ok(())
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
        self.read()
    }

    /// The next row as it stands there, of those that were kept and not taken yet: in the order in which
    /// [`Roster::next`] gives what they come to, remarks left aside.
    pub(crate) fn take_raw(&mut self) -> Option<RawRow> {
        self.kept.as_mut()?.rows.pop_front()
    }

    /// The tables of the rows that were kept so far.
    pub(crate) fn raw_tables(&self) -> &[RawTable] {
        self.kept.as_ref().map_or(&[], |kept| &kept.tables)
    }

    /// Ends the reading, and leaves its memory to another one.
    pub(crate) fn into_memory(self) -> MetPeople {
        self.met.emptied()
    }

    /// The rows so far that contradict each other.
    pub(crate) fn conflicts(&self) -> &Conflicts {
        &self.met.conflicts
    }

    /// The phones so far that several people have.
    pub(crate) fn shared_phones(&self) -> &SharedPhones {
        &self.met.shared_phones
    }

    fn read(&mut self) -> Result<Option<Row>, Failure> {
        if let Some(row) = self.ahead.pop_front() {
            return Ok(Some(row));
        }
        while !self.ended {
            let Some(next) = self.table.next(&self.path, self.record + 1)? else {
                self.end_table()?;
                return self.read();
            };
            self.formulas += next.formulas;
            let (at, rows) = (next.at, next.rows);
            let mut further = None;
            let row = match next.judged {
                Judged::Headings => {
                    let (above, below) = (at.line - 1, at.line);
                    self.notes.push(text!(
                        "表头有两行（文件第 {above}、{below} 行），合在一起读。";
                        "The headings take two rows, lines {above} and {below}, which are read together."));
                    continue;
                }
                Judged::Blank => {
                    self.blanks_ahead += rows - 1;
                    Row::Blank
                }
                Judged::PassedOver(why, text) => Row::PassedOver(PassedOver {
                    at,
                    rows,
                    why,
                    text,
                }),
                Judged::Row(Ok(person)) => {
                    let row = self.met.meet(&self.reading.rules, *person, rows);
                    further = again(&row, rows);
                    row
                }
                Judged::Row(Err(faults)) => Row::Refused(Refusal {
                    at,
                    rows,
                    name: next.name,
                    faults,
                }),
            };
            self.record += rows;
            if let Some(kept) = &mut self.kept {
                let sheet = self.sheets.len().saturating_sub(self.further.len() + 1);
                let table = (sheet, self.sheets.get(sheet), self.table.headings());
                kept.keep(at, next.raw, table);
            }
            let mut remarks = next.remarks;
            self.remarks += remarks.len() as u64;
            if self.remarks > MAX_REMARKS {
                remarks.clear();
            }
            if remarks.is_empty() && further.is_none() {
                return Ok(Some(row));
            }
            self.ahead.extend(remarks.into_iter().map(Row::Remark));
            self.ahead.push_back(row);
            self.ahead.extend(further.map(Row::Refused));
            return Ok(self.ahead.pop_front());
        }
        Ok(None)
    }

    /// Goes on to the next sheet, or to the end.
    fn end_table(&mut self) -> Result<(), Failure> {
        match self.table.expected() {
            Some(rows) => self.expected += rows,
            // Of a text the lines are counted; the rows are what they make.
            None => self.expected = self.record,
        }
        if self.expected != self.record {
            return Err(lines_lost(&self.path, self.expected, self.record));
        }
        if let (Some(sheet), Some(book)) = (self.further.pop_front(), self.book) {
            self.table = begin_sheet(&self.path, book, &sheet, &self.reading)?;
            return Ok(());
        }
        self.ended = true;
        if self.formulas > 0 {
            let cells = self.formulas;
            self.ahead
                .push_back(Row::Remark(Remark::FormulaTexts { cells }));
        }
        if self.remarks > MAX_REMARKS {
            let count = self.remarks - MAX_REMARKS;
            self.ahead.push_back(Row::Remark(Remark::More { count }));
        }
        self.ahead.push_back(Row::End(self.expected));
        Ok(())
    }
}

/// A roster whose headings were found.
struct Begun {
    table: Table,
    kind: RosterKind,
    book: Option<BookKind>,
    lines: u64,
    further: VecDeque<Chosen>,
    notes: Vec<Text>,
}

fn begin(path: &Path, reading: &Reading) -> Result<Begun, Failure> {
    let mut file = files::open_ordinary(path).map_err(|error| files::cannot_read(path, &error))?;
    let mut further = VecDeque::new();
    let mut notes = Vec::new();
    let book = rows::workbook_kind(path, &mut file)?;
    let (table, kind, lines) = match book {
        Some(book) => {
            let (chosen, unread) = choice::choose(path, book, &reading.sheets, &reading.mapping)?;
            notes.extend(unread);
            notes.extend(out_of_sight::decide(path, &chosen, reading.hidden)?);
            let lines = chosen.iter().map(|sheet| sheet.facts.rows).sum();
            further.extend(chosen);
            notes.extend(choice::note_on_sheets(&further));
            let first = further.front().ok_or_else(|| nobody(path))?;
            let table = begin_sheet(path, book, first, reading)?;
            (table, RosterKind::Workbook(book), lines)
        }
        None if reading.sheets != Sheets::Found => return Err(choice::no_workbook(path)),
        None => {
            let (rows, encoding, lines) = Rows::of_text(path, file)?;
            let table = Table::begin(path, rows, None, reading)?;
            (table, RosterKind::Text(encoding), lines)
        }
    };
    if lines > MAX_LINES {
        return Err(too_many_people(path));
    }
    Ok(Begun {
        table,
        kind,
        book,
        lines,
        further,
        notes,
    })
}

fn begin_sheet(
    path: &Path,
    book: BookKind,
    sheet: &Chosen,
    reading: &Reading,
) -> Result<Table, Failure> {
    let rows = Rows::of_sheet(sheets::read(path, book, &sheet.name, &sheet.facts)?);
    let skip = reading.hidden == Some(HiddenRows::Skip);
    Table::begin(path, rows, Some((sheet, skip)), reading)
}

#[cfg(test)]
mod tests;
