//! Texts in pieces, and as the layout engine has them.

use usvg::tiny_skia_path::{Point, Rect, Transform};
use usvg::{Options, Tree};

use crate::fields::{Card, Field};
use crate::units::MM_PER_PIXEL;

/// Letters are not made smaller than this, in millimetres, which is five points: smaller ones only if the template has
/// them.
const LEAST_LETTER_MM: f64 = 1.76;

/// What a text consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TextPiece {
    Fixed(String),
    Value(Field),
}

impl TextPiece {
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

/// A text that is ready to be drawn.
#[derive(Debug)]
pub(crate) struct DrawnText {
    pub(crate) tree: Tree,
    /// What makes it smaller, around the point where it begins; in pixels of the template.
    pub(crate) shrink: Transform,
}

/// A text as the layout engine has it.
pub(super) struct LaidOutText {
    tree: Tree,
    /// Of the drawn characters, in the coordinates of the text.
    bounds: Rect,
    /// From these to the pixels of the template.
    transform: Transform,
    /// What stays where it is when the text is made smaller.
    pub(super) origin: Point,
}

impl LaidOutText {
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
    pub(super) fn is_legible(&self, scale: f64) -> bool {
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

    /// Where the characters are at this share of their size, in pixels of the template.
    pub(super) fn bounds_at(&self, scale: f64) -> Option<Rect> {
        let transform = about(self.origin, scale).post_concat(self.transform);
        self.bounds.transform(transform)
    }

    /// Ready to be drawn at this share of its size.
    pub(super) fn drawn_at(self, scale: f64) -> DrawnText {
        let shrink = self
            .transform
            .invert()
            .map_or(Transform::identity(), |inverse| {
                inverse
                    .post_concat(about(self.origin, scale))
                    .post_concat(self.transform)
            });
        DrawnText {
            tree: self.tree,
            shrink,
        }
    }
}

#[cfg(test)]
impl DrawnText {
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
