//! The two written forms of an object: decimal digits, and `LB1:` with Base45.
//!
//! Digits are the default. In a QR code's numeric mode they need as little space as the bytes
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

impl TextForm {
    /// The form by which a scanned text begins, after the same repairs as for reading it; `None` for
    /// a text of another kind. The rest of the text is not read.
    ///
    /// ```
    /// use credential_core::TextForm;
    ///
    /// assert_eq!(TextForm::of("81-shop"), None);
    /// assert_eq!(TextForm::of(" ８１００"), Some(TextForm::Digits));
    /// assert_eq!(TextForm::of("lb1:AB"), Some(TextForm::Base45));
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        // Both marks stand at the very beginning.
        let text: String = text
            .chars()
            .filter_map(repaired)
            .skip_while(|character| *character == ' ')
            .take(BASE45_MARK.len())
            .collect();
        if text == BASE45_MARK {
            Some(Self::Base45)
        } else if text.replace(' ', "").starts_with(DIGITS_MARK)
            && text
                .bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_digit())
        {
            Some(Self::Digits)
        } else {
            None
        }
    }
}

/// So many digits can only be a code of ours whose beginning the scanner lost:
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

/// Reads a scanned text back to the bytes of the object, after repairing what scanners and input
/// methods are known to do: full-width characters, line ends, tabs and blanks, lower case.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLong`], [`Error::NotOurs`] for a text of another kind, and
/// [`Error::Unreadable`] for one of ours that was damaged by the scanner: scan it again.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>> {
    let text = repair(text);
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if text.chars().nth(MAX_TEXT_CHARS).is_some() {
        return Err(Error::TooLong {
            limit: MAX_TEXT_CHARS,
        });
    }
    let bytes = if let Some(body) = text.strip_prefix(BASE45_MARK) {
        base45::decode(body).ok_or(Error::Unreadable(TextFault::Base45))?
    } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
        match text.strip_prefix(DIGITS_MARK) {
            Some(rest) => digits::decode(rest)?,
            None if text.len() >= SURELY_OURS => {
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
/// Among digits all blanks go. Otherwise those inside stay, for a blank is a character of Base45.
fn repair(text: &str) -> Cow<'_, str> {
    let clean = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_lowercase());
    if clean {
        return Cow::Borrowed(text);
    }
    let mut out: String = text.chars().filter_map(repaired).collect();
    if out
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_digit())
    {
        out.retain(|character| character != ' ');
        return Cow::Owned(out);
    }
    // No Base45 text ends in a blank: as the last character of a group it makes the value too large.
    out.truncate(out.trim_end_matches(' ').len());
    out.drain(..out.len() - out.trim_start_matches(' ').len());
    Cow::Owned(out)
}

/// One character of a scanned text as it was meant; `None` if a scanner added it.
fn repaired(character: char) -> Option<char> {
    let character = match character {
        // Full-width forms stand at a fixed distance from ASCII (Unicode block FF00).
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        '\u{3000}' | '\u{a0}' => ' ',
        // Line ends and tabs that scanners add, the byte order mark, zero-width characters.
        '\r' | '\n' | '\t' | '\0' | '\u{feff}' | '\u{200b}'..='\u{200f}' => return None,
        other => other,
    };
    Some(character.to_ascii_uppercase())
}

#[cfg(test)]
mod tests;
