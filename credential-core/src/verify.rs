//! The verdict: may the person who shows this code be given what it stands for, here and now?
//!
//! The one room that makes a [`VerifiedCredential`].

mod policy;
mod verdict;

pub use policy::{Bearer, HolderProof, MissingStatus, Policy};
pub use verdict::{Advice, Caution, Cautions, Decision, Refusal, Verdict, VerifiedCredential};

use core::time::Duration;

use crate::claims::Claims;
use crate::credential::ParsedCredential;
use crate::error::{Error, Result};
use crate::status::{Status, StatusList, StatusLists};
use crate::terminal::{Floors, Holdings};
use crate::time::UnixTime;
use crate::trust::{Issuer, IssuerId, IssuerKey, Standing, TrustList};

/// Checks a scanned text in one call: the paved path.
///
/// The same as [`Verifier::verify_text`] of a [`Verifier::new`].
pub fn verify<'t>(text: &str, trust: &'t TrustList, policy: Policy, now: UnixTime) -> Verdict<'t> {
    Verifier::new(trust, policy).verify_text(text, now)
}

/// Checks credentials against what a terminal holds.
///
/// # Order of the checks
///
/// Fixed, so that everybody names the same reason for the same code. The first check that fails
/// decides:
///
/// 1. text: length, mark, check digits or Base45 groups;
/// 2. object: deterministic CBOR, COSE_Sign1, headers, algorithm;
/// 3. issuer: a key of the trust list has the identifier;
/// 4. signature, strictly, with each key that matches;
/// 5. claims: the signed content is well-formed;
/// 6. scope: the issuer's standing, the key's standing, issued while the key was in force,
///    categories, region;
/// 7. time: the trust list has not run out, the credential has not;
/// 8. status: the issuer's status list is fresh enough, the credential neither revoked nor suspended;
/// 9. holder: a proof where one is needed, bearer codes where they are taken.
///
/// What passes all of them may still raise [`Caution`]s, which turn *accept* into *check*.
#[derive(Clone, Debug)]
pub struct Verifier<'t> {
    trust: &'t TrustList,
    statuses: Option<&'t StatusLists>,
    newest_signed: UnixTime,
    floors: Option<&'t Floors>,
    policy: Policy,
}

impl<'t> Verifier<'t> {
    /// A verifier that believes the issuers of `trust` and follows `policy`.
    pub fn new(trust: &'t TrustList, policy: Policy) -> Self {
        let newest_signed = trust.claims().validity.from;
        Self {
            trust,
            statuses: None,
            newest_signed,
            floors: None,
            policy,
        }
    }

    /// A verifier that believes what a terminal holds; `None` while that has no trust list.
    pub fn of_holdings(holdings: &'t Holdings, policy: Policy) -> Option<Self> {
        let verifier = Self::new(holdings.trust()?, policy).with_statuses(holdings.statuses());
        let newest_signed = verifier.newest_signed.max(holdings.floors().newest_signed);
        Some(Self {
            newest_signed,
            floors: Some(holdings.floors()),
            ..verifier
        })
    }

    /// The same verifier with the status lists that the terminal holds. Without them, revocation is
    /// not judged at all.
    #[must_use]
    pub fn with_statuses(self, statuses: &'t StatusLists) -> Self {
        Self {
            statuses: Some(statuses),
            ..self
        }
    }

    /// Checks what a scanner read.
    pub fn verify_text(&self, text: &str, now: UnixTime) -> Verdict<'t> {
        ParsedCredential::from_text(text).map_or_else(
            |error| Refusal::unauthentic(error).into(),
            |code| self.verify(&code, now),
        )
    }

    /// Checks the bytes of a credential.
    pub fn verify_bytes(&self, bytes: &[u8], now: UnixTime) -> Verdict<'t> {
        ParsedCredential::from_bytes(bytes).map_or_else(
            |error| Refusal::unauthentic(error).into(),
            |code| self.verify(&code, now),
        )
    }

    /// Checks a credential whose form was found in order.
    pub fn verify(&self, code: &ParsedCredential, now: UnixTime) -> Verdict<'t> {
        let (claims, issuer, key) = match self.authenticate(code) {
            Ok(found) => found,
            Err(error) => return Refusal::unauthentic(error).into(),
        };
        // Whatever the clock says, it is not earlier than the newest time that was signed.
        let statuses = self.statuses.and_then(|lists| lists.list(issuer.id));
        let newest_signed = self
            .newest_signed
            .max(claims.validity.from)
            .max(statuses.map_or(UnixTime::default(), |list| list.claims().validity.from));
        let not_before = now.max(newest_signed);
        let status = statuses.and_then(|list| list.claims().statuses.status(claims.status_index));
        let checked = in_scope(&claims, issuer, key)
            .and_then(|()| self.in_time(&claims, not_before))
            .and_then(|()| self.in_standing(statuses, status, not_before))
            .and_then(|()| self.shown_by_holder(&claims));
        if let Err(error) = checked {
            return Refusal::authentic(error, claims, issuer).into();
        }

        let mut cautions = Cautions::default();
        if newest_signed > now.plus(self.policy.clock_leeway) {
            cautions.insert(Caution::ClockWrong);
        }
        let age = not_before.since(self.trust.claims().validity.from);
        if self
            .policy
            .trust_list_check_after
            .is_some_and(|limit| age > limit)
        {
            cautions.insert(Caution::TrustListStale);
        }
        if statuses.is_some_and(|list| {
            older(
                not_before,
                list.claims().validity.from,
                self.policy.status_list_check_after,
            )
        }) {
            cautions.insert(Caution::StatusListStale);
        }
        // A list that was once held and is gone is never passed over, whatever the policy.
        let lost = statuses.is_none() && self.once_had_statuses(issuer.id);
        let asked = self.statuses.is_some() && self.policy.missing_status == MissingStatus::Check;
        if status.is_none() && (lost || asked) {
            cautions.insert(Caution::StatusMissing);
        }
        if self.policy.bearer == Bearer::Check {
            cautions.insert(Caution::Bearer);
        }
        let credential = VerifiedCredential::new(claims, issuer);
        if cautions.is_empty() {
            Verdict::Accept(credential)
        } else {
            Verdict::Check(credential, cautions)
        }
    }

    /// Stages issuer, signature and claims: whose is it, and what does it say?
    fn authenticate(&self, code: &ParsedCredential) -> Result<(Claims, &'t Issuer, &'t IssuerKey)> {
        let mut outcome = Err(Error::IssuerUnknown {
            key_id: code.key_id(),
        });
        // Four bytes of key identifier may collide: each match gets its try.
        for (issuer, key) in self.trust.keys(code.key_id()) {
            match code.verify(&key.key) {
                Ok(claims) => return Ok((claims.into_inner(), issuer, key)),
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    fn in_time(&self, claims: &Claims, not_before: UnixTime) -> Result<()> {
        let validity = self.trust.claims().validity;
        if validity.until <= not_before
            || older(
                not_before,
                validity.from,
                self.policy.trust_list_refuse_after,
            )
        {
            return Err(Error::TrustListExpired);
        }
        if claims.validity.until <= not_before {
            return Err(Error::Expired);
        }
        Ok(())
    }

    fn in_standing(
        &self,
        list: Option<&StatusList>,
        status: Option<Status>,
        not_before: UnixTime,
    ) -> Result<()> {
        // A list that has run out still knows what was revoked by then.
        match status {
            Some(Status::Revoked) => return Err(Error::Revoked),
            Some(Status::Suspended | Status::Reserved) => return Err(Error::Suspended),
            Some(Status::Valid) => {}
            None if self.statuses.is_some()
                && self.policy.missing_status == MissingStatus::Refuse =>
            {
                return Err(Error::StatusMissing);
            }
            None => {}
        }
        let expired = list
            .map(|list| list.claims().validity)
            .is_some_and(|validity| {
                validity.until <= not_before
                    || older(
                        not_before,
                        validity.from,
                        self.policy.status_list_refuse_after,
                    )
            });
        if expired {
            Err(Error::StatusListExpired)
        } else {
            Ok(())
        }
    }

    fn once_had_statuses(&self, issuer: IssuerId) -> bool {
        self.floors
            .is_some_and(|floors| floors.status_issued.contains_key(&issuer))
    }

    fn shown_by_holder(&self, claims: &Claims) -> Result<()> {
        match (
            claims.holder_key,
            self.policy.holder_proof,
            self.policy.bearer,
        ) {
            (Some(_), HolderProof::Required, _) => Err(Error::ProofMissing),
            (_, _, Bearer::Refuse) => Err(Error::BearerRefused),
            _ => Ok(()),
        }
    }
}

/// Whether something signed at `signed` has passed the age that a policy sets.
fn older(now: UnixTime, signed: UnixTime, limit: Option<Duration>) -> bool {
    limit.is_some_and(|limit| now.since(signed) > limit)
}

/// Whether issuer and key are in good standing and the issuer may say what it says.
fn in_scope(claims: &Claims, issuer: &Issuer, key: &IssuerKey) -> Result<()> {
    match issuer.standing {
        Standing::Active => {}
        Standing::Suspended => return Err(Error::IssuerSuspended),
        Standing::Withdrawn => return Err(Error::IssuerWithdrawn),
    }
    if key.standing != Standing::Active {
        return Err(Error::KeyWithdrawn);
    }
    if !key.in_force.contains(claims.validity.from) {
        return Err(Error::KeyNotInForce);
    }
    if !claims.categories.is_subset_of(issuer.categories) {
        return Err(Error::CategoryOutOfScope);
    }
    let home = claims.home_region.unwrap_or(issuer.region);
    if !issuer.regions.iter().any(|region| region.covers(home)) {
        return Err(Error::RegionOutOfScope);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
