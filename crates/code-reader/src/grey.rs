//! Pictures made from pictures.

use crate::picture::Picture;

/// Grey pixels made from another picture, and their scale.
pub(crate) struct Grey {
    luma: Vec<u8>,
    width: usize,
    height: usize,
    /// Pixels of the given picture that one of these is wide and high.
    pub(crate) scale: f32,
}

impl Grey {
    pub(crate) fn picture(&self) -> Option<Picture<'_>> {
        Picture::new(&self.luma, self.width, self.height).ok()
    }

    /// Light for dark.
    pub(crate) fn inverted(picture: &Picture<'_>) -> Self {
        Self {
            luma: picture.luma().iter().map(|pixel| !pixel).collect(),
            width: picture.width(),
            height: picture.height(),
            scale: 1.0,
        }
    }

    /// A rectangle of a picture, by its upper left corner and its size, as far as it lies inside.
    pub(crate) fn part(
        picture: &Picture<'_>,
        (x, y): (usize, usize),
        size: (usize, usize),
    ) -> Self {
        let (x, y) = (x.min(picture.width()), y.min(picture.height()));
        let width = size.0.min(picture.width() - x);
        let height = size.1.min(picture.height() - y);
        let rows = picture.luma().chunks_exact(picture.width().max(1));
        let luma = rows
            .skip(y)
            .take(height)
            .flat_map(|row| row.iter().skip(x).take(width));
        Self {
            luma: luma.copied().collect(),
            width,
            height,
            scale: 1.0,
        }
    }

    /// Each pixel the mean of `by` × `by`; what is left over at the right and below is dropped.
    pub(crate) fn reduced(picture: &Picture<'_>, by: usize) -> Self {
        let (width, height) = (picture.width() / by, picture.height() / by);
        let mut luma = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; width];
        let share = 65_536 / (by * by) as u32 + 1;
        for rows in picture
            .luma()
            .chunks_exact((picture.width() * by).max(1))
            .take(height)
        {
            sums.fill(0);
            for row in rows.chunks_exact(picture.width()) {
                for (sum, pixels) in sums.iter_mut().zip(row.chunks_exact(by)) {
                    *sum += pixels.iter().map(|&pixel| u32::from(pixel)).sum::<u32>();
                }
            }
            luma.extend(sums.iter().map(|&sum| ((sum * share) >> 16).min(255) as u8));
        }
        Self {
            luma,
            width,
            height,
            scale: by as f32,
        }
    }

    /// Twice as wide and high, with means between the pixels.
    pub(crate) fn doubled(picture: &Picture<'_>) -> Self {
        let (width, height) = (picture.width(), picture.height());
        let mut luma = Vec::with_capacity(4 * width * height);
        let pixel = |x: usize, y: usize| {
            let (x, y) = (x.min(width - 1), y.min(height - 1));
            u32::from(picture.luma().get(y * width + x).copied().unwrap_or(0))
        };
        for y in 0..2 * height {
            // A new pixel's middle lies a quarter from the nearest old one's.
            let near_y = y / 2;
            let far_y = if y % 2 == 0 {
                near_y.saturating_sub(1)
            } else {
                near_y + 1
            };
            for x in 0..2 * width {
                let near_x = x / 2;
                let far_x = if x % 2 == 0 {
                    near_x.saturating_sub(1)
                } else {
                    near_x + 1
                };
                let sum = 9 * pixel(near_x, near_y)
                    + 3 * (pixel(far_x, near_y) + pixel(near_x, far_y))
                    + pixel(far_x, far_y);
                luma.push((sum / 16) as u8);
            }
        }
        Self {
            luma,
            width: 2 * width,
            height: 2 * height,
            scale: 0.5,
        }
    }

    /// Each pixel moved away from the mean of the 3 × 3 around it.
    pub(crate) fn sharpened(picture: &Picture<'_>) -> Self {
        Self::by_nine(picture, |nine, middle| {
            let mean = nine.iter().sum::<u32>() as i32 / 9;
            (3 * middle as i32 - 2 * mean).clamp(0, 255) as u8
        })
    }

    /// Dark dots grown together: a light pixel stays if it has a light 3 × 3 square around it or
    /// lies in one.
    pub(crate) fn closed(picture: &Picture<'_>) -> Self {
        let darkest = Self::by_nine(picture, |nine, _| {
            nine.iter().copied().min().unwrap_or(0) as u8
        });
        match darkest.picture() {
            Some(picture) => Self::by_nine(&picture, |nine, _| {
                nine.iter().copied().max().unwrap_or(0) as u8
            }),
            None => darkest,
        }
    }

    fn by_nine(picture: &Picture<'_>, of: impl Fn(&[u32; 9], u32) -> u8) -> Self {
        let (width, height) = (picture.width(), picture.height());
        let mut luma = Vec::with_capacity(width * height);
        let row = |y: usize| {
            picture
                .luma()
                .get(y * width..(y + 1) * width)
                .unwrap_or_default()
        };
        for y in 0..height {
            let rows = [
                row(y.saturating_sub(1)),
                row(y),
                row((y + 1).min(height - 1)),
            ];
            let column = |x: usize| rows.map(|row| u32::from(row.get(x).copied().unwrap_or(0)));
            let (mut before, mut here) = (column(0), column(0));
            for x in 0..width {
                let after = column((x + 1).min(width - 1));
                let nine = [
                    before[0], before[1], before[2], here[0], here[1], here[2], after[0], after[1],
                    after[2],
                ];
                luma.push(of(&nine, here[1]));
                (before, here) = (here, after);
            }
        }
        Self {
            luma,
            width,
            height,
            scale: 1.0,
        }
    }

    pub(crate) fn scaled(self, by: f32) -> Self {
        Self {
            scale: self.scale * by,
            ..self
        }
    }
}
