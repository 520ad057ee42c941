//! Between the thread of a source and whoever reads it: every state in order, the newest frame only.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{CameraEvent, CameraState, Frame};

/// Where pictures come from. It runs in a thread of its own until its work is done or nobody listens.
pub(crate) trait Source: Send {
    /// Puts states and frames into the inlet, and returns soon after it is closed.
    fn run(&mut self, inlet: &Inlet);
}

/// A source at work.
pub(crate) struct Camera {
    feed: Arc<Feed>,
}

/// The source's end of a feed.
pub(crate) struct Inlet {
    feed: Arc<Feed>,
}

#[derive(Default)]
struct Feed {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    /// What waits to be read; of frames in a row the newest only.
    events: VecDeque<CameraEvent>,
    last_state: Option<CameraState>,
    /// Frames that were put in, and those that a newer one has replaced unread.
    frames: u64,
    stale: u64,
    /// Nobody reads any more.
    closed: bool,
    /// Nothing more will come.
    ended: bool,
}

/// How many events wait to be read. A reader that lags behind this far misses the oldest.
const MAX_EVENTS: usize = 64;

impl Camera {
    /// Starts a source.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn start(mut source: impl Source + 'static) -> io::Result<Self> {
        let feed = Arc::new(Feed::default());
        let inlet = Inlet { feed: feed.clone() };
        thread::Builder::new()
            .name("camera".to_owned())
            .spawn(move || source.run(&inlet))?;
        Ok(Self { feed })
    }

    /// The next event; nothing if none comes in time, or none will come at all.
    pub(crate) fn next(&self, wait: Duration) -> Option<CameraEvent> {
        let mut next = None;
        self.feed.wait(wait, |held| {
            next = held.events.pop_front();
            next.is_some() || held.ended
        });
        self.feed.changed.notify_all();
        next
    }

    /// Whether everything has been read and nothing more will come.
    pub(crate) fn is_over(&self) -> bool {
        let held = self.feed.held();
        held.ended && held.events.is_empty()
    }

    /// How many frames have come, and how many of them were replaced by newer ones before they were read.
    pub(crate) fn frames(&self) -> (u64, u64) {
        let held = self.feed.held();
        (held.frames, held.stale)
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.feed.held().closed = true;
        self.feed.changed.notify_all();
    }
}

impl Inlet {
    /// Puts in a state; the same one as before is not told again.
    pub(crate) fn state(&self, state: CameraState) {
        let mut held = self.feed.held();
        if held.last_state.as_ref() == Some(&state) {
            return;
        }
        held.last_state = Some(state.clone());
        held.push(CameraEvent::State(state));
        drop(held);
        self.feed.changed.notify_all();
    }

    /// Puts in a frame, in the place of one that nobody has read yet.
    pub(crate) fn frame(&self, frame: Frame) {
        let mut held = self.feed.held();
        held.frames += 1;
        if let Some(CameraEvent::Frame(_)) = held.events.back() {
            held.events.pop_back();
            held.stale += 1;
        }
        held.push(CameraEvent::Frame(frame));
        drop(held);
        self.feed.changed.notify_all();
    }

    /// Whether nobody listens any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.feed.held().closed
    }

    /// Waits, but not if nobody listens any more.
    pub(crate) fn pause(&self, wait: Duration) {
        self.feed.wait(wait, |held| held.closed);
    }

    /// Waits until everything that was put in has been taken out, or nobody listens any more.
    pub(crate) fn drain(&self) {
        while !self.is_closed() {
            let done = |held: &mut Held| held.closed || held.events.is_empty();
            if self.feed.wait(Duration::from_secs(1), done) {
                return;
            }
        }
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        self.feed.held().ended = true;
        self.feed.changed.notify_all();
    }
}

impl Feed {
    /// Waits until `done`, at most so long; whether it came to that.
    fn wait(&self, most: Duration, mut done: impl FnMut(&mut Held) -> bool) -> bool {
        let until = Instant::now() + most;
        let mut held = self.held();
        loop {
            if done(&mut held) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.changed.wait_timeout(held, left);
            held = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A thread that broke down while it held the lock has left nothing half done.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn push(&mut self, event: CameraEvent) {
        if self.events.len() == MAX_EVENTS {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }
}
