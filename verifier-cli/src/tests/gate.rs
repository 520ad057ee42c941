//! `verifier gate`: texts in, a line each, at once; whatever comes.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufReader, PipeWriter, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cli_support::Console;
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;
use crate::{Stdin, StdinKind, run};

/// Machines that run tests have other work too.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gate that runs in a thread of this process.
pub(super) struct RunningGate {
    stdin: Option<PipeWriter>,
    lines: Receiver<Value>,
    thread: Option<JoinHandle<Exit>>,
}

/// Hands on whole lines.
struct LineSender {
    lines: Sender<Value>,
    begun: Vec<u8>,
}

impl Write for LineSender {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// A line that is not flushed is not seen.
    fn flush(&mut self) -> io::Result<()> {
        let whole = std::mem::take(&mut self.begun);
        for line in whole.split_inclusive(|byte| *byte == b'\n') {
            assert!(line.ends_with(b"\n"));
            let closed = |_| io::Error::from(io::ErrorKind::BrokenPipe);
            self.lines
                .send(serde_json::from_slice(line).unwrap())
                .map_err(closed)?;
        }
        Ok(())
    }
}

impl RunningGate {
    pub(super) fn start(terminal: &TerminalFiles, more: &[&str]) -> Self {
        Self::on(terminal.store().into(), more)
    }

    /// A gate with the store in this folder.
    pub(super) fn on(store: OsString, more: &[&str]) -> Self {
        let words = ["verifier", "gate", "--at", NOW, "--lang", "en", "--store"];
        let words = words.iter().map(OsString::from).chain([store]);
        let words: Vec<_> = words.chain(more.iter().map(OsString::from)).collect();
        let (reader, stdin) = io::pipe().unwrap();
        let (send, lines) = channel();
        let thread = thread::spawn(move || {
            let mut results = LineSender {
                lines: send,
                begun: Vec::new(),
            };
            let mut talk = Vec::new();
            let stdin = Stdin {
                reader: Box::new(BufReader::new(reader)),
                kind: StdinKind::Pipe,
            };
            run(words, stdin, &mut Console::new(&mut results, &mut talk))
        });
        let gate = Self {
            stdin: Some(stdin),
            lines,
            thread: Some(thread),
        };
        let lists = gate.next();
        assert_eq!(
            (&lists["event"], &lists["error"]),
            (&"lists".into(), &Value::Null),
            "{lists}"
        );
        assert_eq!(gate.next()["event"], "ready");
        gate
    }

    pub(super) fn send(&mut self, text: impl AsRef<[u8]>) {
        self.stdin
            .as_mut()
            .unwrap()
            .write_all(text.as_ref())
            .unwrap();
    }

    pub(super) fn next(&self) -> Value {
        self.lines.recv_timeout(PATIENCE).unwrap()
    }

    /// The next line of this kind; others are passed over.
    pub(super) fn next_of(&self, event: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let line = self.next();
            if line["event"] == event {
                return line;
            }
            assert!(Instant::now() < end, "{event}");
        }
    }

    /// Sends a code and gives its verdict.
    pub(super) fn judge(&mut self, code: &str) -> Value {
        self.send(format!("{code}\n"));
        self.next_of("code")
    }

    /// Ends the input; gives what was still printed, and the exit status.
    pub(super) fn end(mut self) -> (Vec<Value>, Exit) {
        self.stdin = None;
        let exit = self.thread.take().unwrap().join().unwrap();
        (self.lines.try_iter().collect(), exit)
    }
}

pub(super) fn script(folder: &Path, name: &str, body: &str) -> String {
    let program = folder.join(name);
    fs::write(&program, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program.to_str().unwrap().to_owned()
}

pub(super) fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn each_code_has_its_line_at_once_with_number_verdict_categories_and_the_age_of_the_lists() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    let line = gate.judge(&good());
    assert_eq!(line["number"], 1);
    assert_eq!(
        (&line["verdict"], &line["code"]),
        (&"accept".into(), &"accepted".into())
    );
    assert_eq!(line["open"], true);
    assert_eq!(line["passage_seconds"], 10);
    assert_eq!(line["input"], "line 1");
    assert_eq!(
        line["credential"]["categories"],
        serde_json::json!(["veteran"])
    );
    let now = line["at"]["unix"].as_u64().unwrap();
    assert_eq!(line["age_seconds"]["trust_list"], now - ISSUED);
    assert_eq!(line["age_seconds"]["status_list"], now - STATUS_MADE);
    let line = gate.judge(&expired());
    assert_eq!((&line["number"], &line["open"]), (&2.into(), &false.into()));
    assert_eq!(
        (&line["code"], &line["passage_seconds"]),
        (&"expired".into(), &Value::Null)
    );
    let line = gate.judge("hello");
    assert_eq!(
        (&line["number"], &line["code"]),
        (&3.into(), &"not-ours".into())
    );
    assert_eq!(line["age_seconds"]["trust_list"], Value::Null);
    // What a person would have to look at stays closed.
    let (rest, exit) = gate.end();
    assert_eq!((rest.len(), exit), (0, Exit::Done));
    let mut gate = RunningGate::start(&terminal, &["--place", "shop"]);
    let line = gate.judge(&good());
    assert_eq!(
        (&line["verdict"], &line["open"]),
        (&"check".into(), &false.into())
    );
}

#[test]
fn garbage_nul_bytes_and_an_endless_line_do_not_harm_the_next_code() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    let mut endless = vec![b'8'; 10 << 20];
    endless.push(b'\n');
    for garbage in [
        &endless[..],
        b"\0\0 81\0\0\n",
        b"\xff\xfe\x80\x81\n",
        "王建明\u{202e}\n".as_bytes(),
        b"turned\n",
        b"turned 1 2 3\n",
        b"not-turned -1\n",
    ] {
        gate.send(garbage);
        let line = gate.next_of("code");
        assert_eq!(
            (&line["verdict"], &line["open"]),
            (&"refuse".into(), &false.into()),
            "{line}"
        );
    }
    // Blank lines have no verdict, nor has noise on the line.
    gate.send("\r\n\n   \n\0\0\0\n");
    let line = gate.judge(&good());
    assert_eq!((&line["number"], &line["open"]), (&8.into(), &true.into()));
}

#[test]
fn several_codes_in_a_line_open_nothing() {
    let terminal = TerminalFiles::new();
    let other = code_with(XIANNING, |claims| claims.holder.0 += 1);
    let mut gate = RunningGate::start(&terminal, &[]);
    for number in 1..=2 {
        gate.send(if number == 1 {
            format!("{}\t{other}\n", good())
        } else {
            String::new()
        });
        let line = gate.next();
        assert_eq!(
            (&line["number"], &line["verdict"]),
            (&number.into(), &"accept".into())
        );
        assert_eq!(
            (&line["other_ours"], &line["open"]),
            (&1.into(), &false.into())
        );
    }
    // So many that the line was not looked at to its end.
    let many = vec![good(); 70].join("\t");
    gate.send(format!("{many}\n"));
    let line = gate.next();
    assert_eq!(line["open"], false, "{line}");
}

#[test]
fn a_passage_is_reported_once_and_in_time_or_told_as_unreported() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &["--passage-seconds", "2"]);
    for _ in 0..3 {
        gate.judge(&good());
    }
    gate.judge("hello");
    gate.send("turned 1\nnot-turned 2\nturned 2\nturned 4\nturned 99\n");
    let told = |line: &Value| {
        assert_eq!(line["event"], "passage");
        (
            line["number"].as_u64().unwrap(),
            line["result"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(told(&gate.next()), (1, "turned".into()));
    assert_eq!(told(&gate.next()), (2, "not-turned".into()));
    let begun = Instant::now();
    assert_eq!(told(&gate.next()), (3, "unreported".into()));
    assert!(begun.elapsed() < Duration::from_secs(10));
    gate.send("turned 3\n");
    let line = gate.judge(&good());
    assert_eq!(line["number"], 5, "nothing more was told: {line}");
}

#[test]
fn when_nobody_takes_the_verdicts_any_more_it_ends_with_status_2() {
    let terminal = TerminalFiles::new();
    let mut gate = RunningGate::start(&terminal, &[]);
    gate.lines = channel().1;
    gate.send(format!("{}\n", good()));
    let exit = gate.thread.take().unwrap().join().unwrap();
    assert_eq!(exit, Exit::Undecided);
}
