//! Judges one text after the other, each with what the terminal holds at that moment.

use credential_core::{Policy, UnixTime};
use messages::{Failure, Text};

use crate::clock::Clock;
use crate::report::Judged;
use crate::trust_source::TrustSource;

/// A terminal with its policy and clock.
pub(crate) struct CodeJudge {
    terminal: TrustSource,
    policy: Policy,
    clock: Clock,
}

impl CodeJudge {
    pub(crate) fn new(terminal: TrustSource, policy: Policy, clock: Clock) -> Self {
        Self {
            terminal,
            policy,
            clock,
        }
    }

    /// # Errors
    /// If the terminal holds no trust list any more.
    pub(crate) fn judge(&self, text: &str) -> Result<Judged, Failure> {
        let at = self.clock.now();
        let verifier = self.terminal.verifier(&self.policy)?;
        Ok(Judged::new(text, verifier.verify_text(text, at), at))
    }

    /// Takes up what an update has brought meanwhile.
    pub(crate) fn refresh(&mut self) {
        self.terminal.refresh();
    }

    /// What it judges with.
    pub(crate) fn terminal(&self) -> &TrustSource {
        &self.terminal
    }

    /// What the place asks for.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The time as of which it judges.
    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// What is wrong with the store although it works.
    pub(crate) fn warnings(&self) -> Vec<Text> {
        self.terminal.warnings()
    }
}
