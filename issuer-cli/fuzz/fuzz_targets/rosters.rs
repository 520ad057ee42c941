//! Rosters, as the program reads them: CSV, XLSX, XLS, ODS. The first byte says which name the file has.
#![no_main]

use std::ffi::OsString;
use std::fs;
use std::sync::LazyLock;

use cli_support::Console;
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let made = run(&[
        "bureau", "create", "--folder", &format!("{}/bureau", folder.path().display()), "--name", "局",
        "--region", "421200", "--id", "42120001", "--operator", "x", "--no-passphrase",
    ]);
    assert!(made.contains("bureau.json"), "{made}");
    folder
});

fn run(words: &[&str]) -> String {
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    let mut console = Console::new(&mut results, &mut talk);
    let words = ["issuer", "--lang", "en"].iter().chain(words).map(OsString::from);
    issuer_cli::run(words, &mut console);
    String::from_utf8(results).expect("UTF-8") + &String::from_utf8(talk).expect("UTF-8")
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    let folder = FOLDER.path().display();
    let end = ["csv", "xlsx", "xls", "ods"][usize::from(kind % 4)];
    let (roster, out) = (format!("{folder}/roster.{end}"), format!("{folder}/out"));
    fs::write(&roster, content).expect("written");
    let said = run(&[
        "issue", "--bureau", &format!("{folder}/bureau"), "--roster", &roster, "--out", &out,
        "--operator", "x", "--dry-run",
    ]);
    let commands = |c: char| c != '\n' && c != '\t' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    assert!(!said.contains(commands), "{said:?}");
    let _ = fs::remove_dir_all(out);
});
