//! Faults of a gate that runs as a process, by the clock of this computer: kills, updates, wrong clocks.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use credential_core::UnixTime;
use running_gate::{Gate, Scanner};
use serde_json::Value;
use station::{FIRST_PHONE, Phone, REVOKED, Station, WATCHED};
use world::{PATIENCE, World};

mod running_gate;
mod station;
mod world;

fn start(station: &Station, variables: &[(&str, &str)]) -> Gate {
    let words = station.store_words();
    Gate::start_with(&[&words[0], &words[1]], variables)
}

/// The exit status of `verifier update` and what it has printed.
fn update(station: &Station, bytes: &[u8]) -> (i32, String) {
    let file = station.path("update.lbu");
    fs::write(&file, bytes).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_verifier"));
    command.args(["update", "--lang", "en"]).arg(&file);
    let output = command.args(station.store_words()).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

fn code(line: &Value) -> &str {
    line["code"].as_str().unwrap()
}

fn after(time: UnixTime, seconds: u64) -> UnixTime {
    time.plus(Duration::from_secs(seconds))
}

/// Waits until the clock of this computer says so.
fn until(time: UnixTime) {
    let end = Instant::now() + PATIENCE;
    while station::now() < time {
        assert!(Instant::now() < end);
        thread::sleep(Duration::from_millis(20));
    }
}

/// Ends it as a power cut does, and gives what it had still said.
fn kill(mut gate: Gate) -> Vec<Value> {
    gate.child.kill().unwrap();
    gate.child.wait().unwrap();
    gate.lines.iter().collect()
}

#[test]
fn a_gate_that_is_killed_at_any_moment_and_started_again_opens_for_no_proof_twice() {
    let station = Station::new();
    let phones: Vec<Phone> = (0..40)
        .map(|number| station.phone(FIRST_PHONE + number))
        .collect();
    let mut texts: Vec<String> = Vec::new();
    let mut opened: HashSet<String> = HashSet::new();
    let mut opened_in_round = Vec::new();
    for round in 0..4_usize {
        let mut gate = start(&station, &[]);
        let started = station::now();
        // What was shown before the kill is shown once more, at once.
        let before = texts.len();
        // Phones whose clocks are ahead make proofs that count longest: up to 10 seconds after the kill.
        until(after(started, 2));
        let dated = after(station::now(), 10);
        texts.extend(phones.iter().map(|phone| phone.shown(dated, None)));
        let all = texts.join("\n");
        gate.send(format!("{all}\n"));
        // Killed after a part of its verdicts, another part each time; those after it may be under way.
        let mut lines: Vec<Value> = (0..before + 10 * round + 5)
            .map(|_| gate.next_of("code"))
            .collect();
        lines.extend(
            kill(gate)
                .into_iter()
                .filter(|line| line["event"] == "code"),
        );
        let mut count = 0;
        for (line, text) in lines.iter().zip(&texts) {
            if line["open"] == true {
                assert!(opened.insert(text.clone()), "twice, in round {round}");
                count += 1;
            }
        }
        opened_in_round.push(count);
    }
    assert!(
        opened_in_round.iter().all(|count| *count >= 5),
        "{opened_in_round:?}"
    );
}

#[test]
fn a_proof_from_before_a_restart_is_stale_and_the_next_one_opens() {
    let station = Station::new();
    let phone = station.phone(FIRST_PHONE);
    let gate = start(&station, &[]);
    let shown = phone.shown(station::now(), None);
    drop(gate);
    let mut gate = start(&station, &[]);
    let started = station::now();
    assert_eq!(code(&gate.judge(&shown)), "proof-stale");
    until(after(started, 2));
    let line = gate.judge(&phone.shown(after(station::now(), 10), None));
    assert_eq!((code(&line), &line["open"]), ("accepted", &true.into()));
}

#[test]
fn what_was_shown_at_one_gate_of_a_station_does_not_open_the_next() {
    let station = Station::new();
    let links = [station.path("first"), station.path("second")];
    let mut scanners = links.each_ref().map(|link| Scanner::plug(link));
    let words = station.store_words();
    let [first, second] = links.each_ref().map(|link| link.to_str().unwrap());
    let words = [&words[0], &words[1], "--from", first, "--from", second];
    let gate = Gate::start_with(&words, &[]);
    let started = station::now();
    for _ in &scanners {
        gate.scanner_is("connected");
    }
    until(after(started, 2));
    let phone = station.phone(FIRST_PHONE);
    let shown = phone.shown(after(station::now(), 10), None);
    for (scanner, (from, told)) in scanners
        .iter_mut()
        .zip([(first, "accepted"), (second, "proof-replayed")])
    {
        scanner.send(format!("{shown}\r"));
        let line = gate.next_of("code");
        assert_eq!((code(&line), &line["from"]), (told, &from.into()));
    }
}

#[test]
fn proofs_of_other_days_and_over_what_was_revoked_do_not_open() {
    let station = Station::new();
    let mut gate = start(&station, &[]);
    let started = station::now();
    until(after(started, 2));
    let (phone, lost) = (station.phone(FIRST_PHONE), station.phone(REVOKED));
    let now = station::now();
    for (text, told) in [
        (phone.shown(after(now, 86_400), None), "proof-from-future"),
        (
            phone.shown(UnixTime::from_secs(now.as_secs() - 86_400), None),
            "proof-stale",
        ),
        (lost.shown(after(now, 9), None), "revoked"),
        (phone.copied.clone(), "proof-missing"),
        (phone.shown(after(now, 9), None), "accepted"),
    ] {
        let line = gate.judge(&text);
        assert_eq!(code(&line), told, "{line}");
        assert_eq!(line["open"], told == "accepted");
    }
}

#[test]
fn an_old_update_brings_nothing_back_while_it_runs_nor_after_a_restart() {
    let station = Station::new();
    let card = station.card(WATCHED);
    let mut gate = start(&station, &[]);
    assert_eq!(code(&gate.judge(&card)), "accepted");
    assert_eq!(update(&station, &station.update(1)).0, 0);
    assert!(gate.next_of("lists")["error"].is_null());
    assert_eq!(code(&gate.judge(&card)), "revoked");
    // The image is rolled back, and with it the update file that lies beside the program. The state is kept.
    let (status, told) = update(&station, &station.update(0));
    assert_eq!(status, 1, "{told}");
    assert_eq!(code(&gate.judge(&card)), "revoked");
    kill(gate);
    let mut gate = start(&station, &[]);
    assert_eq!(code(&gate.judge(&card)), "revoked");
    assert_eq!(update(&station, &station.update(0)).0, 1);
    assert_eq!(code(&gate.judge(&card)), "revoked");
    // A newer one counts: the floor is no wall.
    assert_eq!(update(&station, &station.update(2)).0, 0);
    gate.next_of("lists");
    assert_eq!(code(&gate.judge(&card)), "accepted");
}

#[test]
fn a_damaged_update_or_store_changes_nothing_and_never_reads_as_revoked() {
    let station = Station::new();
    let card = station.card(WATCHED);
    let mut gate = start(&station, &[]);
    let mut cut = station.update(1);
    cut.truncate(cut.len() - 100);
    let mut changed = station.update(1);
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for bytes in [cut, changed, vec![0x81; 5_000], Vec::new()] {
        let (status, told) = update(&station, &bytes);
        assert_ne!(status, 0, "{told}");
        assert!(!told.contains("panic"), "{told}");
        let line = gate.judge(&card);
        assert_eq!(code(&line), "accepted");
        assert!(line["age_seconds"]["status_list"].as_u64().unwrap() >= 86_400);
    }
    for copy in ["state.a", "state.b"] {
        fs::write(station.store().join(copy), [7; 5_000]).unwrap();
    }
    assert_eq!(gate.next_of("lists")["error"]["code"], "store-damaged");
    assert_eq!(code(&gate.judge(&card)), "accepted");
    assert_eq!(code(&gate.judge(&station.card(REVOKED))), "revoked");
}

#[test]
fn ten_megabytes_without_a_line_end_take_no_memory_and_end_in_a_refusal() {
    let station = Station::new();
    let mut gate = start(&station, &[]);
    gate.judge(&station.card(WATCHED));
    let before = gate.status("VmHWM:");
    let piece = vec![b'8'; 1 << 20];
    for _ in 0..10 {
        gate.send(&piece);
    }
    // The end of the input is the end of the line.
    gate.stdin = None;
    assert_eq!(code(&gate.next_of("code")), "too-long");
    assert_eq!(gate.wait(), 0);
    // The same from a scanner, which may go on for ever.
    let link = station.path("scanner");
    let mut scanner = Scanner::plug(&link);
    let words = station.store_words();
    let from = link.to_str().unwrap();
    let gate = Gate::start_with(&[&words[0], &words[1], "--from", from], &[]);
    gate.scanner_is("connected");
    for _ in 0..10 {
        scanner.send(&piece);
    }
    scanner.send(format!("\r{}\r", station.card(WATCHED)));
    // If the computer pauses for 60 ms, a text ends there.
    let codes: Vec<_> = std::iter::from_fn(|| {
        let told = code(&gate.next_of("code")).to_owned();
        (told != "accepted").then_some(told)
    })
    .collect();
    assert!(codes.iter().any(|told| told == "too-long"), "{codes:?}");
    let after = gate.status("VmHWM:");
    assert!(after < before + 2_048, "{before} KiB, then {after} KiB");
}

/// The clock of the process alone is set; the time that passes is not changed.
#[test]
#[ignore = "needs the package libfaketime: cargo test -p verifier-cli --test gate_faults clock -- --ignored"]
fn a_clock_that_is_set_by_an_hour_either_way_while_it_runs_opens_for_no_proof_twice() {
    let station = Station::new();
    let library = ["x86_64", "aarch64"]
        .map(|machine| format!("/usr/lib/{machine}-linux-gnu/faketime/libfaketime.so.1"))
        .into_iter()
        .find(|path| fs::exists(path).unwrap())
        .unwrap();
    let file = station.path("clock");
    let set = |seconds: &str| {
        // Whole or not at all: it is read at each look at the clock.
        let next = station.path("clock.next");
        fs::write(&next, seconds).unwrap();
        fs::rename(&next, &file).unwrap();
    };
    set("+0");
    let mut gate = start(
        &station,
        &[
            ("LD_PRELOAD", library.as_str()),
            ("FAKETIME_TIMESTAMP_FILE", file.to_str().unwrap()),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ],
    );
    let started = station::now();
    until(after(started, 2));
    let (phone, other, card) = (
        station.phone(FIRST_PHONE),
        station.phone(FIRST_PHONE + 1),
        station.card(WATCHED),
    );
    let first = phone.shown(after(station::now(), 9), None);
    assert_eq!(code(&gate.judge(&first)), "accepted");
    for (seconds, stepped) in [
        ("+3600", 3_600),
        ("+0", -3_600),
        ("-3600", -3_600),
        ("+0", 3_600),
    ] {
        set(seconds);
        let told = gate.next_of("clock")["stepped_seconds"].as_i64().unwrap();
        assert!((told - stepped).abs() <= 2, "{told} for {stepped}");
        let line = gate.judge(&first);
        assert_eq!(line["open"], false, "{seconds}: {line}");
        // Who needs no proof is not concerned.
        assert_eq!(code(&gate.judge(&card)), "accepted");
    }
    // What was forgotten under the wrong clock left a floor: the next proof after it counts.
    let end = Instant::now() + PATIENCE;
    loop {
        let line = gate.judge(&other.shown(after(station::now(), 9), None));
        if line["open"] == true {
            break;
        }
        assert_eq!(code(&line), "proof-stale");
        assert!(Instant::now() < end, "{line}");
        thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(gate.judge(&first)["open"], false);
}

/// A gate beside whose store nothing is written: what it remembers is in memory alone.
#[test]
fn the_gate_itself_writes_nothing() {
    let station = Station::new();
    let files = || -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(station.store()).unwrap().flatten();
        let mut files: Vec<_> = entries
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    };
    let before = files();
    let mut gate = start(&station, &[]);
    let phone = station.phone(FIRST_PHONE);
    for text in [station.card(WATCHED), phone.shown(station::now(), None)] {
        gate.judge(&text);
    }
    let mut open = fs::read_dir(format!("/proc/{}/fd", gate.child.id())).unwrap();
    let is_in_store = open.any(|entry| {
        fs::read_link(entry.unwrap().path()).is_ok_and(|to| to.starts_with(station.store()))
    });
    assert!(!is_in_store);
    gate.stdin.take().unwrap().flush().unwrap();
    assert_eq!(gate.wait(), 0);
    assert_eq!(files(), before);
}

/// The helper for the older tests has a world of its own.
#[test]
fn lists_as_files_have_no_status_and_say_so() {
    let world = World::new();
    let mut gate = Gate::start(&world, &[], &[]);
    let line = gate.judge(&world.code);
    assert_eq!(line["age_seconds"]["status_list"], Value::Null);
    assert_eq!(line["basis"]["status_list"]["consulted"], false);
}
