//! What a group of gates remembers: each proof works once, and the same holder does not pass twice within some
//! minutes. All of it is bounded, in memory, and gone after a restart; then proofs from before count no more.

use std::time::{Duration, Instant};

use credential_core::{HolderId, Passage, Passages, Policy, ReplayGuard, UnixTime, Verdict};

/// The memory of a group of gates.
#[derive(Debug)]
pub(crate) struct Admission {
    policy: Policy,
    guard: ReplayGuard,
    /// Whether a proof was admitted since the guard was made.
    has_admitted: bool,
    passages: Passages,
    started: Instant,
}

/// Whether the clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockKind {
    /// It goes, as it should.
    Going,
    /// It stands still, for a rehearsal: then proofs of just that time count.
    Standing,
}

impl Admission {
    /// Remembers nothing yet. A holder who has passed may pass again after `interval`.
    pub(crate) fn new(
        policy: &Policy,
        interval: Duration,
        now: UnixTime,
        clock: ClockKind,
    ) -> Self {
        // No proof before the start counts; with a clock that stands still it would be none at all.
        let before = policy.proof_window + policy.proof_skew + Duration::from_secs(1);
        let start = match clock {
            ClockKind::Going => now,
            ClockKind::Standing => {
                UnixTime::from_secs(now.as_secs().saturating_sub(before.as_secs()))
            }
        };
        Self {
            policy: policy.clone(),
            guard: ReplayGuard::new(policy, start),
            has_admitted: false,
            passages: Passages::new(interval),
            started: Instant::now(),
        }
    }

    /// The verdict after looking at what is remembered. The proof is used from now on.
    pub(crate) fn admit(&mut self, verdict: Verdict, now: UnixTime, at: Instant) -> Verdict {
        let verdict = self.guard.admit(verdict, now);
        // What it has ever remembered, it has admitted.
        self.has_admitted |= !self.guard.is_empty();
        self.passages.admit(verdict, self.uptime(at))
    }

    /// The gate opens for this holder, who counts as passed unless that is taken back.
    pub(crate) fn enter(&mut self, holder: HolderId, at: Instant) -> Option<Passage> {
        self.passages.enter(holder, self.uptime(at))
    }

    /// The holder has not passed.
    pub(crate) fn withdraw(&mut self, passage: Passage) {
        // After the interval it is forgotten anyway.
        let _ = self.passages.withdraw(passage);
    }

    /// The clock was set. If it was ahead when the gate started, no proof would count until that time comes. As
    /// long as none was admitted, none can be shown again, and the memory begins anew.
    pub(crate) fn clock_was_set(&mut self, now: UnixTime) {
        if !self.has_admitted {
            self.guard = ReplayGuard::new(&self.policy, now);
        }
    }

    fn uptime(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.started)
    }
}

#[cfg(test)]
mod tests;
