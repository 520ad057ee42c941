//! What the register makes of the rows, and what is counted and shown of them.

use credential_core::{Region, Status};
use messages::Failure;

use super::pipeline::{Job, is_in};
use crate::output::{RefusedSheet, RowFaultRecord, RowTally};
use crate::register::{Batch, Cause, Enrolment, Entry, Expiry, PersonId, Reason};
use crate::roster::{PassedOver, Person, Refusal, Remark, Row, RowFault};

/// Refused rows that JSON output lists; all of them are in `refused.csv`.
const MAX_LISTED: usize = 1000;

/// Refused rows that are shown on the screen.
pub(crate) const MAX_SHOWN: usize = 20;

/// Enrols people row by row.
pub(crate) struct RowJudge {
    region: Region,
    expiry: Expiry,
    sheet: RefusedSheet,
    findings: RowFindings,
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
    /// For a bureau in `region`, whose codes end as in `expiry`.
    pub(crate) fn new(region: Region, expiry: Expiry, sheet: RefusedSheet) -> Self {
        Self {
            region,
            expiry,
            sheet,
            findings: RowFindings::default(),
        }
    }

    /// Enrols the person of a row, as [`CredentialSource::reserve`](super::pipeline::CredentialSource::reserve).
    pub(super) fn judge(
        &mut self,
        batch: &mut Batch<'_>,
        row: Row,
        folder: Option<&str>,
    ) -> Result<Option<Job>, Failure> {
        let person = match row {
            Row::Blank => {
                self.findings.tally.blank += 1;
                return Ok(None);
            }
            Row::Refused(refusal) => {
                self.refuse(refusal)?;
                return Ok(None);
            }
            Row::PassedOver(row) => {
                self.findings.tally.passed_over += 1;
                if self.findings.passed_over.len() < MAX_SHOWN {
                    self.findings.passed_over.push(row);
                }
                return Ok(None);
            }
            Row::Remark(remark) => {
                self.findings.remarks.push(remark);
                return Ok(None);
            }
            Row::End(rows) => {
                self.findings.tally.check(rows)?;
                return Ok(None);
            }
            Row::Person(person) => person,
        };
        let enrolment = batch.enrol(
            &PersonId::new(person.identity.as_str())?,
            &person.particulars_in(self.region),
            self.expiry,
        )?;
        let entry = match enrolment {
            Enrolment::Reserved { entry, cause } => {
                self.findings.tally.rows += 1;
                self.findings.tally.changed += u64::from(cause == Cause::Changed);
                entry
            }
            Enrolment::Unchanged(entry) => {
                self.findings.tally.rows += 1;
                let here = folder.is_some_and(|folder| is_in(&entry, folder));
                if entry.output.is_some() && !here {
                    self.findings.tally.unchanged += 1;
                    self.findings.tally.suspended += suspended(&entry);
                    return Ok(None);
                }
                entry
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
        self.findings.tally.new += u64::from(entry.serial == 1);
        self.findings.tally.suspended += suspended(&entry);
        self.findings.tally.issued += 1;
        Ok(Some(Job {
            at: Some(person.at),
            entry,
            revoked_for: Some(Reason::Superseded),
        }))
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

    fn refuse_for(&mut self, person: &Person, fault: RowFault) -> Result<Option<Job>, Failure> {
        self.refuse(Refusal {
            at: person.at,
            faults: vec![fault],
        })?;
        Ok(None)
    }

    fn refuse(&mut self, refusal: Refusal) -> Result<(), Failure> {
        self.sheet.add(&refusal)?;
        let RowFindings {
            tally,
            shown,
            listed,
            ..
        } = &mut self.findings;
        tally.rows += 1;
        tally.refused += 1;
        for fault in &refusal.faults {
            *tally.faults.entry(fault.code()).or_default() += 1;
        }
        if tally.refused <= MAX_LISTED as u64 {
            listed.extend(RowFaultRecord::all(&refusal));
        }
        if shown.len() < MAX_SHOWN {
            shown.push(refusal);
        }
        Ok(())
    }
}

fn suspended(entry: &Entry) -> u64 {
    u64::from(entry.standing.status == Status::Suspended)
}
