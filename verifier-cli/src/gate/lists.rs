//! Reads the lists again when an update was applied, beside the loop that judges: no code waits for it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::event::{Events, GateEvent};
use crate::trust_source::TrustSource;

/// How often the store is looked at; that costs two reads of some bytes.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Takes back what was judged with before: to give it up takes time when it is large.
pub(crate) type UsedLists = Sender<Box<TrustSource>>;

/// Watches the store of `source`, which is a handle of its own, until the gate has ended.
pub(crate) fn start(
    source: TrustSource,
    events: Events,
    stop: Arc<AtomicBool>,
) -> io::Result<UsedLists> {
    let (used, back) = channel();
    let mut watcher = Watcher {
        source,
        events,
        back,
        is_pending: false,
        has_failed: false,
    };
    thread::Builder::new()
        .name("lists".to_owned())
        .spawn(move || {
            while !stop.load(Ordering::Relaxed) && watcher.look().is_some() {
                thread::sleep(LOOK_EVERY);
            }
        })?;
    Ok(used)
}

struct Watcher {
    /// What this thread has read last.
    source: TrustSource,
    events: Events,
    back: Receiver<Box<TrustSource>>,
    /// Whether there is something new that the loop has not got yet.
    is_pending: bool,
    /// Whether it was said that the store cannot be read.
    has_failed: bool,
}

impl Watcher {
    /// `None` if the gate has ended.
    fn look(&mut self) -> Option<()> {
        while self.back.try_recv().is_ok() {}
        let read = self.source.reload().and_then(|is_new| {
            self.is_pending |= is_new;
            // It is at least as new as what was seen; what comes meanwhile is seen next time.
            if self.is_pending {
                self.source.again().transpose()
            } else {
                Ok(None)
            }
        });
        match read {
            Ok(lists) => {
                self.has_failed = false;
                self.is_pending = false;
                if let Some(lists) = lists {
                    self.events.send(GateEvent::Lists(Box::new(lists))).ok()?;
                }
            }
            Err(failure) if !self.has_failed => {
                self.has_failed = true;
                self.events.send(GateEvent::ListsUnread(failure)).ok()?;
            }
            Err(_) => {}
        }
        Some(())
    }
}
