//! ODS (ISO/IEC 26300), read row by row: what is repeated is not unfolded before it is wanted.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};

use messages::text;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::book::{Preview, SheetRow};
use super::facts::{Fault, Mark, Merged, SheetFacts, in_words};
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

/// Gives the rows of a sheet until no more are wanted. Those that are repeated come as one.
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
            let repeats = row.repeats;
            let rows = row.at(row.line);
            if !take(SheetRow { repeats, ..rows }) {
                return Ok(());
            }
        }
        return Ok(());
    }
    Err(Fault::Broken(text!("工作表不见了"; "the sheet is gone")))
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
    /// Styles of tables that are not shown.
    hidden_styles: HashSet<String>,
    /// Styles of cells and texts that say whether the text is struck through.
    strikes: HashMap<String, bool>,
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
        let named = match archive.by_name("styles.xml") {
            Ok(styles) => Content::new(styles).read_styles()?,
            // Styles with names are rare.
            Err(_) => HashMap::new(),
        };
        let content = archive.by_name("content.xml").map_err(in_words)?;
        let mut content = Content::new(content);
        content.strikes = named;
        Ok(content)
    }
}

impl<R: Read> Content<R> {
    fn new(source: R) -> Self {
        Self {
            part: XmlPart::new(source),
            hidden_styles: HashSet::new(),
            strikes: HashMap::new(),
            line: 1,
            groups: Vec::new(),
            in_sheet: false,
        }
    }

    /// The styles of a part that has no sheets, as far as they say whether a text is struck through.
    fn read_styles(mut self) -> Result<HashMap<String, bool>, Fault> {
        while self.next_sheet()?.is_some() {}
        Ok(self.strikes)
    }

    /// Goes on to the next sheet: its name, and whether it is shown.
    fn next_sheet(&mut self) -> Result<Option<(String, bool)>, Fault> {
        while self.in_sheet {
            self.next_row()?;
        }
        let mut style = String::new();
        // Names and styles are held all at once; cells are not.
        self.part.weigh(true);
        loop {
            self.part.begin_piece();
            match self.part.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "style" => {
                        style = attribute(&element, "style:name")?.unwrap_or_default();
                        let parent = attribute(&element, "style:parent-style-name")?;
                        let parent = parent.and_then(|parent| self.strikes.get(&parent));
                        if let Some(struck) = parent.copied() {
                            self.strikes.insert(style.clone(), struck);
                        }
                    }
                    "table-properties"
                        if attribute(&element, "table:display")?.as_deref() == Some("false") =>
                    {
                        self.hidden_styles.insert(style.clone());
                    }
                    "text-properties" => {
                        if let Some(struck) = strike(&element)? {
                            self.strikes.insert(style.clone(), struck);
                        }
                    }
                    "table" => {
                        let name = attribute(&element, "table:name")?.unwrap_or_default();
                        let style = attribute(&element, "table:style-name")?;
                        let hidden = style.is_some_and(|style| self.hidden_styles.contains(&style));
                        (self.line, self.in_sheet) = (1, true);
                        self.groups.clear();
                        drop(element);
                        self.part.weigh(false);
                        return Ok(Some((name, !hidden)));
                    }
                    _ => {}
                },
                Event::Eof => return Ok(None),
                _ => {}
            }
            if self.hidden_styles.len() + self.strikes.len() > MAX_STYLES {
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
                Event::Eof => {
                    return Err(Fault::Broken(
                        text!("有一个工作表没有结束"; "a sheet has no end"),
                    ));
                }
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
                    "table-cell" => Some(OdsCell::begin(&element, &self.strikes)?),
                    "covered-table-cell" => Some(OdsCell::covered(&element)?),
                    _ => None,
                },
                Event::End(element) if element.local_name().as_ref() == "table-row" => break,
                Event::Eof => {
                    return Err(Fault::Broken(text!("有一行没有结束"; "a row has no end")));
                }
                _ => continue,
            };
            let Some(mut cell) = cell else {
                self.part.skip()?;
                continue;
            };
            ods_cell::read(&mut self.part, &mut cell, &self.strikes)?;
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
        let says = |cell: &OdsCell| !cell.text.is_empty() || cell.is_uncalculated();
        self.too_long || self.cells.iter().any(says)
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
            for cell in &self.cells {
                if cell.is_uncalculated() {
                    facts.marked.push((line, cell.column, Mark::Uncalculated));
                } else if !cell.text.is_empty() {
                    cell.runs.note(facts, line, cell.column, cell.struck);
                }
            }
        }
    }

    fn at(&self, line: u64) -> SheetRow {
        let mut row = SheetRow {
            line,
            repeats: 1,
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

/// Whether a style strikes through; `None` if it does not say.
fn strike(element: &BytesStart<'_>) -> Result<Option<bool>, Fault> {
    for name in [
        "style:text-line-through-style",
        "style:text-line-through-type",
    ] {
        if let Some(style) = attribute(element, name)? {
            return Ok(Some(style != "none"));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
