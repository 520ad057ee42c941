//! A text that is filled for each person, and whether it fits.

use std::ops::Range;

use usvg::roxmltree::Node;
use usvg::tiny_skia_path::{Point, Rect, Transform};
use usvg::{Options, Tree};

use super::frame::Frame;
use super::xml;
use crate::fields::{Card, Field};
use crate::units::{MM_PER_PIXEL, SizeMm};

/// Letters are made smaller down to half their size in the template, so that the long names of
/// minorities fit.
const LEAST_SCALE: f64 = 0.5;

/// And not below this, in millimetres, which is five points: smaller ones only if the template has
/// them.
const LEAST_LETTER_MM: f64 = 1.76;

const SCALE_STEP: f64 = 0.05;

/// What a text consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Fixed(String),
    Value(Field),
}

impl Piece {
    pub(super) fn field(&self) -> Option<Field> {
        match self {
            Self::Value(field) => Some(*field),
            Self::Fixed(_) => None,
        }
    }

    pub(super) fn text<'p>(&'p self, card: &'p Card) -> &'p str {
        match self {
            Self::Fixed(text) => text,
            Self::Value(field) => card.value(*field),
        }
    }
}

/// A text of the template with its surroundings.
pub(super) struct Slot {
    pub(super) fields: Vec<Field>,
    layout: Layout,
}

enum Layout {
    /// Each line where the drawing program put it. The pieces are a whole document; fixed ones are
    /// source, values are still to be escaped.
    Lines(Vec<Piece>),
    Frame(Frame),
}

/// A text that is ready to be drawn.
#[derive(Debug)]
pub(crate) struct Drawn {
    pub(crate) tree: Tree,
    /// What makes it smaller, around the point where it begins; in pixels of the template.
    pub(crate) shrink: Transform,
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
        texts: Vec<(Range<usize>, Vec<Piece>)>,
    ) -> Self {
        let (before, after) = xml::surroundings(source, node);
        let mut pieces = vec![Piece::Fixed(before)];
        let mut at = node.range().start;
        let mut edits: Vec<_> = texts.into_iter().chain(placements(node)).collect();
        edits.sort_by_key(|(range, _)| range.start);
        for (range, parts) in edits {
            pieces.push(Piece::Fixed(source[at..range.start].to_owned()));
            at = range.end;
            pieces.extend(parts.into_iter().map(|part| match part {
                Piece::Fixed(text) => Piece::Fixed(xml::escaped(&text)),
                value => value,
            }));
        }
        pieces.push(Piece::Fixed(source[at..node.range().end].to_owned()));
        pieces.push(Piece::Fixed(after));
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
    ) -> Result<Option<Drawn>, Field> {
        let too_long = || self.longest(card);
        match &self.layout {
            Layout::Lines(pieces) => {
                let document: String = pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Fixed(source) => source.clone(),
                        Piece::Value(field) => xml::escaped(card.value(*field)),
                    })
                    .collect();
                let Some(laid) = Laid::parse(&document, options) else {
                    return Ok(None);
                };
                let scale =
                    scales().find(|&scale| laid.is_legible(scale) && room.holds(&laid, scale));
                scale
                    .map(|scale| Some(laid.drawn_at(scale)))
                    .ok_or_else(too_long)
            }
            Layout::Frame(frame) => {
                for scale in scales() {
                    match frame.lay_out(card, scale, options) {
                        None => return Ok(None),
                        Some((laid, _)) if !laid.is_legible(scale) => break,
                        Some((laid, true)) if room.holds(&laid, scale) => {
                            return Ok(Some(laid.drawn_at(scale)));
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
fn placements(node: Node<'_, '_>) -> Vec<(Range<usize>, Vec<Piece>)> {
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
                    let first = Piece::Fixed(first.unwrap_or("0").to_owned());
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

/// A text as the layout engine has it.
pub(super) struct Laid {
    tree: Tree,
    /// Of the drawn characters, in the coordinates of the text.
    bounds: Rect,
    /// From these to the pixels of the template.
    transform: Transform,
    /// What stays where it is when the text is made smaller.
    pub(super) origin: Point,
}

impl Laid {
    /// `None` if nothing of it is seen.
    pub(super) fn parse(document: &str, options: &Options<'_>) -> Option<Self> {
        let tree = Tree::from_str(document, options).ok()?;
        let text = find_text(tree.root())?;
        let (bounds, transform) = (text.flattened().bounding_box(), text.abs_transform());
        let first = text.chunks().first()?;
        let origin = Point::from_xy(first.x().unwrap_or(0.0), first.y().unwrap_or(0.0));
        if bounds.width() <= 0.0 && bounds.height() <= 0.0 {
            return None;
        }
        Some(Self {
            bounds,
            transform,
            origin,
            tree,
        })
    }

    /// The clusters of characters with the place where each begins, and the size of the letters.
    pub(super) fn clusters(&self) -> (Vec<(String, f64)>, f64) {
        let Some(text) = find_text(self.tree.root()) else {
            return (Vec::new(), 0.0);
        };
        let size = text
            .layouted()
            .first()
            .map_or(0.0, |span| f64::from(span.font_size.get()));
        let glyphs = text
            .layouted()
            .iter()
            .flat_map(|span| &span.positioned_glyphs);
        let clusters = glyphs.map(|glyph| (glyph.text.clone(), f64::from(glyph.transform().tx)));
        (clusters.collect(), size)
    }

    /// Letters as the template has them, or large enough to be read.
    fn is_legible(&self, scale: f64) -> bool {
        let letter = find_text(self.tree.root())
            .and_then(|text| text.layouted().first())
            .map_or(0.0, |span| f64::from(span.font_size.get()));
        let enlarged = f64::from(
            (self.transform.sx * self.transform.sy - self.transform.kx * self.transform.ky)
                .abs()
                .sqrt(),
        );
        scale == 1.0 || letter * enlarged * scale * MM_PER_PIXEL >= LEAST_LETTER_MM
    }

    fn drawn_at(self, scale: f64) -> Drawn {
        let shrink = self
            .transform
            .invert()
            .map_or(Transform::identity(), |inverse| {
                inverse
                    .post_concat(about(self.origin, scale))
                    .post_concat(self.transform)
            });
        Drawn {
            tree: self.tree,
            shrink,
        }
    }
}

#[cfg(test)]
impl Drawn {
    /// The text, its lines apart.
    pub(super) fn content(&self) -> String {
        let text = find_text(self.tree.root()).unwrap();
        let lines: Vec<&str> = text.chunks().iter().map(usvg::TextChunk::text).collect();
        lines.join("\n")
    }
}

fn about(point: Point, scale: f64) -> Transform {
    let scale = scale as f32;
    Transform::from_row(
        scale,
        0.0,
        0.0,
        scale,
        point.x * (1.0 - scale),
        point.y * (1.0 - scale),
    )
}

fn find_text(group: &usvg::Group) -> Option<&usvg::Text> {
    group.children().iter().find_map(|child| match child {
        usvg::Node::Text(text) => Some(&**text),
        usvg::Node::Group(group) => find_text(group),
        _ => None,
    })
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

    fn holds(&self, laid: &Laid, scale: f64) -> bool {
        let transform = about(laid.origin, scale).post_concat(laid.transform);
        let Some(bounds) = laid.bounds.transform(transform).map(BoxPx::of) else {
            return false;
        };
        bounds.within(self.inside) && !bounds.meets(self.code)
    }
}
