//! Notices that the clock of the computer was set: that is told, and nothing that is awaited depends on it.

use std::time::{Duration, Instant};

use credential_core::UnixTime;

/// Clocks that are put right slowly gain less than this between two looks.
const LEAST: u64 = 3;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(1);

/// Compares the clock with the time that has really gone by.
#[derive(Debug)]
pub(crate) struct ClockSteps {
    clock: UnixTime,
    at: Instant,
}

impl ClockSteps {
    pub(crate) fn new(clock: UnixTime, at: Instant) -> Self {
        Self { clock, at }
    }

    /// By how many seconds the clock was set since the last look, if it was.
    pub(crate) fn look(&mut self, clock: UnixTime, now: Instant) -> Option<i64> {
        let gone = now.saturating_duration_since(self.at);
        if gone < EVERY {
            return None;
        }
        let expected = self.clock.plus(gone);
        *self = Self::new(clock, now);
        let (ahead, behind) = (
            clock.since(expected).as_secs(),
            expected.since(clock).as_secs(),
        );
        let seconds = i64::try_from(ahead.max(behind)).unwrap_or(i64::MAX);
        match (ahead >= LEAST, behind >= LEAST) {
            (true, _) => Some(seconds),
            (_, true) => Some(-seconds),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_either_way_is_noticed_once_and_a_clock_that_goes_is_none() {
        let start = Instant::now();
        let time = |seconds: u64| UnixTime::from_secs(1_800_000_000 + seconds);
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut steps = ClockSteps::new(time(0), start);
        assert_eq!(
            steps.look(time(3_600), start),
            None,
            "looked again too soon"
        );
        for second in 1..100 {
            assert_eq!(steps.look(time(second), at(second)), None);
        }
        // Slowly, by a second in ten.
        assert_eq!(steps.look(time(111), at(110)), None);
        assert_eq!(steps.look(time(3_712), at(111)), Some(3_600));
        assert_eq!(steps.look(time(3_713), at(112)), None);
        assert_eq!(steps.look(time(114), at(113)), Some(-3_600));
        assert_eq!(steps.look(time(115), at(114)), None);
        assert_eq!(
            steps.look(UnixTime::from_secs(0), at(115)).map(i64::signum),
            Some(-1)
        );
        assert_eq!(
            steps.look(UnixTime::from_secs(u64::MAX), at(116)),
            Some(i64::MAX)
        );
    }
}
