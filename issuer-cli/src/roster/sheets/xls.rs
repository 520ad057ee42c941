//! An old workbook (MS-XLS), looked through before the library opens it: how large its sheets become in
//! memory, and which rows nobody sees.

use std::fs::File;
use std::io::Read;

use messages::text;

use super::facts::{Fault, SheetFacts, in_words};
use super::runs::Runs;
use super::xls_texts;

/// Bytes of a workbook. The library holds it whole in memory, with every empty cell between the used ones.
pub(super) const MAX_BYTES: u64 = 32 << 20;

/// Cells of the rectangles that the library makes of the sheets, empty ones too.
const MAX_CELLS: u64 = 4 << 20;

/// The size of a sheet.
const MAX_ROWS: u32 = 1 << 16;
const MAX_COLUMNS: u32 = 1 << 8;

/// Sheets of a workbook.
const MAX_SHEETS: usize = 256;

/// Kinds of records.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const FONT: u16 = 0x0031;
    pub(super) const FURTHER: u16 = 0x003c;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const NUMBERS: u16 = 0x00bd;
    pub(super) const RICH_TEXT: u16 = 0x00d6;
    pub(super) const FORMAT: u16 = 0x00e0;
    pub(super) const TEXTS: u16 = 0x00fc;
    pub(super) const SHARED_TEXT: u16 = 0x00fd;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const TEXT: u16 = 0x0204;
    pub(super) const TRUTH: u16 = 0x0205;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHORT_NUMBER: u16 = 0x027e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The facts of each worksheet, in their order. The library tells the names and the merged cells.
///
/// # Errors
/// A [`Fault`] if it is no workbook that can be read, or beyond the bounds.
pub(super) fn survey(file: File) -> Result<Vec<(Option<String>, SheetFacts)>, Fault> {
    let stream = stream(file)?;
    let globals = Globals::read(&stream)?;
    if globals.sheets.len() > MAX_SHEETS {
        return Err(Fault::TooLarge);
    }
    let mut room = MAX_CELLS;
    let mut facts = Vec::with_capacity(globals.sheets.len());
    for start in &globals.sheets {
        let sheet = Sheet::read(stream.get(*start..).unwrap_or_default(), &globals)?;
        room = room.checked_sub(sheet.area()).ok_or(Fault::TooLarge)?;
        facts.push((None, sheet.into_facts()?));
    }
    Ok(facts)
}

/// The stream that has the workbook; it is no longer than the file.
fn stream(file: File) -> Result<Vec<u8>, Fault> {
    let mut container = cfb::CompoundFile::open(file).map_err(in_words)?;
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| container.is_stream(name))
        .ok_or_else(|| Fault::Broken(text!("里面没有工作簿"; "there is no workbook in it")))?;
    let mut bytes = Vec::new();
    container
        .open_stream(name)
        .and_then(|stream| stream.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(in_words)?;
    Ok(bytes)
}

/// Records one after the other: their kinds and what is in them.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = number(self.0, 0)?;
        let length = usize::from(number(self.0, 2)?);
        let data = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..).unwrap_or_default();
        Some((kind, data))
    }
}

fn number(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

fn long_number(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals {
    /// Where the worksheets begin.
    sheets: Vec<usize>,
    /// Of each font and of each format, whether it strikes through.
    struck_fonts: Vec<bool>,
    struck_formats: Vec<bool>,
    /// Of each shared text, which parts are struck through.
    text_runs: Vec<Runs>,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, Fault> {
        let mut globals = Self::default();
        // The records that have the shared texts.
        let (mut texts, mut in_texts) = (Vec::new(), false);
        for (kind, data) in Records(stream) {
            in_texts = kind == kind::TEXTS || in_texts && kind == kind::FURTHER;
            match kind {
                kind::TEXTS | kind::FURTHER if in_texts => texts.push(data),
                kind::PASSWORD => return Err(Fault::Password),
                kind::FONT => {
                    let flags = number(data, 2).unwrap_or(0);
                    globals.struck_fonts.push(flags & 0x0008 != 0);
                }
                kind::FORMAT => {
                    let font = usize::from(number(data, 0).unwrap_or(0));
                    let struck = globals.strikes(font);
                    globals.struck_formats.push(struck);
                }
                kind::SHEET => {
                    let start = long_number(data, 0).unwrap_or(u32::MAX);
                    // The others are charts and macros.
                    if data.get(5).is_some_and(|kind| *kind == 0) {
                        globals.sheets.push(start as usize);
                    }
                }
                kind::END => {
                    globals.text_runs = xls_texts::runs(&texts, |font| globals.strikes(font));
                    return Ok(globals);
                }
                _ => {}
            }
        }
        Err(Fault::Broken(
            text!("工作簿不完整"; "the workbook ends early"),
        ))
    }

    /// Whether the font of this number strikes through.
    fn strikes(&self, font: usize) -> bool {
        // There is no font number 4.
        let place = if font > 4 { font - 1 } else { font };
        self.struck_fonts.get(place).copied().unwrap_or(false)
    }
}

struct Sheet {
    hidden: Vec<bool>,
    filled: Vec<bool>,
    facts: SheetFacts,
    /// The first and last row and column of all cells with something in them.
    corners: Option<(u16, u16, u16, u16)>,
    /// The last row with something else than a formula, from 1, and how many such cells there are. What
    /// formulas come to may be nothing.
    rows: u64,
    cells: u64,
}

impl Sheet {
    fn read(stream: &[u8], globals: &Globals) -> Result<Self, Fault> {
        let mut sheet = Self {
            hidden: vec![false; MAX_ROWS as usize],
            filled: vec![false; MAX_ROWS as usize],
            facts: SheetFacts::default(),
            corners: None,
            rows: 0,
            cells: 0,
        };
        let mut depth = 0_u32;
        for (kind, data) in Records(stream) {
            match kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => return Ok(sheet),
                kind::END => depth -= 1,
                // Charts in a sheet have records of the same kinds.
                _ if depth > 1 => {}
                kind::DIMENSIONS => check_dimensions(data)?,
                kind::ROW => {
                    let row = usize::from(number(data, 0).unwrap_or(0));
                    let flags = number(data, 12).unwrap_or(0);
                    if let Some(hidden) = sheet.hidden.get_mut(row) {
                        // A row of no height is as invisible, unless that means the usual one.
                        let height = number(data, 6).unwrap_or(u16::MAX);
                        *hidden |= flags & 0x0020 != 0 || height == 0;
                    }
                }
                kind::FORMULA
                | kind::NUMBER
                | kind::TEXT
                | kind::TRUTH
                | kind::SHORT_NUMBER
                | kind::SHARED_TEXT
                | kind::RICH_TEXT => {
                    let format = number(data, 4);
                    let index = (kind == kind::SHARED_TEXT).then(|| long_number(data, 6));
                    let runs = index
                        .flatten()
                        .and_then(|index| globals.text_runs.get(index as usize));
                    let runs = runs.copied().unwrap_or_default();
                    sheet.cell(data, 0, (format, runs), globals);
                    if kind != kind::FORMULA {
                        sheet.count(data, 1);
                    }
                }
                kind::NUMBERS => {
                    // A format and a number for each of the columns.
                    let count = data.len().saturating_sub(6) / 6;
                    for nth in 0..count {
                        let format = number(data, 4 + 6 * nth);
                        sheet.cell(data, nth, (format, Runs::default()), globals);
                    }
                    sheet.count(data, count as u64);
                }
                _ => {}
            }
        }
        Err(Fault::Broken(
            text!("有一个工作表不完整"; "a sheet ends early"),
        ))
    }

    fn count(&mut self, data: &[u8], cells: u64) {
        let row = number(data, 0).map_or(0, |row| u64::from(row) + 1);
        self.rows = self.rows.max(row);
        self.cells += cells;
    }

    /// A cell, so many columns behind the one that the record names.
    fn cell(
        &mut self,
        data: &[u8],
        behind: usize,
        (format, runs): (Option<u16>, Runs),
        globals: &Globals,
    ) {
        let (Some(row), Some(column)) = (number(data, 0), number(data, 2)) else {
            return;
        };
        let column = column.saturating_add(behind as u16);
        if let Some(filled) = self.filled.get_mut(usize::from(row)) {
            *filled = true;
        }
        let format = format.map(usize::from);
        let struck = format.and_then(|format| globals.struck_formats.get(format));
        runs.note(
            &mut self.facts,
            u64::from(row) + 1,
            usize::from(column),
            struck.copied().unwrap_or(false),
        );
        let (top, bottom, left, right) = self.corners.unwrap_or((row, row, column, column));
        self.corners = Some((
            top.min(row),
            bottom.max(row),
            left.min(column),
            right.max(column),
        ));
    }

    fn area(&self) -> u64 {
        self.corners.map_or(0, |(top, bottom, left, right)| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }

    fn into_facts(self) -> Result<SheetFacts, Fault> {
        let rows = self.hidden.iter().zip(&self.filled).zip(1..);
        let hidden = rows.filter(|((hidden, filled), _)| **hidden && **filled);
        let facts = SheetFacts {
            rows: self.rows,
            cells: self.cells,
            hidden: hidden.map(|(_, line)| line).collect(),
            ..self.facts
        };
        facts.check_size()?;
        Ok(facts)
    }
}

/// The library makes room for what a sheet says of its size.
fn check_dimensions(data: &[u8]) -> Result<(), Fault> {
    let size = if data.len() == 10 {
        (number(data, 2).map(u32::from), number(data, 6))
    } else {
        (long_number(data, 4), number(data, 10))
    };
    match size {
        (Some(rows), Some(columns)) if rows <= MAX_ROWS && u32::from(columns) <= MAX_COLUMNS => {
            Ok(())
        }
        (rows, columns) => {
            let (rows, columns) = (rows.unwrap_or(0), columns.unwrap_or(0));
            Err(Fault::Dimension(format!("{rows}×{columns}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((data.len() as u16).to_le_bytes());
        bytes.extend(data);
        bytes
    }

    fn words(words: &[u16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    fn sheet(records: &[Vec<u8>]) -> Result<Sheet, Fault> {
        let globals = Globals {
            struck_formats: vec![false, true],
            ..Globals::default()
        };
        let mut stream = record(kind::BEGIN, &[]);
        stream.extend(records.concat());
        stream.extend(record(kind::END, &[]));
        Sheet::read(&stream, &globals)
    }

    fn cell(row: u16, column: u16, format: u16) -> Vec<u8> {
        record(kind::SHARED_TEXT, &words(&[row, column, format, 0, 0]))
    }

    #[test]
    fn rows_that_nobody_sees_are_found_if_they_say_something() {
        let hidden = |row| record(kind::ROW, &words(&[row, 0, 3, 0xff, 0, 0, 0x0020, 0]));
        let flat = |row| record(kind::ROW, &words(&[row, 0, 3, 0, 0, 0, 0, 0]));
        let shown = |row| record(kind::ROW, &words(&[row, 0, 3, 0xff, 0, 0, 0, 0]));
        let found = sheet(&[
            hidden(2),
            hidden(3),
            shown(1),
            flat(4),
            cell(1, 0, 0),
            cell(2, 1, 0),
            cell(4, 2, 1),
            record(kind::NUMBERS, &words(&[5, 0, 1, 0, 0, 0, 0, 0, 1])),
        ])
        .unwrap();
        let area = found.area();
        let facts = found.into_facts().unwrap();
        assert_eq!(facts.hidden, [3, 5]);
        assert_eq!(facts.struck, [(5, 2), (6, 0)]);
        assert_eq!((facts.rows, area), (6, 15));
    }

    #[test]
    fn a_sheet_that_would_become_too_large_is_known() {
        let far = sheet(&[cell(0, 0, 0), cell(u16::MAX, 255, 0)]).unwrap();
        assert!(far.area() > MAX_CELLS);
        let large = words(&[0, 0, 0, 0x7fff, 0, 256, 0]);
        let size = sheet(&[record(kind::DIMENSIONS, &large)]);
        assert!(matches!(size, Err(Fault::Dimension(_))));
        assert!(matches!(
            Sheet::read(&[], &Globals::default()),
            Err(Fault::Broken(_))
        ));
    }
}
