//! Codes in camera frames and pictures.

use std::fmt::Write;

use code_reader::{FoundCode, Hint, LiveReader, Picture, Reading, read_still};
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads the frames of one camera.
#[wasm_bindgen]
#[derive(Default)]
pub struct FrameReader {
    reader: LiveReader,
    luma: Vec<u8>,
}

#[wasm_bindgen]
impl FrameReader {
    /// A reader that has seen nothing.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a frame of `width * height` pixels, one grey byte each, or four bytes of red, green, blue
    /// and opacity each. The answer is JSON: `codes` (each `text`, `corners`, `part`), `hint`; or `error`.
    pub fn read(&mut self, pixels: &[u8], width: usize, height: usize) -> String {
        let luma = grey(pixels, width, height, &mut self.luma);
        match Picture::new(luma, width, height) {
            Ok(frame) => json(&self.reader.read(&frame)),
            Err(error) => format!("{{\"error\":\"{error}\"}}"),
        }
    }
}

/// Reads a photograph, with more effort than a frame. Pixels and answer as for [`FrameReader::read`].
#[wasm_bindgen(js_name = readPicture)]
#[must_use]
pub fn read_picture(pixels: &[u8], width: usize, height: usize) -> String {
    let mut kept = Vec::new();
    let luma = grey(pixels, width, height, &mut kept);
    match Picture::new(luma, width, height) {
        Ok(picture) => json(&read_still(&picture)),
        Err(error) => format!("{{\"error\":\"{error}\"}}"),
    }
}

/// One byte a pixel: as it is, or from four bytes a pixel. What is transparent counts as white paper.
fn grey<'a>(pixels: &'a [u8], width: usize, height: usize, luma: &'a mut Vec<u8>) -> &'a [u8] {
    let count = width.checked_mul(height);
    if count == Some(pixels.len())
        || count.and_then(|count| count.checked_mul(4)) != Some(pixels.len())
    {
        return pixels;
    }
    luma.clear();
    luma.extend(
        pixels
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&[red, green, blue, opacity]| {
                // Rec. 601, in 256ths.
                let bright =
                    (77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue)) >> 8;
                let seen = match opacity {
                    255 => bright,
                    _ => (bright * u32::from(opacity) + 255 * (255 - u32::from(opacity))) / 255,
                };
                seen.min(255) as u8
            }),
    );
    luma
}

fn json(reading: &Reading) -> String {
    let mut out = String::from("{\"codes\":[");
    for (number, code) in reading.codes.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        push_code(&mut out, code);
    }
    out.push_str("],\"hint\":");
    match reading.hint.map(hint) {
        Some(name) => push_text(&mut out, name),
        None => out.push_str("null"),
    }
    out.push('}');
    out
}

fn push_code(out: &mut String, code: &FoundCode) {
    out.push_str("{\"text\":");
    push_text(out, &code.text);
    out.push_str(",\"corners\":[");
    for (number, corner) in code.corners.iter().enumerate() {
        let comma = if number > 0 { "," } else { "" };
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "{comma}{{\"x\":{:.1},\"y\":{:.1}}}",
            finite(corner.x),
            finite(corner.y)
        );
    }
    out.push_str("],\"part\":");
    let _ = match code.part {
        Some(part) => write!(
            out,
            "{{\"number\":{},\"count\":{}}}",
            part.index + 1,
            part.count
        ),
        None => write!(out, "null"),
    };
    out.push('}');
}

/// JSON has no infinite numbers.
fn finite(number: f32) -> f32 {
    if number.is_finite() { number } else { 0.0 }
}

/// A text in quotation marks (RFC 8259, 7).
fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::TooSmall => "code-too-small",
        Hint::Blurred => "code-blurred",
        Hint::Incomplete => "code-incomplete",
        _ => "code-unreadable",
    }
}
