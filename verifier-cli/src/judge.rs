//! Judges texts, each with the lists that the terminal holds at that moment.

use credential_core::{
    Challenge, ChallengeRule, Policy, PreparedKeys, ScannedText, UnixTime, Verdict, Verifier,
};
use messages::{Failure, Text};

use crate::clock::{Clock, ClockKind};
use crate::input::LineReading;
use crate::report::{Judged, ScanNote};
use crate::trust_source::TrustSource;

/// The lists of a terminal with its policy and clock.
pub(crate) struct CodeJudge {
    source: TrustSource,
    policy: Policy,
    clock: Clock,
    /// What the terminal shows for phones to sign with, the present one first.
    challenges: Vec<Challenge>,
    /// Of the issuers whose codes come often. They outlive the lists.
    prepared: PreparedKeys,
}

impl CodeJudge {
    pub(crate) fn new(source: TrustSource, policy: Policy, clock: Clock) -> Self {
        Self {
            source,
            policy,
            clock,
            challenges: Vec::new(),
            prepared: PreparedKeys::new(),
        }
    }

    /// # Errors
    /// If the terminal has no trust list any more.
    pub(crate) fn judge(&self, text: &str) -> Result<Judged, Failure> {
        self.judged(text, |verifier, at| verifier.verify_text(text, at))
    }

    fn judged(
        &self,
        text: &str,
        verify: impl FnOnce(&Verifier<'_>, UnixTime) -> Verdict,
    ) -> Result<Judged, Failure> {
        let at = self.clock.now();
        let verifier = self
            .source
            .verifier(&self.policy)?
            .expecting(&self.challenges)
            .with_prepared_keys(&self.prepared);
        Ok(Judged::new(text, verify(&verifier, at), at))
    }

    /// Judges a text that was typed, after what scanner and keyboard did to it was undone.
    ///
    /// # Errors
    /// If the terminal has no trust list any more.
    pub(crate) fn judge_scanned(
        &self,
        scanned: &ScannedText<'_>,
        reading: LineReading,
    ) -> Result<Judged, Failure> {
        let note = ScanNote {
            fault: scanned.fault,
            is_repaired: scanned.is_repaired,
            is_repeated: reading == LineReading::Again,
        };
        let judged = self.judged(&scanned.text, |verifier, at| {
            verifier.verify_cleaned(scanned, at)
        })?;
        Ok(judged.scanned(note))
    }

    /// Reads the store again if an update has changed it.
    pub(crate) fn refresh(&mut self) {
        self.source.refresh();
    }

    /// Judges with other lists from now on, and gives back those before.
    pub(crate) fn replace_lists(&mut self, lists: TrustSource) -> TrustSource {
        std::mem::replace(&mut self.source, lists)
    }

    /// The lists that it judges with.
    pub(crate) fn source(&self) -> &TrustSource {
        &self.source
    }

    /// Takes proofs over these challenges alone from now on.
    pub(crate) fn expect(&mut self, challenges: Vec<Challenge>) {
        self.policy.challenge = ChallengeRule::Required;
        self.challenges = challenges;
    }

    /// The rules of the place.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The time as of which it judges.
    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }

    #[cfg(test)]
    pub(crate) fn set_time(&mut self, time: UnixTime) {
        self.clock = Clock::Fixed(time);
    }

    /// Sets a clock that stands to another time. One that goes is the computer's, and stays so.
    pub(crate) fn set_standing(&mut self, time: UnixTime) {
        if self.clock_kind() == ClockKind::Standing {
            self.clock = Clock::Fixed(time);
        }
    }

    /// Whether the clock goes; with `--at` it stands still.
    pub(crate) fn clock_kind(&self) -> ClockKind {
        match self.clock {
            Clock::System => ClockKind::Going,
            Clock::Fixed(_) => ClockKind::Standing,
        }
    }

    /// What is wrong with the store although it works.
    pub(crate) fn warnings(&self) -> Vec<Text> {
        self.source.warnings()
    }
}
