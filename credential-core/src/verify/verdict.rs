//! The verdict with its reason, and what the operator does next.

use alloc::sync::Arc;
use core::fmt;

use super::Basis;
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
/// let forged = VerifiedCredential { claims, issuer, basis };
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

/// Why a person must look although no check has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Caution {
    /// The terminal's clock is behind a time that was signed: it cannot tell what has expired.
    ClockWrong,
    /// The credential is dated after a clock that agrees with what the roots have signed: the
    /// issuer's clock was fast.
    CredentialDatedAhead,
    /// The credential's key was compromised, and no list says which of its credentials are genuine.
    KeyCompromised,
    /// The trust list is older than the policy allows without a check.
    TrustListStale,
    /// The issuer's status list is older than the policy allows without a check: the code may have
    /// been revoked since.
    StatusListStale,
    /// No status list has an entry for this credential: it may have been revoked.
    StatusMissing,
    /// This version knows none of the credential's categories.
    CategoryUnknown,
    /// Anybody with a copy of the code can show it: compare it with the person.
    Bearer,
    /// Nobody has looked whether the proof was shown before, or whether the holder has just passed; or
    /// the terminal cannot remember more.
    RepeatUnchecked,
}

impl Caution {
    /// In the order in which they are named.
    const ALL: [Self; 9] = [
        Self::ClockWrong,
        Self::CredentialDatedAhead,
        Self::KeyCompromised,
        Self::TrustListStale,
        Self::StatusListStale,
        Self::StatusMissing,
        Self::CategoryUnknown,
        Self::Bearer,
        Self::RepeatUnchecked,
    ];

    /// The stable code, in kebab case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ClockWrong => "clock-wrong",
            Self::CredentialDatedAhead => "credential-dated-ahead",
            Self::KeyCompromised => "key-compromised",
            Self::CategoryUnknown => "category-unknown",
            Self::TrustListStale => "trust-list-stale",
            Self::StatusListStale => "status-list-stale",
            Self::StatusMissing => "status-missing",
            Self::Bearer => "bearer",
            Self::RepeatUnchecked => "repeat-unchecked",
        }
    }

    /// The stage at which it is raised.
    pub const fn stage(self) -> Stage {
        match self {
            Self::ClockWrong | Self::CredentialDatedAhead | Self::TrustListStale => Stage::Time,
            Self::KeyCompromised => Stage::Scope,
            Self::CategoryUnknown => Stage::Entitlement,
            Self::StatusListStale | Self::StatusMissing => Stage::Status,
            Self::Bearer => Stage::Holder,
            Self::RepeatUnchecked => Stage::Admission,
        }
    }

    /// What the operator should do about it.
    pub const fn advice(self) -> Advice {
        match self {
            Self::ClockWrong => Advice::SetClock,
            Self::CredentialDatedAhead => Advice::AskBureau,
            Self::KeyCompromised
            | Self::TrustListStale
            | Self::StatusListStale
            | Self::StatusMissing
            | Self::CategoryUnknown => Advice::UpdateTerminal,
            Self::Bearer | Self::RepeatUnchecked => Advice::ComparePerson,
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The cautions of a [`Verdict::Check`]: at least one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cautions {
    first: Caution,
    bits: u16,
}

impl Cautions {
    /// Those that are raised; `None` if none is.
    pub(super) fn collect(raised: impl Fn(Caution) -> bool) -> Option<Self> {
        let mut raised = Caution::ALL.into_iter().filter(|caution| raised(*caution));
        let first = raised.next()?;
        let bits = raised.fold(first.bit(), |bits, caution| bits | caution.bit());
        Some(Self { first, bits })
    }

    const REPEAT_UNCHECKED: Self = Self {
        first: Caution::RepeatUnchecked,
        bits: Caution::RepeatUnchecked.bit(),
    };

    /// All but one; `None` if there is no other.
    fn without(self, other: Caution) -> Option<Self> {
        Self::collect(|caution| caution != other && self.bits & caution.bit() != 0)
    }

    /// One more. It is the last in the order, so the first stays.
    fn with(self, last: Caution) -> Self {
        Self {
            bits: self.bits | last.bit(),
            ..self
        }
    }

    /// The first one: it names the verdict's reason.
    pub fn first(self) -> Caution {
        self.first
    }

    /// All of them, in their fixed order.
    pub fn iter(self) -> impl Iterator<Item = Caution> {
        Caution::ALL
            .into_iter()
            .filter(move |caution| self.bits & caution.bit() != 0)
    }
}

impl fmt::Debug for Cautions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What the operator should do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Give the benefit.
    GiveBenefit,
    /// Compare name and category with the person, and give the benefit if they fit.
    ComparePerson,
    /// Scan the code again: it was not read well.
    ScanAgain,
    /// Ask for the veteran's code: this one is something else.
    ShowOtherCode,
    /// Have the code opened freshly on the phone: this one is a copy.
    OpenOnPhone,
    /// Set the clock of the terminal.
    SetClock,
    /// Have the phone's clock set; if others have the same trouble, it is the terminal's that is wrong.
    SetPhoneClock,
    /// Have the holder wait: the same code has passed a moment ago.
    Wait,
    /// Bring the terminal its update.
    UpdateTerminal,
    /// Say kindly that this place has no benefit for this holder: the code is genuine.
    NoBenefit,
    /// Send the holder to the bureau, which can renew or replace the code.
    AskBureau,
    /// Do not accept it, and report it to the authority: it is forged or altered.
    Report,
}

impl Advice {
    /// The stable name in vectors and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GiveBenefit => "give-benefit",
            Self::ComparePerson => "compare-person",
            Self::ScanAgain => "scan-again",
            Self::ShowOtherCode => "show-other-code",
            Self::OpenOnPhone => "open-on-phone",
            Self::SetClock => "set-clock",
            Self::SetPhoneClock => "set-phone-clock",
            Self::Wait => "wait",
            Self::UpdateTerminal => "update-terminal",
            Self::NoBenefit => "no-benefit",
            Self::AskBureau => "ask-bureau",
            Self::Report => "report",
        }
    }

    /// Without a catch-all: whoever adds an error decides what an operator does about it.
    const fn on_error(error: Error) -> Self {
        match error {
            Error::Empty | Error::Unreadable(_) => Self::ScanAgain,
            Error::TooLong { .. }
            | Error::NotOurs
            | Error::Malformed(_)
            | Error::ObjectUnsupported => Self::ShowOtherCode,
            Error::IssuerUnknown { .. }
            | Error::AlgorithmUnsupported
            | Error::HeaderUnexpected
            | Error::TrustListExpired
            | Error::StatusListExpired
            | Error::StatusMissing
            | Error::TextUnsupported
            | Error::ContentUnsupported
            | Error::KeyCompromised
            | Error::CategoryUnknown
            | Error::TrustListMissing => Self::UpdateTerminal,
            Error::ProofMissing
            | Error::ProofInvalid
            | Error::ProofStale { .. }
            | Error::ProofReplayed
            | Error::BearerRefused => Self::OpenOnPhone,
            Error::ProofFromFuture { .. } => Self::SetPhoneClock,
            Error::PassedRecently { .. } => Self::Wait,
            Error::SignatureInvalid | Error::NotVouched => Self::Report,
            Error::NotEntitled => Self::NoBenefit,
            Error::ClaimsInvalid(_)
            | Error::IssuerWithdrawn
            | Error::IssuerSuspended
            | Error::KeyWithdrawn
            | Error::KeyNotInForce
            | Error::ValidityOutOfScope
            | Error::CategoryOutOfScope
            | Error::RegionOutOfScope
            | Error::Expired
            | Error::Revoked
            | Error::Suspended => Self::AskBureau,
            // Errors of lists, updates and issuing, which are never part of a verdict.
            Error::ThresholdNotMet { .. }
            | Error::SubjectMismatch
            | Error::RootVersionMismatch { .. }
            | Error::RolledBack { .. }
            | Error::VersionReused { .. }
            | Error::VersionTooHigh { .. }
            | Error::RootSetForeign { .. }
            | Error::WithdrawnIssuerReturned { .. }
            | Error::WithdrawnKeyReturned { .. }
            | Error::RootWithoutList
            | Error::DatedAhead { .. }
            | Error::RequestExpired { .. }
            | Error::DraftInvalid(_)
            | Error::SignerFault => Self::AskBureau,
        }
    }
}
