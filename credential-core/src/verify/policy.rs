//! What a place asks for beyond a good signature.

use alloc::vec::Vec;
use core::time::Duration;

use crate::category::CategorySet;
use crate::claims::Region;

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
    /// The categories that this place serves, wherever the holder belongs to; `None` if it serves all, or
    /// only those in `served_from`.
    pub served: Option<CategorySet>,
    /// The categories that it serves besides for people of some regions; none as a rule. Others are
    /// recognised and [not entitled](crate::Error::NotEntitled).
    pub served_from: Vec<ServedFrom>,
    /// Whether proofs must be over a challenge that the terminal shows.
    pub challenge: ChallengeRule,
    /// How long a proof counts after it was made, by the terminal's clock.
    pub proof_window: Duration,
    /// How far a proof may be dated after the terminal's clock.
    pub proof_skew: Duration,
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

/// What to do with a credential that is bound to a key and shown without a proof of it. A proof that is
/// shown is judged in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HolderProof {
    /// Refuse it: it is a copy of a code on a phone.
    Required,
    /// Treat it like any bearer code, which gives up what the binding was for.
    TreatAsBearer,
}

/// Whether a terminal asks phones to sign what it shows. Only so can a copy of a proof not be used at a
/// second gate within the [window](Policy::proof_window).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChallengeRule {
    /// It shows none, or may: where it shows one, only proofs over it count all the same.
    NotAsked,
    /// Without a challenge that is [shown](crate::Verifier::expecting) every proof is refused, so that it
    /// cannot be forgotten.
    Required,
}

/// Categories that a place serves for people of some regions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedFrom {
    /// The categories.
    pub categories: CategorySet,
    /// The regions; a province or city covers what is in it.
    pub regions: Vec<Region>,
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
            served_from: Vec::new(),
            challenge: ChallengeRule::NotAsked,
            proof_window: Duration::from_secs(30),
            proof_skew: Duration::from_secs(10),
            clock_leeway: Duration::from_secs(600),
        }
    }

    /// For a gate without an operator: bearer codes open it, lists count until they expire, and a
    /// credential without an entry in a status list passes. A ride is a small loss, a queue is not.
    pub const fn gate() -> Self {
        let mut policy = Self::shop();
        policy.bearer = Bearer::Accept;
        policy.trust_list_check_after = None;
        policy.status_list_check_after = None;
        policy.missing_status = MissingStatus::AcceptUnknownStatus;
        policy.unknown_category = WhenInDoubt::Refuse;
        policy.compromised_key = WhenInDoubt::Refuse;
        policy
    }

    /// Whether the place serves one of the categories for people of this region.
    pub(super) fn serves(&self, categories: CategorySet, home: Region) -> bool {
        match self.served {
            None if self.served_from.is_empty() => true,
            Some(served) if categories.intersects(served) => true,
            _ => self.served_from.iter().any(|from| {
                categories.intersects(from.categories)
                    && from.regions.iter().any(|region| region.covers(home))
            }),
        }
    }
}
