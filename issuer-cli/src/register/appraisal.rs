//! What a row of a roster means for somebody whom the register knows: decided here, for those who do it
//! and for those who only want to know beforehand.

use credential_core::UnixTime;
use messages::Failure;
use rusqlite::Transaction;

use super::entry::{Entry, Expiry};
use super::failure::RegisterFault;
use super::person::PersonId;
use super::query;
use super::reason::Reason;
use super::store::Register;
use crate::particulars::{Particulars, Unsaid};

/// What a row comes to for a person with a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appraisal {
    /// The credential says the same and holds.
    Unchanged,
    /// It says the same and has expired: another one is due.
    Expired,
    /// It says something else: another one is due, and what the person has is revoked.
    Changed,
    /// It was revoked, and a row alone does not bring it back.
    Withheld,
}

/// What enrolling a row would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// The newest credential of the person.
    pub newest: Entry,
    /// What would hold of the person.
    pub particulars: Particulars,
    /// What the row comes to.
    pub appraisal: Appraisal,
    /// Whether a credential that went out and still holds would be revoked.
    pub revokes: bool,
}

/// What the row comes to, and what holds of the person then.
pub(super) fn appraise(
    newest: &Entry,
    row: &Particulars,
    unsaid: Unsaid,
    expiry: Expiry,
    at: UnixTime,
) -> (Particulars, Appraisal) {
    let unsaid = Unsaid {
        // Who has left a category does not get it back with another one.
        other_categories: unsaid.other_categories && !newest.is_revoked(),
        ..unsaid
    };
    let particulars = row.beside(&newest.particulars, unsaid);
    let same_content = newest.particulars == particulars;
    let same = same_content && expiry.is_met_by(newest.validity.until);
    let appraisal = if newest.is_revoked() {
        let may_return = matches!(
            newest.standing.changed,
            Some((Reason::LeftCategory | Reason::IssuedInError, _))
        );
        if may_return && !same_content {
            Appraisal::Changed
        } else {
            Appraisal::Withheld
        }
    } else if !same {
        Appraisal::Changed
    } else if newest.is_expired(at) {
        Appraisal::Expired
    } else {
        Appraisal::Unchanged
    };
    (particulars, appraisal)
}

/// The register as it is for the time of many look-ups.
#[derive(Debug)]
pub struct Hold<'r>(#[expect(dead_code, reason = "held until it is dropped")] Transaction<'r>);

impl Register {
    /// Holds the register as it is for many look-ups, until what is returned is dropped. Without it each
    /// look-up takes the lock of the file, and another program may write between two of them.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn hold(&self) -> Result<Hold<'_>, Failure> {
        let transaction = self
            .connection
            .unchecked_transaction()
            .map_err(RegisterFault::from);
        Ok(Hold(self.map_fault(transaction)?))
    }

    /// What enrolling a row would do to somebody whom the register knows; `None` for a new person.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn foresee(
        &self,
        person: &PersonId<'_>,
        row: &Particulars,
        unsaid: Unsaid,
        expiry: Expiry,
        now: UnixTime,
    ) -> Result<Option<Foreseen>, Failure> {
        let result = self.look_ahead(person, row, unsaid, expiry, now);
        self.map_fault(result)
    }

    fn look_ahead(
        &self,
        person: &PersonId<'_>,
        row: &Particulars,
        unsaid: Unsaid,
        expiry: Expiry,
        now: UnixTime,
    ) -> Result<Option<Foreseen>, RegisterFault> {
        let mark = self.key.mark(person)?;
        let Some(newest) = query::newest_of_person(&self.connection, &mark)? else {
            return Ok(None);
        };
        let (particulars, appraisal) = appraise(&newest, row, unsaid, expiry, now);
        let revokes = appraisal == Appraisal::Changed
            && query::entries_of(&self.connection, newest.holder)?
                .iter()
                .any(|entry| entry.output.is_some() && entry.is_alive(now));
        Ok(Some(Foreseen {
            newest,
            particulars,
            appraisal,
            revokes,
        }))
    }
}
