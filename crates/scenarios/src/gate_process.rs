//! A gate that runs: `verifier gate` as a process of its own, and the lines that it prints.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::stage::Trouble;

/// How long something is awaited: machines that play scenarios have other work too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The process. It is killed if the scenario stops before its end.
pub(crate) struct GateProcess {
    name: &'static str,
    process: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// All lines of the gate, as they came.
    kept: Option<BufWriter<File>>,
}

impl GateProcess {
    /// Starts `verifier gate` with the arguments that `tell` gives it, and keeps its lines in a file.
    pub(crate) fn start(
        name: &'static str,
        kept: Option<&Path>,
        tell: impl FnOnce(&mut Command),
    ) -> Result<Self, Trouble> {
        // This very program is the verifier, too: see `main`.
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["verifier", "gate"]);
        tell(&mut command);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (input, output) = pipes.ok_or_else(|| Trouble::new("a gate has no pipes"))?;
        let (send, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            name,
            process,
            input: Some(input),
            lines,
            kept: kept.map(File::create).transpose()?.map(BufWriter::new),
        })
    }

    /// Its process number.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Writes a line to its standard input.
    pub(crate) fn send(&mut self, line: &str) -> Result<(), Trouble> {
        let input = self.input.as_mut();
        let input = input.ok_or_else(|| Trouble::new("the gate has ended"))?;
        Ok(input.write_all(format!("{line}\n").as_bytes())?)
    }

    /// Ends its standard input.
    pub(crate) fn close_input(&mut self) {
        self.input = None;
    }

    /// The next line of this kind. One with an error stops the scenario.
    pub(crate) fn next_of(&mut self, event: &str) -> Result<Value, Trouble> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let line = line.map_err(|_| Trouble::new(format!("{} says no {event}", self.name)))?;
            self.keep(&line)?;
            let value: Value = serde_json::from_str(&line)
                .map_err(|error| Trouble::new(format!("{}: {error}: {line}", self.name)))?;
            if value["event"] == event {
                return Ok(value);
            }
            if !value["error"].is_null() {
                return Err(Trouble::new(format!("{}: {line}", self.name)));
            }
        }
    }

    /// Passes over what it has said without being asked.
    pub(crate) fn pass_over(&mut self) -> Result<(), Trouble> {
        while let Ok(line) = self.lines.try_recv() {
            self.keep(&line)?;
        }
        Ok(())
    }

    /// Waits until it has ended, which it must in order.
    pub(crate) fn ended(&mut self) -> Result<(), Trouble> {
        let status = self.process.wait()?;
        self.pass_over()?;
        if let Some(kept) = &mut self.kept {
            kept.flush()?;
        }
        if status.success() {
            Ok(())
        } else {
            Err(Trouble::new(format!("{} ended with {status}", self.name)))
        }
    }

    fn keep(&mut self, line: &str) -> Result<(), Trouble> {
        if let Some(kept) = &mut self.kept {
            writeln!(kept, "{line}")?;
        }
        Ok(())
    }
}

impl Drop for GateProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
