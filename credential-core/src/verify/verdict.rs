//! The verdict with its reason, and what the operator does next.

use alloc::sync::Arc;

use super::advice::Advice;
use super::basis::Basis;
use super::caution::{Caution, Cautions};
use super::holder::VerifiedProof;
use crate::claims::{Claims, Region};
use crate::error::{Error, Stage};
use crate::numbers::HolderNumber;
use crate::trust::{Issuer, IssuerId};

/// Accept, check or refuse.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Give the benefit.
    Accept(VerifiedCredential),
    /// A person must look before the benefit is given.
    Check(VerifiedCredential, Cautions),
    /// Do not give the benefit.
    Refuse(Refusal),
}

/// The three answers without what comes with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Give the benefit.
    Accept,
    /// A person must look. Where nobody is there to do so, as at an unattended gate, nothing is given.
    Check,
    /// Do not give the benefit.
    Refuse,
}

impl Decision {
    /// The stable name in vectors and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Check => "check",
            Self::Refuse => "refuse",
        }
    }
}

impl Verdict {
    /// Which of the three answers it is.
    pub fn decision(&self) -> Decision {
        match self {
            Self::Accept(_) => Decision::Accept,
            Self::Check(..) => Decision::Check,
            Self::Refuse(_) => Decision::Refuse,
        }
    }

    /// The stable code of the reason: `accepted`, the first caution's, or the error's.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Accept(_) => "accepted",
            Self::Check(_, cautions) => cautions.first().code(),
            Self::Refuse(refusal) => refusal.error().code(),
        }
    }

    /// The stage that decided; `None` if everything passed without caution.
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::Accept(_) => None,
            Self::Check(_, cautions) => Some(cautions.first().stage()),
            Self::Refuse(refusal) => Some(match refusal.error() {
                // Of the stage `Update` for an update; a verdict needs the list to find the issuer.
                Error::TrustListMissing => Stage::Issuer,
                error => error.stage(),
            }),
        }
    }

    /// What the operator should do next.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Accept(_) => Advice::GiveBenefit,
            Self::Check(_, cautions) => cautions.first().advice(),
            Self::Refuse(refusal) => Advice::on_error(refusal.error()),
        }
    }

    /// What the verdict rests on: which trust list, and whether revocation was checked. `None` if the
    /// code was refused before any list was consulted.
    pub fn basis(&self) -> Option<&Basis> {
        match self {
            Self::Accept(credential) | Self::Check(credential, _) => Some(&credential.basis),
            Self::Refuse(refusal) => refusal.basis.as_ref(),
        }
    }

    /// The verdict as if the proof had never been shown before: **it accepts a copy that somebody else
    /// shows a second later.** For a place that has no [`ReplayGuard`](crate::ReplayGuard).
    #[must_use]
    pub fn without_replay_guard(self) -> Self {
        match self {
            Self::Check(credential, cautions) => {
                credential.judged(cautions.without(Caution::RepeatUnchecked))
            }
            other => other,
        }
    }

    /// The credential that was verified, unless the code was refused.
    pub(crate) fn verified(&self) -> Option<&VerifiedCredential> {
        match self {
            Self::Accept(credential) | Self::Check(credential, _) => Some(credential),
            Self::Refuse(_) => None,
        }
    }

    /// Refused after all, by what the terminal remembers.
    pub(crate) fn refused(self, error: Error) -> Self {
        match self {
            Self::Accept(credential) | Self::Check(credential, _) => {
                let VerifiedCredential {
                    claims,
                    issuer,
                    basis,
                    ..
                } = credential;
                Refusal::authentic(error, claims, issuer, basis).into()
            }
            refused @ Self::Refuse(_) => refused,
        }
    }

    /// Not to be accepted without a look, because the terminal cannot remember it.
    pub(crate) fn repeat_unchecked(self) -> Self {
        match self {
            Self::Accept(credential) => Self::Check(credential, Cautions::REPEAT_UNCHECKED),
            Self::Check(credential, cautions) => {
                Self::Check(credential, cautions.with(Caution::RepeatUnchecked))
            }
            refused @ Self::Refuse(_) => refused,
        }
    }

    /// The credential if it was accepted outright: the benefit is given without a check by a person.
    pub fn accepted(&self) -> Option<&VerifiedCredential> {
        match self {
            Self::Accept(credential) => Some(credential),
            Self::Check(..) | Self::Refuse(_) => None,
        }
    }

    /// What the code says, if its signature verified: to be shown to the operator, whatever the
    /// verdict is. Never a reason to give anything; see [`Refusal::authentic_claims`].
    pub fn authentic_claims(&self) -> Option<(&Claims, &Issuer)> {
        match self {
            Self::Accept(credential) | Self::Check(credential, _) => {
                Some((credential.claims(), credential.issuer()))
            }
            Self::Refuse(refusal) => refusal.authentic_claims(),
        }
    }
}

/// A credential that passed every check of [`Verifier`](crate::Verifier). There is no other way to make one:
///
/// ```compile_fail,E0451
/// # use credential_core::{Basis, Claims, Issuer, VerifiedCredential};
/// # fn forge(claims: Claims, issuer: std::sync::Arc<Issuer>, basis: Basis) {
/// let forged = VerifiedCredential { claims, issuer, basis, proof: None };
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedCredential {
    claims: Claims,
    issuer: Arc<Issuer>,
    basis: Basis,
    proof: Option<VerifiedProof>,
}

/// A person, as far as terminals know: the same on a card and on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolderId {
    /// The issuer.
    pub issuer: IssuerId,
    /// The person's number there.
    pub number: HolderNumber,
}

impl VerifiedCredential {
    pub(super) fn new(
        claims: Claims,
        issuer: Arc<Issuer>,
        basis: Basis,
        proof: Option<VerifiedProof>,
    ) -> Self {
        Self {
            claims,
            issuer,
            basis,
            proof,
        }
    }

    fn judged(self, cautions: Option<Cautions>) -> Verdict {
        match cautions {
            None => Verdict::Accept(self),
            Some(cautions) => Verdict::Check(self, cautions),
        }
    }

    /// The proof with which it was shown; `None` for a bearer code, which anybody may have copied.
    pub fn proof(&self) -> Option<VerifiedProof> {
        self.proof
    }

    /// Who it is about.
    pub fn holder_id(&self) -> HolderId {
        HolderId {
            issuer: self.issuer.id,
            number: self.claims.holder,
        }
    }

    /// What the issuer attests about the holder.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The issuer.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The region the holder belongs to.
    pub fn home_region(&self) -> Region {
        self.claims.home_region.unwrap_or(self.issuer.region)
    }
}

/// Why a code was refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    error: Error,
    basis: Option<Basis>,
    authentic: Option<(Claims, Arc<Issuer>)>,
}

impl Refusal {
    pub(super) fn without_basis(error: Error) -> Self {
        Self {
            error,
            basis: None,
            authentic: None,
        }
    }

    pub(super) fn unauthentic(error: Error, basis: Basis) -> Self {
        Self {
            basis: Some(basis),
            ..Self::without_basis(error)
        }
    }

    pub(super) fn authentic(
        error: Error,
        claims: Claims,
        issuer: Arc<Issuer>,
        basis: Basis,
    ) -> Self {
        Self {
            error,
            basis: Some(basis),
            authentic: Some((claims, issuer)),
        }
    }

    /// The first check that failed.
    pub fn error(&self) -> Error {
        self.error
    }

    /// What a refused code says, if its signature verified, so that the operator can tell an expired
    /// card from a forgery. Never a reason to give anything.
    ///
    /// Signed does not mean true here: the issuer may have been withdrawn, or may not attest this.
    pub fn authentic_claims(&self) -> Option<(&Claims, &Issuer)> {
        self.authentic
            .as_ref()
            .map(|(claims, issuer)| (claims, &**issuer))
    }
}

impl From<Refusal> for Verdict {
    fn from(refusal: Refusal) -> Self {
        Self::Refuse(refusal)
    }
}
