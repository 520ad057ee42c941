//! What a gate shows, for the phone to sign with.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::cbor::Writer;
use crate::error::{Error, Field, Result};
use crate::limits::{MAX_CHALLENGE_BYTES, MIN_CHALLENGE_BYTES};

/// What stands in front of a challenge that is shown as a code.
pub const CHALLENGE_MARK: &str = "LBC:";

/// Random bytes that a gate shows and a phone signs with, so that its proof counts there only, and only
/// while they are shown. They take no room in the code.
///
/// The caller draws them from a good source of randomness, and new ones at least every
/// [window](crate::Policy::proof_window).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Challenge {
    /// As it enters the signature.
    external_aad: Vec<u8>,
}

impl Challenge {
    /// From 8 to 64 bytes.
    ///
    /// # Errors
    /// [`Error::DraftInvalid`] with [`Field::Count`] for another number of bytes.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        if !(MIN_CHALLENGE_BYTES..=MAX_CHALLENGE_BYTES).contains(&bytes.len()) {
            return Err(Error::DraftInvalid(Field::Count));
        }
        let mut out = Writer::new();
        // The text keeps these bytes apart from any other use of `external_aad`.
        out.array(2).text("laobingma challenge").bytes(bytes);
        Ok(Self {
            external_aad: out.into_bytes(),
        })
    }

    /// The `external_aad` of RFC 9052 §4.4; none without a challenge.
    /// The text of a code in which a gate shows it: [`CHALLENGE_MARK`] and the bytes in hexadecimal digits.
    ///
    /// # Errors
    /// As [`Challenge::new`].
    pub fn text_of(bytes: &[u8]) -> Result<String> {
        Self::new(bytes)?;
        let mut text = String::from(CHALLENGE_MARK);
        for byte in bytes {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02X}");
        }
        Ok(text)
    }

    /// Reads that text, in capitals or not, with blanks around it or without.
    ///
    /// # Errors
    /// [`Error::NotOurs`] for a text of another kind; as [`Challenge::new`].
    pub fn from_text(text: &str) -> Result<Self> {
        let digits = text
            .trim()
            .split_at_checked(CHALLENGE_MARK.len())
            .filter(|(mark, _)| mark.eq_ignore_ascii_case(CHALLENGE_MARK))
            .map(|(_, digits)| digits)
            .ok_or(Error::NotOurs)?;
        if digits.len() > 2 * MAX_CHALLENGE_BYTES || !digits.len().is_multiple_of(2) {
            return Err(Error::NotOurs);
        }
        let digit = |at: Option<&u8>| char::from(*at?).to_digit(16);
        let bytes: Option<Vec<u8>> = digits
            .as_bytes()
            .chunks(2)
            .map(|pair| {
                let (high, low) = (digit(pair.first())?, digit(pair.get(1))?);
                u8::try_from(high << 4 | low).ok()
            })
            .collect();
        Self::new(&bytes.ok_or(Error::NotOurs)?)
    }

    pub(crate) fn external_aad(challenge: Option<&Self>) -> &[u8] {
        challenge.map_or(&[], |challenge| &challenge.external_aad)
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Challenge(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_that_is_shown_as_a_code_is_read_back() {
        let bytes: Vec<u8> = (0..MAX_CHALLENGE_BYTES as u8).map(|at| at * 3).collect();
        for bytes in [&bytes[..8], &bytes] {
            let text = Challenge::text_of(bytes).unwrap();
            assert_eq!(Challenge::from_text(&text), Challenge::new(bytes));
            let typed = alloc::format!(" {}\n", text.to_ascii_lowercase());
            assert_eq!(Challenge::from_text(&typed), Challenge::new(bytes));
        }
        assert!(Challenge::text_of(&[0; 7]).is_err());
    }

    #[test]
    fn other_texts_are_no_challenge() {
        for text in [
            "",
            "LBC",
            "LBX:00112233445566",
            "LBC:001122334455667",
            "LBC:00112233445566zz",
            "码码",
        ] {
            assert_eq!(Challenge::from_text(text), Err(Error::NotOurs), "{text}");
        }
        assert!(Challenge::from_text("LBC:0011").is_err(), "too short");
        let long = alloc::format!("LBC:{}", "00".repeat(MAX_CHALLENGE_BYTES + 1));
        assert_eq!(Challenge::from_text(&long), Err(Error::NotOurs));
    }
}
