//! JPEG: only its brightness is decoded.

use std::borrow::Cow;

use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::huffman_tables::with_huffman_tables;
use super::orientation::turned;
use super::picture_file::{FileError, PictureFile, push_grey, size};
use crate::picture::MAX_SIDE;

pub(super) fn decode(file: &[u8]) -> Result<PictureFile, FileError> {
    let damaged = |_| FileError::Damaged;
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    // Frames that were saved from a camera have no tables of their own.
    let file = with_huffman_tables(file).unwrap_or(Cow::Borrowed(file));
    let file = &*file;
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = decoder.dimensions().ok_or(FileError::Damaged)?;
    let size = size(width, height)?;
    // Pictures for print have four colours, which cannot be decoded to brightness directly.
    if matches!(
        decoder.input_colorspace(),
        Some(ColorSpace::CMYK | ColorSpace::YCCK)
    ) {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::RGB));
    }
    let orientation = decoder
        .exif()
        .and_then(|exif| Orientation::from_exif_chunk(exif));
    let samples = decoder.decode().map_err(damaged)?;
    let luma = match samples.len().checked_div(size.0 * size.1) {
        Some(3) => {
            let mut luma = Vec::with_capacity(size.0 * size.1);
            push_grey(&mut luma, &samples, 3);
            luma
        }
        _ => samples,
    };
    let mut picture = PictureFile::new(luma, size)?;
    picture.whole = has_end(file);
    Ok(turned(picture, orientation))
}

/// Whether the end marker is there. Phones append videos and depth maps after it; if one of these is there,
/// the picture before it is complete.
fn has_end(file: &[u8]) -> bool {
    file.windows(2).rev().any(|marker| marker == [0xff, 0xd9])
}
