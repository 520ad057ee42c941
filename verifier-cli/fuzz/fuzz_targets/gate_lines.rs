//! What comes to a gate on its standard input: codes, and with `--control` commands beside them.
#![no_main]

use std::ffi::OsString;
use std::io::Cursor;
use std::sync::LazyLock;

use cli_support::Console;
use libfuzzer_sys::fuzz_target;
use terminal_store::Store;
use verifier_cli::{Stdin, StdinKind, run};

/// A root set of the vectors.
static ROOT_SET: &[u8] = include_bytes!("../../../crates/terminal-store/fuzz/root-set.cbor");

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    Store::provision(folder.path().join("store"), ROOT_SET).expect("a store");
    folder
});

fuzz_target!(|data: &[u8]| {
    let Some((options, lines)) = data.split_first() else {
        return;
    };
    let store = FOLDER.path().join("store").into_os_string();
    let words = ["verifier", "gate", "--at", "2027-02-07", "--lang", "en", "--store"];
    let mut words: Vec<_> = words.iter().map(OsString::from).chain([store]).collect();
    if options & 1 == 1 {
        words.push("--control".into());
    }
    let stdin = Stdin {
        reader: Box::new(Cursor::new(lines.to_vec())),
        kind: StdinKind::Pipe,
    };
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    run(words, stdin, &mut Console::new(&mut results, &mut talk));
    for line in results.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        assert!(line.len() < 1 << 20, "a line of {} bytes", line.len());
        let read: Result<serde_json::Value, _> = serde_json::from_slice(line);
        assert!(read.is_ok_and(|value| value["event"].is_string()), "{}", String::from_utf8_lossy(line));
    }
});
