//! QR codes: drawn for whoever issues credentials, read back from picture files.
//!
//! An issuer makes a [`Symbol`] from the text of a credential and draws it as a PNG for a card
//! printer, as an SVG for a print shop or in a terminal. Whoever has a photograph or a scan gives
//! its bytes to [`read_picture`]. Nothing here knows what the text means, and a text that was read
//! is worth nothing until its signature has been verified.
//!
//! ```
//! use credential_core::qr::{Level, Options, Symbol, read_picture};
//!
//! let symbol = Symbol::new("20260101000042", Level::M)?;
//! assert_eq!((symbol.version(), symbol.width()), (1, 21));
//!
//! let png = symbol.to_png(&Options::default())?;
//! assert_eq!(read_picture(&png)?, ["20260101000042"]);
//! # Ok::<(), credential_core::qr::QrError>(())
//! ```
//!
//! Symbols follow ISO/IEC 18004:2015, model 2; Micro QR is neither drawn nor read.

mod decode;
mod error;
mod layout;
mod line;
mod mask;
mod options;
mod picture;
mod png;
mod read;
mod read_back;
mod svg;
mod symbol;
mod terminal;

#[cfg(test)]
mod tests;

pub use error::QrError;
pub use options::{GreyPicture, MAX_DRAWN_SIDE, Options, QuietZone};
pub use picture::{MAX_FILE_BYTES, MAX_PICTURE_PIXELS};
pub use read::{MAX_TEXT_BYTES, read_grey, read_picture};
pub use read_back::{read_back, read_back_grey};
pub use svg::SvgSide;
pub use symbol::{Level, Symbol};
pub use terminal::TerminalStyle;
