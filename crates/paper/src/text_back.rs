//! Reads every text back from the finished pages: each character whole, of its shape and in its place.
//!
//! The pages are interpreted by a program that did not write them, which names no characters but
//! hands over their outlines. They are compared with those of the font, where the layout has them.

use std::sync::Arc;

use hayro::Pdf;
use hayro_interpret::font::Glyph;
use hayro_interpret::{
    ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterSettings, Paint, PathDrawMode,
    SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Rect, Shape};

use crate::font::{Font, Outlines};
use crate::template::DrawnText;

/// What rounding in a PDF may move, in points: a tenth of a millimetre.
const TOLERANCE: f64 = 0.3;

/// The texts of a card, and where its corner is on the page, in points.
pub(crate) struct PlacedTexts<'c> {
    pub(crate) page: usize,
    pub(crate) corner: (f64, f64),
    pub(crate) texts: &'c [DrawnText],
    /// Characters of the template, which come before its own.
    pub(crate) fixed: usize,
    pub(crate) holder: &'c str,
}

/// How many characters a page has.
pub(crate) fn count(pdf: &Pdf, page: usize) -> usize {
    glyphs_on(pdf, page).map_or(0, |glyphs| glyphs.len())
}

/// Compares the characters of all cards with what should stand there.
///
/// # Errors
/// The holder of the first card on which a character is missing, cut off, of another shape or in
/// another place.
pub(crate) fn check_all<'c>(
    pdf: Arc<Vec<u8>>,
    placed: &[PlacedTexts<'c>],
    font: &Font,
) -> Result<(), &'c str> {
    let first = placed.first().map_or("", |card| card.holder);
    let outlines = font.outlines().ok_or(first)?;
    let pdf = Pdf::new(pdf).map_err(|_| first)?;
    for on_page in placed.chunk_by(|one, other| one.page == other.page) {
        let Some(card) = on_page.first() else {
            continue;
        };
        let found = glyphs_on(&pdf, card.page).ok_or(card.holder)?;
        let mut found = found.into_iter();
        for card in on_page {
            for expected in expected(card, &outlines) {
                let glyph = found.next().ok_or(card.holder)?;
                if !glyph.is_whole || expected.is_some_and(|place| differ(place, glyph.place)) {
                    return Err(card.holder);
                }
            }
        }
        if found.next().is_some() {
            return Err(card.holder);
        }
    }
    Ok(())
}

/// Where the characters of a card should be; `None` for those of the template.
fn expected(card: &PlacedTexts<'_>, outlines: &Outlines<'_>) -> Vec<Option<Rect>> {
    let mut all = vec![None; card.fixed];
    for text in card.texts {
        for (glyph, transform) in text.glyphs() {
            let outline = outlines.of(glyph);
            if !outline.is_empty() {
                let place = (Affine::translate(card.corner) * transform * outline).bounding_box();
                all.push(Some(place));
            }
        }
    }
    all
}

fn differ(one: Rect, other: Rect) -> bool {
    [
        one.x0 - other.x0,
        one.y0 - other.y0,
        one.x1 - other.x1,
        one.y1 - other.y1,
    ]
    .iter()
    .any(|difference| difference.is_nan() || difference.abs() > TOLERANCE)
}

struct FoundGlyph {
    /// In points from the upper left of the page.
    place: Rect,
    /// Whether no edge cuts anything off.
    is_whole: bool,
}

fn glyphs_on(pdf: &Pdf, page: usize) -> Option<Vec<FoundGlyph>> {
    let page = pdf.pages().get(page)?;
    let (width, height) = page.render_dimensions();
    let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(
        page.initial_transform(true),
        whole,
        page.xref(),
        InterpreterSettings::default(),
    );
    let mut device = Glyphs {
        found: Vec::new(),
        clips: vec![whole],
    };
    interpret_page(page, &mut context, &mut device);
    Some(device.found)
}

/// Notes the characters of a page, and draws nothing.
struct Glyphs {
    found: Vec<FoundGlyph>,
    /// What is left of the page, the innermost last.
    clips: Vec<Rect>,
}

impl<'a> Device<'a> for Glyphs {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let Glyph::Outline(glyph) = glyph else {
            return;
        };
        let outline = glyph.outline();
        if outline.is_empty() {
            return;
        }
        let place = (transform * glyph_transform * outline).bounding_box();
        let clip = self.clips.last().copied().unwrap_or(place);
        let clip = clip.inflate(TOLERANCE, TOLERANCE);
        self.found.push(FoundGlyph {
            place,
            is_whole: clip.union(place) == clip,
        });
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let clip = clip_path.path.bounding_box();
        let outer = self.clips.last().copied().unwrap_or(clip);
        self.clips.push(outer.intersect(clip));
    }

    fn pop_clip_path(&mut self) {
        self.clips.pop();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_transparency_group(&mut self) {}
}
