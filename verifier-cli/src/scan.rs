//! Live scanning: frames of a camera and lines of a scanner in, one verdict for each code that is shown.
//!
//! `frame_reader` reads the frames in its own thread. `presence` decides whether a code is still there or
//! shown again, and `showings` which proof of a phone is
//! the same one still and which was used before. `at_counter` gives benefits. `session` combines them and judges, and
//! reports to a [`ScanObserver`]: `json` and `plain` print lines, with `counter_json` and `counter_words` for what
//! happens at the counter; `latency` measures times, and the screen is another one. `command` reads the commands of
//! a program that drives the counter.

mod at_counter;
mod command;
mod counter_json;
mod counter_words;
mod frame_reader;
mod json;
mod latency;
mod observer;
mod plain;
mod presence;
mod session;
mod showings;
mod typed_lines;
mod visits;

pub(crate) use counter_words::answer_words;
pub(crate) use frame_reader::{FrameReader, ReaderEvent};
pub(crate) use json::JsonObserver;
pub(crate) use latency::LatencyMeter;
pub(crate) use observer::{
    CounterAnswer, CounterWish, EventBenefits, InView, MOST_TOGETHER, ScanEvent, ScanObserver, Tick,
};
pub(crate) use plain::PlainObserver;
#[cfg(test)]
pub(crate) use session::Session;
pub(crate) use session::run;
pub(crate) use typed_lines::{LineMeaning, TypedLines};
pub(crate) use visits::was_here;
