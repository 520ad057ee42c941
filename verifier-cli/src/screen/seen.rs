//! What the camera sees besides the code of the verdict that is shown: so that the screen always speaks of what
//! is in view, or says of whom it spoke.

use std::time::{Duration, Instant};

use code_reader::{Hint, Reading};

use super::answer::{Origin, ShownVerdict};
use crate::scan::InView;

/// A hint is shown once it has lasted this long, and stays for a while, so that it does not flicker.
const HINT_LASTS: Duration = Duration::from_millis(600);
const HINT_STAYS: Duration = Duration::from_millis(1200);

/// A code that is there and cannot be read for so long is another than the one of the verdict.
const UNREADABLE_LASTS: Duration = Duration::from_millis(1500);
/// After so long out of view a code was taken away: what the camera may see now is not of it.
const AWAY: Duration = Duration::from_secs(4);
/// The same for another code that can be read, and is not reported: it was before, or it is beside ours.
const OTHER_LASTS: Duration = Duration::from_millis(1000);
/// What was seen, and when.
#[derive(Default)]
pub(super) struct Seen {
    hint: Option<SeenHint>,
    /// When the code that was reported last was in view last.
    last_reported: Option<Instant>,
    /// Since when another code is in view, and when it was seen last.
    other: Option<(Instant, Instant)>,
}

/// A hint of the reader, since when and until when.
struct SeenHint {
    hint: Hint,
    first: Instant,
    last: Instant,
}

impl Seen {
    /// Takes in a frame.
    pub(super) fn frame(&mut self, reading: &Reading, in_view: &InView, now: Instant) {
        if in_view.last_reported {
            self.last_reported = Some(now);
        }
        if let Some(since) = in_view.other_since {
            self.other = Some((since, now));
        }
        self.see_hint(reading, now);
    }

    /// A code is reported at this moment.
    pub(super) fn reported(&mut self, now: Instant) {
        self.last_reported = Some(now);
    }

    /// What stands in the way of reading the code that is there, once that has lasted.
    pub(super) fn hint(&self, now: Instant) -> Option<Hint> {
        let hint = self.hint.as_ref()?;
        let shows = !is_over(hint.last, HINT_STAYS, now) && hint.has_lasted(HINT_LASTS);
        shows.then_some(hint.hint)
    }

    /// Whether something else is in view than the code of the verdict that is shown.
    pub(super) fn something_else(&self, shown: &ShownVerdict, now: Instant) -> bool {
        let unreadable = self.hint.as_ref().is_some_and(|hint| {
            hint.first > shown.since
                && !is_over(hint.last, HINT_STAYS, now)
                && hint.has_lasted(UNREADABLE_LASTS)
        });
        let other = self.other.is_some_and(|(since, last)| {
            since > shown.since
                && !is_over(last, OTHER_LASTS, now)
                && is_over(since, OTHER_LASTS, last)
        });
        // What a scanner read is nowhere in view.
        let gone = shown.origin == Origin::Scanner
            || self
                .last_reported
                .is_none_or(|last| is_over(last, OTHER_LASTS, now));
        unreadable || (other && gone)
    }

    /// Whether the code of the verdict was taken away from the camera, and not just now.
    pub(super) fn is_away(&self, shown: &ShownVerdict, now: Instant) -> bool {
        let last = self.last_reported;
        shown.origin == Origin::Camera && last.is_some_and(|last| is_over(last, AWAY, now))
    }

    fn see_hint(&mut self, reading: &Reading, now: Instant) {
        match (reading.hint, &mut self.hint) {
            _ if !reading.codes.is_empty() => self.hint = None,
            (None, _) => {}
            (Some(hint), Some(seen)) if now.saturating_duration_since(seen.last) < HINT_STAYS => {
                seen.hint = hint;
                seen.last = now;
            }
            (Some(hint), _) => {
                self.hint = Some(SeenHint {
                    hint,
                    first: now,
                    last: now,
                });
            }
        }
    }
}

impl SeenHint {
    fn has_lasted(&self, lasts: Duration) -> bool {
        self.last.saturating_duration_since(self.first) >= lasts
    }
}

fn is_over(since: Instant, lasts: Duration, now: Instant) -> bool {
    now.saturating_duration_since(since) >= lasts
}

#[cfg(test)]
mod tests {
    use messages::Text;

    use super::super::answer::Answer;
    use super::*;

    struct Scene {
        seen: Seen,
        shown: ShownVerdict,
        begun: Instant,
    }

    impl Scene {
        /// A code was reported at the beginning.
        fn new(origin: Origin) -> Self {
            let begun = Instant::now();
            let mut seen = Seen::default();
            seen.reported(begun);
            let shown = ShownVerdict {
                answer: Answer::Accept,
                origin,
                since: begun,
                time: String::new(),
                reason: Text::new("", ""),
                advice: Text::new("", ""),
                before: None,
                further: Vec::new(),
                person: Vec::new(),
                who: None,
            };
            Self { seen, shown, begun }
        }

        fn at(&self, millis: u64) -> Instant {
            self.begun + Duration::from_millis(millis)
        }

        /// Ten frames a second of this, and what the screen then says of the verdict.
        fn hold(
            &mut self,
            millis: std::ops::Range<u64>,
            hint: Option<Hint>,
            in_view: InView,
        ) -> Vec<bool> {
            millis
                .step_by(100)
                .map(|at| {
                    let now = self.at(at);
                    let reading = Reading {
                        hint,
                        ..Reading::default()
                    };
                    self.seen.frame(&reading, &in_view, now);
                    self.seen.something_else(&self.shown, now)
                })
                .collect()
        }
    }

    #[test]
    fn an_unreadable_code_soon_makes_the_verdict_that_of_the_code_before() {
        for origin in [Origin::Camera, Origin::Scanner] {
            let mut scene = Scene::new(origin);
            let said = scene.hold(100..4_000, Some(Hint::Blurred), InView::default());
            assert!(
                !said[10] && said[20] && said.last() == Some(&true),
                "{said:?}"
            );
            // Once it is gone, the verdict stands again.
            let said = scene.hold(4_000..7_000, None, InView::default());
            assert_eq!(said.last(), Some(&false));
        }
    }

    #[test]
    fn a_code_that_was_taken_away_is_said_to_be() {
        let mut scene = Scene::new(Origin::Camera);
        let here = InView {
            last_reported: true,
            ..InView::default()
        };
        scene.hold(0..9_000, None, here);
        assert!(!scene.seen.is_away(&scene.shown, scene.at(9_000)));
        scene.hold(9_000..14_000, None, InView::default());
        assert!(!scene.seen.is_away(&scene.shown, scene.at(12_000)));
        assert!(scene.seen.is_away(&scene.shown, scene.at(14_000)));
        // A hand-held scanner sees nothing between two codes.
        scene.shown.origin = Origin::Scanner;
        assert!(!scene.seen.is_away(&scene.shown, scene.at(14_000)));
    }

    #[test]
    fn a_moment_of_blur_while_the_code_is_taken_away_does_not() {
        let mut scene = Scene::new(Origin::Camera);
        let said = scene.hold(100..1_200, Some(Hint::Blurred), InView::default());
        assert!(!said.contains(&true), "{said:?}");
        let said = scene.hold(1_200..8_000, None, InView::default());
        assert!(!said.contains(&true), "{said:?}");
    }

    #[test]
    fn another_code_does_unless_it_was_there_before_or_is_beside_ours() {
        let with = |last_reported, other_since| InView {
            last_reported,
            other_since: Some(other_since),
            ours_together: 0,
        };
        let mut scene = Scene::new(Origin::Camera);
        let later = scene.at(500);
        let said = scene.hold(500..4_000, None, with(false, later));
        assert!(!said[5] && said.last() == Some(&true), "{said:?}");
        let mut scene = Scene::new(Origin::Camera);
        let said = scene.hold(500..4_000, None, with(true, later));
        assert!(!said.contains(&true), "{said:?}");
        // It hangs on the wall.
        let mut scene = Scene::new(Origin::Scanner);
        let before = scene.begun;
        let said = scene.hold(0..20_000, None, with(false, before));
        assert!(!said.contains(&true), "{said:?}");
    }
}
