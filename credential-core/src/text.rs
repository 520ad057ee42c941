//! The two written forms of an object: decimal digits, and `LB1:` with Base45.
//!
//! Digits are the default. In a QR code's numeric mode they take as little room as the bytes
//! themselves, and they survive keyboard-mode scanners, Chinese input methods and web addresses.

mod base45;
mod digits;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::{Error, Result, TextFault};
use crate::limits::{MAX_CODE_BYTES, MAX_TEXT_CHARS};

/// The mark at the head of the digits form: 八一, the first of August.
pub const DIGITS_MARK: &str = "81";

/// The mark at the head of the Base45 form.
pub const BASE45_MARK: &str = "LB1:";

/// Which of the two written forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextForm {
    /// `81`, two check digits, and the bytes as one decimal number.
    #[default]
    Digits,
    /// `LB1:` and the bytes in Base45 (RFC 9285).
    Base45,
}

/// A run of digits from this length on can only be a code of ours that lost its head to the scanner:
/// bar codes and payment codes have at most some 30 digits, the shortest credential has over 200.
const SURELY_OURS: usize = 120;

/// Writes the bytes of an object in the given form.
pub(crate) fn encode(bytes: &[u8], form: TextForm) -> String {
    match form {
        TextForm::Digits => digits::encode(bytes),
        TextForm::Base45 => {
            let mut out = String::from(BASE45_MARK);
            base45::encode_into(bytes, &mut out);
            out
        }
    }
}

/// Reads a scanned text back to the bytes of the object, after mending what scanners and input
/// methods are known to do: full-width characters, line ends, tabs and blanks, lower case.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLong`], [`Error::NotOurs`] for a text of another kind, and
/// [`Error::Unreadable`] for one of ours that was damaged on the way: scan it again.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>> {
    // One character of the repaired text takes at most four bytes of the raw one.
    if text.len() > 4 * MAX_TEXT_CHARS {
        return Err(Error::TooLong {
            limit: MAX_TEXT_CHARS,
        });
    }
    let text = repair(text);
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if text.len() > MAX_TEXT_CHARS {
        return Err(Error::TooLong {
            limit: MAX_TEXT_CHARS,
        });
    }
    let bytes = if let Some(body) = text.strip_prefix(BASE45_MARK) {
        base45::decode(body).ok_or(Error::Unreadable(TextFault::Base45))?
    } else if text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_digit())
    {
        let digits: Cow<'_, str> = if text.contains(' ') {
            Cow::Owned(text.replace(' ', ""))
        } else {
            text
        };
        match digits.strip_prefix(DIGITS_MARK) {
            Some(rest) => digits::decode(rest)?,
            None if digits.len() >= SURELY_OURS => {
                return Err(Error::Unreadable(TextFault::CheckDigits));
            }
            None => return Err(Error::NotOurs),
        }
    } else {
        return Err(Error::NotOurs);
    };
    if bytes.len() > MAX_CODE_BYTES {
        return Err(Error::TooLong {
            limit: MAX_CODE_BYTES,
        });
    }
    Ok(bytes)
}

/// Undoes what a scanner in keyboard mode or an input method did to the characters.
///
/// Blanks inside stay: a blank is a character of Base45. Leading ones go, trailing ones only where
/// they cannot belong to the code.
fn repair(text: &str) -> Cow<'_, str> {
    let clean = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_lowercase());
    if clean {
        return Cow::Borrowed(text);
    }
    let mut out: String = text
        .chars()
        .filter_map(|character| match character {
            // Full-width forms stand at a fixed distance from ASCII (Unicode block FF00).
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
            '\u{3000}' | '\u{a0}' => Some(' '),
            // Line ends and tabs that scanners add, the byte order mark, zero-width characters.
            '\r' | '\n' | '\t' | '\0' | '\u{feff}' | '\u{200b}'..='\u{200f}' => None,
            other => Some(other),
        })
        .map(|character| character.to_ascii_uppercase())
        .collect();
    out.drain(..out.len() - out.trim_start_matches(' ').len());
    // Base45 has no text of 3n + 1 characters: such a blank at the end was added by the scanner.
    let surplus = |text: &str| {
        text.strip_prefix(BASE45_MARK)
            .is_none_or(|body| body.len() % 3 == 1)
    };
    while out.ends_with(' ') && surplus(&out) {
        out.pop();
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
