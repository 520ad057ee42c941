//! Events for programs: one line of JSON each. The schema is in `docs/json.md`.

use std::io;
use std::time::Instant;

use cli_support::Console;
use code_reader::Reading;
use messages::FailureRecord;
use serde::Serialize;

use super::counter_json::CounterRecord;
use super::{CounterAnswer, EventBenefits, InView, ScanEvent, ScanObserver, Tick, TypedLines};
use crate::benefits::{BenefitsRecord, JournalNews, JournalRecord, Offer};
use crate::camera::{CameraState, Frame};
use crate::report::FindingRecord;

/// A line for each code and each change of the camera.
pub(crate) struct JsonObserver<'c, 'w> {
    console: &'c mut Console<'w>,
    typed: TypedLines,
}

impl<'c, 'w> JsonObserver<'c, 'w> {
    pub(crate) fn new(console: &'c mut Console<'w>, typed: TypedLines) -> Self {
        Self { console, typed }
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.console.json(line)?;
        self.console.flush()
    }
}

#[derive(Serialize)]
struct CameraRecord<'a> {
    event: &'static str,
    state: &'static str,
    camera: Option<&'a str>,
    width: Option<usize>,
    height: Option<usize>,
    format: Option<&'a str>,
    fps: Option<u32>,
    error: Option<FailureRecord<'a>>,
}

#[derive(Serialize)]
struct CodeRecord<'a> {
    event: &'static str,
    number: u64,
    latency_ms: Option<f64>,
    holder_was_here_seconds: Option<u64>,
    #[serde(flatten)]
    finding: FindingRecord<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    benefits: Option<BenefitsRecord<'a>>,
}

impl ScanObserver for JsonObserver<'_, '_> {
    fn camera(&mut self, state: &CameraState) -> io::Result<()> {
        let lang = self.console.lang;
        let (what, remedy) = (state.what(), state.remedy());
        let mut line = CameraRecord {
            event: "camera",
            state: state.code(),
            camera: state.name(),
            width: None,
            height: None,
            format: None,
            fps: None,
            error: remedy.as_ref().map(|remedy| {
                FailureRecord::new(state.code(), (&what, remedy), state.detail(), lang)
            }),
        };
        if let CameraState::Streaming {
            width,
            height,
            format,
            fps,
            ..
        } = state
        {
            line.width = Some(*width);
            line.height = Some(*height);
            line.format = Some(format);
            line.fps = *fps;
        }
        self.line(&line)
    }

    fn frame(&mut self, _: &Frame, _: &Reading, _: &InView) -> io::Result<()> {
        Ok(())
    }

    fn event(&mut self, event: &ScanEvent) -> io::Result<()> {
        let lang = self.console.lang;
        self.line(&CodeRecord {
            event: "code",
            number: event.number,
            latency_ms: event
                .latency
                .map(|latency| (latency.as_secs_f64() * 1e4).round() / 10.0),
            holder_was_here_seconds: event.holder_was_here.map(|ago| ago.as_secs()),
            finding: FindingRecord::new(&event.finding, lang),
            benefits: match &event.benefits {
                Some(EventBenefits::Offer(offer)) => Some(BenefitsRecord::new(offer, lang)),
                _ => None,
            },
        })
    }

    fn counter(&mut self, answer: &CounterAnswer, offer: Option<&Offer>) -> io::Result<()> {
        let lang = self.console.lang;
        self.line(&CounterRecord::new(answer, offer, lang))
    }

    fn journal(&mut self, news: &JournalNews) -> io::Result<()> {
        let lang = self.console.lang;
        self.line(&JournalRecord::new(news, lang))
    }

    fn not_understood(&mut self, line: u64) -> io::Result<()> {
        self.line(&CounterRecord::not_understood(line))
    }

    fn tick(&mut self, _: Instant) -> io::Result<Tick> {
        Ok(self.typed.tick())
    }
}
