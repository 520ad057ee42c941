//! What drawings look like.

use super::*;

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
fn codes_of_errors_are_distinct() {
    let all = [
        QrError::TextEmpty,
        QrError::TextTooLong,
        QrError::ModuleSizeZero,
        QrError::QuietZoneTooNarrow,
        QrError::DrawingSize,
        QrError::DrawingFailed,
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
