//! Reads the lists again when an update was applied, beside the loop that judges: no code waits for it.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use credential_core::Floors;
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, failure};

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
        is_older: false,
        floors: Floors::default(),
    };
    watcher.remember();
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
    /// Whether it was said that the store is older than what the gate holds.
    is_older: bool,
    /// Of what the gate judges with.
    floors: Floors,
}

impl Watcher {
    /// `None` if the gate has ended.
    fn look(&mut self) -> Option<()> {
        while self.back.try_recv().is_ok() {}
        let read = self.source.reload().and_then(|is_new| {
            // After a failure too, so that its end is said; the store may be back as it was.
            self.is_pending |= is_new || self.has_failed;
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
                    self.offer(lists)?;
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

    /// Hands on what was read, unless it is older than what the gate holds: somebody has put a copy of the store in
    /// its place, in which what was revoked since is not.
    fn offer(&mut self, lists: TrustSource) -> Option<()> {
        let TrustSource::Store(store) = &lists else {
            return Some(());
        };
        let floors = store.holdings().floors().clone();
        if floors.clone().merge(&self.floors) == floors {
            self.is_older = false;
            self.floors = floors;
            self.events.send(GateEvent::Lists(Box::new(lists))).ok()
        } else if self.is_older {
            Some(())
        } else {
            self.is_older = true;
            self.events
                .send(GateEvent::ListsUnread(older(store.folder())))
                .ok()
        }
    }

    fn remember(&mut self) {
        let held = self.source.holdings();
        self.floors = held.map(|held| held.floors().clone()).unwrap_or_default();
    }
}

fn older(store: &Path) -> Failure {
    let name = escape_untrusted_path(store);
    failure!("store-rolled-back"; "存储 {name} 比本闸机正在使用的旧，没有采用"; "the store {name} is older than what this gate holds, and is not taken";
        "请导入最新的更新文件（verifier update）；如果是有意更换存储，请重新启动闸机。";
        "Bring the latest update (verifier update). If the store was replaced on purpose, start the gate again.")
}
