//! The parts of an XLSX archive, looked through before the library opens it: whether they are within
//! bounds, and what the library does not tell of the sheets.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

use messages::text;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;

use super::facts::{Fault, SheetFacts, in_words};
use super::runs::{RunReader, Runs};
use super::xlsx_sheet::{self, Surroundings};
use super::xml::{XmlPart, attribute, is_true};

/// Bytes that the library may need for the texts of a workbook, which it holds all at once.
const MAX_TEXT_BYTES: u64 = 320 << 20;

/// What a text costs beside its bytes: its place in a list that grows by doubling, and its block.
const BYTES_PER_TEXT: u64 = 64;

/// Formats, fonts and the like. Excel allows some 65,000.
const MAX_STYLES: u64 = 200_000;

/// Elements of the small parts: sheets, names, relationships.
const MAX_ELEMENTS: u64 = 100_000;

/// Sheets of a workbook.
const MAX_SHEETS: usize = 256;

/// Cells of a workbook, empty ones too: some thirty for each of the most rows that a sheet can have.
const MAX_CELLS: u64 = 32 << 20;

type Archive = ZipArchive<BufReader<File>>;
type Part<'a> = XmlPart<ZipFile<'a, BufReader<File>>>;

/// The facts of each worksheet, in their order, by name.
///
/// # Errors
/// A [`Fault`] if it is no workbook that can be read, or beyond the bounds.
pub(super) fn survey(file: File) -> Result<Vec<(Option<String>, SheetFacts)>, Fault> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(in_words)?;
    let names = part_names(&archive)?;
    let part = |name: &str| names.get(&name.to_ascii_lowercase());
    if let Some(name) = part("_rels/.rels") {
        check_root(&mut open(&mut archive, name)?)?;
    }
    for small in ["xl/theme/theme1.xml"] {
        if let Some(name) = part(small) {
            count_elements(&mut open(&mut archive, name)?)?;
        }
    }
    let mut around = Surroundings {
        room: MAX_CELLS,
        ..Surroundings::default()
    };
    if let Some(name) = part("xl/sharedStrings.xml") {
        (around.texts, around.text_runs) = shared_texts(&mut open(&mut archive, name)?)?;
    }
    if let Some(name) = part("xl/styles.xml") {
        around.struck_formats = struck_formats(&mut open(&mut archive, name)?)?;
    }
    let missing = |name: &str| Fault::Broken(text!("缺少 {name}"; "{name} is missing"));
    let relations =
        part("xl/_rels/workbook.xml.rels").ok_or_else(|| missing("workbook.xml.rels"))?;
    let relations = relationships(&mut open(&mut archive, relations)?)?;
    let workbook = part("xl/workbook.xml").ok_or_else(|| missing("workbook.xml"))?;
    let sheets = sheets(&mut open(&mut archive, workbook)?)?;
    if sheets.len() > MAX_SHEETS {
        return Err(Fault::TooLarge);
    }
    let mut facts = Vec::with_capacity(sheets.len());
    for (sheet, relation) in sheets {
        let (target, kind) = relations
            .get(&relation)
            .ok_or_else(|| missing("a relationship of a sheet"))?;
        if !kind.ends_with("/worksheet") {
            continue;
        }
        let target = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        let name = part(&target).ok_or_else(|| missing("a sheet"))?;
        let found = xlsx_sheet::survey(&mut open(&mut archive, name)?, &around)?;
        around.room -= found.cells;
        facts.push((Some(sheet), found));
    }
    Ok(facts)
}

/// The names of the parts by their small forms, which is how the library looks for them.
fn part_names(archive: &Archive) -> Result<HashMap<String, String>, Fault> {
    let mut names = HashMap::new();
    for name in archive.file_names() {
        let name = name.map_err(in_words)?.into_owned();
        let plain = name.replace('\\', "/").to_ascii_lowercase();
        if names.insert(plain, name).is_some() {
            return Err(Fault::Broken(
                text!("有一个部件重复"; "a part is there twice"),
            ));
        }
    }
    Ok(names)
}

fn open<'a>(archive: &'a mut Archive, name: &str) -> Result<Part<'a>, Fault> {
    Ok(XmlPart::new(archive.by_name(name).map_err(in_words)?))
}

/// That the archive's workbook is the one that is looked through here.
fn check_root(part: &mut Part<'_>) -> Result<(), Fault> {
    let mut elements = 0;
    loop {
        part.begin_piece();
        match part.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let kind = attribute(&element, "Type")?.unwrap_or_default();
                let target = attribute(&element, "Target")?.unwrap_or_default();
                if kind.ends_with("/relationships/officeDocument")
                    && target.trim_start_matches('/') != "xl/workbook.xml"
                {
                    return Err(Fault::Broken(
                        text!("工作簿不在 xl/workbook.xml"; "its workbook is not xl/workbook.xml"),
                    ));
                }
                count(&mut elements, MAX_ELEMENTS)?;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn count_elements(part: &mut Part<'_>) -> Result<(), Fault> {
    let mut elements = 0;
    loop {
        part.begin_piece();
        match part.next() {
            Ok(Event::Start(_)) => count(&mut elements, MAX_ELEMENTS)?,
            // What is no XML there does the library no harm.
            Ok(Event::Eof) | Err(Fault::Broken(_)) => return Ok(()),
            Ok(_) => {}
            Err(fault) => return Err(fault),
        }
    }
}

fn count(counted: &mut u64, most: u64) -> Result<(), Fault> {
    *counted += 1;
    if *counted > most {
        return Err(Fault::TooLarge);
    }
    Ok(())
}

/// How many shared texts there are, and which of them are struck through in parts.
fn shared_texts(part: &mut Part<'_>) -> Result<(u64, Vec<Runs>), Fault> {
    let (mut texts, mut bytes, mut inside) = (0, 0_u64, false);
    let (mut reader, mut has_runs, mut all_runs) = (RunReader::default(), false, Vec::new());
    loop {
        if !inside {
            part.begin_piece();
        }
        let event = part.next()?;
        // Most texts have one font, that of their cell.
        let begins_run =
            matches!(&event, Event::Start(element) if element.local_name().as_ref() == "r");
        has_runs |= inside && begins_run;
        if has_runs {
            reader.see(&event)?;
        }
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "si" if !inside => {
                    inside = true;
                    texts += 1;
                    bytes += BYTES_PER_TEXT;
                }
                // The library makes room for as many as are announced.
                "sst" => {
                    let announced = attribute(&element, "uniqueCount")?;
                    let announced: u64 = announced.and_then(|n| n.parse().ok()).unwrap_or(0);
                    if announced > MAX_TEXT_BYTES / BYTES_PER_TEXT {
                        return Err(Fault::TooLarge);
                    }
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "si" => {
                (inside, has_runs) = (false, false);
                let runs = reader.take();
                if runs.have_fonts() && texts <= MAX_TEXT_BYTES / BYTES_PER_TEXT {
                    all_runs.resize(texts as usize, Runs::default());
                    if let Some(last) = all_runs.last_mut() {
                        *last = runs;
                    }
                }
            }
            Event::End(element) if element.local_name().as_ref() == "sst" => {
                return Ok((texts, all_runs));
            }
            Event::Text(text) if inside => bytes += text.len() as u64,
            Event::CData(text) if inside => bytes += text.len() as u64,
            Event::Eof => {
                return Err(Fault::Broken(
                    text!("共享的文字不完整"; "the shared texts end early"),
                ));
            }
            _ => {}
        }
        if bytes > MAX_TEXT_BYTES {
            return Err(Fault::TooLarge);
        }
    }
}

/// Of each cell format, whether its font strikes through.
fn struck_formats(part: &mut Part<'_>) -> Result<Vec<bool>, Fault> {
    let (mut fonts, mut formats) = (Vec::new(), Vec::new());
    let (mut in_fonts, mut in_formats) = (false, false);
    let mut elements = 0;
    loop {
        part.begin_piece();
        match part.next()? {
            Event::Start(element) => {
                count(&mut elements, 8 * MAX_STYLES)?;
                match element.local_name().as_ref() {
                    "fonts" => in_fonts = true,
                    "font" if in_fonts => fonts.push(false),
                    "strike" if in_fonts => {
                        let value = attribute(&element, "val")?;
                        if let Some(font) = fonts.last_mut() {
                            *font = value.is_none() || is_true(value.as_deref());
                        }
                    }
                    "cellXfs" => in_formats = true,
                    "xf" if in_formats => {
                        let font = attribute(&element, "fontId")?;
                        let font = font.and_then(|id| id.parse::<usize>().ok());
                        let struck = font.and_then(|id| fonts.get(id).copied());
                        formats.push(struck.unwrap_or(false));
                    }
                    _ => {}
                }
                if (fonts.len() + formats.len()) as u64 > MAX_STYLES {
                    return Err(Fault::TooLarge);
                }
            }
            Event::End(element) => match element.local_name().as_ref() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_formats = false,
                _ => {}
            },
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// Where relationships lead to, and of what kind they are.
fn relationships(part: &mut Part<'_>) -> Result<HashMap<String, (String, String)>, Fault> {
    let mut found = HashMap::new();
    let mut elements = 0;
    loop {
        part.begin_piece();
        match part.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                count(&mut elements, MAX_ELEMENTS)?;
                let text = |name| Ok(attribute(&element, name)?.unwrap_or_default());
                found.insert(text("Id")?, (text("Target")?, text("Type")?));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// The names of the sheets and their relationships.
fn sheets(part: &mut Part<'_>) -> Result<Vec<(String, String)>, Fault> {
    let mut found = Vec::new();
    let mut elements = 0;
    loop {
        part.begin_piece();
        match part.next()? {
            Event::Start(element) => {
                count(&mut elements, MAX_ELEMENTS)?;
                if element.local_name().as_ref() == "sheet" {
                    let name = attribute(&element, "name")?.unwrap_or_default();
                    let mut relation = String::new();
                    for one in element.attributes().with_checks(false).flatten() {
                        if one.key.local_name().as_ref() == "id" {
                            relation = one.value.into_owned();
                        }
                    }
                    found.push((name, relation));
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}
