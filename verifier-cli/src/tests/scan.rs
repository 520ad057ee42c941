//! `verifier scan` with pictures in the place of a camera.

use std::ffi::OsString;
use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma};
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;

fn words(terminal: &TerminalFiles, more: &[&str]) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["scan", "--fps", "60", "--lang", "en", "--at", NOW]
        .map(OsString::from)
        .into();
    words.extend([
        "--pictures".into(),
        terminal.path("pictures").into(),
        "--store".into(),
        terminal.store().into(),
    ]);
    words.extend(more.iter().map(OsString::from));
    words
}

fn put(terminal: &TerminalFiles, pictures: &[Vec<u8>]) {
    for (number, picture) in pictures.iter().enumerate() {
        terminal.put(&format!("pictures/{number:03}.png"), picture);
    }
}

/// Plays these pictures to the program, one after the other, as fast as it reads them.
fn scan(terminal: &TerminalFiles, pictures: &[Vec<u8>], stdin: &[u8]) -> Vec<Value> {
    put(terminal, pictures);
    let run = verifier(words(terminal, &["--json"]), stdin);
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

fn states(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .filter(|line| line["event"] == "camera")
        .map(|line| line["state"].as_str().unwrap())
        .collect()
}

/// These codes on one sheet.
fn sheet(texts: &[&str]) -> Vec<u8> {
    let pictures: Vec<_> = texts
        .iter()
        .map(|text| image::load_from_memory(&png(text)).unwrap().into_luma8())
        .collect();
    let width = pictures.iter().map(GrayImage::width).sum();
    let height = pictures.iter().map(GrayImage::height).max().unwrap();
    let mut sheet = GrayImage::from_pixel(width, height, Luma([255]));
    let mut x = 0;
    for picture in pictures {
        image::imageops::replace(&mut sheet, &picture, x, 0);
        x += i64::from(picture.width());
    }
    let mut bytes = Cursor::new(Vec::new());
    sheet.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn a_code_that_is_held_still_is_one_event_and_the_next_one_is_another() {
    let terminal = TerminalFiles::new();
    let (good, forged) = (png(&good()), png(&forged()));
    let pictures = [&good, &good, &good, &forged, &forged, &good].map(Clone::clone);
    let lines = scan(&terminal, &pictures, b"");
    assert_eq!(codes(&lines), ["bearer", "signature-invalid"], "{lines:?}");
    assert_eq!(lines[0]["state"], "streaming");
    assert_eq!(lines.last().unwrap()["state"], "ended");
}

#[test]
fn ours_is_found_beside_others_and_they_are_counted() {
    let (good, expired) = (good(), expired());
    let all = sheet(&["https://example.org/menu", &good, &expired, "WIFI:S:shop;;"]);
    let terminal = TerminalFiles::new();
    let lines = scan(&terminal, &[all.clone(), all], b"");
    let mut found = codes(&lines);
    found.sort_unstable();
    assert_eq!(found, ["bearer", "expired"], "{lines:?}");
    let numbers: Vec<_> = lines
        .iter()
        .filter_map(|line| line["number"].as_u64())
        .collect();
    assert_eq!(numbers, [1, 2]);
    for line in lines.iter().filter(|line| line["event"] == "code") {
        assert_eq!(
            (&line["input"], &line["other_codes"], &line["other_ours"]),
            (&"camera".into(), &2.into(), &1.into())
        );
        assert!(line["latency_ms"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn what_a_scanner_types_meanwhile_is_judged_too() {
    let terminal = TerminalFiles::new();
    let blank = vec![sheet(&["https://example.org/menu"]); 30];
    // The scanner reads the first one twice.
    let stdin = format!("{0}\r\n{0}\r\n{1}\nhello\n", good(), forged());
    let lines = scan(&terminal, &blank, stdin.as_bytes());
    let typed: Vec<_> = lines
        .iter()
        .filter(|line| line["latency_ms"].is_null() && line["event"] == "code")
        .map(|line| {
            (
                line["input"].as_str().unwrap(),
                line["code"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("line 1", "bearer"),
        ("line 3", "signature-invalid"),
        ("line 4", "not-ours"),
    ];
    assert_eq!(typed, expected, "{lines:?}");
}

#[test]
fn unusual_and_broken_pictures_do_not_end_the_scan() {
    let terminal = TerminalFiles::new();
    let good = png(&good());
    let half = good[..good.len() / 2].to_vec();
    let other = sheet(&["https://example.org/menu", "WIFI:S:shop;;"]);
    let pictures = [other, half, b"GIF89a".to_vec(), Vec::new(), jpeg(&good)];
    let lines = scan(&terminal, &pictures, b"");
    assert_eq!(
        states(&lines),
        ["streaming", "streaming", "ended"],
        "{lines:?}"
    );
    assert_ne!(lines[0]["width"], lines[1]["width"]);
    assert_eq!(codes(&lines), ["bearer"]);
}

#[test]
fn json_has_exactly_the_documented_keys() {
    let terminal = TerminalFiles::new();
    let lines = scan(&terminal, &[png(&good())], b"");
    let keys = |line: &Value| {
        let mut keys: Vec<_> = line.as_object().unwrap().keys().cloned().collect();
        keys.sort_unstable();
        keys.join(" ")
    };
    let camera = "camera error event format fps height state width";
    let code = "advice at authentic basis cautions code credential detail event form \
                holder_was_here_seconds input latency_ms number other_codes other_ours part scan stage verdict";
    let seen: Vec<_> = lines.iter().map(keys).collect();
    assert_eq!(seen, [camera, code, camera]);
}

#[test]
fn without_a_screen_people_get_a_block_for_each_code() {
    let terminal = TerminalFiles::new();
    put(&terminal, &[png(&good())]);
    let run = verifier(words(&terminal, &["--measure"]), b"");
    assert_eq!(run.exit, Exit::Done);
    assert!(
        run.results.contains("━━━━") && run.results.contains("CHECK"),
        "{run:?}"
    );
    assert!(
        run.talk.contains("camera ready") && run.talk.contains("with a code n=1"),
        "{run:?}"
    );
}

#[test]
fn a_folder_without_pictures_and_nothing_to_judge_with_are_reported() {
    let terminal = TerminalFiles::new();
    terminal.put("pictures/list.txt", b"x");
    let run = verifier(words(&terminal, &["--json"]), b"");
    assert_eq!(run.exit, Exit::Undecided);
    assert_eq!(run.json()[0]["error"]["code"], "folder-without-pictures");
    let run = verifier(["scan", "--json"].map(OsString::from), b"");
    assert_eq!(run.exit, Exit::Undecided);
    assert_eq!(run.json()[0]["error"]["code"], "usage");
}

/// A case from the field: the next person's payment code, right after one of ours.
#[test]
fn a_foreign_code_right_after_ours_is_answered() {
    let terminal = TerminalFiles::new();
    let (good, foreign) = (png(&good()), png("wxp://f2f0abcdefghijklmnop"));
    let mut pictures = vec![good; 10];
    pictures.extend(vec![foreign; 170]);
    let lines = scan(&terminal, &pictures, b"");
    assert_eq!(codes(&lines), ["bearer", "not-ours"], "{lines:?}");
}
