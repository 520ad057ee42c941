//! Reads back what [`Symbol::to_png`](super::Symbol::to_png) drew, strictly.

use std::io::Cursor;
use std::panic::catch_unwind;

use png::{BitDepth, ColorType, Decoder, DecodingError, Limits, Transformations};

use crate::decode::decode;
use crate::error::QrError;
use crate::options::{GreyPicture, MAX_DRAWN_SIDE, MAX_FILE_BYTES, Options};
use crate::png::darken_bits;

/// Modules along one side: version 1 to version 40.
const SIDES: std::ops::RangeInclusive<usize> = 21..=177;

/// Reads the text of a PNG file that was just drawn with `options`, for whoever must be sure of a
/// file before it goes to the printer.
///
/// Strict and quick: every module must be of one colour throughout and stand exactly in its place, the quiet zone must be
/// white, and nothing is searched for. The text comes from the modules by a decoding of its own, not
/// from what was meant to be drawn, and where the search would correct an error this finds one.
///
/// # Errors
///
/// [`QrError::PictureTooLarge`] and [`QrError::PictureDamaged`] if the
/// file cannot be read or is no such drawing, [`QrError::ModuleSizeZero`] and
/// [`QrError::QuietZoneTooNarrow`] for options that no drawing has.
pub fn read_back(file: &[u8], options: &Options) -> Result<String, QrError> {
    read_exactly(options, || Drawing::decode(file))
}

/// As [`read_back`], from a square of pixels: part of a page that was rendered, say.
///
/// # Errors
///
/// As [`read_back`], and [`QrError::PixelCount`].
pub fn read_back_grey(picture: &GreyPicture, options: &Options) -> Result<String, QrError> {
    let side = picture.side as usize;
    if side.checked_mul(side) != Some(picture.pixels.len()) {
        return Err(QrError::PixelCount);
    }
    read_exactly(options, || Drawing::of_grey(side, side, &picture.pixels))
}

fn read_exactly(
    options: &Options,
    picture: impl FnOnce() -> Result<Drawing, QrError>,
) -> Result<String, QrError> {
    let (module, quiet) = match (
        options.module_pixels as usize,
        options.quiet_zone.modules()?,
    ) {
        (0, _) => return Err(QrError::ModuleSizeZero),
        (module, quiet) => (module, quiet as usize),
    };
    let picture = picture()?;
    let side = (picture.width / module).saturating_sub(quiet.saturating_mul(2));
    let whole = SIDES.contains(&side)
        && picture.width == picture.height
        && picture.width == (side + 2 * quiet) * module;
    if !whole {
        return Err(QrError::PictureDamaged);
    }
    modules(&picture, module, quiet, side)
        .and_then(|modules| decode(side, &modules))
        .ok_or(QrError::PictureDamaged)
}

/// A picture of which every pixel is black or white, with one bit a pixel: 1 is white.
pub(crate) struct Drawing {
    width: usize,
    height: usize,
    /// Rows from the top, each filled up to a whole byte with white.
    rows: Vec<u8>,
}

impl Drawing {
    /// Decodes a PNG file in which every pixel is black or white, however it stores its pixels:
    /// print shops and viewers save files anew.
    pub(crate) fn decode(file: &[u8]) -> Result<Self, QrError> {
        if file.len() > MAX_FILE_BYTES {
            return Err(QrError::PictureTooLarge);
        }
        // A bug of the decoder must not end the program.
        catch_unwind(|| Self::decode_png(file)).unwrap_or(Err(QrError::PictureDamaged))
    }

    fn decode_png(file: &[u8]) -> Result<Self, QrError> {
        let damaged = |_: DecodingError| QrError::PictureDamaged;
        let limits = Limits { bytes: MAX_BYTES };
        let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
        let info = decoder.read_header_info().map_err(damaged)?;
        if info.width.max(info.height) > MAX_DRAWN_SIDE {
            return Err(QrError::PictureTooLarge);
        }
        let is_one_bit = info.color_type == ColorType::Grayscale
            && info.bit_depth == BitDepth::One
            && !info.interlaced;
        decoder.set_transformations(if is_one_bit {
            Transformations::IDENTITY
        } else {
            Transformations::normalize_to_color8()
        });
        let mut reader = decoder.read_info().map_err(damaged)?;
        let size = reader
            .output_buffer_size()
            .ok_or(QrError::PictureTooLarge)?;
        let mut rows = vec![0; size];
        let frame = reader.next_frame(&mut rows).map_err(damaged)?;
        let is_transparent = reader.info().trns.is_some();
        // What stands behind the pixels belongs to the file too.
        reader.finish().map_err(damaged)?;
        let (width, height) = (frame.width as usize, frame.height as usize);
        if is_one_bit && !is_transparent {
            return Ok(Self {
                width,
                height,
                rows,
            });
        }
        let luma = match frame.color_type {
            ColorType::Grayscale if !is_one_bit => rows,
            ColorType::Rgb => grey_of::<3>(&rows, |[r, g, b]| (r == g && g == b).then_some(r))?,
            ColorType::Rgba => grey_of::<4>(&rows, |[r, g, b, a]| {
                (r == g && g == b && a == 255).then_some(r)
            })?,
            ColorType::GrayscaleAlpha => grey_of::<2>(&rows, |[l, a]| (a == 255).then_some(l))?,
            _ => return Err(QrError::PictureDamaged),
        };
        Self::of_grey(width, height, &luma)
    }

    /// The width, and the grey pixels.
    pub(crate) fn to_luma(&self) -> (u32, Vec<u8>) {
        let rows = self.rows.chunks_exact(self.stride().max(1));
        let luma = rows.flat_map(|row| {
            (0..self.width).map(|x| {
                if row[x / 8] >> (7 - x % 8) & 1 == 1 {
                    255
                } else {
                    0
                }
            })
        });
        (self.width as u32, luma.collect())
    }

    fn of_grey(width: usize, height: usize, pixels: &[u8]) -> Result<Self, QrError> {
        let mut rows = Vec::with_capacity(pixels.len() / 8);
        for row in pixels.chunks(width.max(1)) {
            if row.iter().any(|pixel| !matches!(pixel, 0 | 255)) {
                return Err(QrError::PictureDamaged);
            }
            let bits = row.chunks(8).map(|eight| {
                let white = (0xff_u16 >> eight.len()) as u8;
                let bits = eight.iter().enumerate();
                bits.fold(white, |byte, (nth, pixel)| byte | (pixel & 0x80) >> nth)
            });
            rows.extend(bits);
        }
        Ok(Self {
            width,
            height,
            rows,
        })
    }

    fn stride(&self) -> usize {
        self.width.div_ceil(8)
    }
}

/// One grey value for each pixel of `N` samples; a coloured or transparent one is no drawing of ours.
fn grey_of<const N: usize>(
    samples: &[u8],
    grey: impl Fn([u8; N]) -> Option<u8>,
) -> Result<Vec<u8>, QrError> {
    let pixels = samples.as_chunks::<N>().0.iter();
    pixels
        .map(|pixel| grey(*pixel).ok_or(QrError::PictureDamaged))
        .collect()
}

/// Bytes of the largest drawing, and what the decoder needs beside it.
const MAX_BYTES: usize = 32 << 20;

/// Which modules are dark, by rows; `None` if a pixel differs from the rest of its module, or
/// blackens the quiet zone.
fn modules(picture: &Drawing, module: usize, quiet: usize, side: usize) -> Option<Vec<bool>> {
    let blank = vec![0xff; picture.stride()];
    let mut rows = picture.rows.chunks_exact(picture.stride());
    let mut dark = Vec::with_capacity(side * side);
    let mut drawn = blank.clone();
    if !rows.by_ref().take(quiet * module).all(|row| row == blank) {
        return None;
    }
    for _ in 0..side {
        // One pixel says what each module is; drawn from that, the whole row must come out again.
        let row = rows.next()?;
        drawn.copy_from_slice(&blank);
        for x in (quiet..quiet + side).map(|x| x * module) {
            let is_dark = row.get(x / 8)? >> (7 - x % 8) & 1 == 0;
            dark.push(is_dark);
            if is_dark {
                darken_bits(&mut drawn, x..x + module);
            }
        }
        if row != drawn || !rows.by_ref().take(module - 1).all(|row| row == drawn) {
            return None;
        }
    }
    rows.all(|row| row == blank).then_some(dark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Level, QuietZone, Symbol};

    const TEXT: &str = "8146130920480142837465";

    #[test]
    fn reads_exactly_what_was_drawn() {
        let symbol = Symbol::new(TEXT, Level::M).unwrap();
        for module_pixels in [1, 2, 3, 8] {
            for quiet_zone in [QuietZone::Standard, QuietZone::Wider(6)] {
                let options = Options {
                    module_pixels,
                    quiet_zone,
                };
                let file = symbol.to_png(&options).unwrap();
                assert_eq!(read_back(&file, &options).unwrap(), TEXT);
                let mut grey = symbol.to_grey(&options).unwrap();
                assert_eq!(read_back_grey(&grey, &options).unwrap(), TEXT);
                grey.pixels.pop();
                assert_eq!(read_back_grey(&grey, &options), Err(QrError::PixelCount));
            }
        }
    }

    #[test]
    fn reads_a_drawing_that_another_program_saved_in_its_own_way() {
        let symbol = Symbol::new(TEXT, Level::M).unwrap();
        let options = Options::default();
        let grey = symbol.to_grey(&options).unwrap();
        let each = |to_samples: &dyn Fn(u8) -> Vec<u8>| {
            let samples = grey.pixels.iter().flat_map(|&pixel| to_samples(pixel));
            samples.collect::<Vec<u8>>()
        };
        for (color, samples, text) in [
            (ColorType::Grayscale, each(&|p| vec![p]), Some(TEXT)),
            (
                ColorType::GrayscaleAlpha,
                each(&|p| vec![p, 255]),
                Some(TEXT),
            ),
            (ColorType::Rgb, each(&|p| vec![p; 3]), Some(TEXT)),
            (ColorType::Rgba, each(&|p| vec![p, p, p, 255]), Some(TEXT)),
            (ColorType::Rgba, each(&|p| vec![p, p, p, p]), None),
            (ColorType::Rgb, each(&|p| vec![p, p, 255]), None),
        ] {
            let mut file = Vec::new();
            let mut encoder = png::Encoder::new(&mut file, grey.side, grey.side);
            encoder.set_color(color);
            let mut writer = encoder.write_header().unwrap();
            writer.write_image_data(&samples).unwrap();
            writer.finish().unwrap();
            assert_eq!(
                read_back(&file, &options).ok().as_deref(),
                text,
                "{color:?}"
            );
        }
    }

    #[test]
    fn refuses_a_drawing_with_a_single_wrong_pixel() {
        let options = Options {
            module_pixels: 2,
            quiet_zone: QuietZone::Standard,
        };
        let symbol = Symbol::new(TEXT, Level::M).unwrap();
        let drawing = Drawing::decode(&symbol.to_png(&options).unwrap()).unwrap();
        let side = drawing.width;
        assert!(modules(&drawing, 2, 4, side / 2 - 8).is_some());
        for at in 0..side * side {
            let mut rows = drawing.rows.clone();
            rows[at / side * drawing.stride() + at % side / 8] ^= 0x80 >> (at % side % 8);
            let wrong = Drawing { rows, ..drawing };
            assert_eq!(modules(&wrong, 2, 4, side / 2 - 8), None, "pixel {at}");
        }
    }

    #[test]
    fn refuses_other_sizes_than_were_asked_for() {
        let symbol = Symbol::new(TEXT, Level::M).unwrap();
        let options = Options {
            module_pixels: 3,
            quiet_zone: QuietZone::Standard,
        };
        let file = symbol.to_png(&options).unwrap();
        for other in [
            Options {
                module_pixels: 4,
                ..options
            },
            Options {
                quiet_zone: QuietZone::Wider(5),
                ..options
            },
            Options {
                module_pixels: u32::MAX,
                ..options
            },
            Options {
                quiet_zone: QuietZone::Wider(u32::MAX),
                ..options
            },
        ] {
            assert_eq!(
                read_back(&file, &other),
                Err(QrError::PictureDamaged),
                "{other:?}"
            );
        }
    }
}
