//! Undoes what scanners and Chinese input methods do to a code, beyond what the format itself repairs, and
//! distinguishes a code that was read badly from one of another kind.

use credential_core::{BASE45_MARK, TextForm};

/// A text as it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Repaired {
    pub(in super::super) text: String,
    /// Why it would not be read, if it is not.
    pub(in super::super) damage: Damage,
}

/// What seems to have happened to a text on its way. Counts only if the text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Damage {
    /// Nothing that could be seen.
    None,
    /// Characters of it are missing or wrong.
    Incomplete,
    /// An input method made words of it.
    InputMethod,
}

/// Longer than any bar code or payment code, which have at most some 30 digits.
const LONGEST_OTHER_DIGITS: usize = 40;

/// Longer than an address or a payment code that is all capitals.
const LONGEST_OTHER_BASE45: usize = 120;

/// Undoes what can be undone.
pub(in super::super) fn repair(typed: &str) -> Repaired {
    let text = without_identifier(typed);
    let words = text.chars().any(is_word);
    let digits = digits(text);
    let length = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .count();
    let share_of_digits = |tenths: usize| digits.len() * 10 >= length * tenths;
    let ours = TextForm::of(text) == Some(TextForm::Digits) || digits.len() > LONGEST_OTHER_DIGITS;
    if ours && share_of_digits(9) {
        let damage = if words {
            Damage::InputMethod
        } else {
            Damage::Incomplete
        };
        return Repaired {
            text: digits,
            damage,
        };
    }
    let text: String = text.chars().map(punctuation).collect();
    let ours = TextForm::of(&text).is_some() || is_headless_base45(&text);
    let damage = match (ours, words) {
        (true, false) => Damage::Incomplete,
        (true, true) => Damage::InputMethod,
        (false, true) if length > LONGEST_OTHER_DIGITS && share_of_digits(5) => Damage::InputMethod,
        (false, _) => Damage::None,
    };
    Repaired { text, damage }
}

/// Without the identifier of the kind of code (ISO/IEC 15424) that some scanners are set to send: `]Q1`.
fn without_identifier(text: &str) -> &str {
    let trimmed = text.trim_start();
    let mut rest = trimmed.chars();
    let begins = matches!(rest.next(), Some(']' | '］' | '】'))
        && matches!(rest.next(), Some('Q' | 'q' | 'Ｑ' | 'ｑ'))
        && rest.next().is_some();
    if begins { rest.as_str() } else { text }
}

/// The digits among the characters, full-width ones too.
fn digits(text: &str) -> String {
    let digit = |character: char| match character {
        '０'..='９' => char::from_u32(u32::from(character) - 0xfee0),
        other => Some(other).filter(char::is_ascii_digit),
    };
    text.chars().filter_map(digit).collect()
}

/// A Chinese character, as only an input method types them.
fn is_word(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The punctuation of Base45 (`$ * - . /`) that an input method has replaced, other than by full-width forms.
fn punctuation(character: char) -> char {
    match character {
        '。' | '｡' => '.',
        '、' => '/',
        '￥' | '¥' => '$',
        '×' => '*',
        '—' | '–' | '−' => '-',
        other => other,
    }
}

/// Whether this is Base45 of ours whose mark has one wrong character, one too many or one too few.
fn is_headless_base45(text: &str) -> bool {
    let text: String = text.chars().filter(|character| *character != ' ').collect();
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || b"$%*+-./:".contains(&byte);
    let heads = (BASE45_MARK.len() - 1..=BASE45_MARK.len() + 1).filter_map(|end| text.get(..end));
    text.len() >= LONGEST_OTHER_BASE45
        && text.bytes().all(alphabet)
        && !text.contains("//")
        && heads
            .into_iter()
            .any(|head| is_one_fault_away(&head.to_ascii_uppercase(), BASE45_MARK))
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
