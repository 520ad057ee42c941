//! A line of the computer that opens the gate: one pulse for each opening, in a thread of its own, so that no code
//! waits for it.
//!
//! Each person gets a pulse. One that is opened for during a pulse waits until it is over and the line has rested;
//! a pulse is never made longer. Where too many wait, the opening is dropped and told.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::event::{Events, GateEvent, OpenerTrouble};

/// So many openings wait for their pulse at most: for the last of them the gate opens while the person is still there.
const QUEUE: usize = 4;

/// Between two pulses, so that a gate sees two.
const PAUSE: Duration = Duration::from_millis(200);

/// A line that opens the gate while it is active.
pub(crate) trait OutputLine: Send {
    /// Sets the line, at once.
    fn set(&mut self, level: LineLevel) -> io::Result<()>;
}

/// What the line says to the gate. Which voltage that is, is the business of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineLevel {
    Active,
    Inactive,
}

/// A clock that is never set, and that can be waited for.
pub(crate) trait PulseClock: Send {
    fn now(&self) -> Instant;

    /// Waits until then, or until the gate ends.
    fn wait_until(&self, deadline: Instant) -> Waited;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    Elapsed,
    /// The gate ends.
    Ended,
}

/// The thread that pulses the line.
pub(crate) struct Opener {
    openings: Option<SyncSender<u64>>,
    /// Dropped when the gate ends, which ends a pulse too.
    end: Option<Sender<()>>,
    ended: Receiver<()>,
}

impl Opener {
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn start(
        line: Box<dyn OutputLine>,
        pulse: Duration,
        events: Events,
    ) -> io::Result<Self> {
        let (end, ends) = channel();
        let (openings, wanted) = sync_channel(QUEUE);
        let (tell, ended) = channel();
        let worker = Worker {
            line: ReleasedLine(line),
            clock: EndingClock(ends),
            pulse,
        };
        thread::Builder::new()
            .name("opener".to_owned())
            .spawn(move || {
                worker.run(&wanted, |number| {
                    // When the loop is that busy, one message may be lost, but no code.
                    let _ = events.try_send(GateEvent::Opener(number, OpenerTrouble::Failed));
                });
                // The receiver may be gone already.
                let _ = tell.send(());
            })?;
        Ok(Self {
            openings: Some(openings),
            end: Some(end),
            ended,
        })
    }

    /// Opens for the holder of this verdict; `false` if too many are waiting, or the thread is gone.
    pub(crate) fn open(&self, number: u64) -> bool {
        let openings = self.openings.as_ref();
        openings.is_some_and(|openings| openings.try_send(number).is_ok())
    }
}

impl Drop for Opener {
    /// The line is released before the gate is gone, also in the middle of a pulse.
    fn drop(&mut self) {
        self.openings = None;
        self.end = None;
        let _ = self.ended.recv_timeout(Duration::from_secs(1));
    }
}

/// The clock of the computer, with the end of the gate.
struct EndingClock(Receiver<()>);

impl PulseClock for EndingClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wait_until(&self, deadline: Instant) -> Waited {
        let wait = deadline.saturating_duration_since(Instant::now());
        match self.0.recv_timeout(wait) {
            Err(RecvTimeoutError::Timeout) => Waited::Elapsed,
            Ok(()) | Err(RecvTimeoutError::Disconnected) => Waited::Ended,
        }
    }
}

/// A line that is inactive when it is dropped, whatever has happened: also when a thread panics.
struct ReleasedLine(Box<dyn OutputLine>);

impl Drop for ReleasedLine {
    fn drop(&mut self) {
        // The kernel takes the line back when its file is closed.
        let _ = self.0.set(LineLevel::Inactive);
    }
}

struct Worker<C> {
    line: ReleasedLine,
    clock: C,
    pulse: Duration,
}

impl<C: PulseClock> Worker<C> {
    fn run(mut self, wanted: &Receiver<u64>, failed: impl Fn(u64)) {
        while let Ok(number) = wanted.recv() {
            match self.pulse() {
                Ok(Waited::Elapsed) => {}
                Ok(Waited::Ended) => return,
                Err(_) => failed(number),
            }
        }
    }

    /// One pulse, and the pause after it.
    fn pulse(&mut self) -> io::Result<Waited> {
        let over = self.clock.now() + self.pulse;
        let set = self.line.0.set(LineLevel::Active);
        let waited = match set {
            Ok(()) => self.clock.wait_until(over),
            Err(_) => Waited::Elapsed,
        };
        // Also if it could not be set: nobody knows what the line does then.
        self.line.0.set(LineLevel::Inactive)?;
        set?;
        match waited {
            Waited::Ended => Ok(Waited::Ended),
            Waited::Elapsed => Ok(self.clock.wait_until(self.clock.now() + PAUSE)),
        }
    }
}

#[cfg(test)]
mod tests;
