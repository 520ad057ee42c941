//! Plays sounds through another program, in its own thread.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, TrySendError, channel, sync_channel,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::child::RunningProgram;

/// A program that plays a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) program: PathBuf,
    /// Before the file, or with [`PLACE`] where the file belongs.
    pub(crate) arguments: Vec<OsString>,
    pub(crate) file: FilePassedAs,
}

/// How the file is passed to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilePassedAs {
    /// As the last argument, or in the place of [`PLACE`].
    Argument,
    /// In the environment, as [`FILE`]: PowerShell would read an argument as more of its command.
    Environment,
}

/// The variable with the path of the file.
pub(crate) const FILE: &str = "VERIFIER_SOUND";

/// The argument that stands for the file.
const PLACE: &str = "{}";

/// How often the thread checks whether the program has ended.
const POLL_EVERY: Duration = Duration::from_millis(20);

/// What becomes of a program that turns out not to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterFailure {
    /// It is given up for the next one.
    GiveUp,
    /// It is tried again with the next sound: its loudspeaker may be back then.
    TryAgain,
}

/// How sounds are played.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlayerRules {
    /// No sound is longer; a program that takes so long hangs.
    pub(crate) time_limit: Duration,
    pub(crate) after_failure: AfterFailure,
}

/// A thread that plays one sound at a time. The newest wins.
pub(crate) struct Player<S> {
    sounds: Option<SyncSender<S>>,
    failed: Arc<Mutex<Option<S>>>,
    ended: Receiver<()>,
}

impl<S: Clone + Send + 'static> Player<S> {
    /// Makes ready. `file` says in which file a sound is, and is dropped when the last one has ended.
    pub(crate) fn start(
        commands: Vec<Command>,
        rules: PlayerRules,
        file: impl Fn(&S) -> PathBuf + Send + 'static,
    ) -> io::Result<Self> {
        let (sounds, wanted) = sync_channel(4);
        let (end, ended) = channel();
        let failed = Arc::new(Mutex::new(None));
        let mut worker = Worker {
            commands,
            rules,
            file,
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
    pub(crate) fn play(&self, sound: S) -> bool {
        let sent = self.sounds.as_ref().map(|sounds| sounds.try_send(sound));
        // A full queue means many verdicts at once, which sound all the same.
        matches!(sent, Some(Ok(()) | Err(TrySendError::Full(_))))
    }

    /// The sound that could not be played, once.
    pub(crate) fn failed(&self) -> Option<S> {
        self.failed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl<S> Drop for Player<S> {
    /// Waits a moment, so that no program is left playing and no file is left.
    fn drop(&mut self) {
        self.sounds = None;
        let _ = self.ended.recv_timeout(Duration::from_secs(1));
    }
}

struct Worker<S, F> {
    commands: Vec<Command>,
    rules: PlayerRules,
    file: F,
    wanted: Receiver<S>,
    failed: Arc<Mutex<Option<S>>>,
}

/// How playing ended.
enum Played<S> {
    Done,
    Failed,
    /// Another sound is wanted already.
    Superseded(S),
    /// No more sounds are wanted.
    Closed,
}

impl<S: Clone, F: Fn(&S) -> PathBuf> Worker<S, F> {
    fn run(&mut self) {
        let mut next = None;
        while let Some(sound) = next.take().or_else(|| self.wanted.recv().ok()) {
            loop {
                let Some(command) = self.commands.first() else {
                    *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(sound);
                    // Dropping the receiver makes later calls of `play` fail.
                    return;
                };
                match (self.play(command, &sound), self.rules.after_failure) {
                    (Played::Done, _) | (Played::Failed, AfterFailure::TryAgain) => break,
                    (Played::Failed, AfterFailure::GiveUp) => drop(self.commands.remove(0)),
                    (Played::Superseded(newer), _) => {
                        next = Some(newer);
                        break;
                    }
                    (Played::Closed, _) => return,
                }
            }
        }
    }

    fn play(&self, command: &Command, sound: &S) -> Played<S> {
        let file = (self.file)(sound);
        let mut program = process::Command::new(&command.program);
        match command.file {
            FilePassedAs::Argument => program.args(with_file(&command.arguments, &file)),
            FilePassedAs::Environment => program.args(&command.arguments).env(FILE, file),
        };
        program.stderr(Stdio::null());
        let Ok(mut playing) = RunningProgram::start(&mut program, Stdio::null()) else {
            return Played::Failed;
        };
        let begun = Instant::now();
        loop {
            match playing.ended() {
                Ok(Some(status)) if status.success() => return Played::Done,
                Ok(None) if begun.elapsed() < self.rules.time_limit => {}
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

/// The arguments with the file where it belongs.
fn with_file(arguments: &[OsString], file: &Path) -> Vec<OsString> {
    let has_place = arguments.iter().any(|argument| argument == PLACE);
    let filled = arguments.iter().map(|argument| {
        if argument == PLACE {
            file.as_os_str()
        } else {
            argument.as_os_str()
        }
    });
    let last = (!has_place).then_some(file.as_os_str());
    filled.chain(last).map(OsStr::to_owned).collect()
}
