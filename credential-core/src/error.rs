//! What can be wrong, as one flat list with stable codes.
//!
//! The codes are shared by the test vectors, the JSON output of the programs and
//! their translations. A code is never renamed and never used for something else;
//! the sentences that people read are in the programs.

mod parts;

pub use parts::{CborFault, Field, Stage, TextFault};

use core::fmt;

use crate::key_id::KeyId;
use crate::trust::IssuerId;

/// Why something was refused.
///
/// Small and `Copy`, without strings: the context that a message needs is in the
/// fields, the caller finds the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// Nothing was scanned.
    Empty,
    /// More characters or bytes than an object of this kind can have.
    TooLong {
        /// The largest length that is read, in characters for text and bytes for objects.
        limit: usize,
    },
    /// A text of another kind: a web address, a payment code, the bar code of a product.
    NotOurs,
    /// A text of ours that was damaged by the scanner: scan again.
    Unreadable(TextFault),
    /// A text of ours of a kind that this version does not know: the terminal is too old.
    TextUnsupported,
    /// The bytes are not deterministic CBOR, or not a COSE object of the expected shape.
    Malformed(CborFault),
    /// A COSE message of another kind (tag) than this one can be.
    ObjectUnsupported,
    /// The protected or unprotected header holds something else than this object has there.
    HeaderUnexpected,
    /// An algorithm that this version does not know, or that the named key does not have. The second
    /// is seen only when the key has been found.
    AlgorithmUnsupported,
    /// No key of the trust list has this identifier.
    IssuerUnknown {
        /// The identifier that the code names.
        key_id: KeyId,
    },
    /// The signature does not verify: forged, altered, or signed by somebody else.
    SignatureInvalid,
    /// Signed, but what was signed is not well-formed.
    ClaimsInvalid(Field),
    /// Signed, with something in it that this version does not know and must not pass over: the
    /// terminal is too old.
    ContentUnsupported,
    /// The issuer was permanently withdrawn.
    IssuerWithdrawn,
    /// The issuer is suspended for now.
    IssuerSuspended,
    /// The key was withdrawn: lost, stolen or replaced for cause.
    KeyWithdrawn,
    /// The credential was issued outside the time in which the key was to be used.
    KeyNotInForce,
    /// The credential is valid for longer than its key may attest.
    ValidityOutOfScope,
    /// The key was compromised, and the issuer's register does not vouch for this credential.
    NotVouched,
    /// The key was compromised, and no list says which of its credentials are genuine.
    KeyCompromised,
    /// The issuer may not attest one of these categories.
    CategoryOutOfScope,
    /// The issuer may not attest people of this region.
    RegionOutOfScope,
    /// The terminal's trust list has expired, or is older than the policy allows: nothing can be
    /// accepted until it is updated.
    TrustListExpired,
    /// The credential has expired.
    Expired,
    /// The issuer has revoked the credential.
    Revoked,
    /// The issuer has suspended the credential for now.
    Suspended,
    /// The issuer's status list has expired, or is older than the policy allows.
    StatusListExpired,
    /// No status list has an entry for this credential, and the policy demands one.
    StatusMissing,
    /// The credential is bound to a holder's key, and no proof was shown.
    ProofMissing,
    /// What was shown as the proof of the holder's key does not verify: by another key, over another
    /// credential, for another challenge, or altered.
    ProofInvalid,
    /// The proof is dated after the terminal's clock: one of the two clocks is wrong.
    ProofFromFuture {
        /// By how many seconds.
        ahead: u64,
    },
    /// The proof was made too long ago: a screenshot, or a phone whose clock is slow. Also one from
    /// before what the terminal remembers.
    ProofStale {
        /// How many seconds before the terminal's clock it is dated.
        age: u64,
    },
    /// The policy does not accept bearer codes.
    BearerRefused,
    /// This version knows none of the credential's categories.
    CategoryUnknown,
    /// The place serves none of the credential's categories, or not for people of its home region.
    NotEntitled,
    /// The proof was shown to this terminal before.
    ProofReplayed,
    /// The holder has passed here a moment ago.
    PassedRecently {
        /// In how many seconds the holder may pass again.
        wait: u64,
    },
    /// Fewer root keys than needed have signed.
    ThresholdNotMet {
        /// Distinct root keys whose signature verified.
        valid: usize,
        /// How many are needed.
        needed: usize,
    },
    /// A status list about the credentials of another issuer than the one that signed it.
    SubjectMismatch,
    /// The list was made under another root set than the one at hand.
    RootVersionMismatch {
        /// The version of the root set that is at hand.
        held: u64,
        /// The version that the object names, or the one after which it would follow.
        named: u64,
    },
    /// Older than what was applied before: an old update, or one replayed on purpose.
    RolledBack {
        /// The version that was applied before; for status lists when that one was made, in seconds.
        /// For trust lists that name different root sets, the version of the root set.
        held: u64,
        /// The same of what was offered.
        offered: u64,
    },
    /// Another object with the same version, or the same time of making, as the one that is held.
    VersionReused {
        /// The version; for status lists when it was made, in seconds.
        version: u64,
    },
    /// A version above [`MAX_LIST_VERSION`](crate::limits::MAX_LIST_VERSION): it would leave no room
    /// for later ones.
    VersionTooHigh {
        /// The version.
        version: u64,
    },
    /// A root set below the one that is held, and no ancestor of it: another authority's, or forged.
    RootSetForeign {
        /// Its version.
        version: u64,
    },
    /// A trust list that does not list a withdrawn issuer as withdrawn.
    WithdrawnIssuerReturned {
        /// That issuer.
        issuer: IssuerId,
    },
    /// A trust list that gives a withdrawn or compromised key a better standing, or leaves it out.
    WithdrawnKeyReturned {
        /// The identifier of that key.
        key_id: KeyId,
    },
    /// A change of roots without a trust list that the new roots have signed.
    RootWithoutList,
    /// There is no trust list yet: neither a credential nor a status list can be checked.
    TrustListMissing,
    /// A status list that is dated later than the terminal's clock allows. If it were applied, no
    /// later list of its issuer would be accepted until that time.
    DatedAhead {
        /// When it claims to have been made, in seconds.
        made: u64,
        /// The latest time that is accepted.
        latest: u64,
    },
    /// An issuer's request that was made too long ago to be taken.
    RequestExpired {
        /// When it was made, in seconds.
        made: u64,
    },
    /// A field that an object to be signed cannot have.
    DraftInvalid(Field),
    /// The signer answered with a signature that its own public key does not verify.
    SignerFault,
}

impl Error {
    /// The stable code, in kebab case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too-long",
            Self::NotOurs => "not-ours",
            Self::Unreadable(_) => "unreadable",
            Self::TextUnsupported => "text-unsupported",
            Self::Malformed(_) => "malformed",
            Self::ObjectUnsupported => "object-unsupported",
            Self::HeaderUnexpected => "header-unexpected",
            Self::AlgorithmUnsupported => "algorithm-unsupported",
            Self::IssuerUnknown { .. } => "issuer-unknown",
            Self::SignatureInvalid => "signature-invalid",
            Self::ClaimsInvalid(_) => "claims-invalid",
            Self::ContentUnsupported => "content-unsupported",
            Self::IssuerWithdrawn => "issuer-withdrawn",
            Self::IssuerSuspended => "issuer-suspended",
            Self::KeyWithdrawn => "key-withdrawn",
            Self::KeyNotInForce => "key-not-in-force",
            Self::ValidityOutOfScope => "validity-out-of-scope",
            Self::NotVouched => "not-vouched",
            Self::KeyCompromised => "key-compromised",
            Self::CategoryOutOfScope => "category-out-of-scope",
            Self::RegionOutOfScope => "region-out-of-scope",
            Self::TrustListExpired => "trust-list-expired",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::StatusListExpired => "status-list-expired",
            Self::StatusMissing => "status-missing",
            Self::ProofMissing => "proof-missing",
            Self::ProofInvalid => "proof-invalid",
            Self::ProofFromFuture { .. } => "proof-from-future",
            Self::ProofStale { .. } => "proof-stale",
            Self::BearerRefused => "bearer-refused",
            Self::CategoryUnknown => "category-unknown",
            Self::NotEntitled => "not-entitled",
            Self::ProofReplayed => "proof-replayed",
            Self::PassedRecently { .. } => "passed-recently",
            Self::ThresholdNotMet { .. } => "threshold-not-met",
            Self::SubjectMismatch => "subject-mismatch",
            Self::RootVersionMismatch { .. } => "root-version-mismatch",
            Self::RolledBack { .. } => "rolled-back",
            Self::VersionReused { .. } => "version-reused",
            Self::VersionTooHigh { .. } => "version-too-high",
            Self::RootSetForeign { .. } => "root-set-foreign",
            Self::WithdrawnIssuerReturned { .. } => "withdrawn-issuer-returned",
            Self::WithdrawnKeyReturned { .. } => "withdrawn-key-returned",
            Self::RootWithoutList => "root-without-list",
            Self::TrustListMissing => "trust-list-missing",
            Self::DatedAhead { .. } => "dated-ahead",
            Self::RequestExpired { .. } => "request-expired",
            Self::DraftInvalid(_) => "draft-invalid",
            Self::SignerFault => "signer-fault",
        }
    }

    /// The same fault in something that is being built, not received.
    pub(crate) const fn in_draft(self) -> Self {
        match self {
            Self::ClaimsInvalid(field) => Self::DraftInvalid(field),
            other => other,
        }
    }

    /// What exactly, where the code has kinds: the name of the fault or field.
    pub const fn detail(self) -> Option<&'static str> {
        match self {
            Self::Unreadable(fault) => Some(fault.name()),
            Self::Malformed(fault) => Some(fault.name()),
            Self::ClaimsInvalid(field) | Self::DraftInvalid(field) => Some(field.name()),
            _ => None,
        }
    }

    /// The stage at which this fault is found.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Empty
            | Self::TooLong { .. }
            | Self::NotOurs
            | Self::Unreadable(_)
            | Self::TextUnsupported => Stage::Text,
            Self::Malformed(_)
            | Self::ObjectUnsupported
            | Self::HeaderUnexpected
            | Self::AlgorithmUnsupported => Stage::Object,
            Self::IssuerUnknown { .. } | Self::RootVersionMismatch { .. } => Stage::Issuer,
            Self::SignatureInvalid | Self::ThresholdNotMet { .. } => Stage::Signature,
            Self::ClaimsInvalid(_) | Self::ContentUnsupported => Stage::Claims,
            Self::IssuerWithdrawn
            | Self::IssuerSuspended
            | Self::KeyWithdrawn
            | Self::KeyNotInForce
            | Self::ValidityOutOfScope
            | Self::NotVouched
            | Self::KeyCompromised
            | Self::SubjectMismatch
            | Self::CategoryOutOfScope
            | Self::RegionOutOfScope => Stage::Scope,
            Self::TrustListExpired | Self::Expired => Stage::Time,
            Self::Revoked | Self::Suspended | Self::StatusListExpired | Self::StatusMissing => {
                Stage::Status
            }
            Self::ProofMissing
            | Self::ProofInvalid
            | Self::ProofFromFuture { .. }
            | Self::ProofStale { .. }
            | Self::BearerRefused => Stage::Holder,
            Self::CategoryUnknown | Self::NotEntitled => Stage::Entitlement,
            Self::ProofReplayed | Self::PassedRecently { .. } => Stage::Admission,
            Self::RolledBack { .. }
            | Self::VersionReused { .. }
            | Self::VersionTooHigh { .. }
            | Self::RootSetForeign { .. }
            | Self::WithdrawnIssuerReturned { .. }
            | Self::WithdrawnKeyReturned { .. }
            | Self::RootWithoutList
            | Self::TrustListMissing
            | Self::DatedAhead { .. }
            | Self::RequestExpired { .. } => Stage::Update,
            Self::DraftInvalid(_) | Self::SignerFault => Stage::Issuing,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        if let Some(detail) = self.detail() {
            write!(f, " ({detail})")?;
        }
        match self {
            Self::TooLong { limit } => write!(f, " (limit {limit})"),
            Self::IssuerUnknown { key_id } => write!(f, " (kid {key_id})"),
            Self::ThresholdNotMet { valid, needed } => write!(f, " ({valid} of {needed})"),
            Self::RootVersionMismatch { held, named } => write!(f, " (held {held}, named {named})"),
            Self::ProofFromFuture { ahead } => write!(f, " ({ahead} s)"),
            Self::ProofStale { age } => write!(f, " ({age} s)"),
            Self::PassedRecently { wait } => write!(f, " ({wait} s)"),
            _ => Ok(()),
        }
    }
}

impl core::error::Error for Error {}

/// The result of reading or checking something.
pub type Result<T, E = Error> = core::result::Result<T, E>;
