//! A CSV text (RFC 4180, as Excel writes it) parted into rows and cells.
//!
//! Beside what the parser gives, this counts as people do who look at the file: empty rows count,
//! and each row knows the lines on which it begins and ends. No row takes more than its share of memory,
//! and none takes the lines of others: a quotation mark that is not closed costs its own line only.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quotes::Quotes;

/// Bytes of a row in UTF-8, which bounds each of its cells. Rows of real rosters have some 150.
pub(super) const MAX_ROW_BYTES: usize = 64 << 10;

/// Cells of a row.
pub(super) const MAX_CELLS: usize = 1024;

/// Line breaks in a row. More of them come from a quotation mark that is not closed.
pub(super) const MAX_LINES: usize = 20;

pub(super) struct Records<R> {
    lines: Lines<R>,
    separator: u8,
    parser: Reader,
    /// How many cells a row has, once the headings are known.
    columns: Option<usize>,
    /// Lines that belong to no row yet.
    ahead: VecDeque<Line>,
    /// The number of the next line.
    line: u64,
    text: Vec<u8>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

pub(super) struct Found<'r> {
    /// The line on which the row begins.
    pub(super) line: u64,
    /// How many rows from here on are the same.
    pub(super) repeats: u64,
    pub(super) content: Content<'r>,
    /// Cells of a sheet whose content is not of the kind that they state.
    pub(super) damaged: &'r [usize],
}

pub(super) enum Content<'r> {
    /// A line with nothing on it.
    Blank,
    Cells(Vec<&'r str>),
    /// More than the limits allow.
    TooLong,
    /// A quotation mark is not closed, or closed in another row.
    QuoteOpen,
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
            lines: Lines { source },
            separator,
            parser: ReaderBuilder::new().delimiter(separator).build(),
            columns: None,
            ahead: VecDeque::new(),
            line: 1,
            text: Vec::new(),
            bytes: vec![0; MAX_ROW_BYTES],
            ends: vec![0; MAX_CELLS],
        }
    }

    /// From now on rows have so many cells. A row over several lines that has others is none.
    pub(super) fn expect(&mut self, columns: usize) {
        self.columns = Some(columns);
    }

    /// Lines that have been read into rows.
    pub(super) const fn lines_read(&self) -> u64 {
        self.line - 1
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Found<'_>>> {
        let Some(first) = self.take_line()? else {
            return Ok(None);
        };
        let line = self.line;
        self.line += 1;
        // The parser would pass over empty lines without a word.
        let content = if first.too_long {
            Content::TooLong
        } else if first.text().is_empty() {
            Content::Blank
        } else if self.gather(&first)? {
            self.parse()
        } else {
            Content::QuoteOpen
        };
        Ok(Some(Found {
            line,
            repeats: 1,
            content,
            damaged: &[],
        }))
    }

    fn take_line(&mut self) -> io::Result<Option<Line>> {
        match self.ahead.pop_front() {
            None => self.lines.next(),
            line => Ok(line),
        }
    }

    /// Puts the text of a row together from its lines; `false` if it has no end that is its own.
    fn gather(&mut self, first: &Line) -> io::Result<bool> {
        self.text.clear();
        self.text.extend_from_slice(first.text());
        // Most rows have no quotation mark at all.
        if !self.text.contains(&b'"') {
            return Ok(true);
        }
        let mut quotes = Quotes::new(self.separator);
        quotes.read(first.text());
        if !quotes.is_open() {
            return Ok(true);
        }
        let mut last_break = first.line_break().to_vec();
        for more in 0..MAX_LINES {
            if self.ahead.len() == more {
                let Some(line) = self.lines.next()? else {
                    return Ok(false);
                };
                self.ahead.push_back(line);
            }
            let Some(next) = self.ahead.get(more).filter(|line| !line.too_long) else {
                return Ok(false);
            };
            self.text.extend_from_slice(&last_break);
            self.text.extend_from_slice(next.text());
            if self.text.len() > MAX_ROW_BYTES {
                return Ok(false);
            }
            quotes.read(&last_break);
            quotes.read(next.text());
            if !quotes.is_open() {
                let whole = quotes.are_of_one_row(self.columns);
                if whole {
                    self.ahead.drain(..=more);
                    self.line += more as u64 + 1;
                }
                return Ok(whole);
            }
            last_break = next.line_break().to_vec();
        }
        Ok(false)
    }

    fn parse(&mut self) -> Content<'_> {
        self.text.push(b'\n');
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            let rest = self.text.get(read..).unwrap_or_default();
            let (result, used, bytes, ends) =
                self.parser
                    .read_record(rest, &mut self.bytes[written..], &mut self.ends[cells..]);
            read += used;
            written += bytes;
            cells += ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    self.parser.reset();
                    return Content::TooLong;
                }
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        Content::Cells(self.cells(cells))
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

/// The lines of a text, as an editor counts them.
struct Lines<R> {
    source: R,
}

/// A line with what ends it.
struct Line {
    bytes: Vec<u8>,
    length: usize,
    /// Whether it has more than a row may have; then nothing of it is kept.
    too_long: bool,
}

impl Line {
    fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    fn line_break(&self) -> &[u8] {
        self.bytes.get(self.length..).unwrap_or_default()
    }
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line {
            bytes: Vec::new(),
            length: 0,
            too_long: false,
        };
        let mut read = false;
        loop {
            let input = self.source.fill_buf()?;
            if input.is_empty() {
                line.length = line.bytes.len();
                return Ok(read.then_some(line));
            }
            read = true;
            let end = input.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let text = input.get(..end.unwrap_or(input.len())).unwrap_or_default();
            line.too_long |= line.bytes.len() + text.len() > MAX_ROW_BYTES;
            if line.too_long {
                line.bytes.clear();
            } else {
                line.bytes.extend_from_slice(text);
            }
            let ending = end.and_then(|end| input.get(end)).copied();
            let used = text.len() + usize::from(ending.is_some());
            self.source.consume(used);
            let Some(ending) = ending else { continue };
            line.length = line.bytes.len();
            line.bytes.push(ending);
            if ending == b'\r' && self.source.fill_buf()?.first() == Some(&b'\n') {
                self.source.consume(1);
                line.bytes.push(b'\n');
            }
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests;
