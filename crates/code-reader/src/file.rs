//! Picture files as telephones and chat programs send them, to grey pixels.

mod jpeg;
mod orientation;
mod other;
mod png;

use core::fmt;

use image::metadata::Orientation;

use crate::catch_panic::catch_panic;
use crate::picture::{MAX_PICTURE_PIXELS, MAX_SIDE, Picture};

/// The largest picture file, in bytes: 64 MiB. The largest mode of a telephone's camera stays far below it
/// as JPEG, and so does a BMP of 16 megapixels.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// The largest decoded picture that must be held at once, in bytes: 8 bits in four channels.
const MAX_DECODED_BYTES: usize = 4 * MAX_PICTURE_PIXELS;

/// The grey pixels of a picture file, the way up that its Exif data say.
///
/// ```
/// use code_reader::{FileError, PictureFile};
///
/// assert_eq!(PictureFile::decode(b"GIF89a").err(), Some(FileError::Format));
/// ```
pub struct PictureFile {
    luma: Vec<u8>,
    width: usize,
    height: usize,
    whole: bool,
}

impl PictureFile {
    /// Decodes JPEG, PNG, WebP or BMP, told apart by their first bytes. What is transparent is taken for
    /// white.
    ///
    /// Every size is bounded before memory is taken for it; a JPEG picture needs one byte a pixel, or three
    /// to four if it is progressive, others up to five. Of a JPEG file that breaks off the rest is grey.
    ///
    /// # Errors
    ///
    /// [`FileError::Format`] for all other formats, [`FileError::TooLarge`] above [`MAX_FILE_BYTES`] or
    /// [`MAX_PICTURE_PIXELS`], and [`FileError::Damaged`].
    pub fn decode(file: &[u8]) -> Result<Self, FileError> {
        if file.len() > MAX_FILE_BYTES {
            return Err(FileError::TooLarge);
        }
        catch_panic(|| match file {
            [0x89, b'P', b'N', b'G', ..] => png::decode(file),
            [0xff, 0xd8, ..] => jpeg::decode(file),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => other::webp(file),
            [b'B', b'M', ..] => other::bmp(file),
            _ => Err(FileError::Format),
        })
        .unwrap_or(Err(FileError::Damaged))
    }

    /// The picture.
    pub fn picture(&self) -> Picture<'_> {
        Picture::of_whole_rows(&self.luma, self.width, self.height)
    }

    /// Whether the file holds all of the picture. A JPEG file that was not copied to its end shows a part.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    fn new(luma: Vec<u8>, (width, height): (usize, usize)) -> Result<Self, FileError> {
        if luma.len() != width * height {
            return Err(FileError::Damaged);
        }
        Ok(Self {
            luma,
            width,
            height,
            whole: true,
        })
    }

    fn turned(self, orientation: Option<Orientation>) -> Self {
        match orientation {
            Some(way) => orientation::turned(self, way),
            None => self,
        }
    }
}

impl fmt::Debug for PictureFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PictureFile({} x {})", self.width, self.height)
    }
}

/// Why a picture file was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileError {
    /// The bytes are no JPEG, PNG, WebP or BMP file.
    Format,
    /// The file, or the picture that its header announces, is larger than the limits.
    TooLarge,
    /// The file breaks off, or is not what its format demands.
    Damaged,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "the file is no JPEG, PNG, WebP or BMP picture",
            Self::TooLarge => "the picture is too large",
            Self::Damaged => "the picture file is damaged",
        })
    }
}

impl core::error::Error for FileError {}

/// The size that a header announces, if a picture may be so large.
fn size(width: usize, height: usize) -> Result<(usize, usize), FileError> {
    if width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PICTURE_PIXELS {
        return Err(FileError::TooLarge);
    }
    Ok((width, height))
}

/// Grey from samples in one to four channels: grey, grey and alpha, colour, colour and alpha.
fn push_grey(luma: &mut Vec<u8>, samples: &[u8], channels: usize) {
    match channels {
        1 => luma.extend_from_slice(samples),
        2 => luma.extend(samples.as_chunks().0.iter().map(|&[l, a]| over_white(l, a))),
        3 => luma.extend(
            samples
                .as_chunks()
                .0
                .iter()
                .map(|&[r, g, b]| brightness(r, g, b)),
        ),
        _ => luma.extend(
            samples
                .as_chunks()
                .0
                .iter()
                .map(|&[r, g, b, a]| over_white(brightness(r, g, b), a)),
        ),
    }
}

/// As in ITU-R BT.601.
fn brightness(r: u8, g: u8, b: u8) -> u8 {
    ((299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b)) / 1000) as u8
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha)) / 255) as u8
}

#[cfg(test)]
mod tests;
