//! Text to modules. Expectations come from a second, slow scoring of the masks.

use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec;

use super::*;

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

/// 41 characters and 293 digits take 1230 of the 1232 bits of version 8-M.
#[test]
fn a_link_of_41_characters_and_a_credential_fit_version_8_m() {
    let mut noise = Noise(7);
    let digits = noise.digits(293);
    // Digits in the link would tempt the encoder into segments of their own.
    for link in [
        "HTTPS://LBM.TYJRSWJ.XIANNING.GOV.CN/V1/C/",
        "HTTPS://81.4212.0001.GOV.CN/123456789012/",
        "HTTPS://A-1.B2.C3.D4.E5.F6.G7.H8.CN/2026/",
    ] {
        assert_eq!(link.len(), 41, "{link}");
        let text = format!("{link}{digits}");
        let symbol = Symbol::new(&text, Level::M).unwrap();
        assert_eq!(symbol.version(), 8, "{link}");
        let longer = format!("{}X/{digits}", link.strip_suffix('/').unwrap());
        assert_eq!(Symbol::new(&longer, Level::M).unwrap().version(), 9);
        // Three readers agree: the strict one, rqrr and the terminal's.
        let png = symbol.to_png(&pixels(4)).unwrap();
        assert_eq!(read_back(&png, &pixels(4)).unwrap(), text);
        assert_eq!(read_file_independently(&png).unwrap(), [text.as_str()]);
        assert_eq!(read_picture(&png).unwrap(), [text.as_str()]);
    }
    // A larger code stays one of two segments; what is no such link is left to the encoder.
    let long = format!("HTTPS://{}.CN/{}", "A1".repeat(200), noise.digits(2000));
    let symbol = Symbol::new(&long, Level::M).unwrap();
    let png = symbol.to_png(&pixels(3)).unwrap();
    assert_eq!(read_back(&png, &pixels(3)).unwrap(), long);
    for text in ["HTTPS://A.CN/", "https://a.cn/81", "HTTPS://A.CN/8A", "1/2"] {
        let symbol = Symbol::new(text, Level::M).unwrap();
        let png = symbol.to_png(&pixels(3)).unwrap();
        assert_eq!(read_back(&png, &pixels(3)).unwrap(), text);
    }
}

#[test]
fn each_mode_holds_what_table_7_says_and_not_one_character_more() {
    let mut noise = Noise(2);
    let alphanumeric = "A$".repeat(2148);
    // A mixture would let the encoder change modes, so the letters hold no digits and the bytes no
    // capitals.
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
        Symbol::new(&"A$".repeat(89), Level::M).unwrap().version(),
        7
    );
    assert_eq!(
        Symbol::new(&"A$".repeat(90), Level::M).unwrap().version(),
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
                    .collect::<Vec<Vec<bool>>>()
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
fn slow_penalty(rows: &[Vec<bool>]) -> usize {
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
