//! `--code FILE`: which codes are found in a picture, and what is said if there are none.

use std::fs;
use std::io::BufWriter;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::support::TestBureau;
use code_writer::{Level, Options, Symbol};
use credential_core::Status;
use messages::Exit;
use serde_json::Value;

/// A grey picture, rows from the top.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    fn drawn(text: &str) -> Self {
        let symbol = Symbol::new(text, Level::M).unwrap();
        let options = Options {
            module_pixels: 4,
            ..Options::default()
        };
        let drawing = symbol.to_grey(&options).unwrap();
        let side = drawing.side as usize;
        Self {
            width: side,
            height: side,
            pixels: drawing.pixels,
        }
    }

    /// One finder pattern beside the other, `pitch` pixels apart.
    fn wall(side: usize, module: usize, pitch: usize) -> Self {
        let ring = |at: usize| (at % pitch / module).abs_diff(3);
        let pixel = |at: usize| match ring(at % side).max(ring(at / side)) {
            0 | 1 | 3 => 0,
            _ => 255,
        };
        Self {
            width: side,
            height: side,
            pixels: (0..side * side).map(pixel).collect(),
        }
    }

    /// With another picture on its right.
    fn beside(&self, right: &Self) -> Self {
        let height = self.height.max(right.height);
        let row = |picture: &Self, y: usize| {
            let row = picture.pixels.chunks(picture.width).nth(y);
            row.map_or_else(|| vec![255; picture.width], <[u8]>::to_vec)
        };
        Self {
            width: self.width + right.width,
            height,
            pixels: (0..height)
                .flat_map(|y| [row(self, y), row(right, y)].concat())
                .collect(),
        }
    }

    /// As a BMP with 24 bits a pixel, rows from the bottom.
    fn to_bmp(&self) -> Vec<u8> {
        let padding = (4 - 3 * self.width % 4) % 4;
        let size = (3 * self.width + padding) * self.height;
        let mut bmp = b"BM".to_vec();
        let header = [54 + size, 0, 54, 40, self.width, self.height];
        bmp.extend(header.iter().flat_map(|&n| (n as u32).to_le_bytes()));
        bmp.extend([1, 0, 24, 0]);
        bmp.extend(
            [0, size, 0, 0, 0, 0]
                .map(|n| n as u32)
                .iter()
                .flat_map(|n| n.to_le_bytes()),
        );
        for row in self.pixels.chunks(self.width).rev() {
            bmp.extend(row.iter().flat_map(|&grey| [grey; 3]));
            bmp.resize(bmp.len() + padding, 0);
        }
        bmp
    }

    fn save_png(&self, bureau: &TestBureau, name: &str) {
        let file = BufWriter::new(fs::File::create(bureau.path(name)).unwrap());
        let mut encoder = png::Encoder::new(file, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&self.pixels).unwrap();
    }
}

fn text(line: &Value) -> &str {
    line["text"].as_str().unwrap()
}

fn trail(bureau: &TestBureau) -> String {
    bureau.register().audit_head().unwrap().to_string()
}

fn revoke(code: &str) -> String {
    format!("revoke --bureau @bureau --code {code} --reason lost --yes")
}

/// Only the first of two codes is revoked.
fn revokes_the_first(bureau: &TestBureau, code: &str) {
    bureau.done(&revoke(code));
    bureau.done("publish --bureau @bureau");
    let manifest = bureau.manifest("out");
    let status = |nth: usize| bureau.published(&manifest[nth]["status_index"]);
    assert_eq!((status(0), status(1)), (Status::Revoked, Status::Valid));
}

#[test]
fn a_code_is_found_in_a_bmp() {
    let bureau = TestBureau::issued(2);
    let code = Grey::drawn(text(&bureau.manifest("out")[0]));
    fs::write(bureau.path("card.bmp"), code.to_bmp()).unwrap();
    revokes_the_first(&bureau, "@card.bmp");
}

#[test]
fn a_payment_code_beside_ours_is_ignored() {
    let bureau = TestBureau::issued(2);
    let payment = Grey::drawn("https://pay.example/q/7Kd93hfXw0aPqZ");
    let ours = Grey::drawn(text(&bureau.manifest("out")[0]));
    payment.beside(&ours).save_png(&bureau, "photo.png");
    revokes_the_first(&bureau, "@photo.png");
}

#[test]
fn a_mistyped_file_name_is_a_missing_file_and_not_a_forged_code() {
    let bureau = TestBureau::issued(1);
    let before = trail(&bureau);
    for name in ["kard.png", "cards/x"] {
        let outcome = bureau.fails("file-unreadable", &revoke(name));
        assert!(outcome.talk.contains(name), "{}", outcome.talk);
        assert!(
            outcome.talk.contains("Nothing was changed"),
            "{}",
            outcome.talk
        );
        assert!(!outcome.talk.contains("veteran code"), "{}", outcome.talk);
    }
    assert_eq!(trail(&bureau), before);
}

#[test]
fn a_wall_of_finder_patterns_ends_with_a_failure() {
    let bureau = TestBureau::issued(1);
    let before = trail(&bureau);
    for module in [1, 3] {
        let name = format!("wall-{module}.png");
        Grey::wall(2048, module, 8 * module).save_png(&bureau, &name);
    }
    let (done, ended) = mpsc::channel();
    thread::spawn(move || {
        for module in [1, 3] {
            let outcome = bureau.run(&format!(
                "--json {}",
                revoke(&format!("@wall-{module}.png"))
            ));
            done.send((outcome.exit, outcome.results)).unwrap();
        }
        done.send((Exit::Done, trail(&bureau))).unwrap();
    });
    // Each takes a second or two. The bound only stops a search without end.
    let next = || ended.recv_timeout(Duration::from_secs(30)).unwrap();
    for _ in 0..2 {
        let (exit, results) = next();
        assert_eq!(exit, Exit::Undecided);
        let json: Value = serde_json::from_str(results.lines().last().unwrap()).unwrap();
        // On a busy machine the search may end before it has seen everything.
        let code = &json["error"]["code"];
        assert!(
            *code == "no-code-found" || *code == "picture-time-over",
            "{json}"
        );
    }
    assert_eq!(next(), (Exit::Done, before));
}

#[test]
fn a_picture_of_another_code_is_not_one_without_a_code() {
    let desk = TestBureau::issued(1);
    let payment = Grey::drawn("https://pay.example/q/7Kd93hfXw0aPqZ");
    payment.save_png(&desk, "payment.png");
    let outcome = desk.fails("code-invalid", &revoke("@payment.png"));
    for part in ["payment.png", "Nothing was changed"] {
        assert!(outcome.talk.contains(part), "{}", outcome.talk);
    }
    assert!(
        !outcome.talk.contains("no QR code was found"),
        "{}",
        outcome.talk
    );
}

#[test]
fn a_wrong_line_in_a_file_of_codes_is_named() {
    let desk = TestBureau::issued(1);
    let before = trail(&desk);
    let lines = format!("{}\n\nno code\n", text(&desk.manifest("out")[0]));
    desk.write("codes.txt", &lines);
    let outcome = desk.fails("code-invalid", &revoke("@codes.txt"));
    for part in ["codes.txt, line 3", "Nothing was changed"] {
        assert!(outcome.talk.contains(part), "{}", outcome.talk);
    }
    assert_eq!(trail(&desk), before);
}

#[test]
fn a_file_of_codes_that_is_too_large_is_refused_and_not_cut() {
    let desk = TestBureau::issued(2);
    let before = trail(&desk);
    let manifest = desk.manifest("out");
    let (first, last) = (text(&manifest[0]), text(&manifest[1]));
    let blank = "\n".repeat(1 << 20);
    desk.write("codes.txt", &format!("{first}\n{blank}{last}\n"));
    let outcome = desk.fails("file-too-large", &revoke("@codes.txt"));
    for part in ["codes.txt", "Nothing was changed"] {
        assert!(outcome.talk.contains(part), "{}", outcome.talk);
    }
    assert_eq!(trail(&desk), before);
}
