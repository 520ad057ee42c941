//! The encoding of a roster, found by its bytes: UTF-8, else GB18030 (with GBK and GB 2312 in it).

use std::fs::File;
use std::io::{self, BufRead, Read, Seek};
use std::path::Path;

use cli_support::files;
use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted_path};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Gb18030,
}

impl Encoding {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
        }
    }

    /// The content in UTF-8, without a byte order mark.
    ///
    /// Reading fails with [`io::ErrorKind::InvalidData`] where the bytes are none of this encoding:
    /// nothing is replaced, a wrong character in a name would be signed.
    pub(super) fn decode<R: Read>(self, source: R) -> Transcoder<R> {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Gb18030 => GB18030,
        };
        Transcoder {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: Buffer::new(),
            output: Buffer::new(),
            state: State::Reading,
        }
    }
}

/// Finds the encoding by reading the whole file once or twice, and counts its lines.
///
/// # Errors
/// A [`Failure`] that says what the file is instead of a text, or where it is no text.
pub(super) fn detect(
    path: &Path,
    file: &mut File,
    max_bytes: u64,
) -> Result<(Encoding, u64), Failure> {
    let reading = |error: io::Error| files::cannot_read(path, &error);
    let mut head = [0; 512];
    let mut filled = 0;
    while filled < head.len() {
        match file.read(&mut head[filled..]).map_err(reading)? {
            0 => break,
            count => filled += count,
        }
    }
    if let Some(kind) = other_kind(&head[..filled]) {
        return Err(not_a_text(path, &kind));
    }
    if file.metadata().map_err(reading)?.len() > max_bytes {
        return Err(too_large(path, max_bytes));
    }
    let candidates: &[Encoding] = if head.starts_with(b"\xef\xbb\xbf") {
        &[Encoding::Utf8]
    } else {
        &[Encoding::Utf8, Encoding::Gb18030]
    };
    let mut wrong_line = 0;
    for &encoding in candidates {
        file.rewind().map_err(reading)?;
        match count_lines(encoding.decode((&mut *file).take(max_bytes))).map_err(reading)? {
            Ok(lines) => return Ok((encoding, lines)),
            // The one that went further is what the file was meant to be.
            Err(wrong) => wrong_line = wrong_line.max(wrong),
        }
    }
    Err(unknown_encoding(path, wrong_line))
}

/// The number of lines if everything can be decoded, or else the line where something cannot.
fn count_lines(mut text: impl BufRead) -> io::Result<Result<u64, u64>> {
    let (mut line, mut last) = (1, 0);
    loop {
        match text.fill_buf() {
            // No line begins behind the last line's end.
            Ok([]) => return Ok(Ok(line - u64::from(last == b'\n'))),
            Ok(part) => {
                last = part.last().copied().unwrap_or(last);
                line += part.iter().filter(|&&byte| byte == b'\n').count() as u64;
                let length = part.len();
                text.consume(length);
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(Err(line)),
            Err(error) => return Err(error),
        }
    }
}

/// What a file is by its first bytes, if it is known not to be a CSV text, and how to make one of it.
fn other_kind(head: &[u8]) -> Option<(Text, Text)> {
    let from_excel = || {
        text!("请在 Excel 里打开，另存为 xlsx 工作簿或“CSV UTF-8（逗号分隔）”，再用存出的文件。";
            "Open it in Excel, save it as an xlsx workbook or as 'CSV UTF-8 (comma delimited)', and use that file.")
    };
    match head {
        // Workbooks that can be read have been recognised before.
        [b'P', b'K', 3, 4, ..] => Some((
            text!("是压缩文件，或本程序不读的工作簿（例如 xlsb）";
                "is a zip archive, or a kind of workbook that is not read, such as xlsb"),
            from_excel(),
        )),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Some((
            text!(
                "是损坏的旧版 Excel 工作簿（xls）"; "is an old Excel workbook (xls), and damaged"),
            from_excel(),
        )),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some((
            text!("是 UTF-16 编码（“Unicode 文本”）"; "is in UTF-16 ('Unicode text')"),
            from_excel(),
        )),
        _ if head.trim_ascii_start().starts_with(b"<") => {
            Some((text!("是网页或 XML"; "is a web page or XML"), from_excel()))
        }
        _ if head.contains(&0) => Some((
            text!("含有文本文件里没有的字符"; "is not a text file"),
            from_excel(),
        )),
        _ => None,
    }
}

fn not_a_text(path: &Path, (what, remedy): &(Text, Text)) -> Failure {
    use messages::Lang::{En, Zh};
    let name = escape_untrusted_path(path);
    failure!("roster-not-csv"; "名册 {name} {}，不是工作簿或 CSV 文件", what.in_lang(Zh);
        "the roster {name} {}, neither a workbook nor a CSV file", what.in_lang(En);
        remedy.clone())
}

fn unknown_encoding(path: &Path, line: u64) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-encoding";
        "名册 {name} 第 {line} 行附近既不是 UTF-8，也不是 GBK／GB18030 编码";
        "the roster {name} is neither UTF-8 nor GBK/GB18030 near line {line}";
        "请在 Excel 里重新导出，选“CSV UTF-8（逗号分隔）”。";
        "Export it again from Excel as 'CSV UTF-8 (comma delimited)'.")
}

fn too_large(path: &Path, max_bytes: u64) -> Failure {
    let (name, mib) = (escape_untrusted_path(path), max_bytes >> 20);
    failure!("roster-too-long";
        "名册 {name} 超过 {mib} MiB"; "the roster {name} has more than {mib} MiB";
        "请确认选对了文件；确实有这么多人时，请分成几份名册。";
        "Make sure that it is the right file; if there are that many people, part it into several rosters.")
}

/// A reader that turns one encoding into UTF-8 as it goes.
pub(crate) struct Transcoder<R> {
    source: R,
    decoder: Decoder,
    input: Buffer,
    output: Buffer,
    state: State,
}

/// Bytes of which a part has been used.
struct Buffer {
    bytes: Box<[u8]>,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// The source has ended, the decoder may still hold something.
    Exhausted,
    Finished,
    /// What came next is not in this encoding.
    Wrong,
}

impl Buffer {
    fn new() -> Self {
        Self {
            bytes: vec![0; 1 << 16].into(),
            start: 0,
            end: 0,
        }
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    fn refill(&mut self, count: usize) {
        (self.start, self.end) = (0, count);
    }
}

impl<R: Read> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.output.rest().is_empty() {
            match self.state {
                State::Reading if self.input.rest().is_empty() => {
                    let count = self.source.read(&mut self.input.bytes)?;
                    self.input.refill(count);
                    if count == 0 {
                        self.state = State::Exhausted;
                    }
                }
                State::Reading | State::Exhausted => {}
                State::Finished => break,
                State::Wrong => {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "not in this encoding",
                    ));
                }
            }
            let last = self.state == State::Exhausted;
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                self.input.rest(),
                &mut self.output.bytes,
                last,
            );
            self.input.start += read;
            self.output.refill(written);
            match result {
                // What came before it is handed out first.
                DecoderResult::Malformed(..) => self.state = State::Wrong,
                DecoderResult::InputEmpty if last => self.state = State::Finished,
                DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            }
        }
        Ok(self.output.rest())
    }

    fn consume(&mut self, count: usize) {
        self.output.start += count;
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(encoding: Encoding, bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        // A source that hands out single bytes parts every character.
        let bytewise = bytes
            .iter()
            .fold(Box::new(io::empty()) as Box<dyn Read>, |before, byte| {
                Box::new(before.chain(io::Cursor::new(vec![*byte])))
            });
        encoding
            .decode(bytewise)
            .read_to_string(&mut text)
            .map(|_| text)
    }

    fn detected(bytes: &[u8]) -> Result<Encoding, &'static str> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.csv");
        std::fs::write(&path, bytes).unwrap();
        detect(&path, &mut File::open(&path).unwrap(), 1000)
            .map(|(encoding, _)| encoding)
            .map_err(|failure| failure.code)
    }

    #[test]
    fn characters_survive_being_parted() {
        assert_eq!(
            decode(Encoding::Utf8, "\u{feff}王𬎆".as_bytes()).unwrap(),
            "王𬎆"
        );
        let (bytes, ..) = GB18030.encode("张䶮、刘喆㛃");
        assert_eq!(decode(Encoding::Gb18030, &bytes).unwrap(), "张䶮、刘喆㛃");
    }

    #[test]
    fn nothing_is_replaced() {
        for (encoding, bytes) in [
            (Encoding::Utf8, &b"ab\xcd\xf5"[..]),
            (Encoding::Utf8, b"ab\xe7\x8e"),
            (Encoding::Gb18030, b"ab\xcd"),
            (Encoding::Gb18030, b"ab\xff\xff"),
        ] {
            let error = decode(encoding, bytes).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{bytes:?}");
        }
    }

    #[test]
    fn recognises_the_encoding_or_says_what_it_is() {
        let (gbk, ..) = GB18030.encode("姓名,身份证号\r\n");
        for (bytes, expected) in [
            ("姓名,身份证号".as_bytes(), Ok(Encoding::Utf8)),
            ("\u{feff}姓名".as_bytes(), Ok(Encoding::Utf8)),
            (&gbk, Ok(Encoding::Gb18030)),
            (b"PK\x03\x04....", Err("roster-not-csv")),
            (b"\xd0\xcf\x11\xe0....", Err("roster-not-csv")),
            (b"\xff\xfe\xd3\x59", Err("roster-not-csv")),
            (b"\r\n<html>", Err("roster-not-csv")),
            (b"name\0", Err("roster-not-csv")),
            (b"name\n\xff\xff\n", Err("roster-encoding")),
            (b"\xef\xbb\xbfname\n\xd0\xd5\n", Err("roster-encoding")),
            (&[b'a'; 1001], Err("roster-too-long")),
        ] {
            assert_eq!(detected(bytes), expected, "{bytes:?}");
        }
    }
}
