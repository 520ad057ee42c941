//! Round trips, the rules of the standard, and hostile input. Expectations about modules come from a second, slow scoring.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{EcLevel, ec};

use super::*;

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

#[test]
fn a_credential_of_293_digits_fits_version_7_m() {
    let mut noise = Noise(1);
    assert_eq!(
        Symbol::new(&noise.digits(293), Level::M).unwrap().version(),
        7
    );
    assert_eq!(
        Symbol::new(&noise.digits(294), Level::M).unwrap().version(),
        8
    );
    assert_eq!(Level::default(), Level::M);
}

#[test]
fn each_mode_holds_what_table_7_says_and_not_one_character_more() {
    let mut noise = Noise(2);
    let alphanumeric = "A$".repeat(2148);
    // A mixture would let the encoder change modes, so the letters hold no digits and the bytes no capitals.
    let bytes = noise.text(2953, b"abcdefgh");
    let wide = "军".repeat(984);
    for (text, more) in [
        (noise.digits(7089), "0"),
        (alphanumeric, "A"),
        (bytes, "a"),
        (wide, "军"),
    ] {
        assert_eq!(Symbol::new(&text, Level::L).unwrap().version(), 40);
        assert_eq!(
            Symbol::new(&format!("{text}{more}"), Level::L),
            Err(QrError::TextTooLong)
        );
    }
    assert_eq!(
        Symbol::new(&"A$".repeat(77), Level::M).unwrap().version(),
        7
    );
    assert_eq!(
        Symbol::new(&"A$".repeat(78), Level::M).unwrap().version(),
        8
    );
    assert_eq!(Symbol::new("", Level::M), Err(QrError::TextEmpty));
}

#[test]
fn modules_are_those_of_the_mask_with_the_lowest_penalty() {
    let mut noise = Noise(3);
    for length in [1, 20, 70, 150, 293, 500, 800, 1500, 3000] {
        for (level, encoder_level) in LEVELS {
            let text = noise.digits(length);
            let symbol = Symbol::new(&text, level).unwrap();
            let bits = encode_auto(text.as_bytes(), encoder_level).unwrap();
            let version = bits.version();
            let (data, correction) =
                ec::construct_codewords(&bits.into_bytes(), version, encoder_level).unwrap();
            let mut canvas = Canvas::new(version, encoder_level);
            canvas.draw_all_functional_patterns();
            canvas.draw_data(&data, &correction);
            let masked = MASKS.map(|mask| {
                let mut canvas = canvas.clone();
                canvas.apply_mask(mask);
                let colors = canvas.into_colors();
                let width = symbol.width() as usize;
                colors
                    .chunks(width)
                    .map(|row| row.iter().map(|color| color.select(true, false)).collect())
                    .collect()
            });
            let best = masked.iter().min_by_key(|grid| slow_penalty(grid)).unwrap();
            let drawn: Vec<Vec<bool>> = (0..symbol.width())
                .map(|y| (0..symbol.width()).map(|x| symbol.is_dark(x, y)).collect())
                .collect();
            assert!(drawn == *best, "{length} digits at {level:?}");
        }
    }
}

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// Table 11 of ISO/IEC 18004:2015, module by module.
fn slow_penalty(rows: &Vec<Vec<bool>>) -> usize {
    let width = rows.len();
    let columns: Vec<Vec<bool>> = (0..width)
        .map(|x| rows.iter().map(|row| row[x]).collect())
        .collect();
    let mut penalty = 0;
    for line in rows.iter().chain(&columns) {
        for run in line.chunk_by(|a, b| a == b) {
            penalty += if run.len() >= 5 { run.len() - 2 } else { 0 };
        }
        let at = |i: isize| {
            usize::try_from(i)
                .ok()
                .and_then(|i| line.get(i))
                .is_some_and(|&dark| dark)
        };
        for start in 0..width as isize - 6 {
            let finder = [true, false, true, true, true, false, true];
            let looks_alike = (0..7).all(|i| at(start + i) == finder[i as usize]);
            let light_before = (start - 4..start).all(|i| !at(i));
            let light_after = (start + 7..start + 11).all(|i| !at(i));
            penalty += if looks_alike && (light_before || light_after) {
                40
            } else {
                0
            };
        }
    }
    for (y, x) in (1..width).flat_map(|y| (1..width).map(move |x| (y, x))) {
        let color = rows[y][x];
        penalty += if [rows[y - 1][x - 1], rows[y - 1][x], rows[y][x - 1]] == [color; 3] {
            3
        } else {
            0
        };
    }
    let dark = rows.iter().flatten().filter(|&&dark| dark).count() as f64;
    penalty + 10 * ((dark * 100.0 / (width * width) as f64 - 50.0).abs() / 5.0 + 1e-9) as usize
}

#[test]
fn the_quiet_zone_is_white_and_four_modules_wide() {
    let symbol = Symbol::new("1", Level::M).unwrap();
    let picture = symbol.to_grey(&pixels(3)).unwrap();
    assert_eq!(picture.side, (21 + 2 * 4) * 3);
    for (i, &pixel) in picture.pixels.iter().enumerate() {
        let (x, y) = (i as u32 % picture.side, i as u32 / picture.side);
        let module = (x / 3).checked_sub(4).zip((y / 3).checked_sub(4));
        let dark = module.is_some_and(|(x, y)| symbol.is_dark(x, y));
        assert_eq!(pixel, if dark { 0 } else { 255 }, "pixel {x}, {y}");
    }
}

#[test]
fn refuses_a_narrow_quiet_zone_unless_it_is_asked_for_by_name() {
    let symbol = Symbol::new("1", Level::M).unwrap();
    let side = |quiet_zone| {
        symbol
            .to_grey(&Options {
                module_pixels: 1,
                quiet_zone,
            })
            .map(|picture| picture.side)
    };
    assert_eq!(side(QuietZone::Wider(3)), Err(QrError::QuietZoneTooNarrow));
    assert_eq!(side(QuietZone::Wider(6)), Ok(33));
    assert_eq!(side(QuietZone::NarrowerThanStandard(0)), Ok(21));
}

#[test]
fn refuses_drawings_of_impossible_size() {
    let symbol = Symbol::new("1", Level::M).unwrap();
    assert_eq!(symbol.to_png(&pixels(0)), Err(QrError::ModuleSizeZero));
    assert_eq!(symbol.to_grey(&pixels(8192 / 29)).unwrap().side, 8178);
    for options in [
        pixels(8192 / 29 + 1),
        pixels(u32::MAX),
        Options {
            module_pixels: u32::MAX,
            quiet_zone: QuietZone::Wider(u32::MAX),
        },
        Options {
            module_pixels: 1,
            quiet_zone: QuietZone::Wider(u32::MAX),
        },
    ] {
        assert_eq!(symbol.to_png(&options), Err(QrError::DrawingSize));
        assert_eq!(symbol.to_png_8bit(&options), Err(QrError::DrawingSize));
    }
    for side in [0, 10_001, u32::MAX] {
        let side = SvgSide::TenthsOfMillimetre(side);
        assert_eq!(
            symbol.to_svg(QuietZone::Standard, side),
            Err(QrError::DrawingSize)
        );
    }
    assert_eq!(
        symbol.to_svg(QuietZone::Wider(u32::MAX), SvgSide::FitsContainer),
        Err(QrError::DrawingSize)
    );
    assert_eq!(
        symbol.to_terminal(QuietZone::Wider(101), TerminalStyle::default()),
        Err(QrError::DrawingSize)
    );
}

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
            assert_eq!(
                read_grey(grey.side, grey.side, &grey.pixels).unwrap(),
                found
            );
            assert_eq!(
                read_picture(&symbol.to_png(&pixels(5)).unwrap()).unwrap(),
                found
            );
            assert_eq!(
                read_picture(&symbol.to_png_8bit(&pixels(5)).unwrap()).unwrap(),
                found
            );
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
            [text.clone()],
            "{size} pixels"
        );
    }
}

#[test]
fn svg_and_terminal_show_the_same_modules() {
    let symbol = Symbol::new(&Noise(6).digits(293), Level::M).unwrap();
    let side = symbol.width() + 8;
    let wanted: Vec<bool> = symbol
        .to_grey(&pixels(1))
        .unwrap()
        .pixels
        .iter()
        .map(|&pixel| pixel == 0)
        .collect();

    let svg = symbol
        .to_svg(QuietZone::Standard, SvgSide::TenthsOfMillimetre(255))
        .unwrap();
    assert!(svg.contains(
        r#" width="25.5mm" height="25.5mm" viewBox="0 0 53 53" shape-rendering="crispEdges">"#
    ));
    let mut from_svg = vec![false; wanted.len()];
    let path = svg.split("d=\"").nth(2).unwrap().split('"').next().unwrap();
    for run in path.split_terminator('z') {
        let numbers: Vec<usize> = run
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|n| n.parse().ok())
            .collect();
        let [x, y, length, 1, back] = numbers[..] else {
            panic!("{run}")
        };
        assert_eq!(length, back);
        from_svg[y * side as usize + x..][..length].fill(true);
    }
    assert!(from_svg == wanted);

    for style in [
        TerminalStyle::BlackOnWhite,
        TerminalStyle::PlainOnDark,
        TerminalStyle::PlainOnLight,
    ] {
        let text = symbol.to_terminal(QuietZone::Standard, style).unwrap();
        let mut from_terminal = Vec::new();
        for line in text.lines() {
            let line = line
                .trim_start_matches("\u{1b}[38;5;16;48;5;231m")
                .trim_end_matches("\u{1b}[0m");
            let ink = style != TerminalStyle::PlainOnDark;
            from_terminal.extend(line.chars().map(|c| "█▀".contains(c) == ink));
            from_terminal.extend(line.chars().map(|c| "█▄".contains(c) == ink));
        }
        // An odd number of rows leaves half a line over.
        assert!(from_terminal[..wanted.len()] == wanted, "{style:?}");
        assert!(!from_terminal[wanted.len()..].contains(&true));
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
            [text.clone()],
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
        read_grey(left.side, left.side, &inverted).unwrap(),
        [one.clone()]
    );
    let turned: Vec<u8> = left.pixels.iter().rev().copied().collect();
    assert_eq!(
        read_grey(left.side, left.side, &turned).unwrap(),
        [one.clone()]
    );
    let mirrored: Vec<u8> = left
        .pixels
        .chunks(side)
        .flat_map(|row| row.iter().rev())
        .copied()
        .collect();
    assert_eq!(
        read_grey(left.side, left.side, &mirrored).unwrap(),
        [one.clone()]
    );

    let rows = left.pixels.chunks(side).zip(right.pixels.chunks(side));
    let both: Vec<u8> = rows
        .flat_map(|(left, right)| [left, right].concat())
        .collect();
    let mut found = read_grey(2 * left.side, left.side, &both).unwrap();
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
        .to_grey(&pixels(40))
        .unwrap();
    for pixel in &mut grey.pixels {
        *pixel = (u64::from(*pixel) / 4 + noise.below(180)) as u8;
    }
    assert_eq!(
        read_grey(grey.side, grey.side, &grey.pixels).unwrap(),
        [text]
    );
}

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
        symbol.to_png(&pixels(2)).unwrap(),
        jpeg_of(&symbol.to_grey(&pixels(2)).unwrap(), 30),
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
        symbol.to_png(&pixels(2)).unwrap(),
        jpeg_of(&symbol.to_grey(&pixels(2)).unwrap(), 30),
    ];
    for file in files {
        for _ in 0..300 {
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

#[test]
fn codes_of_errors_are_distinct() {
    let all = [
        QrError::TextEmpty,
        QrError::TextTooLong,
        QrError::ModuleSizeZero,
        QrError::QuietZoneTooNarrow,
        QrError::DrawingSize,
        QrError::DrawingFailed,
        QrError::PictureFormat,
        QrError::PictureTooLarge,
        QrError::PictureDamaged,
        QrError::PixelCount,
    ];
    let mut codes: Vec<_> = all.iter().map(|error| error.code()).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), all.len());
    assert!(codes.iter().all(|code| code.starts_with("qr-")));
}
