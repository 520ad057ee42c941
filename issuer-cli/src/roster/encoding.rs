//! The encoding of a roster, found by its bytes: UTF-16 by its mark, UTF-8, else GB18030 (with GBK and GB 2312 in it).

use std::fs::File;
use std::io::{self, BufRead, Read, Seek};
use std::path::Path;

use cli_support::files;
use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted_path};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Gb18030,
    /// What Excel calls Unicode text.
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
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
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
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
    let head = head.get(..filled).unwrap_or_default();
    if is_utf_32(head) {
        return Err(utf_32(path));
    }
    let marked: Option<&[Encoding]> = match head {
        [0xef, 0xbb, 0xbf, ..] => Some(&[Encoding::Utf8]),
        [0xff, 0xfe, ..] => Some(&[Encoding::Utf16Le]),
        [0xfe, 0xff, ..] => Some(&[Encoding::Utf16Be]),
        _ => None,
    };
    if marked.is_none()
        && let Some(kind) = other_kind(head)
    {
        return Err(not_a_text(path, &kind));
    }
    if file.metadata().map_err(reading)?.len() > max_bytes {
        return Err(too_large(path, max_bytes));
    }
    let candidates = marked.unwrap_or(&[Encoding::Utf8, Encoding::Gb18030]);
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
            Ok([]) => return Ok(Ok(line - u64::from(matches!(last, 0 | b'\r' | b'\n')))),
            Ok(part) => {
                for &byte in part {
                    let breaks = byte == b'\r' || byte == b'\n' && last != b'\r';
                    line += u64::from(breaks);
                    last = byte;
                }
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
        _ if is_single_file_page(head) => Some((
            text!("是 Excel 存成的“单个文件网页”（MHTML），只是名字像工作簿";
                "is a 'single file web page' (MHTML) that Excel has saved, under the name of a workbook"),
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

/// Whether it is a text with four bytes for each character, by its mark or because it has no other ones.
fn is_utf_32(head: &[u8]) -> bool {
    if head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff]) {
        return true;
    }
    let (characters, _) = head.as_chunks::<4>();
    let all = |of: fn([u8; 4]) -> u32| {
        let is_character =
            |bytes: &[u8; 4]| of(*bytes) != 0 && char::from_u32(of(*bytes)).is_some();
        characters.len() >= 4 && characters.iter().all(is_character)
    };
    all(u32::from_le_bytes) || all(u32::from_be_bytes)
}

fn utf_32(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-encoding"; "名册 {name} 是 UTF-32 编码的文本，本程序不读这种编码";
        "the roster {name} is a text in UTF-32, which is not read";
        "请用记事本打开，另存时把“编码”选为 UTF-8；或在 Excel 里另存为 xlsx 工作簿，再用存出的文件。";
        "Open it in an editor and save it as UTF-8, or save it as an xlsx workbook from Excel, and use that file.")
}

/// Whether it begins as an e-mail with a page in it does.
fn is_single_file_page(head: &[u8]) -> bool {
    let head = head.trim_ascii_start().to_ascii_lowercase();
    let at_line_start = |name: &[u8]| {
        head.split(|byte| *byte == b'\n')
            .any(|line| line.starts_with(name))
    };
    head.starts_with(b"mime-version:")
        || at_line_start(b"mime-version:") && at_line_start(b"content-type:")
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
mod tests;
