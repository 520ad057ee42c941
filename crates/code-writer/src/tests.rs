//! What the tests share. Noise is the same on every run.

mod drawing;
mod encoding;
mod hostile;
mod reading;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::EcLevel;

use super::*;
use code_reader::{FileError, Picture, PictureFile, read_still};

const LEVELS: [(Level, EcLevel); 4] = [
    (Level::L, EcLevel::L),
    (Level::M, EcLevel::M),
    (Level::Q, EcLevel::Q),
    (Level::H, EcLevel::H),
];

/// xorshift64: the same sequence on every run.
struct Noise(u64);

impl Noise {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }

    fn text(&mut self, length: usize, alphabet: &[u8]) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.below(alphabet.len() as u64) as usize]))
            .collect()
    }

    fn digits(&mut self, length: usize) -> String {
        self.text(length, b"0123456789")
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.below(256) as u8).collect()
    }
}

fn pixels(module_pixels: u32) -> Options {
    Options {
        module_pixels,
        ..Options::default()
    }
}

fn png_of(color: ExtendedColorType, side: u32, samples: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(samples, side, side, color)
        .unwrap();
    file
}

fn jpeg_of(picture: &GreyPicture, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality)
        .write_image(
            &picture.pixels,
            picture.side,
            picture.side,
            ExtendedColorType::L8,
        )
        .unwrap();
    file
}

/// The texts in a picture file, as a terminal reads it.
fn read_picture(file: &[u8]) -> Result<Vec<String>, FileError> {
    PictureFile::decode(file).map(|file| texts(&file.picture()))
}

/// The texts in grey pixels, as a terminal reads them.
fn read_grey(width: u32, height: u32, luma: &[u8]) -> Vec<String> {
    texts(&Picture::new(luma, width as usize, height as usize).unwrap())
}

fn texts(picture: &Picture<'_>) -> Vec<String> {
    let codes = read_still(picture).codes;
    codes.into_iter().map(|code| code.text).collect()
}
