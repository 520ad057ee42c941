//! Files of every kind, whole and damaged.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageEncoder as _, ImageFormat, Luma};

use super::*;

/// Dark on the left, and darker towards the top.
fn sample() -> GrayImage {
    GrayImage::from_fn(48, 32, |x, y| Luma([(x * 4 + y) as u8]))
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    encoder.encode_image(&sample()).unwrap();
    bytes
}

fn near(picture: &PictureFile, expected: &GrayImage) -> bool {
    let size = (picture.width as u32, picture.height as u32) == expected.dimensions();
    let pixels = picture.luma.iter().zip(expected.as_raw());
    size && pixels.into_iter().all(|(a, b)| a.abs_diff(*b) < 8)
}

#[test]
fn every_format_and_colour_type_is_decoded_to_brightness() {
    let grey = DynamicImage::ImageLuma8(sample());
    for (name, picture) in [
        ("grey", grey.clone()),
        ("grey, alpha", grey.to_luma_alpha8().into()),
        ("colour", grey.to_rgb8().into()),
        ("colour, alpha", grey.to_rgba8().into()),
        ("16 bits", grey.to_luma16().into()),
        ("16 bits, colour, alpha", grey.to_rgba16().into()),
    ] {
        let bytes = file(&picture, ImageFormat::Png);
        assert!(
            near(&PictureFile::decode(&bytes).unwrap(), &sample()),
            "{name}"
        );
    }
    for format in [ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Bmp] {
        let bytes = file(&grey.to_rgb8().into(), format);
        let picture = PictureFile::decode(&bytes).unwrap();
        assert!(
            near(&picture, &sample()) && picture.is_whole(),
            "{format:?}"
        );
    }
}

#[test]
fn transparent_pixels_are_white() {
    let clear = image::RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 0]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = PictureFile::decode(&file(&clear.clone().into(), format)).unwrap();
        assert_eq!(picture.luma, [255; 16], "{format:?}");
    }
}

/// TIFF with the one entry 0x0112, orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff
}

#[test]
fn a_photograph_is_turned_as_its_exif_data_say() {
    for orientation in 1..=8 {
        let mut expected = DynamicImage::ImageLuma8(sample());
        expected.apply_orientation(Orientation::from_exif(orientation).unwrap());
        let picture = PictureFile::decode(&jpeg(Some(exif(orientation)))).unwrap();
        assert!(near(&picture, &expected.to_luma8()), "{orientation}");
    }
    // Nonsense in it turns nothing.
    for exif in [exif(77), b"II*\0\xff\xff\xff\xff".to_vec(), vec![0; 3]] {
        let picture = PictureFile::decode(&jpeg(Some(exif))).unwrap();
        assert!(near(&picture, &sample()));
    }
}

#[test]
fn a_jpeg_that_breaks_off_shows_a_part_and_says_so() {
    let whole = jpeg(None);
    let picture = PictureFile::decode(&whole[..whole.len() - 200]).unwrap();
    assert!(!picture.is_whole());
    assert_eq!((picture.width, picture.height), (48, 32));
}

#[test]
fn a_file_cut_at_any_length_does_not_panic() {
    let grey = DynamicImage::ImageLuma8(sample());
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Bmp,
    ] {
        let bytes = file(&grey.to_rgb8().into(), format);
        for end in 0..bytes.len().min(600) {
            if let Ok(picture) = PictureFile::decode(&bytes[..end]) {
                assert_eq!(picture.luma.len(), 48 * 32, "{format:?} {end}");
            }
        }
    }
}

#[test]
fn a_header_that_announces_a_huge_picture_takes_no_memory() {
    let mut png = file(&DynamicImage::ImageLuma8(sample()), ImageFormat::Png);
    png[16..24].copy_from_slice(&[20_000u32.to_be_bytes(), 20_000u32.to_be_bytes()].concat());
    let checksum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    assert_eq!(PictureFile::decode(&png).err(), Some(FileError::TooLarge));

    let mut jpeg = jpeg(None);
    let frame = jpeg
        .windows(2)
        .position(|marker| marker == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(PictureFile::decode(&jpeg).err(), Some(FileError::TooLarge));

    let mut bmp = file(
        &DynamicImage::ImageRgb8(DynamicImage::ImageLuma8(sample()).to_rgb8()),
        ImageFormat::Bmp,
    );
    bmp[18..26].copy_from_slice(&[20_000u32.to_le_bytes(), 20_000u32.to_le_bytes()].concat());
    assert_eq!(PictureFile::decode(&bmp).err(), Some(FileError::TooLarge));

    let long = vec![0xff; MAX_FILE_BYTES + 1];
    assert_eq!(PictureFile::decode(&long).err(), Some(FileError::TooLarge));
}

/// The checksum of PNG chunks: ISO/IEC 15948, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

#[test]
fn what_is_no_picture_is_distinguished_from_a_damaged_one() {
    for (bytes, error) in [
        (&b""[..], FileError::Format),
        (b"GIF89a\x01\0\x01\0", FileError::Format),
        (b"\0\0\0\x18ftypheic", FileError::Format),
        (b"\x89PNG\r\n\x1a\n", FileError::Damaged),
        (b"\xff\xd8\xff\xd9", FileError::Damaged),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileError::Damaged),
        (b"BM", FileError::Damaged),
        (b"BM12 3456 LB1:AB", FileError::Format),
    ] {
        assert_eq!(PictureFile::decode(bytes).err(), Some(error), "{bytes:?}");
    }
}

/// A case from the field: a frame that was saved from a camera.
#[test]
fn a_jpeg_without_huffman_tables_is_read() {
    let file = include_bytes!("cases/no-huffman-tables.jpg");
    assert!(!file.windows(2).any(|pair| pair == [0xff, 0xc4]), "no DHT");
    let picture = PictureFile::decode(file).unwrap();
    let reading = crate::read_still(&picture.picture());
    assert_eq!(reading.codes.len(), 1, "{:?}", reading.hint);
    // Broken off, it is damaged like any other: before the first scan, and in it.
    for end in [2, 20] {
        assert!(PictureFile::decode(&file[..end]).is_err(), "{end}");
    }
    let half = PictureFile::decode(&file[..file.len() / 2]).unwrap();
    assert!(!half.is_whole());
}

/// A case from the field: a code that a program has spread over two symbols.
#[test]
fn the_parts_of_a_text_in_one_picture_are_put_together() {
    let picture = PictureFile::decode(include_bytes!("cases/two-parts.png")).unwrap();
    let reading = crate::read_still(&picture.picture());
    let [code] = reading.codes.as_slice() else {
        panic!("{:?}", reading.codes);
    };
    assert!(code.part.is_none() && code.text.len() > 200, "{code:?}");
    assert!(code.text.starts_with("81"), "{code:?}");
}
