//! The program `verifier`: scanned codes in, verdicts out, with no network.
//!
//! [`run`] is the whole program with its streams as arguments, so that it also runs inside tests and
//! scenarios; the binary only wires it to the process.
//!
//! What a terminal does with a code is in the crate `terminal`, which bindings have in common with this program:
//! verdicts in words and JSON, benefits, their journal, messages on the store. Here are its arguments, inputs and
//! screens. Modules, from the bottom up:
//!
//! - `input`: arguments, lines and pictures as texts. `clock`: the time to judge at. `clock_steps`: notices
//!   that it was set. `computer`: its name, and where its store is.
//! - `trust_source`: the lists that codes are judged with. `report`: verdicts for people and for programs.
//!   `judge`: judges one text.
//! - `benefits`: where the journal of what was given is written to. `export_path`: where it may be.
//! - `child`: programs that this one starts. `player`: sounds through one of them.
//! - `camera`: frames from cameras. `scan`: judges the codes in them. `screen`: shows a scan.
//! - `gate`: judges the codes of a scanner without anybody beside it.
//! - `commands`: the subcommands, a file each. Nothing else depends on them.

mod benefits;
mod camera;
mod child;
mod clock;
mod clock_steps;
mod commands;
mod computer;
mod export_path;
mod gate;
mod input;
mod judge;
mod player;
mod report;
mod scan;
mod screen;
#[cfg(test)]
mod tests;
mod trust_source;

pub use input::{Stdin, StdinKind};

use std::ffi::OsString;
use std::io;

use clap::Parser;
use cli_support::{Console, GlobalFlags};
use messages::{Exit, text};
use terminal::{file_kind, journal_words, proof_memory, store_words};

use commands::Command;
use input::has_screen;

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
    let mut args: Vec<OsString> = args.into_iter().collect();
    // A double click on the program, or its name alone: the screen, where there is one.
    let is_bare = args.len() == 1 && has_screen(&stdin);
    if is_bare {
        args.push("scan".into());
    }
    // What a gate is told of its arguments is JSON as everything else that it says.
    if let Some(after) = after_gate(&args)
        && args.iter().all(|arg| arg != "--json")
    {
        args.insert(after, "--json".into());
    }
    let exit = cli_support::run(args, console, |cli: Cli, console| {
        cli.command.run(stdin, console)
    });
    if is_bare && exit != Exit::Done {
        wait_for_enter(console);
    }
    exit
}

/// The place behind the subcommand, if that is `gate`.
fn after_gate(args: &[OsString]) -> Option<usize> {
    let mut rest = args.iter().enumerate().skip(1);
    while let Some((at, arg)) = rest.next() {
        if arg == "--lang" {
            rest.next();
        } else if !arg.as_encoded_bytes().starts_with(b"-") {
            return (arg == "gate").then_some(at + 1);
        }
    }
    None
}

/// The window of a double click closes with the program: the message must be read before.
fn wait_for_enter(console: &mut Console<'_>) {
    let asked = console.say(&text!("按回车键结束。"; "Press Enter to end."));
    if asked.is_ok() {
        let _ = io::stdin().read_line(&mut String::new());
    }
}
