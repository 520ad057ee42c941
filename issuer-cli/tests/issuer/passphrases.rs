//! Passphrases: asked for, given, changed, forgotten, and never seen again.

#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::TestBureau;
use messages::Exit;

const WORDS: &str = "correct horse battery";
const OTHERS: &str = "七月的石头和八月的纸";
const CREATE: &str = "bureau create --folder @bureau --name 市局 --region 421200 --id 42120001";
const SHOW: &str = "--json key show --key @bureau/keys/issuer-1.pem";

fn with_encrypted_key() -> TestBureau {
    let bureau = TestBureau::new();
    let (outcome, _) = bureau.run_answering(&[WORDS, WORDS], CREATE);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    bureau
}

fn key_file(bureau: &TestBureau) -> Vec<u8> {
    fs::read(bureau.path("bureau/keys/issuer-1.pem")).unwrap()
}

#[test]
fn a_new_key_is_encrypted_unless_somebody_says_no() {
    let bureau = with_encrypted_key();
    assert!(
        bureau
            .text("bureau/keys/issuer-1.pem")
            .contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    );
}

#[test]
fn without_a_terminal_no_key_is_made_by_default() {
    let bureau = TestBureau::new();
    let outcome = bureau.fails("passphrase-needed", CREATE);
    assert!(outcome.talk.contains("--new-passphrase-file"));
    bureau.fails(
        "passphrase-needed",
        "authority create --folder @auth --name 省厅 --keepers 2 --threshold 2",
    );
    assert!(bureau.files("").is_empty());
}

#[test]
fn asks_twice_and_again_until_the_passphrase_is_good() {
    let bureau = TestBureau::new();
    let answers = ["short", WORDS, "correct horse batteri", WORDS, WORDS];
    let (outcome, questions) = bureau.run_answering(&answers, CREATE);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert_eq!(questions.len(), 5);
    assert!(outcome.talk.contains("too short"), "{}", outcome.talk);
    assert!(
        outcome.talk.contains("two different ones"),
        "{}",
        outcome.talk
    );
}

#[test]
fn whoever_never_types_the_same_twice_gets_no_key() {
    for (code, answers) in [
        (
            "passphrase-differs",
            &[WORDS, "x", WORDS, "y", WORDS, "z", WORDS, WORDS][..],
        ),
        (
            "passphrase-weak",
            &["12345678", "1234567890123", "aaaaaaaaaaaaaa", WORDS, WORDS],
        ),
        ("passphrase-needed", &[WORDS]),
    ] {
        let bureau = TestBureau::new();
        let (outcome, _) = bureau.run_answering(answers, &format!("--json {CREATE}"));
        assert_eq!(outcome.exit, Exit::Undecided);
        assert!(outcome.results.contains(code), "{}", outcome.results);
        assert!(bureau.files("").is_empty());
    }
}

#[test]
fn each_keeper_has_a_passphrase_of_their_own() {
    let bureau = TestBureau::new();
    let create = "authority create --folder @auth --name 省厅 --keepers 2 --threshold 2";
    let (outcome, questions) = bureau.run_answering(&[WORDS, WORDS, OTHERS, OTHERS], create);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert!(questions[0].contains("keeper 1") && questions[2].contains("keeper 2"));
    let (outcome, questions) = bureau.run_answering(
        &[WORDS, OTHERS],
        "trust sign --authority @auth --key @auth/keys/root-1.pem @auth/keys/root-2.pem",
    );
    assert_eq!(questions.len(), 2, "{}", outcome.talk);
    assert!(questions[1].contains("root-2.pem"), "{questions:?}");

    let bureau = TestBureau::new();
    bureau.write_private("words", WORDS);
    bureau.write_private("others", OTHERS);
    bureau.fails("usage", &format!("{create} --new-passphrase-file @words"));
    assert_eq!(bureau.files("").len(), 2);
    bureau.done(&format!(
        "{create} --new-passphrase-file @words --new-passphrase-file @others"
    ));
}

#[test]
fn a_wrong_passphrase_changes_nothing_and_is_not_asked_for_without_end() {
    let bureau = with_encrypted_key();
    bureau.write("roster.csv", &crate::support::roster(1));
    let before: Vec<_> = bureau.files("");
    let key = key_file(&bureau);
    let wrong = ["guess one two", "guess three four", "guess five six", WORDS];
    for words in [
        "--json issue --bureau @bureau --roster @roster.csv --out @out",
        "--json key passwd --key @bureau/keys/issuer-1.pem",
    ] {
        let (outcome, questions) = bureau.run_answering(&wrong, words);
        assert_eq!(outcome.exit, Exit::Undecided);
        assert!(
            outcome.results.contains("passphrase-wrong"),
            "{}",
            outcome.results
        );
        assert_eq!(questions.len(), 3);
        assert!(questions[0].contains("issuer-1.pem"));
        assert!(outcome.talk.contains("caps lock"));
        assert_eq!(
            (bureau.files(""), key_file(&bureau)),
            (before.clone(), key.clone())
        );
    }
}

#[test]
fn the_second_try_counts() {
    let bureau = with_encrypted_key();
    let (outcome, _) = bureau.run_answering(
        &["guess one two", WORDS, OTHERS, OTHERS],
        "key passwd --key @bureau/keys/issuer-1.pem",
    );
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
}

#[test]
fn a_changed_passphrase_is_the_only_one() {
    let bureau = with_encrypted_key();
    bureau.write_private("words", &format!("{WORDS}\n"));
    bureau.write_private("others", &format!("\u{feff}{OTHERS}\r\n"));
    let before = bureau
        .done(&format!("{SHOW} --passphrase-file @words"))
        .results;
    bureau.done(
        "key passwd --key @bureau/keys/issuer-1.pem --passphrase-file @words --new-passphrase-file @others",
    );
    bureau.fails(
        "passphrase-wrong",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-file @words",
    );
    let after = bureau
        .done(&format!("{SHOW} --passphrase-file @others"))
        .results;
    assert_eq!(before, after, "the same key");
    // Any of several that are given.
    bureau.done(&format!(
        "{SHOW} --passphrase-file @words --passphrase-file @others"
    ));
    // And none at all, for who insists.
    let outcome = bureau.done(
        "key passwd --key @bureau/keys/issuer-1.pem --passphrase-file @others --no-passphrase",
    );
    assert!(outcome.results.contains("whoever gets the file can sign"));
    assert_eq!(bureau.done(SHOW).results, before);
}

#[test]
fn the_public_side_of_an_encrypted_key_is_shown_without_its_passphrase() {
    let bureau = with_encrypted_key();
    let kid = bureau.json("bureau/bureau.json")["kid"]
        .as_str()
        .unwrap()
        .to_owned();
    let outcome = bureau.done(SHOW);
    assert!(outcome.results.contains(&kid) && outcome.results.contains("\"opened\":false"));
    assert!(outcome.talk.contains("not opened"));
}

#[test]
fn passphrase_files_are_one_line_for_one_pair_of_eyes() {
    let bureau = with_encrypted_key();
    for (name, content) in [
        ("empty", ""),
        ("blank", "\n"),
        ("two", "one\ntwo\n"),
        ("nul", "a\0b"),
    ] {
        bureau.write_private(name, content);
        bureau.fails(
            "passphrase-invalid",
            &format!("key show --key @bureau/keys/issuer-1.pem --passphrase-file @{name}"),
        );
    }
    bureau.write_private("long", &"x".repeat(2000));
    bureau.fails(
        "file-too-large",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-file @long",
    );
    bureau.fails(
        "file-unreadable",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-file @none",
    );
    bureau.fails(
        "file-unreadable",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-fd 321",
    );
    bureau.write("seen", WORDS);
    bureau.fails(
        "passphrase-exposed",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-file @seen",
    );
}

/// Through a pipe that is there only once, as a password manager would hand it over; and no memory of
/// the program that waits for it can be dumped.
#[test]
fn the_program_itself_reads_a_descriptor_and_leaves_no_core() {
    let bureau = with_encrypted_key();
    let mut child = Command::new(env!("CARGO_BIN_EXE_issuer"))
        .args([
            "--lang",
            "en",
            "--json",
            "key",
            "show",
            "--passphrase-fd",
            "0",
            "--key",
        ])
        .arg(bureau.path("bureau/keys/issuer-1.pem"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if cfg!(target_os = "linux") {
        let limits = format!("/proc/{}/limits", child.id());
        let no_core = |limits: &str| {
            limits
                .lines()
                .find(|line| line.starts_with("Max core file size"))
                .is_some_and(|line| {
                    line.split_whitespace().filter(|word| *word == "0").count() == 2
                })
        };
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !no_core(&fs::read_to_string(&limits).unwrap()) {
            assert!(std::time::Instant::now() < deadline, "core dumps are on");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(format!("{WORDS}\n").as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.contains("\"opened\":true"), "{said}");
}
