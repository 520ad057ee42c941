//! Giving people credentials: for the first time, because something changed, again, or for longer.

use credential_core::{Field, HolderNumber, Status};
use messages::Failure;

use super::appraisal::{Appraisal, Appraised, appraise};
use super::audit::Change;
use super::batch::Batch;
use super::bind::KeyToBind;
use super::entry::{Entry, Expiry};
use super::failure::{self, RegisterFault};
use super::held::Held;
use super::kind::CodeKind;
use super::person::{PersonId, PersonMark};
use super::query;
use super::reason::Reason;
use crate::particulars::{Particulars, Unsaid};
use crate::phone_key::KeyRefusal;

/// What [`Batch::enrol`] made of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enrolment {
    /// A credential is reserved: sign it, write it, record it as issued.
    Reserved {
        /// The credential; of two, the card.
        entry: Entry,
        /// What holds beside it, of the other kind: reserved too, or there before.
        beside: Option<Box<Entry>>,
        /// Why it was needed.
        cause: Cause,
    },
    /// The person has a credential that says the same. Nothing to do.
    Unchanged {
        /// The newest that holds.
        entry: Entry,
        /// What holds beside it, of the other kind.
        beside: Option<Box<Entry>>,
    },
    /// The person's credential was revoked, and a row of a roster alone does not give another one.
    /// [`Batch::reissue`] does.
    Withheld(Entry),
    /// This run has met the person before, in a row that says otherwise. The earlier row holds.
    Contradicts(Entry),
    /// The phone's key in the row does not come into a code.
    KeyRefused(KeyRefusal),
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
    /// A phone is bound, and the person had none. What they have holds on.
    Bound,
    /// Another phone is bound. The code of the one before is revoked, a card holds on.
    Rebound,
}

/// Whether somebody who has a code for a phone only may get a card by being reissued one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstCard {
    /// A card that nobody asked for would be one more way to use the code.
    Refused,
    /// It is wanted.
    Wanted,
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
        self.enrol_with_key(person, particulars, unsaid, expiry, None)
    }

    /// As [`Batch::enrol_beside`], for a row that may bring the key of the person's phone. A new person then
    /// gets a code for the phone, and no card; one who has a card keeps it beside.
    ///
    /// # Errors
    /// As [`Batch::enrol`].
    pub fn enrol_with_key(
        &mut self,
        person: &PersonId<'_>,
        particulars: &Particulars,
        unsaid: Unsaid,
        expiry: Expiry,
        key: Option<KeyToBind<'_>>,
    ) -> Result<Enrolment, Failure> {
        let mark = self.key.mark(person)?;
        let result = self.decide(&mark, (particulars, unsaid), expiry, key);
        self.map_fault(result)
    }

    fn decide(
        &mut self,
        mark: &PersonMark,
        (row, unsaid): (&Particulars, Unsaid),
        expiry: Expiry,
        key: Option<KeyToBind<'_>>,
    ) -> Result<Enrolment, RegisterFault> {
        if let Some(field) = row.invalid_field() {
            return Ok(Enrolment::Invalid(field));
        }
        if !self.leaves_time(expiry) {
            return Ok(Enrolment::Invalid(Field::Validity));
        }
        let Some(held) = query::held_by_person(&self.transaction, mark)? else {
            return self.decide_for_new(mark, row, expiry, key);
        };
        let base = held.base().ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let appraised = appraise(&held, base, row, unsaid, expiry, key, self.at());
        let Appraised {
            particulars,
            appraisal,
            due,
            new_key,
        } = appraised;
        let beside = |entry: &Entry| held.current(entry.kind().other()).cloned().map(Box::new);
        let unchanged = || Enrolment::Unchanged {
            entry: base.clone(),
            beside: beside(base),
        };
        if self.has_met(base.holder) {
            let same = base.particulars == particulars
                && expiry.is_met_by(base.validity.until)
                && new_key.is_none();
            return Ok(if same {
                unchanged()
            } else {
                Enrolment::Contradicts(base.clone())
            });
        }
        self.meet(base.holder);
        let cause = match appraisal {
            Appraisal::Unchanged => return Ok(unchanged()),
            Appraisal::Withheld => return Ok(Enrolment::Withheld(base.clone())),
            Appraisal::Expired => Cause::Expired,
            Appraisal::Changed => Cause::Changed,
            Appraisal::Bound => Cause::Bound,
            Appraisal::Rebound => Cause::Rebound,
        };
        // Asked before anything is changed.
        let old_key = held.newest(CodeKind::Phone).and_then(|it| it.holder_key);
        if let Some(refusal) = self.refusal_of(&held, new_key, old_key.filter(|_| due.phone))? {
            return Ok(Enrolment::KeyRefused(refusal));
        }
        if cause == Cause::Changed {
            self.revoke_living(&held, CodeKind::Card, Reason::Superseded)?;
        }
        if cause == Cause::Changed || new_key.is_some() {
            self.revoke_living(&held, CodeKind::Phone, Reason::Superseded)?;
        }
        let phone_key = new_key.map(|key| *key.key()).or(old_key);
        let card = match due.card {
            true => Some(self.succeed(&held, None, &particulars, expiry, 0)?),
            false => None,
        };
        let phone = match phone_key.filter(|_| due.phone) {
            Some(key) => {
                let earlier = u32::from(card.is_some());
                Some(self.succeed(&held, Some(key), &particulars, expiry, earlier)?)
            }
            None => None,
        };
        self.count(match cause {
            Cause::Expired => "expired",
            Cause::Bound | Cause::Rebound => Change::Bound.code(),
            _ => "changed",
        });
        Ok(match (card, phone) {
            (Some(card), Some(phone)) => Enrolment::Reserved {
                entry: card,
                beside: Some(Box::new(phone)),
                cause,
            },
            (Some(entry), None) | (None, Some(entry)) => Enrolment::Reserved {
                // The other one holds on, unless what it says has changed.
                beside: beside(&entry).filter(|_| cause != Cause::Changed),
                entry,
                cause,
            },
            (None, None) => Enrolment::Withheld(base.clone()),
        })
    }

    fn decide_for_new(
        &mut self,
        mark: &PersonMark,
        row: &Particulars,
        expiry: Expiry,
        key: Option<KeyToBind<'_>>,
    ) -> Result<Enrolment, RegisterFault> {
        if let Some(refusal) = self.refusal_of(&Held(Vec::new()), key, None)? {
            return Ok(Enrolment::KeyRefused(refusal));
        }
        let holder = self.add_holder(mark)?;
        let key = key.map(|key| *key.key());
        let entry = self.reserve(holder, 1, row, expiry, key)?;
        self.count("new");
        Ok(Enrolment::Reserved {
            entry,
            beside: None,
            cause: Cause::NewPerson,
        })
    }

    /// Replaces a holder's card, because it is lost or damaged: every card that went out and
    /// has not expired is revoked with this reason, and one with the same content is
    /// reserved. Also the way back for somebody whose card was revoked. A code for a phone stays as it is.
    ///
    /// One that is reserved but did not go out yet is returned as it is: nobody can have lost it.
    /// So a `reissue` that was killed can be repeated.
    ///
    /// # Errors
    /// `credential-unknown` if there is no such holder, `phone-only` for one who never had a card, unless
    /// that is what is wanted; `validity-over`, and those of [`Batch::enrol`].
    pub fn reissue(
        &mut self,
        holder: HolderNumber,
        reason: Reason,
        first: FirstCard,
        expiry: Expiry,
    ) -> Result<Entry, Failure> {
        let result = self.replace(holder, reason, first, expiry);
        self.map_fault(result)
    }

    fn replace(
        &mut self,
        holder: HolderNumber,
        reason: Reason,
        first: FirstCard,
        expiry: Expiry,
    ) -> Result<Entry, RegisterFault> {
        if !self.leaves_time(expiry) {
            return Err(failure::validity_over().into());
        }
        let held = Held(query::entries_of(&self.transaction, holder)?);
        let base = held.base().ok_or_else(|| failure::unknown_holder(holder))?;
        self.meet(holder);
        match held.newest(CodeKind::Card) {
            None if first == FirstCard::Refused => return Err(failure::phone_only(holder).into()),
            // Whom nothing holds for any more gets no card beside it.
            None if base.is_revoked() => {
                return Err(failure::revoked(base.holder, base.serial).into());
            }
            _ => {}
        }
        let living = held.living(CodeKind::Card, self.at());
        for entry in living.filter(|entry| entry.output.is_some()) {
            self.change(entry, Status::Revoked, reason)?;
            self.count("revoked");
        }
        if let Some(newest) = held.newest(CodeKind::Card)
            && newest.output.is_none()
            && newest.is_alive(self.at())
        {
            return Ok(newest.clone());
        }
        let entry = self.succeed(&held, None, &base.particulars, expiry, 0)?;
        self.count(Change::Reissued.code());
        self.describe(Change::Reissued, &entry, reason);
        Ok(entry)
    }

    /// Reserves a credential of the same kind, with the same content and a later end; for a phone, with the
    /// same key.
    ///
    /// # Errors
    /// `credential-unknown`, `credential-revoked`, `validity-over`, and those of [`Batch::enrol`].
    pub fn renew(
        &mut self,
        holder: HolderNumber,
        kind: CodeKind,
        expiry: Expiry,
    ) -> Result<Renewal, Failure> {
        let result = self.prolong(holder, kind, expiry);
        self.map_fault(result)
    }

    fn prolong(
        &mut self,
        holder: HolderNumber,
        kind: CodeKind,
        expiry: Expiry,
    ) -> Result<Renewal, RegisterFault> {
        if !self.leaves_time(expiry) {
            return Err(failure::validity_over().into());
        }
        let held = Held(query::entries_of(&self.transaction, holder)?);
        let newest = held
            .newest(kind)
            .ok_or_else(|| failure::unknown_holder(holder))?;
        self.meet(holder);
        if newest.is_revoked() {
            return Err(failure::revoked(newest.holder, newest.serial).into());
        }
        if newest.validity.until >= expiry.until() {
            return Ok(Renewal::NotNeeded(newest.clone()));
        }
        if let Some(key) = &newest.holder_key
            && let Some(other) = self.living_of_another(key, &held)?
        {
            return Err(KeyRefusal::OfAnother { holder: other }
                .into_failure()
                .into());
        }
        let entry = self.succeed(&held, newest.holder_key, &newest.particulars, expiry, 0)?;
        self.count("renewed");
        Ok(Renewal::Reserved(entry))
    }
}
