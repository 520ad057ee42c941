//! What the programs `scenario` and `cases` share.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, BufRead};

use cli_support::Console;
use messages::Exit;
use verifier_cli::{Stdin, StdinKind};

/// Why a scenario stopped, or the cases cannot be played at all.
#[derive(Debug)]
pub struct Trouble(String);

impl Trouble {
    /// Says why.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Runs `verifier` with this as its standard input.
pub fn verify(
    args: Vec<OsString>,
    input: impl BufRead + Send + 'static,
    console: &mut Console<'_>,
) -> Exit {
    let stdin = Stdin {
        reader: Box::new(input),
        kind: StdinKind::Pipe,
    };
    verifier_cli::run(args, stdin, console)
}
