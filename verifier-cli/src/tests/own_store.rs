//! A terminal of its own: set up, updated, asked for its state, and judging with what it holds.

use std::ffi::OsString;
use std::time::Duration;

use credential_core::*;
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;

const YEAR: Duration = Duration::from_secs(365 * 86_400);

fn time(days: u64) -> UnixTime {
    UnixTime::from_secs(ISSUED + days * 86_400)
}

fn trust_list(version: u64) -> Vec<u8> {
    let mut claims = list_claims(1, Validity::new(time(version), time(version).plus(YEAR)));
    claims.version = version;
    signed(claims, &[1, 3])
}

fn status_list(days: u64, standing: Status) -> Vec<u8> {
    let validity = Validity::new(time(days), time(days).plus(YEAR));
    super::fixtures::status_list(validity, standing)
}

fn update(version: u64, standing: Status) -> Vec<u8> {
    let mut update = Update::default();
    update.trust_list = Some(trust_list(version));
    update
        .status_lists
        .push(status_list(10 + version, standing));
    update.encode()
}

/// Runs words against the store of this terminal; `@name` is a file of the terminal.
fn at_store(terminal: &TerminalFiles, lang: &str, words: &[&str]) -> Run {
    let words = words.iter().map(|word| match word.strip_prefix('@') {
        Some(name) => terminal.path(name).into_os_string(),
        None => OsString::from(word),
    });
    let store = [
        "--store".into(),
        terminal.path("store").into_os_string(),
        "--lang".into(),
        lang.into(),
    ];
    verifier(words.chain(store), b"")
}

fn en(terminal: &TerminalFiles, words: &[&str]) -> Run {
    at_store(terminal, "en", words)
}

fn judged(terminal: &TerminalFiles) -> Value {
    let code = good();
    let words = ["check", &code, "--place", "gate", "--at", NOW, "--json"];
    en(terminal, &words).json().remove(0)
}

fn provisioned() -> TerminalFiles {
    let terminal = TerminalFiles::new();
    let run = en(&terminal, &["provision", "--root", "@root-set.cbor"]);
    assert_eq!(run.exit, Exit::Done, "{}", run.talk);
    terminal
}

fn updated() -> TerminalFiles {
    let terminal = provisioned();
    terminal.put("1.lbu", &update(1, Status::Valid));
    let run = en(&terminal, &["update", "@1.lbu"]);
    assert_eq!(run.exit, Exit::Done, "{} {}", run.results, run.talk);
    terminal
}

#[test]
fn says_what_to_compare_aloud_and_what_to_do_next() {
    let terminal = TerminalFiles::new();
    let run = en(&terminal, &["provision", "--root", "@root-set.cbor"]);
    assert_eq!(run.exit, Exit::Done);
    for text in ["湖北省退役军人事务厅", "2 of 3 keys", "version 1"] {
        assert!(run.results.contains(text), "{}", run.results);
    }
    for number in 1..=3 {
        let id = key(number).public_key().id().to_string();
        assert!(run.results.contains(&id), "{id} in {}", run.results);
    }
    assert!(run.talk.contains("verifier update"), "{}", run.talk);

    let again = en(
        &terminal,
        &["provision", "--root", "@root-set.cbor", "--json"],
    );
    assert_eq!(again.exit, Exit::Undecided);
    assert_eq!(again.json()[0]["error"]["code"], "store-exists");
    let swapped = en(
        &TerminalFiles::new(),
        &["provision", "--root", "@trust-list.cbor"],
    );
    assert!(swapped.talk.contains("not a root set"), "{}", swapped.talk);
    assert!(!swapped.talk.contains("--trust"), "{}", swapped.talk);
}

#[test]
fn judges_nothing_before_the_first_update() {
    let terminal = provisioned();
    let found = judged(&terminal);
    assert_eq!(found["error"]["code"], "trust-list-missing");
    let remedy = found["error"]["remedy"].as_str().unwrap();
    assert!(remedy.contains("verifier update"), "{remedy}");
    let run = en(&terminal, &["status", "--at", NOW]);
    assert!(run.results.contains("Trust list: none"), "{}", run.results);
}

#[test]
fn what_an_update_revokes_is_refused_from_then_on() {
    let terminal = updated();
    assert_eq!(judged(&terminal)["verdict"], "accept");
    terminal.put("2.lbu", &update(2, Status::Revoked));
    let run = en(&terminal, &["update", "@2.lbu", "--json"]);
    assert_eq!(run.exit, Exit::Done);
    assert_eq!(
        run.results
            .replace(&terminal.is(&terminal.path("2.lbu")), "2.lbu"),
        "{\"input\":\"2.lbu\",\"part\":\"trust-list\",\"result\":\"new\",\"version\":2,\"issuer\":null,\"error\":null,\"newer_input\":null,\"edition\":null}\n\
         {\"input\":\"2.lbu\",\"part\":\"status-list\",\"result\":\"new\",\"version\":null,\"issuer\":42120010,\"error\":null,\"newer_input\":null,\"edition\":null}\n"
    );
    let found = judged(&terminal);
    assert_eq!(
        (&found["verdict"], &found["code"]),
        (&"refuse".into(), &"revoked".into())
    );
    let code = good();
    let run = at_store(&terminal, "zh", &["check", &code, "--at", NOW]);
    assert!(run.results.contains("此码已被吊销"), "{}", run.results);
}

#[test]
fn the_same_update_again_is_harmless() {
    let terminal = updated();
    let run = en(&terminal, &["update", "@1.lbu"]);
    assert_eq!(run.exit, Exit::Done);
    assert_eq!(
        run.results.matches("held already").count(),
        2,
        "{}",
        run.results
    );
    let run = at_store(&terminal, "zh", &["update", "@1.lbu"]);
    assert_eq!(
        run.results.matches("已有，无须导入").count(),
        2,
        "{}",
        run.results
    );
}

#[test]
fn refuses_an_older_update_and_says_so() {
    let terminal = provisioned();
    terminal.put("in/b.lbu", &update(2, Status::Revoked));
    terminal.put("in/c.LBU", &update(1, Status::Valid));
    terminal.put("in/readme.txt", b"not looked at");
    // Older files beside newer ones are in order: they are named, and nothing is wrong.
    let run = en(&terminal, &["update", "@in"]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert_eq!(
        run.results.matches("- older, not needed").count(),
        2,
        "{}",
        run.results
    );
    assert!(
        run.results.contains("a newer one came in"),
        "{}",
        run.results
    );
    let run = at_store(&terminal, "zh", &["update", "@in"]);
    assert_eq!(run.exit, Exit::Done);
    assert!(run.results.contains("较旧，不必导入"), "{}", run.results);
    // By itself it is refused.
    let run = en(&terminal, &["update", "@in/c.LBU"]);
    assert_eq!(run.exit, Exit::Refused);
    assert!(
        run.results.contains("held: version 2; this one: version 1"),
        "{}",
        run.results
    );
    assert!(run.results.contains("held: made 2027"), "{}", run.results);
    assert!(
        run.results.contains("fix: Bring the latest update"),
        "{}",
        run.results
    );
    assert_eq!(judged(&terminal)["code"], "revoked");
    let run = at_store(&terminal, "zh", &["update", "@in/c.LBU", "--json"]);
    let line = &run.json()[0];
    assert_eq!(
        (&line["result"], &line["error"]["code"]),
        (&"refused".into(), &"rolled-back".into())
    );
    assert!(
        line["error"]["message"]
            .as_str()
            .unwrap()
            .contains("比本机已接受过的旧")
    );
}

#[test]
fn single_lists_are_taken_together() {
    let terminal = provisioned();
    terminal.put("status.cbor", &status_list(11, Status::Suspended));
    let early = en(&terminal, &["update", "@status.cbor", "--json"]);
    assert_eq!(early.exit, Exit::Refused);
    assert_eq!(early.json()[0]["error"]["code"], "trust-list-missing");
    let run = en(&terminal, &["update", "@status.cbor", "@trust-list.cbor"]);
    assert_eq!(run.exit, Exit::Done, "{} {}", run.results, run.talk);
    assert_eq!(judged(&terminal)["code"], "suspended");
}

#[test]
fn new_roots_come_with_a_list_under_them() {
    let terminal = updated();
    let mut roots = root_claims(2, 1);
    roots.keys = vec![key(5).public_key().clone()];
    terminal.put("roots.cbor", &signed(roots, &[1, 2, 5]));
    let run = en(&terminal, &["update", "@roots.cbor", "--json"]);
    assert_eq!(run.exit, Exit::Refused);
    assert_eq!(run.json()[0]["error"]["code"], "root-without-list");
    let mut list = list_claims(2, Validity::new(time(2), time(2).plus(YEAR)));
    list.version = 2;
    terminal.put("list.cbor", &signed(list, &[5]));
    let run = en(&terminal, &["update", "@roots.cbor", "@list.cbor"]);
    assert_eq!(run.exit, Exit::Done, "{}", run.results);
    assert!(
        run.results.contains("root set, now version 2"),
        "{}",
        run.results
    );
}

#[test]
fn a_damaged_file_is_named_and_the_others_are_taken() {
    let terminal = provisioned();
    let whole = update(1, Status::Valid);
    terminal.put("in/a.lbu", &whole[..whole.len() / 2]);
    terminal.put("in/b.lbu", &whole);
    terminal.put("in/c.lbu", b"");
    let run = en(&terminal, &["update", "@in"]);
    assert_eq!(run.exit, Exit::Undecided);
    assert!(
        run.talk.contains("a.lbu is cut off or damaged"),
        "{}",
        run.talk
    );
    assert!(run.talk.contains("c.lbu is an empty file"), "{}", run.talk);
    assert_eq!(judged(&terminal)["verdict"], "accept");
    let run = at_store(&terminal, "zh", &["update", "@in/a.lbu"]);
    assert!(run.talk.contains("没有拷完整"), "{}", run.talk);
    terminal.put("empty/readme.txt", b"");
    let run = en(&terminal, &["update", "@empty", "--json"]);
    assert_eq!(run.json()[0]["error"]["code"], "folder-without-updates");
}

#[test]
fn status_prints_what_is_held_and_what_expires_next() {
    let terminal = updated();
    let run = en(&terminal, &["status", "--at", NOW]);
    assert_eq!(run.exit, Exit::Done);
    for text in [
        "Root set:   version 1; 2 of 3",
        "Trust list: version 1, made 2027-01-16 (135 days ago), valid until 2028-01-16",
        "Issuers, active: 3",
        "Issuers, withdrawn: 1",
        "42120010  Xianning Veterans Affairs Bureau: made 2027-01-26",
        "Expires next: the trust list, valid until 2028-01-16",
        "Place:      none; codes are judged, no benefits are given",
    ] {
        assert!(run.results.contains(text), "{text} in {}", run.results);
    }
    assert_eq!(run.talk, "");
    let run = at_store(&terminal, "zh", &["status", "--at", "2029-01-01"]);
    for text in [
        "信任名单：第 1 版",
        "已过期",
        "发码单位，暂停：1 个",
        "接下来到期",
    ] {
        assert!(run.results.contains(text), "{text} in {}", run.results);
    }
    let run = en(&terminal, &["status", "--at", "2026-01-01"]);
    assert!(run.talk.contains("Set the clock"), "{}", run.talk);
}

#[test]
fn status_in_json_is_one_stable_line() {
    let terminal = updated();
    std::fs::remove_file(terminal.path("store/state.b")).unwrap();
    let run = en(&terminal, &["status", "--at", NOW, "--json"]);
    let lines = run.json();
    let [line] = lines.as_slice() else {
        panic!("{lines:?}")
    };
    let keys: Vec<_> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = [
        "at",
        "can_accept",
        "clock_behind",
        "clock_days_ahead",
        "terminal",
        "authority",
        "root",
        "trust_list",
        "issuers",
        "status_lists",
        "expires_next",
        "warnings",
        "has_key",
        "places",
    ];
    expected.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(line["can_accept"], true);
    assert_eq!(
        (&line["has_key"], &line["places"]),
        (&false.into(), &serde_json::json!([]))
    );
    let store = std::fs::canonicalize(terminal.path("store")).unwrap();
    assert_eq!(line["terminal"]["store"], store.to_str().unwrap());
    assert!(line["terminal"]["name"].is_string(), "{line}");
    assert_eq!(line["clock_days_ahead"], Value::Null);
    // Thirty terminals in one file: each line says whose it is, and that its clock may be fast.
    let run = en(&terminal, &["status", "--at", "2030-01-01", "--json"]);
    assert!(run.json()[0]["clock_days_ahead"].as_u64() > Some(366));
    let run = en(&terminal, &["status", "--at", "2030-01-01T08:00"]);
    assert!(
        run.talk.contains("2030-01-01 08:00") && run.talk.contains("may be fast"),
        "{}",
        run.talk
    );
    assert_eq!(line["trust_list"]["version"], 1);
    assert_eq!(line["status_lists"][0]["issuer"], 42_120_010);
    assert_eq!(line["expires_next"]["what"], "trust-list");
    assert_eq!(line["warnings"][0]["code"], "store-file");
    assert_eq!(line["warnings"][0]["fault"], "missing");

    let code = good();
    let run = en(
        &terminal,
        &["check", &code, &code, "--at", NOW, "--place", "gate"],
    );
    assert_eq!(run.exit, Exit::Done);
    assert_eq!(run.talk.matches("state.b").count(), 1, "{}", run.talk);
}

#[test]
fn one_of_the_two_ways_to_judge_is_needed_and_not_both() {
    let terminal = updated();
    let words = |words: &[&str]| {
        let run = verifier(words.iter().map(OsString::from), b"");
        assert_eq!(run.exit, Exit::Undecided);
        run.talk
    };
    let none = words(&["check", "1", "--lang", "en"]);
    assert!(
        none.contains("add --store DIR; without a store, --root FILE"),
        "{none}"
    );
    let half = words(&["check", "1", "--lang", "en", "--root", "r"]);
    assert!(half.contains("--trust"), "{half}");
    let both = en(&terminal, &["check", "1", "--root", "r", "--trust", "t"]);
    assert_eq!(both.exit, Exit::Undecided);
    assert!(both.talk.contains("--store"), "{}", both.talk);
    let missing = verifier(
        ["check", "1", "--store", "/nowhere/at/all", "--json"].map(OsString::from),
        b"",
    );
    assert_eq!(missing.json()[0]["error"]["code"], "store-missing");
}
