//! PNG and JPEG files to grey pixels, with every size bounded before memory is taken for it.

use alloc::vec;
use alloc::vec::Vec;
use std::io::Cursor;
use std::panic::catch_unwind;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use super::error::QrError;

/// The largest picture file, in bytes: 32 MiB. The largest mode of a telephone camera stays below
/// it as JPEG.
pub const MAX_FILE_BYTES: usize = 32 << 20;

/// The largest picture, in pixels: 64 × 2²⁰, such as 8192 × 8192.
pub const MAX_PICTURE_PIXELS: u64 = 64 << 20;

/// No side is longer: what JPEG can express at all.
const MAX_SIDE: u32 = 65_535;

/// The largest decoded picture, in bytes: as many pixels as allowed with 8 bits in four channels.
const MAX_DECODED_BYTES: u64 = 4 * MAX_PICTURE_PIXELS;

/// A picture with one byte a pixel, 0 black to 255 white, rows from the top.
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    /// `width * height` of them.
    pub(super) pixels: Vec<u8>,
}

impl Grey {
    /// Decodes a PNG or JPEG file, told apart by their first bytes.
    pub(super) fn decode(file: &[u8]) -> Result<Self, QrError> {
        if file.len() > MAX_FILE_BYTES {
            return Err(QrError::PictureTooLarge);
        }
        // The decoders are young and hostile files many: a bug of theirs must not end a program
        // that serves a queue.
        catch_unwind(|| match file {
            [0x89, b'P', b'N', b'G', ..] => decode_png(file),
            [0xff, 0xd8, ..] => to_grey(JpegDecoder::new(Cursor::new(file)).map_err(refusal)?),
            _ => Err(QrError::PictureFormat),
        })
        .unwrap_or(Err(QrError::PictureDamaged))
    }
}

fn decode_png(file: &[u8]) -> Result<Grey, QrError> {
    to_grey(PngDecoder::with_limits(Cursor::new(file), limits()).map_err(refusal)?)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    limits
}

/// A decoder has read no more than the header when it is handed over.
fn to_grey(mut decoder: impl ImageDecoder) -> Result<Grey, QrError> {
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PICTURE_PIXELS
        || decoder.total_bytes() > MAX_DECODED_BYTES
    {
        return Err(QrError::PictureTooLarge);
    }
    decoder.set_limits(limits()).map_err(refusal)?;
    let color = decoder.color_type();
    let mut samples = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut samples).map_err(refusal)?;
    Ok(Grey {
        width: width as usize,
        height: height as usize,
        pixels: luma(color, samples)?,
    })
}

fn refusal(error: ImageError) -> QrError {
    match error {
        ImageError::Limits(_) => QrError::PictureTooLarge,
        _ => QrError::PictureDamaged,
    }
}

/// Brightness as in ITU-R BT.601, over a white ground where the picture is transparent.
fn luma(color: ColorType, samples: Vec<u8>) -> Result<Vec<u8>, QrError> {
    Ok(match color {
        ColorType::L8 => samples,
        ColorType::La8 => pixels(&samples, |&[l, a]: &[u8; 2]| over_white(l, a)),
        ColorType::Rgb8 => pixels(&samples, |&[r, g, b]: &[u8; 3]| brightness(r, g, b)),
        ColorType::Rgba8 => pixels(&samples, |&[r, g, b, a]: &[u8; 4]| {
            over_white(brightness(r, g, b), a)
        }),
        // Of 16 bits the upper eight are enough to tell black from white.
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => {
            let upper = pixels(&samples, |&sample: &[u8; 2]| {
                (u16::from_ne_bytes(sample) >> 8) as u8
            });
            let narrow = match color {
                ColorType::L16 => ColorType::L8,
                ColorType::La16 => ColorType::La8,
                ColorType::Rgb16 => ColorType::Rgb8,
                _ => ColorType::Rgba8,
            };
            luma(narrow, upper)?
        }
        _ => return Err(QrError::PictureFormat),
    })
}

fn pixels<const N: usize>(samples: &[u8], to_byte: impl Fn(&[u8; N]) -> u8) -> Vec<u8> {
    samples.as_chunks().0.iter().map(to_byte).collect()
}

fn brightness(r: u8, g: u8, b: u8) -> u8 {
    ((299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b)) / 1000) as u8
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha)) / 255) as u8
}
