//! Backups of keys: made, opened, damaged, and never a way for a secret to get out.

#![cfg(unix)]

use std::fs;

use crate::support::TestBureau;
use messages::Exit;

const WORDS: &str = "correct horse battery";
const OTHERS: &str = "七月的石头和八月的纸";
const BACKUP: &str =
    "--json key backup --bureau @bureau --out @keys.txt --new-passphrase-file @words";
const RESTORE: &str =
    "--json key restore --backup @keys.txt --folder @restored --passphrase-file @words";

fn bureau() -> TestBureau {
    let bureau = TestBureau::ready();
    bureau.write_private("words", WORDS);
    bureau.write_private("others", OTHERS);
    bureau
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_bureau_that_lost_its_keys_goes_on_with_the_backup() {
    let bureau = bureau();
    bureau.write("roster.csv", &crate::support::roster(2));
    bureau.done("issue --bureau @bureau --roster @roster.csv --out @before");
    let outcome = bureau.done(BACKUP);
    assert!(
        outcome.results.contains("keys/person.key"),
        "{}",
        outcome.results
    );
    fs::remove_dir_all(bureau.path("bureau/keys")).unwrap();
    bureau.done(&RESTORE.replace("@restored", "@bureau"));
    bureau.write("roster.csv", &crate::support::roster(3));
    bureau
        .done("issue --bureau @bureau --roster @roster.csv --out @after --passphrase-file @words");
    // The register knows the two again: one code is new.
    assert_eq!(bureau.manifest("after").len(), 1);
}

/// The folder of the keys is where the keys belong, not one more level down.
#[test]
fn the_folder_of_the_bureau_and_that_of_its_keys_are_the_same_place() {
    for to in ["bureau", "bureau/keys"] {
        let bureau = bureau();
        bureau.done(BACKUP);
        fs::remove_dir_all(bureau.path("bureau/keys")).unwrap();
        let outcome = bureau.fails("file-unreadable", "backup --bureau @bureau --to @copies");
        assert!(
            outcome.talk.contains("issuer key restore"),
            "{}",
            outcome.talk
        );
        bureau.fails("file-unreadable", "recover --bureau @bureau --yes");
        bureau.done(&RESTORE.replace("@restored", &format!("@{to}")));
        assert!(bureau.path("bureau/keys/person.key").exists());
        assert!(!bureau.path("bureau/keys/keys").exists());
    }
}

#[test]
fn a_backup_goes_into_a_folder_that_is_there_or_said_to_be_made() {
    let bureau = bureau();
    let outcome = bureau.done("backup --bureau @bureau --to @copies");
    assert!(outcome.talk.contains("it was made"), "{}", outcome.talk);
    let outcome = bureau.done("backup --bureau @bureau --to @copies");
    assert!(!outcome.talk.contains("it was made"), "{}", outcome.talk);
    bureau.fails(
        "folder-missing",
        "backup --bureau @bureau --to @stick/copies",
    );
    assert!(!bureau.path("stick").exists());
}

#[test]
fn a_backup_says_what_it_is_and_no_secret() {
    let bureau = bureau();
    bureau.done(BACKUP);
    let text = bureau.text("keys.txt");
    assert!(text.contains("issuer key restore") && text.contains("file: keys/issuer-1.pem"));
    let person = bureau.text("bureau/keys/person.key");
    let (_, digits) = person.trim().split_once(':').unwrap();
    let pem = bureau.text("bureau/keys/issuer-1.pem");
    // 28 of the seed's bytes, as in the key file.
    let seed = &pem.lines().nth(1).unwrap()[24..60];
    assert!(!text.contains(digits) && !text.contains(seed) && !text.contains(WORDS));
    assert!(text.lines().all(|line| line.len() < 200), "fit for paper");
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(bureau.path("keys.txt"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_backup_never_takes_the_place_of_anything() {
    let bureau = bureau();
    bureau.done(BACKUP);
    let backup = bureau.text("keys.txt");
    bureau.fails("file-exists", &BACKUP.replace("--json ", ""));
    assert_eq!(bureau.text("keys.txt"), backup);
    // Not even when one key of several is there: the others are not put beside it.
    fs::create_dir_all(bureau.path("restored/keys")).unwrap();
    bureau.write("restored/keys/person.key", "mine");
    bureau.fails("file-exists", &RESTORE.replace("--json ", ""));
    assert_eq!(bureau.files("restored").len(), 1);
    assert_eq!(bureau.text("restored/keys/person.key"), "mine");
}

#[test]
fn a_wrong_passphrase_restores_nothing() {
    let bureau = bureau();
    bureau.done(BACKUP);
    let wrong = RESTORE.replace("@words", "@others").replace("--json ", "");
    bureau.fails("passphrase-wrong", &wrong);
    let (outcome, questions) = bureau.run_answering(
        &["no", "nor this"],
        "key restore --backup @keys.txt --folder @restored",
    );
    assert_eq!((outcome.exit, questions.len()), (Exit::Undecided, 3));
    assert!(!bureau.path("restored").exists());
}

#[test]
fn a_damaged_backup_is_found_out() {
    let bureau = bureau();
    bureau.done(BACKUP);
    let good = bureau.text("keys.txt");
    let restore = RESTORE.replace("--json ", "");
    let lines: Vec<&str> = good.lines().collect();
    let base64: Vec<usize> = (0..lines.len())
        .filter(|&at| lines[at].len() > 40 && lines[at].is_ascii() && !lines[at].contains(' '))
        .collect();
    assert!(base64.len() >= 6, "{good}");
    // A letter typed wrongly in the ciphertext of either key.
    for at in [base64[2], *base64.last().unwrap()] {
        let mut wrong = lines.clone();
        let first = if lines[at].starts_with('A') { "B" } else { "A" };
        let line = format!("{first}{}", &lines[at][1..]);
        wrong[at] = &line;
        bureau.write_private("keys.txt", &wrong.join("\n"));
        let outcome = bureau.run(&restore);
        assert_eq!(outcome.exit, Exit::Undecided, "{}", outcome.talk);
        assert!(!bureau.path("restored").exists(), "line {at}");
    }
    for (text, what) in [
        (String::new(), "empty"),
        (good[..good.len() / 2].to_owned(), "cut off"),
        ("file: a.pem\n".to_owned(), "no key in it"),
        (
            good.replace("keys/person.key", "keys/issuer-1.pem"),
            "a place twice",
        ),
        (
            good.replace("keys/person.key", "../person.key"),
            "a place outside",
        ),
        (
            good.replace("keys/person.key", "/tmp/person.key"),
            "an absolute place",
        ),
        (
            good.replace("ENCRYPTED PERSON KEY", "PERSON KEY"),
            "another label",
        ),
    ] {
        bureau.write_private("keys.txt", &text);
        let outcome = bureau.run(&restore);
        assert_eq!(outcome.exit, Exit::Undecided, "{what}");
        assert!(!bureau.path("restored").exists(), "{what}");
    }
    // Line ends of another system are no damage.
    bureau.write_private("keys.txt", &good.replace('\n', "\r\n"));
    bureau.done(&restore);
}

#[test]
fn a_keeper_backs_up_one_key() {
    let bureau = bureau();
    bureau.done(
        "key backup --key @auth/keys/root-2.pem --out @root.txt --new-passphrase-file @words",
    );
    bureau.done("key restore --backup @root.txt --folder @safe --passphrase-file @words");
    let show = |key: &str| {
        bureau
            .done(&format!(
                "--json key show --key {key} --passphrase-file @words"
            ))
            .results
    };
    assert_eq!(show("@safe/root-2.pem"), show("@auth/keys/root-2.pem"));
    // Neither a key nor a bureau is named, and the folder that is meant then is not there.
    bureau.fails(
        "no-bureau",
        "key backup --out @x.txt --new-passphrase-file @words",
    );
    bureau.write_private("weak", "12345678901234");
    bureau.fails(
        "passphrase-weak",
        "key backup --bureau @bureau --out @x.txt --new-passphrase-file @weak",
    );
    assert!(!bureau.path("x.txt").exists());
}

/// A whole life of keys; then everything that was said, and every file that is not the key's own, is
/// searched for what nobody may see.
#[test]
fn nothing_said_or_written_holds_a_passphrase_or_a_seed() {
    let bureau = bureau();
    bureau.write("roster.csv", &crate::support::roster(1));
    let seed = bureau
        .text("bureau/keys/issuer-1.pem")
        .lines()
        .nth(1)
        .unwrap()[24..60]
        .to_owned();
    let person = bureau.text("bureau/keys/person.key");
    let digits = person.trim().split_once(':').unwrap().1.to_owned();
    let mut said = String::new();
    for words in [
        "key passwd --key @bureau/keys/issuer-1.pem --new-passphrase-file @words",
        "--json key show --key @bureau/keys/issuer-1.pem --passphrase-file @words",
        "key show --key @bureau/keys/issuer-1.pem --passphrase-file @others",
        "issue --bureau @bureau --roster @roster.csv --out @out --passphrase-file @words",
        "key backup --bureau @bureau --out @keys.txt --passphrase-file @words --new-passphrase-file @others",
        "key restore --backup @keys.txt --folder @restored --passphrase-file @others",
        "key passwd --key @bureau/keys/issuer-1.pem --passphrase-file @words --new-passphrase-file @others",
    ] {
        let outcome = bureau.run(words);
        said += &outcome.results;
        said += &outcome.talk;
    }
    let (outcome, questions) = bureau.run_answering(
        &[OTHERS, WORDS, WORDS],
        "key passwd --key @bureau/keys/issuer-1.pem",
    );
    assert_eq!(outcome.exit, Exit::Done, "{}", outcome.talk);
    said += &outcome.results;
    said += &outcome.talk;
    said += &questions.concat();
    for secret in [WORDS, OTHERS, &seed, &digits] {
        assert!(!said.contains(secret));
        for file in bureau.files("") {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if ["words", "others", "person.key"].contains(&name.as_str()) {
                continue;
            }
            assert!(
                !holds(&fs::read(&file).unwrap(), secret.as_bytes()),
                "{name}"
            );
        }
    }
}
