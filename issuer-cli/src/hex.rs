//! Bytes as hexadecimal digits, for files that people compare by eye.

use std::fmt::Write;

pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string does not fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// `None` unless there are exactly two digits for each of the `N` bytes.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_and_plain_digits_are_read() {
        assert_eq!(encode(&[0, 0xa1]), "00a1");
        assert_eq!(decode("00A1"), Some([0, 0xa1]));
        for text in ["00a", "00a1ff", "+0a1", "00 1", "00é"] {
            assert_eq!(decode::<2>(text), None, "{text}");
        }
    }
}
