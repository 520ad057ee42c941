//! Two faults in bytes that are no object: the first item with a fault decides, and at one item the
//! head comes first, then the bytes of a string, then the depth.

use super::{DETERMINISTIC, FaultCase};
use crate::build::cbor::{UNDEFINED, head};

pub(super) fn faults() -> Vec<FaultCase> {
    // An item of level 13 behind the heads of twelve arrays.
    let too_deep = |item: &[u8]| [&[0x81; 12], item].concat();
    vec![
        (
            "cbor-first-deep-text-not-utf8",
            "At level 13 a text that is not UTF-8: its bytes are looked at before the depth.",
            too_deep(&[0x61, 0xff]),
            "syntax",
        ),
        (
            "cbor-first-deep-text-cut",
            "At level 13 a text that is cut.",
            too_deep(&[0x62, 0x61]),
            "truncated",
        ),
        (
            "cbor-first-deep-bytes-cut",
            "At level 13 a byte string that is cut.",
            too_deep(&[0x42, 0x61]),
            "truncated",
        ),
        (
            "cbor-first-deep-nothing",
            "Twelve arrays, and nothing in the innermost.",
            too_deep(&[]),
            "truncated",
        ),
        (
            "cbor-first-deep-head-cut",
            "At level 13 a number that is cut.",
            too_deep(&[0x19, 0x01]),
            "truncated",
        ),
        (
            "cbor-first-deep-long-head",
            "At level 13 a number in a longer head than it needs.",
            too_deep(&[0x18, 0x01]),
            DETERMINISTIC,
        ),
        (
            "cbor-first-deep-undefined",
            "At level 13 a simple value that is forbidden.",
            too_deep(&[UNDEFINED]),
            "forbidden-value",
        ),
        (
            "cbor-first-deep-break",
            "At level 13 a break.",
            too_deep(&[0xff]),
            "syntax",
        ),
        (
            "cbor-first-deep-text",
            "The counterpart: at level 13 a sound text.",
            too_deep(&[0x61, 0x61]),
            "too-deep",
        ),
        (
            "cbor-first-half-float-cut",
            "A floating-point number of two bytes, cut after one: there is no number yet that could be forbidden.",
            vec![0x81, 0xf9, 0x00],
            "truncated",
        ),
        (
            "cbor-first-double-float-cut",
            "A floating-point number of eight bytes, cut in its head.",
            vec![0x81, 0xfb, 0x00, 0x00, 0x00],
            "truncated",
        ),
        (
            "cbor-first-simple-cut",
            "A simple value in two bytes, cut after the first.",
            vec![0x81, 0xf8],
            "truncated",
        ),
        (
            "cbor-first-array-beyond-the-end",
            "An array that announces five items, of which one is there, and that is forbidden: the fault stands before the end.",
            vec![0x85, UNDEFINED],
            "forbidden-value",
        ),
        (
            "cbor-first-array-of-all",
            "An array that announces 2^64-1 items; the first is a number in a long head.",
            [head(4, u64::MAX), vec![0x18, 0x01]].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-first-map-beyond-the-end",
            "A map that announces five entries, of which one is there, and its value is forbidden.",
            vec![0xa5, 0x00, UNDEFINED],
            "forbidden-value",
        ),
        (
            "cbor-first-map-keys-beyond-the-end",
            "A map that announces five entries and has one key twice before it ends.",
            vec![0xa5, 0x00, 0x00, 0x00, 0x00],
            "duplicate-key",
        ),
        (
            "cbor-first-array-sound-beyond-the-end",
            "The counterpart: an array that announces five items and has one that is sound.",
            vec![0x85, 0x00],
            "truncated",
        ),
    ]
}
