//! Motion JPEG: frames are JPEG pictures, but many cameras leave out the Huffman tables.

use code_reader::with_huffman_tables;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::luma::{Luma, MAX_SIDE};

/// Decodes the luma of a frame. Of one that ends too early, what is there; the rest is grey.
pub(super) fn decode(bytes: &[u8]) -> Option<Luma> {
    let jpeg = with_huffman_tables(bytes)?;
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&*jpeg), options);
    let luma = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    Luma::new(luma, width, height)
}

#[cfg(test)]
mod tests;
