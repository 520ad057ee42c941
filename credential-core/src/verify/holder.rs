//! Stage holder: whether who shows a code has proved to be its holder.

use sha2::{Digest, Sha256};

use super::policy::{Bearer, ChallengeRule, HolderProof, Policy};
use crate::challenge::Challenge;
use crate::claims::Claims;
use crate::cose::HolderSigned;
use crate::error::{Error, Result};
use crate::keys::PublicKey;
use crate::limits::MAX_CHALLENGES;
use crate::time::UnixTime;

/// What makes a proof one proof: the beginning of SHA-256 over what was signed. The signature is left
/// out, because of one of ECDSA anybody can make a second.
pub(crate) type ProofId = [u8; 16];

/// A fresh proof by the key that the credential names. Only the verification makes one:
///
/// ```compile_fail,E0451
/// let forged = credential_core::VerifiedProof { id: [0; 16], dated: Default::default() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VerifiedProof {
    id: ProofId,
    dated: UnixTime,
}

impl VerifiedProof {
    /// When it was made, by the phone's clock.
    pub fn dated(&self) -> UnixTime {
        self.dated
    }

    pub(crate) fn id(&self) -> ProofId {
        self.id
    }
}

#[cfg(test)]
impl VerifiedProof {
    /// For the tests of what remembers proofs.
    pub(crate) fn stand_in(id: ProofId, dated: UnixTime) -> Self {
        Self { id, dated }
    }
}

/// The proof, if there is one and it is good; none for a bearer code that the place takes.
pub(super) fn shown_by_holder(
    claims: &Claims,
    proof: Option<&HolderSigned>,
    policy: &Policy,
    challenges: &[Challenge],
    now: UnixTime,
) -> Result<Option<VerifiedProof>> {
    if let Some(proof) = proof {
        let verified = verified(claims, proof, policy, challenges)?;
        in_window(verified.dated, policy, now)?;
        return Ok(Some(verified));
    }
    match (claims.holder_key, policy.holder_proof, policy.bearer) {
        (Some(_), HolderProof::Required, _) => Err(Error::ProofMissing),
        (_, _, Bearer::Refuse) => Err(Error::BearerRefused),
        _ => Ok(None),
    }
}

fn verified(
    claims: &Claims,
    proof: &HolderSigned,
    policy: &Policy,
    challenges: &[Challenge],
) -> Result<VerifiedProof> {
    // A proof around a code that is bound to nobody proves nothing.
    let key = claims.holder_key.ok_or(Error::ProofInvalid)?;
    let key = key.public_key().map_err(|_| Error::ProofInvalid)?;
    if challenges.is_empty() {
        return match policy.challenge {
            ChallengeRule::NotAsked => verified_over(proof, &key, None),
            // The place asks for one and shows none: nobody can have signed it.
            ChallengeRule::Required => Err(Error::ProofInvalid),
        };
    }
    challenges
        .iter()
        .take(MAX_CHALLENGES)
        .find_map(|challenge| verified_over(proof, &key, Some(challenge)).ok())
        .ok_or(Error::ProofInvalid)
}

fn verified_over(
    proof: &HolderSigned,
    key: &PublicKey,
    challenge: Option<&Challenge>,
) -> Result<VerifiedProof> {
    let signed = proof.verify(key, Challenge::external_aad(challenge))?;
    let mut id = ProofId::default();
    for (byte, hashed) in id.iter_mut().zip(Sha256::digest(signed)) {
        *byte = hashed;
    }
    Ok(VerifiedProof {
        id,
        dated: proof.dated(),
    })
}

/// By the terminal's own clock: what others have signed says nothing about seconds.
fn in_window(dated: UnixTime, policy: &Policy, now: UnixTime) -> Result<()> {
    let ahead = dated.since(now);
    if ahead > policy.proof_skew {
        return Err(Error::ProofFromFuture {
            ahead: ahead.as_secs(),
        });
    }
    let age = now.since(dated);
    if age > policy.proof_window {
        return Err(Error::ProofStale { age: age.as_secs() });
    }
    Ok(())
}
