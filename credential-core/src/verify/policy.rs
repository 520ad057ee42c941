//! What a place asks for beyond a good signature.

use core::time::Duration;

use crate::category::CategorySet;

/// The policy of a terminal. Not signed: it is the decision of whoever runs the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// What a code is worth that anybody who copied it could show: paper, a card, a screenshot.
    pub bearer: Bearer,
    /// What a credential is worth that is bound to the holder's phone but comes without a proof.
    pub holder_proof: HolderProof,
    /// From which age of the trust list on a person must look; `None` leaves it to the list's own end.
    pub trust_list_check_after: Option<Duration>,
    /// From which age of the trust list on nothing is accepted any more; `None` leaves it to the list's own end.
    pub trust_list_refuse_after: Option<Duration>,
    /// From which age of the issuer's status list on a person must look.
    pub status_list_check_after: Option<Duration>,
    /// From which age of the issuer's status list on it counts as expired; `None` leaves it to the list's own end.
    pub status_list_refuse_after: Option<Duration>,
    /// What to do with a credential whose status is unknown.
    pub missing_status: MissingStatus,
    /// What to do with a credential of which this version knows no category.
    pub unknown_category: WhenInDoubt,
    /// What to do with a credential by a compromised key, if no list says which are genuine.
    pub compromised_key: WhenInDoubt,
    /// The categories that this place serves; `None` if it serves all.
    pub served: Option<CategorySet>,
    /// How far the clocks of issuers and terminal may differ before it is called wrong.
    pub clock_leeway: Duration,
}

/// What to do with a bearer code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bearer {
    /// Accept it: for small benefits, or where no operator is present.
    Accept,
    /// Have the operator compare it with the person.
    Check,
    /// Refuse it: only codes with a fresh proof count here.
    Refuse,
}

/// What to do with a credential that is bound to a key and shown without a proof of it. This version of
/// the format defines no proof: every credential that is bound to a key is refused where one is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HolderProof {
    /// Refuse it: it is a copy of a code on a phone.
    Required,
    /// Treat it like any bearer code, which gives up what the binding was for.
    TreatAsBearer,
}

/// What to do with a credential whose status is unknown: no list of its issuer is held, the list is
/// older than the credential and too short, or revocation is
/// [not checked](crate::Verifier::without_revocation_check) at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MissingStatus {
    /// Accept it although it may have been revoked.
    AcceptUnknownStatus,
    /// Have a person look.
    Check,
    /// Refuse it.
    Refuse,
}

/// What to do where this version, or what the terminal holds, cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WhenInDoubt {
    /// Have a person look.
    Check,
    /// Refuse it.
    Refuse,
}

const DAY: Duration = Duration::from_secs(86_400);

impl Policy {
    /// For a place with an operator: bearer codes are compared with the person; a
    /// trust list older than half a year, a status list older than two months, or none, asks for a look.
    pub const fn shop() -> Self {
        Self {
            bearer: Bearer::Check,
            holder_proof: HolderProof::Required,
            trust_list_check_after: Some(Duration::from_secs(180 * DAY.as_secs())),
            trust_list_refuse_after: None,
            status_list_check_after: Some(Duration::from_secs(60 * DAY.as_secs())),
            status_list_refuse_after: None,
            missing_status: MissingStatus::Check,
            unknown_category: WhenInDoubt::Check,
            compromised_key: WhenInDoubt::Check,
            served: None,
            clock_leeway: Duration::from_secs(600),
        }
    }

    /// For a gate without an operator: bearer codes open it, lists count until they expire, and a
    /// credential without an entry in a status list passes. A ride is a small loss, a queue is not.
    pub const fn gate() -> Self {
        Self {
            bearer: Bearer::Accept,
            trust_list_check_after: None,
            status_list_check_after: None,
            missing_status: MissingStatus::AcceptUnknownStatus,
            unknown_category: WhenInDoubt::Refuse,
            compromised_key: WhenInDoubt::Refuse,
            ..Self::shop()
        }
    }
}
