//! Codes on standard input, one a line, from scanners and programs, good and bad.

use std::ffi::OsString;
use std::io::{self, BufRead, Cursor, Read, Write};
use std::sync::{Arc, Mutex};

use cli_support::Console;
use messages::Exit;

use super::fixtures::*;
use crate::{Stdin, StdinKind, run};

#[test]
fn each_line_has_its_verdict_and_empty_ones_have_none() {
    let terminal = TerminalFiles::new();
    let wide: String = good()
        .chars()
        .map(|digit| char::from_u32(u32::from(digit) + 0xfee0).unwrap())
        .collect();
    let stdin = format!(
        "{}\r\n\r\n   \n\u{feff}\n{}\n{wide}\nhello\n{}",
        good(),
        forged(),
        base45(b"")
    );
    for words in [&["--json"][..], &["-", "--json"]] {
        let run = terminal.check_stdin(&[words, &["--place", "gate"]].concat(), stdin.as_bytes());
        let seen: Vec<_> = run
            .json()
            .iter()
            .map(|value| {
                format!(
                    "{} {}",
                    value["input"].as_str().unwrap(),
                    value["code"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                "line 1 accepted",
                "line 5 signature-invalid",
                "line 6 accepted",
                "line 7 not-ours",
                "line 8 malformed"
            ]
        );
        assert_eq!(run.exit, Exit::Refused);
    }
}

#[test]
fn nothing_on_stdin_is_not_accepted() {
    let terminal = TerminalFiles::new();
    for stdin in [&b""[..], b"\n\r\n  \n"] {
        let run = terminal.check_stdin(&[], stdin);
        assert_eq!(run.exit, Exit::Undecided);
        assert!(run.talk.contains("no code to check"));
        let run = terminal.check_stdin(&["--json"], stdin);
        assert_eq!(run.json()[0]["error"]["code"], "nothing-to-check");
    }
}

#[test]
fn full_width_digits_in_gbk_are_understood() {
    let mut stdin = Vec::new();
    for digit in good().bytes() {
        stdin.extend([0xa3, digit + 0x80]);
    }
    let run = TerminalFiles::new().check_stdin(&["--json", "--place", "gate"], &stdin);
    assert_eq!(run.json()[0]["code"], "accepted");
}

#[test]
fn rubbish_on_stdin_is_refused_line_by_line() {
    let terminal = TerminalFiles::new();
    let binary: Vec<u8> = (0..100_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let run = terminal.check_stdin(&["--json"], &binary);
    assert_eq!(run.exit, Exit::Refused);
    assert!(run.json().iter().all(|value| value["verdict"] == "refuse"));
    // 王 in GBK, a byte that is none, and a good line behind them.
    let mut stdin = b"\xcd\xf5\xbd\xa8\xff\n".to_vec();
    stdin.extend(good().as_bytes());
    let run = terminal.check_stdin(&["--json", "--place", "gate"], &stdin);
    assert_eq!(run.json()[0]["code"], "not-ours");
    assert_eq!(run.json()[1]["code"], "accepted");
}

/// That little of it is kept is tested beside the reader of lines.
#[test]
fn a_line_of_a_megabyte_is_one_refusal() {
    let terminal = TerminalFiles::new();
    let mut stdin = b"8".repeat(1 << 20);
    stdin.push(b'\n');
    stdin.extend(good().as_bytes());
    let run = terminal.check_stdin(&["--json", "--place", "gate"], &stdin);
    let codes: Vec<_> = run
        .json()
        .iter()
        .map(|value| value["code"].clone())
        .collect();
    assert_eq!(codes, ["too-long", "accepted"]);
}

#[test]
fn ten_thousand_lines_are_counted_correctly() {
    let terminal = TerminalFiles::new();
    let (good, forged) = (good(), forged());
    let line = |number| match number % 200 {
        0 => good.as_str(),
        1 => forged.as_str(),
        _ => "not a code",
    };
    let stdin: String = (0..10_000)
        .map(|number| format!("{}\n", line(number)))
        .collect();
    let run = terminal.check_stdin(&["--place", "gate"], stdin.as_bytes());
    assert_eq!(run.exit, Exit::Refused);
    assert!(
        run.results
            .contains("10000 in all: 50 accepted, 0 to check, 9950 refused, 0 undecided"),
        "{:?}",
        run.results.lines().last()
    );
    assert!(
        run.results
            .contains("REFUSE 9900  this is not a veteran code")
    );
    // A line each, a rule, the counts, two reasons.
    assert_eq!(run.results.lines().count(), 10_004);
}

/// Gives one line at a time, and checks before each that the line before was answered and flushed.
struct Scanner {
    lines: Vec<String>,
    next: usize,
    at: usize,
    screen: Screen,
}

#[derive(Clone, Default)]
struct Screen {
    written: Arc<Mutex<Vec<u8>>>,
    flushed: Arc<Mutex<usize>>,
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        *self.flushed.lock().unwrap() = self.written.lock().unwrap().len();
        Ok(())
    }
}

impl Read for Scanner {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl BufRead for Scanner {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == 0 {
            let answers = self
                .screen
                .written
                .lock()
                .unwrap()
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            assert_eq!(answers, self.next, "answered before the next line is read");
            assert_eq!(
                *self.screen.flushed.lock().unwrap(),
                self.screen.written.lock().unwrap().len()
            );
        }
        Ok(self
            .lines
            .get(self.next)
            .map_or(&[][..], |line| &line.as_bytes()[self.at..]))
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
        if self
            .lines
            .get(self.next)
            .is_some_and(|line| self.at == line.len())
        {
            self.next += 1;
            self.at = 0;
        }
    }
}

#[test]
fn each_scan_is_answered_before_the_next_is_waited_for() {
    let terminal = TerminalFiles::new();
    for end in ["\n", "\r"] {
        let screen = Screen::default();
        let scanner = Scanner {
            lines: [good(), "hello".into(), expired()]
                .map(|line| line + end)
                .into(),
            next: 0,
            at: 0,
            screen: screen.clone(),
        };
        let exit = with(
            &terminal,
            scanner,
            StdinKind::Pipe,
            &mut screen.clone(),
            &mut io::sink(),
        );
        assert_eq!(exit, Exit::Refused);
    }
}

#[test]
fn at_a_keyboard_there_is_a_hint_and_a_block_for_each_code() {
    let terminal = TerminalFiles::new();
    let text = format!("{}\n", good());
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    with(
        &terminal,
        Cursor::new(text),
        StdinKind::Keyboard,
        &mut results,
        &mut talk,
    );
    let (results, talk) = (
        String::from_utf8(results).unwrap(),
        String::from_utf8(talk).unwrap(),
    );
    assert!(talk.contains("Scan"), "{talk}");
    assert!(
        results.contains("━━━━") && results.contains("Holder number"),
        "{results}"
    );
}

/// A results stream that breaks.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn a_verdict_that_cannot_be_written_is_not_accepted() {
    let terminal = TerminalFiles::new();
    let text = format!("{}\n", good());
    for (kind, says) in [
        (io::ErrorKind::BrokenPipe, ""),
        (io::ErrorKind::StorageFull, "cannot be written"),
    ] {
        let mut talk = Vec::new();
        let exit = with(
            &terminal,
            Cursor::new(text.clone()),
            StdinKind::Pipe,
            &mut Broken(kind),
            &mut talk,
        );
        assert_eq!(exit, Exit::Undecided);
        let talk = String::from_utf8(talk).unwrap();
        assert!(
            if says.is_empty() {
                !talk.contains("written")
            } else {
                talk.contains(says)
            },
            "{talk}"
        );
    }
}

/// Fails at once.
struct Unplugged;

impl Read for Unplugged {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("unplugged"))
    }
}

#[test]
fn a_scanner_that_fails_is_reported_in_words() {
    let terminal = TerminalFiles::new();
    let mut results = Vec::new();
    let stdin = io::BufReader::new(Unplugged);
    let exit = with(
        &terminal,
        stdin,
        StdinKind::Pipe,
        &mut results,
        &mut io::sink(),
    );
    assert_eq!(exit, Exit::Undecided);
    let results = String::from_utf8(results).unwrap();
    assert!(
        results.contains("standard input") && results.contains("cannot be read"),
        "{results}"
    );
}

fn with(
    terminal: &TerminalFiles,
    reader: impl BufRead + Send + 'static,
    kind: StdinKind,
    results: &mut dyn Write,
    talk: &mut dyn Write,
) -> Exit {
    let words: [OsString; 12] = [
        "verifier".into(),
        "check".into(),
        "--root".into(),
        terminal.path("root-set.cbor").into(),
        "--trust".into(),
        terminal.path("trust-list.cbor").into(),
        "--at".into(),
        NOW.into(),
        "--lang".into(),
        "en".into(),
        "--place".into(),
        "gate".into(),
    ];
    run(
        words,
        Stdin {
            reader: Box::new(reader),
            kind,
        },
        &mut Console::new(results, talk),
    )
}
