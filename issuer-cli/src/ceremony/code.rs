//! The check code: what people read to one another to know that they sign the same.

use std::fmt;

use messages::{Failure, failure, untrusted::escape_untrusted};

/// The beginning of the digest of what is signed, in groups that can be read aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckCode(String);

/// Long enough that nobody makes two lists with one code.
const BYTES: usize = 12;

impl CheckCode {
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        let groups: Vec<String> = digest
            .chunks(2)
            .take(BYTES / 2)
            .map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect())
            .collect();
        Self(groups.join("-"))
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the code that a keeper has read and compared is that of the file at hand.
///
/// # Errors
/// `check-code-mismatch`.
pub(crate) fn confirm(code: &CheckCode, given: &str) -> Result<(), Failure> {
    let plain = |text: &str| -> String {
        let digits = text.chars().filter(|one| !matches!(one, '-' | ' '));
        digits.collect::<String>().to_ascii_lowercase()
    };
    if plain(given) == plain(&code.0) {
        return Ok(());
    }
    let given = escape_untrusted(given);
    Err(failure!("check-code-mismatch";
        "这个文件的核对码是 {code}，不是 {given}";
        "the check code of this file is {code}, not {given}";
        "请先看核对码是否抄错。没有抄错的，这不是您看过的那一份，不要签署：请向主管部门重新要文件，并查清是谁换了它。";
        "First see whether the check code was mistyped. If it was not, this is not what you have read, and is not to be signed: get the file from the authority again, and find out who has changed it."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_compared_however_it_is_written() {
        let code = CheckCode::of(&[0xab; 32]);
        assert_eq!(code.to_string(), "abab-abab-abab-abab-abab-abab");
        for given in [
            "abab-abab-abab-abab-abab-abab",
            "ABAB ABAB abababab-ABAB-abab",
        ] {
            assert!(confirm(&code, given).is_ok(), "{given}");
        }
        for given in [
            "",
            "abab-abab-abab-abab-abab",
            "abab-abab-abab-abab-abab-abac",
        ] {
            assert_eq!(
                confirm(&code, given).unwrap_err().code,
                "check-code-mismatch"
            );
        }
    }
}
