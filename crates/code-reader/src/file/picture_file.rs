//! The grey pixels that all formats are decoded to, with their limits and errors.

use core::fmt;

use crate::picture::{MAX_PICTURE_PIXELS, Picture, is_allowed};

/// The largest picture file, in bytes: 64 MiB. The largest mode of a telephone's camera stays far below it
/// as JPEG, and so does a BMP of 16 megapixels.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// The largest decoded picture that must be held at once, in bytes: 8 bits in four channels.
pub(super) const MAX_DECODED_BYTES: usize = 4 * MAX_PICTURE_PIXELS;

/// The grey pixels of a picture file, the way up that its Exif data say.
///
/// ```
/// use code_reader::{FileError, PictureFile};
///
/// assert_eq!(PictureFile::decode(b"GIF89a").err(), Some(FileError::Format));
/// ```
pub struct PictureFile {
    pub(super) luma: Vec<u8>,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) whole: bool,
}

impl PictureFile {
    /// The picture.
    pub fn picture(&self) -> Picture<'_> {
        Picture::of_whole_rows(&self.luma, self.width, self.height)
    }

    /// Whether the file holds all of the picture. A JPEG file that was not copied to its end shows a part.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    pub(super) fn new(luma: Vec<u8>, (width, height): (usize, usize)) -> Result<Self, FileError> {
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
}

impl fmt::Debug for PictureFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PictureFile({} x {})", self.width, self.height)
    }
}

/// A format that is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// PNG (RFC 2083).
    Png,
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// WebP (RFC 9649).
    WebP,
    /// Windows bitmap.
    Bmp,
}

impl PictureFormat {
    /// The format of a file by its first bytes; twelve are enough. `None` if it is none of these.
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', ..] if head.get(8..12) == Some(b"WEBP") => Some(Self::WebP),
            // The size, then four reserved bytes, which no text has: a line may begin with "BM".
            [b'B', b'M', rest @ ..] if rest.iter().skip(4).take(4).all(|byte| *byte == 0) => {
                Some(Self::Bmp)
            }
            _ => None,
        }
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
pub(super) fn size(width: usize, height: usize) -> Result<(usize, usize), FileError> {
    if !is_allowed(width, height) {
        return Err(FileError::TooLarge);
    }
    Ok((width, height))
}

/// Grey from samples in one to four channels: grey, grey and alpha, colour, colour and alpha.
pub(super) fn push_grey(luma: &mut Vec<u8>, samples: &[u8], channels: usize) {
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
