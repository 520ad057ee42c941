//! Passphrases, and which of them are good enough for a new key.

use std::fmt;

use messages::{Failure, text};
use zeroize::Zeroizing;

/// Longer ones are files that somebody took for a passphrase.
pub(super) const MAX_BYTES: usize = 1024;

/// Half of them for characters of which there are thousands: 六个常用汉字 count as twelve letters.
const MIN_WEIGHT: usize = 12;

/// 赵赵赵赵赵赵 and aaaaaaaaaaaa are guessed first.
const MIN_DIFFERENT: usize = 5;

/// A passphrase or PIN. Wiped when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub(crate) struct Passphrase(Zeroizing<String>);

impl Passphrase {
    pub(crate) fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    #[cfg(feature = "pkcs11")]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a new key may have it: whoever steals the file has all the time in the world to guess.
    ///
    /// # Errors
    /// `passphrase-weak`, with the reason.
    pub(crate) fn check_new(&self) -> Result<(), Failure> {
        let text = self.0.as_str();
        let weight: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let mut different: Vec<char> = text.chars().collect();
        different.sort_unstable();
        different.dedup();
        let why = if text.len() > MAX_BYTES {
            text!("口令太长"; "the passphrase is too long")
        } else if text.chars().any(char::is_control) {
            text!("口令中有控制字符"; "the passphrase has control characters in it")
        } else if text.trim() != text {
            text!("口令的开头或结尾有空格，以后容易漏输";
                "the passphrase begins or ends with a blank, which will be forgotten")
        } else if weight < MIN_WEIGHT {
            text!("口令太短：密钥文件一旦被拷走，短口令很快会被试出来";
                "the passphrase is too short: once the key file is copied, it is soon found by trying")
        } else if text.chars().all(char::is_numeric) {
            text!("口令全是数字：电话、日期、证件号码会最先被试";
                "the passphrase is all digits: telephone numbers, dates and identity numbers are tried first")
        } else if different.len() < MIN_DIFFERENT {
            text!("口令中的字符重复太多"; "the passphrase repeats the same few characters")
        } else {
            return Ok(());
        };
        Err(Failure::new(
            "passphrase-weak",
            why,
            text!("请用至少 12 个字母、数字，或至少 6 个汉字；几个互不相干的词最好记，也最难猜。";
                "Take at least 12 characters (6 if they are Chinese). Several words that have nothing to do with one \
                 another are easy to remember and hard to guess."),
        ))
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Option<&'static str> {
        let passphrase = Passphrase::new(text.to_owned().into());
        passphrase.check_new().err().map(|failure| failure.code)
    }

    #[test]
    fn takes_what_is_hard_to_guess() {
        for text in [
            "correct horse battery",
            "梧桐细雨黄昏点滴",
            "七月 stone 八月 paper",
            "kX3-vvQ9-t0Lm",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_tried_first() {
        for text in [
            "",
            "short",
            "13812345678",
            "990101199503070018",
            "１３８１２３４５６７８９",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "军军军军军军军军",
            " correct horse battery",
            "correct horse battery ",
            "correct\thorse battery",
            &"长".repeat(400),
        ] {
            assert_eq!(check(text), Some("passphrase-weak"), "{text}");
        }
    }

    #[test]
    fn tells_nothing_of_itself() {
        let passphrase = Passphrase::new("correct horse battery".to_owned().into());
        assert_eq!(format!("{passphrase:?}"), "Passphrase(..)");
    }
}
