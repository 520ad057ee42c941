//! Bytes as base64url without padding (RFC 4648 §5), the form that JSON has for keys (RFC 7517).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `None` unless the text is the one encoding of exactly `N` bytes.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let len = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    (len == N).then_some(bytes)
}

/// Bytes of any length; `None` unless the text is their one encoding.
pub(crate) fn decode_any(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_encoding_of_the_right_length_is_read() {
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
        assert_eq!(decode("-_8"), Some([0xfb, 0xff]));
        // Standard alphabet, padding, bits left over, too short, too long, blanks, other characters.
        for text in ["+/8", "-_8=", "-_9", "-w", "-_8A", "-_ 8", "", "-_é"] {
            assert_eq!(decode::<2>(text), None, "{text}");
        }
    }
}
