//! Taking in credentials that went out without this register: from before there was one, or since
//! the backup that it was restored from.

use std::time::Duration;

use credential_core::{
    Category, CategorySet, DisplayName, HolderKey, HolderNumber, Status, StatusIndex, Validity,
};
use messages::Failure;
use rusqlite::OptionalExtension;

use super::audit::Change;
use super::batch::Batch;
use super::entry::{Entry, Output, SignedCode};
use super::failure::RegisterFault;
use super::query;
use super::random;
use super::reason::Reason;
use super::reserve::Holder;
use crate::particulars::Particulars;

/// A credential of which the register may not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnregisteredCredential {
    /// The holder number in it.
    pub holder: HolderNumber,
    /// Its place in the status list.
    pub status_index: StatusIndex,
    /// What it says.
    pub particulars: Particulars,
    /// `iat` and `exp`.
    pub validity: Validity,
    /// The key of the phone that it is bound to, if it is.
    pub holder_key: Option<HolderKey>,
    /// Where it went out.
    pub output: Output,
    /// What a vouch list needs of it.
    pub signed: SignedCode,
}

/// What [`Batch::adopt`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adoption {
    /// The register knows of it now: it can be revoked. Nobody knows its holder again by an identity
    /// number.
    Added(Entry),
    /// It is in the register already.
    Known(Entry),
    /// Another person's credential has this place in the status list.
    Conflicts(Entry),
}

impl Batch<'_> {
    /// Takes a credential into the register under the numbers that it has.
    ///
    /// # Errors
    /// Those of writing the database.
    pub fn adopt(&mut self, credential: &UnregisteredCredential) -> Result<Adoption, Failure> {
        let result = self.take_in(credential);
        self.map_fault(result)
    }

    fn take_in(&mut self, credential: &UnregisteredCredential) -> Result<Adoption, RegisterFault> {
        if let Some(known) = query::entry_at(&self.transaction, credential.status_index)? {
            return Ok(if known.holder == credential.holder {
                Adoption::Known(known)
            } else {
                Adoption::Conflicts(known)
            });
        }
        let entries = query::entries_of(&self.transaction, credential.holder)?;
        let (holder, serial) = match entries.first() {
            Some(newest) => {
                let holder = Holder {
                    id: newest.holder_id,
                    number: newest.holder,
                };
                (holder, newest.serial + 1)
            }
            None => (self.add_unknown_holder(credential.holder)?, 1),
        };
        let mut entry = self.add_credential(
            holder,
            serial,
            credential.status_index,
            &credential.particulars,
            credential.validity,
            credential.holder_key,
        )?;
        self.add_output(&entry, &credential.output, Some(&credential.signed))?;
        entry.output = Some(credential.output.clone());
        self.count("adopted");
        Ok(Adoption::Added(entry))
    }

    /// A holder whom no identity number leads to. There may be one without credentials.
    fn add_unknown_holder(&mut self, number: HolderNumber) -> Result<Holder, RegisterFault> {
        let known: Option<i64> = self
            .transaction
            .prepare_cached("SELECT id FROM holders WHERE number = ?1")?
            .query_row([number.0], |row| row.get(0))
            .optional()?;
        if let Some(id) = known {
            return Ok(Holder { id, number });
        }
        let mark = random::secret()?;
        self.transaction
            .prepare_cached("INSERT INTO holders (number, person, audit) VALUES (?1, ?2, ?3)")?
            .execute((number.0, &mark[..16], self.number))?;
        let id = self.transaction.last_insert_rowid();
        Ok(Holder { id, number })
    }

    /// Gives the credential at `index` the standing that was published, if the register has a better
    /// one for it; gives whether it had. One that it does not know is added with nothing but its
    /// standing.
    ///
    /// # Errors
    /// Those of writing the database.
    pub fn take_over(&mut self, index: StatusIndex, published: Status) -> Result<bool, Failure> {
        let result = self.lower(index, published);
        self.map_fault(result)
    }

    fn lower(&mut self, index: StatusIndex, published: Status) -> Result<bool, RegisterFault> {
        if published == Status::Valid {
            return Ok(false);
        }
        let entry = match query::entry_at(&self.transaction, index)? {
            Some(entry) => entry,
            None => self.add_unknown(index)?,
        };
        let (worse, change) = match published {
            Status::Revoked => (!entry.is_revoked(), Change::Revoked),
            _ => (entry.standing.status == Status::Valid, Change::Suspended),
        };
        if worse {
            self.change(&entry, published, Reason::Other)?;
            self.count(change.code());
            self.describe(change, &entry, Reason::Other);
        }
        Ok(worse)
    }

    fn add_unknown(&mut self, index: StatusIndex) -> Result<Entry, RegisterFault> {
        let number = self.draw_holder_number()?;
        let holder = self.add_unknown_holder(number)?;
        // As long as any code lasts: an expired one would fall out of the list.
        let validity = Validity::new(self.at(), self.at().plus(LONGEST));
        let name = DisplayName::new(UNKNOWN_NAME).map_err(|_| rusqlite::Error::InvalidQuery)?;
        let particulars = Particulars::new(name, CategorySet::EMPTY.with(Category::Veteran));
        let entry = self.add_credential(holder, 1, index, &particulars, validity, None)?;
        let output = Output {
            file: String::new(),
            digest: [0; 32],
        };
        self.add_output(&entry, &output, None)?;
        self.count("adopted");
        Ok(entry)
    }

    fn add_output(
        &mut self,
        entry: &Entry,
        output: &Output,
        signed: Option<&SignedCode>,
    ) -> Result<(), RegisterFault> {
        self.transaction
            .prepare_cached(
                "INSERT INTO issued (credential, file, digest, audit, code, key)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                entry.id,
                &output.file,
                output.digest,
                self.number,
                signed.map(|signed| signed.hash.to_bytes()),
                signed.map(|signed| signed.key),
            ))?;
        self.take_index(entry.status_index);
        Ok(())
    }
}

/// Twenty years, the longest that codes are issued for.
const LONGEST: Duration = Duration::from_secs(20 * 366 * 86_400);

/// What stands for the name of somebody who is only known to be revoked.
const UNKNOWN_NAME: &str = "不详";
