//! The person key at rest: a copied folder tells nobody's identity number.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::TestBureau;
use issuer_cli::register::PersonKey;
use messages::Exit;

const WORDS: &str = "correct horse battery";
const OTHERS: &str = "seven stones and paper";
const CREATE: &str = "bureau create --folder @bureau --name 市局 --region 421200 --id 42120001";
const ISSUE: &str = "issue --bureau @bureau --roster @roster.csv --out @out";
const KEY: &str = "bureau/keys/person.key";

fn with_passphrase() -> TestBureau {
    let bureau = TestBureau::new();
    bureau.write_private("words", WORDS);
    bureau.write_private("others", OTHERS);
    bureau.write("roster.csv", &crate::support::roster(3));
    bureau.done(&format!("{CREATE} --new-passphrase-file @words"));
    bureau
}

fn is_sealed(bureau: &TestBureau) -> bool {
    let text = bureau.text(KEY);
    text.contains("-----BEGIN ENCRYPTED PERSON KEY-----")
        && !text.contains("laobingma-person-key-1")
        && PersonKey::load(&bureau.path(KEY)).is_err()
}

/// As folders were before person keys were encrypted: any key will do, in plain.
fn with_plain_person_key() -> TestBureau {
    let bureau = TestBureau::new();
    bureau.write_private("words", WORDS);
    bureau.write("roster.csv", &crate::support::roster(3));
    bureau.done(&format!("{CREATE} --no-passphrase"));
    bureau.done("key passwd --key @bureau/keys/issuer-1.pem --new-passphrase-file @words");
    // `passwd` has encrypted both: the person key goes back to what it was.
    bureau
        .done("key passwd --key @bureau/keys/person.key --passphrase-file @words --no-passphrase");
    assert!(!is_sealed(&bureau));
    bureau
}

#[test]
fn one_passphrase_for_both_keys_is_asked_for_once() {
    let bureau = with_passphrase();
    assert!(is_sealed(&bureau));
    let (outcome, questions) = bureau.run_answering(&[WORDS], ISSUE);
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert_eq!(questions.len(), 1, "{questions:?}");
    // The people are the same ones afterwards.
    let (outcome, _) = bureau.run_answering(&[WORDS], &format!("{ISSUE}2"));
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert!(bureau.manifest("out2").is_empty());
}

#[test]
fn who_recognises_nobody_needs_no_passphrase() {
    let bureau = with_passphrase();
    bureau.done(&format!("{ISSUE} --passphrase-file @words"));
    for words in [
        "report --bureau @bureau",
        "audit --bureau @bureau",
        "backup --bureau @bureau --to @stick",
        "revoke --bureau @bureau --index 1 --reason lost --yes",
    ] {
        let outcome = bureau.run(words);
        assert!(
            !outcome.talk.contains("passphrase"),
            "{words}: {}",
            outcome.talk
        );
    }
    // An identity number cannot be looked up without it.
    let roster = crate::support::roster(1);
    let number = roster.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    bureau.write("list.csv", &format!("身份证号,原因\n{number},去世\n"));
    let by_identity = "revoke --bureau @bureau --list @list.csv --yes";
    let outcome = bureau.fails("passphrase-needed", by_identity);
    assert!(outcome.talk.contains("person.key"), "{}", outcome.talk);
    let (outcome, questions) = bureau.run_answering(&[WORDS], by_identity);
    assert_eq!(questions.len(), 1, "{}", outcome.talk);
    let dry_run = format!("{ISSUE}3 --dry-run");
    bureau.fails("passphrase-needed", &dry_run);
    let outcome = bureau.run(&format!("{dry_run} --passphrase-file @words"));
    assert!(outcome.talk.contains("was revoked"), "{}", outcome.talk);
}

#[test]
fn a_key_of_another_register_is_noticed_without_the_passphrase() {
    let bureau = with_passphrase();
    bureau.done("bureau create --folder @other --name 县局 --region 421222 --id 42122201 --new-passphrase-file @others");
    fs::copy(bureau.path("other/keys/person.key"), bureau.path(KEY)).unwrap();
    bureau.fails("person-key-wrong", "report --bureau @bureau");
}

#[test]
fn a_key_in_plain_is_encrypted_by_the_first_command_that_can() {
    let bureau = with_plain_person_key();
    bureau.done("report --bureau @bureau");
    assert!(!is_sealed(&bureau), "no passphrase was given");
    let outcome = bureau.done(&format!("{ISSUE} --passphrase-file @words"));
    assert!(is_sealed(&bureau));
    assert!(
        outcome.talk.contains("destroy them"),
        "the old copies are to be mentioned: {}",
        outcome.talk
    );
    let mode = fs::metadata(bureau.path(KEY)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // It is still the same key.
    bureau.done(&format!("{ISSUE}2 --passphrase-file @words"));
    assert!(bureau.manifest("out2").is_empty());
}

#[test]
fn the_passphrase_of_the_next_issuing_key_becomes_that_of_the_person_key() {
    let bureau = with_passphrase();
    bureau.done(&format!("{ISSUE} --passphrase-file @words"));
    // As after `rotate` and `switch`: the issuing key has another passphrase than the person key.
    let person_key = bureau.text(KEY);
    bureau.done("key passwd --key @bureau/keys/issuer-1.pem --passphrase-file @words --new-passphrase-file @others");
    bureau.write_private(KEY, &person_key);
    bureau.fails(
        "passphrase-wrong",
        &format!("{ISSUE}2 --passphrase-file @others"),
    );
    let (outcome, questions) = bureau.run_answering(&[OTHERS, WORDS], &format!("{ISSUE}2"));
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    assert!(questions[1].contains("person key"), "{questions:?}");
    let (_, questions) = bureau.run_answering(&[OTHERS, WORDS], &format!("{ISSUE}3"));
    assert_eq!(questions.len(), 1, "{questions:?}");
}

#[test]
fn passwd_changes_both_and_a_backup_brings_it_back_encrypted() {
    let bureau = with_passphrase();
    bureau.done(&format!("{ISSUE} --passphrase-file @words"));
    bureau.done("key passwd --key @bureau/keys/issuer-1.pem --passphrase-file @words --new-passphrase-file @others");
    assert!(is_sealed(&bureau));
    bureau.done("key backup --bureau @bureau --out @keys.txt --passphrase-file @others --new-passphrase-file @words");
    fs::remove_dir_all(bureau.path("bureau/keys")).unwrap();
    bureau.done("key restore --backup @keys.txt --folder @bureau --passphrase-file @words");
    assert!(is_sealed(&bureau));
    bureau.done(&format!("{ISSUE}2 --passphrase-file @words"));
    assert!(bureau.manifest("out2").is_empty(), "nobody was recognised");
}

#[test]
fn what_names_people_is_for_its_owner_alone() {
    let bureau = with_passphrase();
    bureau.done(&format!("{ISSUE} --passphrase-file @words"));
    let mode = |name: &str| {
        let found = fs::metadata(bureau.path(name)).unwrap();
        found.permissions().mode() & 0o777
    };
    for folder in ["bureau/keys", "out", "out/codes"] {
        assert_eq!(mode(folder), 0o700, "{folder}");
    }
    for file in bureau.files("out") {
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}
