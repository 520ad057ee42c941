//! A sound for each verdict, so that the operator need not look: through a player of the system, or with the
//! bell of the console.
//!
//! The three sounds differ in number of tones, pitch and length, so that they are distinguished on any
//! loudspeaker: "accepted" rises and is short, "check" is two even tones, "refused" is long, low and rough.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use messages::untrusted::escape_untrusted;
use messages::{Failure, failure};

use super::answer::Answer;
use crate::child::{found, program_of};
use crate::player::{AfterFailure, Command, FilePassedAs, Player, PlayerRules};

mod wave;

/// What `--sound` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum SoundChoice {
    /// A player if there is one that is heard where the operator is, else the bell.
    #[default]
    Auto,
    Bell,
    Off,
    /// This program with these arguments; the sound's file is the last one.
    Command(String),
}

impl SoundChoice {
    pub(crate) fn of(argument: &str) -> Self {
        match argument {
            "auto" => Self::Auto,
            "bell" => Self::Bell,
            "off" => Self::Off,
            other => Self::Command(other.to_owned()),
        }
    }
}

/// How sounds are made.
pub(crate) enum Sound {
    Off,
    Bell(Bell),
    Player(Player<Answer>, Bell),
}

impl Sound {
    /// # Errors
    /// If the program that was asked for is not there. That there is nothing but the bell is no error.
    pub(crate) fn new(choice: &SoundChoice) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var_os(name);
        match choice {
            SoundChoice::Off => Ok(Self::Off),
            SoundChoice::Bell => Ok(Self::Bell(Bell::default())),
            SoundChoice::Command(line) => {
                let (program, arguments) =
                    program_of(line, &variable).ok_or_else(|| no_player(line))?;
                let command = Command {
                    program,
                    arguments,
                    file: FilePassedAs::Argument,
                };
                start(vec![command])
                    .map(|player| Self::Player(player, Bell::default()))
                    .map_err(|_| no_player(line))
            }
            SoundChoice::Auto => Ok(Self::automatic(&variable)),
        }
    }

    fn automatic(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        // Over ssh the loudspeaker is elsewhere; the bell of the console comes over the line.
        let far = variable("SSH_CONNECTION").is_some() || variable("SSH_TTY").is_some();
        let players = if far { Vec::new() } else { players(variable) };
        if players.is_empty() {
            return Self::Bell(Bell::default());
        }
        match start(players) {
            Ok(player) => Self::Player(player, Bell::default()),
            Err(_) => Self::Bell(Bell::default()),
        }
    }

    /// Plays the sound of a verdict.
    pub(super) fn play(&mut self, answer: Answer, now: Instant) {
        match self {
            Self::Off => {}
            Self::Bell(bell) => bell.ring(answer, now),
            Self::Player(player, bell) => {
                if !player.play(answer) {
                    bell.ring(answer, now);
                }
            }
        }
    }

    /// Whether the bell of the console is to ring now.
    pub(super) fn bell(&mut self, now: Instant) -> bool {
        match self {
            Self::Off => false,
            Self::Bell(bell) => bell.is_due(now),
            Self::Player(player, bell) => {
                // What could not be played is rung.
                if let Some(answer) = player.failed() {
                    bell.ring(answer, now);
                }
                bell.is_due(now)
            }
        }
    }
}

/// No sound is longer than a second.
const RULES: PlayerRules = PlayerRules {
    time_limit: Duration::from_secs(4),
    after_failure: AfterFailure::GiveUp,
};

/// Writes the sounds to files and makes ready. Programs that turn out not to play are given up one after the
/// other.
fn start(commands: Vec<Command>) -> io::Result<Player<Answer>> {
    let folder = tempfile::Builder::new()
        .prefix("verifier-sound")
        .tempdir()?;
    for answer in [Answer::Accept, Answer::Check, Answer::Refuse] {
        fs::write(path(folder.path(), answer), wave::file(answer))?;
    }
    Player::start(commands, RULES, move |answer| path(folder.path(), *answer))
}

fn path(folder: &Path, answer: Answer) -> PathBuf {
    folder.join(match answer {
        Answer::Accept => "accept.wav",
        Answer::Compare | Answer::Check | Answer::Again => "check.wav",
        Answer::Refuse => "refuse.wav",
    })
}

/// The bell of the console: once, twice or three times.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    due: Vec<Instant>,
}

impl Bell {
    fn ring(&mut self, answer: Answer, now: Instant) {
        let (times, apart) = match answer {
            Answer::Accept => (1, Duration::ZERO),
            Answer::Compare | Answer::Check | Answer::Again => (2, Duration::from_millis(350)),
            Answer::Refuse => (3, Duration::from_millis(250)),
        };
        // The last one first.
        self.due = (0..times)
            .rev()
            .map(|number| now + apart * number)
            .collect();
    }

    fn is_due(&mut self, now: Instant) -> bool {
        self.due.pop_if(|due| *due <= now).is_some()
    }
}

/// The players of this system, the best first.
fn players(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<Command> {
    let known: &[(&str, &[&str])] = if cfg!(target_os = "macos") {
        &[("afplay", &[])]
    } else if cfg!(windows) {
        &[(
            "powershell.exe",
            &[
                "-NoProfile",
                "-NonInteractive",
                "-Command",
                "(New-Object Media.SoundPlayer $env:VERIFIER_SOUND).PlaySync()",
            ],
        )]
    } else {
        &[("pw-play", &[]), ("paplay", &[]), ("aplay", &["-q"])]
    };
    let command = |(program, arguments): &(&str, &[&str])| {
        Some(Command {
            program: found(&OsString::from(program), variable)?,
            arguments: arguments.iter().map(OsString::from).collect(),
            file: if cfg!(windows) {
                FilePassedAs::Environment
            } else {
                FilePassedAs::Argument
            },
        })
    };
    known.iter().filter_map(command).collect()
}

fn no_player(line: &str) -> Failure {
    let line = escape_untrusted(line);
    failure!("sound-unavailable";
        "找不到播放声音的程序：{line}"; "there is no such program to play sounds with: {line}";
        "请写 --sound auto、bell（蜂鸣）、off（关闭），或一个能播放 WAV 文件的程序。";
        "Write --sound auto, bell (the terminal's), off, or a program that plays WAV files.")
}

#[cfg(test)]
mod tests;
