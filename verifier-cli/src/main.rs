//! The program `verifier`: see the library of this package.

use std::io::{self, BufReader, IsTerminal as _, Write as _};
use std::process::ExitCode;

use cli_support::{Colour, Console};
use verifier_cli::{Stdin, StdinKind, run};

fn main() -> ExitCode {
    // Not locked: on Windows the screen is written to the same output by a thread of its own.
    let (mut results, mut talk) = (io::stdout(), io::stderr());
    let mut console = Console::new(&mut results, &mut talk);
    console.colour = colour();

    let stdin = io::stdin();
    let kind = if stdin.is_terminal() {
        StdinKind::Keyboard
    } else {
        StdinKind::Pipe
    };
    let stdin = Stdin {
        reader: Box::new(BufReader::new(stdin)),
        kind,
    };
    let exit = run(std::env::args_os(), stdin, &mut console);
    // If the output is closed, there is nothing left to do.
    let _ = results.flush();
    exit.into()
}

/// Colour only on a console whose user has not switched it off (<https://no-color.org>).
fn colour() -> Colour {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    // Older consoles of Windows print the sequences.
    let obeys = !cfg!(windows) || set("WT_SESSION") || set("TERM");
    if io::stdout().is_terminal() && !set("NO_COLOR") && !dumb && obeys {
        Colour::Ansi
    } else {
        Colour::Plain
    }
}
