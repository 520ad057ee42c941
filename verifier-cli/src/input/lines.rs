//! Lines from a scanner, a file or another program, of any length and in any encoding.

use std::io::{self, BufRead};

use credential_core::limits::MAX_TEXT_CHARS;
use encoding_rs::GB18030;
use memchr::memchr2;

/// What is kept of a line, in bytes. One more than the core reads, so that a longer line is too long for it.
pub(crate) const KEPT: usize = 4 * MAX_TEXT_CHARS + 1;

/// A line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InputLine {
    /// Counted from 1.
    pub(crate) number: u64,
    pub(crate) text: String,
    /// Whether there was more of it than is kept.
    pub(crate) is_cut: bool,
}

/// Lines with their numbers. A line ends with LF, CR LF, or CR alone as some scanners send it.
pub(crate) struct Lines<'r> {
    reader: &'r mut dyn BufRead,
    number: u64,
    /// The last line ended with CR, whose LF may still come. It is not waited for: the scanner's user
    /// waits for the answer.
    after_cr: bool,
    /// The end of another line is in the buffer already.
    has_another: bool,
    /// The last line had an end, and was not cut off by that of the input.
    is_ended: bool,
}

impl<'r> Lines<'r> {
    pub(crate) fn new(reader: &'r mut dyn BufRead) -> Self {
        Self {
            reader,
            number: 0,
            after_cr: false,
            has_another: false,
            is_ended: false,
        }
    }

    /// Whether the line that was read last had an end. One without may be the beginning of another.
    pub(crate) fn is_ended(&self) -> bool {
        self.is_ended
    }

    /// Whether the next line is there already, so that reading it does not wait.
    pub(crate) fn has_another(&self) -> bool {
        self.has_another
    }

    /// The next line.
    ///
    /// Of a line that is far too long only the beginning is kept, still too long for a code. Bytes that
    /// are not UTF-8 are read as GB 18030, which Chinese systems write; what is neither becomes U+FFFD.
    pub(crate) fn next(&mut self) -> io::Result<Option<InputLine>> {
        let mut line = Vec::new();
        let mut begun = false;
        let mut is_cut = false;
        loop {
            let bytes = match self.reader.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if self.after_cr && !bytes.is_empty() {
                self.after_cr = false;
                if bytes.starts_with(b"\n") {
                    self.reader.consume(1);
                    continue;
                }
            }
            if bytes.is_empty() && !begun {
                return Ok(None);
            }
            begun = true;
            let end = memchr2(b'\n', b'\r', bytes);
            let piece = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
            let room = KEPT - line.len();
            line.extend_from_slice(piece.get(..room).unwrap_or(piece));
            is_cut |= piece.len() > room;
            let finished = bytes.is_empty() || end.is_some();
            self.is_ended = end.is_some();
            self.after_cr = end.and_then(|at| bytes.get(at)) == Some(&b'\r');
            let used = end.map_or(bytes.len(), |at| at + 1);
            let behind = bytes.get(used..).unwrap_or_default();
            let behind = behind.get(1..).unwrap_or_default();
            self.has_another = memchr2(b'\n', b'\r', behind).is_some();
            self.reader.consume(used);
            if finished {
                self.number += 1;
                return Ok(Some(InputLine {
                    number: self.number,
                    text: decoded(line),
                    is_cut,
                }));
            }
        }
    }
}

/// The text of a line whose bytes are of an unknown encoding.
pub(crate) fn decoded(line: Vec<u8>) -> String {
    let line = match String::from_utf8(line) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    // A line that was cut short must stay too long: GB 18030 may take four bytes for one.
    if line.len() == KEPT {
        return String::from_utf8_lossy(&line).into_owned();
    }
    GB18030.decode_without_bom_handling(&line).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn read(bytes: &[u8], buffer: usize) -> Vec<(u64, String)> {
        let mut reader = BufReader::with_capacity(buffer, bytes);
        let mut lines = Lines::new(&mut reader);
        std::iter::from_fn(|| lines.next().unwrap())
            .map(|line| {
                assert_eq!(line.is_cut, line.text.len() >= KEPT, "{}", line.number);
                (line.number, line.text)
            })
            .collect()
    }

    #[test]
    fn any_line_end_and_any_buffer_give_the_same_lines() {
        for buffer in [1, 2, 3, 5, 100] {
            let lines = read(b"a\r\nbb\r\rccc\n\nd", buffer);
            let expected = [(1, "a"), (2, "bb"), (3, ""), (4, "ccc"), (5, ""), (6, "d")];
            let expected = expected.map(|(number, text)| (number, text.to_owned()));
            assert_eq!(lines, expected, "{buffer}");
            assert_eq!(read(b"", buffer), []);
            assert_eq!(read(b"\r\n", buffer), [(1, String::new())]);
        }
    }

    #[test]
    fn keeps_little_of_an_endless_line_but_enough_to_be_too_long() {
        for filler in [
            &b"8"[..],
            b"\xff",
            b"\x81\x30\x89\x38",
            "王".as_bytes(),
            b" ",
        ] {
            let mut bytes = filler.repeat((1 << 20) / filler.len());
            bytes.extend_from_slice(b"\nnext");
            let lines = read(&bytes, 8192);
            let [(1, long), (2, next)] = &lines[..] else {
                panic!("{}", lines.len());
            };
            assert!(
                long.len() >= KEPT && long.len() <= 3 * KEPT,
                "{}",
                long.len()
            );
            assert_eq!(next, "next");
        }
    }

    #[test]
    fn full_width_digits_typed_on_a_chinese_system_are_understood() {
        assert_eq!(read(b"\xa3\xb8\xa3\xb1", 100), [(1, "８１".to_owned())]);
        assert_eq!(read(b"\xff\xfe\x00", 100)[0].1, "\u{fffd}\u{fffd}\0");
    }
}
