//! The program `verifier`: scanned codes in, verdicts out, with no network.
//!
//! [`run`] is the whole program with its streams as arguments, so that it also runs inside tests and
//! scenarios; the binary only wires it to the process.
//!
//! Rooms: `commands` has one file per subcommand; `input` turns arguments, lines and pictures into
//! texts; `store` keeps what a terminal holds; `terminal` is what codes are judged with; `report` tells the verdicts, to people or to
//! programs. Each but the first knows nothing of subcommands, so that others can be built of them.

mod camera;
mod clock;
mod commands;
mod input;
mod judge;
mod report;
mod scan;
mod screen;
mod store;
mod terminal;
#[cfg(test)]
mod tests;

pub use input::{Stdin, StdinKind};

use std::ffi::OsString;
use std::io;

use clap::{ArgAction, CommandFactory as _, FromArgMatches as _, Parser};
use cli_support::{Console, Format, arguments};
use messages::{Exit, Failure, Lang, Text};

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

    /// 语言：zh 中文，en 英文（默认随系统）
    /// | Language: zh Chinese, en English (default: the system's)
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh", "en"])]
    #[arg(hide_possible_values = true, display_order = 100)]
    lang: Option<String>,

    /// 每个结果输出一行 JSON，供程序使用 | One line of JSON per result, for programs
    #[arg(long, global = true, display_order = 101)]
    json: bool,

    /// 显示帮助 | Print help
    #[arg(short, long, global = true, display_order = 102, action = ArgAction::HelpShort)]
    help: Option<bool>,

    /// 显示版本 | Print the version
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Runs the program with these arguments, the first of which is its own name.
///
/// Sets language and format of the console as the arguments want them. Never panics on what it is
/// given, and tells every failure on the console.
pub fn run<I>(args: I, stdin: Stdin, console: &mut Console<'_>) -> Exit
where
    I: IntoIterator<Item = OsString>,
{
    let args: Vec<OsString> = args.into_iter().collect();
    console.lang = Lang::choose(arguments::wanted_lang(&args));
    console.format = arguments::wanted_format(&args);
    let told = match attempt(&args, stdin, console) {
        Ok(exit) => return exit,
        Err(Stop::Failure(failure)) => console.fail(&failure).map(|()| failure.exit),
        Err(Stop::Output(error)) => lost_output(&error, console),
    };
    told.unwrap_or(Exit::Undecided)
}

fn attempt(args: &[OsString], stdin: Stdin, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let command = arguments::in_lang(Cli::command(), console.lang);
    let cli = command
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match cli {
        Ok(cli) => cli.command.run(stdin, console),
        Err(error) if arguments::is_answer(&error) => {
            // Help is for people, whoever asked for JSON beside it.
            console.result_as_is(&arguments::answer(&error, console.lang))?;
            Ok(Exit::Done)
        }
        Err(error) => Err(arguments::usage_failure(&error, "verifier").into()),
    }
}

/// Why a command ended early.
#[derive(Debug)]
enum Stop {
    /// It could not do its work.
    Failure(Failure),
    /// Nobody takes its results any more.
    Output(io::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A verdict that was not delivered is none: this never ends with status 0.
fn lost_output(error: &io::Error, console: &mut Console<'_>) -> io::Result<Exit> {
    // Whoever closed a pipe, like `head`, has seen enough and needs no message.
    if error.kind() != io::ErrorKind::BrokenPipe {
        console.format = Format::Human;
        console.fail(&Failure::new(
            "output-unwritable",
            Text::new(
                format!("结果写不出去（{error}）"),
                format!("the results cannot be written ({error})"),
            ),
            Text::new(
                "请检查磁盘空间和输出位置。",
                "Check the disk and where the output goes.",
            ),
        ))?;
    }
    Ok(Exit::Undecided)
}
