//! Reads back what [`Symbol::to_png`](super::Symbol::to_png) drew, strictly.

use alloc::string::String;
use alloc::vec::Vec;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rqrr::{Grid, SimpleGrid};

use super::error::QrError;
use super::options::Options;
use super::picture::Grey;

/// Modules along one side: version 1 to version 40.
const SIDES: core::ops::RangeInclusive<usize> = 21..=177;

/// Reads the text of a PNG file that was just drawn with `options`, for whoever must be sure of a
/// file before it goes to the printer.
///
/// Much stricter than [`read_picture`](super::read_picture), and a hundred times as quick: every
/// module must be of one colour throughout and stand exactly in its place, the quiet zone must be
/// white, and nothing is searched for. The text comes from the modules by the error correction and
/// decoding of the reader, not from what was meant to be drawn.
///
/// # Errors
///
/// [`QrError::PictureFormat`], [`QrError::PictureTooLarge`] and [`QrError::PictureDamaged`] if the
/// file cannot be read or is no such drawing, [`QrError::ModuleSizeZero`] and
/// [`QrError::QuietZoneTooNarrow`] for options that no drawing has.
pub fn read_back(file: &[u8], options: &Options) -> Result<String, QrError> {
    let picture = Grey::decode(file)?;
    let (module, quiet) = match (
        options.module_pixels as usize,
        options.quiet_zone.modules()?,
    ) {
        (0, _) => return Err(QrError::ModuleSizeZero),
        (module, quiet) => (module, quiet as usize),
    };
    let side = (picture.width / module).saturating_sub(quiet.saturating_mul(2));
    let whole = SIDES.contains(&side)
        && picture.width == picture.height
        && picture.width == (side + 2 * quiet) * module;
    if !whole {
        return Err(QrError::PictureDamaged);
    }
    let modules = modules(&picture, module, quiet, side).ok_or(QrError::PictureDamaged)?;
    catch_unwind(AssertUnwindSafe(|| {
        let grid = Grid::new(SimpleGrid::from_func(side, |x, y| modules[y * side + x]));
        grid.decode()
            .map(|(_, text)| text)
            .map_err(|_| QrError::PictureDamaged)
    }))
    .unwrap_or(Err(QrError::PictureDamaged))
}

/// Which modules are dark, by rows; `None` if a pixel is neither black nor white, differs from the
/// rest of its module, or blackens the quiet zone.
fn modules(picture: &Grey, module: usize, quiet: usize, side: usize) -> Option<Vec<bool>> {
    let is_white = |pixels: &[u8]| pixels.iter().all(|&pixel| pixel == 255);
    let (margin, inner) = (quiet * module, side * module);
    let mut rows = picture.pixels.chunks_exact(picture.width);
    let mut dark = Vec::with_capacity(side * side);
    if !rows.by_ref().take(margin).all(is_white) {
        return None;
    }
    for _ in 0..side {
        // All pixel rows of a row of modules are the same, so that only one is looked at closely.
        let row = rows.next()?;
        if !rows.by_ref().take(module - 1).all(|other| other == row) {
            return None;
        }
        let (left, rest) = row.split_at_checked(margin)?;
        let (middle, right) = rest.split_at_checked(inner)?;
        if !is_white(left) || !is_white(right) {
            return None;
        }
        for pixels in middle.chunks_exact(module) {
            let first = *pixels.first()?;
            if !matches!(first, 0 | 255) || pixels.iter().any(|&pixel| pixel != first) {
                return None;
            }
            dark.push(first == 0);
        }
    }
    rows.all(is_white).then_some(dark)
}

#[cfg(test)]
mod tests {
    use super::super::{Level, QuietZone, Symbol};
    use super::*;

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
            }
        }
    }

    #[test]
    fn refuses_a_drawing_with_a_single_wrong_pixel() {
        let options = Options {
            module_pixels: 2,
            quiet_zone: QuietZone::Standard,
        };
        let drawn = Symbol::new(TEXT, Level::M)
            .unwrap()
            .to_grey(&options)
            .unwrap();
        for at in (0..drawn.pixels.len()).step_by(7) {
            let mut pixels = drawn.pixels.clone();
            pixels[at] ^= 0xff;
            let picture = Grey {
                width: drawn.side as usize,
                height: drawn.side as usize,
                pixels,
            };
            let side = drawn.side as usize / 2 - 8;
            assert_eq!(modules(&picture, 2, 4, side), None, "pixel {at}");
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
