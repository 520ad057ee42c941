//! What a group of gates remembers: each proof works once, and the same holder does not pass twice within some
//! minutes. All of it is bounded, in memory, and gone after a restart; then proofs from before count no more.

use std::time::{Duration, Instant};

use credential_core::{HolderId, Passage, Passages, Policy, UnixTime, Verdict};

use crate::clock::ClockKind;
use crate::proof_memory::{BeforeStart, ProofMemory};

/// The memory of a group of gates.
#[derive(Debug)]
pub(crate) struct Admission {
    proofs: ProofMemory,
    passages: Passages,
    started: Instant,
}

impl Admission {
    /// Remembers nothing yet. A holder who has passed may pass again after `interval`.
    pub(crate) fn new(
        policy: &Policy,
        interval: Duration,
        now: UnixTime,
        clock: ClockKind,
    ) -> Self {
        Self {
            proofs: ProofMemory::new(policy, now, clock, BeforeStart::Refused),
            passages: Passages::new(interval),
            started: Instant::now(),
        }
    }

    /// The verdict after looking at what is remembered. The proof is used from now on.
    pub(crate) fn admit(&mut self, verdict: Verdict, now: UnixTime, at: Instant) -> Verdict {
        let verdict = self.proofs.admit(verdict, now);
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

    /// The clock was set: see [`ProofMemory::clock_was_set`].
    pub(crate) fn clock_was_set(&mut self, now: UnixTime) {
        self.proofs.clock_was_set(now);
    }

    fn uptime(&self, at: Instant) -> Duration {
        at.saturating_duration_since(self.started)
    }
}

#[cfg(test)]
mod tests;
