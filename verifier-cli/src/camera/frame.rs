//! Grey pictures with the time at which they were taken.

use std::fmt;
use std::time::Instant;

/// A picture that a camera took: one byte a pixel, 0 black to 255 white, rows from the top.
#[derive(Clone, PartialEq)]
pub(crate) struct Frame {
    /// Pixels in a row.
    pub(crate) width: usize,
    /// Rows.
    pub(crate) height: usize,
    /// `width * height` pixels.
    pub(crate) luma: Vec<u8>,
    /// When the computer got it.
    pub(crate) taken: Instant,
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({} x {})", self.width, self.height)
    }
}
