//! What a program that drives the counter cannot do: write over what the terminal keeps, give several at once, or
//! keep the journal from others for ever.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use messages::Exit;
use serde_json::Value;
use terminal::benefits::{Counter, Granting};
use terminal_store::Store;

use super::counter_commands::{answers, code, combined, slip};
use super::fixtures::*;
use super::shop::*;

/// The code of the failure of each answer, or what became of it.
fn told(answers: &[Value]) -> Vec<&str> {
    answers
        .iter()
        .map(|line| {
            let code = line["error"]["code"].as_str();
            code.or(line["result"].as_str()).unwrap_or_default()
        })
        .collect()
}

/// All files of a folder with their bytes, but for the note of what was signed last: a file that was refused
/// may have been signed before.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => all.extend(contents(&path)),
            false if path.ends_with("journal/checkpoint") => {}
            false => all.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    all.sort();
    all
}

#[test]
fn no_command_and_no_option_writes_into_the_store() {
    let shop = Shop::new(combined());
    answers(&shop, &[code(), "grant 1 1".to_owned()]);
    let store = shop.terminal.store();
    let before = contents(&store);
    let named = |name: &str| store.join(name).display().to_string();
    let lines = [
        format!("export {}", named("terminal.key")),
        format!("export {}", named("state.a")),
        format!("export {}", named("journal/000001/000001.lbj")),
        "export out.lbx".to_owned(),
        format!("export {}", named("out.lbx")),
        format!("export {}", named("journal/../out.lbx")),
    ];
    let answers = answers(&shop, &lines);
    let kinds = told(&answers);
    let relative_or_no_journal = ["not-understood"; 4];
    assert_eq!(kinds[..4], relative_or_no_journal, "{answers:?}");
    assert_eq!(kinds[4..], ["export-in-store"; 2], "{answers:?}");
    for name in ["terminal.key", "state.a", "journal/000001/000001.lbj", "a"] {
        let words = ["journal", "export", "--at", NOW, "--out"];
        let run = shop.run(&words, &[store.join(name)]);
        assert_eq!(run.exit, Exit::Undecided, "{name}: {run:?}");
        assert!(run.talk.contains("in the terminal's store"), "{run:?}");
    }
    assert!(
        contents(&store) == before,
        "something in the store has changed"
    );
    // One that lies beside the store is written.
    let beside = shop.terminal.path("store.lbx");
    let words = ["journal", "export", "--at", NOW, "--out"];
    let run = shop.run(&words, std::slice::from_ref(&beside));
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert!(beside.exists());
}

#[test]
fn several_at_once_are_given_of_days_of_hire_alone() {
    let shop = Shop::new(combined());
    let lines = [
        "grant 1 2 units=1000 price=1",
        "grant 1 1 units=2",
        "manual no-power 2 units=7 price=1",
        "grant 1 2 units=0 price=1",
        "grant 1 3 units=2",
        "grant 1 2 units=1 price=1",
    ];
    let lines = lines.iter().map(|line| (*line).to_owned());
    let all: Vec<_> = std::iter::once(code()).chain(lines).collect();
    let answers = answers(&shop, &all);
    let kinds = told(&answers);
    assert_eq!(kinds[..4], ["units-not-one"; 4], "{answers:?}");
    assert_eq!(kinds[4..], ["done"; 2], "{answers:?}");
    assert_eq!(slip(&shop)["grants"], 2);
}

#[test]
fn a_journal_that_another_program_had_is_opened_when_it_has_ended_and_nobody_waits_again() {
    let shop = Shop::new(benefits());
    let store = Store::open(shop.terminal.store()).unwrap();
    let held = store.holdings();
    let mut now = messages::dates::parse(NOW).unwrap();
    let mut first = Counter::new(&store, Granting::Recorded);
    assert!(first.open_journal(held, now).is_ok());
    let mut second = Counter::new(&store, Granting::Recorded);
    let mut try_again = || {
        now = now.plus(Duration::from_secs(10));
        second.open_journal(held, now).map(drop)
    };
    assert_eq!(try_again().unwrap_err().code, "journal-busy");
    let begun = Instant::now();
    assert_eq!(try_again().unwrap_err().code, "journal-busy");
    assert!(begun.elapsed() < Duration::from_secs(2), "it waits again");
    drop(first);
    assert!(try_again().is_ok());
}
