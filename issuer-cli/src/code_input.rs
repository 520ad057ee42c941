//! Codes that are given to a command: as a text, in a picture or a file, or from a scanner.

use std::fs;
use std::io::{self, BufRead as _, Read as _};
use std::path::Path;

use cli_support::PictureReader;
use cli_support::opened::{self, Opened, names_a_file};
use credential_core::TextForm;
use messages::{Failure, Lang, Text, failure, io_error, text};
use zeroize::Zeroizing;

use crate::link::without_link;
use crate::values;

/// Where a code stands, and its text.
pub(crate) type PlacedCode = (Text, Zeroizing<String>);

/// The veteran codes in a file that is there or was meant to be, a picture or a text with a code on
/// each line, and where each of them stands. `None` if the argument is the text of a code.
pub(crate) fn codes_in_file(argument: &str) -> Result<Option<Vec<PlacedCode>>, Failure> {
    let path = Path::new(argument);
    // A code is longer than a file name can be; that, too, is an error of `metadata`.
    if fs::metadata(path).is_err() && !names_a_file(argument) {
        return Ok(None);
    }
    let in_file = |failure: Failure| in_file(path, failure);
    match opened::open(path).map_err(in_file)? {
        Opened::Picture(bytes) => {
            let reading = PictureReader::default().read(bytes);
            let reading = reading.map_err(|problem| in_file(problem.failure()))?;
            // A photograph may show other codes beside ours, such as a payment code.
            let codes = reading.codes.into_iter();
            let (ours, others): (Vec<_>, Vec<_>) = codes
                .map(|code| Zeroizing::new(code.text))
                .partition(|text| TextForm::of(without_link(text)).is_some());
            if ours.is_empty() {
                return Err(in_file(if others.is_empty() {
                    opened::no_code(reading.hint)
                } else {
                    no_code(&credential_core::Error::NotOurs)
                }));
            }
            let place = values::shown(path);
            let place = Text::new(place.clone(), place);
            Ok(Some(
                ours.into_iter().map(|text| (place.clone(), text)).collect(),
            ))
        }
        Opened::Lines(reader) => {
            let lines = lines(reader, opened::cannot_read).map_err(in_file)?;
            let placed = lines
                .into_iter()
                .map(|(line, text)| (line_of(path, line), text));
            Ok(Some(placed.collect()))
        }
    }
}

/// The one code that is given: a text, a picture or file with it, or `-` for standard input.
///
/// # Errors
/// `codes-several`, `code-invalid` for several lines none of which is a code, and those of reading.
pub(crate) fn one_code(argument: &str) -> Result<Zeroizing<String>, Failure> {
    let mut codes: Vec<PlacedCode> = match argument {
        "-" => {
            let place = text!("标准输入"; "standard input");
            let lines = stdin_lines()?.into_iter();
            lines.map(|(_, line)| (place.clone(), line)).collect()
        }
        text => codes_in_file(text)?.unwrap_or_default(),
    };
    let is_code = |(_, text): &PlacedCode| TextForm::of(without_link(text.trim())).is_some();
    if codes.len() > 1 && !codes.iter().any(is_code) {
        return Err(none_in_text(argument));
    }
    match (codes.pop(), codes.is_empty()) {
        (Some((_, code)), true) => Ok(code),
        (Some((place, _)), false) => Err(located(&place, several())),
        (None, _) => Ok(Zeroizing::new(argument.to_owned())),
    }
}

/// The failure to lines of something else.
fn none_in_text(argument: &str) -> Failure {
    let place = match argument {
        "-" => text!("标准输入"; "standard input"),
        file => {
            let name = values::shown(Path::new(file));
            Text::new(name.clone(), name)
        }
    };
    let none = failure!("code-invalid"; "里面没有码"; "there is no code in it";
        "请给出码文，或只有一个码的图片（JPEG、PNG、WebP、BMP）或文本文件（码单独一行）。";
        "Give the text of a code, a picture of one (JPEG, PNG, WebP, BMP), or a text file with one as its only line.");
    located(&place, none)
}

fn several() -> Failure {
    failure!("codes-several"; "有几个码，不知道用哪一个"; "there are several codes, and it is unclear which is meant";
        "请只给出一个码。"; "Give one code only.")
}

/// The lines of standard input that are not empty.
pub(crate) fn stdin_lines() -> Result<Vec<(u64, Zeroizing<String>)>, Failure> {
    let place = text!("标准输入"; "standard input");
    lines(io::stdin().lock(), no_input).map_err(|failure| match failure.code {
        "file-too-large" => located(&place, failure),
        _ => failure,
    })
}

/// Lines that are not empty, with their numbers; at least one.
fn lines(
    input: impl io::Read,
    cannot: impl Fn(&io::Error) -> Failure,
) -> Result<Vec<(u64, Zeroizing<String>)>, Failure> {
    /// A code has a thousand characters at most, a list of people is given with `--list`.
    const MAX_BYTES: u64 = 1 << 20;
    let mut reader = io::BufReader::new(input.take(MAX_BYTES + 1));
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(reader.by_ref().lines()) {
        let line = Zeroizing::new(line.map_err(|error| cannot(&error))?);
        if !line.trim().is_empty() {
            lines.push((number, line));
        }
    }
    if reader.get_ref().limit() == 0 {
        return Err(failure!("file-too-large";
            "太大（超过 {MAX_BYTES} 字节）"; "too large (more than {MAX_BYTES} bytes)";
            "请确认选对了文件，或分几次给出。";
            "Make sure that this is the right file, or give it in parts."));
    }
    if lines.is_empty() {
        return Err(cannot(&io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(lines)
}

pub(crate) fn line_of(path: &Path, line: u64) -> Text {
    let name = values::shown(path);
    text!("{name} 第 {line} 行"; "{name}, line {line}")
}

fn in_file(path: &Path, failure: Failure) -> Failure {
    let name = values::shown(path);
    located(&Text::new(name.clone(), name), failure)
}

pub(crate) fn located(place: &Text, failure: Failure) -> Failure {
    use messages::Lang::{En, Zh};
    let (what, remedy) = (&failure.what, &failure.remedy);
    Failure {
        what: text!("{}：{}", place.in_lang(Zh), what.in_lang(Zh);
            "{}: {}", place.in_lang(En), what.in_lang(En)),
        remedy: text!("{}没有做任何改动。", remedy.in_lang(Zh);
            "{} Nothing was changed.", remedy.in_lang(En))
        .into(),
        ..failure
    }
}

pub(crate) fn no_code(error: &credential_core::Error) -> Failure {
    let why = messages::words::error(error);
    Failure::new(
        "code-invalid",
        why,
        text!("请再扫一次，或按持有人编号查找。"; "Scan it again, or go by the holder number."),
    )
}

pub(crate) fn no_input(error: &io::Error) -> Failure {
    let why = io_error(error);
    failure!("input-missing"; "没有输入内容（{}）", why.in_lang(Lang::Zh); "nothing was entered ({})", why.in_lang(Lang::En);
        "没有做任何改动。请再来一次。"; "Nothing was changed. Try again.")
}
