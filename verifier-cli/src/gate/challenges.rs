//! What a gate shows for phones to sign with: random bytes, new ones in half of the time that a proof counts.

use std::time::{Duration, Instant};

use credential_core::{Challenge, Policy};
use messages::{Failure, failure};

/// Bytes of a challenge.
const BYTES: usize = 16;

/// The challenge that is shown, and the one before it.
pub(crate) struct Challenges {
    every: Duration,
    shown: Option<(Challenge, Instant)>,
    before: Option<Challenge>,
}

impl Challenges {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self {
            every: policy.proof_window / 2,
            shown: None,
            before: None,
        }
    }

    /// Draws a new one if it is time to, and gives its bytes in hexadecimal.
    ///
    /// # Errors
    /// If the system has no random bytes.
    pub(crate) fn next(&mut self, now: Instant) -> Result<Option<String>, Failure> {
        let is_due =
            |(_, drawn): &(Challenge, Instant)| now.saturating_duration_since(*drawn) >= self.every;
        if !self.shown.as_ref().is_none_or(is_due) {
            return Ok(None);
        }
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(no_random)?;
        let drawn = Challenge::new(&bytes).map_err(no_random)?;
        self.before = self.shown.take().map(|(challenge, _)| challenge);
        self.shown = Some((drawn, now));
        Ok(Some(
            bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    /// Those that count, the present one first.
    pub(crate) fn counting(&self) -> Vec<Challenge> {
        let shown = self.shown.as_ref().map(|(challenge, _)| challenge);
        shown.into_iter().chain(&self.before).cloned().collect()
    }

    /// How long one is shown.
    pub(crate) fn every(&self) -> Duration {
        self.every
    }
}

fn no_random(error: impl std::fmt::Display) -> Failure {
    failure!("random-unavailable"; "系统没有给出随机数"; "the system gives no random bytes";
        "请重启这台计算机；若仍如此，请不用 --challenge。";
        "Restart this computer; if it stays so, do without --challenge.")
    .with_detail(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_counts_while_it_is_shown_and_while_the_next_one_is() {
        let (mut challenges, start) = (Challenges::new(&Policy::gate()), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let first = challenges.next(start).unwrap().unwrap();
        assert_eq!((first.len(), challenges.counting().len()), (2 * BYTES, 1));
        let of_first = challenges.counting()[0].clone();
        assert_eq!(challenges.next(at(14)).unwrap(), None);
        let second = challenges.next(at(15)).unwrap().unwrap();
        assert_ne!(first, second);
        assert_eq!(challenges.counting()[1], of_first);
        challenges.next(at(31)).unwrap().unwrap();
        let counting = challenges.counting();
        assert!(counting.len() == 2 && !counting.contains(&of_first));
    }
}
