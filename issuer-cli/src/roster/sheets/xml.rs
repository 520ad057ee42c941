//! XML inside workbooks, event by event, within bounds: how long a piece may be and how deep it may lie.

use std::io::{self, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use messages::{Text, text};

use super::facts::Fault;

/// Bytes of one piece: an element of a list, a cell, a row's beginning. A cell has at most 32,767 characters.
const MAX_PIECE: u64 = 1 << 20;

/// Elements within elements. Workbooks have some ten.
const MAX_DEPTH: usize = 200;

/// Bytes of an attribute where names, formats and the like stand. Excel allows 255 characters.
const MAX_ATTRIBUTE: usize = 4 << 10;

/// Bytes of an attribute that cost no more than the element itself, which is counted.
const SHORT_ATTRIBUTE: usize = 64;

/// Bytes of all longer ones in a part, and of its texts: the library holds them all at once.
const MAX_LONG_TEXTS: usize = 2 << 20;

pub(super) struct XmlPart<R> {
    reader: Reader<BufReader<Metered<R>>>,
    buffer: Vec<u8>,
    depth: usize,
    /// Whether what comes is weighed, and how much may still come.
    weighs: bool,
    room: usize,
}

/// Hands out no more than there is room for.
struct Metered<R> {
    source: R,
    room: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(io::Error::other("too much in one piece"));
        }
        let most = usize::try_from(self.room).unwrap_or(usize::MAX);
        let most = most.min(out.len());
        let read = self.source.read(&mut out[..most])?;
        self.room -= read as u64;
        Ok(read)
    }
}

impl<R: Read> XmlPart<R> {
    pub(super) fn new(source: R) -> Self {
        let metered = Metered {
            source,
            room: MAX_PIECE,
        };
        let mut reader = Reader::from_reader(BufReader::new(metered));
        // As the library that reads the values has it, so that both see the same.
        let config = reader.config_mut();
        config.check_end_names = false;
        config.check_comments = false;
        config.expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            weighs: false,
            room: MAX_LONG_TEXTS,
        }
    }

    /// A part of names, styles and relationships, which are held all at once.
    pub(super) fn small(source: R) -> Self {
        let mut part = Self::new(source);
        part.weighs = true;
        part
    }

    /// Whether names and styles come from here on, or cells, which have bounds of their own.
    pub(super) const fn weigh(&mut self, weighs: bool) {
        self.weighs = weighs;
    }

    /// A new piece begins.
    pub(super) fn begin_piece(&mut self) {
        self.reader.get_mut().get_mut().room = MAX_PIECE;
    }

    /// What comes next.
    ///
    /// # Errors
    /// A [`Fault`] if it is no XML, or too much.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Fault> {
        self.buffer.clear();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|error| broken(&error))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > MAX_DEPTH {
            return Err(Fault::TooLarge);
        }
        if self.weighs {
            let weight = long_texts(&event)?;
            self.room = self.room.checked_sub(weight).ok_or(Fault::TooLarge)?;
        }
        Ok(event)
    }

    /// Passes over the rest of the element that has just begun.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let outside = self.depth.saturating_sub(1);
        loop {
            if matches!(self.next()?, Event::Eof) || self.depth <= outside {
                return Ok(());
            }
        }
    }

    pub(super) const fn depth(&self) -> usize {
        self.depth
    }
}

/// Bytes of an event that somebody will hold.
fn long_texts(event: &Event<'_>) -> Result<usize, Fault> {
    let element = match event {
        Event::Start(element) => element,
        Event::Text(text) => return Ok(text.len()),
        Event::CData(text) => return Ok(text.len()),
        Event::GeneralRef(reference) => return Ok(reference.len()),
        _ => return Ok(0),
    };
    let mut bytes = 0;
    for attribute in element.attributes().with_checks(false) {
        // What is not well formed, whoever looks for an attribute says.
        let Ok(attribute) = attribute else { break };
        let length = attribute.key.as_ref().len() + attribute.value.len();
        if length > MAX_ATTRIBUTE {
            return Err(Fault::TooLarge);
        }
        if length > SHORT_ATTRIBUTE {
            bytes += length;
        }
    }
    Ok(bytes)
}

fn broken(error: &quick_xml::Error) -> Fault {
    // Whoever hands out the bytes says so in these words.
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::Other => Fault::TooLarge,
        error => no_xml(error),
    }
}

fn no_xml(error: impl std::fmt::Display) -> Fault {
    Fault::Broken(Text::new("XML 有误".to_owned(), error.to_string()))
}

/// An attribute by its whole name.
///
/// # Errors
/// A [`Fault`] if the element is not well formed.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for found in element.attributes().with_checks(false) {
        let found = found.map_err(no_xml)?;
        if found.key.as_ref() == name {
            let value = quick_xml::escape::unescape(&found.value).map_err(no_xml)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Whether an attribute says yes.
pub(super) fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// How often something is repeated, or over how much it goes.
pub(super) fn count(element: &BytesStart<'_>, name: &str) -> Result<u64, Fault> {
    let Some(text) = attribute(element, name)? else {
        return Ok(1);
    };
    let number = text.trim().parse::<u64>().ok();
    number
        .filter(|number| (1..=u64::from(u32::MAX)).contains(number))
        .ok_or_else(|| Fault::Broken(text!("{name} 不是数字"; "{name} is no number")))
}
