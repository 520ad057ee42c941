//! Updates that arrive while a gate runs: no code is missed or delayed, and what cannot be read never counts.

use std::fs;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use credential_core::*;
use messages::Exit;

use super::fixtures::*;
use super::gate::RunningGate;

fn apply(terminal: &TerminalFiles, seconds_later: u64, status: Status) {
    let made = UnixTime::from_secs(STATUS_MADE + seconds_later);
    let validity = Validity::new(made, years(5).until);
    let file = terminal.put("next.cbor", &status_list(validity, status));
    let words = [
        "update".into(),
        file.into(),
        "--store".into(),
        terminal.store().into(),
    ];
    let run = verifier(words, b"");
    assert_eq!(run.exit, Exit::Done, "{run:?}");
}

#[test]
fn an_update_counts_while_it_runs_and_delays_no_code() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    assert_eq!(gate.judge(&good())["code"], "accepted");
    apply(&terminal, 3_600, Status::Revoked);
    let lists = gate.next_of("lists");
    assert_eq!(
        (&lists["status_lists"], &lists["error"]),
        (&1.into(), &serde_json::Value::Null)
    );
    let line = gate.judge(&good());
    assert_eq!(
        (&line["code"], &line["open"]),
        (&"revoked".into(), &false.into())
    );

    // Updates without a pause beside codes without a pause.
    let (stop, stopped) = channel::<()>();
    let (gate, slowest) = thread::scope(|scope| {
        let terminal = &terminal;
        scope.spawn(move || {
            for hour in 2.. {
                apply(
                    terminal,
                    3_600 + hour * 60,
                    if hour % 2 == 0 {
                        Status::Valid
                    } else {
                        Status::Revoked
                    },
                );
                if stopped.try_recv().is_ok() {
                    return;
                }
            }
        });
        let (mut slowest, mut seen, begun) = (Duration::ZERO, 0, Instant::now());
        let mut updates = 0;
        while updates < 3 && begun.elapsed() < Duration::from_secs(50) {
            let sent = Instant::now();
            gate.send("hello\n");
            loop {
                let line = gate.next();
                if line["event"] == "lists" {
                    updates += 1;
                }
                if line["event"] != "code" {
                    continue;
                }
                seen += 1;
                assert_eq!(line["number"], 2 + seen);
                break;
            }
            slowest = slowest.max(sent.elapsed());
        }
        stop.send(()).unwrap();
        assert!(updates >= 3);
        (gate, slowest)
    });
    // Reading the store again takes far longer than judging; a machine with other work may pause any thread.
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    drop(gate);
}

#[test]
fn a_damaged_store_or_update_is_told_and_never_reads_as_revoked() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    let garbage = terminal.put("bad.lbu", &[0x81; 5_000]);
    let words = [
        "update".into(),
        garbage.into(),
        "--store".into(),
        terminal.store().into(),
    ];
    assert_ne!(verifier(words, b"").exit, Exit::Done);
    assert_eq!(gate.judge(&good())["code"], "accepted");
    for name in ["state.a", "state.b"] {
        fs::write(terminal.store().join(name), vec![7; 5_000]).unwrap();
    }
    let lists = gate.next_of("lists");
    assert_eq!(lists["error"]["code"], "store-damaged", "{lists}");
    assert_eq!(lists["trust_list"]["version"], 1, "what was held goes on");
    let line = gate.judge(&good());
    assert_eq!(
        (&line["code"], &line["open"]),
        (&"accepted".into(), &true.into())
    );
    assert_eq!(line["basis"]["status_list"]["consulted"], true);
    // It is said once, and not twice a second.
    thread::sleep(Duration::from_millis(1_500));
    gate.send("turned 1\n");
    assert_eq!(gate.next()["event"], "passage");
}

/// Copies a store as a backup does, times of change included.
fn copy_store(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let copy = to.join(entry.file_name());
        fs::copy(entry.path(), &copy).unwrap();
        let changed = entry.metadata().unwrap().modified().unwrap();
        let copy = fs::File::options().write(true).open(copy).unwrap();
        copy.set_modified(changed).unwrap();
    }
}

#[test]
fn a_store_that_is_back_as_it_was_is_told_too() {
    let terminal = TerminalFiles::new();
    let gate = RunningGate::start(&terminal, &[]);
    let (store, backup) = (terminal.store(), terminal.path("backup"));
    copy_store(&store, &backup);
    fs::remove_dir_all(&store).unwrap();
    assert_eq!(gate.next_of("lists")["error"]["code"], "store-missing");
    copy_store(&backup, &store);
    assert_eq!(gate.next_of("lists")["error"], serde_json::Value::Null);
}

#[test]
fn an_older_copy_of_the_store_is_not_taken_while_it_runs() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    let (store, older) = (terminal.store(), terminal.path("older"));
    copy_store(&store, &older);
    apply(&terminal, 3_600, Status::Revoked);
    assert_eq!(gate.next_of("lists")["error"], serde_json::Value::Null);
    assert_eq!(gate.judge(&good())["code"], "revoked");
    fs::rename(&store, terminal.path("newer")).unwrap();
    copy_store(&older, &store);
    let mut told = gate.next_of("lists");
    // It may have looked while there was none.
    while told["error"]["code"] == "store-missing" {
        told = gate.next_of("lists");
    }
    assert_eq!(told["error"]["code"], "store-rolled-back", "{told}");
    assert_eq!(gate.judge(&good())["code"], "revoked");
    // An update that goes beyond what is held is taken.
    apply(&terminal, 7_200, Status::Valid);
    assert_eq!(gate.next_of("lists")["error"], serde_json::Value::Null);
    assert_eq!(gate.judge(&good())["code"], "accepted");
}
