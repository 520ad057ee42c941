//! Lines of standard input, read in their own thread.

use std::io;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::Tick;
use crate::input::{InputLine, Lines, Stdin};

/// The lines that have come. The end of the input does not end the scan: the camera goes on.
pub(crate) struct TypedLines {
    lines: Receiver<InputLine>,
}

impl TypedLines {
    /// # Errors
    /// If the system gives no thread.
    pub(crate) fn start(mut stdin: Stdin) -> io::Result<Self> {
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
        Ok(Self { lines })
    }

    /// The next line, if there is one.
    pub(crate) fn tick(&self) -> Tick {
        match self.lines.try_recv() {
            Ok(line) => Tick::Line(line),
            Err(_) => Tick::Nothing,
        }
    }
}
