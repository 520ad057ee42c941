//! A station of the metro: one `verifier gate` for a group of gates, a scanner at each on a pseudo
//! terminal, and the arms of the gates that report who has passed.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use credential_core::UnixTime;
use messages::dates;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::stage::{Stage, Trouble};

/// Gates of a station.
pub(crate) const GATES: usize = 3;

/// How long a line of the gate is awaited: machines that play scenarios have other work too.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whom the metro of Ningbo lets ride free, and how: survivors from anywhere, veterans of Ningbo; phones
/// alone; nobody twice within ten minutes.
pub(crate) const RULE: &str = "--serve martyr-survivor,duty-death-survivor,illness-death-survivor \
     --serve-from 330200:veteran --bearer refuse --again-after 10";

/// A gate group that runs.
pub(crate) struct Station {
    pub(crate) name: &'static str,
    pub(crate) folder: &'static str,
    process: Child,
    reports: ChildStdin,
    scanners: Vec<File>,
    lines: Receiver<String>,
    /// All lines of the gate, as they came.
    kept: BufWriter<File>,
    /// Not before it has begun to judge.
    begun: UnixTime,
}

impl Station {
    /// Starts the program on the store `FOLDER/store`, and waits until it has found its scanners.
    pub(crate) fn start(
        stage: &Stage,
        name: &'static str,
        folder: &'static str,
    ) -> Result<Self, Trouble> {
        let path = |file: &str| stage.path(&format!("{folder}/{file}"));
        // This very program is the verifier, too: see `main`.
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["verifier", "gate", "--store"]);
        command.arg(path("store")).args(RULE.split_whitespace());
        let mut scanners = Vec::new();
        for gate in 1..=GATES {
            let link = path(&format!("scanner-{gate}"));
            scanners.push(plug(&link)?);
            command.arg("--from").arg(&link);
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(reports), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Trouble::new("a gate has no pipes"));
        };
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let mut station = Self {
            name,
            folder,
            process,
            reports,
            scanners,
            lines,
            kept: BufWriter::new(File::create(path("gate.jsonl"))?),
            begun: UnixTime::default(),
        };
        station.next_of("ready")?;
        station.begun = dates::now();
        for _ in 0..GATES {
            let scanner = station.next_of("scanner")?;
            if scanner["state"] != "connected" {
                return Err(Trouble::new(format!("{folder}: {scanner}")));
            }
        }
        Ok(station)
    }

    /// A gate takes no proof from before its start, nor of the ten seconds after it.
    pub(crate) fn wait_until_proofs_count(&self) {
        while dates::now().since(self.begun) <= Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Holds a code before the scanner of a gate; gives the verdict.
    pub(crate) fn show(&mut self, gate: usize, text: &str) -> Result<Value, Trouble> {
        let scanner = self.scanners.get_mut(gate);
        let scanner = scanner.ok_or_else(|| Trouble::new(format!("there is no gate {gate}")))?;
        scanner.write_all(format!("{text}\r").as_bytes())?;
        let verdict = self.next_of("code")?;
        let from = verdict["from"].as_str().unwrap_or_default();
        if from.ends_with(&format!("scanner-{}", gate + 1)) {
            Ok(verdict)
        } else {
            Err(Trouble::new(format!(
                "{from} answers for gate {}",
                gate + 1
            )))
        }
    }

    /// The arm says whether the holder of a verdict has passed; gives whether it counts as a ride.
    pub(crate) fn report(&mut self, number: u64, has_turned: bool) -> Result<bool, Trouble> {
        let word = if has_turned { "turned" } else { "not-turned" };
        self.reports
            .write_all(format!("{word} {number}\n").as_bytes())?;
        let ended = self.next_of("passage")?;
        if ended["number"] != number || ended["result"] != word {
            return Err(Trouble::new(format!("{word} {number} came to {ended}")));
        }
        ended["passed"]
            .as_bool()
            .ok_or_else(|| Trouble::new("a passage does not say whether it counts"))
    }

    /// Passes over what the gate has said without being asked.
    pub(crate) fn pass_over(&mut self) -> Result<(), Trouble> {
        while let Ok(line) = self.lines.try_recv() {
            writeln!(self.kept, "{line}")?;
        }
        Ok(())
    }

    /// Waits until the gate has read its store again.
    pub(crate) fn reads_lists(&mut self, status_lists: usize) -> Result<(), Trouble> {
        loop {
            let lists = self.next_of("lists")?;
            if !lists["error"].is_null() {
                return Err(Trouble::new(format!("{}: {lists}", self.folder)));
            }
            if lists["status_lists"] == status_lists {
                return Ok(());
            }
        }
    }

    /// Asks the gate to end, as a service manager does.
    pub(crate) fn end(&mut self) -> Result<(), Trouble> {
        let pid = i32::try_from(self.process.id())
            .ok()
            .and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| Trouble::new("a gate has no process number"))?;
        kill_process(pid, Signal::TERM).map_err(std::io::Error::from)?;
        let status = self.process.wait()?;
        self.pass_over()?;
        self.kept.flush()?;
        if status.success() {
            Ok(())
        } else {
            Err(Trouble::new(format!("{} ended with {status}", self.folder)))
        }
    }

    /// The next line of this kind; all are kept.
    fn next_of(&mut self, event: &str) -> Result<Value, Trouble> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let line =
                line.map_err(|_| Trouble::new(format!("{} says no {event}", self.folder)))?;
            writeln!(self.kept, "{line}")?;
            let value: Value = serde_json::from_str(&line)
                .map_err(|error| Trouble::new(format!("{}: {error}: {line}", self.folder)))?;
            if value["event"] == event {
                return Ok(value);
            }
            if !value["error"].is_null() {
                return Err(Trouble::new(format!("{}: {line}", self.folder)));
            }
        }
    }
}

impl Drop for Station {
    /// No process is left if the scenario stops before its end.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A scanner on a pseudo terminal; the link leads to it, as `/dev/serial/by-id/…` does.
fn plug(link: &Path) -> Result<File, Trouble> {
    let open = || -> rustix::io::Result<(OwnedFd, std::ffi::CString)> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        Ok((master, name))
    };
    let (master, name) = open().map_err(std::io::Error::from)?;
    let name = name
        .to_str()
        .map_err(|error| Trouble::new(error.to_string()))?;
    if link.exists() {
        fs::remove_file(link)?;
    }
    symlink(name, link)?;
    Ok(master.into())
}
