//! From the bytes of a scanner to texts: where one ends and the next begins.

use crate::input::{KEPT, decoded};

/// The text of one reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) text: String,
    /// Whether there was more of it than is kept.
    pub(crate) is_cut: bool,
}

/// Collects bytes until a text ends: with CR, LF, ETX, or with silence. Never holds more than a code can have.
#[derive(Debug, Default)]
pub(crate) struct Framer {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Framer {
    /// Takes in what has come, and gives the texts that end in it.
    pub(crate) fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Frame)) {
        for byte in bytes {
            if matches!(byte, b'\r' | b'\n' | 0x03) {
                self.end(&mut each);
            } else if self.bytes.len() < KEPT {
                self.bytes.push(*byte);
            } else {
                self.is_cut = true;
            }
        }
    }

    /// Nothing has come for a while: whatever is there was all.
    pub(crate) fn silence(&mut self, mut each: impl FnMut(Frame)) {
        self.end(&mut each);
    }

    /// Whether a text has begun and not ended.
    pub(crate) fn is_begun(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Forgets what has begun: some of it was lost.
    #[cfg(target_os = "linux")]
    pub(crate) fn discard(&mut self) {
        self.bytes.clear();
        self.is_cut = false;
    }

    fn end(&mut self, each: &mut impl FnMut(Frame)) {
        let is_cut = std::mem::take(&mut self.is_cut);
        if !self.bytes.is_empty() {
            let text = decoded(std::mem::take(&mut self.bytes));
            each(Frame { text, is_cut });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(pieces: &[&[u8]]) -> Vec<String> {
        let (mut framer, mut found) = (Framer::default(), Vec::new());
        for piece in pieces {
            framer.push(piece, |frame| found.push(frame.text));
        }
        framer.silence(|frame| found.push(frame.text));
        found
    }

    #[test]
    fn a_text_ends_with_cr_lf_etx_or_silence_however_it_is_cut_into_pieces() {
        let all = b"81\r\n82\r83\n84\x03\x0285\x03\r\n86";
        let expected = ["81", "82", "83", "84", "\u{2}85", "86"];
        assert_eq!(frames(&[all]), expected);
        let bytes: Vec<_> = all.chunks(1).collect();
        assert_eq!(frames(&bytes), expected);
        assert_eq!(frames(&[b"\r\n\x03\r\r", b""]), [""; 0]);
    }

    #[test]
    fn an_endless_text_is_bounded_and_known_as_cut_and_the_next_is_whole() {
        let mut framer = Framer::default();
        let mut found = Vec::new();
        for _ in 0..10 {
            framer.push(&[b'8'; 1 << 20], |frame| found.push(frame));
            assert!(
                framer.bytes.capacity() <= 2 * KEPT,
                "{}",
                framer.bytes.capacity()
            );
        }
        framer.push(b"\r8123\r", |frame| found.push(frame));
        let cut: Vec<_> = found.iter().map(|frame| frame.is_cut).collect();
        assert_eq!(cut, [true, false]);
        assert_eq!(found[1].text, "8123");
        assert!(found[0].text.len() >= KEPT);
    }

    #[test]
    fn nul_bytes_and_other_encodings_are_text_too() {
        assert_eq!(frames(&[b"\0\x0081\0"]), ["\0\081\0"]);
        assert_eq!(frames(&[b"\xff\xfe\x00"]), ["\u{fffd}\u{fffd}\0"]);
    }

    #[test]
    fn what_was_lost_in_part_is_not_read() {
        let (mut framer, mut found) = (Framer::default(), Vec::new());
        framer.push(b"81", |frame| found.push(frame.text));
        assert!(framer.is_begun());
        framer.discard();
        assert!(!framer.is_begun());
        framer.push(b"82\r", |frame| found.push(frame.text));
        assert_eq!(found, ["82"]);
    }
}
