//! The font that is asked for.

use std::path::Path;

use cli_support::files;
use messages::{Failure, untrusted::escape_untrusted_path};
use paper::{Font, MAX_FONT_BYTES};

/// The font in a file, or the one that comes along.
///
/// # Errors
/// `font-invalid`, and those of reading the file.
pub(crate) fn read_font(path: Option<&Path>) -> Result<Font, Failure> {
    match path {
        None => Font::bundled(),
        Some(path) => Font::from_bytes(
            &escape_untrusted_path(path),
            files::read(path, MAX_FONT_BYTES)?,
        ),
    }
}
