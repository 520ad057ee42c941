//! Measures the time from a frame to its verdict.

use std::io;
use std::time::{Duration, Instant};

use code_reader::Reading;
use messages::{Text, text};

use super::{CounterAnswer, InView, ScanEvent, ScanObserver, Tick};
use crate::benefits::{JournalNews, Offer};
use crate::camera::{CameraState, Frame};
use crate::judge::CodeJudge;

/// How many frames are kept of each kind: an hour's.
const MOST: usize = 30 * 3600;

/// Measures times and passes all events on to another observer.
pub(crate) struct LatencyMeter<'f> {
    observer: &'f mut dyn ScanObserver,
    with_code: Vec<Duration>,
    without: Vec<Duration>,
}

impl<'f> LatencyMeter<'f> {
    pub(crate) fn new(observer: &'f mut dyn ScanObserver) -> Self {
        Self {
            observer,
            with_code: Vec::new(),
            without: Vec::new(),
        }
    }

    /// From taking a frame to its verdict, over all frames.
    pub(crate) fn words(&mut self) -> Text {
        let with = figures(&mut self.with_code);
        let without = figures(&mut self.without);
        text!("从拍到到结论：有码 {with}；无码 {without}";
            "frame to verdict: with a code {with}; without {without}")
    }
}

/// Count, median, 95th of a hundred, and longest.
fn figures(times: &mut [Duration]) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).or(times.last());
    let millis = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1e3);
    format!(
        "n={} median={:.1} ms p95={:.1} ms max={:.1} ms",
        times.len(),
        millis(at(50)),
        millis(at(95)),
        millis(times.last()),
    )
}

impl ScanObserver for LatencyMeter<'_> {
    fn refreshed(&mut self, judge: &CodeJudge) -> io::Result<()> {
        self.observer.refreshed(judge)
    }

    fn camera(&mut self, state: &CameraState) -> io::Result<()> {
        self.observer.camera(state)
    }

    fn frame(&mut self, frame: &Frame, reading: &Reading, in_view: &InView) -> io::Result<()> {
        let times = if reading.codes.is_empty() {
            &mut self.without
        } else {
            &mut self.with_code
        };
        if times.len() < MOST {
            times.push(frame.taken.elapsed());
        }
        self.observer.frame(frame, reading, in_view)
    }

    fn event(&mut self, event: &ScanEvent) -> io::Result<()> {
        self.observer.event(event)
    }

    fn counter(&mut self, answer: &CounterAnswer, offer: Option<&Offer>) -> io::Result<()> {
        self.observer.counter(answer, offer)
    }

    fn journal(&mut self, news: &JournalNews) -> io::Result<()> {
        self.observer.journal(news)
    }

    fn not_understood(&mut self, line: u64) -> io::Result<()> {
        self.observer.not_understood(line)
    }

    fn tick(&mut self, now: Instant) -> io::Result<Tick> {
        self.observer.tick(now)
    }
}
