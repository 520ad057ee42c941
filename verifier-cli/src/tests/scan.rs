//! `verifier scan` with pictures in the place of a camera.

use std::ffi::OsString;

use cli_support::Exit;
use serde_json::Value;

use super::fixtures::*;

/// Plays these pictures to the program, as fast as it reads them.
fn scan(terminal: &Terminal, pictures: &[Vec<u8>], stdin: &[u8]) -> Vec<Value> {
    for (number, picture) in pictures.iter().enumerate() {
        terminal.put(&format!("pictures/{number:03}.png"), picture);
    }
    let words = ["scan", "--json", "--fps", "60", "--lang", "en", "--at", NOW]
        .map(OsString::from)
        .into_iter()
        .chain([
            "--pictures".into(),
            terminal.path("pictures").into(),
            "--root".into(),
            terminal.path("root-set.cbor").into(),
            "--trust".into(),
            terminal.path("trust-list.cbor").into(),
        ]);
    let run = verifier(words, stdin);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    run.json()
}

fn codes(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .filter(|line| line["event"] == "code")
        .map(|line| line["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_code_that_is_held_still_is_one_event_and_the_next_one_is_another() {
    let terminal = Terminal::new();
    let (good, forged) = (png(&good()), png(&forged()));
    let pictures = [&good, &good, &good, &forged, &forged, &good].map(Clone::clone);
    let lines = scan(&terminal, &pictures, b"");
    assert_eq!(codes(&lines), ["bearer", "signature-invalid"], "{lines:?}");
    assert_eq!(lines[0]["state"], "streaming");
    assert_eq!(lines.last().unwrap()["state"], "ended");
}
