//! What seems to have happened to a text that nothing makes readable.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::marks;
use super::scanned_text::{ScanFault, ScannedText};
use crate::text::{BASE45_MARK, TextForm};

/// More digits than any bar code or payment code has, which have at most some 30.
pub(super) const LONGEST_OTHER_DIGITS: usize = 40;

/// Longer than an address or a payment code that is all capitals.
const LONGEST_OTHER_BASE45: usize = 120;

/// So many characters of Base45 without a mark may be a part of a code of ours.
const SHORTEST_PART: usize = 40;

/// What seems to have happened to a text that nothing makes readable.
pub(super) fn assess<'t>(original: &'t str, text: &str, typed: &[String]) -> ScannedText<'t> {
    let with = |text: String, fault| ScannedText {
        text: Cow::Owned(text),
        fault: Some(fault),
        is_repaired: false,
        parsed: None,
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
        None => ScannedText::unchanged(original),
    }
}

pub(super) fn digits_only(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
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
