//! ODS (ISO/IEC 26300), read row by row: what is repeated is not unfolded before it is wanted.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::book::{Preview, SheetRow};
use super::facts::{Fault, Merged, SheetFacts, in_words};
use super::ods_cell::{self, OdsCell};
use super::xml::{XmlPart, attribute, count};
use crate::roster::records::{MAX_CELLS, MAX_ROW_BYTES};

/// The size of a sheet.
const MAX_ROWS: u64 = 1 << 20;

/// Cells with something in them, repeated as often as they are.
const MAX_UNFOLDED: u64 = 16 << 20;

/// Sheets of a workbook, and styles of its cells.
const MAX_SHEETS: usize = 256;
const MAX_STYLES: usize = 200_000;

/// Takes rows one after the other; `false` when it has enough.
type Take<'t> = dyn FnMut(SheetRow) -> bool + 't;

/// Each sheet: its first rows, and what there is to know of it.
///
/// # Errors
/// A [`Fault`] if it is no workbook that can be read, or beyond the bounds.
pub(super) fn previews(file: File, rows: usize) -> Result<Vec<Preview>, Fault> {
    let mut archive = open(file)?;
    check_password(&mut archive)?;
    let mut found = Vec::new();
    let mut unfolded = 0;
    let mut content = Content::begin(&mut archive)?;
    while let Some((name, visible)) = content.next_sheet()? {
        if found.len() == MAX_SHEETS {
            return Err(Fault::TooLarge);
        }
        let mut sheet = Preview {
            name,
            visible,
            rows: Vec::new(),
            lines: 0,
            facts: SheetFacts::default(),
        };
        let facts = &mut sheet.facts;
        while let Some(row) = content.next_row()? {
            row.note(facts);
            facts.check_size()?;
            if row.has_content() {
                unfolded += row.repeats * row.cells.len() as u64;
                if unfolded > MAX_UNFOLDED {
                    return Err(Fault::TooLarge);
                }
                let last = row.line + row.repeats - 1;
                facts.rows = last;
                let room = rows.saturating_sub(sheet.rows.len());
                let shown = (row.line..=last).take(room).map(|line| row.at(line));
                sheet.rows.extend(shown);
            }
        }
        sheet.lines = facts.rows;
        found.push(sheet);
    }
    Ok(found)
}

/// Gives the rows of a sheet until no more are wanted.
///
/// # Errors
/// As [`previews`].
pub(super) fn rows(file: File, sheet: &str, take: &mut Take<'_>) -> Result<(), Fault> {
    let mut archive = open(file)?;
    let mut content = Content::begin(&mut archive)?;
    while let Some((name, _)) = content.next_sheet()? {
        if name != sheet {
            continue;
        }
        while let Some(row) = content.next_row()? {
            if !row.has_content() {
                continue;
            }
            for line in row.line..row.line + row.repeats {
                if !take(row.at(line)) {
                    return Ok(());
                }
            }
        }
        return Ok(());
    }
    Err(Fault::Broken("the sheet is gone".to_owned()))
}

fn open(file: File) -> Result<ZipArchive<BufReader<File>>, Fault> {
    ZipArchive::new(BufReader::new(file)).map_err(in_words)
}

fn check_password(archive: &mut ZipArchive<BufReader<File>>) -> Result<(), Fault> {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else {
        return Ok(());
    };
    let mut part = XmlPart::new(manifest);
    loop {
        part.begin_piece();
        match part.next()? {
            Event::Start(element) if element.local_name().as_ref() == "encryption-data" => {
                return Err(Fault::Password);
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The content of a workbook, sheet by sheet and row by row.
struct Content<R> {
    part: XmlPart<R>,
    /// Styles of tables that are not shown, and of cells whose text is struck through.
    hidden_styles: HashSet<String>,
    struck_styles: HashSet<String>,
    /// The next row of the sheet, from 1.
    line: u64,
    /// Within how many groups of rows that are not shown the next one is.
    groups: Vec<bool>,
    in_sheet: bool,
}

/// A row as it stands in the file.
struct OdsRow {
    line: u64,
    repeats: u64,
    hidden: bool,
    cells: Vec<OdsCell>,
    too_long: bool,
}

impl<'a> Content<zip::read::ZipFile<'a, BufReader<File>>> {
    fn begin(archive: &'a mut ZipArchive<BufReader<File>>) -> Result<Self, Fault> {
        let content = archive.by_name("content.xml").map_err(in_words)?;
        Ok(Content::new(content))
    }
}

impl<R: Read> Content<R> {
    fn new(source: R) -> Self {
        Self {
            part: XmlPart::new(source),
            hidden_styles: HashSet::new(),
            struck_styles: HashSet::new(),
            line: 1,
            groups: Vec::new(),
            in_sheet: false,
        }
    }

    /// Goes on to the next sheet: its name, and whether it is shown.
    fn next_sheet(&mut self) -> Result<Option<(String, bool)>, Fault> {
        while self.in_sheet {
            self.next_row()?;
        }
        let mut style = String::new();
        loop {
            self.part.begin_piece();
            match self.part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "style" => style = attribute(&element, "style:name")?.unwrap_or_default(),
                    "table-properties"
                        if attribute(&element, "table:display")?.as_deref() == Some("false") =>
                    {
                        self.hidden_styles.insert(style.clone());
                    }
                    "text-properties" if is_struck(&element)? => {
                        self.struck_styles.insert(style.clone());
                    }
                    "table" => {
                        let name = attribute(&element, "table:name")?.unwrap_or_default();
                        let style = attribute(&element, "table:style-name")?;
                        let hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                        (self.line, self.in_sheet) = (1, true);
                        self.groups.clear();
                        return Ok(Some((name, !hidden)));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ => {}
            }
            if self.hidden_styles.len() + self.struck_styles.len() > MAX_STYLES {
                return Err(Fault::TooLarge);
            }
        }
    }

    /// The next row of the sheet; `None` at its end.
    fn next_row(&mut self) -> Result<Option<OdsRow>, Fault> {
        while self.in_sheet {
            self.part.begin_piece();
            match self.part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "table-row-group" => {
                        let display = attribute(&element, "table:display")?;
                        self.groups.push(display.as_deref() == Some("false"));
                    }
                    "table-row" => {
                        let row = OdsRow::begin(&element, self.line, self.groups.contains(&true))?;
                        return self.cells(row).map(Some);
                    }
                    // Forms and drawings beside the cells; some of them have tables of their own.
                    "forms" | "shapes" | "named-expressions" => {
                        drop(element);
                        self.part.skip()?;
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "table-row-group" => drop(self.groups.pop()),
                    "table" => self.in_sheet = false,
                    _ => {}
                },
                Event::Eof => return Err(Fault::Broken("a sheet has no end".to_owned())),
                _ => {}
            }
        }
        Ok(None)
    }

    fn cells(&mut self, mut row: OdsRow) -> Result<OdsRow, Fault> {
        let (mut column, mut bytes) = (0_u64, 0);
        loop {
            self.part.begin_piece();
            let cell = match self.part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "table-cell" => Some(OdsCell::begin(&element, &self.struck_styles)?),
                    "covered-table-cell" => Some(OdsCell::covered(&element)?),
                    _ => None,
                },
                Event::End(element) if element.local_name().as_ref() == "table-row" => break,
                Event::Eof => return Err(Fault::Broken("a row has no end".to_owned())),
                _ => continue,
            };
            let Some(mut cell) = cell else {
                self.part.skip()?;
                continue;
            };
            ods_cell::read(&mut self.part, &mut cell)?;
            let repeats = cell.repeats;
            if cell.is_of_note() {
                let last = column.saturating_add(repeats);
                bytes += cell.text.len() as u64 * repeats.min(MAX_CELLS as u64 + 1);
                if last > MAX_CELLS as u64 || bytes > MAX_ROW_BYTES as u64 {
                    row.too_long |= !cell.text.is_empty();
                } else {
                    for at in column..last {
                        cell.column = at as usize;
                        row.cells.push(cell.clone());
                    }
                }
            }
            column = column.saturating_add(repeats);
        }
        self.line = self.line.saturating_add(row.repeats);
        if self.line > MAX_ROWS + 1 || row.repeats == 0 {
            if row.has_content() {
                return Err(Fault::TooLarge);
            }
            row.repeats = 0;
        }
        Ok(row)
    }
}

impl OdsRow {
    /// A row by the beginning of its element.
    fn begin(element: &BytesStart<'_>, line: u64, hidden: bool) -> Result<Self, Fault> {
        let repeats = count(element, "table:number-rows-repeated")?;
        let visibility = attribute(element, "table:visibility")?;
        Ok(Self {
            line,
            repeats: repeats.min((MAX_ROWS + 1).saturating_sub(line)),
            hidden: hidden || matches!(visibility.as_deref(), Some("collapse" | "filter")),
            cells: Vec::new(),
            too_long: false,
        })
    }

    fn has_content(&self) -> bool {
        self.too_long || self.cells.iter().any(|cell| !cell.text.is_empty())
    }

    /// Notes what is to be known of it before the sheet is read.
    fn note(&self, facts: &mut SheetFacts) {
        for cell in &self.cells {
            if cell.is_merged() {
                facts.merged.push(Merged {
                    rows: (self.line, self.line.saturating_add(cell.rows - 1)),
                    columns: (
                        cell.column,
                        cell.column.saturating_add(cell.columns as usize - 1),
                    ),
                });
            }
        }
        if !self.has_content() {
            return;
        }
        // More than there are to remember is more than the check allows.
        for line in (self.line..self.line + self.repeats).take(super::facts::MAX_FACTS + 1) {
            if self.hidden {
                facts.hidden.push(line);
            }
            let struck = self
                .cells
                .iter()
                .filter(|cell| cell.struck && !cell.text.is_empty());
            facts.struck.extend(struck.map(|cell| (line, cell.column)));
        }
    }

    fn at(&self, line: u64) -> SheetRow {
        let mut row = SheetRow {
            line,
            cells: Vec::new(),
            too_long: self.too_long,
            damaged: Vec::new(),
        };
        if self.too_long {
            return row;
        }
        for cell in self.cells.iter().filter(|cell| !cell.text.is_empty()) {
            row.cells.resize(cell.column, String::new());
            row.cells.push(cell.text.clone());
        }
        row
    }
}

fn is_struck(element: &BytesStart<'_>) -> Result<bool, Fault> {
    for name in [
        "style:text-line-through-style",
        "style:text-line-through-type",
    ] {
        if let Some(style) = attribute(element, name)? {
            return Ok(style != "none");
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
