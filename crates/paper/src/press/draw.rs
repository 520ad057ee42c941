//! Drawings on pages, in points.

use std::sync::Arc;

use krilla::Document;
use krilla::color::luma;
use krilla::geom::{Size, Transform};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::pdf::{Pdf, PdfDocument};
use krilla::surface::Surface;
use krilla_svg::{SurfaceExt, SvgSettings};
use messages::Failure;

use super::failures::cannot_make;
use crate::template::{DrawnText, Template};
use crate::units::{POINTS_PER_MM, POINTS_PER_PIXEL, SizeMm};

/// A side of a card: what all have in common, and the texts of one.
pub(super) fn draw_face(
    surface: &mut Surface<'_>,
    corner: (f64, f64),
    SizeMm { width, height }: SizeMm,
    background: &PdfDocument,
    texts: &[DrawnText],
) {
    surface.push_transform(&shift(points(corner.0), points(corner.1)));
    if let Some(size) = Size::from_wh(points(width) as f32, points(height) as f32) {
        surface.draw_pdf_page(background, size, 0);
    }
    let scale = POINTS_PER_PIXEL as f32;
    surface.push_transform(&Transform::from_scale(scale, scale));
    for text in texts {
        draw_tree(surface, &text.tree);
    }
    surface.pop();
    surface.pop();
}

/// What all cards have in common, as a page of its own: files hold it once.
pub(super) fn background(template: &Template) -> Result<Arc<Pdf>, Failure> {
    let mut document = Document::new();
    let mut page = document.start_page_with(page_settings(template.size)?);
    let mut surface = page.surface();
    let scale = POINTS_PER_PIXEL as f32;
    surface.push_transform(&Transform::from_scale(scale, scale));
    for (tree, (left, top, scale)) in template.layers() {
        let scale = scale as f32;
        surface.push_transform(&Transform::from_row(
            scale,
            0.0,
            0.0,
            scale,
            left as f32,
            top as f32,
        ));
        draw_tree(&mut surface, tree);
        surface.pop();
    }
    surface.pop();
    surface.finish();
    page.finish();
    let bytes = document.finish().map_err(|_| cannot_make())?;
    let pdf = Pdf::new(Arc::new(bytes)).map_err(|_| cannot_make())?;
    Ok(Arc::new(pdf))
}

pub(crate) fn draw_tree(surface: &mut Surface<'_>, tree: &usvg::Tree) {
    let size = tree.size();
    if let Some(size) = Size::from_wh(size.width(), size.height()) {
        // It has nothing to say when it fails: what was not drawn is seen by whoever looks.
        let _ = surface.draw_svg(tree, size, SvgSettings::default());
    }
}

pub(crate) fn page_settings(size: SizeMm) -> Result<PageSettings, Failure> {
    PageSettings::from_wh(points(size.width) as f32, points(size.height) as f32)
        .ok_or_else(cannot_make)
}

pub(super) fn points(mm: f64) -> f64 {
    mm * POINTS_PER_MM
}

pub(super) fn shift(x: f64, y: f64) -> Transform {
    Transform::from_translate(x as f32, y as f32)
}

pub(super) fn grey(value: u8) -> Fill {
    Fill {
        paint: luma::Color::new(value).into(),
        ..Fill::default()
    }
}
