//! What there is to judge: from arguments, lines and picture files to texts, all bounded.

mod lines;
mod place;
mod sources;

pub(crate) use lines::{InputLine, KEPT, Lines, decoded};
pub(crate) use place::Place;
pub(crate) use sources::{InputSource, sources};
pub(crate) use terminal::{LineReading, Repeats};

use std::io::{self, BufRead, IsTerminal as _};

/// Standard input.
pub struct Stdin {
    /// The bytes. Owned, so that a thread can wait for the next ones.
    pub reader: Box<dyn BufRead + Send>,
    /// Where they come from.
    pub kind: StdinKind,
}

/// Where standard input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StdinKind {
    /// Somebody types or scans, and waits for each answer.
    Keyboard,
    /// A file or another program.
    Pipe,
}

/// Whether input and output are a console that can show a screen. Files and other programs get lines.
pub(crate) fn has_screen(stdin: &Stdin) -> bool {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    stdin.kind == StdinKind::Keyboard && io::stdout().is_terminal() && !dumb
}
