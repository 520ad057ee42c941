//! A long run of a gate: everything that people can show, while updates arrive. Every verdict is as expected, none
//! is lost, and nothing grows.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

use running_gate::Gate;
use soak_parts::expected::Expected;
use soak_parts::fed::{Feed, Made};
use station::Station;
use world::PATIENCE;

mod running_gate;
mod soak_parts;
mod station;
mod world;

/// So many lines are on their way at most: a part of what the gate takes ahead.
const AHEAD: usize = 400;

const UPDATE_EVERY: Duration = Duration::from_millis(300);

/// What the process holds after a part of the lines.
#[derive(Clone, Copy, Debug)]
struct Held {
    memory_kib: u64,
    descriptors: u64,
    threads: u64,
}

impl Held {
    fn of(gate: &Gate) -> Self {
        Self {
            memory_kib: gate.memory_kib(),
            descriptors: gate.descriptors(),
            threads: gate.status("Threads:"),
        }
    }

    /// The most of each.
    fn most(of: &[Self]) -> Self {
        let most = |value: fn(&Self) -> u64| of.iter().map(value).max().unwrap();
        Self {
            memory_kib: most(|held| held.memory_kib),
            descriptors: most(|held| held.descriptors),
            threads: most(|held| held.threads),
        }
    }
}

/// Feeds so many lines, and once so many fresh proofs in a row; gives what was held at each hundredth.
fn soak(lines: usize, flood: usize, phones: u32) -> Vec<Held> {
    let station = Station::new();
    let words = station.store_words();
    let words = [&words[0], &words[1], "--serve", "veteran"];
    let mut gate = Gate::start_with(&[&words[..], &["--passage-seconds", "1"]].concat(), &[]);
    let floor = station::now().plus(Duration::from_secs(10));
    // Before that, a proof that counts after the start would be from the future.
    while station::now().plus(Duration::from_secs(8)) < floor {
        thread::sleep(Duration::from_millis(20));
    }
    let mut feed = Feed::new(&station, phones, floor);
    let mut expected = Expected::new(floor);
    let mut stdin = gate.stdin.take().unwrap();
    let (told, fed) = sync_channel::<Made>(AHEAD);
    // Whether enough updates were met; with few lines, some more are fed until then.
    let (stop, is_enough) = (AtomicBool::new(false), AtomicBool::new(false));
    let begun = Instant::now();
    let mut held = Vec::new();
    let updates = thread::scope(|scope| {
        let stopped = StopAtEnd(&stop);
        let updates = scope.spawn(|| bring_updates(&station, &stop));
        let is_enough = &is_enough;
        let feeder = scope.spawn(move || {
            for number in 0.. {
                if number >= lines && is_enough.load(Ordering::Relaxed) {
                    break;
                }
                let is_flood = (lines / 10..lines / 10 + flood).contains(&number);
                let (made, text) = if is_flood {
                    feed.next_proof()
                } else {
                    feed.next()
                };
                if told.send(made).is_err() {
                    break;
                }
                stdin.write_all(&text).unwrap();
            }
            stdin
        });
        for (number, made) in fed.iter().enumerate() {
            expected.fed(&made);
            let mut wanted = made.verdicts();
            while wanted > 0 {
                wanted -= u64::from(take(&gate, &mut expected, Some(&made), &station) == "code");
            }
            is_enough.store(expected.steps_seen.len() > 2, Ordering::Relaxed);
            if number < lines && number.is_multiple_of(lines / 100) {
                held.push(Held::of(&gate));
            }
        }
        let stdin = feeder.join().unwrap();
        while expected.awaits_passages() {
            take(&gate, &mut expected, None, &station);
        }
        drop(stopped);
        drop(stdin);
        updates.join().unwrap()
    });
    assert_eq!(gate.wait(), 0);
    let left: Vec<_> = gate
        .lines
        .iter()
        .filter(|line| line["event"] != "lists")
        .collect();
    assert!(left.is_empty(), "a line too many: {left:?}");
    let rate = lines as f64 / begun.elapsed().as_secs_f64();
    println!(
        "{lines} lines, {rate:.0} a second, {updates} updates, {} judged with",
        expected.steps_seen.len()
    );
    println!(
        "{:?}; passages {} turned, {} unreported",
        expected.codes, expected.turned, expected.unreported
    );
    assert!(expected.turned > 0 && expected.unreported > 0);
    for code in [
        "accepted",
        "proof-replayed",
        "proof-stale",
        "revoked",
        "signature-invalid",
    ] {
        assert!(expected.codes.contains_key(code), "{code}");
    }
    if flood > 0 {
        assert!(expected.codes.contains_key("repeat-unchecked"), "full");
    }
    held
}

/// Raised when this is dropped, also by a failed assertion.
struct StopAtEnd<'a>(&'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The next line of the gate, whatever it is.
fn take(gate: &Gate, expected: &mut Expected, made: Option<&Made>, station: &Station) -> String {
    let line = gate.lines.recv_timeout(PATIENCE).unwrap();
    match (line["event"].as_str().unwrap(), made) {
        ("code", Some(made)) => expected.verdict(made, station, &line),
        ("passage", _) => expected.passage(&line),
        ("lists", _) => assert!(line["error"].is_null(), "{line}"),
        _ => panic!("{line}"),
    }
    line["event"].as_str().unwrap().to_owned()
}

/// Good ones, by the library and by the program, and between them damaged and old ones. Gives how many were good.
fn bring_updates(station: &Station, stop: &AtomicBool) -> u64 {
    let file = station.path("update.lbu");
    let update = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
        command.arg("update").arg(&file).args(station.store_words());
        command.output().unwrap().status.code().unwrap()
    };
    let mut step = 0;
    while !stop.load(Ordering::Relaxed) {
        step += 1;
        match step % 10 {
            0 => assert_eq!(update(&station.update(step)), 0),
            _ => assert!(station.apply(step)),
        }
        match step % 10 {
            3 => assert_ne!(update(&[0x81; 5_000]), 0, "damaged"),
            6 => assert!(!station.apply(step - 1), "older"),
            9 => {
                let mut cut = station.update(step + 1);
                cut.truncate(cut.len() / 2);
                assert_ne!(update(&cut), 0, "cut off");
            }
            _ => {}
        }
        thread::sleep(UPDATE_EVERY);
    }
    step
}

fn assert_flat(held: &[Held]) {
    let quarter = held.len() / 4;
    let second = Held::most(&held[quarter..2 * quarter]);
    let last = Held::most(&held[3 * quarter..]);
    println!(
        "at first {:?}\nsecond quarter, at most {second:?}\nlast quarter, at most {last:?}",
        held[0]
    );
    // 5 % and 1 MiB: an update is read beside the loop, and may be met by one look and not by another.
    assert!(last.memory_kib <= second.memory_kib * 105 / 100 + 1_024);
    // An update that is read has some files open.
    assert!(last.descriptors <= held[0].descriptors + 4);
    assert!(last.threads <= held[0].threads);
}

#[test]
fn everything_that_can_be_shown_while_updates_arrive_has_its_verdict_and_nothing_grows() {
    assert_flat(&soak(1_000, 0, 50));
}

/// `SOAK_LINES` is the number of lines.
#[test]
#[ignore = "minutes: cargo test --release -p verifier-cli --test soak -- --ignored --nocapture"]
fn a_million_presentations() {
    let lines = std::env::var("SOAK_LINES").map_or(1_000_000, |lines| lines.parse().unwrap());
    assert_flat(&soak(lines, 20_000, 2_000));
}
