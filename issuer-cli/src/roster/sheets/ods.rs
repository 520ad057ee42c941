//! ODS (ISO/IEC 26300), read row by row: what is repeated is not unfolded before it is wanted.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::book::{Preview, SheetRow};
use super::facts::{Fault, Merged, SheetFacts};
use super::ods_cell::{self, OdsCell};
use super::xml::{XmlPart, attribute};
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
    ZipArchive::new(BufReader::new(file)).map_err(super::xlsx::in_words)
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
        let content = archive
            .by_name("content.xml")
            .map_err(super::xlsx::in_words)?;
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
                    "table-properties" => {
                        if attribute(&element, "table:display")?.as_deref() == Some("false") {
                            self.hidden_styles.insert(style.clone());
                        }
                    }
                    "text-properties" => {
                        if is_struck(&element)? {
                            self.struck_styles.insert(style.clone());
                        }
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

/// How often something is repeated, or over how much it goes.
pub(super) fn count(element: &BytesStart<'_>, name: &str) -> Result<u64, Fault> {
    let Some(text) = attribute(element, name)? else {
        return Ok(1);
    };
    let number = text.trim().parse::<u64>().ok();
    number
        .filter(|number| (1..=u64::from(u32::MAX)).contains(number))
        .ok_or_else(|| Fault::Broken(format!("{name} is no number")))
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
mod tests {
    use super::*;

    fn sheet(rows: &str) -> Content<std::io::Cursor<Vec<u8>>> {
        let text = format!(
            r#"<office:document-content><office:automatic-styles>
            <style:style style:name="s"><style:text-properties style:text-line-through-style="solid"/></style:style>
            <style:style style:name="h"><style:table-properties table:display="false"/></style:style>
            </office:automatic-styles><office:body><office:spreadsheet>
            <table:table table:name="a" table:style-name="h"/>
            <table:table table:name="b"><table:table-column/>{rows}</table:table>
            </office:spreadsheet></office:body></office:document-content>"#
        );
        Content::new(std::io::Cursor::new(text.into_bytes()))
    }

    fn second(rows: &str) -> Result<(Vec<SheetRow>, SheetFacts), Fault> {
        let mut content = sheet(rows);
        assert_eq!(content.next_sheet()?, Some(("a".to_owned(), false)));
        assert_eq!(content.next_sheet()?, Some(("b".to_owned(), true)));
        let (mut found, mut facts) = (Vec::new(), SheetFacts::default());
        while let Some(row) = content.next_row()? {
            row.note(&mut facts);
            if row.has_content() {
                found.push(row.at(row.line));
            }
        }
        assert_eq!(content.next_sheet()?, None);
        Ok((found, facts))
    }

    const CELL: &str =
        r#"<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>"#;

    #[test]
    fn what_is_repeated_takes_its_places() {
        let (rows, facts) = second(&format!(
            r#"<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
            <table:table-row table:visibility="filter">
              <table:table-cell table:number-columns-repeated="2"/>{CELL}
              <table:table-cell table:style-name="s" office:value-type="float" office:value="7" table:number-columns-repeated="2"/>
            </table:table-row>
            <table:table-row-group table:display="false"><table:table-row>{CELL}</table:table-row></table:table-row-group>
            <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#
        ))
        .unwrap();
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (row.line, row.cells.join("|")))
            .collect();
        assert_eq!(seen, [(4, "||x|7|7".to_owned()), (5, "x".to_owned())]);
        assert_eq!(facts.hidden, [4, 5]);
        assert_eq!(facts.struck, [(4, 3), (4, 4)]);
    }

    #[test]
    fn merged_cells_are_told_and_what_they_cover_is_not_read() {
        let (rows, facts) = second(&format!(
            r#"<table:table-row><table:table-cell table:number-rows-spanned="3" office:value-type="string"><text:p>退役军人</text:p></table:table-cell>{CELL}</table:table-row>
            <table:table-row><table:covered-table-cell office:value-type="string"><text:p>under</text:p></table:covered-table-cell>{CELL}</table:table-row>"#
        ))
        .unwrap();
        let seen: Vec<_> = rows.iter().map(|row| row.cells.join("|")).collect();
        assert_eq!(seen, ["退役军人|x", "|x"]);
        let merged = Merged {
            rows: (1, 3),
            columns: (0, 0),
        };
        assert_eq!(facts.merged, [merged]);
    }

    #[test]
    fn texts_are_read_as_they_are_seen() {
        for (cell, text) in [
            (
                r#"office:value-type="string"><text:p>王<text:s text:c="2"/>明</text:p><text:p>二</text:p>"#,
                "王  明\n二",
            ),
            (
                r#"office:value-type="string">
                <text:p>王<text:span>明</text:span>&amp;</text:p>
            "#,
                "王明&",
            ),
            (
                r#"office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>x</text:p>"#,
                "x",
            ),
            (
                r#"office:value-type="string" office:string-value="王明"><text:p>no</text:p>"#,
                "王明",
            ),
            (
                r#"office:value-type="float" office:value="990512198007102199"><text:p>9.9E17</text:p>"#,
                "9.90512E+17",
            ),
            (
                r#"office:value-type="date" office:date-value="1980-07-11"><text:p>x</text:p>"#,
                "1980-07-11",
            ),
            (
                r#"office:value-type="boolean" office:boolean-value="true"><text:p>x</text:p>"#,
                "TRUE",
            ),
        ] {
            let (rows, _) = second(&format!(
                "<table:table-row><table:table-cell {cell}</table:table-cell></table:table-row>"
            ))
            .unwrap();
            assert_eq!(rows[0].cells, [text], "{cell}");
        }
    }

    #[test]
    fn a_row_beyond_the_bounds_is_told_and_not_kept() {
        let wide = CELL.replace(
            "office:value-type",
            r#"table:number-columns-repeated="16384" office:value-type"#,
        );
        let (rows, _) = second(&format!("<table:table-row>{wide}</table:table-row>")).unwrap();
        assert!(rows[0].too_long && rows[0].cells.is_empty());
        let row = format!(
            r#"<table:table-row table:number-rows-repeated="1048577">{CELL}</table:table-row>"#
        );
        let all = second(&format!("{row}{row}"));
        assert!(matches!(all, Err(Fault::TooLarge)));
        let none = r#"<table:table-row table:number-rows-repeated="x"/>"#;
        assert!(matches!(second(none), Err(Fault::Broken(_))));
    }
}
