//! What a row of a roster means for somebody whom the register knows: decided here, for those who do it
//! and for those who only want to know beforehand.

use credential_core::UnixTime;
use messages::Failure;
use rusqlite::Transaction;

use super::bind::KeyToBind;
use super::entry::{Entry, Expiry};
use super::failure::RegisterFault;
use super::held::Held;
use super::kind::CodeKind;
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
    /// It says the same, and the person's first phone is bound beside it.
    Bound,
    /// It says the same, and another phone is bound in the place of the one before, whose code is revoked.
    Rebound,
    /// It was revoked, and a row alone does not bring it back.
    Withheld,
}

/// Of which kinds another credential is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) card: bool,
    pub(super) phone: bool,
}

/// What a row comes to, and what follows.
pub(super) struct Appraised<'k> {
    /// What holds of the person then.
    pub(super) particulars: Particulars,
    pub(super) appraisal: Appraisal,
    pub(super) due: Due,
    /// The key of the row, if it is another one than the person's phone has.
    pub(super) new_key: Option<KeyToBind<'k>>,
}

/// What enrolling a row would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreseen {
    /// The credential that speaks for the person.
    pub newest: Entry,
    /// What would hold of the person.
    pub particulars: Particulars,
    /// What the row comes to.
    pub appraisal: Appraisal,
    /// How many credentials are due.
    pub codes: u64,
    /// Whether a credential that went out and still holds would be revoked.
    pub revokes: bool,
    /// Whether that is the code of an earlier phone.
    pub rebinds: bool,
}

/// What the row comes to for somebody for whom `base` speaks.
pub(super) fn appraise<'k>(
    held: &Held,
    base: &Entry,
    row: &Particulars,
    unsaid: Unsaid,
    expiry: Expiry,
    key: Option<KeyToBind<'k>>,
    at: UnixTime,
) -> Appraised<'k> {
    let unsaid = Unsaid {
        // Who has left a category does not get it back with another one.
        other_categories: unsaid.other_categories && !base.is_revoked(),
        ..unsaid
    };
    let particulars = row.beside(&base.particulars, unsaid);
    let phone = held.current(CodeKind::Phone);
    let has_key = |key: &KeyToBind<'_>| {
        phone.is_some_and(|phone| phone.holder_key.as_ref() == Some(key.key()))
    };
    let new_key = key.filter(|key| !has_key(key));
    let mut due;
    let appraisal = if base.is_revoked() {
        due = returning(held, &particulars);
        let returns = due.card || due.phone;
        due.phone |= returns && new_key.is_some();
        if returns {
            Appraisal::Changed
        } else {
            Appraisal::Withheld
        }
    } else {
        let current = |kind| held.current(kind);
        let says_otherwise = |entry: &Entry| {
            entry.particulars != particulars || !expiry.is_met_by(entry.validity.until)
        };
        let has_changed = CodeKind::ALL
            .into_iter()
            .filter_map(current)
            .any(says_otherwise);
        let is_due = |kind| current(kind).is_some_and(|entry| has_changed || entry.is_expired(at));
        due = Due {
            card: is_due(CodeKind::Card),
            phone: is_due(CodeKind::Phone) || new_key.is_some(),
        };
        if has_changed {
            Appraisal::Changed
        } else if new_key.is_some() {
            if phone.is_some() {
                Appraisal::Rebound
            } else {
                Appraisal::Bound
            }
        } else if due != Due::default() {
            Appraisal::Expired
        } else {
            Appraisal::Unchanged
        }
    };
    Appraised {
        particulars,
        appraisal,
        due,
        new_key,
    }
}

/// What comes back of all that was revoked, for somebody of whom a row says something else now. A key that
/// was given to the wrong person does not.
fn returning(held: &Held, now: &Particulars) -> Due {
    let reason = |kind| {
        let newest = held.newest(kind)?;
        let (reason, _) = newest.standing.changed?;
        Some((reason, newest.particulars != *now))
    };
    let (card, phone) = (reason(CodeKind::Card), reason(CodeKind::Phone));
    let has_died =
        |one: Option<(Reason, bool)>| one.is_some_and(|(why, _)| why == Reason::Deceased);
    if has_died(card) || has_died(phone) {
        return Due::default();
    }
    Due {
        card: matches!(
            card,
            Some((Reason::LeftCategory | Reason::IssuedInError, true))
        ),
        phone: matches!(phone, Some((Reason::LeftCategory, true))),
    }
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
        key: Option<KeyToBind<'_>>,
        now: UnixTime,
    ) -> Result<Option<Foreseen>, Failure> {
        let result = self.look_ahead(person, (row, unsaid), expiry, key, now);
        self.map_fault(result)
    }

    fn look_ahead(
        &self,
        person: &PersonId<'_>,
        (row, unsaid): (&Particulars, Unsaid),
        expiry: Expiry,
        key: Option<KeyToBind<'_>>,
        now: UnixTime,
    ) -> Result<Option<Foreseen>, RegisterFault> {
        let mark = self.key.mark(person)?;
        let Some(held) = query::held_by_person(&self.connection, &mark)? else {
            return Ok(None);
        };
        let base = held.base().ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let appraised = appraise(&held, base, row, unsaid, expiry, key, now);
        let (card, phone) = (CodeKind::Card, CodeKind::Phone);
        let rebinds = appraised.new_key.is_some() && held.has_living_outside(phone, now);
        let revokes = match appraised.appraisal {
            Appraisal::Changed => {
                held.has_living_outside(card, now) || held.has_living_outside(phone, now)
            }
            Appraisal::Bound | Appraisal::Rebound => rebinds,
            _ => false,
        };
        Ok(Some(Foreseen {
            newest: base.clone(),
            codes: u64::from(appraised.due.card) + u64::from(appraised.due.phone),
            particulars: appraised.particulars,
            appraisal: appraised.appraisal,
            revokes,
            rebinds,
        }))
    }
}
