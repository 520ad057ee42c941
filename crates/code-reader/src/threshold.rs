//! Grey to black and white, with a local threshold for each block of pixels.

use crate::picture::Picture;
use crate::reading::Point;

/// The side of a block, in pixels.
const BLOCK: usize = 6;

/// Blocks on either side of a block that count for its threshold.
const REACH: usize = 2;

/// The weight of the wider neighbourhood. It decides where the near one has one colour only: in the middle
/// of a large module, or on empty paper.
const WIDER: f32 = 1.0 / 256.0;

/// More contrast than this is not noise of the camera, even if the whole picture has it.
const MOST_GRAIN: f32 = 24.0;

/// A picture, divided into dark and light.
pub(crate) struct View<'a> {
    picture: Picture<'a>,
    /// 1 is dark.
    bits: Vec<u8>,
    blocks: Vec<Block>,
    across: usize,
}

/// What is dark in a block.
#[derive(Clone, Copy, Default)]
struct Block {
    threshold: f32,
    /// One over half the difference between dark and light.
    scale: f32,
}

impl<'a> View<'a> {
    /// Each block has a midpoint between its darkest and lightest pixel. The threshold of a block
    /// is the mean of the midpoints of 5 × 5 blocks, weighted by the squares of their contrasts, so
    /// that the empty paper beside a module does not move the threshold of the module.
    pub(crate) fn new(picture: Picture<'a>) -> Self {
        let (width, height) = (picture.width(), picture.height());
        let (across, down) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
        let extremes = Field::of_extremes(&picture, across, down);
        let grain = extremes.grain();
        let near = extremes.spread(REACH);
        let far = near.coarse().spread(REACH);
        let mut blocks = Vec::with_capacity(across * down);
        for row in 0..down {
            for column in 0..across {
                let (near, far) = (near.at(column, row), far.at(column / COARSE, row / COARSE));
                let [weight, middle, contrast] = core::array::from_fn(|i| near[i] + far[i] * WIDER);
                let weight = weight.max(f32::MIN_POSITIVE);
                let (middle, contrast) = (middle / weight, contrast / weight);
                // Where there is nothing but grain, all of it is light.
                let lowered = if contrast < grain { grain } else { 0.0 };
                blocks.push(Block {
                    threshold: middle - lowered,
                    scale: 2.0 / contrast.max(4.0),
                });
            }
        }
        let mut bits = vec![0; width * height];
        if width > 0 {
            let rows = bits
                .chunks_exact_mut(width)
                .zip(picture.luma().chunks_exact(width));
            for ((bits, luma), y) in rows.zip(0..) {
                let from = y / BLOCK * across;
                let blocks = blocks.get(from..from + across).unwrap_or_default();
                for ((bits, luma), block) in
                    bits.chunks_mut(BLOCK).zip(luma.chunks(BLOCK)).zip(blocks)
                {
                    let threshold = block.threshold.ceil().clamp(0.0, 255.0) as u8;
                    for (bit, &pixel) in bits.iter_mut().zip(luma) {
                        *bit = u8::from(pixel < threshold);
                    }
                }
            }
        }
        Self {
            picture,
            bits,
            blocks,
            across,
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.picture.width()
    }

    pub(crate) fn height(&self) -> usize {
        self.picture.height()
    }

    /// A row of pixels, 1 for dark.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        let width = self.width();
        self.bits
            .get(y * width..(y + 1) * width)
            .unwrap_or_default()
    }

    /// Whether a pixel is dark; outside the picture all is light.
    #[inline]
    pub(crate) fn is_dark(&self, x: i32, y: i32) -> bool {
        x >= 0
            && (x as usize) < self.width()
            && y >= 0
            && self
                .bits
                .get(y as usize * self.width() + x as usize)
                .is_some_and(|&bit| bit == 1)
    }

    /// Whether the pixel at a point is dark.
    #[inline]
    pub(crate) fn is_dark_at(&self, at: Point) -> bool {
        // Casts round towards zero: a point left of the picture must not become column 0.
        at.x >= 0.0 && at.y >= 0.0 && self.is_dark(at.x as i32, at.y as i32)
    }

    /// The grey value of the pixel at a point.
    #[inline]
    pub(crate) fn grey(&self, at: Point) -> f32 {
        let x = at.x.clamp(0.0, (self.width() - 1) as f32) as usize;
        let y = at.y.clamp(0.0, (self.height() - 1) as f32) as usize;
        f32::from(
            self.picture
                .luma()
                .get(y * self.width() + x)
                .copied()
                .unwrap_or(0),
        )
    }

    /// How light the picture is at a point: -1 for dark, 1 for light, 0 at the threshold.
    #[inline]
    pub(crate) fn lightness(&self, at: Point) -> f32 {
        let (width, height) = (self.width(), self.height());
        // From the middle of one pixel to that of the next. What is not a number becomes 0.
        let x = (at.x - 0.5).clamp(0.0, (width - 1) as f32);
        let y = (at.y - 0.5).clamp(0.0, (height - 1) as f32);
        let (column, row) = (x as usize, y as usize);
        let (right, below) = (
            usize::from(column + 1 < width),
            if row + 1 < height { width } else { 0 },
        );
        let (fx, fy) = (x - column as f32, y - row as f32);
        let i = row * width + column;
        let pixel = |i: usize| f32::from(self.picture.luma().get(i).copied().unwrap_or(0));
        let upper = pixel(i) + fx * (pixel(i + right) - pixel(i));
        let lower = pixel(i + below) + fx * (pixel(i + below + right) - pixel(i + below));
        let value = upper + fy * (lower - upper);
        let block = self
            .blocks
            .get(row / BLOCK * self.across + column / BLOCK)
            .copied()
            .unwrap_or_default();
        ((value - block.threshold) * block.scale).clamp(-1.0, 1.0)
    }
}

/// How many blocks of a side of the wider neighbourhood's are one.
const COARSE: usize = 4;

/// Sums over blocks: of weights, of midpoints by weight, of contrasts by weight.
struct Field {
    across: usize,
    down: usize,
    sums: Vec<[f32; 3]>,
}

impl Field {
    fn of_extremes(picture: &Picture<'_>, across: usize, down: usize) -> Self {
        let width = picture.width();
        let mut sums = Vec::with_capacity(across * down);
        if width > 0 {
            let mut extremes = vec![(255, 0); across];
            for band in picture.luma().chunks(width * BLOCK) {
                extremes.fill((255, 0));
                for row in band.chunks_exact(width) {
                    for (pixels, (darkest, lightest)) in row.chunks(BLOCK).zip(&mut extremes) {
                        for &pixel in pixels {
                            *darkest = pixel.min(*darkest);
                            *lightest = pixel.max(*lightest);
                        }
                    }
                }
                sums.extend(extremes.iter().map(|&(darkest, lightest)| {
                    let contrast = f32::from(lightest) - f32::from(darkest);
                    let middle = (f32::from(lightest) + f32::from(darkest)) / 2.0;
                    let weight = contrast * contrast + 0.1;
                    [weight, weight * middle, weight * contrast]
                }));
            }
        }
        Self { across, down, sums }
    }

    /// The contrast that blocks have without any drawing in them.
    fn grain(&self) -> f32 {
        let mut contrasts: Vec<_> = self.sums.iter().step_by(7).map(|[w, _, c]| c / w).collect();
        let quarter = contrasts.len() / 4;
        let quiet = match contrasts.get(..) {
            Some([_, ..]) => *contrasts.select_nth_unstable_by(quarter, f32::total_cmp).1,
            _ => 0.0,
        };
        (quiet * 1.5).clamp(4.0, MOST_GRAIN)
    }

    fn at(&self, column: usize, row: usize) -> [f32; 3] {
        let (column, row) = (column.min(self.across - 1), row.min(self.down - 1));
        self.sums
            .get(row * self.across + column)
            .copied()
            .unwrap_or_default()
    }

    /// Each block becomes the sum of those around it, itself included.
    fn spread(&self, reach: usize) -> Self {
        let mut across = Vec::with_capacity(self.sums.len());
        for row in self.sums.chunks(self.across.max(1)) {
            across.extend(
                (0..row.len())
                    .map(|i| sum(row.iter().take(i + reach + 1).skip(i.saturating_sub(reach)))),
            );
        }
        let mut sums = Vec::with_capacity(self.sums.len());
        for row in 0..self.down {
            let rows = row.saturating_sub(reach)..(row + reach + 1).min(self.down);
            sums.extend((0..self.across).map(|column| {
                sum(rows
                    .clone()
                    .filter_map(|row| across.get(row * self.across + column)))
            }));
        }
        Self { sums, ..*self }
    }

    fn coarse(&self) -> Self {
        let (across, down) = (self.across.div_ceil(COARSE), self.down.div_ceil(COARSE));
        let mut sums = vec![[0.0; 3]; across * down];
        for (row, values) in self.sums.chunks(self.across.max(1)).enumerate() {
            for (column, value) in values.iter().enumerate() {
                if let Some(coarse) = sums.get_mut(row / COARSE * across + column / COARSE) {
                    *coarse = add(*coarse, value);
                }
            }
        }
        Self { across, down, sums }
    }
}

fn sum<'a>(values: impl Iterator<Item = &'a [f32; 3]>) -> [f32; 3] {
    values.fold([0.0; 3], add)
}

fn add(a: [f32; 3], b: &[f32; 3]) -> [f32; 3] {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}
