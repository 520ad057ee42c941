//! Texts in pieces, and as the layout engine has them.

use kurbo::Affine;
use usvg::tiny_skia_path::{Point, Rect, Transform};
use usvg::{Options, Tree};

use super::xml;
use crate::fields::{Card, Field};
use crate::units::{MM_PER_PIXEL, POINTS_PER_PIXEL};

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
    /// The share of its size in the template.
    #[cfg(test)]
    pub(super) scale: f64,
}

/// A text as the layout engine has it.
pub(super) struct LaidOutText {
    document: String,
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
            document: document.to_owned(),
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

    /// Ready to be drawn at this share of its size; `None` if it cannot be made smaller.
    ///
    /// It is made smaller inside of its document. What is drawn is cut off at the edge of the template,
    /// so a long text must have its size before that, not after.
    pub(super) fn drawn_at(self, scale: f64, options: &Options<'_>) -> Option<DrawnText> {
        let tree = if scale == 1.0 {
            self.tree
        } else {
            let mut fixed = self.origin;
            self.transform.map_point(&mut fixed);
            let document = smaller(&self.document, fixed, scale, options)?;
            Tree::from_str(&document, options).ok()?
        };
        Some(DrawnText {
            tree,
            #[cfg(test)]
            scale,
        })
    }
}

/// Shows how the coordinates of a document become pixels.
const PROBE: &str = "<path style=\"display:inline;fill:#000\" d=\"M0 0h1v1z\"/>";

/// The document with everything in it smaller, around a point in pixels.
fn smaller(document: &str, mut fixed: Point, scale: f64, options: &Options<'_>) -> Option<String> {
    let (start, rest) = document.split_at(xml::start_tag_length(document)?);
    let (inside, end) = rest.split_at(rest.rfind("</")?);
    let probe = Tree::from_str(&format!("{start}{PROBE}{end}"), options).ok()?;
    transform_of_path(probe.root())?
        .invert()?
        .map_point(&mut fixed);
    let (x, y) = (fixed.x, fixed.y);
    Some(format!(
        "{start}<g transform=\"translate({x} {y}) scale({scale}) translate({} {})\">{inside}</g>{end}",
        -x, -y
    ))
}

fn transform_of_path(group: &usvg::Group) -> Option<Transform> {
    group.children().iter().find_map(|child| match child {
        usvg::Node::Path(path) => Some(path.abs_transform()),
        usvg::Node::Group(group) => transform_of_path(group),
        _ => None,
    })
}

impl DrawnText {
    /// The characters by their numbers in the font, each with what brings it from the units of the font
    /// to points on the card.
    pub(crate) fn glyphs(&self) -> Vec<(u16, Affine)> {
        let Some(text) = find_text(self.tree.root()) else {
            return Vec::new();
        };
        let (placed, scale) = (text.abs_transform(), Affine::scale(POINTS_PER_PIXEL));
        let glyphs = text
            .layouted()
            .iter()
            .flat_map(|span| &span.positioned_glyphs);
        glyphs
            .map(|glyph| {
                let t = glyph.outline_transform().post_concat(placed);
                let own = [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty].map(f64::from);
                (glyph.id.0, scale * Affine::new(own))
            })
            .collect()
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
