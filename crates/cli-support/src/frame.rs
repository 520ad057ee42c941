//! The frame of a program: its arguments parsed, one command run, its end reported.

use std::ffi::OsString;
use std::io;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches};
use messages::{Exit, Lang, failure, io_error};

use crate::about_program;
use crate::arguments::{answer, in_lang, is_answer, usage_failure, wanted_format, wanted_lang};
use crate::console::{Console, Format};
use crate::stop::Stop;

/// The flags that every command of both programs has. The parser's own speak English only.
#[derive(Debug, Args)]
pub struct GlobalFlags {
    /// 界面语言：zh 中文，en 英文（默认随系统）
    /// | Language: zh Chinese, en English (default: the system's)
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh", "en"])]
    #[arg(hide_possible_values = true, display_order = 100)]
    lang: Option<String>,

    /// 以 JSON 输出结果，供其他程序读取 | Results as JSON, for other programs
    #[arg(long, global = true, display_order = 101)]
    json: bool,

    /// 显示用法 | Show this help
    #[arg(short, long, global = true, display_order = 102, action = ArgAction::HelpShort)]
    help: Option<bool>,

    /// 显示版本 | Show the version
    #[arg(short = 'V', long, display_order = 103, action = ArgAction::Version)]
    version: Option<bool>,
}

/// Parses the arguments, the first of which is the program's own name, and runs `command` on them.
///
/// Sets language and format of the console as the arguments want them, and tells every failure on it.
/// The command line `C` must [flatten](clap::Args) [`GlobalFlags`].
pub fn run<C: CommandFactory + FromArgMatches>(
    args: impl IntoIterator<Item = OsString>,
    console: &mut Console<'_>,
    command: impl FnOnce(C, &mut Console<'_>) -> Result<Exit, Stop>,
) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    console.lang = Lang::choose(wanted_lang(&args));
    console.format = wanted_format(&args);
    let ended = parse_and_run(&args, console, command);
    let reported = match ended {
        Ok(exit) => return exit,
        Err(Stop::Failure(failure)) => console
            .progress(None)
            .and_then(|()| console.fail(&failure))
            .map(|()| failure.exit),
        Err(Stop::Output(error)) => lost_output(&error, console),
    };
    // If not even that can be said, the exit status still tells.
    reported.unwrap_or(Exit::Undecided)
}

fn parse_and_run<C: CommandFactory + FromArgMatches>(
    args: &[OsString],
    console: &mut Console<'_>,
    command: impl FnOnce(C, &mut Console<'_>) -> Result<Exit, Stop>,
) -> Result<Exit, Stop> {
    let parser = in_lang(about_program::add_commands(C::command()), console.lang);
    let name = parser.get_name().to_owned();
    let matches = parser.clone().try_get_matches_from(args);
    if let Ok(matches) = &matches
        && let Some(ended) = about_program::run(&parser, matches, console)
    {
        return ended;
    }
    let parsed = matches.and_then(|matches| C::from_arg_matches(&matches));
    match parsed {
        Ok(parsed) => command(parsed, console),
        Err(error) if is_answer(&error) => {
            // Help is for people, whoever asked for JSON beside it.
            console.result_as_is(&answer(&error, console.lang))?;
            Ok(Exit::Done)
        }
        Err(error) => Err(usage_failure(&error, &name).into()),
    }
}

/// A result that was not delivered is none: this never ends with status 0.
fn lost_output(error: &io::Error, console: &mut Console<'_>) -> io::Result<Exit> {
    // Whoever closed a pipe, like `head`, has seen enough and needs no message.
    if error.kind() != io::ErrorKind::BrokenPipe {
        console.format = Format::Human;
        let why = io_error(error);
        console.fail(
            &failure!("output-unwritable";
            "结果写不出去（{}）", why.in_lang(Lang::Zh);
            "the results cannot be written ({})", why.in_lang(Lang::En);
            "请检查磁盘空间和输出位置。"; "Check the disk and where the output goes.")
            .with_detail(error),
        )?;
    }
    Ok(Exit::Undecided)
}
