//! Each proof works once.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;
use core::time::Duration;

use hashbrown::HashSet;

use crate::error::Error;
use crate::limits::MAX_REMEMBERED_PROOFS;
use crate::time::UnixTime;
use crate::verify::{Policy, ProofId, Verdict, VerifiedProof};

/// Remembers the proofs that a terminal has admitted, so that each works once.
///
/// It never admits a proof twice, whatever the clock does: what it forgets when the window is over
/// leaves a floor behind, and nothing dated up to the floor is admitted again. Nothing is written to a
/// disk; instead, a guard admits no proof that may have been shown before it was made.
///
/// All memory is allocated at the beginning. When it is full, a proof that is not in it is not admitted: the
/// verdict stays *check*. A phone cannot fill it, since it makes one or two proofs a second for a credential.
///
/// ```
/// # use credential_core::*;
/// # fn at_the_gate(verifier: &Verifier<'_>, text: &str, start: UnixTime, now: UnixTime) {
/// let mut guard = ReplayGuard::new(&Policy::gate(), start);
/// let verdict = guard.admit(verifier.verify_text(text, now), now);
/// if let Verdict::Accept(credential) = verdict { /* open the gate */ }
/// # }
/// ```
#[derive(Debug)]
pub struct ReplayGuard {
    known: HashSet<ProofId>,
    oldest_first: BinaryHeap<Reverse<(UnixTime, ProofId)>>,
    capacity: usize,
    window: Duration,
    /// No proof that is dated at this time or before is admitted.
    floor: UnixTime,
}

/// What has become of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noted {
    First,
    Again,
    /// Dated so early that it may have been forgotten.
    BelowFloor,
    Full,
}

impl ReplayGuard {
    /// For how many proofs [`ReplayGuard::new`] has room: 400 a second, within the window and the skew of
    /// [`Policy::gate`]. It takes about 2 MB.
    pub const DEFAULT_CAPACITY: usize = 16_384;

    /// A guard that starts now, by the terminal's clock. Until the policy's skew has passed, it admits no
    /// proof at all.
    pub fn new(policy: &Policy, start: UnixTime) -> Self {
        Self::with_capacity(policy, start, Self::DEFAULT_CAPACITY)
    }

    /// The same with room for so many proofs, at most [`MAX_REMEMBERED_PROOFS`].
    pub fn with_capacity(policy: &Policy, start: UnixTime, capacity: usize) -> Self {
        let capacity = capacity.min(MAX_REMEMBERED_PROOFS);
        Self {
            // Twice the room: a table that is not more than half full never grows, it only cleans up.
            known: HashSet::with_capacity(2 * capacity + 2),
            oldest_first: BinaryHeap::with_capacity(capacity),
            capacity,
            window: policy.proof_window,
            floor: start.plus(policy.proof_skew),
        }
    }

    /// The verdict after looking whether the proof was shown before; it is remembered from now on. The
    /// time is the one at which the code was verified. Bearer codes and refusals stay as they are.
    ///
    /// What is [not accepted yet](crate::Caution::RepeatUnchecked) becomes accepted, unless there are
    /// other cautions. A proof that was shown before is [`Error::ProofReplayed`]; one from
    /// before the guard was made, or before what it has forgotten, [`Error::ProofStale`].
    #[must_use]
    pub fn admit(&mut self, verdict: Verdict, now: UnixTime) -> Verdict {
        let Some(proof) = verdict.verified().and_then(|credential| credential.proof()) else {
            return verdict;
        };
        let noted = self.note(proof, now);
        noted.judge(verdict, proof, now)
    }

    /// What [`ReplayGuard::admit`] would say now. Nothing is remembered, so nothing may be given for it.
    #[must_use]
    pub fn preview(&mut self, verdict: Verdict, now: UnixTime) -> Verdict {
        let Some(proof) = verdict.verified().and_then(|credential| credential.proof()) else {
            return verdict;
        };
        let noted = self.look(proof, now);
        noted.judge(verdict, proof, now)
    }

    /// How many proofs it remembers.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn note(&mut self, proof: VerifiedProof, now: UnixTime) -> Noted {
        let noted = self.look(proof, now);
        if noted == Noted::First {
            self.known.insert(proof.id());
            self.oldest_first.push(Reverse((proof.dated(), proof.id())));
        }
        noted
    }

    fn look(&mut self, proof: VerifiedProof, now: UnixTime) -> Noted {
        self.forget_before(now);
        if self.known.contains(&proof.id()) {
            return Noted::Again;
        }
        if proof.dated() <= self.floor {
            return Noted::BelowFloor;
        }
        if self.known.len() >= self.capacity {
            return Noted::Full;
        }
        Noted::First
    }

    fn forget_before(&mut self, now: UnixTime) {
        while let Some(Reverse((dated, id))) = self.oldest_first.peek().copied() {
            if dated.plus(self.window) >= now {
                return;
            }
            self.oldest_first.pop();
            self.known.remove(&id);
            // The clock may be set back to where it would count again.
            self.floor = self.floor.max(dated);
        }
    }
}

impl Noted {
    fn judge(self, verdict: Verdict, proof: VerifiedProof, now: UnixTime) -> Verdict {
        match self {
            Self::First => verdict.without_replay_guard(),
            Self::Again => verdict.refused(Error::ProofReplayed),
            Self::BelowFloor => verdict.refused(Error::ProofStale {
                age: now.since(proof.dated()).as_secs(),
            }),
            Self::Full => verdict.repeat_unchecked(),
        }
    }
}

#[cfg(test)]
mod tests;
