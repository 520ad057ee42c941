//! What scanners, keyboards and input methods do to a text on its way, undone as far as it can be.
//!
//! For texts that were *typed*: by a hand-held scanner in keyboard mode, by an input method, from a
//! list. What a camera reads needs none of it. The repairs of the format itself stand in
//! `docs/format.md` and are part of reading; those here are the advice of its section "Scanners",
//! and change nothing about which texts are valid: whatever comes out is verified like any text.

mod layouts;
mod marks;
mod sequences;

pub use sequences::key_of_sequence;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::credential::ParsedCredential;
use crate::error::Error;
use crate::frames::Frame;
use crate::limits::MAX_TEXT_CHARS;
use crate::text::{self, BASE45_MARK, TextForm};

/// Longer texts are not repaired: of our texts none has so many bytes, whatever was put around it.
/// A numeric keypad's code for a character has up to five digits.
const MAX_REPAIRED: usize = 5 * MAX_TEXT_CHARS;

/// More digits than any bar code or payment code has, which have at most some 30.
const LONGEST_OTHER_DIGITS: usize = 40;

/// Longer than an address or a payment code that is all capitals.
const LONGEST_OTHER_BASE45: usize = 120;

/// So many characters of Base45 without a mark may be a part of a code of ours.
const SHORTEST_PART: usize = 40;

/// In how many places a line is cut to find the end of a code; the longest has some 220 of them.
const MAX_CUTS: usize = 256;

/// How many codes one line may hold.
const MAX_CODES_IN_LINE: usize = 64;

/// A text as it is to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannedText<'t> {
    /// The text, repaired where it could be.
    pub text: Cow<'t, str>,
    /// What happened to it on its way. If the text was [repaired](Self::is_repaired), this was
    /// undone; otherwise it is the likely reason if the text is not read or its signature does not fit.
    pub fault: Option<ScanFault>,
    /// Whether it was changed, and can be read since.
    pub is_repaired: bool,
}

/// What seems to have happened to a text on its way from the code to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ScanFault {
    /// Characters of it are missing, doubled or wrong.
    Incomplete,
    /// An input method made words of it.
    InputMethod,
    /// Scanner and computer are set to different keyboard layouts, or the shift key was stuck.
    KeyboardLayout,
    /// Something was put around it: an identifier, quotes, an address, control characters.
    Surrounded,
    /// Characters arrived as key sequences or as numbers typed with the Alt key.
    KeySequences,
}

impl ScanFault {
    /// The stable name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::InputMethod => "input-method",
            Self::KeyboardLayout => "keyboard-layout",
            Self::Surrounded => "surrounded",
            Self::KeySequences => "key-sequences",
        }
    }
}

/// Undoes what can be undone, and otherwise says what seems to have happened.
///
/// Never makes a text that is read into another one.
///
/// ```
/// use credential_core::scanner::{self, ScanFault};
///
/// // What a US scanner types into a computer with a French keyboard.
/// let typed = "(çà&éà".repeat(30);
/// assert_eq!(scanner::clean(&typed).fault, Some(ScanFault::KeyboardLayout));
/// // A payment code stays what it is.
/// let payment = scanner::clean("134567890123456789");
/// assert_eq!((payment.fault, payment.is_repaired), (None, false));
/// ```
pub fn clean(text: &str) -> ScannedText<'_> {
    let unchanged = |fault| ScannedText {
        text: Cow::Borrowed(text),
        fault,
        is_repaired: false,
    };
    let is_of_later_kind =
        || ParsedCredential::from_text(text).is_err_and(|error| error == Error::TextUnsupported);
    if text.len() > MAX_REPAIRED || is_read(text) || is_of_later_kind() {
        return unchanged(None);
    }
    let repaired = |text: String, fault| ScannedText {
        text: Cow::Owned(text),
        fault: Some(fault),
        is_repaired: true,
    };
    let (keys, had_sequences) = sequences::resolve(text);
    let plain = text::repair(&keys).into_owned();
    let fault = if had_sequences {
        ScanFault::KeySequences
    } else {
        ScanFault::Surrounded
    };
    if let Some(text) = first_read(&plain) {
        return repaired(text, fault);
    }
    let punctuated: String = plain.chars().map(marks::punctuation).collect();
    if punctuated != plain
        && let Some(text) = first_read(&punctuated)
    {
        return repaired(text, ScanFault::InputMethod);
    }
    if let Some(text) = sequences::alt_codes(&plain)
        .into_iter()
        .find_map(|text| first_read(&text))
    {
        return repaired(text, ScanFault::KeySequences);
    }
    let typed: Vec<String> = layouts::readings(&plain).collect();
    if let Some(text) = typed.iter().find_map(|text| first_read(text)) {
        return repaired(text, ScanFault::KeyboardLayout);
    }
    damaged(text, &punctuated, &typed)
}

/// The codes of one line: as a rule one, which is the line. Several that a scanner or a list has
/// put into one line, with tabs or control characters or nothing between them, are taken apart.
pub fn split(line: &str) -> Vec<&str> {
    if line.len() > MAX_CODES_IN_LINE * MAX_TEXT_CHARS || is_read(line) {
        return alloc::vec![line];
    }
    let pieces: Vec<&str> = line
        .split(|character: char| character.is_ascii_control() && character != '\u{1b}')
        .filter(|piece| !piece.trim().is_empty())
        .take(MAX_CODES_IN_LINE)
        .collect();
    // A damaged one counts too: it is to be scanned again, and not passed over.
    let is_ours =
        |piece: &&&str| is_read(piece) || TextForm::of(piece).is_some() || clean(piece).is_repaired;
    let pieces = if pieces.iter().filter(is_ours).count() > 1 {
        pieces
    } else {
        alloc::vec![line]
    };
    pieces.into_iter().flat_map(run_together).collect()
}

/// Codes without anything between them.
fn run_together(line: &str) -> Vec<&str> {
    let mut codes = Vec::new();
    let mut rest = line;
    while !is_read(rest) && rest.is_ascii() && rest.len() <= MAX_REPAIRED {
        let cut = marks::starts(rest)
            .filter(|at| *at > 0)
            .take(MAX_CUTS)
            .find(|at| rest.get(..*at).is_some_and(is_read));
        let Some((head, tail)) = cut.and_then(|at| rest.split_at_checked(at)) else {
            break;
        };
        codes.push(head);
        rest = tail;
    }
    codes.push(rest);
    // What follows must be one of ours as well, or it is no second code.
    if codes.len() > 1 && !is_read(rest) {
        return alloc::vec![line];
    }
    // The same twice is one code that was sent twice.
    codes.dedup();
    codes
}

/// Whether a text is sound as far as that can be told without keys. The check digits alone, as of a text
/// of a later kind, would let one in a hundred pass.
fn is_read(text: &str) -> bool {
    match ParsedCredential::from_text(text) {
        Ok(_) => true,
        Err(Error::ObjectUnsupported) => Frame::from_text(text).is_ok(),
        Err(_) => false,
    }
}

/// The first way to take a text that is read.
fn first_read(text: &str) -> Option<String> {
    let whole = core::iter::once(text);
    whole
        .chain(marks::behind_prefixes(text))
        .find(|text| is_read(text))
        .map(String::from)
        .or_else(|| Some(digits_only(text)).filter(|digits| is_read(digits)))
}

fn digits_only(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What seems to have happened to a text that nothing makes readable.
fn damaged<'t>(original: &'t str, text: &str, typed: &[String]) -> ScannedText<'t> {
    let with = |text: String, fault| ScannedText {
        text: Cow::Owned(text),
        fault: Some(fault),
        is_repaired: false,
    };
    let words = original.chars().any(is_word);
    let digits = digits_only(text);
    let length = text.chars().filter(|character| *character != ' ').count();
    let share_of_digits = |tenths: usize| digits.len() * 10 >= length * tenths;
    let damage = if words {
        ScanFault::InputMethod
    } else {
        ScanFault::Incomplete
    };
    let ours = TextForm::of(text) == Some(TextForm::Digits) || digits.len() > LONGEST_OTHER_DIGITS;
    if ours && share_of_digits(9) {
        return with(digits, damage);
    }
    let behind_prefix = marks::behind_prefixes(text).find(|text| TextForm::of(text).is_some());
    if TextForm::of(text).is_some() {
        return with(String::from(text), damage);
    }
    if let Some(text) = behind_prefix {
        return with(String::from(text), damage);
    }
    if let Some(text) = typed.iter().find(|text| {
        TextForm::of(text).is_some() || (is_all_digits(text) && text.len() > LONGEST_OTHER_DIGITS)
    }) {
        return with(text.clone(), ScanFault::KeyboardLayout);
    }
    let fault = if text.starts_with("LB1;") {
        // The shift key got lost, and with it the difference between 4 and $.
        Some(ScanFault::KeyboardLayout)
    } else if is_headless_base45(text) || is_part_of_base45(text) {
        Some(damage)
    } else if words && length > LONGEST_OTHER_DIGITS && share_of_digits(5) {
        Some(ScanFault::InputMethod)
    } else {
        None
    };
    match fault {
        Some(fault) => with(String::from(text), fault),
        None => ScannedText {
            text: Cow::Borrowed(original),
            fault: None,
            is_repaired: false,
        },
    }
}

fn is_all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A Chinese character, as only an input method types them.
fn is_word(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_base45(text: &str) -> bool {
    let alphabet = |byte: u8| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" $%*+-./:".contains(&byte)
    };
    text.bytes().all(alphabet) && !text.contains("//")
}

/// Whether this is Base45 of ours whose mark has one wrong character, one too many or one too few.
fn is_headless_base45(text: &str) -> bool {
    let heads = (BASE45_MARK.len() - 1..=BASE45_MARK.len() + 1).filter_map(|end| text.get(..end));
    text.len() >= LONGEST_OTHER_BASE45
        && is_base45(text)
        && heads
            .into_iter()
            .any(|head| is_one_fault_away(head, BASE45_MARK))
}

/// Whether this looks like Base45 without its beginning: a sixth of its characters are marks as a rule. Texts
/// of other kinds in Base45 have a mark of their own, as `HC1:`.
fn is_part_of_base45(text: &str) -> bool {
    let marks: Vec<u8> = text
        .bytes()
        .filter(|byte| b"$%*+-./:".contains(byte))
        .collect();
    let mut kinds = marks.clone();
    kinds.sort_unstable();
    kinds.dedup();
    let other_mark = matches!(
        text.as_bytes(),
        [b'A'..=b'Z', b'A'..=b'Z', b'0'..=b'9', b':', ..]
    );
    text.len() >= SHORTEST_PART
        && is_base45(text)
        && !other_mark
        && kinds.len() > 3
        && marks.len() * 20 >= text.len()
}

fn is_one_fault_away(text: &str, right: &str) -> bool {
    let (text, right) = (text.as_bytes(), right.as_bytes());
    let same = |(one, other): &(&u8, &u8)| one == other;
    let before = text.iter().zip(right).take_while(same).count();
    let (text, right) = (&text[before..], &right[before..]);
    let behind = text
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take_while(same)
        .count();
    match (&text[..text.len() - behind], &right[..right.len() - behind]) {
        ([one, two], [other, another]) => (one, two) == (another, other),
        (wrong, missing) => wrong.len() <= 1 && missing.len() <= 1,
    }
}

#[cfg(test)]
mod tests;
