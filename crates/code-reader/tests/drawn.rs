//! Codes as they were drawn, before anything happened to them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use code_reader::{LiveReader, Picture, read_still};
use qrcode::{Color, QrCode};

/// `pixels` a module and four modules of quiet zone.
fn drawn(text: &str, pixels: usize) -> (Vec<u8>, usize) {
    let code = QrCode::new(text).unwrap();
    let side = (code.width() + 8) * pixels;
    let dark = |i: usize| (i / pixels).checked_sub(4).filter(|&i| i < code.width());
    let luma = (0..side * side)
        .map(|i| match dark(i % side).zip(dark(i / side)) {
            Some(at) if code[at] == Color::Dark => 0,
            _ => 255,
        })
        .collect();
    (luma, side)
}

#[test]
fn a_drawn_code_is_read_and_its_corners_are_where_it_stands() {
    let text = "8146130920480142837465".repeat(12);
    for pixels in 3..9 {
        let (luma, side) = drawn(&text, pixels);
        let picture = Picture::new(&luma, side, side).unwrap();
        for reading in [read_still(&picture), LiveReader::new().read(&picture)] {
            let [code] = &reading.codes[..] else {
                panic!("{pixels}: {reading:?}");
            };
            assert_eq!(code.text, text);
            let (near, far) = ((4 * pixels) as f32, (side - 4 * pixels) as f32);
            let expected = [(near, near), (far, near), (far, far), (near, far)];
            for (corner, (x, y)) in code.corners.iter().zip(expected) {
                let off = (corner.x - x).hypot(corner.y - y);
                assert!(off < pixels as f32, "{pixels}: {corner:?}, not {x} {y}");
            }
        }
    }
}

#[test]
fn one_pixel_a_module_and_no_quiet_zone_are_enough_for_a_drawing() {
    for length in [20, 300, 2900] {
        let text = "8146130920480142837465".repeat(140)[..length].to_owned();
        let code = QrCode::new(&text).unwrap();
        let side = code.width();
        let luma: Vec<u8> = code
            .to_colors()
            .into_iter()
            .map(|color| color.select(0, 255))
            .collect();
        let reading = read_still(&Picture::new(&luma, side, side).unwrap());
        assert_eq!(reading.codes.len(), 1, "{length}");
        assert_eq!(reading.codes[0].text, text);
    }
}

#[test]
fn a_drawn_code_does_not_hide_the_one_beside_it() {
    let (left, side) = drawn(&"81461309204801428374".repeat(8), 5);
    let (right, other) = drawn("https://example.org/menu", 5);
    let (width, height) = (side + other, side.max(other));
    let mut luma = vec![255; width * height];
    for (codes, side, from) in [(&left, side, 0), (&right, other, side)] {
        for (y, row) in codes.chunks(side).enumerate() {
            luma[y * width + from..][..side].copy_from_slice(row);
        }
    }
    let reading = read_still(&Picture::new(&luma, width, height).unwrap());
    assert_eq!(reading.codes.len(), 2, "{reading:?}");
}
