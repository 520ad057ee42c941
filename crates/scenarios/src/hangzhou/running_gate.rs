//! The gate as a process, and a program in the place of its loudspeaker.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::days::VISITED;
use super::sounds;
use crate::gate_process::{GateProcess, PATIENCE};
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

pub(crate) struct RunningGate {
    gate: GateProcess,
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
        let gate = GateProcess::start("the gate", None, |command| {
            command
                .current_dir(stage.path(""))
                .args(["--store", "terminal", "--serve", served])
                .args(["--again-after", "10", "--player", "./player {}", "--at", at])
                .arg("--voice")
                .arg(sounds::folder());
        })?;
        Ok(Self { gate, played })
    }

    /// Holds a code before the scanner: the line of its verdict, and the sound that was played.
    pub(crate) fn show(&mut self, text: &str, number: u64) -> Result<(Value, Vec<u8>), Trouble> {
        self.gate.send(text)?;
        let verdict = self.gate.next_of("code")?;
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
        self.gate.close_input();
        self.gate.ended()
    }
}
