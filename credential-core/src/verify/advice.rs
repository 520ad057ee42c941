//! What the operator does next.

use crate::error::Error;

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
    pub(super) const fn on_error(error: Error) -> Self {
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
