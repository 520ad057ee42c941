//! The two written forms of an object: decimal digits, and `LB1:` with Base45. A link to the issuer's
//! page may stand in front of the digits.
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

/// The mark at the head of a credential in the digits form: 八一, the first of August.
pub const DIGITS_MARK: &str = "81";

/// The mark at the head of a [`Frame`](crate::Frame), which has the digits form only.
pub const FRAME_MARK: &str = "82";

/// The mark at the head of a [`Presentation`](crate::Presentation), which has the digits form only.
pub const PRESENTATION_MARK: &str = "86";

/// The mark at the head of the Base45 form. `LB2:` to `LB9:` are kept for later kinds.
pub const BASE45_MARK: &str = "LB1:";

/// The fewest digits of a text of ours. Other texts of so many digits do not occur: bar codes,
/// payment codes and identity numbers (some of which begin with 81 to 83) have at most some 30, the
/// shortest credential has over 200.
pub const MIN_DIGITS: usize = 120;

/// What the digits form has in it, by its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Credential,
    Frame,
    Presentation,
}

impl Mark {
    const fn number(self) -> u64 {
        match self {
            Self::Credential => 81,
            Self::Frame => 82,
            Self::Presentation => 86,
        }
    }

    fn from_number(number: u64) -> Option<Self> {
        [Self::Credential, Self::Frame, Self::Presentation]
            .into_iter()
            .find(|mark| mark.number() == number)
    }
}

/// Which of the two written forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextForm {
    /// A mark (`81`, `82`, `86`, for later kinds up to `89`), two check digits, and the bytes as one decimal
    /// number; perhaps a link in front.
    #[default]
    Digits,
    /// `LB1:` (for later kinds up to `LB9:`) and the bytes in Base45 (RFC 9285).
    Base45,
}

impl TextForm {
    /// The form that a scanned text has, after the same repairs as for reading it; `None` for a text
    /// of another kind. It may still be damaged, or of a kind that this version does not know.
    ///
    /// ```
    /// use credential_core::TextForm;
    ///
    /// let digits = "81".repeat(60);
    /// assert_eq!(TextForm::of(&digits), Some(TextForm::Digits));
    /// assert_eq!(TextForm::of(&digits[1..]), None, "an identity number, a bar code");
    /// let link = format!("https://example.org/v/{digits}");
    /// assert_eq!(TextForm::of(&link), Some(TextForm::Digits));
    /// assert_eq!(TextForm::of("lb1:AB"), Some(TextForm::Base45));
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let text = without_link(repair(text)).ok()?;
        if base45_mark(&text).is_some() {
            Some(Self::Base45)
        } else if is_marked_digits(&text) {
            Some(Self::Digits)
        } else {
            None
        }
    }
}

/// Writes the bytes of a credential in the given form.
pub(crate) fn encode(bytes: &[u8], form: TextForm) -> String {
    match form {
        TextForm::Digits => digits::encode(Mark::Credential, bytes),
        TextForm::Base45 => {
            let mut out = String::from(BASE45_MARK);
            base45::encode_into(bytes, &mut out);
            out
        }
    }
}

/// Writes the bytes of a frame.
pub(crate) fn encode_frame(bytes: &[u8]) -> String {
    digits::encode(Mark::Frame, bytes)
}

/// Writes the bytes of a presentation.
pub(crate) fn encode_presentation(bytes: &[u8]) -> String {
    digits::encode(Mark::Presentation, bytes)
}

/// Reads a scanned text back to the bytes of the object, after repairing what scanners and input
/// methods are known to do: full-width characters, line ends, tabs and blanks, lower case. The rules
/// stand in the order of docs/format.md.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLong`], [`Error::NotOurs`] for a text of another kind,
/// [`Error::Unreadable`] for one of ours that was damaged by the scanner: scan it again; and
/// [`Error::TextUnsupported`] for one of a later kind.
pub(crate) fn decode(text: &str) -> Result<(Mark, Vec<u8>)> {
    let text = repair(text);
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if text.chars().nth(MAX_TEXT_CHARS).is_some() {
        return Err(Error::TooLong {
            limit: MAX_TEXT_CHARS,
        });
    }
    let text = without_link(text)?;
    let (mark, bytes) = if let Some((kind, body)) = base45_mark(&text) {
        let bytes = base45::decode(body).ok_or(Error::Unreadable(TextFault::Base45))?;
        if kind != b'1' {
            return Err(Error::TextUnsupported);
        }
        (Mark::Credential, bytes)
    } else if is_many_digits(&text) {
        digits::decode(&text)?
    } else {
        return Err(Error::NotOurs);
    };
    if bytes.len() > MAX_CODE_BYTES {
        return Err(Error::TooLong {
            limit: MAX_CODE_BYTES,
        });
    }
    Ok((mark, bytes))
}

/// The bytes at the head of a text in Base45, without its mark, as far as its groups of three have that form.
pub(crate) fn base45_head(body: &str) -> Vec<u8> {
    base45::decode_head(body)
}

/// The digit in a Base45 mark, `LB1:` to `LB9:`, and what follows the mark.
fn base45_mark(text: &str) -> Option<(u8, &str)> {
    let (mark, body) = text.split_at_checked(BASE45_MARK.len())?;
    match *mark.as_bytes() {
        [b'L', b'B', kind @ b'1'..=b'9', b':'] => Some((kind, body)),
        _ => None,
    }
}

/// Digits only, and so many that they can only be a code of ours.
fn is_many_digits(text: &str) -> bool {
    text.len() >= MIN_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The same with the mark of ours in front, known or reserved.
fn is_marked_digits(text: &str) -> bool {
    is_many_digits(text) && matches!(text.as_bytes(), [b'8', b'1'..=b'9', ..])
}

/// Drops a link in front of marked digits. What stands in it is neither signed nor looked at.
///
/// # Errors
/// [`Error::NotOurs`] for a link with anything else at its end.
fn without_link(text: Cow<'_, str>) -> Result<Cow<'_, str>> {
    if !text.starts_with("HTTPS://") && !text.starts_with("HTTP://") {
        return Ok(text);
    }
    let digits: String = text
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|character| *character != ' ')
        .collect();
    if is_marked_digits(&digits) {
        Ok(Cow::Owned(digits))
    } else {
        Err(Error::NotOurs)
    }
}

/// Undoes what a scanner in keyboard mode or an input method did to the characters.
///
/// Among digits all blanks go. Otherwise those inside stay, for a blank is a character of Base45.
pub(crate) fn repair(text: &str) -> Cow<'_, str> {
    let clean = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_lowercase());
    if clean {
        return Cow::Borrowed(text);
    }
    let mut out = repaired_characters(text);
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

/// The same for each character; blanks stay where they are.
pub(crate) fn repaired_characters(text: &str) -> String {
    text.chars().filter_map(repaired).collect()
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
