//! Files and texts made to do harm: each must end in words, quickly, and with nothing on the screen
//! that its maker put there.

use std::time::{Duration, Instant};

use messages::Exit;

use super::fixtures::*;

/// A PNG whose header announces this size; the rest is missing or too short.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&header);
    bytes.extend(crc(&header).to_be_bytes());
    let data = b"IDAT\x78\x01\x01\0\0\xff\xff\0\0\0\x01";
    bytes.extend((data.len() as u32 - 4).to_be_bytes());
    bytes.extend(data);
    bytes.extend(crc(data).to_be_bytes());
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

/// CRC-32 of PNG (ISO/IEC 15948, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

#[test]
fn a_file_that_is_no_picture_is_reported_in_words() {
    let terminal = TerminalFiles::new();
    let whole = png(&good());
    let text: &[u8] = b"hello";
    for (name, bytes, code) in [
        (
            "bomb.png",
            &png_header(20_000, 20_000)[..],
            "qr-picture-too-large",
        ),
        ("thin.png", &png_header(1, u32::MAX), "qr-picture-too-large"),
        ("short.png", &png_header(200, 200), "qr-picture-damaged"),
        (
            "animated.png",
            b"GIF89a\x01\0\x01\0\0\0\0;",
            "qr-picture-format",
        ),
        ("cut.png", &whole[..whole.len() / 2], "qr-picture-damaged"),
        (
            "cut.jpg",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            "qr-picture-damaged",
        ),
        ("text.jpg", text, "qr-picture-format"),
        ("empty.png", b"", "file-empty"),
        ("noise", b"\0\x01\x02\x03", "file-unsupported"),
    ] {
        let path = terminal.put(name, bytes);
        let begin = Instant::now();
        let value = terminal.json(&[&terminal.is(&path)]);
        assert_eq!(value["error"]["code"], code, "{name}: {value}");
        for field in ["message", "remedy"] {
            assert!(!value["error"][field].as_str().unwrap().is_empty());
        }
        for lang in ["en", "zh"] {
            let run = terminal.check(&[&terminal.is(&path), "--lang", lang]);
            assert_eq!(run.exit, Exit::Undecided, "{name}");
        }
        assert!(begin.elapsed() < Duration::from_secs(5), "{name}");
    }
}

#[test]
fn a_picture_cut_at_any_length_does_no_harm() {
    let terminal = TerminalFiles::new();
    let whole = png(&good());
    for length in (0..whole.len()).step_by(whole.len() / 40) {
        let path = terminal.put("cut.png", &whole[..length]);
        let value = terminal.json(&[&terminal.is(&path)]);
        assert!(
            value["error"].is_object() || value["credential"].is_object(),
            "{length}"
        );
    }
}

const ESCAPES: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";

#[test]
fn escape_sequences_in_codes_and_names_never_reach_the_screen() {
    let terminal = TerminalFiles::new();
    let text = format!("LB1:{ESCAPES}");
    let picture = terminal.put("hostile.png", &png(ESCAPES));
    let picture_name = format!("{ESCAPES}.png");
    let named = terminal.put(&picture_name, &png(&good()));
    let lines = terminal.put(
        &format!("{ESCAPES}.txt"),
        format!("{ESCAPES}\n{text}\n").as_bytes(),
    );
    let missing = format!("./{ESCAPES}");
    let option = format!("--{ESCAPES}");
    // That nothing hidden is printed is asserted for every run.
    for words in [
        &[text.as_str()][..],
        &[ESCAPES],
        &[&terminal.is(&picture)],
        &[&terminal.is(&named)],
        &[&terminal.is(&named), &terminal.is(&lines)],
        &[&missing],
        &[&option],
        &["81", "--at", ESCAPES],
        &["81", "--place", ESCAPES],
        &["81", "--root", &missing],
    ] {
        for more in [&[][..], &["--json"], &["--lang", "zh"]] {
            let run = terminal.check(&[words, more].concat());
            assert_ne!(run.results.len() + run.talk.len(), 0, "{words:?}");
        }
    }
    // Programs get the name as it is.
    let value = terminal.json(&[&terminal.is(&named)]);
    assert_eq!(value["input"], terminal.is(&named));
    let run = terminal.check_stdin(&[], format!("{ESCAPES}\n{text}\n").as_bytes());
    assert_eq!(run.exit, Exit::Refused);
}

#[test]
fn a_text_file_of_codes_is_checked_line_by_line() {
    let terminal = TerminalFiles::new();
    let path = terminal.put(
        "codes.txt",
        format!("{}\r\n\r\n{}\r\n", good(), forged()).as_bytes(),
    );
    let run = terminal.check(&[&terminal.is(&path), "--json", "--place", "gate"]);
    let inputs: Vec<_> = run
        .json()
        .iter()
        .map(|value| value["input"].clone())
        .collect();
    assert_eq!(
        inputs,
        [
            format!("{}:1", path.display()),
            format!("{}:3", path.display())
        ]
    );
    assert_eq!(run.exit, Exit::Refused);
}

#[cfg(unix)]
#[test]
fn endless_files_and_broken_links_do_no_harm() {
    let terminal = TerminalFiles::new();
    std::os::unix::fs::symlink("/nonexistent", terminal.path("nowhere.png")).unwrap();
    let nowhere = terminal.is(&terminal.path("nowhere.png"));
    for (name, code) in [
        ("/dev/zero", "file-unreadable"),
        (&nowhere, "file-unreadable"),
    ] {
        assert_eq!(terminal.json(&[name])["error"]["code"], code, "{name}");
    }
}
