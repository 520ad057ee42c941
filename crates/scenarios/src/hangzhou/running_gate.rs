//! The gate as a process, and a program in the place of its loudspeaker.

use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::days::VISITED;
use super::sounds;
use crate::stage::{Stage, Trouble};

/// Keeps each sound that it is given under the next number, whole or not at all.
const PLAYER: &str = "\
#!/bin/sh
# In the place of a loudspeaker: keeps what it is given, in the order in which it is played.
folder=${0%/*}/played
number=1
while [ -e \"$folder/$number.wav\" ]; do number=$((number + 1)); done
cp \"$1\" \"$folder/part\" && mv \"$folder/part\" \"$folder/$number.wav\"
";

/// Longer than a busy computer takes for a small copy.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct RunningGate {
    child: Child,
    input: Option<ChildStdin>,
    lines: BufReader<ChildStdout>,
    played: PathBuf,
}

impl RunningGate {
    pub(crate) fn start(stage: &Stage, served: &str) -> Result<Self, Trouble> {
        let (player, played) = (stage.path("player"), stage.path("played"));
        fs::write(&player, PLAYER)?;
        fs::set_permissions(&player, fs::Permissions::from_mode(0o755))?;
        fs::create_dir(&played)?;
        let at = VISITED;
        writeln!(
            io::stdout(),
            "$ verifier gate --store terminal --serve {served} --again-after 10 --voice voices/zh --player './player {{}}' --at {at}"
        )?;
        // This program is `verifier` too, if its first word says so.
        let mut child = Command::new(std::env::current_exe()?)
            .current_dir(stage.path(""))
            .args(["verifier", "gate", "--store", "terminal", "--serve", served])
            .args(["--again-after", "10", "--player", "./player {}", "--at", at])
            .arg("--voice")
            .arg(sounds::folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or_else(|| Trouble::new("the gate has no pipes"))?;
        Ok(Self {
            child,
            input: Some(input),
            lines: BufReader::new(output),
            played,
        })
    }

    /// Holds a code before the scanner: the line of its verdict, and the sound that was played.
    pub(crate) fn show(&mut self, text: &str, number: u64) -> Result<(Value, Vec<u8>), Trouble> {
        let input = self.input.as_mut();
        let input = input.ok_or_else(|| Trouble::new("the gate has ended"))?;
        input.write_all(format!("{text}\n").as_bytes())?;
        let verdict = loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line)? == 0 {
                return Err(Trouble::new("the gate has ended by itself"));
            }
            let line: Value =
                serde_json::from_str(&line).map_err(|error| Trouble::new(error.to_string()))?;
            if line["event"] == "code" {
                break line;
            }
        };
        if verdict["number"] != number {
            return Err(Trouble::new(format!("verdict {number} is missing")));
        }
        Ok((verdict, self.sound(number)?))
    }

    /// The sound with this number, once it is there.
    fn sound(&self, number: u64) -> Result<Vec<u8>, Trouble> {
        let path = self.played.join(format!("{number}.wav"));
        let begun = Instant::now();
        while !path.exists() {
            if begun.elapsed() > PATIENCE {
                return Err(Trouble::new(format!(
                    "nothing was said to verdict {number}"
                )));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(fs::read(path)?)
    }

    /// Nobody comes any more.
    pub(crate) fn end(mut self) -> Result<(), Trouble> {
        self.input = None;
        let status = self.child.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(Trouble::new(format!("the gate ended with {status}")))
        }
    }
}

impl Drop for RunningGate {
    /// If the scenario has stopped in the middle, the gate ends too.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
