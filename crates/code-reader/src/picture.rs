//! The input: grey pixels that the caller owns.

use core::fmt;

/// The largest picture, in pixels: 64 × 2²⁰, such as 8192 × 8192.
pub const MAX_PICTURE_PIXELS: usize = 64 << 20;

/// No side of a picture is longer: what JPEG can express at all.
pub const MAX_SIDE: usize = 65_535;

/// A picture with one byte a pixel, 0 black to 255 white, rows from the top. It may be of no size.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    luma: &'a [u8],
    width: usize,
    height: usize,
}

impl<'a> Picture<'a> {
    /// A picture of `width * height` pixels.
    ///
    /// # Errors
    ///
    /// [`PictureError::TooLarge`] above [`MAX_PICTURE_PIXELS`] or [`MAX_SIDE`], and
    /// [`PictureError::PixelCount`].
    pub fn new(luma: &'a [u8], width: usize, height: usize) -> Result<Self, PictureError> {
        if !is_allowed(width, height) {
            return Err(PictureError::TooLarge);
        }
        if luma.len() != width * height {
            return Err(PictureError::PixelCount);
        }
        Ok(Self {
            luma,
            width,
            height,
        })
    }

    /// A picture whose size is known to be right.
    #[cfg(feature = "files")]
    pub(crate) fn of_whole_rows(luma: &'a [u8], width: usize, height: usize) -> Self {
        Self {
            luma,
            width,
            height,
        }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The pixels, row by row.
    pub fn luma(&self) -> &'a [u8] {
        self.luma
    }
}

/// Whether a picture may have this size.
pub(crate) fn is_allowed(width: usize, height: usize) -> bool {
    width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PICTURE_PIXELS
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// Why a picture cannot be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PictureError {
    /// More than [`MAX_PICTURE_PIXELS`], or a side longer than [`MAX_SIDE`].
    TooLarge,
    /// There are not exactly width × height pixels.
    PixelCount,
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "the picture is too large",
            Self::PixelCount => "the number of pixels is not width times height",
        })
    }
}

impl core::error::Error for PictureError {}
