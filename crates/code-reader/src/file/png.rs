//! PNG: row by row, so that colours take no memory but those of one row.

use std::io::Cursor;

use image::metadata::Orientation;
use png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use super::orientation::turned;
use super::picture_file::{FileError, MAX_DECODED_BYTES, PictureFile, push_grey, size};

pub(super) fn decode(file: &[u8]) -> Result<PictureFile, FileError> {
    let limits = Limits {
        bytes: MAX_DECODED_BYTES,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(refusal)?;
    let size = size(header.width as usize, header.height as usize)?;
    let mut reader = decoder.read_info().map_err(refusal)?;
    let channels = match reader.output_color_type().0 {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb => 3,
        ColorType::Rgba => 4,
        ColorType::Indexed => return Err(FileError::Damaged),
    };
    let orientation = reader
        .info()
        .exif_metadata
        .as_ref()
        .and_then(|exif| Orientation::from_exif_chunk(exif));
    let mut luma = Vec::with_capacity(size.0 * size.1);
    if reader.info().interlaced {
        let bytes = reader
            .output_buffer_size()
            .filter(|&bytes| bytes <= MAX_DECODED_BYTES);
        let mut samples = vec![0; bytes.ok_or(FileError::TooLarge)?];
        reader.next_frame(&mut samples).map_err(refusal)?;
        push_grey(&mut luma, &samples, channels);
    } else {
        while let Some(row) = reader.next_row().map_err(refusal)? {
            push_grey(&mut luma, row.data(), channels);
        }
    }
    Ok(turned(PictureFile::new(luma, size)?, orientation))
}

fn refusal(error: DecodingError) -> FileError {
    match error {
        DecodingError::LimitsExceeded => FileError::TooLarge,
        _ => FileError::Damaged,
    }
}
