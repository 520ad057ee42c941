//! Finds QR codes in grey pictures and reads them: frames of a camera, photographs, scans.
//!
//! ```
//! use code_reader::{Picture, read_still};
//!
//! let luma = vec![255; 640 * 480];
//! let reading = read_still(&Picture::new(&luma, 640, 480)?);
//! assert!(reading.codes.is_empty() && reading.hint.is_none());
//! # Ok::<(), code_reader::PictureError>(())
//! ```

mod picture;
mod reading;
mod symbols;
mod threshold;

pub use picture::{MAX_PICTURE_PIXELS, MAX_SIDE, Picture, PictureError};
pub use reading::{FoundCode, Hint, Point, Reading};

/// Reads all codes of a photograph or scan, and takes the time for it.
pub fn read_still(picture: &Picture<'_>) -> Reading {
    threshold::blocks(picture)
        .map(|bits| symbols::read(&bits))
        .unwrap_or_default()
}

/// Reads the frames of one camera, each in bounded time.
#[derive(Debug, Default)]
pub struct LiveReader {}

impl LiveReader {
    /// A reader that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the codes of one frame.
    pub fn read(&mut self, frame: &Picture<'_>) -> Reading {
        threshold::blocks(frame)
            .map(|bits| symbols::read(&bits))
            .unwrap_or_default()
    }
}
