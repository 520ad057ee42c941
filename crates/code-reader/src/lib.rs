//! Finds QR codes in grey pictures and reads them: frames of a camera, photographs, scans.
//!
//! It takes pixels and returns texts with their positions. It needs no camera, no file and no clock. Its work
//! is bounded for every picture, and the same picture gives the same answer on every machine.
//! ISO/IEC 18004:2015, model 2; Micro QR is not read.
//!
//! A photograph is read with [`read_still`], the frames of a camera with one [`LiveReader`]:
//!
//! ```
//! use code_reader::{LiveReader, Picture, read_still};
//! # use qrcode::{Color, QrCode};
//! # let code = QrCode::new("8146130920480142837465").unwrap();
//! # let dark = |x: usize, y: usize| {
//! #     let inside = |i: usize| (i / 4).checked_sub(4).filter(|&i| i < code.width());
//! #     inside(x).zip(inside(y)).is_some_and(|at| code[at] == Color::Dark)
//! # };
//! # let luma: Vec<u8> =
//! #     (0..640 * 480).map(|i| if dark(i % 640, i / 640) { 30 } else { 220 }).collect();
//!
//! // One byte a pixel, from wherever it comes.
//! let picture = Picture::new(&luma, 640, 480)?;
//! let reading = read_still(&picture);
//! assert_eq!(reading.codes[0].text, "8146130920480142837465");
//!
//! let mut camera = LiveReader::new();
//! assert_eq!(camera.read(&picture).codes.len(), 1);
//!
//! // Without a code there is no text, and no hint.
//! let empty = vec![255; 640 * 480];
//! let reading = camera.read(&Picture::new(&empty, 640, 480)?);
//! assert!(reading.codes.is_empty() && reading.hint.is_none());
//! # Ok::<(), code_reader::PictureError>(())
//! ```
//!
//! Do not trust a text before the signature in it has been verified.
//!
//! With the feature `files`, `PictureFile` decodes JPEG, PNG, WebP and BMP as telephones and chat
//! programs send them.

mod alignment;
mod budget;
mod catch_panic;
mod corners;
mod decode;
mod drawn;
#[cfg(feature = "files")]
mod file;
mod finder;
mod grey;
mod grid;
mod homography;
mod live;
mod modules;
mod parts;
mod picture;
mod reading;
mod search;
mod still;
mod symbols;
mod threshold;
mod triple;

#[cfg(feature = "files")]
pub use file::{FileError, MAX_FILE_BYTES, PictureFile, PictureFormat, with_huffman_tables};
pub use live::LiveReader;
pub use picture::{MAX_PICTURE_PIXELS, MAX_SIDE, Picture, PictureError};
pub use reading::{CodePart, FoundCode, Hint, Point, Reading};
pub use still::read_still;
