//! Lines of standard input, read in their own thread: codes of a scanner, or commands of a program.

use std::io;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;

use super::{Tick, command};
use crate::input::{InputLine, Lines, Stdin};

/// What a line of standard input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineMeaning {
    /// A code, as a scanner types it.
    Code,
    /// A command of the program that drives the counter.
    Command,
}

/// The lines that have come. The end of codes does not end the scan: the camera goes on. That of commands does.
pub(crate) struct TypedLines {
    lines: Receiver<InputLine>,
    meaning: LineMeaning,
}

impl TypedLines {
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn start(mut stdin: Stdin, meaning: LineMeaning) -> io::Result<Self> {
        // Whoever sends faster than codes are judged waits in the pipe.
        let (out, lines) = sync_channel(16);
        thread::Builder::new()
            .name("lines".to_owned())
            .spawn(move || {
                let mut lines = Lines::new(&mut *stdin.reader);
                while let Ok(Some(line)) = lines.next() {
                    if out.send(line).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Self { lines, meaning })
    }

    /// Whether a program drives the counter with them.
    pub(crate) fn are_commands(&self) -> bool {
        self.meaning == LineMeaning::Command
    }

    /// The next line, if there is one.
    pub(crate) fn tick(&self) -> Tick {
        match self.lines.try_recv() {
            Ok(line) if self.meaning == LineMeaning::Command => command::read(line),
            Ok(line) => Tick::Line(line),
            // The program that drives the counter is gone.
            Err(TryRecvError::Disconnected) if self.are_commands() => Tick::Leave,
            Err(_) => Tick::Nothing,
        }
    }
}
