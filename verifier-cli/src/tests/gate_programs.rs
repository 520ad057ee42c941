//! Programs that a gate runs: hooks and the player of greetings.

use std::ffi::OsString;
use std::fs;
use std::time::{Duration, Instant};

use messages::Exit;

use super::fixtures::*;
use super::gate::{RunningGate, script, wait_until};

#[test]
fn a_hook_gets_each_verdict_and_one_that_hangs_is_killed_and_in_nobodys_way() {
    let terminal = TerminalFiles::new();
    let folder = terminal.path("hooks");
    fs::create_dir(&folder).unwrap();
    let log = folder.join("log");
    let body = format!(
        "read line; echo \"$VERIFIER_NUMBER $VERIFIER_OPEN $VERIFIER_VERDICT $VERIFIER_CODE ${{NOTIFY_SOCKET-none}} $line\" >> {}; echo noise",
        log.display()
    );
    let mut gate = RunningGate::start(&terminal, &["--hook", &script(&folder, "good", &body)]);
    gate.judge(&good());
    gate.judge("hello");
    let (rest, exit) = gate.end();
    assert_eq!((rest.len(), exit), (0, Exit::Done));
    let told = fs::read_to_string(&log).unwrap();
    let told: Vec<_> = told.lines().collect();
    assert!(
        told[0].starts_with("1 1 accept accepted none {\"event\":\"code\",\"number\":1,"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("2 0 refuse not-ours none {"),
        "{told:?}"
    );

    let pids = folder.join("pids");
    let body = format!(
        "echo $$ >> {0}; sleep 600 & echo $! >> {0}; wait",
        pids.display()
    );
    let hanging = script(&folder, "hanging", &body);
    let mut gate = RunningGate::start(&terminal, &["--hook", &hanging, "--hook-seconds", "1"]);
    let begun = Instant::now();
    let mut dropped = 0;
    for number in 1..=100 {
        gate.send("hello\n");
        let line = gate.next_of("code");
        assert_eq!(line["number"], number);
    }
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "codes waited for hooks"
    );
    let line = gate.next_of("hook");
    dropped += usize::from(line["state"] == "dropped");
    let killed = (0..200).find_map(|_| {
        let line = gate.next_of("hook");
        dropped += usize::from(line["state"] == "dropped");
        (line["state"] == "killed").then_some(line)
    });
    assert_eq!(killed.unwrap()["number"], 1);
    assert!(dropped > 0);
    // With all that it has started, and not as zombies.
    let first: Vec<_> = fs::read_to_string(&pids)
        .unwrap()
        .lines()
        .take(2)
        .map(str::to_owned)
        .collect();
    assert_eq!(first.len(), 2);
    if cfg!(target_os = "linux") {
        let is_there = |pid: &String| {
            let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            status.contains("Name") && !status.contains("(zombie)")
        };
        wait_until("killed", || !first.iter().any(is_there));
    }
}

#[test]
fn a_hook_that_fails_is_told_and_one_that_is_not_there_is_wrong_use() {
    let terminal = TerminalFiles::new();
    let folder = terminal.path("hooks");
    fs::create_dir(&folder).unwrap();
    let mut gate = RunningGate::start(&terminal, &["--hook", &script(&folder, "bad", "exit 3")]);
    gate.judge(&good());
    let line = gate.next_of("hook");
    assert_eq!(
        (&line["number"], &line["state"]),
        (&1.into(), &"failed".into())
    );
    for (more, code) in [
        (&["--hook", "/no/such/hook"][..], "hook-unavailable"),
        (&["--voice", "/no/such/folder"], "file-unreadable"),
        (&["--from", "evdev:"], "usage"),
        (&["--player", "x"], "usage"),
        (&["--passage-seconds", "0"], "usage"),
    ] {
        let store: OsString = terminal.store().into();
        let words = ["gate".into(), "--store".into(), store];
        let run = verifier(
            words.into_iter().chain(more.iter().map(OsString::from)),
            b"",
        );
        assert_eq!(run.exit, Exit::Undecided);
        if code != "usage" {
            assert_eq!(run.json()[0]["error"]["code"], code);
        }
    }
}

#[test]
fn greets_by_category_and_says_the_reason_of_a_refusal() {
    let terminal = TerminalFiles::new();
    let folder = terminal.path("voice");
    let log = folder.join("log");
    for name in [
        "accept-veteran.wav",
        "accept.wav",
        "refuse-expired.wav",
        "refuse.WAV",
        "several-codes.wav",
    ] {
        terminal.put(&format!("voice/{name}"), b"RIFF");
    }
    let player = script(
        &folder,
        "player",
        &format!("echo \"$1 $3 $(basename \"$2\")\" >> {}", log.display()),
    );
    let (voice, player) = (folder.to_str().unwrap(), format!("{player} -q {{}} -x"));
    let mut gate = RunningGate::start(&terminal, &["--voice", voice, "--player", &player]);
    let other = code_with(XIANNING, |claims| {
        claims.categories =
            credential_core::CategorySet::EMPTY.with(credential_core::Category::DisabledSoldier);
    });
    let texts = [
        (good(), "-q -x accept-veteran.wav"),
        (other.clone(), "-q -x accept.wav"),
        (expired(), "-q -x refuse-expired.wav"),
        ("hello".to_owned(), "-q -x refuse.WAV"),
    ];
    for (number, (text, told)) in texts.iter().enumerate() {
        gate.judge(text);
        let lines = || fs::read_to_string(&log).unwrap_or_default();
        wait_until("played", || lines().lines().count() > number);
        assert_eq!(lines().lines().last(), Some(*told));
    }
    drop(gate);
    let empty = terminal.path("empty");
    fs::create_dir(&empty).unwrap();
    let store: OsString = terminal.store().into();
    let words = [
        "gate".into(),
        "--store".into(),
        store,
        "--voice".into(),
        empty.into(),
    ];
    let run = verifier(words, b"");
    assert_eq!(run.json()[0]["error"]["code"], "voice-empty");
}

#[test]
fn a_player_that_hangs_or_fails_is_in_nobodys_way() {
    let terminal = TerminalFiles::new();
    let folder = terminal.path("voice");
    terminal.put("voice/accept.wav", b"RIFF");
    for body in ["exec sleep 600", "exit 1"] {
        let player = script(&folder, "player", body);
        let voice = folder.to_str().unwrap();
        let mut gate = RunningGate::start(&terminal, &["--voice", voice, "--player", &player]);
        let begun = Instant::now();
        for _ in 0..50 {
            assert_eq!(gate.judge(&good())["open"], true);
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "codes waited for the player"
        );
        assert_eq!(gate.end().1, Exit::Done);
    }
}
