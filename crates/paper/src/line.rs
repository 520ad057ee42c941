//! Single lines of text, drawn without a layout engine: character after character, as Chinese is written.

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font as PdfFont, GlyphId, KrillaGlyph};
use messages::Failure;

use crate::font::{Font, unusable};
use crate::units::POINTS_PER_MM;

/// What stands in the place of a character that the font lacks, so that nobody reads past it.
const NO_PICTURE: char = '□';

/// A font to write lines with.
pub(crate) struct LineWriter<'f> {
    face: ttf_parser::Face<'f>,
    font: PdfFont,
}

/// Whether a line can be searched in the PDF, or is a drawing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    Text,
    /// The read-back of cards counts characters, and this is none of theirs.
    Outlines,
}

impl<'f> LineWriter<'f> {
    /// # Errors
    /// `font-invalid` for a font that was good when it was loaded, so never.
    pub(crate) fn new(font: &'f Font) -> Result<Self, Failure> {
        let bytes = font.bytes();
        let face =
            ttf_parser::Face::parse(bytes.as_ref().as_ref(), 0).map_err(|_| unusable("font"))?;
        let pdf = PdfFont::new(bytes.clone().into(), 0).ok_or_else(|| unusable("font"))?;
        Ok(Self { face, font: pdf })
    }

    /// The width of a text in millimetres, in letters of `size` millimetres.
    pub(crate) fn width(&self, text: &str, size: f64) -> f64 {
        let advance = |character| self.glyph(character).1;
        text.chars().map(advance).sum::<f64>() * size
    }

    /// Draws a line whose letters stand on `baseline`, from `left` to the right; all in millimetres.
    pub(crate) fn draw(
        &self,
        surface: &mut Surface<'_>,
        (left, baseline): (f64, f64),
        size: f64,
        text: &str,
        how: As,
    ) {
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .map(|(at, character)| {
                let (glyph, advance) = self.glyph(character);
                let range = at..at + character.len_utf8();
                let glyph = GlyphId::new(u32::from(glyph.0));
                KrillaGlyph::new(glyph, advance as f32, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        if glyphs.is_empty() {
            return;
        }
        let start = Point::from_xy(
            (left * POINTS_PER_MM) as f32,
            (baseline * POINTS_PER_MM) as f32,
        );
        let points = (size * POINTS_PER_MM) as f32;
        let outlined = how == As::Outlines;
        surface.draw_glyphs(start, &glyphs, self.font.clone(), text, points, outlined);
    }

    /// The picture of a character and its width, as a share of the size.
    pub(crate) fn glyph(&self, character: char) -> (ttf_parser::GlyphId, f64) {
        let found = self.face.glyph_index(character);
        let glyph = found
            .or_else(|| self.face.glyph_index(NO_PICTURE))
            .unwrap_or(ttf_parser::GlyphId(0));
        let advance = self.face.glyph_hor_advance(glyph).unwrap_or_default();
        let units = self.face.units_per_em().max(1);
        (glyph, f64::from(advance) / f64::from(units))
    }
}
