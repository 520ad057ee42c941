//! Plays sounds through another program, in its own thread.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Stdio};
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, TrySendError, channel, sync_channel,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::super::answer::Answer;
use super::wave;

/// A program that plays a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) program: PathBuf,
    /// Before the file.
    pub(super) arguments: Vec<OsString>,
    pub(super) file: FilePassedAs,
}

/// How the file is passed to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FilePassedAs {
    /// As the last argument.
    Argument,
    /// In the environment, as [`FILE`]: PowerShell would read an argument as more of its command.
    Environment,
}

/// The variable with the path of the file.
pub(super) const FILE: &str = "VERIFIER_SOUND";

/// No sound is longer than a second; a program that takes so long hangs.
const TIME_LIMIT: Duration = Duration::from_secs(4);

/// How often the thread checks whether the program has ended.
const POLL_EVERY: Duration = Duration::from_millis(20);

/// A thread that plays one sound at a time. The newest wins.
pub(crate) struct Player {
    sounds: Option<SyncSender<Answer>>,
    failed: Arc<Mutex<Option<Answer>>>,
    ended: Receiver<()>,
}

impl Player {
    /// Writes the sounds to files and makes ready. Programs that turn out not to play are given up one
    /// after the other.
    pub(super) fn start(commands: Vec<Command>) -> io::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("verifier-sound")
            .tempdir()?;
        for answer in [Answer::Accept, Answer::Check, Answer::Refuse] {
            fs::write(path(folder.path(), answer), wave::file(answer))?;
        }
        let (sounds, wanted) = sync_channel(4);
        let (end, ended) = channel();
        let failed = Arc::new(Mutex::new(None));
        let mut worker = Worker {
            commands,
            folder,
            wanted,
            failed: Arc::clone(&failed),
        };
        thread::Builder::new()
            .name("sound".to_owned())
            .spawn(move || {
                worker.run();
                drop(worker);
                // The receiver may be gone already.
                let _ = end.send(());
            })?;
        Ok(Self {
            sounds: Some(sounds),
            failed,
            ended,
        })
    }

    /// Asks for a sound; `false` if nothing plays any more.
    pub(super) fn play(&self, answer: Answer) -> bool {
        let sent = self.sounds.as_ref().map(|sounds| sounds.try_send(answer));
        // A full queue means many verdicts at once, which sound all the same.
        matches!(sent, Some(Ok(()) | Err(TrySendError::Full(_))))
    }

    /// The sound that could not be played, once.
    pub(super) fn failed(&self) -> Option<Answer> {
        self.failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl Drop for Player {
    /// Waits a moment, so that no program is left playing and no file is left.
    fn drop(&mut self) {
        self.sounds = None;
        let _ = self.ended.recv_timeout(Duration::from_secs(1));
    }
}

struct Worker {
    commands: Vec<Command>,
    folder: TempDir,
    wanted: Receiver<Answer>,
    failed: Arc<Mutex<Option<Answer>>>,
}

/// How playing ended.
enum Played {
    Done,
    Failed,
    /// Another sound is wanted already.
    Superseded(Answer),
    /// No more sounds are wanted.
    Closed,
}

impl Worker {
    fn run(&mut self) {
        let mut next = None;
        while let Some(answer) = next.take().or_else(|| self.wanted.recv().ok()) {
            loop {
                let Some(command) = self.commands.first() else {
                    *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                    // Dropping the receiver makes later calls of `play` fail.
                    return;
                };
                match self.play(command, answer) {
                    Played::Done => break,
                    Played::Failed => drop(self.commands.remove(0)),
                    Played::Superseded(newer) => {
                        next = Some(newer);
                        break;
                    }
                    Played::Closed => return,
                }
            }
        }
    }

    fn play(&self, command: &Command, answer: Answer) -> Played {
        let file = path(self.folder.path(), answer);
        let mut program = process::Command::new(&command.program);
        program.args(&command.arguments);
        match command.file {
            FilePassedAs::Argument => program.arg(file),
            FilePassedAs::Environment => program.env(FILE, file),
        };
        let child = program
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(child) = child else {
            return Played::Failed;
        };
        let mut playing = Playing(child);
        let begun = Instant::now();
        loop {
            match playing.0.try_wait() {
                Ok(Some(status)) if status.success() => return Played::Done,
                Ok(None) if begun.elapsed() < TIME_LIMIT => {}
                _ => return Played::Failed,
            }
            match self.wanted.recv_timeout(POLL_EVERY) {
                Ok(newer) => return Played::Superseded(newer),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Played::Closed,
            }
        }
    }
}

/// A program that is ended and waited for whatever happens: none is left as a zombie.
struct Playing(Child);

impl Drop for Playing {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn path(folder: &Path, answer: Answer) -> PathBuf {
    folder.join(match answer {
        Answer::Accept => "accept.wav",
        Answer::Compare | Answer::Check | Answer::Again => "check.wav",
        Answer::Refuse => "refuse.wav",
    })
}
