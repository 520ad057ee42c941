//! Reads every code back from the finished pages, rendered by an interpreter that did not write them.

use std::sync::Arc;

use code_writer::{GreyPicture, Options, QuietZone, read_back_grey, read_independently};
use hayro::{InterpreterSettings, Pdf, Pixmap, RenderSettings, render};

use crate::units::Dpi;

/// Pixels around a code that are searched with it.
const SURROUNDINGS: u32 = 40;

/// A code that should be found on a page, in dots from its upper left corner, quiet zone included.
pub(crate) struct Placed<'c> {
    pub(crate) page: usize,
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) side: u32,
    pub(crate) module: u32,
    pub(crate) text: &'c str,
}

/// Renders the pages at the printer's resolution and reads each code strictly: every module in its
/// place and of one colour, the quiet zone white. The first code of each file is also searched for
/// as if the page were a photograph.
///
/// # Errors
/// The text of the first code that was not read as it should be.
pub(crate) fn read_all<'c>(
    pdf: Arc<Vec<u8>>,
    placed: &[Placed<'c>],
    dpi: Dpi,
) -> Result<(), &'c str> {
    let first = placed.first().map_or("", |code| code.text);
    let pdf = Pdf::new(pdf).map_err(|_| first)?;
    let mut rendered: Option<(usize, Pixmap)> = None;
    for (at, code) in placed.iter().enumerate() {
        if rendered.as_ref().is_none_or(|(page, _)| *page != code.page) {
            // The one before it goes first: a page at 1200 dpi takes half a gigabyte.
            drop(rendered.take());
            rendered = Some((code.page, picture(&pdf, code.page, dpi).ok_or(code.text)?));
        }
        let Some((_, page)) = &rendered else {
            return Err(code.text);
        };
        let options = Options {
            module_pixels: code.module,
            quiet_zone: QuietZone::Standard,
        };
        let cut = cut(page, code.left, code.top, code.side, code.side).ok_or(code.text)?;
        let drawing = GreyPicture {
            side: code.side,
            pixels: cut.into_iter().map(decided).collect(),
        };
        if read_back_grey(&drawing, &options).as_deref() != Ok(code.text) {
            return Err(code.text);
        }
        if at == 0 && !is_found(page, code) {
            return Err(code.text);
        }
    }
    Ok(())
}

fn picture(pdf: &Pdf, page: usize, dpi: Dpi) -> Option<Pixmap> {
    let page = pdf.pages().get(page)?;
    let scale = dpi.0 as f32 / 72.0;
    let (width, height) = page.render_dimensions();
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        width: Some((width * scale).ceil() as u16),
        height: Some((height * scale).ceil() as u16),
    };
    Some(render(page, &InterpreterSettings::default(), &settings))
}

/// A page as a picture, for people to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePicture {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green and blue of each pixel.
    pub rgb: Vec<u8>,
}

/// Draws a page of a finished file; `None` if there is no such page.
pub fn page_picture(pdf: Arc<Vec<u8>>, page: usize, dpi: Dpi) -> Option<PagePicture> {
    let pdf = Pdf::new(pdf).ok()?;
    let drawn = picture(&pdf, page, dpi)?;
    let pixels = drawn.data_as_u8_slice().as_chunks::<4>().0;
    // On white paper: what is not painted is as light as that.
    let on_white = |[r, g, b, alpha]: &[u8; 4]| [*r, *g, *b].map(|c| c.saturating_add(255 - alpha));
    Some(PagePicture {
        width: u32::from(drawn.width()),
        height: u32::from(drawn.height()),
        rgb: pixels.iter().flat_map(on_white).collect(),
    })
}

/// Part of the page, 0 black to 255 white; `None` if it is not all on the page.
fn cut(page: &Pixmap, left: u32, top: u32, width: u32, height: u32) -> Option<Vec<u8>> {
    let (page_width, page_height) = (u32::from(page.width()), u32::from(page.height()));
    if left + width > page_width || top + height > page_height {
        return None;
    }
    let pixels = page.data_as_u8_slice();
    let mut cut = Vec::with_capacity((width * height) as usize);
    for y in top..top + height {
        let from = (y * page_width + left) as usize * 4;
        let row = pixels.get(from..from + width as usize * 4)?;
        // A coloured pixel is as dark as its darkest part: no reader may need its colour.
        cut.extend(
            row.as_chunks::<4>()
                .0
                .iter()
                .map(|[r, g, b, _]| (*r).min(*g).min(*b)),
        );
    }
    Some(cut)
}

/// Edges of modules lie between dots but for rounding, so that pixels are all but black or white.
/// What is neither stays as it is, and is refused.
fn decided(pixel: u8) -> u8 {
    match pixel {
        0..=15 => 0,
        240..=255 => 255,
        unclear => unclear,
    }
}

fn is_found(page: &Pixmap, code: &Placed<'_>) -> bool {
    let (left, top) = (
        code.left.saturating_sub(SURROUNDINGS),
        code.top.saturating_sub(SURROUNDINGS),
    );
    let width = (code.left - left + code.side + SURROUNDINGS).min(u32::from(page.width()) - left);
    let height = (code.top - top + code.side + SURROUNDINGS).min(u32::from(page.height()) - top);
    cut(page, left, top, width, height)
        .and_then(|pixels| read_independently(width, height, &pixels).ok())
        .is_some_and(|texts| texts.iter().any(|text| text == code.text))
}
