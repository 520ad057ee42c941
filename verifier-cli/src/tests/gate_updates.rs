//! Updates that arrive while a gate runs: no code is missed or delayed, and what cannot be read never counts.

use std::fs;
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
