//! Why a person must look although nothing is wrong with the code.

use core::fmt;

use super::advice::Advice;
use crate::error::Stage;

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

/// The cautions of a [`Verdict::Check`](super::Verdict::Check): at least one.
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

    pub(super) const REPEAT_UNCHECKED: Self = Self {
        first: Caution::RepeatUnchecked,
        bits: Caution::RepeatUnchecked.bit(),
    };

    /// All but one; `None` if there is no other.
    pub(super) fn without(self, other: Caution) -> Option<Self> {
        Self::collect(|caution| caution != other && self.bits & caution.bit() != 0)
    }

    /// One more. It is the last in the order, so the first stays.
    pub(super) fn with(self, last: Caution) -> Self {
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
