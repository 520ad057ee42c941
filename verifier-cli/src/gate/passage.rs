//! Which passages are awaited: the gate was opened, and nobody has said yet whether the holder has passed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::command::{Answer, PassageReport};

/// So many passages are awaited at most. One lane has one or two; the oldest ends when there are more.
const MOST: usize = 256;

/// How a passage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PassageEnd {
    /// The holder has passed.
    Turned,
    /// The holder has not passed.
    NotTurned,
    /// Nobody has said anything in time.
    Unreported,
}

impl PassageEnd {
    /// The stable name in JSON.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Turned => "turned",
            Self::NotTurned => "not-turned",
            Self::Unreported => "unreported",
        }
    }
}

/// The passages that are awaited, the oldest first. Times are monotonic: a step of the clock changes nothing.
#[derive(Debug)]
pub(crate) struct AwaitedPassages {
    limit: Duration,
    awaited: VecDeque<(u64, Instant)>,
}

impl AwaitedPassages {
    /// Each is awaited for `limit`.
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            limit,
            awaited: VecDeque::new(),
        }
    }

    /// The gate opens for this verdict. Numbers rise.
    pub(crate) fn opened(&mut self, number: u64, now: Instant) {
        self.awaited.push_back((number, now));
    }

    /// Takes in a report.
    pub(crate) fn report(&mut self, report: PassageReport) -> Answer {
        let at = self
            .awaited
            .iter()
            .position(|(number, _)| *number == report.number);
        match at.and_then(|at| self.awaited.remove(at)) {
            Some(_) => Answer::Noted,
            None => Answer::NotAwaited,
        }
    }

    /// A passage of which nothing was said in time, or that is one too many; to be called until there is none.
    pub(crate) fn next_unreported(&mut self, now: Instant) -> Option<u64> {
        let is_many = self.awaited.len() > MOST;
        let is_over =
            |(_, opened): &(u64, Instant)| now.saturating_duration_since(*opened) >= self.limit;
        if is_many || self.awaited.front().is_some_and(is_over) {
            return self.awaited.pop_front().map(|(number, _)| number);
        }
        None
    }

    /// How long nothing happens by itself; `None` if nothing is awaited.
    pub(crate) fn wait(&self, now: Instant) -> Option<Duration> {
        let (_, opened) = self.awaited.front()?;
        Some(
            self.limit
                .saturating_sub(now.saturating_duration_since(*opened)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    fn report(number: u64) -> PassageReport {
        PassageReport {
            number,
            has_turned: true,
        }
    }

    #[test]
    fn each_passage_ends_once_by_a_report_or_by_its_time() {
        let (mut passages, start) = (AwaitedPassages::new(LIMIT), Instant::now());
        assert_eq!(passages.wait(start), None);
        for number in 1..=3 {
            passages.opened(number, start + Duration::from_secs(number));
        }
        assert_eq!(passages.report(report(2)), Answer::Noted);
        assert_eq!(passages.report(report(2)), Answer::NotAwaited);
        assert_eq!(passages.report(report(9)), Answer::NotAwaited);
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(passages.wait(at(4)), Some(Duration::from_secs(7)));
        assert_eq!(passages.next_unreported(at(10)), None);
        assert_eq!(passages.next_unreported(at(11)), Some(1));
        assert_eq!(passages.next_unreported(at(11)), None);
        assert_eq!(passages.report(report(1)), Answer::NotAwaited, "too late");
        assert_eq!(passages.report(report(3)), Answer::Noted);
        assert_eq!(passages.wait(at(99)), None);
    }

    #[test]
    fn more_than_can_be_awaited_end_the_oldest() {
        let (mut passages, now) = (AwaitedPassages::new(LIMIT), Instant::now());
        let mut ended = 0;
        for number in 0..10_000 {
            passages.opened(number, now);
            while let Some(oldest) = passages.next_unreported(now) {
                assert_eq!(oldest, ended);
                ended += 1;
            }
            assert!(passages.awaited.len() <= MOST);
        }
        assert_eq!(ended, 10_000 - MOST as u64);
    }
}
