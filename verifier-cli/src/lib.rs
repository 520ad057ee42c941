//! The program `verifier`: scanned codes in, verdicts out, with no network.
//!
//! [`run`] is the whole program with its streams as arguments, so that it also runs inside tests and
//! scenarios; the binary only wires it to the process.
//!
//! Modules, from the bottom up:
//!
//! - `input`: arguments, lines and pictures as texts. `clock`: the time to judge at.
//! - `file_kind`, `trust_source`: the lists that codes are judged with. `store_words`: messages on the store.
//! - `report`: verdicts for people and for programs. `judge`: judges one text.
//! - `camera`: frames from cameras. `scan`: judges the codes in them. `screen`: shows a scan.
//! - `commands`: the subcommands, a file each. Nothing else depends on them.

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
/// given, and reports every failure on the console.
pub fn run<I>(args: I, stdin: Stdin, console: &mut Console<'_>) -> Exit
where
    I: IntoIterator<Item = OsString>,
{
    cli_support::run(args, console, |cli: Cli, console| {
        cli.command.run(stdin, console)
    })
}
