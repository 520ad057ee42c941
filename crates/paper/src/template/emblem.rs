//! The emblem of a bureau: a drawing or a picture of its own, which takes the place that a template has for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use messages::{Failure, text};
use usvg::Tree;

use super::name::TemplateName;
use super::slot::BoxPx;
use super::source::{harmless, not_svg, options, pixels, text_of};
use super::{check, cost};
use crate::font::Font;

/// The largest file with an emblem: with 600 dots to the inch, one of 20 mm takes a tenth of this.
pub const MAX_EMBLEM_BYTES: u64 = 2 << 20;

/// Pixels of its pictures: what 60 mm take with 600 dots to the inch.
const MAX_EMBLEM_PIXELS: u64 = 2_000_000;

/// An emblem that was found in order: an SVG file, within the bounds of templates, or a PNG or JPEG.
#[derive(Clone, Debug)]
pub struct Emblem(Tree);

impl Emblem {
    /// Reads a file; `name` is for messages.
    ///
    /// # Errors
    /// A [`Failure`] that says what is wrong with it.
    pub fn parse(name: &str, bytes: &[u8], font: &Font) -> Result<Self, Failure> {
        let name = TemplateName::of_emblem(name);
        let too_large = |what| {
            let remedy = text!("请把图片缩小到 1000 像素左右。"; "Make the picture smaller, to some 1,000 pixels.");
            Err(name.fault("emblem-too-large", what, remedy))
        };
        if bytes.len() as u64 > MAX_EMBLEM_BYTES {
            return too_large(
                text!("超过 2 MB，作徽标太大"; "is larger than 2 MB, which is too much for an emblem"),
            );
        }
        if pixels(bytes).is_some_and(|pixels| pixels > MAX_EMBLEM_PIXELS) {
            return too_large(
                text!("超过 200 万像素，作徽标太大"; "has more than 2 million pixels, which is too much for an emblem"),
            );
        }
        let unusable = Arc::new(AtomicBool::new(false));
        let options = options(font, unusable.clone());
        let wrapped = picture_as_svg(bytes);
        let source = match &wrapped {
            Some(source) => source.as_str(),
            None => text_of(name, bytes)?,
        };
        let document = harmless(name, source)?;
        let tree =
            Tree::from_str(source, &options).map_err(|error| not_svg(name, &error.to_string()))?;
        if unusable.load(Ordering::Relaxed) {
            return Err(check::picture_kind(name, "PNG/JPEG"));
        }
        cost::check_drawing(name, &document, &tree, MAX_EMBLEM_PIXELS)?;
        Ok(Self(tree))
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.0
    }

    /// How it is moved and scaled into a place, in its middle and as large as possible: its left upper
    /// corner, and the scale.
    pub(crate) fn within(&self, place: BoxPx) -> (f64, f64, f64) {
        let (width, height) = (
            f64::from(self.0.size().width()),
            f64::from(self.0.size().height()),
        );
        let scale = (place.width() / width).min(place.height() / height);
        let middle = |from: f64, to: f64, side: f64| (from + to - side * scale) / 2.0;
        (
            middle(place.left, place.right, width),
            middle(place.top, place.bottom, height),
            scale,
        )
    }
}

/// A picture inside of a drawing of its size; `None` if the bytes are no picture.
fn picture_as_svg(bytes: &[u8]) -> Option<String> {
    let kind = match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Png => "png",
        imagesize::ImageType::Jpeg => "jpeg",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (size.width, size.height);
    let data = STANDARD.encode(bytes);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
         <image width=\"{width}\" height=\"{height}\" href=\"data:image/{kind};base64,{data}\"/></svg>"
    ))
}
