//! A scanner that comes and goes: opened, read, dropped when it is gone, and looked for again.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::event::{Events, GateEvent, ReadText};
use super::frame::{Frame, Framer};
use super::scanner_state::{Condition, ScannerState};
use crate::input::{InputLine, Place};

/// How long a read may wait while no text has begun: so long the end of the program is not noticed.
const IDLE: Duration = Duration::from_millis(500);

/// The pauses between two looks for a scanner that is not there.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A scanner in continuous mode reads a code again and again while it is held.
const REPEAT: Duration = Duration::from_secs(1);

/// What a read of a scanner gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    /// So many bytes.
    Bytes(usize),
    /// Nothing in the time that was given.
    Silence,
    /// Some bytes were lost: what has begun is not whole.
    #[cfg(target_os = "linux")]
    Lost,
}

/// A scanner that is open. Dropping it closes it.
pub(crate) trait ScanDevice {
    /// A text without an end is over after so long.
    const SILENCE: Duration;

    /// Waits for bytes.
    ///
    /// # Errors
    /// If the scanner is gone, whatever the reason.
    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<Chunk>;
}

/// Reads scanners in a thread of its own, for as long as the gate runs.
pub(crate) fn start<D: ScanDevice>(
    from: Arc<str>,
    name: String,
    open: impl FnMut() -> io::Result<D> + Send + 'static,
    events: Events,
    stop: Arc<AtomicBool>,
) -> io::Result<()> {
    let mut supervisor = Supervisor {
        from,
        name,
        open,
        events,
        stop,
        last: None,
        repeat: Repeat::default(),
    };
    thread::Builder::new()
        .name("scanner".to_owned())
        .spawn(move || while supervisor.round().is_some() {})?;
    Ok(())
}

struct Supervisor<O> {
    /// The source, as it was named.
    from: Arc<str>,
    name: String,
    open: O,
    events: Events,
    stop: Arc<AtomicBool>,
    /// What was said last: the same is not said again.
    last: Option<Condition>,
    repeat: Repeat,
}

impl<D: ScanDevice, O: FnMut() -> io::Result<D>> Supervisor<O> {
    /// Looks for the scanner and reads it until it is gone; `None` if the gate has ended.
    fn round(&mut self) -> Option<()> {
        let mut pause = FIRST_PAUSE;
        let device = loop {
            match (self.open)() {
                Ok(device) => break device,
                Err(error) => {
                    let condition = Condition::of_open(&error);
                    // "Gone" says more than that it is missing.
                    let is_known =
                        condition == Condition::Missing && self.last == Some(Condition::Gone);
                    if !is_known {
                        self.say(condition, Some(&error))?;
                    }
                }
            }
            thread::sleep(pause);
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            pause = (2 * pause).min(LONGEST_PAUSE);
        };
        self.say(Condition::Connected, None)?;
        let opened = Instant::now();
        let error = self.read(device)?;
        self.say(Condition::Gone, Some(&error))?;
        // A device that opens and fails at once must not make a busy loop.
        if opened.elapsed() < LONGEST_PAUSE {
            thread::sleep(FIRST_PAUSE);
        }
        Some(())
    }

    /// Reads until the scanner is gone, and closes it; `None` if the gate has ended.
    fn read(&mut self, mut device: D) -> Option<io::Error> {
        let mut framer = Framer::default();
        let mut buffer = [0; 4096];
        loop {
            let wait = if framer.is_begun() { D::SILENCE } else { IDLE };
            let mut frames = Vec::new();
            match device.read(&mut buffer, wait) {
                Ok(Chunk::Bytes(count)) => {
                    let bytes = buffer.get(..count).unwrap_or_default();
                    framer.push(bytes, |frame| frames.push(frame));
                }
                Ok(Chunk::Silence) => framer.silence(|frame| frames.push(frame)),
                #[cfg(target_os = "linux")]
                Ok(Chunk::Lost) => framer.discard(),
                Err(error) => return Some(error),
            }
            for frame in frames {
                self.text(frame)?;
            }
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
        }
    }

    fn text(&mut self, frame: Frame) -> Option<()> {
        let read = Instant::now();
        if self.repeat.is_same(&frame.text, read) {
            return Some(());
        }
        let line = InputLine {
            number: 0,
            text: frame.text,
            is_cut: frame.is_cut,
        };
        self.send(GateEvent::Texts(vec![ReadText {
            from: Arc::clone(&self.from),
            place: Place::Scanner,
            line,
            read,
        }]))
    }

    fn say(&mut self, condition: Condition, error: Option<&io::Error>) -> Option<()> {
        if self.last == Some(condition) {
            return Some(());
        }
        self.last = Some(condition);
        self.send(GateEvent::Scanner(ScannerState {
            device: self.name.clone(),
            condition,
            detail: error.map(io::Error::to_string),
        }))
    }

    fn send(&self, event: GateEvent) -> Option<()> {
        self.events.send(event).ok()
    }
}

/// The last text, as long as it is read again and again.
#[derive(Debug, Default)]
struct Repeat(Option<(String, Instant)>);

impl Repeat {
    /// Whether the very same text was read just now.
    fn is_same(&mut self, text: &str, now: Instant) -> bool {
        if let Some((last, at)) = &mut self.0
            && last == text
        {
            let ago = now.saturating_duration_since(*at);
            *at = now;
            return ago < REPEAT;
        }
        self.0 = Some((text.to_owned(), now));
        false
    }
}
