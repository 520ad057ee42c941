//! A second opinion on our own drawings: rqrr, which shares no code with this crate.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::PreparedImage;

use crate::error::QrError;
use crate::options::MAX_DRAWN_SIDE;
use crate::read_back::Drawing;

/// Drawings up to this side are enlarged: rqrr needs more than one or two pixels a module.
const MAX_ENLARGED_SIDE: u32 = 512;

/// The texts of the codes in a PNG file that this crate drew, found by an independent decoder.
///
/// For drawings only. The decoder has no bound on its work: a picture from outside that was made for
/// the purpose could keep it busy for many minutes. Those pictures are for `code-reader`.
///
/// # Errors
///
/// [`QrError::PictureDamaged`] if the file is not a drawing in pure black and white.
pub fn read_file_independently(file: &[u8]) -> Result<Vec<String>, QrError> {
    let (side, luma) = Drawing::decode(file)?.to_luma();
    read_independently(side, luma.len() as u32 / side.max(1), &luma)
}

/// As [`read_file_independently`], for `width * height` grey pixels, rows from the top, 0 black to
/// 255 white: part of a page that was rendered from our own drawing, say.
///
/// # Errors
///
/// [`QrError::DrawingSize`] above [`MAX_DRAWN_SIDE`], and [`QrError::PixelCount`].
pub fn read_independently(width: u32, height: u32, luma: &[u8]) -> Result<Vec<String>, QrError> {
    let longest = width.max(height);
    if longest > MAX_DRAWN_SIDE {
        return Err(QrError::DrawingSize);
    }
    if luma.len() as u64 != u64::from(width) * u64::from(height) {
        return Err(QrError::PixelCount);
    }
    if luma.is_empty() {
        return Ok(Vec::new());
    }
    let times = if longest <= MAX_ENLARGED_SIDE { 3 } else { 1 };
    let (width, height) = (width as usize, height as usize);
    let pixel = |x: usize, y: usize| luma[y / times * width + x / times];
    // The decoder has assertions that can fail. Everything it works on is made in here and dropped
    // while unwinding.
    let found = catch_unwind(AssertUnwindSafe(|| {
        PreparedImage::prepare_from_greyscale(width * times, height * times, pixel)
            .detect_grids()
            .iter()
            .filter_map(|grid| grid.decode().ok())
            .map(|(_, text)| text)
            .collect()
    }));
    Ok(found.unwrap_or_default())
}
