//! PNG files: ISO/IEC 15948.

use std::ops::Range;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use crate::error::QrError;
use crate::options::{Frame, Options};
use crate::symbol::Symbol;

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
        let pixels = frame.paint(self, &blank, darken_bits);

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
}

/// Blackens pixels of a row that has one bit a pixel, the leftmost the highest.
pub(crate) fn darken_bits(row: &mut [u8], pixels: Range<usize>) {
    let (first, last) = (pixels.start / 8, pixels.end / 8);
    // Of a byte: the pixels left of a position.
    let left_of = |at: usize| !(0xff_u8 >> (at % 8));
    if first == last {
        row[first] &= left_of(pixels.start) | !left_of(pixels.end);
        return;
    }
    row[first] &= left_of(pixels.start);
    row[first + 1..last].fill(0);
    if !pixels.end.is_multiple_of(8) {
        row[last] &= !left_of(pixels.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blackens_these_pixels_and_no_others() {
        for start in 0..24 {
            for end in start..=24 {
                let mut row = [0xff; 3];
                darken_bits(&mut row, start..end);
                for pixel in 0..24 {
                    let white = row[pixel / 8] >> (7 - pixel % 8) & 1 == 1;
                    assert_eq!(
                        white,
                        !(start..end).contains(&pixel),
                        "{start}..{end}: {pixel}"
                    );
                }
            }
        }
    }
}
