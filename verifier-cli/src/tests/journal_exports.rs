//! The journal of a program that runs: written to a file when somebody asks, and once a day by itself.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use credential_core::journal::ExportReader;
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;
use super::gate::RunningGate;
use super::shop::*;

fn pass(gate: &mut RunningGate) {
    let number = gate.judge(&good())["number"].as_u64().unwrap();
    gate.send(format!("turned {number}\n"));
    let grant = gate.next_of("grant");
    assert_eq!(grant["error"], Value::Null, "{grant}");
}

/// The numbers of the records in a file that the terminal has signed.
fn records(shop: &Shop, file: &Path) -> Vec<u64> {
    let bytes = fs::read(file).unwrap();
    let mut rest = &bytes[..];
    let reader = ExportReader::open(|buffer: &mut [u8]| rest.read(buffer)).unwrap();
    let mut export = reader.verify_with(&shop.key, &[]).unwrap();
    let mut numbers = Vec::new();
    while let Some(block) = export.next_block().unwrap() {
        numbers.extend(block.records.iter().map(|record| record.number));
    }
    numbers
}

fn exports(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn ask(socket: &Path, line: &str) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.write_all(format!("{line}\n").as_bytes()).unwrap();
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).unwrap();
    answer
}

#[test]
fn a_running_gate_writes_its_journal_when_it_is_asked_and_goes_on() {
    let shop = Shop::new(rides());
    let control = shop.terminal.path("control");
    let words = [
        "--bearer",
        "accept",
        "--unreported",
        "not-turned",
        "--grant-at",
        "--control",
        control.to_str().unwrap(),
    ];
    let mut gate = RunningGate::start(&shop.terminal, &words);
    let number = gate.judge(&good())["number"].as_u64().unwrap();
    assert_eq!(ask(&control, &format!("turned {number}")), "ok\n");
    assert_eq!(gate.next_of("grant")["error"], Value::Null);

    let file = shop.terminal.path("my stick.lbx");
    let answer = ask(&control, &format!("export {}", file.display()));
    let news = gate.next_of("journal");
    assert_eq!(
        (&news["did"], &news["result"], &news["records"]),
        (&"export".into(), &"written".into(), &2.into())
    );
    let head = news["head"].as_str().unwrap();
    assert_eq!(answer, format!("ok 2 {head}\n"));
    assert_eq!(records(&shop, &file), [1, 2]);

    // A path that is no journal is no command, and nothing is there or changed.
    let key = shop.terminal.store().join("terminal.key");
    let before = fs::read(&key).unwrap();
    for line in [
        format!("export {}", key.display()),
        "export relative.lbx".to_owned(),
        "export".to_owned(),
    ] {
        assert_eq!(ask(&control, &line), "not-understood\n");
    }
    let inside = shop.terminal.store().join("a.lbx");
    let answer = ask(&control, &format!("export {}", inside.display()));
    assert_eq!(answer, "failed export-in-store\n");
    assert!(!inside.exists());
    assert_eq!(fs::read(&key).unwrap(), before);
    let nowhere = shop.terminal.path("none/a.lbx");
    let answer = ask(&control, &format!("export {}", nowhere.display()));
    assert!(answer.starts_with("failed "), "{answer}");
    assert_eq!(gate.next_of("journal")["result"], "failed");

    // It still grants, and the next file has that too.
    let number = gate.judge(&good())["number"].as_u64().unwrap();
    assert_eq!(ask(&control, &format!("turned {number}")), "ok\n");
    assert_eq!(gate.next_of("grant")["error"], Value::Null);
    ask(&control, &format!("export {}", file.display()));
    assert_eq!(records(&shop, &file), [1, 2, 3]);
    let (_, exit) = gate.end();
    assert_eq!(exit, Exit::Done);
}

#[test]
fn codes_on_standard_input_cannot_ask_for_the_journal() {
    let shop = Shop::new(rides());
    let mut gate = RunningGate::start(&shop.terminal, &["--bearer", "accept", "--grant-at"]);
    let file = shop.terminal.path("a.lbx");
    gate.send(format!("export {}\n", file.display()));
    assert_eq!(gate.next_of("code")["code"], "not-ours");
    drop(gate.end());
    assert!(!file.exists());
}

#[test]
fn a_folder_gets_the_journal_at_the_start_of_each_day_and_at_the_end() {
    let shop = Shop::new(rides());
    let folder = shop.terminal.path("for the bureau");
    fs::create_dir(&folder).unwrap();
    let words = [
        "--bearer",
        "accept",
        "--unreported",
        "not-turned",
        "--grant-at",
        "--journal-to",
        folder.to_str().unwrap(),
    ];
    let mut gate = RunningGate::start(&shop.terminal, &words);
    // The note of the place is a record, and nobody has confirmed it.
    let news = gate.next_of("journal");
    assert_eq!(
        (&news["result"], &news["records"]),
        (&"written".into(), &1.into())
    );
    let [file] = &exports(&folder)[..] else {
        panic!()
    };
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with("journal-3-") && name.ends_with("-1.lbx"),
        "{name}"
    );
    assert_eq!(records(&shop, file), [1]);
    pass(&mut gate);
    let (rest, exit) = gate.end();
    assert_eq!(exit, Exit::Done);
    assert_eq!(rest.last().unwrap()["result"], "written", "{rest:?}");
    assert_eq!(records(&shop, file), [1, 2]);
    assert_eq!(exports(&folder).len(), 1);
}

#[test]
fn a_folder_that_is_not_there_is_said_and_keeps_nobody_waiting() {
    let shop = Shop::new(rides());
    let folder = shop.terminal.path("pulled out");
    let words = [
        "--bearer",
        "accept",
        "--unreported",
        "not-turned",
        "--grant-at",
        "--journal-to",
    ];
    let words = [&words[..], &[folder.to_str().unwrap()]].concat();
    let mut gate = RunningGate::start(&shop.terminal, &words);
    let news = gate.next_of("journal");
    assert_eq!(news["result"], "failed", "{news}");
    assert!(news["error"]["message"].as_str().is_some(), "{news}");
    pass(&mut gate);
    // The stick is back at the end.
    fs::create_dir(&folder).unwrap();
    let (rest, _) = gate.end();
    assert_eq!(rest.last().unwrap()["result"], "written", "{rest:?}");
    assert_eq!(records(&shop, &exports(&folder)[0]), [1, 2]);
}

#[test]
fn the_command_says_what_to_do_while_a_program_has_the_journal() {
    let shop = Shop::new(rides());
    let gate = RunningGate::start(&shop.terminal, &["--bearer", "accept", "--grant-at"]);
    let file = shop.terminal.path("a.lbx");
    let out = file.to_str().unwrap();
    let run = shop.run(&["journal", "export", "--at", NOW, "--out", out], &[]);
    assert_eq!(run.exit, Exit::Undecided);
    for words in ["press j", "control socket", "--journal-to"] {
        assert!(run.talk.contains(words), "{words}: {run:?}");
    }
    assert!(!file.exists());
    drop(gate.end());
    let run = shop.run(&["journal", "export", "--at", NOW, "--out", out], &[]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
}
