//! Files and pictures that are damaged, made to hurt, or hold no code.

use alloc::vec;
use alloc::vec::Vec;

use super::*;

#[test]
fn passes_over_texts_that_are_too_long_or_not_utf8() {
    let long = Symbol::new(&"0".repeat(MAX_TEXT_BYTES + 1), Level::L).unwrap();
    assert!(
        read_picture(&long.to_png(&pixels(4)).unwrap())
            .unwrap()
            .is_empty()
    );
    let longest = Symbol::new(&"0".repeat(MAX_TEXT_BYTES), Level::L).unwrap();
    assert_eq!(
        read_picture(&longest.to_png(&pixels(4)).unwrap())
            .unwrap()
            .len(),
        1
    );

    let code = qrcode::QrCode::new([0xff, 0xfe, b'a', 0x80]).unwrap();
    let side = code.width() as u32 * 4 + 32;
    let dark = |i: u32| (i / 4).checked_sub(4).filter(|&i| i < code.width() as u32);
    let grey: Vec<u8> = (0..side * side)
        .map(|i| match dark(i % side).zip(dark(i / side)) {
            Some((x, y)) => code[(x as usize, y as usize)].select(0, 255),
            None => 255,
        })
        .collect();
    assert!(read_grey(side, side, &grey).unwrap().is_empty());
}

#[test]
fn truncated_files_are_refused_or_hold_nothing_wrong() {
    let symbol = Symbol::new("42", Level::M).unwrap();
    let files = [
        symbol.to_png(&pixels(1)).unwrap(),
        jpeg_of(&symbol.to_grey(&pixels(1)).unwrap(), 30),
    ];
    for file in files {
        for end in 0..file.len() {
            // A JPEG that lacks its last bytes shows most of its picture.
            assert!(
                read_picture(&file[..end])
                    .unwrap_or_default()
                    .iter()
                    .all(|text| text == "42")
            );
        }
    }
}

#[test]
fn damaged_files_never_panic() {
    let mut noise = Noise(11);
    let symbol = Symbol::new("42", Level::M).unwrap();
    let files = [
        symbol.to_png(&pixels(1)).unwrap(),
        jpeg_of(&symbol.to_grey(&pixels(1)).unwrap(), 30),
    ];
    for file in files {
        for _ in 0..100 {
            let mut file = file.clone();
            for _ in 0..=noise.below(4) {
                let at = noise.below(file.len() as u64) as usize;
                file[at] = noise.below(256) as u8;
            }
            let _ = read_picture(&file);
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
    assert_eq!(read_picture(&png), Err(QrError::PictureTooLarge));

    let grey = GreyPicture {
        side: 16,
        pixels: vec![255; 256],
    };
    let mut jpeg = jpeg_of(&grey, 50);
    let frame = jpeg
        .windows(2)
        .position(|marker| marker == [0xff, 0xc0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(read_picture(&jpeg), Err(QrError::PictureTooLarge));

    assert_eq!(
        read_picture(&vec![0xff; MAX_FILE_BYTES + 1]),
        Err(QrError::PictureTooLarge)
    );
    assert_eq!(
        read_grey(u32::MAX, u32::MAX, &[]),
        Err(QrError::PictureTooLarge)
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
fn refuses_what_is_not_a_picture() {
    assert_eq!(read_picture(&[]), Err(QrError::PictureFormat));
    assert_eq!(
        read_picture(b"GIF89a\x01\x00\x01\x00\x00\xff\x00,"),
        Err(QrError::PictureFormat)
    );
    assert_eq!(
        read_picture(b"\x89PNG\r\n\x1a\n"),
        Err(QrError::PictureDamaged)
    );
    assert_eq!(
        read_picture(b"\xff\xd8\xff\xd9"),
        Err(QrError::PictureDamaged)
    );
    let mut noise = Noise(12);
    for length in 0..200 {
        let bytes = noise.bytes(length);
        assert!(read_picture(&bytes).is_err());
        assert!(read_picture(&[b"\x89PNG\r\n\x1a\n".as_slice(), &bytes].concat()).is_err());
        assert!(read_picture(&[b"\xff\xd8\xff".as_slice(), &bytes].concat()).is_err());
    }
}

#[test]
fn pictures_without_codes_give_empty_lists() {
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
        for pixels in [
            vec![0; (width * height) as usize],
            noise.bytes((width * height) as usize),
        ] {
            assert!(
                read_grey(width, height, &pixels).unwrap().is_empty(),
                "{width} x {height}"
            );
        }
        assert_eq!(
            read_grey(width, height, &vec![0; (width * height) as usize + 1]),
            Err(QrError::PixelCount)
        );
    }
}
