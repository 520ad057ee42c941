//! Which passages are awaited: the gate was opened, and nobody has said yet whether the holder has passed.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use credential_core::Passage;

/// So many passages are awaited at most: those of a large station in its longest time. The oldest ends when there are more.
const MOST: usize = 4_096;

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

/// What a passage counts as of which nobody has said anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreported {
    /// For a gate that reports none, or says who has not passed.
    CountsAsTurned,
    /// For a gate that says who has passed.
    CountsAsNotTurned,
}

/// A passage that is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AwaitedPassage {
    /// The number of the verdict.
    pub(crate) number: u64,
    /// What was entered for the holder, to be taken back; `None` if nothing was.
    pub(crate) entered: Option<Passage>,
    opened: Instant,
}

/// The passages that are awaited, the oldest first. Times are monotonic: a step of the clock changes nothing.
#[derive(Debug)]
pub(crate) struct AwaitedPassages {
    limit: Duration,
    awaited: VecDeque<AwaitedPassage>,
}

impl AwaitedPassages {
    /// Each is awaited for `limit`.
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            limit,
            awaited: VecDeque::new(),
        }
    }

    /// The gate opens for this verdict.
    pub(crate) fn opened(&mut self, number: u64, entered: Option<Passage>, opened: Instant) {
        self.awaited.push_back(AwaitedPassage {
            number,
            entered,
            opened,
        });
    }

    /// Takes in that something is reported of a passage; `None` if that is not awaited.
    pub(crate) fn reported(&mut self, number: u64) -> Option<AwaitedPassage> {
        let at = self
            .awaited
            .iter()
            .position(|passage| passage.number == number)?;
        self.awaited.remove(at)
    }

    /// A passage of which nothing was said in time, or that is one too many; to be called until there is none.
    pub(crate) fn next_unreported(&mut self, now: Instant) -> Option<AwaitedPassage> {
        let is_over =
            |first: &AwaitedPassage| now.saturating_duration_since(first.opened) >= self.limit;
        if self.awaited.len() > MOST || self.awaited.front().is_some_and(is_over) {
            return self.awaited.pop_front();
        }
        None
    }

    /// How long nothing happens by itself; `None` if nothing is awaited.
    pub(crate) fn wait(&self, now: Instant) -> Option<Duration> {
        let first = self.awaited.front()?;
        Some(
            self.limit
                .saturating_sub(now.saturating_duration_since(first.opened)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    fn number(passage: Option<AwaitedPassage>) -> Option<u64> {
        passage.map(|passage| passage.number)
    }

    #[test]
    fn each_passage_ends_once_by_a_report_or_by_its_time() {
        let (mut passages, start) = (AwaitedPassages::new(LIMIT), Instant::now());
        assert_eq!(passages.wait(start), None);
        for number in 1..=3 {
            passages.opened(number, None, start + Duration::from_secs(number));
        }
        assert!(passages.reported(2).is_some());
        assert!(passages.reported(2).is_none());
        assert!(passages.reported(9).is_none());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(passages.wait(at(4)), Some(Duration::from_secs(7)));
        assert_eq!(number(passages.next_unreported(at(10))), None);
        assert_eq!(number(passages.next_unreported(at(11))), Some(1));
        assert_eq!(number(passages.next_unreported(at(11))), None);
        assert!(passages.reported(1).is_none(), "too late");
        assert!(passages.reported(3).is_some());
        assert_eq!(passages.wait(at(99)), None);
    }

    #[test]
    fn more_than_can_be_awaited_end_the_oldest() {
        let (mut passages, now) = (AwaitedPassages::new(LIMIT), Instant::now());
        let mut ended = 0;
        for number in 0..10_000 {
            passages.opened(number, None, now);
            while let Some(oldest) = passages.next_unreported(now) {
                assert_eq!(oldest.number, ended);
                ended += 1;
            }
            assert!(passages.awaited.len() <= MOST);
        }
        assert_eq!(ended, 10_000 - MOST as u64);
    }
}
