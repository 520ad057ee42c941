//! Which holders were here, as far as this terminal can tell: by issuer and holder number, in memory only.
//!
//! A code on paper can be copied and shown twice. Whoever sees that it was here twenty minutes ago can ask.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use credential_core::{Decision, HolderNumber};
use messages::{Text, text};

use crate::report::Judged;

/// A code that is shown again so soon is still the same visit.
const SAME_VISIT: Duration = Duration::from_secs(60);

/// What is older says nothing: people come every day.
const REMEMBERED: Duration = Duration::from_secs(12 * 3600);

/// More than any counter has in half a day.
const MAX_VISITS: usize = 10_000;

/// The holders of bearer codes that were not refused, the newest last.
#[derive(Default)]
pub(super) struct Visits {
    visits: VecDeque<Visit>,
}

struct Visit {
    holder: (u32, HolderNumber),
    last: Instant,
}

impl Visits {
    /// Takes in a code that was shown; returns how long ago its holder was here before.
    pub(super) fn add(&mut self, judged: &Judged, now: Instant) -> Option<Duration> {
        let (claims, issuer) = judged.content()?;
        if judged.verdict().decision() == Decision::Refuse || claims.holder_key.is_some() {
            return None;
        }
        self.visit((issuer.id.0, claims.holder), now)
    }

    fn visit(&mut self, holder: (u32, HolderNumber), now: Instant) -> Option<Duration> {
        let ago = |visit: &Visit| now.saturating_duration_since(visit.last);
        self.visits.retain(|visit| ago(visit) < REMEMBERED);
        let before = self.visits.iter().position(|visit| visit.holder == holder);
        let before = before.and_then(|at| self.visits.remove(at));
        if self.visits.len() == MAX_VISITS {
            self.visits.pop_front();
        }
        self.visits.push_back(Visit { holder, last: now });
        before
            .map(|visit| ago(&visit))
            .filter(|ago| *ago >= SAME_VISIT)
    }
}

/// What is said of a holder who was here before.
pub(crate) fn was_here(ago: Duration) -> Text {
    let minutes = ago.as_secs() / 60;
    match minutes {
        0..=90 => text!("此持有人 {minutes} 分钟前在本机验过码";
            "this holder was here {minutes} minutes ago"),
        _ => {
            let hours = (minutes + 30) / 60;
            text!("此持有人约 {hours} 小时前在本机验过码";
                "this holder was here about {hours} hours ago")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_when_a_holder_was_here_but_not_of_the_same_visit_or_the_day_before() {
        let mut visits = Visits::default();
        let begun = Instant::now();
        let mut visit = |issuer, holder, seconds| {
            let now = begun + Duration::from_secs(seconds);
            visits.visit((issuer, HolderNumber(holder)), now)
        };
        assert_eq!(visit(1, 17, 0), None);
        assert_eq!(visit(1, 17, 30), None);
        assert_eq!(visit(1, 17, 30 + 1_200), Some(Duration::from_secs(1_200)));
        // Another bureau has the same numbers.
        assert_eq!(visit(2, 17, 1_300), None);
        assert_eq!(visit(1, 18, 1_300), None);
        assert_eq!(visit(1, 17, 1_230 + 12 * 3600), None);
    }

    #[test]
    fn remembers_a_bounded_number() {
        let mut visits = Visits::default();
        let begun = Instant::now();
        for holder in 0..MAX_VISITS as u32 + 50 {
            visits.visit((1, HolderNumber(holder)), begun);
        }
        assert_eq!(visits.visits.len(), MAX_VISITS);
        let later = begun + Duration::from_secs(600);
        assert_eq!(visits.visit((1, HolderNumber(0)), later), None);
        assert!(visits.visit((1, HolderNumber(60)), later).is_some());
    }
}
