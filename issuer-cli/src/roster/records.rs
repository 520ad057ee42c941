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
mod tests {
    use super::*;

    /// First line, last line and cells of each row; `None` for what is not kept.
    type Row = (u64, u64, Option<Vec<String>>);

    fn rows(text: &str) -> Vec<Row> {
        rows_of(text, None)
    }

    fn rows_of(text: &str, columns: Option<usize>) -> Vec<Row> {
        // A source that hands out little at a time parts every line.
        let source = io::BufReader::with_capacity(3, text.as_bytes());
        let mut records = Records::new(source, b',');
        records.columns = columns;
        let mut rows = Vec::new();
        while let Some(found) = records.next().unwrap() {
            let line = found.line;
            let cells = match found.content {
                Content::Blank => Some(Vec::new()),
                Content::Cells(cells) => Some(cells.into_iter().map(str::to_owned).collect()),
                Content::TooLong | Content::QuoteOpen => None,
            };
            rows.push((line, records.lines_read(), cells));
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
    fn an_open_quotation_mark_costs_its_own_line_only() {
        let (c, e) = (row(2, 2, &["c", "d"]), row(3, 3, &["e", "f"]));
        assert_eq!(rows("a,\"b\nc,d\ne,f"), [(1, 1, None), c, e]);
        let many = format!("\"a,b\n{}", "c,d\n".repeat(100));
        let found = rows(&many);
        assert_eq!((found.len(), found[0].clone()), (101, (1, 1, None)));
        assert!(found[1..].iter().all(|row| row.2.is_some()));
    }

    /// Wherever one stands that is not closed, or is closed in another row, what is read of the other
    /// rows is what stands there, and each line is in one row.
    #[test]
    fn no_stray_quotation_mark_hides_another_row() {
        let lines: Vec<String> = (0..6).map(|n| format!("王{n},99{n},x,y{n}")).collect();
        let places: Vec<(usize, usize)> = (1..5)
            .flat_map(|line| (0..=lines[line].len()).map(move |at| (line, at)))
            .filter(|(line, at)| lines[*line].is_char_boundary(*at))
            .collect();
        for (nth, first) in places.iter().enumerate() {
            for second in places.iter().skip(nth).map(Some).chain([None]) {
                let mut changed = lines.clone();
                for (line, at) in second.into_iter().chain([first]) {
                    changed[*line].insert(*at, '"');
                }
                let text = changed.join("\n");
                let found = rows_of(&text, Some(4));
                let mut next = 1;
                for (from, to, cells) in &found {
                    assert_eq!(*from, next, "{text}");
                    next = to + 1;
                    let single = from == to && !changed[*from as usize - 1].contains('"');
                    let whole: Vec<String> = lines[*from as usize - 1]
                        .split(',')
                        .map(str::to_owned)
                        .collect();
                    assert!(!single || cells.as_ref() == Some(&whole), "{text}");
                    assert!(from == to, "no row goes over lines: {text}");
                }
                assert_eq!(next, 7, "{text}");
            }
        }
    }

    #[test]
    fn line_breaks_in_cells_stay() {
        let text = "a,b,c\n\"王\n明\",1,\"street 1, town\r\nline \"\"2\"\"\"\nx,y,z\n";
        assert_eq!(
            rows_of(text, Some(3)),
            [
                row(1, 1, &["a", "b", "c"]),
                row(2, 4, &["王\n明", "1", "street 1, town\r\nline \"2\""]),
                row(5, 5, &["x", "y", "z"]),
            ]
        );
        assert_eq!(
            rows("a\rb\r\rc"),
            [
                row(1, 1, &["a"]),
                row(2, 2, &["b"]),
                row(3, 3, &[]),
                row(4, 4, &["c"])
            ]
        );
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
