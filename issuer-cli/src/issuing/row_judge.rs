//! What the register makes of the rows, and what is counted and shown of them.

use std::collections::HashSet;

use credential_core::{HolderNumber, IssuerId, Region, Status, UnixTime};
use messages::{Failure, Lang, failure, words};

use super::pipeline::{Job, is_in};
use crate::bureau::{OutOfScope, Scope};
use crate::output::{RefusedSheet, RowFaultRecord, RowTally};
use crate::particulars::Particulars;
use crate::register::{Batch, Cause, Enrolment, Entry, Expiry, KeyToBind, PersonId, Reason};
use crate::roster::{PassedOver, Person, Refusal, Remark, Row, RowFault, RowNotes};

/// Refused rows that JSON output lists; all of them are in `refused.csv`.
const MAX_LISTED: usize = 1000;

/// Words for categories that are counted each by itself.
const MAX_WORDS: usize = 200;

/// Refused rows that are shown on the screen.
pub(crate) const MAX_SHOWN: usize = 20;

/// Enrols people row by row.
pub(crate) struct RowJudge {
    issuer: IssuerId,
    region: Region,
    scope: Scope,
    /// When codes end whose people the roster gives no earlier day.
    usual: UnixTime,
    /// Whose credentials may be replaced.
    changing: HashSet<HolderNumber>,
    refuses_other_sex: bool,
    sheet: RefusedSheet,
    findings: RowFindings,
    refusals: usize,
}

/// What is left of the rows in the end.
#[derive(Default)]
pub(crate) struct RowFindings {
    pub(crate) tally: RowTally,
    /// The first refused rows.
    pub(crate) shown: Vec<Refusal>,
    pub(crate) listed: Vec<RowFaultRecord>,
    /// The first rows that were passed over, and what is to be said of others.
    pub(crate) passed_over: Vec<PassedOver>,
    pub(crate) remarks: Vec<Remark>,
}

impl RowJudge {
    /// For a bureau in `region`, whose codes end at `usual`. Nobody's credential is replaced but those
    /// that were foreseen.
    pub(crate) fn new(
        (issuer, region, scope): (IssuerId, Region, Scope),
        usual: UnixTime,
        (changing, refuses_other_sex): (HashSet<HolderNumber>, bool),
        sheet: RefusedSheet,
    ) -> Self {
        Self {
            issuer,
            region,
            scope,
            usual,
            changing,
            refuses_other_sex,
            sheet,
            findings: RowFindings::default(),
            refusals: 0,
        }
    }

    /// Enrols the person of a row, as [`CredentialSource::reserve`](super::pipeline::CredentialSource::reserve).
    pub(super) fn judge(
        &mut self,
        batch: &mut Batch<'_>,
        row: Row,
        folder: Option<&str>,
    ) -> Result<Vec<Job>, Failure> {
        let person = match row {
            Row::Blank => {
                self.findings.tally.blank += 1;
                return Ok(Vec::new());
            }
            Row::Refused(refusal) => {
                self.refuse(refusal)?;
                return Ok(Vec::new());
            }
            Row::PassedOver(row) => {
                self.findings.tally.passed_over += row.rows;
                if self.findings.passed_over.len() < MAX_SHOWN {
                    self.findings.passed_over.push(row);
                }
                return Ok(Vec::new());
            }
            Row::Remark(remark) => {
                self.findings.remarks.push(remark);
                return Ok(Vec::new());
            }
            Row::End(rows) => {
                self.findings.tally.check(rows)?;
                return Ok(Vec::new());
            }
            Row::Person(person) => person,
        };
        if self.refuses_other_sex && person.notes.sex_agrees == Some(false) {
            let identity = &person.identity;
            let fault = RowFault::other_sex(identity.masked(), identity.is_male());
            return self.refuse_for(&person, fault);
        }
        let particulars = person.particulars_in(self.region);
        if let Some(fault) = scope_fault(&self.scope, self.region, &particulars) {
            return self.refuse_for(&person, fault);
        }
        let key = person.phone.as_ref().map(|proved| KeyToBind {
            proved,
            issuer: self.issuer,
        });
        let enrolment = batch.enrol_with_key(
            &PersonId::new(person.identity.as_str())?,
            &particulars,
            person.unsaid,
            expiry_of(&person, self.usual),
            key,
        )?;
        let (entry, beside) = match enrolment {
            Enrolment::Reserved {
                entry,
                beside,
                cause,
            } => {
                let changes = matches!(cause, Cause::Changed | Cause::Rebound);
                if changes && !self.changing.contains(&entry.holder) {
                    // The transaction is dropped with the failure.
                    return Err(roster_edited());
                }
                self.findings.tally.rows += 1;
                self.findings.tally.changed += u64::from(changes);
                (entry, beside)
            }
            Enrolment::Unchanged { entry, beside } => {
                self.findings.tally.rows += 1;
                let to_make = |entry: &Entry| is_to_make(entry, folder);
                if !to_make(&entry) && !beside.as_deref().is_some_and(to_make) {
                    self.findings.tally.unchanged += 1;
                    self.findings.tally.suspended += suspended(&entry);
                    return Ok(Vec::new());
                }
                (entry, beside)
            }
            Enrolment::KeyRefused(refusal) => {
                return self.refuse_for(&person, RowFault::phone_key(refusal));
            }
            Enrolment::Withheld(entry) => {
                let reason = entry.standing.changed;
                let reason = reason.map_or(Reason::Other, |(reason, _)| reason);
                let fault = RowFault::withheld(person.identity.masked(), entry.holder, reason);
                return self.refuse_for(&person, fault);
            }
            Enrolment::Contradicts(entry) => {
                let fault = RowFault::contradicts(person.identity.masked(), entry.holder);
                return self.refuse_for(&person, fault);
            }
            Enrolment::Invalid(field) => {
                return self.refuse_for(&person, RowFault::unsignable(field));
            }
        };
        self.count_notes(person.notes);
        self.findings.tally.new += u64::from(entry.serial == 1);
        self.findings.tally.suspended += suspended(&entry);
        self.findings.tally.issued += 1;
        let entries = std::iter::once(entry).chain(beside.map(|beside| *beside));
        let made = entries.filter(|entry| is_to_make(entry, folder));
        let jobs: Vec<Job> = made
            .map(|entry| Job {
                at: Some(person.at),
                entry,
                revoked_for: Some(Reason::Superseded),
            })
            .collect();
        self.findings.tally.second_codes += (jobs.len() as u64).saturating_sub(1);
        Ok(jobs)
    }

    /// Rows so far that need no code.
    pub(super) fn without_code(&self) -> u64 {
        let tally = &self.findings.tally;
        tally.rows + tally.blank + tally.passed_over - tally.issued
    }

    /// Puts `refused.csv` in place.
    pub(super) fn finish(self) -> Result<RowFindings, Failure> {
        self.sheet.finish()?;
        Ok(self.findings)
    }

    fn count_notes(&mut self, notes: RowNotes) {
        let counts = &mut self.findings.tally.notes;
        for (code, applies) in [
            ("name-dot", notes.dot),
            ("category-character", notes.category),
            ("region-former", notes.region),
            ("sex-differs", notes.sex_agrees == Some(false)),
            ("age-in-service", notes.old),
        ] {
            if applies {
                *counts.entry(code).or_default() += 1;
            }
        }
    }

    fn refuse_for(&mut self, person: &Person, fault: RowFault) -> Result<Vec<Job>, Failure> {
        self.refuse(Refusal {
            at: person.at,
            rows: 1,
            name: person.full_name.clone(),
            faults: vec![fault],
        })?;
        Ok(Vec::new())
    }

    fn refuse(&mut self, refusal: Refusal) -> Result<(), Failure> {
        self.sheet.add(&refusal)?;
        let RowFindings {
            tally,
            shown,
            listed,
            ..
        } = &mut self.findings;
        tally.rows += refusal.rows;
        tally.refused += refusal.rows;
        for fault in &refusal.faults {
            *tally.faults.entry(fault.code()).or_default() += refusal.rows;
            if fault.is_unknown_category() {
                let words = &mut tally.unknown_categories;
                if words.len() < MAX_WORDS || words.contains_key(&fault.value) {
                    *words.entry(fault.value.clone()).or_default() += refusal.rows;
                }
            }
        }
        self.refusals += 1;
        if self.refusals <= MAX_LISTED {
            listed.extend(RowFaultRecord::all(&refusal, self.sheet.lang()));
        }
        // Words that are not known are asked about, each once.
        let only_word = refusal.faults.iter().all(RowFault::is_unknown_category);
        if only_word {
            tally.only_category += refusal.rows;
        } else if shown.len() < MAX_SHOWN {
            shown.push(refusal);
        }
        Ok(())
    }
}

/// When the person's code ends: as codes usually do, or on an earlier day that the roster names.
pub(super) fn expiry_of(person: &Person, usual: UnixTime) -> Expiry {
    match person.until {
        Some(until) if until < usual => Expiry::Stated(until),
        _ => Expiry::Usual(usual),
    }
}

/// Why terminals would reject the code of such a person, if they would.
pub(crate) fn scope_fault(
    scope: &Scope,
    own: Region,
    particulars: &Particulars,
) -> Option<RowFault> {
    let home = particulars.details.home_region;
    let out = scope.check(own, particulars.categories, home).err()?;
    let value = match out {
        OutOfScope::Category => words::categories(particulars.categories)
            .in_lang(Lang::Zh)
            .to_owned(),
        OutOfScope::Region => home.map_or(String::new(), |home| home.to_string()),
    };
    Some(RowFault::out_of_scope(out, value))
}

/// Somebody has saved the roster between the question and the run.
fn roster_edited() -> Failure {
    failure!("roster-edited";
        "名册在核对之后又改动了：有人的内容与刚才确认的不同";
        "the roster was edited after it was compared: somebody's row is not the one that was agreed to";
        "请关闭正在编辑名册的程序，再运行一次。";
        "Close the program that edits the roster, and run it again.")
}

/// Whether its code is one of this run: not made yet, or in its folder.
fn is_to_make(entry: &Entry, folder: Option<&str>) -> bool {
    entry.output.is_none() || folder.is_some_and(|folder| is_in(entry, folder))
}

fn suspended(entry: &Entry) -> u64 {
    u64::from(entry.standing.status == Status::Suspended)
}
