//! The code in a file of a run, read strictly.

use std::path::Path;

use cli_support::files;
use code_writer::{Level, MAX_FILE_BYTES, Options, QuietZone, SvgSide, Symbol, read_back};
use messages::Failure;

use super::{ImageFormat, RenderOptions};

/// What is in the file of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CodeInFile {
    /// Exactly one code with this text, drawn as the run draws.
    Text(String),
    /// Something else.
    Damaged,
    /// There is no file.
    Missing,
}

/// Reads the file at `path`. Nothing here renders SVG: such a file is what it should be if it is what
/// `expected` is drawn as.
///
/// # Errors
/// A [`Failure`] if there is a file that cannot be read.
pub(crate) fn read_code(
    path: &Path,
    render_options: &RenderOptions,
    expected: &str,
) -> Result<CodeInFile, Failure> {
    if !path.exists() {
        return Ok(CodeInFile::Missing);
    }
    let bytes = files::read(path, MAX_FILE_BYTES as u64)?;
    let text = match render_options.format {
        ImageFormat::Png => read_back(&bytes, &png_options(render_options)).ok(),
        ImageFormat::Svg => Symbol::new(expected, Level::M)
            .and_then(|symbol| symbol.to_svg(QuietZone::Standard, SvgSide::FitsContainer))
            .is_ok_and(|svg| svg.as_bytes() == bytes)
            .then(|| expected.to_owned()),
    };
    Ok(text.map_or(CodeInFile::Damaged, CodeInFile::Text))
}

/// How PNG files of a run are drawn.
pub(super) fn png_options(render_options: &RenderOptions) -> Options {
    Options {
        module_pixels: render_options.module_pixels,
        ..Options::default()
    }
}
