//! How much to send, so that a verdict never waits behind pictures on a slow line.
//!
//! After each portion the console is asked where its cursor is. When it answers, it has shown the portion,
//! whatever buffers lie between, and only then the next one is sent. Portions are as large as the line
//! carries in a tenth of a second. A console that never answers is sent little.

use std::time::{Duration, Instant};

/// The smallest portion in bytes.
const LEAST: usize = 256;
/// The largest: what a fast console draws without a visible pause.
const MOST: usize = 64 * 1024;
/// The first one, once the round trip time is known.
const FIRST: usize = 512;

/// How long a portion may take beyond the round trip time.
const GOOD: Duration = Duration::from_millis(80);
const BAD: Duration = Duration::from_millis(200);

/// A console that has not answered by then will not, or has lost the question.
const NO_ANSWER: Duration = Duration::from_secs(3);
/// The screen is empty until then.
const NO_FIRST_ANSWER: Duration = Duration::from_millis(1200);

/// In bytes: a portion for a console that does not answer. About as much as 57600 baud carry.
const UNANSWERED: usize = 512;
const UNANSWERED_PAUSE: Duration = Duration::from_millis(90);

/// In bytes a second: below the one, a picture would be a slide show; above the other it is good again.
const TOO_SLOW: f64 = 12_000.0;
const FAST_AGAIN: f64 = 24_000.0;

/// The cursor's place is asked for behind every portion (ECMA-48 DSR).
pub(super) const QUESTION: &str = "\x1b[6n";

#[derive(Debug)]
pub(super) struct Pace {
    room: usize,
    under_way: Option<UnderWay>,
    answers: Option<bool>,
    /// The shortest time from question to answer so far: of the round trip alone, without the bytes.
    round_trip: Option<Duration>,
    /// Bytes a second, smoothed.
    rate: Option<f64>,
    slow: bool,
    free_from: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct UnderWay {
    bytes: usize,
    sent: Instant,
    written: Option<Instant>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            room: FIRST,
            under_way: None,
            answers: None,
            round_trip: None,
            rate: None,
            slow: false,
            free_from: None,
        }
    }

    /// How many bytes may go out now; `None` while a portion is under way.
    pub(super) fn room(&mut self, now: Instant) -> Option<usize> {
        if let Some(under_way) = self.under_way {
            let written = under_way.written?;
            let waited = now.saturating_duration_since(written);
            let known_silent = self.answers == Some(false);
            let patience = if self.answers.is_none() {
                NO_FIRST_ANSWER
            } else {
                NO_ANSWER
            };
            if !known_silent && waited < patience {
                return None;
            }
            if !known_silent {
                // The first question without an answer decides; later ones may get lost.
                self.answers.get_or_insert(false);
                self.room = (self.room / 2).max(LEAST);
            }
            let took = written.saturating_duration_since(under_way.sent);
            self.measure(under_way.bytes, took);
            self.under_way = None;
        }
        if self.free_from.is_some_and(|free| now < free) {
            return None;
        }
        match self.answers {
            Some(false) => Some(self.room.min(UNANSWERED)),
            _ => Some(self.room),
        }
    }

    /// Notes that a portion was handed to the line, with the question behind it.
    pub(super) fn sent(&mut self, now: Instant, bytes: usize) {
        self.under_way = Some(UnderWay {
            bytes,
            sent: now,
            written: None,
        });
        self.free_from = (self.answers == Some(false)).then(|| now + UNANSWERED_PAUSE);
    }

    /// Notes that the system has taken the portion.
    pub(super) fn written(&mut self, now: Instant) {
        if let Some(under_way) = &mut self.under_way {
            under_way.written.get_or_insert(now);
        }
    }

    /// Notes that the console has answered.
    pub(super) fn answered(&mut self, now: Instant) {
        self.answers = Some(true);
        let Some(under_way) = self.under_way.take() else {
            return;
        };
        let took = now.saturating_duration_since(under_way.sent);
        let round_trip = self
            .round_trip
            .map_or(took, |round_trip| round_trip.min(took));
        self.round_trip = Some(round_trip);
        let for_bytes = took.saturating_sub(round_trip);
        self.measure(under_way.bytes, for_bytes);
        if for_bytes > BAD {
            self.room = (self.room / 2).max(LEAST);
        } else if for_bytes < GOOD && under_way.bytes * 2 > self.room {
            self.room = (self.room * 2).min(MOST);
        }
    }

    /// Whether a portion is under way.
    pub(super) fn is_waiting(&self) -> bool {
        self.under_way.is_some()
    }

    /// Whether the line is too slow for a picture. Not known before the first portion has arrived.
    pub(super) fn is_slow(&self) -> bool {
        self.slow || self.rate.is_none()
    }

    /// Whether [`Pace::is_slow`] is known.
    pub(super) fn is_known(&self) -> bool {
        self.rate.is_some()
    }

    fn measure(&mut self, bytes: usize, took: Duration) {
        // Too few: the time is that of the round trip.
        if bytes < LEAST / 2 {
            return;
        }
        let silent = self.answers == Some(false);
        // How fast a silent console is, is only known if the write blocks.
        let took = if silent {
            took.max(UNANSWERED_PAUSE)
        } else {
            took
        };
        let rate = bytes as f64 / took.as_secs_f64().max(0.001);
        let rate = self.rate.map_or(rate, |before| before * 0.7 + rate * 0.3);
        self.rate = Some(rate);
        self.slow = rate < if self.slow { FAST_AGAIN } else { TOO_SLOW };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line with a rate and a round trip time, to a console that is always sent more.
    fn run(pace: &mut Pace, rate: f64, round_trip: Duration, seconds: u64) -> (usize, Duration) {
        let mut now = Instant::now();
        let end = now + Duration::from_secs(seconds);
        let (mut sent, mut longest) = (0, Duration::ZERO);
        if pace.answers.is_none() {
            // What prepares the console.
            pace.sent(now, 30);
            pace.answered(now + round_trip + Duration::from_secs_f64(30.0 / rate));
        }
        while now < end {
            let Some(room) = pace.room(now) else {
                now += Duration::from_millis(10);
                continue;
            };
            pace.sent(now, room);
            pace.written(now);
            let took = round_trip + Duration::from_secs_f64(room as f64 / rate);
            sent += room;
            longest = took;
            now += took;
            pace.answered(now);
        }
        (sent, longest)
    }

    #[test]
    fn a_verdict_never_waits_long_behind_what_is_under_way() {
        for (rate, limit) in [
            (960.0, 300),
            (1_920.0, 250),
            (11_520.0, 250),
            (1e6, 250),
            (1e9, 250),
        ] {
            let mut pace = Pace::new();
            let round_trip = Duration::from_millis(20);
            run(&mut pace, rate, round_trip, 20);
            let (_, longest) = run(&mut pace, rate, round_trip, 5);
            assert!(longest < Duration::from_millis(limit), "{rate} {longest:?}");
        }
    }

    #[test]
    fn slow_lines_get_no_picture_and_fast_ones_do() {
        for (rate, round_trip, slow) in [
            (960.0, 5, true),
            (960.0, 400, true),
            (11_520.0, 30, true),
            (100_000.0, 0, false),
            (5e6, 1, false),
            (5e6, 250, false),
        ] {
            let mut pace = Pace::new();
            assert!(pace.is_slow() && !pace.is_known());
            run(&mut pace, rate, Duration::from_millis(round_trip), 10);
            assert_eq!(pace.is_slow(), slow, "{rate} {round_trip}");
            assert!(pace.is_known());
        }
    }

    #[test]
    fn a_fast_line_is_used_although_it_is_long() {
        let mut pace = Pace::new();
        run(&mut pace, 5e6, Duration::from_millis(100), 5);
        assert_eq!(pace.room, MOST);
    }

    #[test]
    fn a_console_that_never_answers_is_sent_little_and_is_not_waited_for() {
        let mut pace = Pace::new();
        let begin = Instant::now();
        let (mut sent, mut longest, mut last) = (0, Duration::ZERO, begin);
        for step in 0..3_000 {
            let now = begin + Duration::from_millis(10 * step);
            if let Some(room) = pace.room(now) {
                longest = longest.max(now - last);
                last = now;
                sent += room;
                pace.sent(now, room);
                pace.written(now);
            }
        }
        assert!(longest <= NO_ANSWER + Duration::from_millis(10));
        assert!(sent < 30 * 6_000 && sent > 30 * 2_000, "{sent}");
        assert!(pace.is_slow());
    }

    #[test]
    fn a_line_that_takes_nothing_is_not_written_to() {
        let mut pace = Pace::new();
        let now = Instant::now();
        pace.sent(now, 100);
        assert_eq!(pace.room(now + Duration::from_secs(60)), None);
        pace.written(now + Duration::from_secs(60));
        pace.answered(now + Duration::from_secs(60));
        assert!(pace.room(now + Duration::from_secs(61)).is_some());
    }
}
