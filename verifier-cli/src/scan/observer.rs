//! What happens in a scan, and who is told.

use std::io;
use std::time::{Duration, Instant};

use code_reader::Reading;

use crate::camera::{CameraState, Frame};
use crate::judge::CodeJudge;
use crate::report::Finding;

/// A code that was shown anew, with its verdict. Its place is [`Place::Camera`] or [`Place::Line`].
///
/// [`Place::Camera`]: crate::input::Place::Camera
/// [`Place::Line`]: crate::input::Place::Line
pub(crate) struct ScanEvent {
    /// Counted from 1.
    pub(crate) number: u64,
    /// The verdict, or why there is none.
    pub(crate) finding: Finding,
    /// From the frame to the verdict; `None` for what was typed.
    pub(crate) latency: Option<Duration>,
}

/// Whom a scan tells what happens, and who may type meanwhile.
///
/// All calls come from one thread, one after the other, and the next frame is waited for until they
/// return: what takes long (drawing over a slow line) must leave frames out. Errors end the scan.
pub(crate) trait ScanObserver {
    /// What codes are judged with: at the beginning, and again from time to time, for lists grow old.
    fn refreshed(&mut self, _judge: &CodeJudge) -> io::Result<()> {
        Ok(())
    }

    /// The camera has changed.
    fn camera(&mut self, state: &CameraState) -> io::Result<()>;

    /// A frame was read. Its events, if any, were told before. Frames that are stale never get here.
    fn frame(&mut self, frame: &Frame, reading: &Reading) -> io::Result<()>;

    /// A code was shown anew and judged.
    fn event(&mut self, event: &ScanEvent) -> io::Result<()>;

    /// Called many times a second, whatever else happens, and again at once after each answer but
    /// [`Tick::Nothing`].
    fn tick(&mut self, now: Instant) -> io::Result<Tick>;
}

/// What the operator wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tick {
    /// Nothing new.
    Nothing,
    /// A line came from a scanner or a keyboard; its number counts from 1. Blank ones have no result.
    Line { number: u64, text: String },
    /// To end the scan.
    Leave,
}
