//! The two written forms, made slowly and plainly.

/// A text of fewer digits is not in the digits form.
pub(crate) const LEAST_DIGITS: usize = 120;

/// The digits form: mark, check digits, number.
pub(crate) fn digits(object: &[u8]) -> String {
    with_check_digits(&number(object))
}

/// The bytes as one decimal number, by schoolbook multiplication.
pub(crate) fn number(object: &[u8]) -> String {
    // The least significant digit stands first.
    let mut decimal = vec![0u32];
    for byte in object {
        let mut carry = u32::from(*byte);
        for digit in &mut decimal {
            let value = *digit * 256 + carry;
            *digit = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            decimal.push(carry % 10);
            carry /= 10;
        }
    }
    decimal
        .iter()
        .rev()
        .filter_map(|digit| char::from_digit(*digit, 10))
        .collect()
}

/// Puts mark and check digits before a number, which need not be one that an encoder writes.
pub(crate) fn with_check_digits(number: &str) -> String {
    marked(81, number)
}

/// The same with another mark.
pub(crate) fn marked(mark: u32, number: &str) -> String {
    let check = check_digits_of(mark, number);
    format!("{mark}{check:02}{number}")
}

pub(crate) fn check_digits(number: &str) -> u32 {
    check_digits_of(81, number)
}

/// 98 minus the remainder of number, mark, `00` modulo 97 (ISO/IEC 7064 MOD 97-10).
fn check_digits_of(mark: u32, number: &str) -> u32 {
    let remainder = number
        .chars()
        .chain(format!("{mark}00").chars())
        .filter_map(|character| character.to_digit(10))
        .fold(0, |remainder, digit| (remainder * 10 + digit) % 97);
    98 - remainder
}

/// The Base45 form.
pub(crate) fn base45(object: &[u8]) -> String {
    format!("LB1:{}", base45_body(object))
}

/// Base45 (RFC 9285 §4) without a mark.
pub(crate) fn base45_body(object: &[u8]) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut out = String::new();
    for group in object.chunks(2) {
        let mut value = group
            .iter()
            .fold(0, |value, byte| value * 256 + usize::from(*byte));
        for _ in 0..=group.len() {
            out.extend(ALPHABET.chars().nth(value % 45));
            value /= 45;
        }
    }
    out
}
