//! Bytes as base64url without padding (RFC 4648 §5), the form that JSON has for keys (RFC 7517).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes of any length; `None` unless the text is their one encoding.
pub(crate) fn decode_any(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_one_encoding_is_read() {
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
        assert_eq!(decode_any("-_8"), Some(vec![0xfb, 0xff]));
        // Standard alphabet, padding, bits left over, a cut group, blanks, other characters.
        for text in ["+/8", "-_8=", "-_9", "-_8Ax", "-_ 8", "-_é"] {
            assert_eq!(decode_any(text), None, "{text}");
        }
    }
}
