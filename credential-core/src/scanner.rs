//! What scanners, keyboards and input methods do to a text on its way, undone as far as it can be.
//!
//! For texts that were *typed*: by a hand-held scanner in keyboard mode, by an input method, from a
//! list. What a camera reads needs none of it. The repairs of the format itself stand in
//! `docs/format.md` and are part of reading; those here are the advice of its section "Scanners",
//! and change nothing about which texts are valid: whatever comes out is verified like any text.

mod damage;
mod digit_runs;
mod find;
mod layouts;
mod marks;
mod scanned_text;
mod sequences;

pub use scanned_text::{ScanFault, ScannedText};
pub use sequences::key_of_sequence;

use alloc::string::String;
use alloc::vec::Vec;

use crate::credential::ParsedCredential;
use crate::error::Error;
use crate::limits::MAX_TEXT_CHARS;
use crate::presentation::ParsedCode;
use crate::text;
use find::{Budget, is_read};

/// Longer texts are not repaired: of our texts none has so many bytes, whatever was put around it.
/// A numeric keypad's code for a character has up to five digits.
const MAX_REPAIRED: usize = 5 * MAX_TEXT_CHARS;

/// How many codes one line may hold.
const MAX_CODES_IN_LINE: usize = 64;

/// How often what stands between codes is searched for codes that were typed in another way.
const MAX_DEPTH: usize = 2;

/// The codes of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineCodes<'t> {
    /// Each is to be judged; at least one, which is the line itself where nothing of ours is in it.
    pub codes: Vec<ScannedText<'t>>,
    /// `false` if there may be more codes in the line than are given here: say so, and have them scanned
    /// one by one.
    pub is_complete: bool,
}

/// Undoes what can be undone, and otherwise says what seems to have happened.
///
/// Never makes a text that is read into another one. A text with several codes stays as it is, with
/// [`ScanFault::SeveralCodes`]: none of them is to be judged for it. [`split`] gives them.
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
    let LineCodes { mut codes, .. } = split(text);
    match (codes.pop(), codes.is_empty()) {
        (Some(code), true) => code,
        _ => ScannedText {
            fault: Some(ScanFault::SeveralCodes),
            ..ScannedText::unchanged(text)
        },
    }
}

/// The code that a line is, if it is one code in digits and nothing else: what a scanner sends as a rule. Nothing
/// needs to be looked for in it, nor around it.
fn lone_code(line: &str) -> Option<ParsedCode> {
    let may_be_one = (text::MIN_DIGITS..=find::LONGEST_DIGITS).contains(&line.len())
        && line.bytes().all(|byte| byte.is_ascii_digit());
    may_be_one
        .then(|| ParsedCode::from_text(line).ok())
        .flatten()
}

/// The codes of one line, each [cleaned](clean): as a rule one, which is the line. Several that a scanner
/// or a list has put into one line are all found, whatever stands between them: tabs, control
/// characters, commas, other texts, or nothing.
pub fn split(line: &str) -> LineCodes<'_> {
    let whole = |codes| LineCodes {
        codes,
        is_complete: true,
    };
    if line.len() > MAX_CODES_IN_LINE * MAX_TEXT_CHARS {
        return whole(alloc::vec![ScannedText::unchanged(line)]);
    }
    if let Some(code) = lone_code(line) {
        return whole(alloc::vec![ScannedText::of_code(line, code)]);
    }
    let mut budget = Budget::default();
    let mut pieces = line
        .split(|character: char| character.is_ascii_control() && character != '\u{1b}')
        .filter(|piece| !piece.trim().is_empty());
    let of_pieces: Vec<Vec<ScannedText<'_>>> = pieces
        .by_ref()
        .take(MAX_CODES_IN_LINE)
        .map(|piece| codes_of(piece, &mut budget, MAX_DEPTH))
        .collect();
    // A damaged one counts too: it is to be scanned again, and not passed over.
    let ours = |codes: &&Vec<ScannedText<'_>>| codes.iter().any(ScannedText::is_whole_or_marked);
    let (count, mut is_complete) = (of_pieces.iter().filter(ours).count(), true);
    let mut codes = if count > 1 {
        is_complete = pieces.next().is_none();
        of_pieces.into_iter().flatten().collect()
    } else if let Some(codes) = of_pieces
        .into_iter()
        .find(|codes| codes.iter().all(ScannedText::is_whole))
    {
        match codes.as_slice() {
            [_] if is_read(line) => alloc::vec![ScannedText::unchanged(line)],
            _ => codes.into_iter().map(ScannedText::out_of_line).collect(),
        }
    } else {
        budget = Budget::default();
        codes_of(line, &mut budget, MAX_DEPTH)
    };
    // The same twice is one code that was sent twice.
    codes.dedup_by(|later, earlier| later.text == earlier.text);
    is_complete &= codes.len() <= MAX_CODES_IN_LINE && !(budget.is_spent() && codes.len() > 1);
    codes.truncate(MAX_CODES_IN_LINE);
    LineCodes { codes, is_complete }
}

/// The codes in a text, at least one; that is the text itself if no code can be made of it.
fn codes_of<'t>(text: &'t str, budget: &mut Budget, depth: usize) -> Vec<ScannedText<'t>> {
    let is_of_later_kind =
        || ParsedCredential::from_text(text).is_err_and(|error| error == Error::TextUnsupported);
    if text.len() > MAX_REPAIRED || is_of_later_kind() {
        return alloc::vec![ScannedText::unchanged(text)];
    }
    let (keys, had_sequences) = sequences::resolve(text);
    let plain = text::repaired_characters(&keys);
    // The format reads what stands behind the last `/` of an address, where other codes may be.
    if is_read(text) && find::codes(&plain, budget).len() < 2 {
        return alloc::vec![ScannedText::unchanged(text)];
    }
    let mut found = |reading: &str, fault| read_as(reading, fault, budget, depth);
    let fault = if had_sequences {
        ScanFault::KeySequences
    } else {
        ScanFault::Surrounded
    };
    let punctuated: String = plain.chars().map(marks::punctuation).collect();
    let typed: Vec<String> = layouts::readings(&plain).collect();
    found(&plain, fault)
        .or_else(|| (punctuated != plain).then(|| found(&punctuated, ScanFault::InputMethod))?)
        .or_else(|| {
            found(
                &sequences::alt_codes(&text::repair(&keys))?,
                ScanFault::KeySequences,
            )
        })
        .or_else(|| {
            let mut typed = typed.iter();
            typed.find_map(|reading| found(reading, ScanFault::KeyboardLayout))
        })
        .unwrap_or_else(|| alloc::vec![damage::assess(text, &punctuated, &typed)])
}

/// The codes of a text that is taken in a certain way, with what is left between them where that is of
/// ours too; `None` if there is no code in it.
fn read_as(
    text: &str,
    fault: ScanFault,
    budget: &mut Budget,
    depth: usize,
) -> Option<Vec<ScannedText<'static>>> {
    let repaired = |text: &str| ScannedText::repaired(String::from(text), fault);
    let found = find::codes(text, budget);
    if found.is_empty() {
        // Digits in groups, with marks between them.
        let digits = damage::digits_only(text);
        let found = find::codes(&digits, budget);
        let codes: Vec<_> = found
            .into_iter()
            .filter_map(|place| digits.get(place))
            .map(repaired)
            .collect();
        return (!codes.is_empty()).then_some(codes);
    }
    let mut codes = Vec::new();
    let mut end = 0;
    let last = text.len()..text.len();
    for place in found.into_iter().chain([last]) {
        let between = text.get(end..place.start).unwrap_or_default();
        if depth > 0 {
            let of_ours = codes_of(between, budget, depth - 1)
                .into_iter()
                .filter(ScannedText::is_of_ours);
            codes.extend(of_ours.map(ScannedText::into_owned));
        }
        end = place.end;
        codes.extend(
            text.get(place)
                .filter(|code| !code.is_empty())
                .map(repaired),
        );
    }
    Some(codes)
}

#[cfg(test)]
mod tests;
