//! Files that are damaged or made to hurt: a folder of codes may have passed through other hands
//! before it is read back.

use super::*;

/// Both ways in which a drawing is read back.
fn read_both(file: &[u8]) -> [Result<Vec<String>, QrError>; 2] {
    let strict = read_back(file, &pixels(1)).map(|text| Vec::from([text]));
    [strict, read_file_independently(file)]
}

#[test]
fn a_file_that_was_cut_off_or_damaged_never_gives_another_text() {
    let mut noise = Noise(11);
    let file = Symbol::new("42", Level::M)
        .unwrap()
        .to_png(&pixels(1))
        .unwrap();
    for end in 0..file.len() {
        for texts in read_both(&file[..end]) {
            assert_eq!(texts, Err(QrError::PictureDamaged), "{end} bytes");
        }
    }
    for _ in 0..200 {
        let mut file = file.clone();
        for _ in 0..=noise.below(4) {
            let at = noise.below(file.len() as u64) as usize;
            file[at] = noise.below(256) as u8;
        }
        for texts in read_both(&file) {
            assert!(texts.unwrap_or_default().iter().all(|text| text == "42"));
        }
    }
}

#[test]
fn refuses_a_header_that_announces_a_huge_picture() {
    let mut png = Symbol::new("1", Level::M)
        .unwrap()
        .to_png(&pixels(1))
        .unwrap();
    png[16..24].copy_from_slice(&[20_000u32.to_be_bytes(), 20_000u32.to_be_bytes()].concat());
    let checksum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    let too_large = vec![0xff; MAX_FILE_BYTES + 1];
    for file in [png, too_large] {
        for texts in read_both(&file) {
            assert_eq!(texts, Err(QrError::PictureTooLarge));
        }
    }
    assert_eq!(
        read_independently(u32::MAX, u32::MAX, &[]),
        Err(QrError::DrawingSize)
    );
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
fn refuses_what_is_not_a_drawing() {
    let mut noise = Noise(12);
    for length in 0..200 {
        let bytes = noise.bytes(length);
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &bytes].concat();
        for file in [bytes, png] {
            for texts in read_both(&file) {
                assert_eq!(texts, Err(QrError::PictureDamaged));
            }
        }
    }
}

#[test]
fn pixels_without_codes_give_empty_lists() {
    let mut noise = Noise(13);
    for (width, height) in [
        (0, 0),
        (0, 9),
        (1, 1),
        (1, 700),
        (700, 1),
        (2, 3000),
        (3000, 2),
        (5000, 1),
        (64, 48),
    ] {
        let count = (width * height) as usize;
        for luma in [vec![0; count], noise.bytes(count)] {
            let texts = read_independently(width, height, &luma).unwrap();
            assert!(texts.is_empty(), "{width} x {height}");
        }
        assert_eq!(
            read_independently(width, height, &vec![0; count + 1]),
            Err(QrError::PixelCount)
        );
    }
}
