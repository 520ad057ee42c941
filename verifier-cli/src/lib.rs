//! The program `verifier`: scanned codes in, verdicts out, with no network.
//!
//! [`run`] is the whole program with its streams as arguments, so that it also runs inside tests and
//! scenarios; the binary only wires it to the process.
//!
//! Modules: `commands` has one file per subcommand; `input` turns arguments, lines and pictures into
//! texts; `terminal` is what codes are judged with, and `store_words` words what is wrong with its
//! store; `report` prints the verdicts, for people or for programs. All but the first know nothing of
//! subcommands, so that others can be built of them.

mod camera;
mod clock;
mod commands;
mod file_kind;
mod input;
mod judge;
mod report;
mod scan;
mod screen;
mod store_words;
#[cfg(test)]
mod tests;
mod trust_source;

pub use input::{Stdin, StdinKind};

use std::ffi::OsString;

use clap::Parser;
use cli_support::{Console, GlobalFlags};
use messages::Exit;

use commands::Command;

/// 老兵码验码程序，无需联网 | Checks veteran credentials with no network
#[derive(Debug, Parser)]
#[command(
    name = "verifier",
    version,
    disable_help_flag = true,
    disable_version_flag = true
)]
#[command(after_help = commands::EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    flags: GlobalFlags,
}

/// Runs the program with these arguments, the first of which is its own name.
///
/// Sets language and format of the console as the arguments want them. Never panics on what it is
/// given, and tells every failure on the console.
pub fn run<I>(args: I, stdin: Stdin, console: &mut Console<'_>) -> Exit
where
    I: IntoIterator<Item = OsString>,
{
    cli_support::run(args, console, |cli: Cli, console| {
        cli.command.run(stdin, console)
    })
}
