//! A sheet of an XLSX workbook, looked through: rows and cells are counted, what cannot be is found.

use std::io::Read;

use messages::text;
use quick_xml::events::{BytesStart, Event};

use super::facts::{DamagedCell, Fault, Mark, SheetFacts, in_words};
use super::runs::{RunReader, Runs};
use super::xlsx_place::{MAX_COLUMNS, MAX_ROWS, area, odd, place};
use super::xml::{XmlPart, attribute, is_true};

/// Bytes of a value that are looked at: all kinds but texts are shorter.
const MAX_VALUE: usize = 40;

/// What there is beside the sheets, as far as sheets need it.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    /// How many shared texts there are.
    pub(super) texts: u64,
    /// Of each shared text, up to the last one with several fonts, which parts are struck through.
    pub(super) text_runs: Vec<Runs>,
    /// Of each cell format, whether it strikes through.
    pub(super) struck_formats: Vec<bool>,
    /// How many cells there may still be.
    pub(super) room: u64,
}

/// The facts of a sheet.
///
/// # Errors
/// A [`Fault`] if it is not in order as a whole.
pub(super) fn survey<R: Read>(
    part: &mut XmlPart<R>,
    around: &Surroundings,
) -> Result<SheetFacts, Fault> {
    let mut survey = Survey {
        around,
        facts: SheetFacts::default(),
        row: 0,
        column: 0,
        last: None,
        row_is_hidden: false,
        row_has_content: false,
    };
    loop {
        part.begin_piece();
        match part.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "dimension" => {
                    let size = attribute(&element, "ref")?.unwrap_or_default();
                    if area(&size).is_none() {
                        return Err(Fault::Dimension(size));
                    }
                }
                "row" => survey.row(&element)?,
                "c" => {
                    let cell = survey.cell(&element)?;
                    let value = value(part)?;
                    survey.add(&cell, &value)?;
                }
                "mergeCell" => {
                    let cells = attribute(&element, "ref")?.unwrap_or_default();
                    let merged =
                        area(&cells).ok_or_else(|| odd(("合并区域", "a merged area"), &cells))?;
                    survey.facts.merged.push(merged);
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "row" => survey.end_row(),
            Event::Eof => break,
            _ => {}
        }
        survey.facts.check_size()?;
        if survey.facts.cells > around.room {
            return Err(Fault::TooLarge);
        }
    }
    let mut facts = survey.facts;
    facts.merged.sort_unstable_by_key(|merged| merged.rows.0);
    Ok(facts)
}

struct Survey<'a> {
    around: &'a Surroundings,
    facts: SheetFacts,
    /// Where a cell stands that does not say so, from 0.
    row: u32,
    column: u32,
    /// The last cell.
    last: Option<(u32, u32)>,
    row_is_hidden: bool,
    row_has_content: bool,
}

/// What a cell says of itself.
struct Cell {
    row: u32,
    column: u32,
    /// Whether it says where it stands.
    placed: bool,
    kind: Option<String>,
    struck: bool,
}

/// What is in a cell.
#[derive(Default)]
struct Value {
    /// The beginning of the value.
    text: Option<String>,
    /// Whether there is a text in the cell itself, and something in it.
    inline: Option<bool>,
    /// Which parts of that text are struck through.
    runs: Runs,
    /// Whether the value is what a formula came to.
    formula: bool,
    /// Whether there is more than one value, or something else than its characters.
    odd: bool,
}

impl Survey<'_> {
    fn row(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        for found in element.attributes().with_checks(false) {
            let found = found.map_err(in_words)?;
            match found.key.as_ref() {
                "r" => {
                    let row = found.value.parse::<u32>().ok();
                    let row = row.filter(|row| (1..=MAX_ROWS).contains(row));
                    self.row = row.ok_or_else(|| odd(("行号", "a row"), &found.value))? - 1;
                }
                "hidden" => self.row_is_hidden |= is_true(Some(&found.value)),
                // A row of no height is as invisible.
                "ht" => self.row_is_hidden |= found.value.parse() == Ok(0.0),
                _ => {}
            }
        }
        Ok(())
    }

    fn end_row(&mut self) {
        if self.row_is_hidden && self.row_has_content {
            self.facts.hidden.push(u64::from(self.row) + 1);
        }
        self.row = self.row.saturating_add(1);
        (self.column, self.row_is_hidden, self.row_has_content) = (0, false, false);
    }

    fn cell(&mut self, element: &BytesStart<'_>) -> Result<Cell, Fault> {
        let mut cell = Cell {
            row: self.row,
            column: self.column,
            placed: false,
            kind: None,
            struck: false,
        };
        for found in element.attributes().with_checks(false) {
            let found = found.map_err(in_words)?;
            match found.key.as_ref() {
                "r" => {
                    let place = place(&found.value)
                        .ok_or_else(|| odd(("单元格的位置", "a cell"), &found.value))?;
                    (cell.row, cell.column) = place;
                    cell.placed = true;
                }
                "t" => cell.kind = Some(found.value.into_owned()),
                "s" => {
                    let format = found.value.parse::<usize>().ok();
                    let struck = format.and_then(|at| self.around.struck_formats.get(at));
                    cell.struck = struck.copied().unwrap_or(false);
                }
                _ => {}
            }
        }
        if cell.row >= MAX_ROWS || cell.column >= MAX_COLUMNS {
            return Err(Fault::Broken(
                text!("第 {} 行没有结束", cell.row + 1; "row {} has no end", cell.row + 1),
            ));
        }
        self.column = cell.column + 1;
        Ok(cell)
    }

    fn add(&mut self, cell: &Cell, value: &Value) -> Result<(), Fault> {
        let nth = self.facts.cells;
        self.facts.cells += 1;
        let row = u64::from(cell.row) + 1;
        self.facts.rows = self.facts.rows.max(row);
        let text = value.text.as_deref().is_some_and(|text| !text.is_empty());
        let content = text || value.inline == Some(true);
        let uncalculated = value.is_uncalculated(cell.kind.as_deref());
        self.row_has_content |= content || uncalculated;
        if uncalculated {
            let mark = (row, cell.column as usize, Mark::Uncalculated);
            self.facts.marked.push(mark);
        } else if content {
            let runs = self.runs(cell, value);
            runs.note(&mut self.facts, row, cell.column as usize, cell.struck);
        }
        // The second of two cells in one place would be read over the first.
        let again = self
            .last
            .is_some_and(|last| (cell.row, cell.column) <= last);
        self.last = self.last.max(Some((cell.row, cell.column)));
        if again || value.odd || !fits(cell.kind.as_deref(), value, self.around.texts) {
            if !cell.placed {
                return Err(Fault::Broken(
                    text!("第 {row} 行有一个单元格不成立"; "a cell of row {row} is none"),
                ));
            }
            self.facts.damaged.push(DamagedCell {
                nth,
                row: cell.row,
                column: cell.column,
            });
        }
        Ok(())
    }
}

impl Survey<'_> {
    /// Which parts of a cell's text are struck through.
    fn runs(&self, cell: &Cell, value: &Value) -> Runs {
        let shared = &self.around.text_runs;
        if shared.is_empty() || cell.kind.as_deref() != Some("s") {
            return value.runs;
        }
        let index = value.text.as_deref().and_then(|text| text.parse().ok());
        let runs = index.and_then(|index: usize| shared.get(index));
        runs.copied().unwrap_or_default()
    }
}

impl Value {
    /// Whether there is a formula, and nothing that it came to. One that came to a text may have come to none.
    fn is_uncalculated(&self, kind: Option<&str>) -> bool {
        let nothing = self.text.as_deref().unwrap_or_default().is_empty();
        self.formula && nothing && self.inline.is_none() && kind != Some("str")
    }
}

/// Whether the content of a cell is of the kind that it states.
fn fits(kind: Option<&str>, value: &Value, texts: u64) -> bool {
    if value.inline.is_some() {
        return matches!(kind, Some("inlineStr"));
    }
    let Some(text) = value.text.as_deref() else {
        return true;
    };
    match kind {
        Some("s") => {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let plain = digits && (text == "0" || !text.starts_with('0'));
            plain && text.parse::<u64>().is_ok_and(|index| index < texts)
        }
        Some("n") | None => text.is_empty() || is_number(text),
        Some("b") => matches!(text.trim(), "" | "0" | "1" | "true" | "false"),
        // Texts that formulas came to, and days.
        Some("str" | "d") => true,
        Some("e") => matches!(
            text,
            "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!"
        ),
        // The text of such a cell stands elsewhere in it.
        Some("inlineStr") => text.is_empty(),
        Some(_) => false,
    }
}

fn is_number(text: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    text.bytes().all(allowed) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Reads to the end of a cell.
fn value<R: Read>(part: &mut XmlPart<R>) -> Result<Value, Fault> {
    let mut value = Value::default();
    let outside = part.depth() - 1;
    loop {
        let event = part.next()?;
        let child = match &event {
            Event::Start(element) => Some(element.local_name().as_ref().to_owned()),
            Event::Eof => {
                return Err(Fault::Broken(
                    text!("有一个单元格没有结束"; "a cell has no end"),
                ));
            }
            _ => None,
        };
        drop(event);
        match child.as_deref() {
            Some("v") => plain(part, &mut value)?,
            Some("is") => inline(part, &mut value)?,
            Some("f") => {
                value.formula = true;
                part.skip()?;
            }
            Some(_) => {
                value.odd = true;
                part.skip()?;
            }
            None if part.depth() <= outside => return Ok(value),
            None => {}
        }
    }
}

/// Reads the element that holds a value as it is.
fn plain<R: Read>(part: &mut XmlPart<R>, value: &mut Value) -> Result<(), Fault> {
    value.odd |= value.text.is_some();
    let mut text = String::new();
    let mut pieces = 0;
    let outside = part.depth() - 1;
    loop {
        match part.next()? {
            Event::Text(found) => {
                pieces += 1;
                let room = MAX_VALUE.saturating_sub(text.len());
                text.extend(found.chars().take(room));
            }
            // In texts of formulas; the library does not read on behind one in a number.
            Event::GeneralRef(_) | Event::CData(_) => {
                pieces += 1;
                text.push('&');
            }
            Event::Start(_) => value.odd = true,
            Event::Eof => {
                return Err(Fault::Broken(
                    text!("有一个单元格的值没有结束"; "a value has no end"),
                ));
            }
            _ => {}
        }
        if part.depth() <= outside {
            break;
        }
    }
    // A number in pieces is no number; of a text all pieces are read.
    if pieces > 1 && is_number(&text) {
        value.odd = true;
    }
    value.text = Some(text);
    Ok(())
}

/// Reads the element that holds a text.
fn inline<R: Read>(part: &mut XmlPart<R>, value: &mut Value) -> Result<(), Fault> {
    value.odd |= value.inline.is_some();
    let (mut content, mut reader) = (false, RunReader::default());
    let outside = part.depth() - 1;
    loop {
        let event = part.next()?;
        reader.see(&event)?;
        match event {
            Event::Text(text) => content |= !text.trim().is_empty(),
            Event::GeneralRef(_) | Event::CData(_) => content = true,
            Event::Eof => {
                return Err(Fault::Broken(
                    text!("有一个单元格的文字没有结束"; "a text has no end"),
                ));
            }
            _ => {}
        }
        if part.depth() <= outside {
            value.inline = Some(content);
            value.runs = reader.take();
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
