//! The roster of a run, read once more and joined with the codes of the run.
//!
//! Each code must be met in its row, with the person whom the register has for it: a roster that was
//! sorted or edited since would put names beside numbers of other people.

use std::collections::HashSet;
use std::path::Path;

use credential_core::{HolderNumber, Region, Status};
use messages::Lang::{En, Zh};
use messages::{Failure, Lang, Text, dates, text};

use super::grouping::{Grouping, SectionName, Sections, sort, title};
use super::other_roster;
use super::run_codes::{RunCode, RunCodes, revoked_in_words};
use crate::bureau::Scope;
use crate::issuing::scope_fault;
use crate::register::{PersonId, Register};
use crate::roster::{
    PassedOver, Person, RawRow, RawTable, Reading, Refusal, Roster, Row, RowFault,
};

/// A person who gets a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) holder: HolderNumber,
    /// In full, as the roster has it.
    pub(crate) name: String,
    /// With stars.
    pub(crate) identity: String,
    pub(crate) category: String,
    /// Which of the sections.
    pub(crate) section: usize,
}

/// The people of a list: section after section, in each of them in the order of the roster.
pub(crate) struct Handout {
    pub(crate) sections: Vec<SectionName>,
    pub(crate) people: Vec<Listed>,
    /// Codes of the run that were revoked since: nobody is listed for them.
    pub(crate) revoked: u64,
}

impl Handout {
    /// What the sections are called.
    pub(crate) fn titles(&self, lang: Lang) -> impl Iterator<Item = String> {
        self.sections.iter().map(move |name| title(name, lang))
    }

    /// How many people each section has.
    pub(crate) fn counts(&self) -> impl Iterator<Item = u64> {
        let in_sections = self
            .people
            .chunk_by(|one, other| one.section == other.section);
        in_sections.map(|people| people.len() as u64)
    }
}

/// What became of a row.
pub(crate) struct Fate {
    pub(crate) holder: Option<HolderNumber>,
    /// The last day.
    pub(crate) until: Option<String>,
    pub(crate) result: Text,
}

/// A roster that is read again.
pub(crate) struct RosterAgain<'a> {
    pub(crate) path: &'a Path,
    /// With the rows as they stand there, and on the day of the run.
    pub(crate) reading: Reading,
    pub(crate) codes: &'a RunCodes,
    /// Which recognises people.
    pub(crate) register: &'a Register,
    pub(crate) region: Region,
    pub(crate) scope: &'a Scope,
}

impl RosterAgain<'_> {
    /// Reads it, compares it with the run, and puts the people of the run together. Notes the rows that
    /// contradict each other, for [`RosterAgain::give_back`].
    ///
    /// # Errors
    /// `handout-other-roster`, `handout-column`, `handout-sections`, and those of reading the roster.
    pub(crate) fn join(&mut self, grouping: &mut Grouping) -> Result<Handout, Failure> {
        let mut sections = Sections::default();
        let mut people = Vec::new();
        let mut revoked = 0;
        let conflicts = self.read(|again, tables, raw, row| {
            let Row::Person(person) = row else {
                return Ok(());
            };
            // Also of those who are not on the list: a column that is absent is said in any case.
            let name = grouping.section(again.path, tables, raw)?;
            let Some(code) = again.codes.by_row.get(&person.at.record) else {
                return Ok(());
            };
            if code.revoked.is_some() {
                revoked += 1;
                return Ok(());
            }
            people.push(Listed {
                holder: code.holder,
                name: person.full_name.clone(),
                identity: person.identity.ending(),
                category: code.category.clone(),
                section: sections.number(name)?,
            });
            Ok(())
        })?;
        self.reading.rules.conflicts = conflicts;
        for code in &self.codes.without_row {
            if code.revoked.is_some() {
                revoked += 1;
                continue;
            }
            let name = vec![String::new(); grouping.headings().len()];
            people.push(Listed {
                holder: code.holder,
                name: code.name.clone(),
                identity: String::new(),
                category: code.category.clone(),
                section: sections.number(name)?,
            });
        }
        let mut names = sections.names;
        let places = sort(&mut names);
        for one in &mut people {
            one.section = places.get(one.section).copied().unwrap_or_default();
        }
        people.sort_by_key(|one| one.section);
        Ok(Handout {
            sections: names,
            people,
            revoked,
        })
    }

    /// Reads it once more, and hands on each row as it stands there with what became of it; nothing
    /// became of an empty one.
    ///
    /// # Errors
    /// Those of [`RosterAgain::join`], and those of `write`.
    pub(crate) fn give_back(
        &self,
        mut write: impl FnMut(&RawTable, &RawRow, Option<&Fate>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.read(|again, tables, raw, row| {
            let Some(table) = tables.get(raw.table) else {
                return Ok(());
            };
            let fate = again.fate(row)?;
            write(table, raw, fate.as_ref())
        })?;
        Ok(())
    }

    /// Reads it and compares it with the run; returns the rows that contradict each other.
    fn read(
        &self,
        mut each: impl FnMut(&Self, &[RawTable], &RawRow, &Row) -> Result<(), Failure>,
    ) -> Result<crate::roster::Conflicts, Failure> {
        let mut roster = Roster::open(self.path, self.reading.clone())?;
        let (mut rows, mut blank, mut passed_over) = (0, 0, 0);
        let mut met: HashSet<u64> = HashSet::new();
        while let Some(row) = roster.next()? {
            match &row {
                Row::Remark(_) | Row::End(_) => continue,
                Row::Blank => blank += 1,
                Row::PassedOver(_) => passed_over += 1,
                Row::Refused(refusal) => {
                    rows += 1;
                    self.check_refused(refusal)?;
                }
                Row::Person(person) => {
                    rows += 1;
                    if self.check_person(person)? {
                        met.insert(person.at.record);
                    }
                }
            }
            if let Some(raw) = roster.take_raw() {
                each(self, roster.raw_tables(), &raw, &row)?;
            }
        }
        self.codes
            .check_counts(rows, blank, passed_over)
            .map_err(|(zh, en)| other_roster(&zh, &en))?;
        if let Some((record, code)) = self.missed(&met) {
            let holder = code.holder;
            return Err(other_roster(
                &format!("第 {record} 条签发过编号 {holder}，现在这一条里没有人"),
                &format!("row {record} got the code of holder {holder}, and nobody is in it now"),
            ));
        }
        Ok(roster.conflicts().clone())
    }

    /// The first code that no row was met for.
    fn missed(&self, met: &HashSet<u64>) -> Option<(u64, &RunCode)> {
        let codes = self.codes.by_row.iter();
        codes
            .filter(|(record, _)| !met.contains(record))
            .map(|(record, code)| (*record, code))
            .min_by_key(|(record, _)| *record)
    }

    /// Whether the row has a code of the run, which then must be of this person.
    fn check_person(&self, person: &Person) -> Result<bool, Failure> {
        let Some(code) = self.codes.by_row.get(&person.at.record) else {
            return Ok(false);
        };
        if self.holder(person)? == Some(code.holder) {
            return Ok(true);
        }
        let (record, line) = (person.at.record, person.at.line);
        let (name, identity) = (&person.full_name, person.identity.masked());
        let (holder, shown) = (code.holder, &code.name);
        Err(other_roster(
            &format!(
                "第 {record} 条（文件第 {line} 行）是 {name} {identity}，而这一条当时签发的是 {shown}，编号 {holder}，不是同一个人"
            ),
            &format!(
                "row {record} (line {line}) is {name} {identity}, but the code that it got is that of {shown}, holder {holder}, who is somebody else"
            ),
        ))
    }

    fn check_refused(&self, refusal: &Refusal) -> Result<(), Failure> {
        let Some(code) = self.codes.by_row.get(&refusal.at.record) else {
            return Ok(());
        };
        let (record, line, holder) = (refusal.at.record, refusal.at.line, code.holder);
        let why = faults_in_words(&refusal.faults);
        let (zh, en) = (why.in_lang(Zh), why.in_lang(En));
        Err(other_roster(
            &format!(
                "第 {record} 条（文件第 {line} 行）当时签发了编号 {holder}，现在这一条不合格（{zh}）"
            ),
            &format!(
                "row {record} (line {line}) got the code of holder {holder}, and is refused now ({en})"
            ),
        ))
    }

    fn holder(&self, person: &Person) -> Result<Option<HolderNumber>, Failure> {
        self.register
            .holder_of(&PersonId::new(person.identity.as_str())?)
    }

    fn fate(&self, row: &Row) -> Result<Option<Fate>, Failure> {
        let without_code = |result| Fate {
            holder: None,
            until: None,
            result,
        };
        Ok(match row {
            Row::Blank | Row::Remark(_) | Row::End(_) => None,
            Row::PassedOver(passed) => Some(without_code(passed_over_in_words(passed))),
            Row::Refused(refusal) => {
                let why = faults_in_words(&refusal.faults);
                Some(without_code(refused(&why)))
            }
            Row::Person(person) => match self.codes.by_row.get(&person.at.record) {
                Some(code) => Some(Fate {
                    holder: Some(code.holder),
                    until: Some(code.until.clone()).filter(|_| code.revoked.is_none()),
                    result: code
                        .revoked
                        .map_or_else(|| text!("已签发"; "issued"), revoked_in_words),
                }),
                None => Some(self.fate_without_code(person)?),
            },
        })
    }

    /// Of a person who got no code in this run.
    fn fate_without_code(&self, person: &Person) -> Result<Fate, Failure> {
        let newest = match self.holder(person)? {
            Some(holder) => self.register.entries_of(holder)?.into_iter().next(),
            None => None,
        };
        if let Some(entry) = newest.filter(|entry| entry.output.is_some()) {
            let (revoked, reason) = (
                entry.is_revoked(),
                entry.standing.changed.map(|(reason, _)| reason),
            );
            let until = dates::last_day(entry.validity.until);
            return Ok(Fate {
                holder: Some(entry.holder),
                until: Some(until).filter(|_| !revoked),
                result: match entry.standing.status {
                    _ if revoked => revoked_in_words(reason),
                    Status::Suspended => text!("已有码，暂停中"; "has a code, which is suspended"),
                    _ => text!("已有码，未变"; "has a code already, unchanged"),
                },
            });
        }
        let particulars = person.particulars_in(self.region);
        let other_sex = person.notes.sex_agrees == Some(false);
        let fault = scope_fault(self.scope, self.region, &particulars).or_else(|| {
            let identity = &person.identity;
            other_sex.then(|| RowFault::other_sex(identity.masked(), identity.is_male()))
        });
        let result = match fault {
            Some(fault) => refused(&faults_in_words(&[fault])),
            None => text!("没有签发，原因见 refused.csv"; "not issued: see refused.csv"),
        };
        Ok(Fate {
            holder: None,
            until: None,
            result,
        })
    }
}

fn refused(why: &Text) -> Text {
    let (zh, en) = (why.in_lang(Zh), why.in_lang(En));
    text!("未签发：{zh}"; "not issued: {en}")
}

fn faults_in_words(faults: &[RowFault]) -> Text {
    let all = |lang, separator: &str| {
        let one = |fault: &RowFault| {
            let what = fault.what();
            let column = fault.column.map(|column| column.name());
            let column = column.map_or(String::new(), |name| format!("{} ", name.in_lang(lang)));
            format!("{column}{}", what.in_lang(lang))
        };
        faults.iter().map(one).collect::<Vec<_>>().join(separator)
    };
    Text::new(all(Zh, "；"), all(En, "; "))
}

fn passed_over_in_words(passed: &PassedOver) -> Text {
    let why = passed.why();
    text!("跳过：{}", why.in_lang(Zh); "passed over: {}", why.in_lang(En))
}
