//! Command lines in two languages.
//!
//! The help texts of a command stand in its definition as `中文 | English`; [`in_lang`] keeps one
//! side of each. The parser's own complaints become [`Failure`]s like any other.

use std::error::Error;
use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use messages::untrusted::escape_untrusted;
use messages::{Failure, Lang, Text, text};

use crate::console::Format;

/// The value of `--lang`, looked for before the arguments are parsed: help and complaints need it.
pub fn wanted_lang(args: &[OsString]) -> Option<Lang> {
    args.iter().enumerate().find_map(|(at, arg)| {
        let arg = arg.to_str()?;
        let value = match arg.strip_prefix("--lang=") {
            Some(value) => value,
            None if arg == "--lang" => args.get(at + 1)?.to_str()?,
            None => return None,
        };
        Lang::from_tag(value)
    })
}

/// Whether `--json` is among the arguments, so that a complaint about the others is JSON too.
pub fn wanted_format(args: &[OsString]) -> Format {
    if args.iter().any(|arg| arg == "--json") {
        Format::Json
    } else {
        Format::Human
    }
}

/// Keeps one language of all help texts, and gives the headings in it.
#[must_use]
pub fn in_lang(command: Command, lang: Lang) -> Command {
    let (template, commands, headings) = match lang {
        Lang::Zh => (
            "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
            "命令",
            ["参数", "选项"],
        ),
        Lang::En => (
            "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
            "Commands",
            ["Arguments", "Options"],
        ),
    };
    let about = command.get_about().map(|about| one_side(about, lang));
    let after = command.get_after_help().map(|after| one_side(after, lang));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|inner| inner.get_name().to_owned())
        .collect();
    let mut command = command
        .help_template(template)
        .subcommand_help_heading(commands)
        .disable_help_subcommand(true)
        .mut_args(|arg| translated(arg, headings, lang));
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    for name in names {
        command = command.mut_subcommand(name, |inner| in_lang(inner, lang));
    }
    command
}

fn translated(arg: Arg, [positional, option]: [&'static str; 2], lang: Lang) -> Arg {
    let heading = if arg.is_positional() {
        positional
    } else {
        option
    };
    let help = arg.get_help().map(|help| one_side(help, lang).to_string());
    let defaults: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    let default = match (defaults.as_slice(), lang) {
        ([], _) => String::new(),
        _ if arg.is_hide_default_value_set() => String::new(),
        (values, Lang::Zh) => format!("（默认 {}）", values.join("、")),
        (values, Lang::En) => format!(" (default: {})", values.join(", ")),
    };
    let hides_default = !defaults.is_empty();
    // `zh|en` as the name of a value lists what it can be.
    let listed = arg
        .get_value_names()
        .is_some_and(|names| names.iter().any(|name| name.contains('|')));
    let arg = arg.help_heading(heading);
    let arg = if hides_default {
        arg.hide_default_value(true)
    } else {
        arg
    };
    let arg = if listed {
        arg.hide_possible_values(true)
    } else {
        arg
    };
    match help {
        Some(help) => arg.help(help + &default),
        None => arg,
    }
}

fn one_side(text: &StyledStr, lang: Lang) -> StyledStr {
    let text = text.to_string();
    let side = match (text.split_once(" | "), lang) {
        (Some((zh, _)), Lang::Zh) => zh,
        (Some((_, en)), Lang::En) => en,
        (None, _) => &text,
    };
    side.to_owned().into()
}

/// Whether the parser stopped because help or the version was asked for.
pub fn is_answer(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

/// What the parser answers with, if [`is_answer`]; the placeholders that it makes by itself in `lang`.
pub fn answer(error: &clap::Error, lang: Lang) -> String {
    let text = error.to_string();
    let text = text.trim_end();
    match lang {
        Lang::Zh => text
            .replace("[OPTIONS]", "[选项]")
            .replace("<COMMAND>", "<命令>"),
        Lang::En => text.to_owned(),
    }
}

/// What the parser complains about, with the way to the right usage.
pub fn usage_failure(error: &clap::Error, program: &str) -> Failure {
    let english = error.to_string();
    let english = english
        .lines()
        .take_while(|line| !line.is_empty() && !line.starts_with("Usage"))
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ");
    let english = english.strip_prefix("error: ").unwrap_or(&english);
    let english = escape_untrusted(english).into_owned();
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let subcommand = context(error, ContextKind::InvalidSubcommand);
    let valid = context(error, ContextKind::ValidValue);
    let chinese = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{arg}"),
        ErrorKind::UnknownArgument => format!("没有这个参数：{arg}"),
        ErrorKind::InvalidSubcommand => format!("没有这个命令：{subcommand}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写要执行的命令".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("参数 {arg} 不能这样合用，或重复了"),
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {arg} 后面缺少内容"),
        ErrorKind::InvalidValue if !valid.is_empty() => {
            format!("参数 {arg} 不能是“{value}”，可以是：{valid}")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match range_of(error) {
            Some((from, to)) => format!("参数 {arg} 不能是“{value}”，要在 {from} 到 {to} 之间"),
            None => format!("参数 {arg} 不能是“{value}”"),
        },
        _ => english.clone(),
    };
    let english = match error.kind() {
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "no command was given".to_owned()
        }
        _ => english,
    };
    let (perhaps_zh, perhaps_en) = match meant(error).as_str() {
        "" => Default::default(),
        meant => (
            format!("是不是 {meant}？"),
            format!("Did you mean {meant}? "),
        ),
    };
    Failure::new(
        "usage",
        Text::new(chinese, english),
        text!("{perhaps_zh}用 {program} --help 或在命令后加 --help 查看用法。";
            "{perhaps_en}See {program} --help, or add --help to the command."),
    )
}

/// What was meant, by what it looks like; empty if it looks like nothing.
fn meant(error: &clap::Error) -> String {
    [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ]
    .map(|kind| context(error, kind))
    .into_iter()
    .find(|meant| !meant.is_empty())
    .unwrap_or_default()
}

/// The ends of the range that the parser wants a number to be in, which only its message tells.
fn range_of(error: &clap::Error) -> Option<(i64, i64)> {
    let message = error.source()?.to_string();
    let (_, range) = message.split_once(" is not in ")?;
    let (from, to) = range.split_once("..=")?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => escape_untrusted(text).into_owned(),
        Some(ContextValue::Strings(texts)) => escape_untrusted(&texts.join("，")).into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> Command {
        Command::new("tool").about("工具 | a tool").subcommand(
            Command::new("make").about("制作 | make it").arg(
                Arg::new("folder")
                    .long("folder")
                    .required(true)
                    .help("文件夹 | the folder"),
            ),
        )
    }

    #[test]
    fn help_is_in_one_language() {
        for (lang, has, has_not) in [
            (Lang::Zh, ["工具", "用法：", "制作"], "make it"),
            (Lang::En, ["a tool", "Usage: ", "make it"], "制作"),
        ] {
            let help = in_lang(command(), lang).render_help().to_string();
            assert!(has.iter().all(|text| help.contains(text)), "{help}");
            assert!(!help.contains(has_not), "{help}");
        }
    }

    #[test]
    fn complaints_are_in_both_languages() {
        let error = in_lang(command(), Lang::Zh)
            .try_get_matches_from(["tool", "make"])
            .unwrap_err();
        let failure = usage_failure(&error, "tool");
        assert_eq!(
            failure.what.in_lang(Lang::Zh),
            "缺少参数：--folder <folder>"
        );
        assert!(
            failure.what.in_lang(Lang::En).contains("required"),
            "{failure:?}"
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_answered_with_what_was_meant() {
        let meant = |args: &[&str]| {
            let parsed = in_lang(command(), Lang::Zh).try_get_matches_from(args);
            usage_failure(&parsed.unwrap_err(), "tool").remedy
        };
        for (args, zh, en) in [
            (
                &["tool", "maek"][..],
                "是不是 make？",
                "Did you mean make? ",
            ),
            (
                &["tool", "make", "--foldr", "x"],
                "是不是 --folder？",
                "Did you mean --folder? ",
            ),
        ] {
            let meant = meant(args);
            assert!(meant.in_lang(Lang::Zh).starts_with(zh), "{meant:?}");
            assert!(meant.in_lang(Lang::En).starts_with(en), "{meant:?}");
        }
        let far_off = meant(&["tool", "xyzzy"]);
        assert!(
            far_off.in_lang(Lang::Zh).starts_with("用 tool"),
            "{far_off:?}"
        );
    }

    #[test]
    fn a_number_out_of_range_is_answered_with_the_range() {
        let number = Arg::new("n")
            .long("n")
            .value_parser(clap::value_parser!(u8).range(2..=9));
        for value in ["1", "10"] {
            let parsed = Command::new("tool")
                .arg(number.clone())
                .try_get_matches_from(["tool", "--n", value]);
            let what = usage_failure(&parsed.unwrap_err(), "tool").what;
            assert!(
                what.in_lang(Lang::Zh).contains("要在 2 到 9 之间"),
                "{what:?}"
            );
            assert!(what.in_lang(Lang::En).contains("2..=9"), "{what:?}");
        }
    }

    #[test]
    fn finds_the_language_before_parsing() {
        let args = |list: &[&str]| list.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            wanted_lang(&args(&["tool", "--lang", "zh"])),
            Some(Lang::Zh)
        );
        assert_eq!(
            wanted_lang(&args(&["tool", "--lang=en", "x"])),
            Some(Lang::En)
        );
        assert_eq!(wanted_lang(&args(&["tool", "--lang"])), None);
        assert_eq!(wanted_lang(&args(&["tool", "--lang", "fr"])), None);
    }
}
