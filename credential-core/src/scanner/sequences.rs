//! Characters that arrive as key sequences of a console, as names of control characters, or as numbers
//! typed on a keypad with the Alt key held.

use alloc::string::String;
use alloc::vec::Vec;

const ESCAPE: char = '\u{1b}';

/// In characters. Longer input is not a sequence.
const MAX_SEQUENCE: usize = 64;

/// Digits that a code has at least if it was typed as numbers; see `text::MIN_DIGITS`.
const MIN_NUMBERS: usize = 60;

/// Control characters as some scanners spell them, at the beginning or end of a code.
const SPELLED: &[&str] = &[
    "<STX>", "<ETX>", "<EOT>", "<GS>", "<RS>", "<FS>", "<US>", "<CR>", "<LF>", "<TAB>", "<HT>",
    "<NUL>", "[STX]", "[ETX]", "[EOT]", "[GS]", "[CR]", "[LF]", "[TAB]", "{STX}", "{ETX}", "{EOT}",
    "{GS}", "{CR}", "{LF}", "{TAB}", "\\R", "\\N", "\\T", "\\X02", "\\X03", "\\X04", "\\X1D",
    "\\X0D", "\\X0A", "^B", "^C", "^D", "^M", "^J", "^]",
];

/// The text with key sequences replaced by their characters, without control characters and without what
/// is invisible; and whether there were sequences.
pub(super) fn resolve(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut had = false;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character == ESCAPE {
            let sequence = take_sequence(&mut rest);
            if let Some(key) = key_of_sequence(&sequence) {
                had = true;
                out.push(key);
            }
            continue;
        }
        let dropped = character.is_control()
            || matches!(character, '\u{ad}' | '\u{2060}'..='\u{206f}' | '\u{202a}'..='\u{202e}'
                | '\u{2400}'..='\u{2426}' | '\u{fe00}'..='\u{fe0f}' | '\u{fffd}' | '\u{61c}');
        if !dropped {
            out.push(character);
        }
    }
    (without_spelled(&out), had)
}

fn without_spelled(text: &str) -> String {
    let mut text = text.trim();
    let begins = |text: &str, name: &str| {
        text.get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
    };
    let ends = |text: &str, name: &str| {
        text.len()
            .checked_sub(name.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(name))
    };
    loop {
        let before = text;
        for name in SPELLED {
            if begins(text, name) {
                text = text.get(name.len()..).unwrap_or_default().trim_start();
            }
            if ends(text, name) {
                text = text
                    .get(..text.len() - name.len())
                    .unwrap_or_default()
                    .trim_end();
            }
        }
        if text == before {
            return String::from(text);
        }
    }
}

/// The sequence that begins with an escape character which was taken already.
fn take_sequence(rest: &mut core::str::Chars<'_>) -> String {
    let mut sequence = String::from(ESCAPE);
    let Some(kind) = rest.next() else {
        return sequence;
    };
    sequence.push(kind);
    match kind {
        '[' => {
            for character in rest.by_ref().take(MAX_SEQUENCE) {
                sequence.push(character);
                if ('@'..='~').contains(&character) {
                    break;
                }
            }
        }
        'O' => sequence.extend(rest.next()),
        _ => {}
    }
    sequence
}

/// The character of a key that a console sends as a sequence: of a numeric keypad in application mode
/// (DEC VT100), in xterm's and kitty's encodings of other keys, in the win32 input mode, or with the Alt
/// key. The line end is U+000D, the tabulator U+0009. `None` for every other key, and for one that is released.
///
/// ```
/// use credential_core::scanner::key_of_sequence;
///
/// assert_eq!(key_of_sequence("\x1bOx"), Some('8'), "keypad");
/// assert_eq!(key_of_sequence("\x1b[56u"), Some('8'));
/// assert_eq!(key_of_sequence("\x1b[27;2;58~"), Some(':'));
/// assert_eq!(key_of_sequence("\x1b[A"), None, "an arrow");
/// ```
pub fn key_of_sequence(sequence: &str) -> Option<char> {
    let body = sequence.strip_prefix(ESCAPE)?;
    let mut characters = body.chars();
    match (characters.next()?, characters.next(), characters.next()) {
        // Alt and a digit.
        (digit @ '0'..='9', None, None) => Some(digit),
        ('O', Some(key), None) => keypad(key),
        ('[', Some(_), _) => csi(body.get(1..)?),
        _ => None,
    }
}

fn keypad(key: char) -> Option<char> {
    Some(match key {
        'p'..='y' => char::from(b'0' + (u32::from(key) - u32::from('p')) as u8),
        'M' => '\r',
        'X' => '=',
        // * + , - . /
        'j'..='o' => char::from(b'*' + (u32::from(key) - u32::from('j')) as u8),
        _ => return None,
    })
}

fn csi(body: &str) -> Option<char> {
    let end = body.chars().next_back()?;
    let numbers: Vec<&str> = body
        .get(..body.len() - end.len_utf8())?
        .split(';')
        .collect();
    // Further values of a number follow a colon.
    let number = |at: usize, part: usize| {
        let value = numbers.get(at)?.split(':').nth(part)?;
        value.parse::<u32>().ok()
    };
    // Shift is 1, Alt 2, Ctrl 4, each plus one; the locks count from 64 on.
    let is_plain = |at| (number(at, 0).unwrap_or(1).saturating_sub(1) & 0b11_1100) == 0;
    match end {
        'u' if is_plain(1) && number(1, 1) != Some(3) => {
            // With shift, the character may follow the key.
            let key = number(0, 1).or_else(|| number(0, 0))?;
            kitty_keypad(key).or_else(|| printable(key))
        }
        '~' if number(0, 0) == Some(27) && is_plain(1) => printable(number(2, 0)?),
        // Virtual key; scan code; character; down; modifiers; count.
        '_' if number(3, 0) == Some(1) => printable(number(2, 0)?),
        _ => None,
    }
}

fn kitty_keypad(key: u32) -> Option<char> {
    Some(match key {
        57_399..=57_408 => char::from(b'0' + (key - 57_399) as u8),
        57_409 => '.',
        57_410 => '/',
        57_411 => '*',
        57_412 => '-',
        57_413 => '+',
        57_414 => '\r',
        _ => return None,
    })
}

fn printable(code: u32) -> Option<char> {
    let character = char::from_u32(code)?;
    (!character.is_control() || matches!(character, '\r' | '\t')).then_some(character)
}

/// Digits as the numbers of characters, each with the same count of digits: `056` for 8.
pub(super) fn alt_codes(digits: &str) -> Option<String> {
    if digits.len() < 2 * MIN_NUMBERS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let character = |group: &[u8]| {
        let value = group
            .iter()
            .fold(0u32, |value, digit| value * 10 + u32::from(digit - b'0'));
        (32..127).contains(&value).then(|| char::from(value as u8))
    };
    // Five digits first: `00056` is no sequence of shorter numbers, since 0 is no character of a code.
    (2..=5).rev().find_map(|size| {
        digits
            .len()
            .is_multiple_of(size)
            .then(|| {
                digits
                    .as_bytes()
                    .chunks(size)
                    .map(character)
                    .collect::<Option<String>>()
            })
            .flatten()
    })
}
