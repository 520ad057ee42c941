//! Grey to black and white, by what each neighbourhood holds.

use rxing::common::BitMatrix;

use crate::picture::Picture;

/// The side of a block, in pixels.
const BLOCK: usize = 6;

/// Blocks on either side of a block that have a say in its threshold.
const REACH: usize = 2;

/// A block whose pixels differ by less tells nothing about where black ends.
const FLAT: i32 = 12;

/// Parts dark from light pixels.
///
/// Each block has a midpoint between its darkest and lightest pixel. The threshold of a block is the
/// mean of the midpoints of 5 × 5 blocks, weighted by their contrast, so that the empty paper beside
/// a module does not move the threshold of the module.
pub(crate) fn blocks(picture: &Picture<'_>) -> Option<BitMatrix> {
    let (width, height) = (picture.width(), picture.height());
    let mut bits = BitMatrix::new(width as u32, height as u32).ok()?;
    let (across, down) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
    let mut weights = vec![(0, 0); across * down];
    for (row, weights) in weights.chunks_mut(across).enumerate() {
        for (column, weight) in weights.iter_mut().enumerate() {
            let (mut darkest, mut lightest) = (255, 0);
            for y in row * BLOCK..((row + 1) * BLOCK).min(height) {
                let from = y * width + column * BLOCK;
                let to = y * width + ((column + 1) * BLOCK).min(width);
                for &pixel in picture.luma().get(from..to).unwrap_or_default() {
                    darkest = pixel.min(darkest);
                    lightest = pixel.max(lightest);
                }
            }
            let contrast = i32::from(lightest) - i32::from(darkest);
            let middle = (i32::from(lightest) + i32::from(darkest)) / 2;
            let heavy = if contrast < FLAT {
                1
            } else {
                contrast * contrast
            };
            *weight = (heavy, middle);
        }
    }
    for row in 0..down {
        for column in 0..across {
            let (mut sum, mut total) = (0i64, 0i64);
            for near in row.saturating_sub(REACH)..(row + REACH + 1).min(down) {
                for &(heavy, middle) in weights
                    .get(
                        near * across + column.saturating_sub(REACH)
                            ..near * across + (column + REACH + 1).min(across),
                    )
                    .unwrap_or_default()
                {
                    sum += i64::from(heavy) * i64::from(middle);
                    total += i64::from(heavy);
                }
            }
            let threshold = sum / total.max(1);
            for y in row * BLOCK..((row + 1) * BLOCK).min(height) {
                for x in column * BLOCK..((column + 1) * BLOCK).min(width) {
                    if picture
                        .luma()
                        .get(y * width + x)
                        .is_some_and(|&pixel| i64::from(pixel) < threshold)
                    {
                        bits.set(x as u32, y as u32);
                    }
                }
            }
        }
    }
    Some(bits)
}
