//! What can go wrong while drawing or reading.

use std::fmt;

/// Why a code could not be drawn, or a picture not be searched.
///
/// Finding no code in a sound picture is not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QrError {
    /// There is no text to encode.
    TextEmpty,
    /// The text does not fit the largest symbol, version 40, at the wanted level.
    TextTooLong,
    /// A module must be at least one pixel wide.
    ModuleSizeZero,
    /// A quiet zone narrower than the standard's four modules was not asked for by its own name.
    QuietZoneTooNarrow,
    /// The drawing would be too large, or has a side of length zero.
    DrawingSize,
    /// The drawing could not be put into its file format.
    DrawingFailed,
    /// The file, or the picture that its header announces, is larger than the limits.
    PictureTooLarge,
    /// The file breaks off or is not what its format demands.
    PictureDamaged,
    /// There are not exactly width × height grey pixels.
    PixelCount,
}

impl QrError {
    /// The name of the error in machine output: kebab case, never changed once released.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TextEmpty => "qr-text-empty",
            Self::TextTooLong => "qr-text-too-long",
            Self::ModuleSizeZero => "qr-module-size-zero",
            Self::QuietZoneTooNarrow => "qr-quiet-zone-too-narrow",
            Self::DrawingSize => "qr-drawing-size",
            Self::DrawingFailed => "qr-drawing-failed",
            Self::PictureTooLarge => "qr-picture-too-large",
            Self::PictureDamaged => "qr-picture-damaged",
            Self::PixelCount => "qr-pixel-count",
        }
    }
}

impl fmt::Display for QrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TextEmpty => "there is no text to put into the code",
            Self::TextTooLong => "the text is too long for a QR code at this level",
            Self::ModuleSizeZero => "a module must be at least one pixel wide",
            Self::QuietZoneTooNarrow => "the quiet zone is narrower than four modules",
            Self::DrawingSize => "the drawing would be too large or of no size at all",
            Self::DrawingFailed => "the drawing could not be encoded",
            Self::PictureTooLarge => "the picture is too large",
            Self::PictureDamaged => "the picture file is damaged",
            Self::PixelCount => "the number of pixels is not width times height",
        })
    }
}

impl std::error::Error for QrError {}
