//! Codes in picture files: found, not found, among others, and photographed.

use code_writer::{GreyPicture, Level, Options, Symbol};
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageEncoder as _, ImageFormat, Luma};
use messages::Exit;
use std::io::Cursor;

use super::fixtures::*;

fn drawn(text: &str) -> GreyPicture {
    let symbol = Symbol::new(text, Level::M).unwrap();
    let options = Options {
        module_pixels: 4,
        ..Options::default()
    };
    symbol.to_grey(&options).unwrap()
}

/// All the codes side by side.
fn together(texts: &[&str], format: ImageFormat) -> Vec<u8> {
    let codes: Vec<GreyPicture> = texts.iter().map(|text| drawn(text)).collect();
    let width = codes.iter().map(|code| code.side + 40).sum::<u32>();
    let height = codes.iter().map(|code| code.side).max().unwrap();
    let mut picture = GrayImage::from_pixel(width, height, Luma([255]));
    let mut left = 0;
    for code in codes {
        for (at, pixel) in code.pixels.iter().enumerate() {
            let (x, y) = (at as u32 % code.side, at as u32 / code.side);
            picture.put_pixel(left + x, y, Luma([*pixel]));
        }
        left += code.side + 40;
    }
    encoded(&picture, format)
}

fn encoded(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Grey light that falls off to one side, grain, and the losses of JPEG.
fn photographed(text: &str) -> Vec<u8> {
    let code = drawn(text);
    let picture = GrayImage::from_fn(code.side, code.side, |x, y| {
        let pixel = u32::from(code.pixels[(y * code.side + x) as usize]);
        let light = 60 + 40 * x / code.side;
        let grain = (x * 7919 + y * 104_729) % 13;
        Luma([(40 + pixel * light / 128 + grain).min(255) as u8])
    });
    encoded(&picture, ImageFormat::Jpeg)
}

#[test]
fn a_code_is_read_from_png_and_from_a_photograph() {
    let terminal = TerminalFiles::new();
    for (name, bytes) in [
        ("card.png", png(&good())),
        ("photo.jpg", photographed(&good())),
        // The bytes decide, not the name.
        ("photo.png", photographed(&good())),
        ("no-ending", png(&good())),
    ] {
        let path = terminal.put(name, &bytes);
        let value = terminal.json(&[&terminal.is(&path), "--place", "gate"]);
        assert_eq!(value["code"], "accepted", "{name}");
        assert_eq!(value["input"], terminal.is(&path));
    }
}

#[test]
fn ours_is_found_among_others() {
    let terminal = TerminalFiles::new();
    let payment = "https://example.org/pay/288812345678";
    let path = terminal.put(
        "counter.png",
        &together(&[payment, &good()], ImageFormat::Png),
    );
    let path = terminal.is(&path);
    let value = terminal.json(&[&path, "--place", "gate"]);
    assert_eq!(
        (&value["code"], &value["other_codes"]),
        (&"accepted".into(), &1.into())
    );
    let run = terminal.check(&[&path, "--place", "gate"]);
    assert_eq!(run.exit, Exit::Done);
    assert!(run.results.contains("passed over: 1") && !run.results.contains("example.org"));
}

#[test]
fn two_of_ours_are_two_verdicts() {
    let terminal = TerminalFiles::new();
    let path = terminal.put(
        "two.png",
        &together(&[&expired(), &good()], ImageFormat::Png),
    );
    let run = terminal.check(&[&terminal.is(&path), "--place", "gate", "--json"]);
    let mut codes: Vec<_> = run
        .json()
        .iter()
        .map(|value| value["code"].to_string())
        .collect();
    codes.sort();
    assert_eq!(codes, ["\"accepted\"", "\"expired\""]);
    assert_eq!(run.exit, Exit::Refused);
}

#[test]
fn no_code_and_no_code_of_ours_are_distinguished() {
    let terminal = TerminalFiles::new();
    let blank = encoded(
        &GrayImage::from_pixel(300, 200, Luma([200])),
        ImageFormat::Png,
    );
    let blank = terminal.put("blank.png", &blank);
    let value = terminal.json(&[&terminal.is(&blank)]);
    assert_eq!(value["error"]["code"], "no-code-found");
    assert_eq!(
        terminal.check(&[&terminal.is(&blank)]).exit,
        Exit::Undecided
    );

    let others = together(
        &["https://example.org", "280012345678901234"],
        ImageFormat::Png,
    );
    let others = terminal.put("others.png", &others);
    let value = terminal.json(&[&terminal.is(&others)]);
    assert_eq!(
        (&value["code"], &value["other_codes"]),
        (&"not-ours".into(), &1.into())
    );
    let run = terminal.check(&[&terminal.is(&others)]);
    assert_eq!(run.exit, Exit::Refused);
    assert!(
        run.results
            .contains("the QR code in the picture is not a veteran code")
    );
}

#[test]
fn a_folder_is_checked_in_order_with_a_summary() {
    let terminal = TerminalFiles::new();
    terminal.put("cards/b.png", &png(&forged()));
    terminal.put("cards/a.png", &png(&good()));
    terminal.put("cards/c.gif", b"GIF89a");
    terminal.put("cards/manifest.csv", b"a,b\n");
    let folder = terminal.is(&terminal.path("cards"));
    let run = terminal.check(&[&folder, "--place", "gate"]);
    assert_eq!(run.exit, Exit::Refused);
    let lines: Vec<_> = run.results.lines().collect();
    assert!(
        lines[0].contains("ACCEPT") && lines[0].contains("a.png"),
        "{lines:?}"
    );
    assert!(
        lines[1].contains("REFUSE") && lines[1].contains("b.png"),
        "{lines:?}"
    );
    assert!(
        lines[2].contains("UNDECIDED") && lines[2].contains("GIF"),
        "{lines:?}"
    );
    assert!(
        run.results
            .contains("3 in all: 1 accepted, 0 to check, 1 refused, 1 undecided")
    );
    assert!(
        run.results.contains("REFUSE 1  the signature does not fit"),
        "{}",
        run.results
    );
    assert_eq!(terminal.check(&[&folder, "--json"]).json().len(), 3);
}

#[test]
fn a_missing_picture_is_not_a_forged_code() {
    let terminal = TerminalFiles::new();
    let missing = terminal.is(&terminal.path("missing"));
    for name in ["kard.png", &missing] {
        let value = terminal.json(&[name]);
        assert_eq!(value["error"]["code"], "file-unreadable", "{value}");
        assert_eq!(terminal.check(&[name]).exit, Exit::Undecided);
    }
    // The others are still checked, and a refusal weighs more.
    let run = terminal.check(&["kard.png", &good(), &forged(), "--json", "--place", "gate"]);
    let values = run.json();
    assert_eq!(values[1]["input"], "text 2");
    assert_eq!(values[1]["verdict"], "accept");
    assert_eq!(run.exit, Exit::Refused);
    let run = terminal.check(&["kard.png", &good(), "--place", "gate"]);
    assert_eq!(run.exit, Exit::Undecided);
}

#[test]
fn pictures_of_telephones_and_chat_programs_are_read_whatever_their_name() {
    let terminal = TerminalFiles::new();
    for (name, format) in [
        ("chat.webp", ImageFormat::WebP),
        ("scan.bmp", ImageFormat::Bmp),
        ("renamed.jpg", ImageFormat::WebP),
    ] {
        let path = terminal.put(name, &together(&[&good()], format));
        let value = terminal.json(&[&terminal.is(&path), "--place", "gate"]);
        assert_eq!(value["code"], "accepted", "{name}");
    }
}

#[test]
fn a_photograph_on_its_side_is_read() {
    let terminal = TerminalFiles::new();
    let upright = image::load_from_memory(&photographed(&good())).unwrap();
    for orientation in 1..=8 {
        // Orientation stands in the Exif data alone: the pixels are as they were.
        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut file, 80);
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode_image(&upright).unwrap();
        let path = terminal.put("photo.jpg", &file);
        let value = terminal.json(&[&terminal.is(&path), "--place", "gate"]);
        assert_eq!(value["code"], "accepted", "{orientation}");
    }
}

#[test]
fn the_reason_why_a_code_was_not_read_is_given() {
    let terminal = TerminalFiles::new();
    let photo = image::load_from_memory(&photographed(&good()))
        .unwrap()
        .into_luma8();
    let (width, height) = photo.dimensions();
    let blurred = image::imageops::blur(&photo, 2.9);
    let cut = image::imageops::crop_imm(&photo, 0, 0, width, height / 2).to_image();
    for (picture, code) in [
        (blurred, "code-blurred"),
        (cut, "code-incomplete"),
        (
            GrayImage::from_pixel(640, 480, Luma([120])),
            "no-code-found",
        ),
    ] {
        let path = terminal.put("photo.png", &encoded(&picture, ImageFormat::Png));
        let value = terminal.json(&[&terminal.is(&path)]);
        assert_eq!(value["error"]["code"], code);
        let path = terminal.is(&path);
        assert_eq!(terminal.check(&[&path]).exit, Exit::Undecided);
    }
}

#[test]
fn a_file_that_is_no_picture_or_half_of_one_is_reported_in_words() {
    let terminal = TerminalFiles::new();
    let whole = photographed(&good());
    for (name, bytes, code) in [
        (
            "film.png",
            &b"GIF89a\x01\0\x01\0\x80\0\0"[..],
            "qr-picture-format",
        ),
        ("half.jpg", &whole[..whole.len() / 8], "qr-picture-damaged"),
        ("head.png", b"\x89PNG\r\n\x1a\n", "qr-picture-damaged"),
        ("text.png", b"8146", "qr-picture-format"),
    ] {
        let path = terminal.put(name, bytes);
        let value = terminal.json(&[&terminal.is(&path)]);
        assert_eq!(value["error"]["code"], code, "{name}");
    }
}

/// A case from the field: a program has spread a code over two symbols.
#[test]
fn a_part_of_a_code_is_said_to_be_one_and_both_together_are_a_code() {
    let terminal = TerminalFiles::new();
    let both = include_bytes!("../../../crates/code-reader/src/file/cases/two-parts.png");
    let whole = terminal.put("both.png", both);
    // The code is another authority's.
    let value = terminal.json(&[whole.to_str().unwrap()]);
    assert_eq!(value["code"], "issuer-unknown");
    let picture = image::load_from_memory(both).unwrap().into_luma8();
    let (width, height) = picture.dimensions();
    let half = if width > height {
        image::imageops::crop_imm(&picture, 0, 0, width / 2, height).to_image()
    } else {
        image::imageops::crop_imm(&picture, 0, 0, width, height / 2).to_image()
    };
    let half_path = terminal.path("half.png");
    half.save(&half_path).unwrap();
    let value = terminal.json(&[half_path.to_str().unwrap()]);
    assert_eq!(
        (&value["part"]["number"], &value["part"]["count"]),
        (&1.into(), &2.into())
    );
    let run = terminal.check(&["--lang", "zh", half_path.to_str().unwrap()]);
    for words in ["○ 再扫一次", "拆成 2 个的码中的第 1 个", "同时放进画面"] {
        assert!(run.results.contains(words), "{words}: {}", run.results);
    }
}
