//! The whole screen on a test console, with input from a scanner and frames from a camera.

use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use code_reader::Reading;
use credential_core::{Bearer, Policy};
use messages::Lang;

use super::ambiguous::Ambiguous;
use super::*;
use crate::clock::Clock;
use crate::scan::Session;
use crate::tests::fixtures;
use crate::trust_source::TrustSource;

mod connections;
pub(super) mod console;
#[cfg(unix)]
mod counter;
mod verdicts;

use console::TestConsole;

/// What is typed: by a scanner, a person, and the test console as its answers.
struct Keyboard(Receiver<Vec<u8>>);

impl Read for Keyboard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(bytes) = self.0.recv() else {
            return Ok(0);
        };
        buffer[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

/// How a line behaves.
#[derive(Clone, Copy)]
struct Behaviour {
    /// Bytes a second; 0 for at once.
    rate: u64,
    answers: bool,
    size: fn() -> (u16, u16),
    ambiguous: Ambiguous,
}

const FAST: Behaviour = Behaviour {
    rate: 0,
    answers: true,
    size: || (80, 24),
    ambiguous: Ambiguous::Narrow,
};

/// The line to the test console, with a given rate and with buffers.
struct TestLine {
    to_console: Sender<Vec<u8>>,
}

impl Write for TestLine {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to_console
            .send(bytes.to_vec())
            .map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A screen with its console, keyboard and lists.
struct TestScreen {
    screen: Screen,
    console: Arc<Mutex<TestConsole>>,
    keys: Sender<Vec<u8>>,
    stop: Arc<AtomicBool>,
    judge: CodeJudge,
    bytes: Arc<Mutex<usize>>,
    _files: fixtures::TerminalFiles,
}

impl TestScreen {
    fn new(lang: Lang, behaviour: Behaviour) -> Self {
        Self::of(lang, behaviour, fixtures::TerminalFiles::new())
    }

    fn of(lang: Lang, behaviour: Behaviour, files: fixtures::TerminalFiles) -> Self {
        let (width, height) = (behaviour.size)();
        let console = TestConsole::new(width.max(200), height.max(60), behaviour.ambiguous);
        let console = Arc::new(Mutex::new(console));
        let (keys, typed) = channel();
        let (to_console, on_the_way) = channel::<Vec<u8>>();
        let bytes = Arc::new(Mutex::new(0));
        {
            let (console, keys, bytes) = (Arc::clone(&console), keys.clone(), Arc::clone(&bytes));
            thread::spawn(move || {
                for all in on_the_way {
                    let piece = if behaviour.rate == 0 { all.len() } else { 32 };
                    for piece in all.chunks(piece.max(1)) {
                        let micros = piece.len() as u64 * 1_000_000;
                        if let Some(micros) = micros.checked_div(behaviour.rate) {
                            thread::sleep(Duration::from_micros(micros));
                        }
                        let mut console = console.lock().unwrap();
                        console.obey(piece);
                        *bytes.lock().unwrap() += piece.len();
                        let answer = console.answers();
                        if behaviour.answers && !answer.is_empty() {
                            let _ = keys.send(answer.into_bytes());
                        }
                    }
                }
            });
        }
        let stop = Arc::new(AtomicBool::new(false));
        let tty = Tty::over(TestLine { to_console }, Arc::clone(&stop), behaviour.size).unwrap();
        let keyboard = Box::new(BufReader::new(Keyboard(typed)));
        let bell = Sound::new(&SoundChoice::Bell).unwrap();
        Self {
            screen: Screen::on(tty, Depth::True, lang, bell, keyboard).unwrap(),
            console,
            keys,
            stop,
            judge: judge(&files.store()),
            bytes,
            _files: files,
        }
    }

    /// Scans as the session does, with frames if there are some, until something is so or never becomes so.
    fn until(
        &mut self,
        what: &str,
        frame: Option<&Frame>,
        mut so: impl FnMut(&TestConsole) -> bool,
    ) {
        assert!(
            self.runs(frame, Duration::from_secs(60), &mut so),
            "{what}\n{}",
            self.text()
        );
    }

    fn runs(
        &mut self,
        frame: Option<&Frame>,
        most: Duration,
        so: &mut dyn FnMut(&TestConsole) -> bool,
    ) -> bool {
        let begun = Instant::now();
        let mut session = Session::new(&mut self.judge, None);
        while begun.elapsed() < most {
            session
                .refresh_if_due(Instant::now(), &mut self.screen)
                .unwrap();
            if let Some(frame) = frame {
                self.screen
                    .frame(frame, &Reading::default(), &InView::default())
                    .unwrap();
            }
            match self.screen.tick(Instant::now()).unwrap() {
                Tick::Nothing => {}
                Tick::Line(line) => session
                    .line(&line, Instant::now(), &mut self.screen)
                    .map_err(|_| "line")
                    .unwrap(),
                Tick::Counter(wish) => session
                    .counter(wish, &mut self.screen)
                    .map_err(|_| "counter")
                    .unwrap(),
                Tick::ExportTo(_) | Tick::NotUnderstood(_) | Tick::Leave => return false,
            }
            if so(&self.console.lock().unwrap()) {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        false
    }

    fn shows(&mut self, text: &str) {
        self.until(text, None, |console| console.text().contains(text));
    }

    fn scan(&self, text: &str) {
        self.keys.send(format!("{text}\r").into_bytes()).unwrap();
    }

    fn text(&self) -> String {
        self.console.lock().unwrap().text()
    }
}

fn judge(store: &Path) -> CodeJudge {
    let source = TrustSource::of_store(store).unwrap();
    let mut policy = Policy::shop();
    policy.bearer = Bearer::Accept;
    CodeJudge::new(source, policy, Clock::new(Some(fixtures::NOW)).unwrap())
}

/// A frame whose every dot differs from the one before.
fn noisy(seed: u32) -> Frame {
    let mut state = seed;
    let luma = (0..320 * 180).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    Frame {
        width: 320,
        height: 180,
        luma: luma.collect(),
        taken: Instant::now(),
    }
}
