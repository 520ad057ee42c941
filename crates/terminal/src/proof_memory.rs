//! Which proofs of phones this process has admitted: each works once. In memory only, and bounded.

use credential_core::{Policy, ReplayGuard, UnixTime, Verdict, VerifiedProof};

use crate::clock_state::ClockKind;
use crate::judged::Judged;

/// The memory of a process.
#[derive(Debug)]
pub struct ProofMemory {
    policy: Policy,
    clock: ClockKind,
    before_start: BeforeStart,
    guard: ReplayGuard,
    /// A proof that is dated up to here may have been shown before this process has started.
    start: UnixTime,
    /// Whether a proof was admitted since the guard was made.
    has_admitted: bool,
}

/// What a proof is worth that may have been shown before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeforeStart {
    /// Nothing: the phone has another one within seconds. For what runs all day.
    Refused,
    /// It stays unknown whether it was used, and a person compares. For what is called once and over again,
    /// and would otherwise refuse every proof.
    Unknown,
}

impl ProofMemory {
    /// Remembers nothing yet.
    pub fn new(
        policy: &Policy,
        now: UnixTime,
        clock: ClockKind,
        before_start: BeforeStart,
    ) -> Self {
        let start = match (before_start, clock) {
            // With a clock that stands still no proof would ever be dated later.
            (BeforeStart::Refused, ClockKind::Standing) => {
                let before = policy.proof_window + policy.proof_skew;
                UnixTime::from_secs(now.as_secs().saturating_sub(before.as_secs() + 1))
            }
            _ => now,
        };
        let guard = match before_start {
            BeforeStart::Refused => ReplayGuard::new(policy, start),
            BeforeStart::Unknown => ReplayGuard::new(policy, UnixTime::from_secs(0)),
        };
        Self {
            policy: policy.clone(),
            clock,
            before_start,
            guard,
            start: start.plus(policy.proof_skew),
            has_admitted: false,
        }
    }

    /// The verdict after looking at what is remembered. The proof is used from now on.
    pub fn admit(&mut self, verdict: Verdict, now: UnixTime) -> Verdict {
        let unknown = self.if_unknown(&verdict);
        let admitted = self.guard.admit(verdict, now);
        // What it has ever remembered, it has admitted.
        self.has_admitted |= !self.guard.is_empty();
        unknown
            .filter(|_| !matches!(admitted, Verdict::Refuse(_)))
            .unwrap_or(admitted)
    }

    /// The same for a code with what is to be said of it.
    pub fn admit_code(&mut self, judged: Judged) -> Judged {
        self.decide(judged, Self::admit)
    }

    /// What would be said of it now. Nothing is remembered.
    pub fn preview_code(&mut self, judged: Judged) -> Judged {
        self.decide(judged, |memory, verdict, now| {
            memory.guard.preview(verdict, now)
        })
    }

    /// The clock was set. If it was ahead at the start, no proof would count until that time comes. As
    /// long as none was admitted, none can be shown again, and the memory begins anew.
    pub fn clock_was_set(&mut self, now: UnixTime) {
        if !self.has_admitted {
            *self = Self::new(&self.policy, now, self.clock, self.before_start);
        }
    }

    fn decide(
        &mut self,
        judged: Judged,
        decide: impl FnOnce(&mut Self, Verdict, UnixTime) -> Verdict,
    ) -> Judged {
        let (may_predate, at) = (self.may_predate(judged.verdict()), judged.at());
        let mut judged = judged.admitted(|verdict| decide(self, verdict, at));
        judged.predates_start = may_predate
            && self.before_start == BeforeStart::Refused
            && judged.verdict().reason() == "proof-stale";
        judged
    }

    /// The verdict as it is, if nobody can know whether the proof was shown before.
    fn if_unknown(&self, verdict: &Verdict) -> Option<Verdict> {
        (self.before_start == BeforeStart::Unknown && self.may_predate(verdict))
            .then(|| verdict.clone())
    }

    fn may_predate(&self, verdict: &Verdict) -> bool {
        proof_of(verdict).is_some_and(|proof| proof.dated() <= self.start)
    }
}

fn proof_of(verdict: &Verdict) -> Option<VerifiedProof> {
    match verdict {
        Verdict::Accept(credential) | Verdict::Check(credential, _) => credential.proof(),
        Verdict::Refuse(_) => None,
    }
}
