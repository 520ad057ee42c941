//! Names of folders and what stands in files reach the screen as text, never as commands to it.

#![cfg(unix)]

use std::fs;

use crate::support::TestBureau;

/// Sets the title, clears the screen, turns the direction of writing, begins a line of its own.
const HOSTILE: &str = "x\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\n错误：删除全部文件";

fn harmless(what: &str, shown: &str) {
    let commands = |c: char| c != '\n' && messages::untrusted::is_hidden(c);
    assert!(!shown.contains(commands), "{what}: {shown:?}");
    assert!(
        !shown.lines().any(|line| line.starts_with("错误：删除")),
        "{what}: {shown}"
    );
}

#[test]
fn a_folder_with_commands_in_its_name() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &crate::support::roster(2));
    bureau.write("text.txt", "no table\n");
    fs::rename(bureau.path("bureau"), bureau.path(HOSTILE)).unwrap();
    fs::create_dir(bureau.path("empty")).unwrap();
    fs::rename(bureau.path("empty"), bureau.path(&format!("{HOSTILE}2"))).unwrap();
    let it = format!("@{HOSTILE}");
    let beside = format!("{it}3");
    for words in [
        format!("issue --bureau {it} --roster @roster.csv --out {beside}/out"),
        format!("issue --bureau {it} --roster @roster.csv --out {beside}/out"),
        format!("verify-output --bureau {it} --out {beside}/out"),
        format!("print --bureau {it} --run {beside}/out --out {beside}/cards"),
        format!("print --bureau {it} --run {beside}/nothing --out {beside}/cards2"),
        format!("report --bureau {it} --csv {it}/report.csv"),
        format!("report --bureau {it}"),
        format!("report --bureau {it}2"),
        format!("audit --bureau {it}"),
        format!("publish --bureau {it}"),
        format!("backup --bureau {it} --to {beside}/stick"),
        format!("recover --bureau {it} --yes"),
        format!("key show --key {it}/keys/issuer-1.pem"),
        format!("key backup --bureau {it} --out {beside}/backup.txt"),
        format!("key restore --backup {it}/bureau.json --folder {it}"),
        format!("revoke --bureau {it} --list {it}/none.csv --yes"),
        format!(
            "bureau create --folder {it} --name 市局 --region 421200 --id 42120001 --no-passphrase"
        ),
        format!("bureau rotate --bureau {it} --no-passphrase"),
        format!("bureau rotate --bureau {it} --no-passphrase"),
        format!("trust add --authority {it} --request {it}/request.lbr --categories all"),
    ] {
        let outcome = bureau.run(&words);
        harmless(&words, &outcome.results);
        harmless(&words, &outcome.talk);
    }
    // The register itself, in every way in which it can be wrong.
    let register = bureau.path(&format!("{HOSTILE}/register.db"));
    for content in [
        &b"no database"[..],
        b"",
        b"SQLite format 3\0 and then nothing",
    ] {
        fs::write(&register, content).unwrap();
        let outcome = bureau.run(&format!("report --bureau {it}"));
        assert!(outcome.talk.contains("register"), "{}", outcome.talk);
        harmless("a damaged register", &outcome.talk);
    }
}

#[test]
fn a_marker_of_an_interrupted_run_with_commands_in_it() {
    let bureau = TestBureau::with_bureau();
    bureau.write("roster.csv", &crate::support::roster(2));
    fs::create_dir_all(bureau.path("out/codes")).unwrap();
    let marker = |roster: &str, name: &str| {
        serde_json::json!({
            "format": 1, "about": HOSTILE, "started": 1, "run": name, "bureau": 42_120_001,
            "roster": roster, "codes": "png", "module_pixels": 8, "form": "digits",
            "full_names": false,
        })
    };
    for (roster, name) in [(HOSTILE, "20261122-00000000"), ("r.csv", HOSTILE)] {
        bureau.write("out/unfinished.json", &marker(roster, name).to_string());
        for words in [
            "issue --bureau @bureau --roster @roster.csv --out @out",
            "verify-output --bureau @bureau --out @out",
            "print --bureau @bureau --run @out --out @cards",
        ] {
            let outcome = bureau.run(words);
            harmless(words, &outcome.results);
            harmless(words, &outcome.talk);
            assert!(outcome.talk.contains("interrupted"), "{}", outcome.talk);
        }
    }
    bureau.write("out/unfinished.json", &format!("{{\"{HOSTILE}\": 1}}"));
    let words = "verify-output --bureau @bureau --out @out";
    harmless(words, &bureau.run(words).talk);
}
