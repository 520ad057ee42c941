//! Draws QR codes, and reads its own drawings back before they go to a printer.
//!
//! An issuer makes a [`Symbol`] from the text of a credential and draws it as a PNG for a card
//! printer, as an SVG for a print shop or in a terminal. [`read_back`] proves that a drawing says
//! what it should, module by module; [`read_independently`] asks a decoder that shares no code with
//! this crate. Pictures that come from outside are not for this crate but for `code-reader`.
//!
//! ```
//! use code_writer::{Level, Options, Symbol, read_back};
//!
//! let symbol = Symbol::new("20260101000042", Level::M)?;
//! assert_eq!((symbol.version(), symbol.width()), (1, 21));
//!
//! let options = Options::default();
//! let png = symbol.to_png(&options)?;
//! assert_eq!(read_back(&png, &options)?, "20260101000042");
//! # Ok::<(), code_writer::QrError>(())
//! ```
//!
//! Symbols follow ISO/IEC 18004:2015, model 2; Micro QR is neither drawn nor read.

mod decode;
mod error;
mod independent;
mod layout;
mod level;
mod line;
mod mask;
mod options;
mod png;
mod read_back;
mod svg;
mod symbol;
mod terminal;

#[cfg(test)]
mod tests;

pub use error::QrError;
pub use independent::{read_file_independently, read_independently};
pub use level::Level;
pub use options::{GreyPicture, MAX_DRAWN_SIDE, MAX_FILE_BYTES, Options, QuietZone};
pub use read_back::{read_back, read_back_grey};
pub use svg::SvgSide;
pub use symbol::Symbol;
pub use terminal::TerminalStyle;
