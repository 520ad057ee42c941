//! The gate as a process: scanners on pseudo terminals that come and go, signals, the service manager.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use running_gate::{Gate, Scanner};
use world::{NOW, PATIENCE, World};

mod running_gate;
mod world;

#[test]
fn a_serial_scanner_ends_its_codes_in_any_way() {
    let world = World::new();
    let link = world.path("scanner");
    let mut scanner = Scanner::plug(&link);
    let gate = Gate::start(&world, &["--from", link.to_str().unwrap()], &[]);
    gate.scanner_is("connected");
    // The same code within a second is one reading, so another text comes between.
    for end in ["\r", "\n", "\r\n", "\u{3}", ""] {
        scanner.send(format!("{}{end}", world.code));
        let line = gate.next_of("code");
        assert_eq!(
            (&line["code"], &line["input"]),
            (&"accepted".into(), &"scanner".into()),
            "{end:?}"
        );
        scanner.send(format!("hello{end}"));
        assert_eq!(gate.next_of("code")["code"], "not-ours", "{end:?}");
    }
    // In pieces, and again and again while it is held.
    for piece in world.code.as_bytes().chunks(40) {
        scanner.send(piece);
        thread::sleep(Duration::from_millis(5));
    }
    scanner.send("\r");
    assert_eq!(gate.next_of("code")["number"], 11);
    for _ in 0..3 {
        scanner.send(format!("{}\r", world.code));
    }
    scanner.send("other\r");
    assert_eq!(gate.next_of("code")["code"], "not-ours");
}

#[test]
fn a_scanner_is_unplugged_and_back_under_another_name_and_no_processor_is_burnt() {
    let world = World::new();
    let link = world.path("scanner");
    let gate = Gate::start(&world, &["--from", link.to_str().unwrap()], &[]);
    gate.scanner_is("missing");
    gate.assert_idle();
    let scanner = Scanner::plug(&link);
    gate.scanner_is("connected");
    gate.assert_idle();
    // Another pseudo terminal is open meanwhile, so that the next one has another name.
    let _other = Scanner::plug(&world.path("other"));
    let name = fs::read_link(&link).unwrap();
    drop(scanner);
    gate.scanner_is("gone");
    gate.assert_idle();
    let descriptors = fs::read_dir(format!("/proc/{}/fd", gate.child.id())).unwrap();
    let is_kept = descriptors
        .flatten()
        .any(|entry| fs::read_link(entry.path()).is_ok_and(|to| to.starts_with(&name)));
    assert!(!is_kept, "the descriptor is dropped");
    for _ in 0..3 {
        let _between = Scanner::plug(&world.path("between"));
        let mut scanner = Scanner::plug(&link);
        gate.scanner_is("connected");
        scanner.send(format!("{}\r", world.code));
        let line = gate.next_of("code");
        assert_eq!(line["open"], true, "{line}");
        drop(scanner);
        gate.scanner_is("gone");
        // Longer than a scanner that is held repeats its code.
        thread::sleep(Duration::from_millis(1_100));
    }
}

#[test]
fn what_is_no_scanner_is_told_as_such() {
    let world = World::new();
    let file = world.path("root-set.cbor");
    let gate = Gate::start(&world, &["--from", file.to_str().unwrap()], &[]);
    gate.scanner_is("unsuitable");
    let gate = Gate::start(&world, &["--from", "evdev:no such keyboard"], &[]);
    gate.scanner_is("missing");
    gate.assert_idle();
}

/// Of two readers of one line each would get some of the bytes. The tests may run as root, whom the mark of a terminal
/// alone would not keep out.
#[test]
fn a_scanner_that_another_gate_has_is_busy_until_that_ends() {
    let world = World::new();
    let (link, other_name) = (world.path("scanner"), world.path("other name"));
    let mut scanner = Scanner::plug(&link);
    std::os::unix::fs::symlink(fs::read_link(&link).unwrap(), &other_name).unwrap();
    let from = link.to_str().unwrap();
    let first = Gate::start(&world, &["--from", from], &[]);
    first.scanner_is("connected");
    let second = Gate::start(&world, &["--from", from], &[]);
    second.scanner_is("busy");
    second.assert_idle();
    scanner.send(format!("{}\r", world.code));
    assert_eq!(first.next_of("code")["open"], true);
    drop(first);
    second.scanner_is("connected");
    scanner.send(format!("{}\r", world.code));
    assert_eq!(second.next_of("code")["open"], true);
    drop(second);
    // Two names of one scanner, within one process.
    let both = ["--from", from, "--from", other_name.to_str().unwrap()];
    let gate = Gate::start(&world, &both, &[]);
    let states = [gate.next_of("scanner"), gate.next_of("scanner")];
    let mut states = states.map(|line| line["state"].as_str().unwrap().to_owned());
    states.sort();
    assert_eq!(states, ["busy", "connected"]);
}

#[test]
fn a_source_that_is_named_twice_is_wrong_use() {
    let world = World::new();
    for source in ["-", "/dev/ttyS0", "evdev:scanner"] {
        let output = Command::new(env!("CARGO_BIN_EXE_verifier"))
            .args(["gate", "--lang", "en", "--root"])
            .arg(world.path("root-set.cbor"))
            .arg("--trust")
            .arg(world.path("trust-list.cbor"))
            .args(["--from", source, "--from", "/dev/other", "--from", source])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{source}");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let wanted = format!("--from {source} is given twice");
        assert_eq!(said["error"]["code"], "usage", "{said}");
        assert!(said.to_string().contains(&wanted), "{said}");
    }
}

#[test]
fn whatever_is_wrong_with_its_arguments_is_a_line_of_json() {
    for words in [
        &["gate", "--bearer", "no"][..],
        &["--lang", "en", "gate", "--no-such-option"],
        &["gate", "--json", "--baud", "1"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_verifier"))
            .args(words)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["error"]["code"], "usage", "{words:?}");
    }
}

#[test]
fn reports_come_over_the_control_socket_and_the_end_is_in_order() {
    let world = World::new();
    let (link, path) = (world.path("scanner"), world.path("control"));
    let mut scanner = Scanner::plug(&link);
    let (from, control) = (link.to_str().unwrap(), path.to_str().unwrap());
    let mut gate = Gate::start(&world, &["--from", from, "--control", control], &[]);
    gate.scanner_is("connected");
    // Beside a scanner, the end of standard input ends nothing, as with a service.
    gate.stdin = None;
    scanner.send(format!("{}\r", world.code));
    assert_eq!(gate.next_of("code")["number"], 1);
    let stream = UnixStream::connect(&path).unwrap();
    (&stream).write_all(b"turned 1\nturned 1\n").unwrap();
    let mut answers = BufReader::new(&stream).lines();
    assert_eq!(answers.next().unwrap().unwrap(), "ok");
    assert_eq!(answers.next().unwrap().unwrap(), "not-awaited");
    assert_eq!(gate.next_of("passage")["result"], "turned");
    assert_eq!(gate.terminate(), 0);
    assert!(!path.exists(), "the socket is removed");
}

/// A wrapper that hands on what was scanned would else let a code take back the passage of its holder.
#[test]
fn a_code_that_reads_like_a_report_is_none_where_reports_come_over_the_socket() {
    let world = World::new();
    let path = world.path("control");
    let mut gate = Gate::start(&world, &["--control", path.to_str().unwrap()], &[]);
    let mut stdin = gate.stdin.take().unwrap();
    writeln!(stdin, "{}\nnot-turned 1", world.code).unwrap();
    assert_eq!(gate.next_of("code")["open"], true);
    let second = gate.next_of("code");
    assert_eq!(
        (&second["number"], &second["code"]),
        (&2.into(), &"not-ours".into())
    );
    let stream = UnixStream::connect(&path).unwrap();
    (&stream).write_all(b"turned 1\n").unwrap();
    assert_eq!(gate.next_of("passage")["result"], "turned");
}

#[test]
fn nothing_that_it_has_started_is_left_when_it_ends() {
    let world = World::new();
    let (pids, hook) = (world.path("pids"), world.path("hook"));
    let body = format!(
        "#!/bin/sh\necho $$ >> {0}\nsleep 600 &\necho $! >> {0}\nwait\n",
        pids.display()
    );
    fs::write(&hook, body).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    let words = ["--hook", hook.to_str().unwrap(), "--hook-seconds", "1"];
    let mut gate = Gate::start(&world, &words, &[]);
    let mut stdin = gate.stdin.take().unwrap();
    for number in 1..=10 {
        stdin.write_all(b"hello\n").unwrap();
        assert_eq!(gate.next_of("code")["number"], number);
    }
    let begun = Instant::now();
    assert_eq!(gate.terminate(), 0);
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "ten hooks are not waited for"
    );
    let text = fs::read_to_string(&pids).unwrap();
    assert!(text.lines().count() >= 2);
    for pid in text.lines() {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        assert!(status.is_empty() || status.contains("(zombie)"), "{status}");
    }
}

#[test]
fn the_service_manager_hears_that_it_is_ready_lives_and_ends() {
    let world = World::new();
    let path = world.path("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let variables = [
        ("NOTIFY_SOCKET", path.to_str().unwrap()),
        ("WATCHDOG_USEC", "400000"),
    ];
    let mut gate = Gate::start(&world, &[], &variables);
    let heard = || {
        let mut buffer = [0; 200];
        let count = manager.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..count].to_vec()).unwrap()
    };
    assert_eq!(heard(), "READY=1");
    for _ in 0..5 {
        assert_eq!(heard(), "WATCHDOG=1");
    }
    gate.stdin = None;
    assert_eq!(gate.wait(), 0);
    let last = std::iter::from_fn(|| Some(heard())).find(|told| told != "WATCHDOG=1");
    assert_eq!(last.unwrap(), "STOPPING=1");
}

#[test]
fn when_its_output_is_closed_it_ends_with_status_2() {
    let world = World::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_verifier"))
        .args(["gate", "--at", NOW, "--root"])
        .arg(world.path("root-set.cbor"))
        .arg("--trust")
        .arg(world.path("trust-list.cbor"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        output.read_line(&mut String::new()).unwrap();
    }
    drop(output);
    stdin
        .write_all(format!("{}\n", world.code).as_bytes())
        .unwrap();
    // The input stays open: it ends by itself.
    assert_eq!(child.wait().unwrap().code(), Some(2));
    let mut talk = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut talk)
        .unwrap();
    assert!(!talk.contains("panic"), "{talk}");
}

#[test]
fn memory_stays_flat_whatever_comes() {
    let world = World::new();
    let mut gate = Gate::start(&world, &[], &[]);
    let mut stdin = gate.stdin.take().unwrap();
    let code = world.code.clone();
    let feeder = thread::spawn(move || {
        let garbage = vec![0xc3; 100_000];
        for number in 0..3_000 {
            let sent = match number % 3 {
                0 => stdin.write_all(format!("{code}\n").as_bytes()),
                1 => stdin.write_all(format!("{number} 王\u{0}\n").as_bytes()),
                _ => stdin
                    .write_all(&garbage)
                    .and_then(|()| stdin.write_all(b"\n")),
            };
            sent.unwrap();
        }
        stdin
    });
    let mut warm = 0;
    for number in 1..=3_000 {
        assert_eq!(gate.next_of("code")["number"], number);
        if number == 600 {
            warm = gate.memory_kib();
        }
    }
    let after = gate.memory_kib();
    assert!(after < warm + 2_048, "{warm} KiB, then {after} KiB");
    drop(feeder.join().unwrap());
    assert_eq!(gate.wait(), 0);
}
