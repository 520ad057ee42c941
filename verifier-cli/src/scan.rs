//! Scanning live: frames of a camera and lines of a scanner in, one verdict for each code that is shown.
//!
//! `frame_reader` reads the frames in a thread of its own; `presence` tells a code that is still there from one
//! that is shown anew; `session` brings both together and judges. What comes of it is told to a [`ScanObserver`].

mod frame_reader;
mod json;
mod latency;
mod observer;
mod plain;
mod presence;
mod session;
mod typed_lines;

pub(crate) use frame_reader::{FrameReader, ReaderEvent};
pub(crate) use json::JsonObserver;
pub(crate) use latency::LatencyMeter;
pub(crate) use observer::{ScanEvent, ScanObserver, Tick};
pub(crate) use plain::PlainObserver;
#[cfg(test)]
pub(crate) use session::Session;
pub(crate) use session::run;
pub(crate) use typed_lines::TypedLines;
