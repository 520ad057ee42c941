//! What phones show to the camera and the scanner: each proof works once, and keeps its answer while it is shown.

use std::time::Instant;

use super::presence::TAKEN_AWAY;
use crate::proof_memory::ProofMemory;
use crate::report::Judged;
use credential_core::UnixTime;

/// So many phones are never in view together.
const MAX_SHOWN: usize = 64;

/// The proofs that were admitted, and which of them are still there.
pub(super) struct Showings {
    memory: ProofMemory,
    /// Texts whose proof was admitted, and when they were last seen; the newest last.
    shown: Vec<(String, Instant)>,
}

impl Showings {
    pub(super) fn new(memory: ProofMemory) -> Self {
        Self {
            memory,
            shown: Vec::new(),
        }
    }

    /// These texts are there. What was away for too long is no longer the same showing.
    pub(super) fn see<'t>(&mut self, texts: impl Iterator<Item = &'t str> + Clone, now: Instant) {
        self.shown.retain_mut(|(text, last)| {
            let lasts = is_same_showing(*last, now);
            if lasts && texts.clone().any(|seen| seen == text) {
                *last = now.max(*last);
            }
            lasts
        });
    }

    /// The answer to a text that is shown. Its proof is used from now on.
    pub(super) fn admit(&mut self, judged: Judged, text: &str, now: Instant) -> Judged {
        if self.is_shown(text, now) {
            return same_again(judged);
        }
        let judged = self.memory.admit_code(judged);
        if judged.is_admitted() {
            if self.shown.len() == MAX_SHOWN {
                self.shown.remove(0);
            }
            self.shown.push((text.to_owned(), now));
        }
        judged
    }

    /// What [`Showings::admit`] would say. No proof is used.
    pub(super) fn preview(&mut self, judged: Judged, text: &str, now: Instant) -> Judged {
        match self.is_shown(text, now) {
            true => same_again(judged),
            false => self.memory.preview_code(judged),
        }
    }

    /// The clock of the computer was set.
    pub(super) fn clock_was_set(&mut self, now: UnixTime) {
        self.memory.clock_was_set(now);
    }

    fn is_shown(&self, text: &str, now: Instant) -> bool {
        let mut shown = self.shown.iter();
        shown.any(|(known, last)| known == text && is_same_showing(*last, now))
    }
}

fn is_same_showing(last: Instant, now: Instant) -> bool {
    now.saturating_duration_since(last) < TAKEN_AWAY
}

/// It was admitted when it was first seen.
fn same_again(judged: Judged) -> Judged {
    judged.admitted(|verdict| verdict.without_replay_guard())
}
