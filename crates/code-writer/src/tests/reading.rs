//! Pictures with codes in them.

use std::slice;

use image::ExtendedColorType;

use super::*;

#[test]
fn pictures_of_every_level_and_format_read_back() {
    let mut noise = Noise(4);
    for (level, _) in LEVELS {
        for text in [
            noise.digits(293),
            format!(
                "LB1:{}",
                noise.text(180, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
            ),
            String::from("https://example.org/?c=1234567890"),
            String::from("王*明 退役军人 ✓"),
        ] {
            let symbol = Symbol::new(&text, level).unwrap();
            let found = [text];
            let grey = symbol.to_grey(&pixels(5)).unwrap();
            assert_eq!(read_grey(grey.side, grey.side, &grey.pixels), found);
            assert_eq!(
                read_picture(&symbol.to_png(&pixels(5)).unwrap()).unwrap(),
                found
            );
            let png = symbol.to_png(&pixels(5)).unwrap();
            assert_eq!(read_file_independently(&png).unwrap(), found);
            assert_eq!(read_picture(&jpeg_of(&grey, 60)).unwrap(), found);
        }
    }
}

#[test]
fn every_module_size_reads_back() {
    let text = Noise(5).digits(293);
    let symbol = Symbol::new(&text, Level::M).unwrap();
    for size in 1..=12 {
        assert_eq!(
            read_picture(&symbol.to_png(&pixels(size)).unwrap()).unwrap(),
            slice::from_ref(&text),
            "{size} pixels"
        );
    }
}

#[test]
fn reads_every_kind_of_png() {
    let text = Noise(7).digits(60);
    let grey = Symbol::new(&text, Level::M)
        .unwrap()
        .to_grey(&pixels(4))
        .unwrap();
    let each = |to_samples: &dyn Fn(u8) -> Vec<u8>| {
        grey.pixels
            .iter()
            .flat_map(|&p| to_samples(p))
            .collect::<Vec<_>>()
    };
    for (color, samples) in [
        (ExtendedColorType::La8, each(&|p| vec![0, 255 - p])),
        (ExtendedColorType::Rgb8, each(&|p| vec![p, p / 2, p])),
        (ExtendedColorType::Rgba8, each(&|p| vec![0, 40, 0, 255 - p])),
        (
            ExtendedColorType::L16,
            each(&|p| u16::from(p).wrapping_mul(257).to_ne_bytes().into()),
        ),
        (
            ExtendedColorType::La16,
            each(&|p| [0, 0, 255 - p, 255 - p].into()),
        ),
        (ExtendedColorType::Rgb16, each(&|p| [p; 6].into())),
        (
            ExtendedColorType::Rgba16,
            each(&|p| [0, 0, 0, 0, 0, 0, 255 - p, 255 - p].into()),
        ),
    ] {
        assert_eq!(
            read_picture(&png_of(color, grey.side, &samples)).unwrap(),
            slice::from_ref(&text),
            "{color:?}"
        );
    }

    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, grey.side, grey.side);
    encoder.set_color(::png::ColorType::Indexed);
    encoder.set_palette(&[90, 0, 0, 255, 240, 200]);
    encoder.set_trns(&[255, 128]);
    let samples: Vec<u8> = grey.pixels.iter().map(|&pixel| pixel / 255).collect();
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&samples)
        .unwrap();
    assert_eq!(read_picture(&file).unwrap(), [text]);
}

#[test]
fn finds_codes_that_are_inverted_turned_mirrored_or_several() {
    let (one, two) = (Noise(8).digits(100), Noise(9).digits(100));
    let draw = |text: &str| {
        Symbol::new(text, Level::M)
            .unwrap()
            .to_grey(&pixels(4))
            .unwrap()
    };
    let (left, right) = (draw(&one), draw(&two));
    let side = left.side as usize;

    let inverted: Vec<u8> = left.pixels.iter().map(|pixel| !pixel).collect();
    assert_eq!(
        read_grey(left.side, left.side, &inverted),
        slice::from_ref(&one)
    );
    let turned: Vec<u8> = left.pixels.iter().rev().copied().collect();
    assert_eq!(
        read_grey(left.side, left.side, &turned),
        slice::from_ref(&one)
    );
    let mirrored: Vec<u8> = left
        .pixels
        .chunks(side)
        .flat_map(|row| row.iter().rev())
        .copied()
        .collect();
    assert_eq!(
        read_grey(left.side, left.side, &mirrored),
        slice::from_ref(&one)
    );

    let rows = left.pixels.chunks(side).zip(right.pixels.chunks(side));
    let both: Vec<u8> = rows
        .flat_map(|(left, right)| [left, right].concat())
        .collect();
    let mut found = read_grey(2 * left.side, left.side, &both);
    found.sort();
    let mut wanted = [one, two];
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn finds_a_code_in_a_large_and_grainy_picture() {
    let mut noise = Noise(10);
    let text = noise.digits(293);
    let mut grey = Symbol::new(&text, Level::M)
        .unwrap()
        .to_grey(&pixels(24))
        .unwrap();
    for pixel in &mut grey.pixels {
        *pixel = (u64::from(*pixel) / 2 + noise.below(128)) as u8;
    }
    assert_eq!(read_grey(grey.side, grey.side, &grey.pixels), [text]);
}
