//! A gate as a process, and a scanner on a pseudo terminal.

#![allow(dead_code, unreachable_pub, reason = "each test uses what it needs")]

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::world::{NOW, PATIENCE, World};

/// A gate that runs.
pub struct Gate {
    pub child: Child,
    pub stdin: Option<ChildStdin>,
    pub lines: Receiver<Value>,
    /// How many microseconds its lines are left in the pipe before they are read; at the beginning none.
    pub reading_pause: Arc<AtomicU64>,
}

/// What the gate writes, taken out of the pipe at some intervals.
struct PacedOutput {
    output: ChildStdout,
    pause: Arc<AtomicU64>,
}

impl Read for PacedOutput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let pause = self.pause.load(Ordering::Relaxed);
        if pause > 0 {
            thread::sleep(Duration::from_micros(pause));
        }
        self.output.read(buffer)
    }
}

impl Gate {
    /// At the time of the world, with its root set and trust list as files.
    pub fn start(world: &World, more: &[&str], variables: &[(&str, &str)]) -> Self {
        let (root, trust) = (world.path("root-set.cbor"), world.path("trust-list.cbor"));
        let (root, trust) = (root.to_str().unwrap(), trust.to_str().unwrap());
        let words = ["--at", NOW, "--root", root, "--trust", trust];
        Self::start_with(&[&words, more].concat(), variables)
    }

    /// With these words alone.
    pub fn start_with(words: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_verifier"))
            .args(["gate", "--lang", "en"])
            .args(words)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let reading_pause = Arc::new(AtomicU64::new(0));
        let output = BufReader::with_capacity(
            1 << 16,
            PacedOutput {
                output: child.stdout.take().unwrap(),
                pause: Arc::clone(&reading_pause),
            },
        );
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // A line that is cut off by a kill is none; if it is anything else, the test gets no more lines.
                let Ok(line) = serde_json::from_str(&line) else {
                    return;
                };
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        let gate = Self {
            child,
            stdin,
            lines,
            reading_pause,
        };
        gate.next_of("ready");
        gate
    }

    pub fn send(&mut self, text: impl AsRef<[u8]>) {
        self.stdin
            .as_mut()
            .unwrap()
            .write_all(text.as_ref())
            .unwrap();
    }

    /// Sends a text and gives its verdict.
    pub fn judge(&mut self, text: &str) -> Value {
        self.send(format!("{text}\n"));
        self.next_of("code")
    }

    pub fn next_of(&self, event: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap();
            if line["event"] == event {
                return line;
            }
        }
    }

    pub fn scanner_is(&self, state: &str) {
        let line = self.next_of("scanner");
        assert_eq!(line["state"], state, "{line}");
        assert_eq!(line["error"].is_null(), state == "connected");
    }

    /// Processor time so far.
    pub fn work(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .unwrap()
            .1
            .split_whitespace()
            .collect();
        let ticks: u64 = fields[11..13]
            .iter()
            .map(|field| field.parse::<u64>().unwrap())
            .sum();
        // Linux tells them in hundredths of a second everywhere.
        Duration::from_millis(10 * ticks)
    }

    /// Looks on for a while; a loop that waits needs nearly no processor.
    pub fn assert_idle(&self) {
        let (before, begun) = (self.work(), Instant::now());
        thread::sleep(Duration::from_secs(3));
        let (work, time) = (self.work() - before, begun.elapsed());
        assert!(work * 20 < time, "{work:?} of {time:?}");
    }

    pub fn memory_kib(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// A number of `/proc/PID/status`.
    pub fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    pub fn descriptors(&self) -> u64 {
        let folder = fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap();
        folder.count() as u64
    }

    pub fn wait(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap();
            }
            assert!(Instant::now() < end, "it does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn terminate(&mut self) -> i32 {
        let pid = Pid::from_raw(self.child.id().cast_signed()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        self.wait()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A scanner on a pseudo terminal; the link leads to it, as a name by its serial number does.
pub struct Scanner {
    master: fs::File,
    link: PathBuf,
}

impl Scanner {
    pub fn plug(link: &Path) -> Self {
        let master: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        symlink(name.to_str().unwrap(), link).unwrap();
        Self {
            master: master.into(),
            link: link.to_owned(),
        }
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.master.write_all(bytes.as_ref()).unwrap();
    }
}

impl Drop for Scanner {
    /// The name goes with the device, or it would lead to the next one that gets the same number.
    fn drop(&mut self) {
        fs::remove_file(&self.link).unwrap();
    }
}
