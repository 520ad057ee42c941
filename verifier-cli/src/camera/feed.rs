//! The queue from the thread of a source to its reader: every state in order, the newest picture only.
//!
//! Pictures are decoded by the reader, so that no time is spent on those that come too fast.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::raw_frame::RawFrame;
use super::{CameraEvent, CameraState, Frame};
use cli_support::keep_panics_quiet;

/// A camera that has sent only broken pictures for this long is reported as damaged. Single ones are usual.
const BROKEN: Duration = Duration::from_secs(3);

/// How many items wait to be read. A reader that lags behind this far misses the oldest.
const MAX_ITEMS: usize = 64;

/// Where pictures come from. It runs in a thread of its own until it is done or the reader is gone.
pub(crate) trait FrameSource: Send {
    /// Writes states and pictures to the feed, and returns soon after the feed is closed.
    fn run(&mut self, writer: &FeedWriter);
}

/// A source at work.
pub(crate) struct Camera {
    feed: Arc<Feed>,
    /// The state that was reported for the pictures that come now.
    streaming: Option<CameraState>,
    /// The next picture, which waits until its new state has been read.
    ready: Option<Frame>,
    broken_since: Option<Instant>,
}

/// The source's end of a feed.
pub(crate) struct FeedWriter {
    feed: Arc<Feed>,
}

#[derive(Default)]
struct Feed {
    state: Mutex<FeedState>,
    changed: Condvar,
}

#[derive(Default)]
struct FeedState {
    /// What waits to be read; of pictures in a row the newest only.
    items: VecDeque<Item>,
    last_state: Option<CameraState>,
    /// The reader is gone.
    closed: bool,
    /// Nothing more will come.
    ended: bool,
}

enum Item {
    State(CameraState),
    RawFrame {
        name: String,
        fps: Option<u32>,
        raw_frame: RawFrame,
    },
}

impl Camera {
    /// Starts a source.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn start(mut source: impl FrameSource + 'static) -> io::Result<Self> {
        let feed = Arc::new(Feed::default());
        let writer = FeedWriter { feed: feed.clone() };
        thread::Builder::new()
            .name("camera".to_owned())
            .spawn(move || {
                keep_panics_quiet();
                source.run(&writer);
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
                Item::RawFrame {
                    name,
                    fps,
                    raw_frame,
                } => {
                    if let Some(event) = self.decode(name, fps, &raw_frame) {
                        return Some(event);
                    }
                }
            }
        }
    }

    /// The frame in a picture; before it, the state if that has changed.
    fn decode(
        &mut self,
        name: String,
        fps: Option<u32>,
        raw_frame: &RawFrame,
    ) -> Option<CameraEvent> {
        // A decoder that panics on a picture has found it broken.
        let frame = catch_unwind(AssertUnwindSafe(|| raw_frame.decode()));
        let Some(frame) = frame.ok().flatten() else {
            let since = *self.broken_since.get_or_insert(raw_frame.taken);
            if raw_frame.taken.saturating_duration_since(since) < BROKEN {
                return None;
            }
            let state = Some(CameraState::Damaged { name });
            return self.report(state);
        };
        self.broken_since = None;
        let reported = self.report(Some(CameraState::Streaming {
            name,
            width: frame.width,
            height: frame.height,
            format: raw_frame.packing.name().to_owned(),
            fps,
        }));
        if reported.is_none() {
            return Some(CameraEvent::Frame(frame));
        }
        self.ready = Some(frame);
        reported
    }

    fn report(&mut self, state: Option<CameraState>) -> Option<CameraEvent> {
        if self.streaming == state {
            return None;
        }
        self.streaming = state;
        self.streaming.clone().map(CameraEvent::State)
    }

    /// Whether everything has been read and nothing more will come.
    pub(crate) fn is_over(&self) -> bool {
        let inner = self.feed.lock();
        inner.ended && inner.items.is_empty() && self.ready.is_none()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.feed.lock().closed = true;
        self.feed.changed.notify_all();
    }
}

impl FeedWriter {
    /// Writes a state. The same state is not written again until pictures have come.
    pub(crate) fn state(&self, state: CameraState) {
        let mut inner = self.feed.lock();
        if inner.last_state.as_ref() == Some(&state) {
            return;
        }
        inner.last_state = Some(state.clone());
        inner.push(Item::State(state));
        drop(inner);
        self.feed.changed.notify_all();
    }

    /// Writes a picture of the camera of this name. It replaces one that has not been read yet.
    pub(crate) fn raw_frame(&self, name: &str, fps: Option<u32>, raw_frame: RawFrame) {
        let mut inner = self.feed.lock();
        inner.last_state = None;
        if let Some(Item::RawFrame { .. }) = inner.items.back() {
            inner.items.pop_back();
        }
        let name = name.to_owned();
        inner.push(Item::RawFrame {
            name,
            fps,
            raw_frame,
        });
        drop(inner);
        self.feed.changed.notify_all();
    }

    /// Whether the reader is gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.feed.lock().closed
    }

    /// Waits, unless the reader is gone.
    pub(crate) fn pause(&self, wait: Duration) {
        self.feed.wait(Instant::now() + wait, |inner| inner.closed);
    }

    /// Waits until everything has been read, or the reader is gone.
    pub(crate) fn drain(&self) {
        let done = |inner: &mut FeedState| inner.closed || inner.items.is_empty();
        while !self
            .feed
            .wait(Instant::now() + Duration::from_secs(1), done)
        {}
    }
}

impl Drop for FeedWriter {
    fn drop(&mut self) {
        self.feed.lock().ended = true;
        self.feed.changed.notify_all();
    }
}

impl Feed {
    fn take(&self, until: Instant) -> Option<Item> {
        let mut next = None;
        self.wait(until, |inner| {
            next = inner.items.pop_front();
            next.is_some() || inner.ended
        });
        self.changed.notify_all();
        next
    }

    /// Waits until `done` or the deadline, and returns whether it is done.
    fn wait(&self, until: Instant, mut done: impl FnMut(&mut FeedState) -> bool) -> bool {
        let mut inner = self.lock();
        loop {
            if done(&mut inner) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.changed.wait_timeout(inner, left);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A thread that panicked while it held the lock has left nothing half done.
    fn lock(&self) -> MutexGuard<'_, FeedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FeedState {
    fn push(&mut self, item: Item) {
        if self.items.len() == MAX_ITEMS {
            self.items.pop_front();
        }
        self.items.push_back(item);
    }
}

#[cfg(test)]
mod tests;
