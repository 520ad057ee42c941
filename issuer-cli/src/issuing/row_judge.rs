//! What the register makes of the rows, and what is counted and told of them.

use credential_core::{Region, Status};
use messages::Failure;

use crate::output::{RefusedSheet, RowFault, Tally};
use crate::register::{Batch, Cause, Enrolment, Entry, Expiry, Particulars, PersonId, Reason};
use crate::roster::{Fault, Person, Place, Refusal, Row};

/// Refused rows that JSON output lists; all of them are in `refused.csv`.
const MAX_LISTED: usize = 1000;

/// Refused rows that are shown on the screen.
pub(super) const MAX_SHOWN: usize = 20;

/// A credential that belongs on this run's manifest.
pub(super) struct Job {
    pub(super) at: Option<Place>,
    pub(super) entry: Entry,
}

pub(super) struct Judge {
    region: Region,
    expiry: Expiry,
    sheet: RefusedSheet,
    pub(super) findings: Findings,
}

/// What is left of the rows in the end.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) tally: Tally,
    /// The first refused rows.
    pub(super) shown: Vec<Refusal>,
    pub(super) listed: Vec<RowFault>,
}

impl Judge {
    /// For a bureau in `region`, whose codes end as in `expiry`.
    pub(super) fn new(region: Region, expiry: Expiry, sheet: RefusedSheet) -> Self {
        Self {
            region,
            expiry,
            sheet,
            findings: Findings::default(),
        }
    }

    /// Enrols the person of a row. What belongs to the run is returned: newly reserved, reserved by
    /// a run that was broken off, or issued into `folder`, which is how the names of this run's
    /// files begin in the register.
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
            Row::Person(person) => person,
        };
        let enrolment = batch.enrol(
            &PersonId::new(person.identity.as_str())?,
            &self.particulars(&person),
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
                let elsewhere = entry.output.as_ref().is_some_and(|output| {
                    !folder.is_some_and(|folder| output.file.starts_with(folder))
                });
                if elsewhere {
                    self.findings.tally.unchanged += 1;
                    self.findings.tally.suspended += suspended(&entry);
                    return Ok(None);
                }
                entry
            }
            Enrolment::Withheld(entry) => {
                let reason = entry.standing.changed;
                let reason = reason.map_or(Reason::Other, |(reason, _)| reason);
                let fault = Fault::withheld(person.identity.masked(), entry.holder, reason);
                return self.refuse_for(&person, fault);
            }
            Enrolment::Contradicts(entry) => {
                let fault = Fault::contradicts(person.identity.masked(), entry.holder);
                return self.refuse_for(&person, fault);
            }
            Enrolment::Invalid(field) => {
                return self.refuse_for(&person, Fault::unsignable(field));
            }
        };
        self.findings.tally.new += u64::from(entry.serial == 1);
        self.findings.tally.suspended += suspended(&entry);
        self.findings.tally.issued += 1;
        Ok(Some(Job {
            at: Some(person.at),
            entry,
        }))
    }

    /// Rows that were seen.
    pub(super) fn seen(&self) -> u64 {
        self.findings.tally.rows + self.findings.tally.blank
    }

    /// Puts `refused.csv` in place.
    pub(super) fn finish(self) -> Result<Findings, Failure> {
        self.sheet.finish()?;
        Ok(self.findings)
    }

    fn particulars(&self, person: &Person) -> Particulars {
        let mut particulars = Particulars::new(person.name.clone(), person.categories);
        particulars.disability_grade = person.disability_grade;
        particulars.home_region = person.home_region.filter(|home| *home != self.region);
        particulars
    }

    fn refuse_for(&mut self, person: &Person, fault: Fault) -> Result<Option<Job>, Failure> {
        self.refuse(Refusal {
            at: person.at,
            faults: vec![fault],
        })?;
        Ok(None)
    }

    fn refuse(&mut self, refusal: Refusal) -> Result<(), Failure> {
        self.sheet.add(&refusal)?;
        let Findings {
            tally,
            shown,
            listed,
        } = &mut self.findings;
        tally.rows += 1;
        tally.refused += 1;
        for fault in &refusal.faults {
            *tally.faults.entry(fault.code()).or_default() += 1;
        }
        if tally.refused <= MAX_LISTED as u64 {
            listed.extend(RowFault::all(&refusal));
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
