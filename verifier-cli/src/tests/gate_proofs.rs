//! Phones at a gate: each proof once, who has passed, challenges, and whom the place serves.

use std::ffi::OsString;
use std::time::Duration;

use credential_core::*;
use messages::{Exit, dates};

use super::fixtures::*;
use super::gate::RunningGate;

fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

fn earlier(seconds: u64) -> UnixTime {
    UnixTime::from_secs(now().as_secs() - seconds)
}

#[test]
fn each_proof_opens_once_and_what_is_wrong_is_told_in_seconds() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    let phone = Phone::new(50);
    let shown = phone.shown(now(), None);
    for (text, code, seconds, is_open) in [
        (shown.clone(), "accepted", None, true),
        (shown.clone(), "proof-replayed", None, false),
        (phone.copied.clone(), "proof-missing", None, false),
        (
            phone.shown(earlier(31), None),
            "proof-stale",
            Some(31),
            false,
        ),
        (
            phone.shown(now().plus(Duration::from_secs(600)), None),
            "proof-from-future",
            Some(600),
            false,
        ),
        (phone.shown(earlier(1), None), "accepted", None, true),
    ] {
        let line = gate.judge(&text);
        assert_eq!(
            (&line["code"], &line["open"]),
            (&code.into(), &is_open.into()),
            "{line}"
        );
        assert_eq!(
            line.get("seconds").map(|value| value.as_u64().unwrap()),
            seconds
        );
    }
    // Several codes in a line open nothing, and so use no proof.
    let later = phone.shown(earlier(2), None);
    gate.send(format!("{later}\t{}\n", good()));
    for _ in 0..2 {
        assert_eq!(gate.next_of("code")["open"], false);
    }
    assert_eq!(gate.judge(&later)["code"], "accepted");
}

/// A thief with a phone of their own and a copy of somebody's code. The owner's proof of the same second still opens:
/// a forged proof uses nothing up.
#[test]
fn another_holders_proof_around_a_credential_opens_nothing() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    let (phone, thief) = (Phone::new(50), Phone::new(51));
    for (text, code, is_open) in [
        (phone.shown_by(&thief, now()), "proof-invalid", false),
        (phone.shown_by(&phone, now()), "accepted", true),
        (thief.shown(now(), None), "accepted", true),
    ] {
        let line = gate.judge(&text);
        assert_eq!(
            (&line["code"], &line["open"]),
            (&code.into(), &is_open.into()),
            "{line}"
        );
    }
}

#[test]
fn who_has_passed_waits_and_who_has_not_does_not() {
    let terminal = TerminalFiles::new();
    let words = ["--again-after", "10", "--passage-seconds", "600"];
    let mut gate = RunningGate::start(&terminal, &words);
    let phone = Phone::new(50);
    let proof = |seconds| phone.shown(earlier(seconds), None);
    assert_eq!(gate.judge(&proof(1))["open"], true);
    let line = gate.judge(&proof(2));
    assert_eq!(
        (&line["code"], &line["advice"]),
        (&"passed-recently".into(), &"wait".into())
    );
    assert!(
        (590..=600).contains(&line["seconds"].as_u64().unwrap()),
        "{line}"
    );
    gate.send("not-turned 1\n");
    let ended = gate.next_of("passage");
    assert_eq!(
        (&ended["result"], &ended["passed"]),
        (&"not-turned".into(), &false.into())
    );
    assert_eq!(gate.judge(&proof(1))["code"], "proof-replayed");
    assert_eq!(gate.judge(&proof(3))["number"], 4);
    gate.send("turned 4\n");
    assert_eq!(gate.next_of("passage")["passed"], true);
    assert_eq!(gate.judge(&proof(4))["code"], "passed-recently");
    // Taken back once more, it is too late.
    gate.send("not-turned 4\n");
    assert_eq!(gate.judge(&proof(5))["code"], "passed-recently");
    // Somebody else passes, by a card.
    assert_eq!(gate.judge(&good())["open"], true);
}

#[test]
fn a_passage_of_which_nothing_is_reported_counts_as_the_place_says() {
    let terminal = TerminalFiles::new();
    for (counts_as, has_passed, next) in [
        ("turned", true, "passed-recently"),
        ("not-turned", false, "accepted"),
    ] {
        let words = [
            "--again-after",
            "10",
            "--passage-seconds",
            "1",
            "--unreported",
            counts_as,
        ];
        let mut gate = RunningGate::start(&terminal, &words);
        assert_eq!(gate.judge(&good())["open"], true);
        let ended = gate.next_of("passage");
        assert_eq!(
            (&ended["result"], &ended["passed"]),
            (&"unreported".into(), &has_passed.into())
        );
        assert_eq!(gate.judge(&good())["code"], next);
    }
}

#[test]
fn with_a_challenge_only_proofs_over_what_the_gate_shows_count() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &["--challenge"]);
    let shown = gate.next_of("challenge");
    assert_eq!(shown["seconds"], 15);
    let hex = shown["challenge"].as_str().unwrap();
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    let challenge = Challenge::new(&bytes).unwrap();
    let (phone, elsewhere) = (Phone::new(50), Challenge::new(&[7; 16]).unwrap());
    assert_eq!(
        gate.judge(&phone.shown(now(), None))["code"],
        "proof-invalid"
    );
    assert_eq!(
        gate.judge(&phone.shown(now(), Some(&elsewhere)))["code"],
        "proof-invalid"
    );
    assert_eq!(
        gate.judge(&phone.shown(now(), Some(&challenge)))["code"],
        "accepted"
    );
}

#[test]
fn the_place_says_whom_it_serves_by_category_and_home_region() {
    let terminal = TerminalFiles::new();
    for (words, code) in [
        (&["--serve", "残疾军人,veteran"][..], "accepted"),
        (&["--serve", "disabled-soldier"], "not-entitled"),
        (&["--serve-from", "420000:veteran"], "accepted"),
        (&["--serve-from", "330200：退役军人"], "not-entitled"),
        (
            &[
                "--serve",
                "disabled-soldier",
                "--serve-from",
                "330200,421200:all",
            ],
            "accepted",
        ),
    ] {
        let mut gate = RunningGate::start(&terminal, words);
        let line = gate.judge(&good());
        assert_eq!(line["code"], code, "{words:?}");
        assert_eq!(
            line["credential"]["categories"][0], "veteran",
            "it is recognised"
        );
    }
    for words in [
        ["--serve", "退伍老兵"],
        ["--serve", ""],
        ["--serve-from", "veteran"],
        ["--serve-from", "3302:veteran"],
        ["--serve-from", "330200:nobody"],
    ] {
        let store: OsString = terminal.store().into();
        let all = ["gate".into(), "--store".into(), store];
        let run = verifier(all.into_iter().chain(words.map(OsString::from)), b"");
        assert_eq!(
            (run.exit, &run.json()[0]["error"]["code"]),
            (Exit::Undecided, &"usage".into())
        );
    }
}
