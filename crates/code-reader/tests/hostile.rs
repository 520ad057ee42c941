//! Hostile and damaged pictures: none may make the reader panic or stall, and none may be read wrongly.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::time::{Duration, Instant};

use code_reader::{LiveReader, Picture, PictureError, Reading, read_still};
use proptest::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

struct Luma {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

impl Luma {
    fn new(width: usize, height: usize, of: impl Fn(usize, usize) -> u8) -> Self {
        let pixels = (0..width * height)
            .map(|i| of(i % width, i / width))
            .collect();
        Self {
            pixels,
            width,
            height,
        }
    }

    fn picture(&self) -> Picture<'_> {
        Picture::new(&self.pixels, self.width, self.height).unwrap()
    }

    /// Draws a code with its quiet zone of four modules.
    fn put(&mut self, text: &str, left: usize, top: usize, module: usize) {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        for y in 0..(code.width() + 8) * module {
            for x in 0..(code.width() + 8) * module {
                let inside = |at: usize| (at / module).checked_sub(4).filter(|&i| i < code.width());
                let dark = inside(x)
                    .zip(inside(y))
                    .is_some_and(|at| code[at] == Color::Dark);
                self.pixels[(top + y) * self.width + left + x] = if dark { 20 } else { 230 };
            }
        }
    }
}

/// xorshift64: the same on every run.
fn noise(width: usize, height: usize, mut seed: u64) -> Luma {
    let mut luma = Luma::new(width, height, |_, _| 0);
    for pixel in &mut luma.pixels {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        *pixel = (seed >> 32) as u8;
    }
    luma
}

/// One finder pattern beside the other, `pitch` pixels apart.
fn wall(width: usize, height: usize, module: usize, pitch: usize) -> Luma {
    Luma::new(width, height, |x, y| {
        let ring = |at: usize| (at % pitch / module).abs_diff(3);
        match ring(x).max(ring(y)) {
            0 | 1 | 3 => 0,
            _ => 255,
        }
    })
}

/// Far more than any of this takes in a release build here, so that a busy machine is no failure; a
/// search without bounds takes minutes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads it both ways; twice around all extra forms of a live frame.
fn read_all(luma: &Luma) -> Vec<Reading> {
    let begin = Instant::now();
    let mut live = LiveReader::new();
    let mut readings: Vec<_> = (0..14).map(|_| live.read(&luma.picture())).collect();
    readings.push(read_still(&luma.picture()));
    assert!(begin.elapsed() < PATIENCE, "{:?}", begin.elapsed());
    readings
}

fn nothing_is_read(luma: &Luma) {
    for reading in read_all(luma) {
        assert!(reading.codes.is_empty(), "{reading:?}");
    }
}

#[test]
fn walls_of_finder_patterns_are_searched_in_bounded_time() {
    for (module, pitch) in [(1, 8), (2, 16), (2, 15), (3, 24), (5, 43)] {
        nothing_is_read(&wall(640, 480, module, pitch));
    }
}

#[test]
fn a_wall_of_finder_patterns_around_a_code_does_not_hide_it() {
    let mut luma = wall(900, 700, 3, 24);
    luma.put("8146130920480142837465", 300, 250, 6);
    let reading = read_still(&luma.picture());
    assert_eq!(reading.codes.len(), 1, "{:?}", reading.hint);
}

#[test]
fn noise_and_stripes_hold_no_codes() {
    for seed in 1..4 {
        nothing_is_read(&noise(320, 240, seed));
    }
    nothing_is_read(&Luma::new(640, 480, |x, _| (x / 3 % 2 * 255) as u8));
    nothing_is_read(&Luma::new(640, 480, |x, y| {
        ((x / 2 + y / 2) % 2 * 255) as u8
    }));
    nothing_is_read(&Luma::new(640, 480, |x, y| (x * y) as u8));
}

#[test]
fn pictures_of_no_size_or_one_pixel_thin_hold_nothing() {
    for (width, height) in [
        (0, 0),
        (0, 9),
        (9, 0),
        (1, 1),
        (1, 700),
        (65_535, 1),
        (2, 5000),
        (20, 20),
        (21, 21),
    ] {
        for of in [|_, _| 0, |x, y| ((x * 7 + y * 13) % 256) as u8] {
            nothing_is_read(&Luma::new(width, height, of));
        }
    }
}

#[test]
fn refuses_sizes_that_are_too_large_or_do_not_fit_the_pixels() {
    let refused = |width, height| Picture::new(&[0; 9], width, height).err();
    assert_eq!(refused(3, 4), Some(PictureError::PixelCount));
    assert_eq!(refused(0, 4), Some(PictureError::PixelCount));
    assert_eq!(refused(20_000, 20_000), Some(PictureError::TooLarge));
    assert_eq!(refused(65_536, 0), Some(PictureError::TooLarge));
    assert_eq!(
        refused(usize::MAX, usize::MAX),
        Some(PictureError::TooLarge)
    );
}

#[test]
fn forty_codes_in_one_picture_are_all_read() {
    let mut luma = Luma::new(8 * 150 + 20, 5 * 150 + 20, |_, _| 200);
    let texts: Vec<_> = (0..40)
        .map(|i| format!("81461309204801428374{i:02}"))
        .collect();
    for (text, i) in texts.iter().zip(0..) {
        luma.put(text, 10 + i % 8 * 150, 10 + i / 8 * 150, 4);
    }
    let mut found: Vec<_> = read_still(&luma.picture())
        .codes
        .into_iter()
        .map(|code| code.text)
        .collect();
    found.sort();
    assert_eq!(found, texts);
}

#[test]
fn several_codes_are_read_in_one_frame_each_in_its_place() {
    let mut luma = Luma::new(640, 360, |_, _| 180);
    luma.put("8146130920480142837465", 20, 30, 5);
    luma.put("https://example.org/pay", 400, 100, 4);
    let reading = LiveReader::new().read(&luma.picture());
    assert_eq!(reading.codes.len(), 2);
    for code in &reading.codes {
        let left = if code.text.starts_with("81") {
            20.0 + 20.0
        } else {
            400.0 + 16.0
        };
        assert!((code.corners[0].x - left).abs() < 3.0, "{code:?}");
    }
}

#[test]
fn the_same_frame_is_read_the_same_again() {
    let luma = noise(400, 300, 7);
    assert_eq!(read_all(&luma), read_all(&luma));
}

#[test]
fn inverted_turned_and_mirrored_codes_are_read() {
    let text = "8146130920480142837465".repeat(10);
    let mut luma = Luma::new(300, 300, |_, _| 230);
    luma.put(&text, 20, 20, 4);
    let at = |x: usize, y: usize| luma.pixels[y * 300 + x];
    let forms = [
        Luma::new(300, 300, |x, y| 255 - at(x, y)),
        Luma::new(300, 300, |x, y| at(299 - x, 299 - y)),
        Luma::new(300, 300, |x, y| at(y, 299 - x)),
        Luma::new(300, 300, |x, y| at(299 - x, y)),
        Luma::new(300, 300, |x, y| at(y, x)),
    ];
    for (number, form) in forms.iter().enumerate() {
        let reading = read_still(&form.picture());
        assert_eq!(reading.codes.len(), 1, "{number}");
        assert_eq!(reading.codes[0].text, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Rectangles of any grey over a real code: finder patterns, halves of them, and everything askew.
    #[test]
    fn nothing_that_is_drawn_makes_it_panic_or_read_wrongly(
        boxes in prop::collection::vec((0usize..160, 0usize..160, 1usize..50, 1usize..50, any::<u8>()), 0..24),
        module in 1usize..4,
        shear in -3i64..4,
    ) {
        let text = "8146130920480142837465";
        let mut luma = Luma::new(160, 160, |_, _| 230);
        luma.put(text, 8, 8, module);
        for (left, top, width, height, grey) in boxes {
            for y in top..(top + height).min(160) {
                let end = (left + width).min(160);
                luma.pixels[y * 160 + left.min(end)..y * 160 + end].fill(grey);
            }
        }
        let sheared = Luma::new(160, 160, |x, y| {
            let x = (x as i64 + shear * y as i64 / 8).rem_euclid(160) as usize;
            luma.pixels[y * 160 + x]
        });
        for reading in [LiveReader::new().read(&sheared.picture()), read_still(&sheared.picture())] {
            prop_assert!(reading.codes.iter().all(|code| code.text == text), "{:?}", reading);
        }
    }
}
