//! A text that is filled for each person, and whether it fits.

use std::ops::Range;

use usvg::Options;
use usvg::roxmltree::Node;
use usvg::tiny_skia_path::Rect;

use super::frame::Frame;
use super::laid_out::{DrawnText, LaidOutText, TextPiece};
use super::xml;
use crate::fields::{Card, Field};
use crate::units::{MM_PER_PIXEL, SizeMm};

/// Letters are made smaller down to half their size in the template, so that the long names of
/// minorities fit.
const LEAST_SCALE: f64 = 0.5;

const SCALE_STEP: f64 = 0.05;

/// A text of the template with its surroundings.
pub(super) struct Slot {
    pub(super) fields: Vec<Field>,
    layout: Layout,
}

enum Layout {
    /// Each line where the drawing program put it. The pieces are a whole document; fixed ones are
    /// source, values are still to be escaped.
    Lines(Vec<TextPiece>),
    Frame(Frame),
}

impl Slot {
    pub(super) fn framed(fields: Vec<Field>, frame: Frame) -> Self {
        Self {
            fields,
            layout: Layout::Frame(frame),
        }
    }

    /// `texts` are the parts of the source that are replaced, and by what.
    pub(super) fn in_lines(
        fields: Vec<Field>,
        source: &str,
        node: Node<'_, '_>,
        texts: Vec<(Range<usize>, Vec<TextPiece>)>,
    ) -> Self {
        let (before, after) = xml::surroundings(source, node);
        let mut pieces = vec![TextPiece::Fixed(before)];
        let mut at = node.range().start;
        let mut edits: Vec<_> = texts.into_iter().chain(placements(node)).collect();
        edits.sort_by_key(|(range, _)| range.start);
        for (range, parts) in edits {
            pieces.push(TextPiece::Fixed(source[at..range.start].to_owned()));
            at = range.end;
            pieces.extend(parts.into_iter().map(|part| match part {
                TextPiece::Fixed(text) => TextPiece::Fixed(xml::escaped(&text)),
                value => value,
            }));
        }
        pieces.push(TextPiece::Fixed(source[at..node.range().end].to_owned()));
        pieces.push(TextPiece::Fixed(after));
        Self {
            fields,
            layout: Layout::Lines(pieces),
        }
    }

    /// Lays the text out. `None` if there is nothing to be seen.
    ///
    /// # Errors
    /// The field that is too long, if it does not fit in the least size either.
    pub(super) fn draw(
        &self,
        card: &Card,
        options: &Options<'_>,
        room: &Room,
    ) -> Result<Option<DrawnText>, Field> {
        let too_long = || self.longest(card);
        match &self.layout {
            Layout::Lines(pieces) => {
                let document: String = pieces
                    .iter()
                    .map(|piece| match piece {
                        TextPiece::Fixed(source) => source.clone(),
                        TextPiece::Value(field) => xml::escaped(card.value(*field)),
                    })
                    .collect();
                let Some(laid) = LaidOutText::parse(&document, options) else {
                    return Ok(None);
                };
                let scale =
                    scales().find(|&scale| laid.is_legible(scale) && room.holds(&laid, scale));
                scale
                    .and_then(|scale| laid.drawn_at(scale, options))
                    .map(Some)
                    .ok_or_else(too_long)
            }
            Layout::Frame(frame) => {
                for scale in scales() {
                    match frame.lay_out(card, scale, options) {
                        None => return Ok(None),
                        Some((laid, _)) if !laid.is_legible(scale) => break,
                        Some((laid, true)) if room.holds(&laid, scale) => {
                            return laid.drawn_at(scale, options).map(Some).ok_or_else(too_long);
                        }
                        Some(_) => {}
                    }
                }
                Err(too_long())
            }
        }
    }

    fn longest(&self, card: &Card) -> Field {
        let by_length = |field: &Field| card.value(*field).chars().count();
        self.fields
            .iter()
            .copied()
            .max_by_key(by_length)
            .unwrap_or(Field::Name)
    }
}

/// What was placed character by character was so for the placeholder: only where lines begin stays.
fn placements(node: Node<'_, '_>) -> Vec<(Range<usize>, Vec<TextPiece>)> {
    let mut edits = Vec::new();
    for element in node.descendants().filter(Node::is_element) {
        for attribute in element.attributes() {
            match attribute.name() {
                "dx" | "dy" | "rotate" | "textLength" | "lengthAdjust" => {
                    edits.push((attribute.range(), Vec::new()));
                }
                "x" | "y" => {
                    let first = attribute
                        .value()
                        .split([' ', ','])
                        .find(|one| !one.is_empty());
                    let first = TextPiece::Fixed(first.unwrap_or("0").to_owned());
                    edits.push((attribute.range_value(), vec![first]));
                }
                _ => {}
            }
        }
    }
    edits
}

fn scales() -> impl Iterator<Item = f64> {
    (0..)
        .map(|step| 1.0 - f64::from(step) * SCALE_STEP)
        .take_while(|scale| *scale > LEAST_SCALE - SCALE_STEP / 2.0)
}

/// A box in pixels of the template, from the upper left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BoxPx {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl BoxPx {
    pub(super) fn of(rect: Rect) -> Self {
        Self {
            left: rect.left().into(),
            top: rect.top().into(),
            right: rect.right().into(),
            bottom: rect.bottom().into(),
        }
    }

    pub(crate) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(self) -> f64 {
        self.bottom - self.top
    }

    fn within(self, other: Self) -> bool {
        self.left >= other.left
            && self.top >= other.top
            && self.right <= other.right
            && self.bottom <= other.bottom
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Where texts may stand: on the card, and not on the code.
pub(super) struct Room {
    inside: BoxPx,
    code: BoxPx,
}

impl Room {
    pub(super) fn new(size: SizeMm, edge_mm: f64, code: BoxPx) -> Self {
        let pixels = |mm: f64| mm / MM_PER_PIXEL;
        Self {
            inside: BoxPx {
                left: pixels(edge_mm),
                top: pixels(edge_mm),
                right: pixels(size.width - edge_mm),
                bottom: pixels(size.height - edge_mm),
            },
            code,
        }
    }

    fn holds(&self, laid: &LaidOutText, scale: f64) -> bool {
        let Some(bounds) = laid.bounds_at(scale).map(BoxPx::of) else {
            return false;
        };
        bounds.within(self.inside) && !bounds.meets(self.code)
    }
}
