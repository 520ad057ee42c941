//! Reads codes in the frames of a camera, in its own thread, so that no frame waits for a screen.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use code_reader::{LiveReader, Picture, Reading};

use crate::camera::{Camera, CameraEvent, CameraState, Frame};
use cli_support::keep_panics_quiet;

/// What comes from the reader.
#[derive(Debug)]
pub(crate) enum ReaderEvent {
    /// The camera has changed.
    State(CameraState),
    /// A frame, read.
    Frame(Frame, Reading),
    /// Nothing more will come.
    End,
}

/// A camera whose frames are read.
pub(crate) struct FrameReader {
    events: Receiver<ReaderEvent>,
    /// While this is alive, the thread knows that its events are read.
    _listening: Arc<()>,
}

/// How long the thread waits for a frame before it checks whether its events are still read.
const PATIENCE: Duration = Duration::from_millis(500);

impl FrameReader {
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn start(camera: Camera) -> io::Result<Self> {
        // One frame waits to be received; older ones are outdated.
        let (out, events) = sync_channel(1);
        let listening = Arc::new(());
        let listener = Arc::downgrade(&listening);
        thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || read(camera, &out, &listener))?;
        Ok(Self {
            events,
            _listening: listening,
        })
    }

    /// The next event, if one comes within `wait`.
    pub(crate) fn next(&self, wait: Duration) -> Option<ReaderEvent> {
        match self.events.recv_timeout(wait) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(ReaderEvent::End),
        }
    }
}

fn read(mut camera: Camera, out: &SyncSender<ReaderEvent>, listener: &Weak<()>) {
    keep_panics_quiet();
    let mut reader = LiveReader::new();
    while listener.strong_count() > 0 && !camera.is_over() {
        match camera.next(PATIENCE) {
            // If it cannot be sent, the receiver is gone; the next check ends the loop.
            Some(CameraEvent::State(state)) => drop(out.send(ReaderEvent::State(state))),
            Some(CameraEvent::Frame(frame)) => {
                // A reader that panics on a frame has read nothing in it, and is replaced.
                let reading = catch_unwind(AssertUnwindSafe(|| read_frame(&mut reader, &frame)));
                let reading = reading.unwrap_or_else(|_| {
                    reader = LiveReader::new();
                    Reading::default()
                });
                send(out, frame, reading);
            }
            None => {}
        }
    }
}

fn read_frame(reader: &mut LiveReader, frame: &Frame) -> Reading {
    Picture::new(&frame.luma, frame.width, frame.height)
        .map(|picture| reader.read(&picture))
        .unwrap_or_default()
}

/// Waits until a frame with a code is taken; one without is left out while the other end is busy.
fn send(out: &SyncSender<ReaderEvent>, frame: Frame, reading: Reading) {
    let empty = reading.codes.is_empty();
    let event = ReaderEvent::Frame(frame, reading);
    match out.try_send(event) {
        Err(TrySendError::Full(event)) if !empty => drop(out.send(event)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
