//! The program `issuer`: the library's [`run`] with the streams of the system.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use cli_support::{Console, Progress};
use issuer_cli::run;

fn main() -> ExitCode {
    let (mut results, mut talk) = (io::stdout().lock(), io::stderr().lock());
    let terminal = talk.is_terminal();
    let mut console = Console::new(&mut results, &mut talk);
    if terminal {
        console.progress = Progress::Shown;
    }
    run(std::env::args_os(), &mut console).into()
}
