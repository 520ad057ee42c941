//! A CSV text (RFC 4180, as Excel writes it) parted into rows and cells.
//!
//! Beside what the parser gives, this counts as people do who look at the file: empty rows count,
//! and each row knows the lines on which it begins and ends. No row takes more than its share of memory.

use std::io::{self, BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Bytes of a row in UTF-8, which bounds each of its cells. Rows of real rosters have some 150.
pub(super) const MAX_ROW_BYTES: usize = 64 << 10;

/// Cells of a row.
pub(super) const MAX_CELLS: usize = 1024;

/// Line breaks in a row. More of them come from a quotation mark that is not closed, behind which
/// other people disappear.
pub(super) const MAX_LINES: u64 = 20;

pub(super) struct Records<R> {
    source: R,
    parser: Reader,
    position: Position,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

pub(super) struct Found<'r> {
    /// The line on which the row begins, and the one on which it ends.
    pub(super) line: u64,
    pub(super) last_line: u64,
    pub(super) content: Content<'r>,
}

pub(super) enum Content<'r> {
    /// A line with nothing on it.
    Blank,
    Cells(Vec<&'r str>),
    /// More than the limits allow.
    TooLong,
}

/// The separator that occurs most in the first line with any: Excel writes commas, other programs
/// tabs or semicolons.
pub(super) fn guess_separator(text: impl Read) -> io::Result<u8> {
    let mut head = Vec::new();
    text.take(8192).read_to_end(&mut head)?;
    let counts = |line: &[u8]| {
        b",\t;".map(|separator| {
            let count = line.iter().filter(|&&byte| byte == separator).count();
            (count, separator)
        })
    };
    let first = head
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .map(counts)
        .find(|counts| counts.iter().any(|(count, _)| *count > 0));
    // Of equal counts the first: `max_by_key` alone would take the last.
    Ok(first
        .and_then(|counts| counts.into_iter().rev().max_by_key(|(count, _)| *count))
        .map_or(b',', |(_, separator)| separator))
}

impl<R: BufRead> Records<R> {
    pub(super) fn new(source: R, separator: u8) -> Self {
        Self {
            source,
            parser: ReaderBuilder::new().delimiter(separator).build(),
            position: Position { line: 1, last: 0 },
            bytes: vec![0; MAX_ROW_BYTES],
            ends: vec![0; MAX_CELLS],
        }
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Found<'_>>> {
        let Some(first) = self.first_byte()? else {
            return Ok(None);
        };
        let line = self.position.line;
        // The parser would pass over empty lines without a word.
        if matches!(first, b'\r' | b'\n') {
            self.source.consume(1);
            self.position.advance(&[first]);
            return Ok(Some(Found {
                line,
                last_line: line,
                content: Content::Blank,
            }));
        }
        let (mut written, mut cells, mut too_long) = (0, 0, false);
        loop {
            let input = self.source.fill_buf()?;
            let (result, read, bytes, ends) =
                self.parser
                    .read_record(input, &mut self.bytes[written..], &mut self.ends[cells..]);
            self.position.advance(&input[..read]);
            self.source.consume(read);
            written += bytes;
            cells += ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                // The rest is read all the same, to find the end of the row, but not kept.
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (written, cells, too_long) = (0, 0, true);
                }
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        let last_line = self.position.line - u64::from(self.position.at_line_start());
        let content = if too_long {
            Content::TooLong
        } else {
            Content::Cells(self.cells(cells))
        };
        Ok(Some(Found {
            line,
            last_line,
            content,
        }))
    }

    /// The first byte of the next row, without taking it.
    fn first_byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.source.fill_buf()?.first() {
                // The second half of a CR LF.
                Some(b'\n') if self.position.last == b'\r' => {
                    self.source.consume(1);
                    self.position.advance(b"\n");
                }
                first => return Ok(first.copied()),
            }
        }
    }

    fn cells(&self, count: usize) -> Vec<&str> {
        let mut start = 0;
        let ends = self.ends.iter().take(count);
        ends.map(|&end| {
            let bytes = self.bytes.get(start..end).unwrap_or_default();
            start = end;
            // The source is UTF-8 and separators are ASCII, so no character is parted.
            str::from_utf8(bytes).unwrap_or_default()
        })
        .collect()
    }
}

/// Where in the file the reading stands.
struct Position {
    line: u64,
    last: u8,
}

impl Position {
    fn advance(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let breaks = byte == b'\r' || byte == b'\n' && self.last != b'\r';
            self.line += u64::from(breaks);
            self.last = byte;
        }
    }

    fn at_line_start(&self) -> bool {
        matches!(self.last, b'\r' | b'\n')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, last line and cells of each row; `None` for what is not kept.
    type Row = (u64, u64, Option<Vec<String>>);

    fn rows(text: &str) -> Vec<Row> {
        let mut records = Records::new(text.as_bytes(), b',');
        let mut rows = Vec::new();
        while let Some(found) = records.next().unwrap() {
            let cells = match found.content {
                Content::Blank => Some(Vec::new()),
                Content::Cells(cells) => Some(cells.into_iter().map(str::to_owned).collect()),
                Content::TooLong => None,
            };
            rows.push((found.line, found.last_line, cells));
        }
        rows
    }

    fn row(line: u64, last_line: u64, cells: &[&str]) -> Row {
        let cells = cells.iter().map(|&cell| cell.to_owned()).collect();
        (line, last_line, Some(cells))
    }

    #[test]
    fn counts_lines_as_an_editor_does() {
        let expected = [
            row(1, 1, &["a", "b"]),
            row(2, 2, &[]),
            row(3, 4, &["c\nd", "\"e\""]),
            row(5, 5, &[]),
            row(6, 6, &[]),
            row(7, 7, &["f", ""]),
        ];
        let text = "a,b\n\n\"c\nd\",\"\"\"e\"\"\"\n\n\nf,";
        assert_eq!(rows(text), expected, "LF");
        // Inside of a cell the break stays as it was.
        let crlf = text.replace('\n', "\r\n").replace("c\r\nd", "c\nd");
        assert_eq!(rows(&crlf), expected, "CR LF");
        assert_eq!(rows(&format!("{crlf}\r\n")), expected, "CR LF at the end");
    }

    #[test]
    fn a_row_that_runs_on_takes_no_memory_and_ends_where_it_ends() {
        let long = format!("a,b\n\"{}\",x\nc,d\n", "9".repeat(10 << 20));
        assert_eq!(
            rows(&long),
            [row(1, 1, &["a", "b"]), (2, 2, None), row(3, 3, &["c", "d"])]
        );
        let wide = format!("{}\nc,d\n", ",".repeat(5000));
        assert_eq!(rows(&wide), [(1, 1, None), row(2, 2, &["c", "d"])]);
    }

    #[test]
    fn an_open_quotation_mark_swallows_lines_and_shows_it() {
        assert_eq!(rows("a,\"b\nc,d\ne,f"), [row(1, 3, &["a", "b\nc,d\ne,f"])]);
    }

    #[test]
    fn guesses_the_separator_from_the_headings() {
        for (text, separator) in [
            ("姓名,类别\n", b','),
            ("\n姓名\t类别;a\t\n", b'\t'),
            ("姓名;类别", b';'),
            ("姓名", b','),
            ("", b','),
        ] {
            assert_eq!(
                guess_separator(text.as_bytes()).unwrap(),
                separator,
                "{text}"
            );
        }
    }
}
