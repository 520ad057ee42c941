//! From a grid to dark and light modules.

use crate::grid::ModuleGrid;
use crate::threshold::View;

/// How light each module is, by rows.
pub(crate) struct Modules {
    pub(crate) side: usize,
    values: Vec<f32>,
}

impl Modules {
    pub(crate) fn sampled(view: &View<'_>, grid: &ModuleGrid) -> Self {
        // A few places of each module, so that a speck does not decide.
        const AROUND: [(f32, f32); 5] =
            [(0.5, 0.5), (0.3, 0.4), (0.6, 0.3), (0.7, 0.6), (0.4, 0.7)];
        let side = grid.side;
        let mut values = Vec::with_capacity(side * side);
        for y in 0..side {
            for x in 0..side {
                let sum: f32 = AROUND
                    .iter()
                    .map(|(dx, dy)| view.lightness(grid.at(x as f32 + dx, y as f32 + dy)))
                    .sum();
                values.push(sum / AROUND.len() as f32);
            }
        }
        Self { side, values }
    }

    /// How far the modules are from the threshold in the mean: 0 if all is grey, 1 if all is black
    /// and white.
    pub(crate) fn clearness(&self) -> f32 {
        let sum: f32 = self.values.iter().map(|value| value.abs()).sum();
        sum / self.values.len().max(1) as f32
    }

    /// Lighter or darker than the threshold of the picture.
    pub(crate) fn plain(&self) -> Vec<bool> {
        self.values.iter().map(|&value| value < 0.0).collect()
    }

    /// Lighter or darker than half way between the light and the dark modules around: a shadow or a
    /// lamp moves both.
    pub(crate) fn levelled(&self, reach: usize) -> Vec<bool> {
        let side = self.side;
        // Sums over all modules above and to the left: of dark and of light values, and how many.
        let mut sums = vec![[0.0f32; 4]; (side + 1) * (side + 1)];
        for (row, values) in self.values.chunks_exact(side).enumerate() {
            let mut line = [0.0; 4];
            for (column, &value) in values.iter().enumerate() {
                let class = if value < 0.0 { 0 } else { 2 };
                line[class] += value;
                line[class + 1] += 1.0;
                let above = sums[row * (side + 1) + column + 1];
                sums[(row + 1) * (side + 1) + column + 1] =
                    core::array::from_fn(|i| above[i] + line[i]);
            }
        }
        let around = |at: usize| (at.saturating_sub(reach), (at + reach + 1).min(side));
        let dark = |(i, &value): (usize, &f32)| {
            let ((left, right), (top, bottom)) = (around(i % side), around(i / side));
            let corner = |x: usize, y: usize| sums[y * (side + 1) + x];
            let (a, b, c, d) = (
                corner(left, top),
                corner(right, top),
                corner(left, bottom),
                corner(right, bottom),
            );
            let [low, lows, high, highs] = core::array::from_fn(|i| a[i] + d[i] - b[i] - c[i]);
            let threshold = if lows > 0.5 && highs > 0.5 {
                (low / lows + high / highs) / 2.0
            } else {
                0.0
            };
            value < threshold
        };
        self.values.iter().enumerate().map(dark).collect()
    }

    /// With the influence of the four neighbours of each module removed, which undoes some blur.
    pub(crate) fn sharpened(&self, strength: f32) -> Self {
        let side = self.side;
        // Outside is the quiet zone.
        let at = |x: Option<usize>, y: Option<usize>| match (x, y) {
            (Some(x), Some(y)) if x < side && y < side => {
                self.values.get(y * side + x).copied().unwrap_or(1.0)
            }
            _ => 1.0,
        };
        let values = (0..side * side)
            .map(|i| {
                let (x, y) = (i % side, i / side);
                let around = at(x.checked_sub(1), Some(y))
                    + at(Some(x + 1), Some(y))
                    + at(Some(x), y.checked_sub(1))
                    + at(Some(x), Some(y + 1));
                at(Some(x), Some(y)) - strength * around / 4.0
            })
            .collect();
        Self { side, values }
    }
}
