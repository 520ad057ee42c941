//! Codes in pictures.

#![allow(
    unsafe_code,
    reason = "a function that C can call; it hands its pointers to `arguments` at once"
)]

use code_reader::{Picture, read_still};
use serde::Serialize;
use terminal::to_json;

use super::give;
use crate::arguments::{bytes, out};
use crate::outcome::{Fault, credential_status, run};
use crate::texts::credential_text;

/// Bytes of a row of a picture: rows may have room at their end.
const MOST_STRIDE: usize = 4 * code_reader::MAX_SIDE;

#[derive(Serialize)]
struct PictureRecord<'a> {
    codes: Vec<CodeRecord<'a>>,
}

#[derive(Serialize)]
struct CodeRecord<'a> {
    text: &'a str,
    /// The number of this part and how many there are, of a text that was split.
    part: Option<(u8, u8)>,
}

/// Finds QR codes in a grey picture and reads them. `pixels` has `height` rows of `stride` bytes, of which the first
/// `width` are pixels, 0 black; the last row may end with its pixels. `out_json` gets `{"codes":[{"text":"...","part":null}]}`.
///
/// Any thread, several at once; needs no terminal. Takes bounded time for every picture.
///
/// # Safety
/// `pixels` has `stride` bytes for each row but the last, and `width` for that; `out_json` is null or has room for its type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn credential_read_luma(
    pixels: *const u8,
    width: usize,
    height: usize,
    stride: usize,
    out_json: *mut credential_text,
) -> credential_status {
    run(|| {
        // SAFETY: the caller vouches for the pointer.
        let json = unsafe { out(out_json, credential_text::NONE) }?;
        let wrong = Fault::Argument("the picture is too large, or its sizes do not fit");
        let is_bounded = width <= code_reader::MAX_SIDE
            && height <= code_reader::MAX_SIDE
            && (width..=MOST_STRIDE).contains(&stride);
        if !is_bounded || width == 0 || height == 0 {
            return Err(wrong);
        }
        let limit = code_reader::MAX_SIDE * MOST_STRIDE;
        // SAFETY: as above; neither is 0, and the product of two bounded numbers does not overflow.
        let rows = unsafe { bytes(pixels, (height - 1) * stride + width, limit) }?;
        let luma: Vec<u8>;
        let luma = if stride == width {
            rows
        } else {
            luma = rows
                .chunks(stride)
                .flat_map(|row| row.iter().take(width).copied())
                .collect();
            &luma
        };
        let picture = Picture::new(luma, width, height).map_err(|_| wrong)?;
        let reading = read_still(&picture);
        let codes = reading.codes.iter().map(|code| CodeRecord {
            text: &code.text,
            part: code.part.map(|part| (part.index + 1, part.count)),
        });
        let record = PictureRecord {
            codes: codes.collect(),
        };
        give(Some(json), || to_json(&record))
    })
}
