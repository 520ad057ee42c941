//! The program `issuer`: what an authority and its bureaus do at their desks.
//!
//! An authority makes root keys, takes bureaus into its trust list and signs it. A bureau makes a
//! key and issues codes for the people on a roster. Each command is a file under `commands`; what
//! several of them need stands beside it:
//!
//! - `authority`, `bureau`: the folders that the two keep, and the files in them;
//! - `ceremony`: what keepers of root keys sign, on its way between them;
//! - `keys`: private keys, opened and made;
//! - `operator`, `consent`: who does what is done, and whether they are sure;
//! - `whom`: the people and codes that a command is about;
//! - `strays`: codes from before the register, or from after its backup;
//! - `roster`: people from a CSV file, each row checked;
//! - `output`: codes, manifest and reports of a run;
//! - `rerun`: codes for people who are in the register already;
//! - `parallel`, `progress`: work on all processors, and how far it is;
//! - [`register`]: the bureau's books, in a database.
//!
//! The whole program is the function [`run`], so that tests and scenarios call it as the shell does.

mod arguments;
mod at_desk;
mod authority;
mod base64url;
mod bureau;
mod ceremony;
mod commands;
mod consent;
mod jsonfile;
mod keys;
mod operator;
mod output;
mod parallel;
mod printing;
mod progress;
pub mod register;
mod rerun;
mod roster;
mod stop;
mod strays;
mod values;
mod whom;

use std::ffi::OsString;
use std::io;

use clap::{CommandFactory, FromArgMatches};
use cli_support::{Console, Format, arguments as words_of};
use credential_core::UnixTime;
use messages::{Exit, Lang, Text, dates};

pub use at_desk::{TerminalPrompt, keep_memory_private};

use arguments::Cli;
use keys::Given;
use stop::Stop;

/// What every command is given: where to speak, what time it is, and what opens its keys.
struct Call<'c, 'a> {
    console: &'c mut Console<'a>,
    now: UnixTime,
    passphrases: Given,
}

/// Runs the program with its arguments, the first of which is its own name, and says how it ended.
///
/// Language and format of the console are set from the arguments and the locale.
pub fn run<I: IntoIterator<Item = OsString>>(args: I, console: &mut Console<'_>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    console.lang = Lang::choose(words_of::wanted_lang(&args));
    console.format = words_of::wanted_format(&args);
    let stop = match parse_and_run(&args, console) {
        Ok(exit) => return exit,
        Err(stop) => stop,
    };
    match stop {
        Stop::Failure(failure) => {
            // If not even that can be said, the exit status still tells.
            let _ = console.progress(None).and_then(|()| console.fail(&failure));
            failure.exit
        }
        Stop::Output(_) => Exit::Undecided,
    }
}

fn parse_and_run(args: &[OsString], console: &mut Console<'_>) -> Result<Exit, Stop> {
    let command = words_of::in_lang(Cli::command(), console.lang);
    let parsed = command
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(answer) if words_of::is_answer(&answer) => {
            // Help is for people, whoever asked for JSON beside it.
            console.result_as_is(&words_of::answer(&answer, console.lang))?;
            return Ok(Exit::Done);
        }
        Err(error) => return Err(words_of::usage_failure(&error, "issuer").into()),
    };
    let now = match &cli.at {
        Some(time) => values::time(time)?,
        None => dates::now(),
    };
    let passphrases = Given::new(cli.passphrases);
    let mut call = Call {
        console,
        now,
        passphrases,
    };
    commands::run(cli.command, &mut call)
}

impl Call<'_, '_> {
    /// Tells the result in the format that is wanted: lines for people, or one JSON value.
    fn answer(&mut self, lines: &[Text], json: &impl serde::Serialize) -> io::Result<()> {
        match self.console.format {
            Format::Human => lines.iter().try_for_each(|line| self.console.result(line)),
            Format::Json => self.console.json(json),
        }
    }
}
