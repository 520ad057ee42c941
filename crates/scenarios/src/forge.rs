//! What a forger can do who has a good code and knows the format: change what is signed and mend
//! the check digits. All but the signature will look right.

use credential_core::DIGITS_MARK;

/// Where the expiry begins in a credential: behind the frame, the protected header and the heads of
/// payload, map and number.
const EXPIRY: usize = 18;

/// The code with half a year added to its validity.
///
/// Arithmetic of its own, from `docs/format.md`: the forger would not use our library either.
pub(crate) fn prolonged(text: &str) -> Option<String> {
    let mut bytes = bytes_of(text.strip_prefix(DIGITS_MARK)?.get(2..)?);
    let highest = bytes.get_mut(EXPIRY)?;
    *highest = highest.checked_add(1)?;

    Some(text_of(DIGITS_MARK, &bytes))
}

/// The same text of digits with another signature, which stands at the end of the object.
pub(crate) fn with_signature(text: &str, signature: &[u8; 64]) -> Option<String> {
    let (mark, rest) = text.split_at_checked(2)?;
    let mut bytes = bytes_of(rest.get(2..)?);
    let at = bytes.len().checked_sub(signature.len())?;
    bytes.truncate(at);
    bytes.extend_from_slice(signature);
    Some(text_of(mark, &bytes))
}

/// Mark, check digits and number.
fn text_of(mark: &str, bytes: &[u8]) -> String {
    let number = decimal_of(bytes);
    let remainder = format!("{number}{mark}00")
        .bytes()
        .fold(0, |remainder, digit| {
            (remainder * 10 + u32::from(digit - b'0')) % 97
        });
    format!("{mark}{:02}{number}", 98 - remainder)
}

/// The big-endian bytes of a decimal number, by school arithmetic.
fn bytes_of(decimal: &str) -> Vec<u8> {
    // The least significant byte stands first while calculating.
    let mut bytes: Vec<u8> = Vec::new();
    for digit in decimal.bytes() {
        let mut carry = u32::from(digit - b'0');
        for byte in &mut bytes {
            let value = u32::from(*byte) * 10 + carry;
            *byte = (value % 256) as u8;
            carry = value / 256;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
    }
    bytes.reverse();
    bytes
}

fn decimal_of(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = u32::from(*digit) * 256 + carry;
            *digit = (value % 10) as u8;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}
