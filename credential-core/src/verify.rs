//! The verdict on a code: accept, check or refuse.
//!
//! Only this module makes a [`VerifiedCredential`].

mod advice;
mod basis;
mod caution;
mod holder;
mod known_issuer;
mod policy;
mod verdict;

pub use advice::Advice;
pub use basis::Basis;
pub use caution::{Caution, Cautions};
pub(crate) use holder::ProofId;
pub use holder::VerifiedProof;
pub use policy::{
    Bearer, ChallengeRule, HolderProof, MissingStatus, Policy, ServedFrom, WhenInDoubt,
};
pub use verdict::{Decision, HolderId, Refusal, Verdict, VerifiedCredential};

use alloc::sync::Arc;
use core::time::Duration;

use crate::category::CategorySet;
use crate::challenge::Challenge;
use crate::claims::{Claims, Region};
use crate::cose::HolderSigned;
use crate::credential::ParsedCredential;
use crate::error::{Error, Result};
use crate::holdings::{Floors, Holdings};
#[cfg(any(test, feature = "std"))]
use crate::keys::PreparedKeys;
use crate::limits::MAX_VALIDITY;
use crate::presentation::{ParsedCode, ParsedPresentation};
use crate::scanner::{self, ScanFault, ScannedText};
use crate::status::{Status, StatusList};
use crate::time::UnixTime;
use crate::trust::{Issuer, IssuerKey, Standing, TrustList};
use holder::shown_by_holder;

/// Checks a scanned text against what a terminal holds, revocation included.
///
/// The same as [`Verifier::verify_text`] of a [`Verifier::new`]. A place that has no status lists
/// must say so: [`Verifier::without_revocation_check`].
pub fn verify(text: &str, holdings: &Holdings, policy: Policy, now: UnixTime) -> Verdict {
    Verifier::new(holdings, policy).verify_text(text, now)
}

/// Checks credentials against what a terminal holds.
///
/// # Order of the checks
///
/// Fixed, so that every implementation names the same reason for the same code. The first check that
/// fails decides:
///
/// 1. text: length, mark, check digits or Base45 groups;
/// 2. object: deterministic CBOR, COSE_Sign1, headers, algorithm;
/// 3. issuer: a key of the trust list has the identifier;
/// 4. signature, strictly, with each key that matches;
/// 5. claims: the signed content is well-formed;
/// 6. scope: the issuer's standing, the key's standing, issued while the key was in force,
///    and for no longer than it may, vouched for if the key was compromised, categories, region;
/// 7. time: neither the trust list nor the credential has expired;
/// 8. status: the credential is neither revoked nor suspended, it has an entry in a list that was made
///    after it, the issuer's status list is fresh enough;
/// 9. holder: a proof where one is needed, by the holder's key and made within the last seconds; bearer
///    codes where they are accepted;
/// 10. entitlement: a category that this version knows, and one that the place serves for people of the
///     home region.
///
/// What comes after that needs a memory, which a verifier has not: a presentation is at best *check*
/// ([`Caution::RepeatUnchecked`]) until a [`ReplayGuard`](crate::ReplayGuard) has admitted the verdict.
///
/// What passes all of them may still raise [`Caution`]s, which turn *accept* into *check*.
#[derive(Clone, Debug)]
pub struct Verifier<'t> {
    /// `None` while a terminal has received no trust list.
    trust: Option<&'t TrustList>,
    /// The status lists and floors.
    holdings: Option<&'t Holdings>,
    policy: Policy,
    challenges: &'t [Challenge],
    #[cfg(any(test, feature = "std"))]
    prepared: Option<&'t PreparedKeys>,
}

impl<'t> Verifier<'t> {
    /// A verifier that trusts what a terminal holds and follows `policy`.
    ///
    /// While the terminal holds no trust list, every credential is refused with
    /// [`Error::TrustListMissing`].
    pub fn new(holdings: &'t Holdings, policy: Policy) -> Self {
        Self {
            trust: holdings.trust(),
            holdings: Some(holdings),
            policy,
            challenges: &[],
            #[cfg(any(test, feature = "std"))]
            prepared: None,
        }
    }

    /// A verifier that **accepts revoked credentials**: it has a trust list and no status lists.
    ///
    /// For a place that receives none. Every status is unknown then, and
    /// [`Policy::missing_status`] decides what that is worth: a shop checks each code
    /// ([`Caution::StatusMissing`]), a gate lets it pass. [`Verdict::basis`] says that revocation
    /// was not checked.
    pub fn without_revocation_check(trust: &'t TrustList, policy: Policy) -> Self {
        Self {
            trust: Some(trust),
            holdings: None,
            policy,
            challenges: &[],
            #[cfg(any(test, feature = "std"))]
            prepared: None,
        }
    }

    /// A verifier that takes only proofs over one of these challenges, which the terminal shows: the
    /// present one first, then the one before it. No more than two are tried.
    #[must_use]
    pub fn expecting(self, challenges: &'t [Challenge]) -> Self {
        Self { challenges, ..self }
    }

    /// Checks the text of a code, as a camera reads it.
    pub fn verify_text(&self, text: &str, now: UnixTime) -> Verdict {
        match ParsedCode::from_text(text) {
            Ok(code) => self.verify_code(&code, now),
            Err(error) => Refusal::without_basis(error).into(),
        }
    }

    /// Checks what a holder shows, parsed: a credential, with a proof or without.
    pub fn verify_code(&self, code: &ParsedCode, now: UnixTime) -> Verdict {
        match code {
            ParsedCode::Credential(code) => self.verify(code, now),
            ParsedCode::Presentation(code) => self.verify_presentation(code, now),
        }
    }

    /// Checks what a scanner in keyboard mode typed, after undoing what it, the keyboard and an input
    /// method did to the text: [`scanner::clean`]. Several codes in one text are refused with
    /// [`Error::NotOurs`], because nobody knows which is meant: [`scanner::split`] gives each of them.
    pub fn verify_scanned(&self, typed: &str, now: UnixTime) -> Verdict {
        let scanned = scanner::clean(typed);
        if scanned.fault == Some(ScanFault::SeveralCodes) {
            return Refusal::without_basis(Error::NotOurs).into();
        }
        self.verify_cleaned(&scanned, now)
    }

    /// Checks one code of those that [`scanner::split`] gives.
    pub fn verify_cleaned(&self, scanned: &ScannedText<'_>, now: UnixTime) -> Verdict {
        match scanned.parsed() {
            Some(code) => self.verify_code(code, now),
            None => self.verify_text(&scanned.text, now),
        }
    }

    /// Checks the bytes of a credential.
    pub fn verify_bytes(&self, bytes: &[u8], now: UnixTime) -> Verdict {
        ParsedCredential::from_bytes(bytes).map_or_else(
            |error| Refusal::without_basis(error).into(),
            |code| self.verify(&code, now),
        )
    }

    /// Checks a parsed credential that is shown without a proof.
    pub fn verify(&self, code: &ParsedCredential, now: UnixTime) -> Verdict {
        self.verify_shown(code, None, now)
    }

    /// Checks a parsed presentation. What passes is not accepted yet: see
    /// [`ReplayGuard::admit`](crate::ReplayGuard::admit).
    pub fn verify_presentation(&self, code: &ParsedPresentation, now: UnixTime) -> Verdict {
        self.verify_shown(code.credential(), Some(code.proof()), now)
    }

    fn verify_shown(
        &self,
        code: &ParsedCredential,
        proof: Option<&HolderSigned>,
        now: UnixTime,
    ) -> Verdict {
        let Some(trust) = self.trust else {
            return Refusal::without_basis(Error::TrustListMissing).into();
        };
        let mut basis = Basis::of_trust_list(trust.claims());
        let (claims, issuer, key) = match self.authenticate(trust, code) {
            Ok(found) => found,
            Err(error) => return Refusal::unauthentic(error, basis).into(),
        };
        let list = self.holdings.and_then(|held| held.status_list(issuer.id));
        basis.status_list_made = list.map(|list| list.claims().validity.from);
        let floors = self.holdings.map(Holdings::floors);
        // The newest time that the roots, and the issuer in its list, have signed. The code itself may
        // be dated ahead by its issuer's clock.
        let newest_listed = basis
            .trust_list_made
            .max(floors.map_or(UnixTime::default(), |floors| floors.newest_signed))
            .max(basis.status_list_made.unwrap_or_default());
        let issued = claims.validity.from;
        // Also by a wrong clock it cannot be earlier than what was signed.
        let not_before = now.max(newest_listed).max(issued);
        let status = list.and_then(|list| list.claims().statuses.status(claims.status_index));
        let (mut in_doubt, mut proved) = (false, None);
        let checked = in_scope(&claims, issuer, key)
            .and_then(|()| {
                in_doubt = self.is_in_doubt(code, issuer, key)?;
                may_attest(&claims, issuer)
            })
            .and_then(|()| self.in_time(trust, &claims, not_before))
            .and_then(|()| {
                basis.revocation_checked = status.is_some();
                self.in_standing(list, status, issued, not_before)
            })
            .and_then(|()| {
                proved = shown_by_holder(&claims, proof, &self.policy, self.challenges, now)?;
                let home = claims.home_region.unwrap_or(issuer.region);
                self.entitled(claims.categories, home)
            });
        if let Err(error) = checked {
            return Refusal::authentic(error, claims, Arc::clone(issuer), basis).into();
        }

        let older = |made, limit| older(not_before, made, limit);
        let expected = issuer
            .status_expectation
            .filter(|expected| expected.applies(not_before));
        let latest = now.plus(self.policy.clock_leeway);
        let cautions = Cautions::collect(|caution| match caution {
            Caution::ClockWrong => newest_listed > latest,
            Caution::CredentialDatedAhead => newest_listed <= latest && issued > latest,
            Caution::KeyCompromised => in_doubt,
            Caution::TrustListStale => {
                older(basis.trust_list_made, self.policy.trust_list_check_after)
            }
            Caution::StatusListStale => basis.status_list_made.is_some_and(|made| {
                older(made, self.policy.status_list_check_after)
                    || expected.is_some_and(|expected| !expected.is_met_by(made, not_before))
            }),
            Caution::StatusMissing => {
                // A list that was held once and is lost, or that the authority says is there, always
                // raises it, whatever the policy.
                let seen = |floors: &Floors| floors.status_lists.contains(&issuer.id);
                let lost = list.is_none() && (floors.is_some_and(seen) || expected.is_some());
                status.is_none() && (lost || self.policy.missing_status == MissingStatus::Check)
            }
            Caution::CategoryUnknown => !is_known(claims.categories),
            Caution::Bearer => proved.is_none() && self.policy.bearer == Bearer::Check,
            Caution::RepeatUnchecked => proved.is_some(),
        });
        let credential = VerifiedCredential::new(claims, Arc::clone(issuer), basis, proved);
        match cautions {
            None => Verdict::Accept(credential),
            Some(cautions) => Verdict::Check(credential, cautions),
        }
    }

    /// Whether nobody can tell if a code is genuine: by a compromised key, and no vouch list is held.
    fn is_in_doubt(
        &self,
        code: &ParsedCredential,
        issuer: &Issuer,
        key: &IssuerKey,
    ) -> Result<bool> {
        if key.standing != Standing::Compromised {
            return Ok(false);
        }
        let thumbprint = key.key.thumbprint();
        let list = self
            .holdings
            .and_then(|held| held.vouch_list(issuer.id, &thumbprint));
        match list {
            Some(list) if list.contains(code.hash()?) => Ok(false),
            Some(_) => Err(Error::NotVouched),
            None if self.policy.compromised_key == WhenInDoubt::Refuse => {
                Err(Error::KeyCompromised)
            }
            None => Ok(true),
        }
    }

    fn in_time(&self, trust: &TrustList, claims: &Claims, not_before: UnixTime) -> Result<()> {
        let validity = trust.claims().validity;
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
        issued: UnixTime,
        not_before: UnixTime,
    ) -> Result<()> {
        // A list that was made after the code has an entry for it, if the issuer knows of the code.
        let is_unlisted = list.is_some_and(|list| list.claims().validity.from > issued);
        // An expired list still knows what was revoked before.
        match status {
            Some(Status::Revoked) => return Err(Error::Revoked),
            Some(Status::Suspended | Status::Reserved) => return Err(Error::Suspended),
            Some(Status::Valid) => {}
            None if is_unlisted || self.policy.missing_status == MissingStatus::Refuse => {
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

    /// Whether this version knows what the holder is, and the place serves it.
    fn entitled(&self, categories: CategorySet, home: Region) -> Result<()> {
        if !is_known(categories) {
            return match self.policy.unknown_category {
                WhenInDoubt::Refuse => Err(Error::CategoryUnknown),
                // The operator decides what the place serves.
                WhenInDoubt::Check => Ok(()),
            };
        }
        if self.policy.serves(categories, home) {
            Ok(())
        } else {
            Err(Error::NotEntitled)
        }
    }
}

/// Whether this version knows one of the categories.
fn is_known(categories: CategorySet) -> bool {
    categories.iter().next().is_some()
}

/// Whether something signed at `signed` has passed the age that a policy sets.
fn older(now: UnixTime, signed: UnixTime, limit: Option<Duration>) -> bool {
    limit.is_some_and(|limit| now.since(signed) > limit)
}

/// Whether issuer and key are accepted, and whether the key may attest at this time and for so long:
/// the first part of stage scope, in the order of docs/format.md.
fn in_scope(claims: &Claims, issuer: &Issuer, key: &IssuerKey) -> Result<()> {
    match issuer.standing {
        Standing::Active => {}
        Standing::Suspended | Standing::Compromised | Standing::Unknown => {
            return Err(Error::IssuerSuspended);
        }
        Standing::Withdrawn => return Err(Error::IssuerWithdrawn),
    }
    if key.standing == Standing::Withdrawn {
        return Err(Error::KeyWithdrawn);
    }
    if !key.in_force.contains(claims.validity.from) {
        return Err(Error::KeyNotInForce);
    }
    let longest = key.longest_validity.unwrap_or(MAX_VALIDITY);
    if claims.validity.until.since(claims.validity.from) > longest {
        return Err(Error::ValidityOutOfScope);
    }
    Ok(())
}

/// Whether the issuer may attest these categories, and people of this region.
fn may_attest(claims: &Claims, issuer: &Issuer) -> Result<()> {
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
