//! A station of the metro: one `verifier gate` for a group of gates, a scanner at each on a pseudo
//! terminal, and the arms of the gates that report who has passed.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;
use std::time::Duration;

use credential_core::UnixTime;
use messages::dates;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;

use crate::gate_process::GateProcess;
use crate::stage::{Stage, Trouble};

/// Gates of a station.
pub(crate) const GATES: usize = 3;

/// Whom the metro of Ningbo lets ride free, and how: survivors from anywhere, veterans of Ningbo; phones
/// alone; nobody twice within ten minutes.
pub(crate) const RULE: &str = "--serve martyr-survivor,duty-death-survivor,illness-death-survivor \
     --serve-from 330200:veteran --bearer refuse --again-after 10";

/// A gate group that runs.
pub(crate) struct Station {
    pub(crate) name: &'static str,
    pub(crate) folder: &'static str,
    gate: GateProcess,
    scanners: Vec<File>,
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
        let links: Vec<_> = (1..=GATES)
            .map(|gate| path(&format!("scanner-{gate}")))
            .collect();
        let scanners = links.iter().map(|link| plug(link));
        let scanners = scanners.collect::<Result<_, _>>()?;
        let gate = GateProcess::start(folder, Some(&path("gate.jsonl")), |command| {
            command.arg("--store").arg(path("store"));
            command.args(RULE.split_whitespace());
            for link in &links {
                command.arg("--from").arg(link);
            }
        })?;
        let mut station = Self {
            name,
            folder,
            gate,
            scanners,
            begun: UnixTime::default(),
        };
        station.gate.next_of("ready")?;
        station.begun = dates::now();
        for _ in 0..GATES {
            let scanner = station.gate.next_of("scanner")?;
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
        let verdict = self.gate.next_of("code")?;
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
        self.gate.send(&format!("{word} {number}"))?;
        let ended = self.gate.next_of("passage")?;
        if ended["number"] != number || ended["result"] != word {
            return Err(Trouble::new(format!("{word} {number} came to {ended}")));
        }
        ended["passed"]
            .as_bool()
            .ok_or_else(|| Trouble::new("a passage does not say whether it counts"))
    }

    /// Passes over what the gate has said without being asked.
    pub(crate) fn pass_over(&mut self) -> Result<(), Trouble> {
        self.gate.pass_over()
    }

    /// Waits until the gate has read its store again.
    pub(crate) fn reads_lists(&mut self, status_lists: usize) -> Result<(), Trouble> {
        loop {
            let lists = self.gate.next_of("lists")?;
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
        let pid = i32::try_from(self.gate.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| Trouble::new("a gate has no process number"))?;
        kill_process(pid, Signal::TERM).map_err(std::io::Error::from)?;
        self.gate.ended()
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
