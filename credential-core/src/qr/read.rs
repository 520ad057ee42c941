//! Grey pixels to texts: ISO/IEC 18004:2015, clause 12.

use alloc::string::String;
use alloc::vec::Vec;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::PreparedImage;

use super::error::QrError;
use super::picture::{Grey, MAX_PICTURE_PIXELS};

/// The longest text that is taken from a code, in bytes. No credential comes near it, and longer
/// ones are passed over.
pub const MAX_TEXT_BYTES: usize = 4096;

/// Larger pictures are halved before they are searched: a code that needs more pixels than this has
/// none to spare anyway.
const MAX_SEARCHED_SIDE: usize = 4096;

/// Smaller pictures are not halved again. Blur and paper grain, which halving heals, are gone by
/// then.
const MIN_HALVED_SIDE: usize = 1024;

/// Pictures up to this size are enlarged if nothing was found: drawings with one or two pixels a
/// module.
const MAX_ENLARGED_SIDE: usize = 512;

/// Finds the texts of all QR codes in a PNG or JPEG file.
///
/// The list has no order and no repetitions, and is empty if no code was found. Codes may stand at
/// any angle, mirrored, or light on dark; transparent parts are taken for white. A code whose
/// content is not UTF-8 or is longer than [`MAX_TEXT_BYTES`] is passed over.
///
/// How long this takes depends on what the picture shows: typically well under a second, but a
/// picture full of noise or made for the purpose can keep the search busy for many minutes. A
/// caller who cannot wait searches in a thread or process that can be given up. Bugs of the
/// decoders or of the search that unwind are contained, though the panic hook of the program will
/// have seen them; in a program built with `panic = "abort"` they are not.
///
/// # Errors
///
/// [`QrError::PictureFormat`], [`QrError::PictureTooLarge`] above
/// [`MAX_FILE_BYTES`](super::MAX_FILE_BYTES) or [`MAX_PICTURE_PIXELS`], and
/// [`QrError::PictureDamaged`].
pub fn read_picture(bytes: &[u8]) -> Result<Vec<String>, QrError> {
    Ok(search(Grey::decode(bytes)?))
}

/// Finds the texts of all QR codes in `width * height` grey pixels, rows from the top, 0 black to
/// 255 white.
///
/// Everything else is as for [`read_picture`].
///
/// # Errors
///
/// [`QrError::PictureTooLarge`] above [`MAX_PICTURE_PIXELS`], and [`QrError::PixelCount`].
pub fn read_grey(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<String>, QrError> {
    let count = u64::from(width) * u64::from(height);
    if count > MAX_PICTURE_PIXELS {
        return Err(QrError::PictureTooLarge);
    }
    if pixels.len() as u64 != count {
        return Err(QrError::PixelCount);
    }
    Ok(search(Grey {
        width: width as usize,
        height: height as usize,
        pixels: pixels.into(),
    }))
}

/// Tries several sizes, because a code that is blurred in one is often clear in a smaller one; then
/// light on dark; and, only if all of that shows nothing, pictures that are redrawn.
fn search(picture: Grey) -> Vec<String> {
    if picture.pixels.is_empty() {
        return Vec::new();
    }
    let sizes = sizes(picture);
    let mut texts = Vec::new();
    for invert in [0, 0xff] {
        for picture in &sizes {
            collect(picture, invert, &mut texts);
        }
        if !texts.is_empty() {
            return texts;
        }
    }
    let Some(smallest) = sizes.last() else {
        return texts;
    };
    let mut redrawn = Vec::from([hardened(smallest)]);
    if smallest.width.max(smallest.height) <= MAX_ENLARGED_SIDE {
        redrawn.push(enlarged(smallest));
    }
    for picture in &redrawn {
        collect(picture, 0, &mut texts);
        collect(picture, 0xff, &mut texts);
    }
    texts
}

fn sizes(mut picture: Grey) -> Vec<Grey> {
    let longest = |picture: &Grey| picture.width.max(picture.height);
    while longest(&picture) > MAX_SEARCHED_SIDE {
        picture = halved(&picture);
    }
    let mut sizes = Vec::new();
    while longest(&picture) > MIN_HALVED_SIDE {
        let next = halved(&picture);
        sizes.push(picture);
        picture = next;
    }
    sizes.push(picture);
    sizes
}

/// Adds the texts of one attempt that are not in `texts` already. `invert` is combined with each
/// pixel by exclusive or.
fn collect(picture: &Grey, invert: u8, texts: &mut Vec<String>) {
    let pixel = |x, y| picture.pixels[y * picture.width + x] ^ invert;
    // The search holds assertions that some photographs break. Nothing of it is used after a panic:
    // all it worked on is made in here, and dropped while unwinding.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let mut prepared =
            PreparedImage::prepare_from_greyscale(picture.width, picture.height, pixel);
        for grid in prepared.detect_grids() {
            let Ok(Ok((_, text))) = catch_unwind(AssertUnwindSafe(|| grid.decode())) else {
                continue;
            };
            if text.len() <= MAX_TEXT_BYTES && !texts.contains(&text) {
                texts.push(text);
            }
        }
    }));
}

/// Half as wide and high, each pixel the mean of four. An odd last row or column is dropped, but
/// not the only one.
fn halved(picture: &Grey) -> Grey {
    let (width, height) = ((picture.width / 2).max(1), (picture.height / 2).max(1));
    let (right, below) = (
        usize::from(picture.width > 1),
        usize::from(picture.height > 1) * picture.width,
    );
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let at = 2 * y * picture.width + 2 * x;
            let four = [at, at + right, at + below, at + right + below];
            pixels.push(
                (four
                    .iter()
                    .map(|&at| u32::from(picture.pixels[at]))
                    .sum::<u32>()
                    / 4) as u8,
            );
        }
    }
    Grey {
        width,
        height,
        pixels,
    }
}

/// Three times as wide and high, in squares.
fn enlarged(picture: &Grey) -> Grey {
    let (width, height) = (picture.width * 3, picture.height * 3);
    let pixel = |i: usize| picture.pixels[i / width / 3 * picture.width + i % width / 3];
    Grey {
        width,
        height,
        pixels: (0..width * height).map(pixel).collect(),
    }
}

/// Black and white only, parted in the middle between the darkest and the lightest pixel. The
/// search adapts its own threshold to the neighbourhood, for lamps and shadows, and takes the grain
/// of strongly compressed drawings for modules.
fn hardened(picture: &Grey) -> Grey {
    let darkest = picture.pixels.iter().copied().min().unwrap_or(0);
    let lightest = picture.pixels.iter().copied().max().unwrap_or(0);
    let middle = darkest.midpoint(lightest);
    let pixels = picture
        .pixels
        .iter()
        .map(|&pixel| if pixel > middle { 255 } else { 0 })
        .collect();
    Grey { pixels, ..*picture }
}
