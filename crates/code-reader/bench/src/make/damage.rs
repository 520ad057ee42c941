//! What light, lens, sensor and compression do to a picture.

use std::f32::consts::{PI, TAU};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GrayImage, ImageEncoder as _};

use super::random::Random;

/// Grey values, which may leave 0 to 255 until the picture is saved: a lamp is brighter than white.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            values: vec![0.0; width * height],
        }
    }

    pub(super) fn set(&mut self, x: usize, y: usize, value: f32) {
        self.values[y * self.width + x] = value;
    }

    fn at(&self, x: i32, y: i32) -> f32 {
        let x = x.clamp(0, self.width as i32 - 1) as usize;
        let y = y.clamp(0, self.height as i32 - 1) as usize;
        self.values[y * self.width + x]
    }

    fn each(&mut self, mut change: impl FnMut(f32, f32, f32) -> f32) {
        for (i, value) in self.values.iter_mut().enumerate() {
            *value = change((i % self.width) as f32, (i / self.width) as f32, *value);
        }
    }

    fn weighted(&mut self, taps: &[(i32, i32, f32)]) {
        let total: f32 = taps.iter().map(|tap| tap.2).sum();
        self.values = (0..self.values.len() as i32)
            .map(|i| {
                let (x, y) = (i % self.width as i32, i / self.width as i32);
                taps.iter()
                    .map(|&(dx, dy, weight)| weight * self.at(x + dx, y + dy))
                    .sum::<f32>()
                    / total
            })
            .collect();
    }

    /// Out of focus, by a deviation in pixels.
    pub(super) fn blur(&mut self, deviation: f32) {
        let reach = (deviation * 3.0).ceil() as i32;
        let weight = |d: i32| (-(d * d) as f32 / (2.0 * deviation * deviation)).exp();
        self.weighted(
            &(-reach..=reach)
                .map(|d| (d, 0, weight(d)))
                .collect::<Vec<_>>(),
        );
        self.weighted(
            &(-reach..=reach)
                .map(|d| (0, d, weight(d)))
                .collect::<Vec<_>>(),
        );
    }

    /// Moved while it was taken.
    pub(super) fn smear(&mut self, pixels: f32, degrees: f32) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let steps = (pixels * 2.0).ceil().max(1.0) as i32;
        let taps: Vec<_> = (0..=steps)
            .map(|i| (i as f32 / steps as f32 - 0.5) * pixels)
            .map(|d| ((d * cos).round() as i32, (d * sin).round() as i32, 1.0))
            .collect();
        self.weighted(&taps);
    }

    /// As cheap cameras do it.
    pub(super) fn sharpen(&mut self, strength: f32) {
        let mut soft = Self {
            values: self.values.clone(),
            ..*self
        };
        soft.blur(1.2);
        for (value, soft) in self.values.iter_mut().zip(soft.values) {
            *value = (*value + strength * (*value - soft)).clamp(0.0, 255.0);
        }
    }

    pub(super) fn grain(&mut self, deviation: f32, random: &mut Random) {
        self.each(|_, _, value| value + deviation * random.normal());
    }

    /// Light that runs over its edges.
    pub(super) fn bloom(&mut self, deviation: f32, strength: f32) {
        let mut halo = Self {
            values: self.values.clone(),
            ..*self
        };
        halo.blur(deviation);
        for (value, halo) in self.values.iter_mut().zip(halo.values) {
            *value += strength * (halo - 60.0).max(0.0);
        }
    }

    /// The lamp, mirrored.
    pub(super) fn glare(&mut self, random: &mut Random) {
        let (width, height) = (self.width as f32, self.height as f32);
        let x0 = width / 2.0 + random.between(-0.15, 0.15) * width;
        let y0 = height / 2.0 + random.between(-0.15, 0.15) * height;
        let (rx, ry) = (random.between(20.0, 60.0), random.between(20.0, 60.0));
        let strength = random.between(180.0, 400.0);
        self.each(|x, y, value| {
            let away = ((x - x0) / rx).powi(2) + ((y - y0) / ry).powi(2);
            value + strength * (-away).exp()
        });
    }

    /// Foil over the card: bright streaks, and everything a little paler.
    pub(super) fn streaks(&mut self, random: &mut Random) {
        let streaks: Vec<_> = (0..2 + random.below(3))
            .map(|_| {
                let (sin, cos) = random.between(0.0, PI).sin_cos();
                let (width, height) = (self.width as f32, self.height as f32);
                let x = width * random.between(0.35, 0.65);
                let y = height * random.between(0.35, 0.65);
                (
                    sin,
                    cos,
                    x,
                    y,
                    random.between(5.0, 18.0),
                    random.between(30.0, 140.0),
                )
            })
            .collect();
        self.each(|x, y, value| {
            let light: f32 = streaks
                .iter()
                .map(|&(sin, cos, x0, y0, wide, strength)| {
                    let away = ((y - y0) * cos - (x - x0) * sin) / wide;
                    strength * (-away * away).exp()
                })
                .sum();
            value * 0.8 + 25.0 + light
        });
    }

    /// A hand before the lamp: a soft edge, and a slope of light.
    pub(super) fn shadow(&mut self, random: &mut Random) {
        let (sin, cos) = random.between(0.0, TAU).sin_cos();
        let (x0, y0) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let (depth, wide) = (random.between(0.4, 0.75), random.between(3.0, 40.0));
        let slope = random.between(0.0, 0.5) / self.width as f32;
        self.each(|x, y, value| {
            let across = (x - x0) * cos + (y - y0) * sin;
            let along = (y - y0) * cos - (x - x0) * sin;
            let shade = 1.0 - depth / (1.0 + (-across / wide).exp());
            value * shade * (1.0 - slope * along)
        });
    }

    /// Stripes of a flickering lamp.
    pub(super) fn bands(&mut self, period: f32, depth: f32, random: &mut Random) {
        let phase = random.between(0.0, TAU);
        self.each(|_, y, value| {
            let wave = (y * TAU / period + phase).sin() * 0.5 + 0.5;
            value * (1.0 - depth * wave)
        });
    }

    /// Compressed, and read again.
    pub(super) fn jpeg(&mut self, quality: u8) {
        let mut file = Vec::new();
        let size = (self.width as u32, self.height as u32);
        let written = JpegEncoder::new_with_quality(&mut file, quality).write_image(
            &self.bytes(),
            size.0,
            size.1,
            ExtendedColorType::L8,
        );
        if let (Ok(()), Ok(picture)) = (written, image::load_from_memory(&file)) {
            self.values = picture
                .into_luma8()
                .into_raw()
                .into_iter()
                .map(f32::from)
                .collect();
        }
    }

    fn bytes(&self) -> Vec<u8> {
        self.values
            .iter()
            .map(|value| value.round().clamp(0.0, 255.0) as u8)
            .collect()
    }

    pub(super) fn save(&self, file: &Path) -> Result<(), String> {
        GrayImage::from_raw(self.width as u32, self.height as u32, self.bytes())
            .ok_or("the picture has another size")?
            .save(file)
            .map_err(|error| format!("{}: {error}", file.display()))
    }
}
