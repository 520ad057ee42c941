//! A cell of an ODS sheet.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use messages::text;

use super::cell::{number_text, truth};
use super::facts::{Fault, in_words};
use super::runs::Runs;
use super::xml::{XmlPart, attribute, count};

#[derive(Clone, Debug, Default)]
pub(super) struct OdsCell {
    pub(super) column: usize,
    pub(super) text: String,
    pub(super) repeats: u64,
    /// Over how many rows and columns it goes.
    pub(super) rows: u64,
    pub(super) columns: u64,
    pub(super) struck: bool,
    /// Which parts of its text are struck through.
    pub(super) runs: Runs,
    /// Whether it has a formula of which nothing is said to come.
    formula_alone: bool,
    /// Whether its content is not seen, or stated beside the text.
    content: Content,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Content {
    #[default]
    Covered,
    Stated,
    Text,
}

impl OdsCell {
    /// A cell by the beginning of its element.
    pub(super) fn begin(
        element: &BytesStart<'_>,
        strikes: &HashMap<String, bool>,
    ) -> Result<Self, Fault> {
        let stated = |name| attribute(element, name);
        let kind = stated("office:value-type")?;
        let text = match kind.as_deref() {
            Some("float" | "percentage" | "currency") => {
                stated("office:value")?.map(|text| match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => number_text(number),
                    // As it stands there, to be refused as what it is.
                    _ => text,
                })
            }
            Some("boolean") => {
                let value = stated("office:boolean-value")?;
                value.map(|value| truth(value == "true").to_owned())
            }
            Some("date") => stated("office:date-value")?,
            Some("time") => stated("office:time-value")?,
            _ => stated("office:string-value")?,
        };
        let style = stated("table:style-name")?;
        let formula = stated("table:formula")?.is_some();
        Ok(Self {
            column: 0,
            content: if text.is_some() {
                Content::Stated
            } else {
                Content::Text
            },
            text: text.unwrap_or_default(),
            repeats: count(element, "table:number-columns-repeated")?,
            rows: count(element, "table:number-rows-spanned")?,
            columns: count(element, "table:number-columns-spanned")?,
            struck: style.is_some_and(|style| strikes.get(&style) == Some(&true)),
            runs: Runs::default(),
            formula_alone: formula && kind.is_none(),
        })
    }

    /// A cell that another one lies over.
    pub(super) fn covered(element: &BytesStart<'_>) -> Result<Self, Fault> {
        Ok(Self {
            repeats: count(element, "table:number-columns-repeated")?,
            rows: 1,
            columns: 1,
            ..Self::default()
        })
    }

    pub(super) fn is_merged(&self) -> bool {
        self.rows > 1 || self.columns > 1
    }

    pub(super) fn is_of_note(&self) -> bool {
        !self.text.is_empty() || self.is_merged() || self.is_uncalculated()
    }

    /// Whether it has a formula, and the file does not say what that comes to.
    pub(super) fn is_uncalculated(&self) -> bool {
        self.formula_alone && self.text.is_empty()
    }
}

/// Reads to the end of the cell.
///
/// # Errors
/// A [`Fault`] if it is no XML, or too much.
pub(super) fn read<R: Read>(
    part: &mut XmlPart<R>,
    cell: &mut OdsCell,
    strikes: &HashMap<String, bool>,
) -> Result<(), Fault> {
    if cell.content == Content::Covered {
        return part.skip();
    }
    let stated = (cell.content == Content::Stated).then(|| cell.text.clone());
    read_text(part, cell, strikes)?;
    if let Some(text) = stated {
        cell.text = text;
    }
    Ok(())
}

fn read_text<R: Read>(
    part: &mut XmlPart<R>,
    cell: &mut OdsCell,
    strikes: &HashMap<String, bool>,
) -> Result<(), Fault> {
    let outside = part.depth() - 1;
    let (mut paragraphs, mut inside) = (0, false);
    // What the paragraph and the spans around the place say of striking through.
    let mut fonts: Vec<Option<bool>> = Vec::new();
    loop {
        let font = fonts.last().copied().flatten();
        let skip = match part.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "p" => {
                    if paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    paragraphs += 1;
                    inside = true;
                    fonts.push(font_of(&element, strikes, font)?);
                    false
                }
                "span" | "a" => {
                    fonts.push(font_of(&element, strikes, font)?);
                    false
                }
                "s" => {
                    let blanks = count(&element, "text:c")?.min(100);
                    cell.text.extend((0..blanks).map(|_| ' '));
                    false
                }
                "tab" => {
                    cell.text.push('\t');
                    false
                }
                "line-break" => {
                    cell.text.push('\n');
                    false
                }
                // Notes on cells, pictures and small scripts over characters.
                "annotation" | "frame" | "ruby-text" => true,
                _ => false,
            },
            Event::End(element) => {
                let name = element.local_name();
                inside &= name.as_ref() != "p";
                if matches!(name.as_ref(), "p" | "span" | "a") {
                    fonts.pop();
                }
                false
            }
            Event::Text(text) if inside => {
                if !text.trim().is_empty() {
                    cell.runs.add(font);
                }
                cell.text.push_str(&text);
                false
            }
            Event::CData(text) if inside => {
                cell.runs.add(font);
                cell.text.push_str(&text);
                false
            }
            Event::GeneralRef(name) if inside => {
                cell.runs.add(font);
                let text = quick_xml::escape::unescape(&format!("&{};", &*name))
                    .map_err(in_words)?
                    .into_owned();
                cell.text.push_str(&text);
                false
            }
            Event::Eof => {
                return Err(Fault::Broken(
                    text!("有一个单元格没有结束"; "a cell has no end"),
                ));
            }
            _ => false,
        };
        if skip {
            part.skip()?;
        }
        if part.depth() <= outside {
            return Ok(());
        }
    }
}

/// What holds of the text in an element: what its style says, or else what holds around it.
fn font_of(
    element: &BytesStart<'_>,
    strikes: &HashMap<String, bool>,
    around: Option<bool>,
) -> Result<Option<bool>, Fault> {
    if strikes.is_empty() {
        return Ok(None);
    }
    let style = attribute(element, "text:style-name")?;
    Ok(style
        .and_then(|style| strikes.get(&style).copied())
        .or(around))
}
