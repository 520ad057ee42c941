//! Pulses on a line that only notes, by a clock that only moves when it is waited for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use super::super::event::queue;
use super::LineLevel::{Active, Inactive};
use super::*;

const PULSE: Duration = Duration::from_millis(500);

/// What has happened to the line, in milliseconds since the start.
#[derive(Clone)]
struct Bench {
    start: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    now: Duration,
    log: Vec<(LineLevel, u64)>,
    /// When the gate ends.
    end: Option<Duration>,
    /// Which calls of `set` fail, or panic.
    failing: Option<usize>,
    panicking: Option<usize>,
    calls: usize,
}

impl Bench {
    fn new() -> Self {
        let state = State {
            now: Duration::ZERO,
            log: Vec::new(),
            end: None,
            failing: None,
            panicking: None,
            calls: 0,
        };
        Self {
            start: Instant::now(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    fn with(self, change: impl FnOnce(&mut State)) -> Self {
        change(&mut self.state.lock().unwrap());
        self
    }

    fn worker(&self) -> Worker<Self> {
        Worker {
            line: ReleasedLine(Box::new(self.clone())),
            clock: self.clone(),
            pulse: PULSE,
        }
    }

    /// Plays so many openings; gives the log and whose pulse has failed.
    fn play(&self, openings: u64) -> (Vec<(LineLevel, u64)>, Vec<u64>) {
        let (send, wanted) = channel_of(openings);
        drop(send);
        let failed = Mutex::new(Vec::new());
        self.worker()
            .run(&wanted, |number| failed.lock().unwrap().push(number));
        let log = self.state.lock().unwrap().log.clone();
        (log, failed.into_inner().unwrap())
    }
}

fn channel_of(openings: u64) -> (Sender<u64>, Receiver<u64>) {
    let (send, wanted) = channel();
    (1..=openings).for_each(|number| send.send(number).unwrap());
    (send, wanted)
}

impl OutputLine for Bench {
    fn set(&mut self, level: LineLevel) -> io::Result<()> {
        let panics = {
            let mut state = self.state.lock().unwrap();
            state.calls += 1;
            if state.failing == Some(state.calls) {
                return Err(io::Error::other("the line is gone"));
            }
            let at = state.now.as_millis() as u64;
            state.log.push((level, at));
            state.panicking == Some(state.calls)
        };
        assert!(!panics, "as a fault of the program would");
        Ok(())
    }
}

impl PulseClock for Bench {
    fn now(&self) -> Instant {
        self.start + self.state.lock().unwrap().now
    }

    fn wait_until(&self, deadline: Instant) -> Waited {
        let mut state = self.state.lock().unwrap();
        let deadline = deadline.duration_since(self.start);
        match state.end.filter(|end| *end < deadline) {
            Some(end) => {
                state.now = state.now.max(end);
                Waited::Ended
            }
            None => {
                state.now = state.now.max(deadline);
                Waited::Elapsed
            }
        }
    }
}

#[test]
fn each_opening_is_one_pulse_of_its_length_with_a_pause_between() {
    let (log, failed) = Bench::new().play(3);
    assert_eq!(
        log,
        [
            (Active, 0),
            (Inactive, 500),
            (Active, 700),
            (Inactive, 1_200),
            (Active, 1_400),
            (Inactive, 1_900),
            // When the thread ends.
            (Inactive, 2_100),
        ]
    );
    assert!(failed.is_empty());
}

#[test]
fn the_end_of_the_gate_releases_the_line_in_the_middle_of_a_pulse() {
    let ends_at = Duration::from_millis(120);
    let (log, _) = Bench::new().with(|state| state.end = Some(ends_at)).play(3);
    assert_eq!(log, [(Active, 0), (Inactive, 120), (Inactive, 120)]);
}

#[test]
fn a_line_that_fails_is_told_and_set_back_and_the_next_opening_is_tried() {
    // Setting it active fails.
    let (log, failed) = Bench::new().with(|state| state.failing = Some(1)).play(2);
    assert_eq!(failed, [1]);
    assert_eq!(log[..3], [(Inactive, 0), (Active, 0), (Inactive, 500)]);
    // Setting it back fails: it is told, and set back again with the next opening and at the end.
    let (log, failed) = Bench::new().with(|state| state.failing = Some(2)).play(1);
    assert_eq!(failed, [1]);
    assert_eq!(log, [(Active, 0), (Inactive, 500)]);
}

#[test]
fn a_panic_during_a_pulse_releases_the_line() {
    let bench = Bench::new().with(|state| state.panicking = Some(1));
    let worker = bench.worker();
    let (_send, wanted) = channel_of(1);
    let played = thread::spawn(move || worker.run(&wanted, |_| {})).join();
    assert!(played.is_err());
    let log = bench.state.lock().unwrap().log.clone();
    assert_eq!(log, [(Active, 0), (Inactive, 0)]);
}

/// A line that stays active until it may go on, and counts.
struct HeldLine {
    active: Arc<(Mutex<bool>, Condvar)>,
    pulses: Arc<AtomicUsize>,
}

impl OutputLine for HeldLine {
    fn set(&mut self, level: LineLevel) -> io::Result<()> {
        let (active, changed) = &*self.active;
        *active.lock().unwrap() = level == Active;
        changed.notify_all();
        if level == Active {
            self.pulses.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }
}

#[test]
fn openings_wait_for_nothing_are_bounded_and_end_with_the_gate() {
    let active = Arc::new((Mutex::new(false), Condvar::new()));
    let pulses = Arc::new(AtomicUsize::new(0));
    let line = HeldLine {
        active: Arc::clone(&active),
        pulses: Arc::clone(&pulses),
    };
    let (events, _received) = queue();
    // So long that no pulse ends by itself.
    let opener = Opener::start(Box::new(line), Duration::from_secs(86_400), events).unwrap();
    assert!(opener.open(1));
    let (is_active, changed) = &*active;
    let guard = is_active.lock().unwrap();
    drop(changed.wait_while(guard, |active| !*active).unwrap());
    // The first has its pulse; as many as may wait are taken, the next is not.
    let taken = (2..=20).take_while(|number| opener.open(*number)).count();
    assert_eq!(taken, QUEUE);
    drop(opener);
    let guard = is_active.lock().unwrap();
    // It would wait for ever if the line were not released.
    drop(changed.wait_while(guard, |active| *active).unwrap());
    assert_eq!(
        pulses.load(Ordering::SeqCst),
        1,
        "what waited is not played"
    );
}
