//! Where a code begins in a text that has something before or behind it.

use crate::text::MIN_DIGITS;

/// How many digits a prefix may end with: an identifier (`]Q1`), the number of a scanner.
const MAX_DIGITS_BEFORE: usize = 8;

/// How many marks of the Base45 form are tried.
const MAX_MARKS: usize = 8;

/// The parts of a text, already in upper case, that may be the code without what was put around it: an
/// identifier of the kind of code (ISO/IEC 15424), `QR-Code:`, an address, quotes.
pub(super) fn behind_prefixes(text: &str) -> impl Iterator<Item = &str> {
    let base45 = starts(text)
        .filter(|at| text.as_bytes().get(*at) == Some(&b'L'))
        .take(MAX_MARKS)
        .filter_map(|at| text.get(at..))
        .map(|code| code.split(is_foreign).next().unwrap_or(code));
    digit_runs(text).flat_map(from_marks).chain(base45)
}

/// No character of Base45, and so behind the code.
pub(super) fn is_foreign(character: char) -> bool {
    !(character.is_ascii_alphanumeric() || " $%*+-./:".contains(character))
}

/// Runs of digits that are long enough; blanks among them are no end.
fn digit_runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_digit() && character != ' ')
        .map(|run| run.trim_matches(' '))
        .filter(|run| run.len() >= MIN_DIGITS)
}

/// A run from its first digit on, and from each early place where a mark of ours stands.
fn from_marks(run: &str) -> impl Iterator<Item = &str> {
    (0..=MAX_DIGITS_BEFORE)
        .filter_map(|at| run.get(at..))
        .filter(|rest| matches!(rest.as_bytes(), [b'8', b'1'..=b'9', ..]))
}

/// The places where a mark of ours stands: `81` to `89`, `LB1:` to `LB9:`.
pub(super) fn starts(text: &str) -> impl Iterator<Item = usize> {
    text.as_bytes()
        .windows(4)
        .enumerate()
        .filter(|(_, window)| {
            matches!(
                window,
                [b'8', b'1'..=b'9', ..] | [b'L' | b'l', b'B' | b'b', b'1'..=b'9', b':']
            )
        })
        .map(|(at, _)| at)
}

/// The punctuation of Base45 (`$ * - . /`) that an input method has replaced, other than by full-width forms.
pub(super) fn punctuation(character: char) -> char {
    match character {
        '。' | '｡' => '.',
        '、' => '/',
        '￥' | '¥' => '$',
        '×' => '*',
        '—' | '–' | '−' => '-',
        other => other,
    }
}
