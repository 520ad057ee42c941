//! WebP and BMP.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use super::orientation::turned;
use super::picture_file::{FileError, MAX_DECODED_BYTES, PictureFile, push_grey, size};

pub(super) fn webp(file: &[u8]) -> Result<PictureFile, FileError> {
    decode(WebPDecoder::new(Cursor::new(file)).map_err(refusal)?)
}

pub(super) fn bmp(file: &[u8]) -> Result<PictureFile, FileError> {
    decode(BmpDecoder::new(Cursor::new(file)).map_err(refusal)?)
}

/// A decoder has read no more than the header when it is handed over.
fn decode(mut decoder: impl ImageDecoder) -> Result<PictureFile, FileError> {
    let (width, height) = decoder.dimensions();
    let size = size(width as usize, height as usize)?;
    let bytes = usize::try_from(decoder.total_bytes()).unwrap_or(usize::MAX);
    if bytes > MAX_DECODED_BYTES {
        return Err(FileError::TooLarge);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(2 * MAX_DECODED_BYTES as u64);
    decoder.set_limits(limits).map_err(refusal)?;
    let channels = match decoder.color_type() {
        ColorType::L8 => 1,
        ColorType::La8 => 2,
        ColorType::Rgb8 => 3,
        ColorType::Rgba8 => 4,
        _ => return Err(FileError::Format),
    };
    let orientation = decoder.orientation().ok();
    let mut samples = vec![0; bytes];
    decoder.read_image(&mut samples).map_err(refusal)?;
    let mut luma = Vec::with_capacity(size.0 * size.1);
    push_grey(&mut luma, &samples, channels);
    Ok(turned(PictureFile::new(luma, size)?, orientation))
}

fn refusal(error: ImageError) -> FileError {
    match error {
        ImageError::Limits(_) => FileError::TooLarge,
        ImageError::Unsupported(_) => FileError::Format,
        _ => FileError::Damaged,
    }
}
