//! PNG files: ISO/IEC 15948.

use alloc::vec;
use alloc::vec::Vec;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use super::error::QrError;
use super::options::{Frame, Options};
use super::symbol::Symbol;

impl Symbol {
    /// Draws the symbol as a PNG file with one bit a pixel: small, and quick enough for a whole
    /// roster.
    ///
    /// # Errors
    ///
    /// As [`Symbol::to_grey`], and [`QrError::DrawingFailed`] if the encoder refuses.
    pub fn to_png(&self, options: &Options) -> Result<Vec<u8>, QrError> {
        let frame = Frame::new(self, options)?;
        let blank = vec![0xff; frame.side.div_ceil(8) as usize];
        let pixels = frame.paint(self, &blank, |row, x| row[x / 8] &= !(0x80 >> (x % 8)));

        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, frame.side, frame.side);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        encoder.set_compression(Compression::Fast);
        // Nearly every pixel row repeats the one above, which this filter turns into zeros.
        encoder.set_filter(Filter::Up);
        let mut writer = encoder.write_header().map_err(|_| QrError::DrawingFailed)?;
        writer
            .write_image_data(&pixels)
            .map_err(|_| QrError::DrawingFailed)?;
        writer.finish().map_err(|_| QrError::DrawingFailed)?;
        Ok(file)
    }

    /// Draws the symbol as a PNG file with eight bits a pixel, for programs that do not take
    /// [one](Symbol::to_png).
    ///
    /// # Errors
    ///
    /// As [`Symbol::to_png`].
    pub fn to_png_8bit(&self, options: &Options) -> Result<Vec<u8>, QrError> {
        let picture = self.to_grey(options)?;
        let mut file = Vec::new();
        PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Up)
            .write_image(
                &picture.pixels,
                picture.side,
                picture.side,
                ExtendedColorType::L8,
            )
            .map_err(|_| QrError::DrawingFailed)?;
        Ok(file)
    }
}
