//! The program `issuer`: for an authority and its bureaus.
//!
//! An authority makes root keys, takes bureaus into its trust list and signs it. A bureau makes a
//! key and issues codes for the people on a roster. Each command is a file under `commands`; what
//! several of them need stands beside it:
//!
//! - `benefit_report`: what the books say, as a page, a workbook and sheets for merchants;
//! - `catalogue`: benefits and merchants from spreadsheets, and what each merchant gives;
//! - `books`: what the register tells the bureau's books, and the words for what they say;
//! - `entitled`: who becomes entitled to what in a month, and what ends;
//! - `merchants`: what the tables promise and the register knows of merchants; form, board, directory;
//! - `complaints`: what holders say about promises that were not kept;
//! - `why`: why a holder got what they got at a terminal; `subject`: what is stored of one person;
//! - `html`: a page in the making, everything in it escaped;
//! - `authority`, `bureau`: the folders that the two keep, and the files in them;
//! - `ceremony`: what keepers of root keys sign, on its way between them;
//! - `keys`: private keys, opened and made;
//! - `link`: what stands in front of the digits of a code;
//! - `operator`, `consent`: who does what is done, and whether they are sure;
//! - `selector`: the people and codes that a command is about;
//! - `written_files`: where a command may write to;
//! - `unregistered`: codes from before the register, or from after its backup;
//! - `screen_codes`: an update as codes on a screen;
//! - `signed_heads`: the ends of the audit log that were signed;
//! - `roster`: people from a CSV file, each row checked;
//! - `output`: codes, manifest and reports of a run;
//! - `printing`: codes of a run on their way to the printer; `handout`: the list that people sign for them;
//! - `issuing`: the pipeline that makes codes, for `issue`, `reissue` and `renew`;
//! - `public_key_text`: a public key in JSON;
//! - `particulars`: what a credential says of its holder, in all its forms;
//! - `parallel`, `progress`: work on all processors, and how far it is;
//! - `regions`: codes of divisions, today's and former ones;
//! - [`register`]: the bureau's register, in a database.
//!
//! The whole program is the function [`run`], so that tests and scenarios call it as the shell does.

mod authority;
mod base64url;
mod benefit_report;
mod books;
mod bureau;
mod catalogue;
mod ceremony;
mod code_input;
mod commands;
mod complaints;
mod consent;
mod entitled;
mod handout;
mod html;
mod issuing;
mod jsonfile;
mod keys;
mod link;
mod merchants;
mod operator;
mod output;
mod parallel;
mod particulars;
pub mod phone_key;
mod printing;
mod progress;
mod public_key_text;
mod random;
mod regions;
pub mod register;
mod roster;
mod screen_codes;
mod selector;
mod signed_heads;
mod subject;
mod tty;
mod unregistered;
mod values;
mod why;
mod written_files;

use std::ffi::OsString;
use std::io;

use clap::Parser;
use cli_support::{Console, Format, GlobalFlags, Progress};
use credential_core::UnixTime;
use messages::{Exit, Text, dates};

pub use tty::{TtyPrompt, keep_memory_private};

use commands::Command;
use keys::{Given, PassphraseArgs};
use written_files::CommandLine;

#[derive(Debug, Parser)]
#[command(
    name = "issuer",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    about = "老兵码签发程序，无需联网 | Issues veteran credentials, with no network",
    after_help = "退出状态：0 完成；1 名册中有被拒的行；2 未能完成或用法不对。 | \
                  Exit status: 0 done; 1 some rows of the roster were refused; 2 could not do it, or wrong usage."
)]
struct Cli {
    /// 指定当前时间，用于演练和测试 | the time it is taken to be, for rehearsals and tests
    #[arg(long, global = true, hide = true, value_name = "TIME")]
    at: Option<String>,

    /// 以 JSON 行说明进度，供另一个程序显示 | how far it is, as lines of JSON for a program that shows it
    #[arg(long, global = true, hide = true)]
    progress_lines: bool,

    #[command(flatten)]
    flags: GlobalFlags,

    #[command(flatten)]
    passphrases: PassphraseArgs,

    #[command(subcommand)]
    command: Command,
}

/// What every command is given: where to speak, what time it is, and what opens its keys.
struct Call<'c, 'a> {
    console: &'c mut Console<'a>,
    now: UnixTime,
    /// The time that was given on the command line, for rehearsals and tests.
    given_time: Option<String>,
    passphrases: Given,
}

/// Runs the program with its arguments, the first of which is its own name, and says how it ended.
///
/// Language and format of the console are set from the arguments and the locale.
pub fn run<I: IntoIterator<Item = OsString>>(args: I, console: &mut Console<'_>) -> Exit {
    cli_support::run(args, console, |line: CommandLine, console| {
        line.written.check()?;
        let cli = line.cli;
        let now = match &cli.at {
            Some(time) => values::time(time)?,
            None => dates::now(),
        };
        if cli.progress_lines {
            // Whoever reads the lines has given all that there is to ask for.
            console.progress = Progress::Lines;
            console.secrets = None;
        }
        let passphrases = Given::new(cli.passphrases);
        cli.command.run(&mut Call {
            console,
            now,
            given_time: cli.at,
            passphrases,
        })
    })
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
