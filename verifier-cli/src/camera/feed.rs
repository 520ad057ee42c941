//! Between the thread of a source and whoever reads it: every state in order, the newest picture only.
//!
//! Pictures are unpacked where they are read, so that no time is spent on those that come too fast.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::shot::Shot;
use super::{CameraEvent, CameraState, Frame};
use cli_support::keep_panics_quiet;

/// A camera that has sent nothing but broken pictures for so long is told about. Single ones are usual.
const BROKEN: Duration = Duration::from_secs(3);

/// How many items wait to be read. A reader that lags behind this far misses the oldest.
const MAX_ITEMS: usize = 64;

/// Where pictures come from. It runs in a thread of its own until its work is done or nobody listens.
pub(crate) trait Source: Send {
    /// Puts states and pictures into the inlet, and returns soon after it is closed.
    fn run(&mut self, inlet: &Inlet);
}

/// A source at work.
pub(crate) struct Camera {
    feed: Arc<Feed>,
    /// What was said of the pictures that come.
    streaming: Option<CameraState>,
    /// The picture that comes next, after what is to be said of it.
    ready: Option<Frame>,
    broken_since: Option<Instant>,
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
    /// What waits to be read; of pictures in a row the newest only.
    items: VecDeque<Item>,
    last_state: Option<CameraState>,
    /// Nobody reads any more.
    closed: bool,
    /// Nothing more will come.
    ended: bool,
}

enum Item {
    State(CameraState),
    Shot {
        name: String,
        fps: Option<u32>,
        shot: Shot,
    },
}

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
            .spawn(move || {
                keep_panics_quiet();
                source.run(&inlet);
            })?;
        Ok(Self {
            feed,
            streaming: None,
            ready: None,
            broken_since: None,
        })
    }

    /// The next event; nothing if none comes in time, or none will come at all.
    pub(crate) fn next(&mut self, wait: Duration) -> Option<CameraEvent> {
        if let Some(frame) = self.ready.take() {
            return Some(CameraEvent::Frame(frame));
        }
        let until = Instant::now() + wait;
        loop {
            match self.feed.take(until)? {
                Item::State(state) => {
                    self.streaming = None;
                    self.broken_since = None;
                    return Some(CameraEvent::State(state));
                }
                Item::Shot { name, fps, shot } => {
                    if let Some(event) = self.develop(name, fps, &shot) {
                        return Some(event);
                    }
                }
            }
        }
    }

    /// The frame in a picture, and first what is new about it.
    fn develop(&mut self, name: String, fps: Option<u32>, shot: &Shot) -> Option<CameraEvent> {
        // A decoder that breaks down on a picture has found it broken.
        let frame = catch_unwind(AssertUnwindSafe(|| shot.develop()));
        let Some(frame) = frame.ok().flatten() else {
            let since = *self.broken_since.get_or_insert(shot.taken);
            if shot.taken.saturating_duration_since(since) < BROKEN {
                return None;
            }
            let state = Some(CameraState::Damaged { name });
            return self.say(state);
        };
        self.broken_since = None;
        let said = self.say(Some(CameraState::Streaming {
            name,
            width: frame.width,
            height: frame.height,
            format: shot.packing.name().to_owned(),
            fps,
        }));
        if said.is_none() {
            return Some(CameraEvent::Frame(frame));
        }
        self.ready = Some(frame);
        said
    }

    fn say(&mut self, state: Option<CameraState>) -> Option<CameraEvent> {
        if self.streaming == state {
            return None;
        }
        self.streaming = state;
        self.streaming.clone().map(CameraEvent::State)
    }

    /// Whether everything has been read and nothing more will come.
    pub(crate) fn is_over(&self) -> bool {
        let held = self.feed.held();
        held.ended && held.items.is_empty() && self.ready.is_none()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.feed.held().closed = true;
        self.feed.changed.notify_all();
    }
}

impl Inlet {
    /// Puts in a state; the same one as before is not told again until pictures have come.
    pub(crate) fn state(&self, state: CameraState) {
        let mut held = self.feed.held();
        if held.last_state.as_ref() == Some(&state) {
            return;
        }
        held.last_state = Some(state.clone());
        held.push(Item::State(state));
        drop(held);
        self.feed.changed.notify_all();
    }

    /// Puts in a picture of the camera of this name, in the place of one that nobody has read yet.
    pub(crate) fn shot(&self, name: &str, fps: Option<u32>, shot: Shot) {
        let mut held = self.feed.held();
        held.last_state = None;
        if let Some(Item::Shot { .. }) = held.items.back() {
            held.items.pop_back();
        }
        let name = name.to_owned();
        held.push(Item::Shot { name, fps, shot });
        drop(held);
        self.feed.changed.notify_all();
    }

    /// Whether nobody listens any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.feed.held().closed
    }

    /// Waits, but not if nobody listens any more.
    pub(crate) fn pause(&self, wait: Duration) {
        self.feed.wait(Instant::now() + wait, |held| held.closed);
    }

    /// Waits until everything that was put in has been taken out, or nobody listens any more.
    pub(crate) fn drain(&self) {
        let done = |held: &mut Held| held.closed || held.items.is_empty();
        while !self
            .feed
            .wait(Instant::now() + Duration::from_secs(1), done)
        {}
    }
}

impl Drop for Inlet {
    fn drop(&mut self) {
        self.feed.held().ended = true;
        self.feed.changed.notify_all();
    }
}

impl Feed {
    fn take(&self, until: Instant) -> Option<Item> {
        let mut next = None;
        self.wait(until, |held| {
            next = held.items.pop_front();
            next.is_some() || held.ended
        });
        self.changed.notify_all();
        next
    }

    /// Waits until `done`, at most so long; whether it came to that.
    fn wait(&self, until: Instant, mut done: impl FnMut(&mut Held) -> bool) -> bool {
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
    fn push(&mut self, item: Item) {
        if self.items.len() == MAX_ITEMS {
            self.items.pop_front();
        }
        self.items.push_back(item);
    }
}

#[cfg(test)]
mod tests;
