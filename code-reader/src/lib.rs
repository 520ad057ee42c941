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

mod contained;
mod decode;
#[cfg(feature = "files")]
mod file;
mod finder;
mod grey;
mod grid;
mod homography;
mod live;
mod modules;
mod picture;
mod reading;
mod search;
mod still;
mod symbols;
mod threshold;
mod triple;
mod work;

#[cfg(feature = "files")]
pub use file::{FileError, MAX_FILE_BYTES, PictureFile};
pub use live::LiveReader;
pub use picture::{MAX_PICTURE_PIXELS, MAX_SIDE, Picture, PictureError};
pub use reading::{FoundCode, Hint, Point, Reading};
pub use still::read_still;
