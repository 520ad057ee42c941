use std::borrow::Cow;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use super::*;

const SOI: u8 = 0xd8;
const SOS: u8 = 0xda;
const DHT: u8 = 0xc4;

/// The ids (class and destination) of the tables in a DHT segment (T.81, B.2.4.2).
fn tables_of(mut segment: &[u8]) -> Vec<u8> {
    let mut ids = Vec::new();
    while let Some((head, rest)) = segment.split_at_checked(17) {
        ids.push(head[0]);
        let values: usize = head[1..].iter().map(|count| usize::from(*count)).sum();
        segment = &rest[values..];
    }
    ids
}

/// A picture with smooth and hard parts, so that every kind of block is in it.
fn picture(width: usize, height: usize) -> Vec<u8> {
    (0..width * height)
        .flat_map(|at| {
            let (x, y) = (at % width, at / width);
            let luma = if (x / 16 + y / 16) % 2 == 0 {
                230
            } else {
                x * 200 / width
            };
            [luma as u8, (luma / 2) as u8, y as u8]
        })
        .collect()
}

/// An encoder that uses the typical tables, as cameras do.
fn jpeg(width: usize, height: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .write_image(
            &picture(width, height),
            width as u32,
            height as u32,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

/// The same picture as a camera sends it without the tables that `leave_out` names.
fn stripped(jpeg: &[u8], leave_out: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    let mut at = 2;
    while jpeg[at + 1] != SOS {
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        let segment = &jpeg[at..at + 2 + length];
        if jpeg[at + 1] != DHT || !tables_of(&segment[4..]).into_iter().all(&leave_out) {
            out.extend_from_slice(segment);
        }
        at += 2 + length;
    }
    out.extend_from_slice(&jpeg[at..]);
    out
}

fn pixels(jpeg: &[u8]) -> Option<(Vec<u8>, usize, usize)> {
    decode(jpeg).map(Luma::into_parts)
}

#[test]
fn a_picture_without_tables_is_the_same_as_with_them() {
    let whole = jpeg(120, 90);
    let bare = stripped(&whole, |_| true);
    assert!(bare.len() < whole.len() - 400, "the encoder wrote tables");
    let options = DecoderOptions::default();
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bare), options);
    assert!(decoder.decode().is_err(), "and is needed them to decode");

    let expected = pixels(&whole).unwrap();
    assert_eq!((expected.1, expected.2), (120, 90));
    assert_eq!(pixels(&bare).as_ref(), Some(&expected));
    // Some cameras send those for luma alone, or one kind of the two.
    for id in [0x00, 0x01, 0x10, 0x11] {
        let part = stripped(&whole, |table| table == id);
        assert_eq!(pixels(&part).as_ref(), Some(&expected), "{id:#x}");
        let part = stripped(&whole, |table| table != id);
        assert_eq!(pixels(&part).as_ref(), Some(&expected), "{id:#x}");
    }
}

#[test]
fn tables_of_its_own_are_left_alone() {
    let whole = jpeg(64, 64);
    assert!(matches!(with_huffman_tables(&whole), Some(Cow::Borrowed(bytes)) if bytes == whole));
}

#[test]
fn padding_before_the_picture_and_fill_bytes_in_it_are_passed_over() {
    let bare = stripped(&jpeg(64, 64), |_| true);
    let expected = pixels(&bare).unwrap();
    let mut odd = vec![0, 0, 0xff];
    odd.extend_from_slice(&bare[..2]);
    odd.extend([0xff; 5]);
    odd.extend_from_slice(&bare[2..]);
    odd.extend([0; 100]);
    assert_eq!(pixels(&odd), Some(expected));
}

#[test]
fn an_avi1_marker_is_accepted_like_jfif() {
    let bare = stripped(&jpeg(64, 64), |_| true);
    let expected = pixels(&bare).unwrap();
    assert_eq!(&bare[2..4], [0xff, 0xe0], "the encoder wrote JFIF");
    let length = usize::from(u16::from_be_bytes([bare[4], bare[5]]));
    let mut avi = vec![0xff, 0xd8, 0xff, 0xe0, 0, 16];
    avi.extend(b"AVI1\0\0\0\0\0\0\0\0\0\0");
    avi.extend_from_slice(&bare[4 + length..]);
    assert_eq!(pixels(&avi), Some(expected));
}

#[test]
fn half_a_frame_is_none_or_of_its_size_at_every_length() {
    for whole in [jpeg(120, 90), stripped(&jpeg(120, 90), |_| true)] {
        for length in 0..whole.len() {
            if let Some((luma, width, height)) = pixels(&whole[..length]) {
                assert_eq!((luma.len(), width, height), (120 * 90, 120, 90), "{length}");
            }
        }
        // Its beginning is worth reading.
        let (half, ..) = pixels(&whole[..whole.len() * 2 / 3]).unwrap();
        let (all, ..) = pixels(&whole).unwrap();
        assert_eq!(half[..120 * 32], all[..120 * 32]);
        assert_ne!(half, all);
    }
}

#[test]
fn rubbish_is_none_or_a_picture_of_bounded_size() {
    let whole = stripped(&jpeg(120, 90), |_| true);
    let mut state = 1_u32;
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize
    };
    for _ in 0..2_000 {
        let mut bytes = whole.clone();
        for _ in 0..1 + random() % 6 {
            let at = random() % bytes.len();
            bytes[at] = random() as u8;
        }
        if let Some((luma, width, height)) = pixels(&bytes) {
            assert!(luma.len() == width * height && width <= MAX_SIDE && height <= MAX_SIDE);
        }
    }
    assert!(pixels(b"").is_none() && pixels(&[0xff; 5000]).is_none());
    assert!(pixels(&[0xff, SOI, 0xff, DHT, 0, 0, 0xff, SOS]).is_none());
}
