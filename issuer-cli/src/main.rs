//! The program `issuer`: the library's [`run`] with the streams of the system.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use cli_support::{Console, Progress, SecretPrompt};
use issuer_cli::{TtyPrompt, keep_memory_private, run};

fn main() -> ExitCode {
    // A system that cannot be told so is no reason not to work: file modes hold all the same.
    let _ = keep_memory_private();
    let (mut results, mut talk) = (io::stdout().lock(), io::stderr().lock());
    let terminal = talk.is_terminal();
    let mut prompt = TtyPrompt::open();
    let mut console = Console::new(&mut results, &mut talk);
    if terminal {
        console.progress = Progress::Shown;
    }
    console.secrets = prompt
        .as_mut()
        .map(|prompt| prompt as &mut dyn SecretPrompt);
    run(std::env::args_os(), &mut console).into()
}
