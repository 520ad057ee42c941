//! The back of cards: the same for all of them, but for the texts of a person that it may have.

use krilla::Document;
use krilla::page::PageSettings;
use krilla::pdf::PdfDocument;
use messages::{Failure, failure};

use super::draw::{background, draw_face, points};
use crate::fault::CardFault;
use crate::fields::Card;
use crate::template::{DrawnText, Template};
use crate::text_back::{self, PlacedTexts};
use crate::units::SizeMm;

/// A drawing program rounds sizes.
const SLACK_MM: f64 = 0.05;

/// The back of all cards.
pub(super) struct BackSide {
    template: Template,
    background: PdfDocument,
    fixed_characters: usize,
}

/// A back that is on a page.
pub(super) struct BackOf<'c> {
    /// Where it stands, in millimetres.
    pub(super) corner: (f64, f64),
    pub(super) texts: &'c [DrawnText],
    pub(super) holder: &'c str,
}

impl BackSide {
    /// # Errors
    /// `template-back-size`.
    pub(super) fn new(template: Template, front: SizeMm) -> Result<Self, Failure> {
        let SizeMm { width, height } = template.size;
        if (width - front.width).abs() > SLACK_MM || (height - front.height).abs() > SLACK_MM {
            let (wide, high) = (front.width, front.height);
            return Err(failure!("template-back-size";
                "背面模板是 {width:.2} × {height:.2} 毫米，正面是 {wide:.2} × {high:.2} 毫米";
                "the back is {width:.2} × {height:.2} mm, but the front is {wide:.2} × {high:.2} mm";
                "请把两面的文档尺寸改成一样。"; "Give both documents the same size."));
        }
        let background = background(&template)?;
        Ok(Self {
            fixed_characters: text_back::count(&background, 0),
            background: PdfDocument::new(background),
            template,
        })
    }

    /// The texts of a person.
    ///
    /// # Errors
    /// As for the front.
    pub(super) fn fill(&self, card: &Card) -> Result<Vec<DrawnText>, CardFault> {
        self.template.fill(card)
    }

    /// Draws a page with the backs of these cards, and says where their texts should be read back.
    pub(super) fn draw<'c>(
        &self,
        document: &mut Document,
        (settings, number): (PageSettings, usize),
        cards: impl Iterator<Item = BackOf<'c>>,
    ) -> Vec<PlacedTexts<'c>> {
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut placed = Vec::new();
        for BackOf {
            corner,
            texts,
            holder,
        } in cards
        {
            draw_face(
                &mut surface,
                corner,
                self.template.size,
                &self.background,
                texts,
            );
            placed.push(PlacedTexts {
                page: number,
                corner: (points(corner.0), points(corner.1)),
                texts,
                fixed: self.fixed_characters,
                holder,
            });
        }
        surface.finish();
        page.finish();
        placed
    }
}
