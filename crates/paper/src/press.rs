//! Cards to PDF.

mod back;
mod draw;
mod failures;

use std::sync::Arc;

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Rect, Transform};
use krilla::metadata::{Metadata, TextDirection};
use krilla::paint::Stroke;
use krilla::pdf::PdfDocument;
use krilla::surface::Surface;
use messages::{Failure, failure};

use crate::actual_size;
use crate::code::{CodeSizes, QUIET, SizedCode, least_dots};
use crate::fault::CardFault;
use crate::fields::{Card, Field};
use crate::front::FrontPage;
use crate::layout::{Pages, SheetGrid};
use crate::line::{As, LineWriter};
use crate::read_back::{Placed, read_all};
use crate::template::{DrawnText, Template};
use crate::text_back::{self, PlacedTexts};
use back::{BackOf, BackSide};
use draw::{background, draw_face, grey, points};
pub(crate) use draw::{draw_tree, page_settings};
pub(crate) use failures::cannot_make;
use failures::{not_readable, text_not_readable};

use crate::units::{Dpi, MM_PER_PIXEL, POINTS_PER_PIXEL};

/// Cards in one file at most: what has to be in memory at once.
pub const MAX_CARDS_PER_FILE: u32 = 5_000;

/// Modules a side of the code that nearly all people have: version 7.
const USUAL_MODULES: u32 = 45;

/// Cut marks are this wide, in points.
const MARK_WIDTH: f32 = 0.35;

/// What stands on the margin of a sheet: its letters, and how far they are from the cards.
const MARGIN_LETTER_MM: f64 = 2.8;
const MARGIN_GAP_MM: f64 = 1.2;

/// How the cards of a run are printed.
pub struct CardPress {
    template: Template,
    background: PdfDocument,
    /// Characters of the template that are the same on every card.
    fixed_characters: usize,
    back: Option<BackSide>,
    grid: SheetGrid,
    dpi: Dpi,
    code_mm: Option<f64>,
}

/// A file that was made and read back.
pub struct PrintedFile {
    /// The PDF; nothing, if no card of it could be made.
    pub pdf: Option<Arc<Vec<u8>>>,
    /// Pages, without the front page.
    pub pages: u32,
    /// Cards on them.
    pub cards: usize,
    /// Cards that were left out: their places in the list, and why.
    pub faults: Vec<(usize, CardFault)>,
    /// The sizes of the codes.
    pub codes: Option<CodeSizes>,
}

impl CardPress {
    /// A press for one template. `code_mm` is the wanted side of the codes, without quiet zone.
    ///
    /// # Errors
    /// A [`Failure`] if no card fits on the page, or no usual code into its place.
    pub fn new(
        template: Template,
        pages: Pages,
        dpi: Dpi,
        code_mm: Option<f64>,
    ) -> Result<Self, Failure> {
        let grid = SheetGrid::new(pages, template.size)?;
        let background = background(&template)?;
        let press = Self {
            fixed_characters: text_back::count(&background, 0),
            background: PdfDocument::new(background),
            template,
            back: None,
            grid,
            dpi,
            code_mm,
        };
        press.check_code_size()?;
        Ok(press)
    }

    /// With a back: behind each page comes one with the backs of its cards, so that they meet when the
    /// printer turns the paper over its long edge.
    ///
    /// # Errors
    /// `template-back-size` if it has another size than the front.
    pub fn with_back(mut self, back: Template) -> Result<Self, Failure> {
        self.back = Some(BackSide::new(back, self.template.size)?);
        Ok(self)
    }

    /// Where cards stand on the pages.
    pub fn grid(&self) -> &SheetGrid {
        &self.grid
    }

    /// The template that is filled.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Makes a file, and reads every code back from its rendered pages.
    ///
    /// # Errors
    /// A [`Failure`] if a code could not be read back: then nothing of it may be printed.
    pub fn make(&self, cards: &[Card], front: Option<&FrontPage>) -> Result<PrintedFile, Failure> {
        self.make_sections(&[("", cards)], front)
    }

    /// As [`CardPress::make`], with cards that stay together on pages of their own: sheets have what the
    /// section is called on their margin.
    ///
    /// # Errors
    /// As [`CardPress::make`].
    pub fn make_sections(
        &self,
        sections: &[(&str, &[Card])],
        front: Option<&FrontPage>,
    ) -> Result<PrintedFile, Failure> {
        let mut made = PrintedFile {
            pdf: None,
            pages: 0,
            cards: 0,
            faults: Vec::new(),
            codes: None,
        };
        let mut ready = Vec::new();
        // How many cards of each section are ready.
        let mut counts = Vec::with_capacity(sections.len());
        let mut at = 0;
        for (title, cards) in sections {
            let before = ready.len();
            for card in *cards {
                let parts = self.template.fill(card).and_then(|texts| {
                    let code = SizedCode::fit(&card.code, self.place_mm(), self.code_mm, self.dpi)?;
                    let back = self.back.as_ref().map(|back| back.fill(card));
                    Ok((card, texts, code, back.transpose()?.unwrap_or_default()))
                });
                match parts {
                    Ok(parts) => ready.push(parts),
                    Err(fault) => made.faults.push((at, fault)),
                }
                at += 1;
            }
            counts.push((*title, ready.len() - before));
        }
        if ready.is_empty() {
            return Ok(made);
        }
        let writer = LineWriter::new(self.template.font())?;
        let mut document = Document::new();
        document.set_metadata(
            Metadata::new()
                .creator("issuer".into())
                .text_direction(TextDirection::LeftToRight),
        );
        let first_page = usize::from(front.is_some());
        if let Some(front) = front {
            self.draw_front(&mut document, front);
        }
        // Its own back stays empty.
        let mut page_number = first_page;
        if self.back.is_some() && front.is_some() {
            document.start_page_with(page_settings(crate::units::A4)?);
            page_number += 1;
        }
        let mut placed = Vec::with_capacity(ready.len());
        let mut placed_texts = Vec::with_capacity(ready.len());
        for sheet in self.grid.sheets(&counts) {
            let mut page = document.start_page_with(page_settings(self.grid.page)?);
            let mut surface = page.surface();
            let on_page = sheet.cards.iter();
            let on_page = on_page.filter_map(|(at, number)| Some((*at, ready.get(*number)?)));
            for (at, (card, texts, code, _)) in on_page {
                let (left, top) = self.draw(&mut surface, at, texts, code);
                placed.push(Placed {
                    page: page_number,
                    left,
                    top,
                    side: code.side_dots(),
                    module: code.module_dots,
                    text: &card.code,
                });
                let corner = self.grid.corner(at);
                placed_texts.push(PlacedTexts {
                    page: page_number,
                    corner: (points(corner.0), points(corner.1)),
                    texts,
                    fixed: self.fixed_characters,
                    holder: card.value(Field::Holder),
                });
            }
            self.draw_marks(&mut surface);
            self.draw_margin(&mut surface, &writer, &sheet.margin);
            surface.finish();
            page.finish();
            made.pages += 1;
            page_number += 1;
            if let Some(back) = &self.back {
                let on_page = sheet.cards.iter().filter_map(|(at, number)| {
                    let (card, .., texts) = ready.get(*number)?;
                    Some(BackOf {
                        corner: self.grid.corner(self.grid.mirrored(*at)),
                        texts,
                        holder: card.value(Field::Holder),
                    })
                });
                let page = (page_settings(self.grid.page)?, page_number);
                placed_texts.extend(back.draw(&mut document, page, on_page));
                made.pages += 1;
                page_number += 1;
            }
        }
        let pdf = document.finish().map_err(|_| cannot_make())?;
        let pdf = Arc::new(actual_size::set(pdf).ok_or_else(cannot_make)?);
        read_all(pdf.clone(), &placed, self.dpi).map_err(|text| {
            let holder = ready
                .iter()
                .find(|(card, ..)| card.code == text)
                .map_or("", |(card, ..)| card.value(Field::Holder));
            not_readable(holder)
        })?;
        text_back::check_all(pdf.clone(), &placed_texts, self.template.font())
            .map_err(text_not_readable)?;
        made.cards = placed.len();
        made.codes = CodeSizes::of(ready.iter().map(|(_, _, code, _)| code));
        made.pdf = Some(pdf);
        Ok(made)
    }

    /// The side of the square that the code has on the card.
    fn place_mm(&self) -> f64 {
        let place = self.template.code_place;
        place.width().min(place.height()) * MM_PER_PIXEL
    }

    fn check_code_size(&self) -> Result<(), Failure> {
        let (place, dpi) = (self.place_mm(), self.dpi.0);
        let all = USUAL_MODULES + 2 * QUIET;
        let dots = self.dpi.dots_within(place) / all;
        let least = self.dpi.mm(least_dots(self.dpi) * USUAL_MODULES);
        if dots < least_dots(self.dpi) {
            let needed = self.dpi.mm(least_dots(self.dpi) * all);
            return Err(failure!("code-place-too-small";
                "模板里放码的位置只有 {place:.1} 毫米见方，{dpi} dpi 下至少需要 {needed:.1} 毫米";
                "the place for the code is {place:.1} mm wide; at {dpi} dpi it must be at least {needed:.1} mm";
                "请把模板里名为 code 的方框放大。";
                "Make the object `code` of the template larger."));
        }
        let most = self.dpi.mm(dots * USUAL_MODULES);
        match self.code_mm {
            Some(wanted) if !(least - 1e-6..=place).contains(&wanted) => Err(failure!("code-size";
                "码的边长 {wanted} 毫米不行：{dpi} dpi 下，本模板可以是 {least:.1} 至 {most:.1} 毫米（不含白边）";
                "a code of {wanted} mm will not do: at {dpi} dpi this template takes {least:.1} to {most:.1} mm (without quiet zone)";
                "请改 --code-mm；不写时取放得下的最大尺寸。";
                "Choose another --code-mm; without it the largest that fits is taken.")),
            _ => Ok(()),
        }
    }

    /// Draws a card, and says where its code begins, in dots.
    fn draw(
        &self,
        surface: &mut Surface<'_>,
        at: u32,
        texts: &[DrawnText],
        code: &SizedCode,
    ) -> (u32, u32) {
        let corner = self.grid.corner(at);
        draw_face(surface, corner, self.template.size, &self.background, texts);

        let place = self.template.code_place;
        let middle = |corner: f64, from: f64, to: f64| corner + (from + to) / 2.0 * MM_PER_PIXEL;
        let side = self.dpi.mm(code.side_dots());
        let left = self
            .dpi
            .nearest_dots(middle(corner.0, place.left, place.right) - side / 2.0);
        let top = self
            .dpi
            .nearest_dots(middle(corner.1, place.top, place.bottom) - side / 2.0);
        self.draw_code(surface, left, top, code);
        (left, top)
    }

    /// White ground with the quiet zone, and the modules as exact rectangles of whole dots.
    fn draw_code(&self, surface: &mut Surface<'_>, left: u32, top: u32, code: &SizedCode) {
        let module = self.dpi.points(code.module_dots) as f32;
        let (x, y) = (self.dpi.points(left) as f32, self.dpi.points(top) as f32);
        surface.push_transform(&Transform::from_row(module, 0.0, 0.0, module, x, y));
        let all = (code.symbol.width() + 2 * QUIET) as f32;
        let mut ground = PathBuilder::new();
        if let Some(square) = Rect::from_xywh(0.0, 0.0, all, all) {
            ground.push_rect(square);
        }
        surface.set_stroke(None);
        if let Some(ground) = ground.finish() {
            surface.set_fill(Some(grey(255)));
            surface.draw_path(&ground);
        }
        surface.push_transform(&Transform::from_translate(QUIET as f32, QUIET as f32));
        if let Some(path) = code.path() {
            surface.set_fill(Some(grey(0)));
            surface.draw_path(&path);
        }
        surface.pop();
        surface.pop();
    }

    fn draw_marks(&self, surface: &mut Surface<'_>) {
        let mut path = PathBuilder::new();
        for mark in self.grid.marks() {
            path.move_to(points(mark.from.0) as f32, points(mark.from.1) as f32);
            path.line_to(points(mark.to.0) as f32, points(mark.to.1) as f32);
        }
        let Some(path) = path.finish() else {
            return;
        };
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: luma::Color::black().into(),
            width: MARK_WIDTH,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
    }

    /// What the sheet is, on its margin: cards of their own have none.
    fn draw_margin(&self, surface: &mut Surface<'_>, writer: &LineWriter<'_>, text: &str) {
        if self.grid.page == self.template.size || text.is_empty() {
            return;
        }
        surface.set_stroke(None);
        surface.set_fill(Some(grey(0)));
        let (left, top) = self.grid.corner(0);
        let place = (left + MARGIN_GAP_MM, top - MARGIN_GAP_MM);
        // Not as characters, which would be taken for some of a card when it is read back.
        writer.draw(surface, place, MARGIN_LETTER_MM, text, As::Outlines);
    }

    fn draw_front(&self, document: &mut Document, front: &FrontPage) {
        let Some(tree) = front.draw(&self.template) else {
            return;
        };
        let Ok(settings) = page_settings(crate::units::A4) else {
            return;
        };
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let scale = POINTS_PER_PIXEL as f32;
        surface.push_transform(&Transform::from_scale(scale, scale));
        draw_tree(&mut surface, &tree);
        surface.pop();
    }
}

#[cfg(test)]
mod tests;
