//! Which issuer of a trust list has signed a message.

use alloc::sync::Arc;

use super::issuer::Issuer;
use super::issuer_id::IssuerId;
use super::issuer_key::IssuerKey;
use super::list::TrustList;
use super::standing::Standing;
use crate::cose::{Authentic, Payload, Sign1};
use crate::error::{Error, Result};
use crate::keys::PublicKey;
use crate::time::UnixTime;

/// What an issuer signs and dates: it names the issuer.
pub(crate) trait IssuerSigned: Payload {
    /// The issuer that it names.
    fn issuer(&self) -> IssuerId;

    /// When it was made.
    fn made(&self) -> UnixTime;
}

/// The content of a message, with the issuer and the key that signed it.
pub(crate) type Authenticated<'t, T> = (T, &'t Arc<Issuer>, &'t IssuerKey);

impl TrustList {
    /// Verifies a message with each key that has the identifier which it names: four bytes may
    /// collide. Neither the standing of the key nor its time is looked at.
    ///
    /// # Errors
    /// [`Error::IssuerUnknown`], or the error of the last key that was tried.
    pub(crate) fn authenticate<T: Payload>(
        &self,
        message: &Sign1<T>,
    ) -> Result<Authenticated<'_, T>> {
        self.authenticate_with(message, |key| message.verify(key))
    }

    /// As [`TrustList::authenticate`], with another way to verify the message.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn authenticate_with<T: Payload>(
        &self,
        message: &Sign1<T>,
        verify: impl Fn(&PublicKey) -> Result<Authentic<T>>,
    ) -> Result<Authenticated<'_, T>> {
        let mut outcome = Err(Error::IssuerUnknown {
            key_id: message.key_id(),
        });
        for (issuer, key) in self.keys(message.key_id()) {
            match verify(&key.key) {
                Ok(content) => return Ok((content.into_inner(), issuer, key)),
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    /// As [`TrustList::authenticate`], for a list: its key must be active, and in force when it was made, and
    /// the issuer not withdrawn, and the one that it names.
    ///
    /// # Errors
    /// Those, [`Error::KeyWithdrawn`], [`Error::KeyNotInForce`] and [`Error::SubjectMismatch`].
    pub(crate) fn authenticate_list<T: IssuerSigned>(
        &self,
        message: &Sign1<T>,
    ) -> Result<Authenticated<'_, T>> {
        let (content, issuer, key) = self.authenticate(message)?;
        if key.standing != Standing::Active || issuer.standing == Standing::Withdrawn {
            return Err(Error::KeyWithdrawn);
        }
        if !key.in_force.contains(content.made()) {
            return Err(Error::KeyNotInForce);
        }
        if content.issuer() != issuer.id {
            return Err(Error::SubjectMismatch);
        }
        Ok((content, issuer, key))
    }
}

/// The content of a message that `issuer` has signed with `key`, for the issuer itself: it has no trust list.
///
/// # Errors
/// Those of [`Sign1::verify`]; [`Error::SubjectMismatch`] if another issuer is named.
pub(crate) fn verify_own<T: IssuerSigned>(
    message: &Sign1<T>,
    issuer: IssuerId,
    key: &PublicKey,
) -> Result<T> {
    let content = message.verify(key)?.into_inner();
    if content.issuer() == issuer {
        Ok(content)
    } else {
        Err(Error::SubjectMismatch)
    }
}
