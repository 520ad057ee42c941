//! Giving people credentials: for the first time, because something changed, again, or for longer.

use credential_core::{Field, HolderNumber, Status, StatusIndex, Validity};
use messages::{Failure, failure};
use rusqlite::ToSql;

use super::appraisal::{Appraisal, appraise};
use super::audit::Change;
use super::batch::Batch;
use super::entry::{Entry, Expiry, SignedCode, Standing};
use super::failure::{self, RegisterFault};
use super::person::{PersonId, PersonMark};
use super::query;
use super::reason::Reason;
use crate::particulars::{Particulars, Unsaid, particulars_columns};

/// What [`Batch::enrol`] made of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enrolment {
    /// A credential is reserved: sign it, write it, record it as issued.
    Reserved {
        /// The credential.
        entry: Entry,
        /// Why it was needed.
        cause: Cause,
    },
    /// The person has a credential that says the same. Nothing to do.
    Unchanged(Entry),
    /// The person's credential was revoked, and a row of a roster alone does not give another one.
    /// [`Batch::reissue`] does.
    Withheld(Entry),
    /// This run has met the person before, in a row that says otherwise. The earlier row holds.
    Contradicts(Entry),
    /// No credential can say that: this field is out of its range, or the validity has no time left.
    Invalid(Field),
}

/// Why a credential was reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The register did not know the person.
    NewPerson,
    /// Something that it says has changed. What the person had before is revoked.
    Changed,
    /// The one before had expired.
    Expired,
}

/// What [`Batch::renew`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A credential with the same content is reserved. The one before stays valid until its end, so
    /// that nobody is without one in between.
    Reserved(Entry),
    /// The holder's credential lasts as long as asked for, or longer.
    NotNeeded(Entry),
}

impl Batch<'_> {
    /// Takes a row of a roster: finds the person again or makes a new holder, and reserves a
    /// credential if one is needed.
    ///
    /// A credential that a changed row supersedes is revoked in the next status list. Who is
    /// suspended stays so. Who was revoked gets nothing from a roster, except for
    /// `left-category` and `issued-in-error` when the row now says something else.
    ///
    /// # Errors
    /// `register-full`, `no-randomness`, `person-key-sealed` and those of writing the database.
    pub fn enrol(
        &mut self,
        person: &PersonId<'_>,
        particulars: &Particulars,
        expiry: Expiry,
    ) -> Result<Enrolment, Failure> {
        self.enrol_beside(person, particulars, Unsaid::default(), expiry)
    }

    /// As [`Batch::enrol`], for a roster that does not speak of everything: what it leaves unsaid stays
    /// as it is.
    ///
    /// # Errors
    /// As [`Batch::enrol`].
    pub fn enrol_beside(
        &mut self,
        person: &PersonId<'_>,
        particulars: &Particulars,
        unsaid: Unsaid,
        expiry: Expiry,
    ) -> Result<Enrolment, Failure> {
        let mark = self.key.mark(person)?;
        let result = self.decide(&mark, particulars, unsaid, expiry);
        self.map_fault(result)
    }

    fn decide(
        &mut self,
        mark: &PersonMark,
        row: &Particulars,
        unsaid: Unsaid,
        expiry: Expiry,
    ) -> Result<Enrolment, RegisterFault> {
        if let Some(field) = row.invalid_field() {
            return Ok(Enrolment::Invalid(field));
        }
        if !self.leaves_time(expiry) {
            return Ok(Enrolment::Invalid(Field::Validity));
        }
        let Some(newest) = query::newest_of_person(&self.transaction, mark)? else {
            let holder = self.add_holder(mark)?;
            let entry = self.reserve(holder, 1, row, expiry)?;
            self.count("new");
            return Ok(Enrolment::Reserved {
                entry,
                cause: Cause::NewPerson,
            });
        };

        let (particulars, appraisal) = appraise(&newest, row, unsaid, expiry, self.at());
        if self.has_met(newest.holder) {
            let same = newest.particulars == particulars && expiry.is_met_by(newest.validity.until);
            return Ok(if same {
                Enrolment::Unchanged(newest)
            } else {
                Enrolment::Contradicts(newest)
            });
        }
        self.meet(newest.holder);
        let cause = match appraisal {
            Appraisal::Unchanged => return Ok(Enrolment::Unchanged(newest)),
            Appraisal::Withheld => return Ok(Enrolment::Withheld(newest)),
            Appraisal::Expired => Cause::Expired,
            Appraisal::Changed => Cause::Changed,
        };
        if cause == Cause::Changed {
            self.revoke_living(newest.holder, Reason::Superseded)?;
        }
        let entry = self.succeed(&newest, &particulars, expiry)?;
        self.count(match cause {
            Cause::Expired => "expired",
            _ => "changed",
        });
        Ok(Enrolment::Reserved { entry, cause })
    }

    /// Replaces what a holder has, because it is lost or damaged: everything that went out and
    /// has not expired is revoked with this reason, and a credential with the same content is
    /// reserved. Also the way back for somebody whose credential was revoked.
    ///
    /// One that is reserved but did not go out yet is returned as it is: nobody can have lost it.
    /// So a `reissue` that was killed can be repeated.
    ///
    /// # Errors
    /// `credential-unknown` if there is no such holder, `validity-over`, and those of [`Batch::enrol`].
    pub fn reissue(
        &mut self,
        holder: HolderNumber,
        reason: Reason,
        expiry: Expiry,
    ) -> Result<Entry, Failure> {
        let result = self.replace(holder, reason, expiry);
        self.map_fault(result)
    }

    fn replace(
        &mut self,
        holder: HolderNumber,
        reason: Reason,
        expiry: Expiry,
    ) -> Result<Entry, RegisterFault> {
        if !self.leaves_time(expiry) {
            return Err(validity_over().into());
        }
        let entries = query::entries_of(&self.transaction, holder)?;
        let newest = entries.first().ok_or_else(|| unknown_holder(holder))?;
        self.meet(holder);
        for entry in entries.iter().filter(|entry| entry.output.is_some()) {
            if entry.is_alive(self.at()) {
                self.change(entry, Status::Revoked, reason)?;
                self.count("revoked");
            }
        }
        if newest.output.is_none() && newest.is_alive(self.at()) {
            return Ok(newest.clone());
        }
        let entry = self.succeed(newest, &newest.particulars, expiry)?;
        self.count(Change::Reissued.code());
        self.describe(Change::Reissued, &entry, reason);
        Ok(entry)
    }

    /// Reserves a credential with the same content and a later end.
    ///
    /// # Errors
    /// `credential-unknown`, `credential-revoked`, `validity-over`, and those of [`Batch::enrol`].
    pub fn renew(&mut self, holder: HolderNumber, expiry: Expiry) -> Result<Renewal, Failure> {
        let result = self.prolong(holder, expiry);
        self.map_fault(result)
    }

    fn prolong(&mut self, holder: HolderNumber, expiry: Expiry) -> Result<Renewal, RegisterFault> {
        if !self.leaves_time(expiry) {
            return Err(validity_over().into());
        }
        let entries = query::entries_of(&self.transaction, holder)?;
        let newest = entries.first().ok_or_else(|| unknown_holder(holder))?;
        self.meet(holder);
        if newest.is_revoked() {
            return Err(failure::revoked(newest.holder, newest.serial).into());
        }
        if newest.validity.until >= expiry.until() {
            return Ok(Renewal::NotNeeded(newest.clone()));
        }
        let entry = self.succeed(newest, &newest.particulars, expiry)?;
        self.count("renewed");
        Ok(Renewal::Reserved(entry))
    }

    /// Records that a reserved credential went out: in which file, the digest of its text, and what a
    /// vouch list needs of it.
    /// To say the same again is fine.
    ///
    /// # Errors
    /// `issued-otherwise` if it is recorded with another file or text; those of writing the database.
    pub fn record_issued(
        &mut self,
        entry: &Entry,
        file: &str,
        digest: &[u8; 32],
        signed: &SignedCode,
    ) -> Result<(), Failure> {
        let result = self.add_issued(entry, file, digest, signed);
        self.map_fault(result)
    }

    fn add_issued(
        &mut self,
        entry: &Entry,
        file: &str,
        digest: &[u8; 32],
        signed: &SignedCode,
    ) -> Result<(), RegisterFault> {
        let added = self
            .transaction
            .prepare_cached(
                "INSERT INTO issued (credential, file, digest, audit, code, key)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (credential) DO NOTHING",
            )?
            .execute((
                entry.id,
                file,
                digest,
                self.number,
                signed.hash.to_bytes(),
                signed.key,
            ))?;
        if added == 1 {
            self.count("issued");
            return Ok(());
        }
        let output = query::entry_at(&self.transaction, entry.status_index)?
            .and_then(|entry| entry.output)
            .is_some_and(|output| output.file == file && output.digest == *digest);
        if output {
            Ok(())
        } else {
            Err(failure::issued_otherwise(entry.holder, entry.serial).into())
        }
    }

    /// Reserves the next credential of a holder. A suspension goes over to it.
    fn succeed(
        &mut self,
        newest: &Entry,
        particulars: &Particulars,
        expiry: Expiry,
    ) -> Result<Entry, RegisterFault> {
        let holder = Holder {
            id: newest.holder_id,
            number: newest.holder,
        };
        let mut entry = self.reserve(holder, newest.serial + 1, particulars, expiry)?;
        if let Standing {
            status: Status::Suspended,
            changed: Some((reason, _)),
        } = newest.standing
        {
            self.change(&entry, Status::Suspended, reason)?;
            entry.standing = Standing {
                status: Status::Suspended,
                changed: Some((reason, self.at())),
            };
        }
        Ok(entry)
    }

    fn revoke_living(&mut self, holder: HolderNumber, reason: Reason) -> Result<(), RegisterFault> {
        for entry in query::entries_of(&self.transaction, holder)? {
            if entry.is_alive(self.at()) {
                self.change(&entry, Status::Revoked, reason)?;
                self.count("superseded");
            }
        }
        Ok(())
    }

    /// A holder with a random number that nobody has: sequential ones would show who stood beside
    /// whom in the roster.
    fn add_holder(&mut self, mark: &PersonMark) -> Result<Holder, RegisterFault> {
        loop {
            let number = self.draw_holder_number()?;
            let mut statement = self.transaction.prepare_cached(
                "INSERT INTO holders (number, person, audit) VALUES (?1, ?2, ?3)
                 ON CONFLICT (number) DO NOTHING",
            )?;
            if statement.execute((number.0, mark, self.number))? == 1 {
                drop(statement);
                self.meet(number);
                let id = self.transaction.last_insert_rowid();
                return Ok(Holder { id, number });
            }
        }
    }

    fn reserve(
        &mut self,
        holder: Holder,
        serial: u32,
        particulars: &Particulars,
        expiry: Expiry,
    ) -> Result<Entry, RegisterFault> {
        let status_index = self.draw_index()?;
        let validity = Validity::new(self.at(), expiry.until());
        self.add_credential(holder, serial, status_index, particulars, validity)
    }

    /// Writes the row of a credential.
    pub(super) fn add_credential(
        &mut self,
        holder: Holder,
        serial: u32,
        status_index: StatusIndex,
        particulars: &Particulars,
        validity: Validity,
    ) -> Result<Entry, RegisterFault> {
        let (from, until) = (validity.from.as_secs(), validity.until.as_secs());
        let particulars_values = particulars.values();
        let mut values: Vec<&dyn ToSql> = vec![
            &holder.id,
            &serial,
            &status_index.0,
            &from,
            &until,
            &self.number,
        ];
        values.extend(particulars_values.iter().map(|value| value as &dyn ToSql));
        self.transaction
            .prepare_cached(concat!(
                "INSERT INTO credentials (holder, serial, status_index, valid_from, valid_until, audit, ",
                particulars_columns!(),
                ") VALUES (?, ?, ?, ?, ?, ?, ",
                particulars_columns!(?),
                ")"
            ))?
            .execute(values.as_slice())?;
        Ok(Entry {
            id: self.transaction.last_insert_rowid(),
            holder_id: holder.id,
            holder: holder.number,
            serial,
            status_index,
            particulars: particulars.clone(),
            validity,
            standing: Standing {
                status: Status::Valid,
                changed: None,
            },
            output: None,
        })
    }

    /// Whether a credential that begins now and ends then has any time, and one that a calendar has.
    fn leaves_time(&self, expiry: Expiry) -> bool {
        (self.at().as_secs() + 1..=END_OF_CALENDAR).contains(&expiry.until().as_secs())
    }
}

/// 9999-12-31T23:59:59Z, in seconds.
const END_OF_CALENDAR: u64 = 253_402_300_799;

#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub(super) id: i64,
    pub(super) number: HolderNumber,
}

pub(super) fn unknown_holder(holder: HolderNumber) -> Failure {
    failure::unknown(
        format!("持有人编号 {holder}"),
        format!("holder with the number {holder}"),
    )
}

fn validity_over() -> Failure {
    failure!("validity-over";
        "有效期已过，或晚于 9999 年"; "the validity is over, or ends after the year 9999";
        "请给出今后的截止日期。"; "Give a last day in the future.")
}
