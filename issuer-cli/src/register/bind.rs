//! Binding: a phone's key comes into a credential of its holder.

use credential_core::{Error, HolderKey, HolderNumber, IssuerId, ProvedKey, UnixTime};
use messages::Failure;

use super::audit::Change;
use super::batch::Batch;
use super::entry::{Entry, Expiry};
use super::failure::{self, RegisterFault};
use super::held::Held;
use super::kind::CodeKind;
use super::query;
use super::reason::Reason;
use crate::phone_key::KeyRefusal;

/// A phone's key that is to come into a code of this bureau.
#[derive(Clone, Copy, Debug)]
pub struct KeyToBind<'k> {
    /// The key, which is proved.
    pub proved: &'k ProvedKey,
    /// The bureau.
    pub issuer: IssuerId,
}

impl<'k> KeyToBind<'k> {
    /// The key.
    pub fn key(self) -> &'k HolderKey {
        self.proved.key()
    }
}

/// What [`Batch::bind`] came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A credential with the key is reserved.
    Reserved(Entry),
    /// The holder has a code with this very key, which holds. Nothing to do.
    Unchanged(Entry),
    /// The key does not come into a code.
    Refused(KeyRefusal),
}

/// How far a phone's clock may be behind the bureau's, in seconds.
const SKEW: u64 = 600;

impl Batch<'_> {
    /// Binds a phone of a holder: reserves a credential with its key and what the holder's other codes say.
    /// The code of an earlier phone is revoked as superseded; a card stays as it is.
    ///
    /// Also for somebody whose code was revoked because it was lost, stolen or replaced. To do it again
    /// with the same key gives the credential that was reserved.
    ///
    /// # Errors
    /// `credential-unknown`, `credential-revoked` for somebody who is to have none, `validity-over`, and
    /// those of [`Batch::enrol`].
    pub fn bind(
        &mut self,
        holder: HolderNumber,
        key: KeyToBind<'_>,
        expiry: Expiry,
    ) -> Result<Binding, Failure> {
        let result = self.try_bind(holder, key, expiry);
        self.map_fault(result)
    }

    fn try_bind(
        &mut self,
        holder: HolderNumber,
        key: KeyToBind<'_>,
        expiry: Expiry,
    ) -> Result<Binding, RegisterFault> {
        if !self.leaves_time(expiry) {
            return Err(failure::validity_over().into());
        }
        let held = Held(query::entries_of(&self.transaction, holder)?);
        let base = held.base().ok_or_else(|| failure::unknown_holder(holder))?;
        self.meet(holder);
        let ended = CodeKind::ALL.into_iter().any(|kind| {
            let newest = held.newest(kind).filter(|newest| newest.is_revoked());
            let reason = newest.and_then(|newest| newest.standing.changed);
            matches!(
                reason,
                Some((
                    Reason::Deceased | Reason::LeftCategory | Reason::IssuedInError,
                    _
                ))
            )
        });
        if base.is_revoked() && ended {
            return Err(failure::revoked(base.holder, base.serial).into());
        }
        let current = held.current(CodeKind::Phone);
        let same =
            |it: &&Entry| it.holder_key.as_ref() == Some(key.key()) && it.is_alive(self.at());
        if let Some(current) = current.filter(same).cloned() {
            return Ok(if current.output.is_some() {
                Binding::Unchanged(current)
            } else {
                Binding::Reserved(current)
            });
        }
        if let Some(refusal) = self.refusal_of(&held, Some(key), None)? {
            return Ok(Binding::Refused(refusal));
        }
        self.revoke_living(&held, CodeKind::Phone, Reason::Superseded)?;
        let entry = self.succeed(&held, Some(*key.key()), &base.particulars, expiry, 0)?;
        self.count(Change::Bound.code());
        self.describe(Change::Bound, &entry, Reason::Superseded);
        Ok(Binding::Reserved(entry))
    }

    /// Why a phone's key does not come into the next code of the person: a new one, or the one that the person
    /// has. `held` is empty for somebody new.
    pub(super) fn refusal_of(
        &self,
        held: &Held,
        new: Option<KeyToBind<'_>>,
        old: Option<HolderKey>,
    ) -> Result<Option<KeyRefusal>, RegisterFault> {
        let Some(key) = new.map(|new| *new.key()).or(old) else {
            return Ok(None);
        };
        if let Some(holder) = self.living_of_another(&key, held)? {
            return Ok(Some(KeyRefusal::OfAnother { holder }));
        }
        Ok(new.and_then(|new| refusal(held, new, self.at())))
    }

    /// Who else has a code with this key that still holds.
    pub(super) fn living_of_another(
        &self,
        key: &HolderKey,
        held: &Held,
    ) -> Result<Option<HolderNumber>, RegisterFault> {
        let own = held.0.first().map(|entry| entry.holder_id);
        query::living_with_key(&self.transaction, key, own, self.at())
    }
}

fn refusal(held: &Held, new: KeyToBind<'_>, at: UnixTime) -> Option<KeyRefusal> {
    let made = new.proved.claims().issued;
    match new.proved.check_for(new.issuer, at) {
        Ok(()) => {}
        Err(Error::RequestExpired { .. }) => return Some(KeyRefusal::Expired { made }),
        Err(Error::DatedAhead { .. }) => return Some(KeyRefusal::DatedAhead { made }),
        Err(_) => return Some(KeyRefusal::OtherBureau),
    }
    if held.was_lost(new.key()) {
        return Some(KeyRefusal::LostBefore);
    }
    let changed = held.phone_changed()?;
    let before = made.as_secs().saturating_add(SKEW) < changed.as_secs();
    before.then_some(KeyRefusal::Outdated { made })
}
