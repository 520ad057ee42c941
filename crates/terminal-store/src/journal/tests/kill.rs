//! Real processes, really killed around grants.
//!
//! The test program starts itself again: the test [`child`] grants until it is killed, and says so of
//! each grant as soon as it may. All 500 kills:
//! `cargo test -p terminal-store --lib journal::tests::kill -- --ignored`

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use super::*;
use crate::disk::RealDisk;

const VARIABLE: &str = "LAOBINGMA_TEST_JOURNAL";

/// Segments of some hundred records, so that the kills fall around new ones as well.
const SIZES: Sizes = Sizes {
    segment: 8_000,
    soft: 1 << 30,
    hard: 1 << 30,
};

fn open_real(folder: &Path) -> Journal {
    Journal::open_sized(std::sync::Arc::new(RealDisk), folder, &terminal(), SIZES).unwrap()
}

#[test]
#[ignore = "does nothing by itself: the other tests start it as a process of its own"]
fn child() {
    let Some(folder) = env::var_os(VARIABLE) else {
        return;
    };
    let mut journal = open_real(Path::new(&folder));
    let mut out = std::io::stdout();
    loop {
        let number = journal.end().size as u32 + 1;
        let recorded = journal.grant(grant(number), after(number.into())).unwrap();
        writeln!(out, "granted {}", recorded.number).unwrap();
        out.flush().unwrap();
    }
}

fn spawn(folder: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "journal::tests::kill::child",
            "--ignored",
            "--nocapture",
        ])
        .env(VARIABLE, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn survives_fifty_kills() {
    survives(50);
}

#[test]
#[ignore = "takes up to a minute"]
fn survives_five_hundred_kills() {
    survives(500);
}

fn survives(kills: u32) {
    let folder = tempfile::tempdir().unwrap();
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let mut random = now.unwrap().as_nanos() as u64;
    println!("seed {random}");
    let (mut last, mut unanswered, mut idle) = (0, 0, 0);
    for kill in 0..kills {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let mut child = spawn(folder.path());
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        // Not before it has begun, but for one in eight: those fall into the opening.
        let mut granted = last;
        if kill % 8 != 0 {
            for line in answers.by_ref().map_while(Result::ok) {
                if let Some(number) = line.strip_prefix("granted ") {
                    granted = number.parse().unwrap();
                    break;
                }
            }
        }
        thread::sleep(Duration::from_micros((random >> 33) % 12_000));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert_eq!(
            status.code(),
            None,
            "the child has ended by itself: {status:?}"
        );
        for line in answers.map_while(Result::ok) {
            if let Some(number) = line.strip_prefix("granted ") {
                granted = number.parse().unwrap_or(granted);
            }
        }
        let journal = open_real(folder.path());
        let size = journal.end().size;
        // What was said is there; at most one more was written and not yet said.
        assert!(
            (granted..=granted + 1).contains(&size),
            "kill {kill}: {size}, {granted}"
        );
        unanswered += size - granted;
        idle += u32::from(size == last);
        for number in [1, size / 2, size] {
            if !(1..=size).contains(&number) {
                continue;
            }
            assert_eq!(
                used(&journal, number as u32),
                1,
                "kill {kill}: {number} of {size}"
            );
        }
        if kill % 50 == 0 {
            agrees(&journal);
        }
        last = size;
    }
    println!(
        "{kills} kills, {last} grants, {unanswered} written and not said, {idle} before any grant"
    );
}
