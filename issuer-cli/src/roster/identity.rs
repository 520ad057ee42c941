//! The citizen identity number: GB 11643-1999.
//!
//! Residence permits of residents of Hong Kong (81), Macao (82) and Taiwan (83) and the permanent
//! residence cards of foreigners (9) have numbers of the same shape.

use std::fmt;

use credential_core::UnixTime;
use messages::dates;

use super::fault::RowFaultKind;
use super::mask;

/// A number that is in order. Never written anywhere; it only serves to recognise a person again.
#[derive(PartialEq, Eq)]
pub(crate) struct IdentityNumber(String);

/// What document a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdentityKind {
    /// A citizen's identity card, or a residence permit of the same shape.
    Resident,
    /// The permanent residence card of a foreigner: 9, the province, the country.
    Foreigner,
}

/// Shows nothing.
impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityNumber(..)")
    }
}

impl IdentityNumber {
    /// Reads a cell, mending what spreadsheets and input methods do to numbers.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(cell: &str, now: UnixTime) -> Result<Self, RowFaultKind> {
        let text = mended(cell);
        if text.is_empty() {
            return Err(RowFaultKind::IdentityMissing);
        }
        if is_scientific(&text) {
            return Err(RowFaultKind::IdentityScientific);
        }
        let (digits, check) = match text.as_bytes() {
            [digits @ .., check] if digits.len() == 17 => (digits, *check),
            bytes if bytes.len() == 15 && bytes.iter().all(u8::is_ascii_digit) => {
                return Err(RowFaultKind::IdentityOld);
            }
            _ if text.chars().count() == 18 => return Err(RowFaultKind::IdentityCharacter),
            _ => {
                return Err(RowFaultKind::IdentityLength {
                    length: text.chars().count(),
                });
            }
        };
        if !digits.iter().all(u8::is_ascii_digit) || !(check.is_ascii_digit() || check == b'X') {
            return Err(RowFaultKind::IdentityCharacter);
        }
        if check != check_character(digits) {
            // A spreadsheet keeps fifteen digits of a number and fills up with zeros.
            let cut_off = text.ends_with("000");
            return Err(if cut_off {
                RowFaultKind::IdentityCutOff
            } else {
                RowFaultKind::IdentityCheck
            });
        }
        if !is_birth_date(&text[6..14], now) {
            return Err(RowFaultKind::IdentityDate);
        }
        Ok(Self(text))
    }

    /// Whether the number may have been cut off by a spreadsheet, which keeps fifteen digits of a
    /// number and fills up with zeros: one such number in eleven passes its check character.
    pub(super) fn may_be_cut_off(&self) -> bool {
        self.0.ends_with("000")
    }

    pub(super) fn kind(&self) -> IdentityKind {
        // The numbers of provinces: GB/T 2260.
        let province = self.0.get(1..3).and_then(|text| text.parse::<u8>().ok());
        let is_province = matches!(
            province,
            Some(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65)
        );
        if self.0.starts_with('9') && is_province {
            IdentityKind::Foreigner
        } else {
            IdentityKind::Resident
        }
    }

    /// The day of birth, as a number `YYYYMMDD`.
    pub(crate) fn born(&self) -> u32 {
        let digits = self.0.get(6..14).and_then(|text| text.parse().ok());
        digits.unwrap_or_default()
    }

    /// By the seventeenth digit.
    pub(crate) fn is_male(&self) -> bool {
        self.0
            .as_bytes()
            .get(16)
            .is_some_and(|digit| digit % 2 == 1)
    }

    /// Whole years on a day, written as 2026-11-22.
    pub(super) fn age(&self, today: &str) -> u16 {
        let today = today.replace('-', "");
        let today = today.parse::<u32>().unwrap_or_default();
        let days = today.saturating_sub(self.born());
        u16::try_from(days / 10_000).unwrap_or(u16::MAX)
    }

    /// The seventeen digits that are free; the check character follows from them.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.0
            .bytes()
            .take(17)
            .fold(0, |number, digit| 10 * number + u64::from(digit - b'0'))
    }

    /// The eighteen characters, by which the register knows the person again.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// All but the last four starred out: what tells people of one name apart on a list on paper, and
    /// neither where nor when they were born.
    pub(crate) fn ending(&self) -> String {
        let ending: String = self.0.chars().skip(14).collect();
        format!("{ending:*>18}")
    }

    /// As it may stand in a report.
    pub(crate) fn masked(&self) -> String {
        mask::masked(&self.0)
    }
}

/// Full-width forms become ASCII; blanks, tabs, invisible characters and the apostrophe that
/// Excel shows before text go.
fn mended(cell: &str) -> String {
    cell.chars()
        .filter_map(|character| match character {
            '０'..='９' | 'Ｘ' | 'ｘ' | 'Ｅ' | 'ｅ' | '．' | '＋' => {
                char::from_u32(u32::from(character) - 0xfee0)
            }
            '\'' | '’' | '‘' | '`' => None,
            // Hyphens between the parts of a number.
            '-' | '－' | '–' | '—' | '\u{2010}' | '\u{2011}' => None,
            // Letters and signs that look like the last character.
            'Х' | 'х' | 'Χ' | 'χ' | '×' => Some('X'),
            other if other.is_whitespace() || messages::untrusted::is_hidden(other) => None,
            other => Some(other),
        })
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// Seventeen digits with their check character.
#[cfg(test)]
pub(super) fn with_check(digits: &str) -> String {
    format!("{digits}{}", char::from(check_character(digits.as_bytes())))
}

/// `9.90512E+17`
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once('E') else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(&mantissa.replacen('.', "", 1)) && digits(exponent.trim_start_matches('+'))
}

/// ISO 7064 MOD 11-2 over the seventeen digits.
fn check_character(digits: &[u8]) -> u8 {
    let sum = digits
        .iter()
        .fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    b"10X98765432"[sum as usize % 11]
}

fn is_birth_date(text: &str, now: UnixTime) -> bool {
    let (Ok(year), Ok(month), Ok(day)) = (text[..4].parse(), text[4..6].parse(), text[6..].parse())
    else {
        return false;
    };
    let today = dates::day(now).replace('-', "");
    dates::is_day(year, month, day) && year >= 1900 && text <= today.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Result<IdentityNumber, RowFaultKind> {
        IdentityNumber::read(cell, dates::parse("2026-11-22").unwrap())
    }

    /// GB 11643-1999, the examples of its appendix.
    #[test]
    fn the_examples_of_the_standard_are_in_order() {
        for number in ["11010519491231002X", "440524188001010014"] {
            assert_eq!(with_check(&number[..17]), number);
        }
        assert!(read("11010519491231002X").is_ok());
    }

    #[test]
    fn mends_what_spreadsheets_and_input_methods_do() {
        let plain = read("11010519491231002X").unwrap().fingerprint();
        for cell in [
            " 11010519491231002x\t",
            "'11010519491231002X",
            "110105 19491231 002X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105-19491231-002X",
            "11010519491231002Х",
            "11010519491231002×",
            "\u{feff}\u{3000}11010519491231002X\u{a0}",
        ] {
            assert_eq!(
                read(cell).map(|number| number.fingerprint()),
                Ok(plain),
                "{cell}"
            );
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (cell, expected) in [
            ("", RowFaultKind::IdentityMissing),
            ("  ", RowFaultKind::IdentityMissing),
            ("1.10105E+17", RowFaultKind::IdentityScientific),
            ("１.１E+１７", RowFaultKind::IdentityScientific),
            ("110105491231002", RowFaultKind::IdentityOld),
            (
                "1101051949123100",
                RowFaultKind::IdentityLength { length: 16 },
            ),
            ("军字第12345号", RowFaultKind::IdentityLength { length: 9 }),
            (
                "1101051949123100２XX",
                RowFaultKind::IdentityLength { length: 19 },
            ),
            ("11010519491231OO2X", RowFaultKind::IdentityCharacter),
            ("11010519491231002я", RowFaultKind::IdentityCharacter),
            ("110105194912310021", RowFaultKind::IdentityCheck),
            ("110105194912310000", RowFaultKind::IdentityCutOff),
            (&with_check("11010519491331002"), RowFaultKind::IdentityDate),
            (&with_check("11010519000229002"), RowFaultKind::IdentityDate),
            (&with_check("11010518991231002"), RowFaultKind::IdentityDate),
            (&with_check("11010520261123002"), RowFaultKind::IdentityDate),
        ] {
            assert_eq!(read(cell).err(), Some(expected), "{cell}");
        }
        assert!(read(&with_check("11010520261122002")).is_ok(), "born today");
    }

    #[test]
    fn every_single_wrong_digit_is_found() {
        let number = "11010519491231002X";
        for at in 0..17 {
            for digit in b'0'..=b'9' {
                let mut wrong = number.as_bytes().to_vec();
                wrong[at] = digit;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(read(&wrong).is_ok(), wrong == number, "{wrong}");
            }
        }
    }
}
