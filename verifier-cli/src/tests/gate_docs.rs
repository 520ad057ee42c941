//! What `docs/gate.md` and the units for systemd say is what the program does.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use messages::Exit;

use super::fixtures::*;

fn file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap()
}

/// The part of a page below this heading, up to the next of its kind.
fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("\n{heading}\n")).unwrap();
    rest.split("\n## ").next().unwrap()
}

/// What stands between backticks in one column of the tables.
fn codes(tables: &str, column: usize, only: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let rows = tables
        .lines()
        .filter(|line| line.starts_with('|') && only(line));
    let cells = rows.filter_map(|row| row.split('|').nth(column + 1));
    let odd = |cell: &str| -> Vec<String> {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    };
    cells.flat_map(odd).collect()
}

#[test]
fn every_reason_code_has_its_meaning_in_the_page_of_the_gate() {
    let (format, gate) = (file("docs/format.md"), file("docs/gate.md"));
    let is_verdict = |row: &str| {
        ["accept |", "refuse |", "check |"]
            .iter()
            .any(|end| row.contains(end))
    };
    let mut known = codes(section(&format, "## Reason codes"), 1, is_verdict);
    known.extend(codes(
        section(&format, "## Reason codes of status and updates"),
        1,
        is_verdict,
    ));
    assert!(known.len() > 35, "{known:?}");
    let told = codes(section(&gate, "## Reason codes"), 0, |_| true);
    let missing: Vec<_> = known.difference(&told).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // Of a line that has no verdict.
    let others: Vec<_> = told.difference(&known).collect();
    assert_eq!(others, ["too-many-codes"]);
}

#[test]
fn the_units_call_the_program_rightly() {
    let terminal = TerminalFiles::new();
    for (unit, command) in [
        ("verifier-gate.service", "gate"),
        ("verifier-gate-update@.service", "update"),
    ] {
        let text = file(&format!("verifier-cli/service/{unit}")).replace("\\\n", " ");
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("ExecStart="))
            .unwrap();
        let nowhere = terminal.path("nowhere").to_str().unwrap().to_owned();
        let line = line
            .replace("${STATE_DIRECTORY}", &nowhere)
            .replace("/%I", "none.lbu");
        let words: Vec<OsString> = line
            .split_whitespace()
            .skip(1)
            .map(OsString::from)
            .collect();
        assert_eq!(words[0], command);
        let run = verifier(words, b"");
        assert_eq!(run.exit, Exit::Undecided);
        // The command line is right: what is missing is the store.
        assert!(
            run.talk.contains("is not a terminal's store yet"),
            "{}",
            run.talk
        );
    }
}

#[test]
fn every_option_is_in_the_page_and_every_option_of_the_page_is_there() {
    let help = verifier(["gate", "--help", "--lang", "en"].map(OsString::from), b"").results;
    let page = file("docs/gate.md");
    let page = page.split("## 怎么接").next().unwrap();
    let options = |text: &str| -> BTreeSet<String> {
        let parts = text.split("--").skip(1);
        let name = |part: &str| -> String {
            part.chars()
                .take_while(|letter| letter.is_ascii_lowercase() || *letter == '-')
                .collect()
        };
        parts.map(name).filter(|name| name.len() > 1).collect()
    };
    let (there, told) = (options(&help), options(page));
    let common = ["at", "help", "json", "lang", "root", "trust"];
    let missing: Vec<_> = there
        .difference(&told)
        .filter(|name| !common.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
