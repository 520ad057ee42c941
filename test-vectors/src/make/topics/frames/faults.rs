//! Texts that are no frames, between two that are: what was collected stays.

use test_vectors::FramesVector;

use super::{PART, digest, frame, object, shown, split, text};
use crate::build::cbor::{array, bytes, int, tag, text as text_item, uint};
use crate::build::written::{base45, digits, marked, number};
use crate::fixtures::World;
use crate::person::wang;

const UNEXPECTED: &str = "unexpected-item";

pub(super) fn vectors(world: &World) -> Vec<FramesVector> {
    let mut all = contents();
    all.extend(texts(world));
    all
}

fn contents() -> Vec<FramesVector> {
    let whole = object(0);
    let [first, second] = [0, 1].map(|at| split(&whole, 2 * PART)[at].clone());
    let name = digest(&whole);
    let part = &whole[..PART];
    let items = || [bytes(&name), uint(0), uint(2), bytes(part)];
    let with = |at: usize, item: Vec<u8>| {
        let mut items = items();
        items[at] = item;
        text(&array(&items))
    };
    let malformed = |id: &str, comment: &str, fault: String, detail: &str| {
        shown(id, comment, &[])
            .waiting(&first)
            .refuse(&fault, ("object", "malformed", Some(detail)))
            .complete(&second, &whole)
            .end()
    };
    let unexpected =
        |id: &str, comment: &str, fault: String| malformed(id, comment, fault, UNEXPECTED);
    let limit = |id: &str, comment: &str, fault: String| {
        let mut vector = unexpected(id, comment, fault);
        vector.flags = vec!["limit".into()];
        vector
    };
    let mut not_ascending = array(&items());
    not_ascending.push(0);
    vec![
        unexpected(
            "three-items",
            "The part is missing.",
            text(&array(&[items()[0].clone(), bytes(part), bytes(part)])),
        ),
        unexpected(
            "five-items",
            "An item more.",
            text(&array(&[items().to_vec(), vec![uint(0)]].concat())),
        ),
        unexpected(
            "map",
            "A map in the place of the array.",
            text(&crate::build::cbor::map(&[(0, bytes(&whole[..60]))])),
        ),
        unexpected(
            "tag",
            "A frame under a tag.",
            text(&tag(24, &array(&items()))),
        ),
        unexpected(
            "digest-15-bytes",
            "A digest of 15 bytes.",
            with(0, bytes(&name[..15])),
        ),
        unexpected(
            "digest-17-bytes",
            "A digest of 17 bytes.",
            with(0, bytes(&[&name[..], &[0]].concat())),
        ),
        unexpected(
            "digest-text",
            "The digest is a text.",
            with(0, text_item("0123456789abcdef")),
        ),
        unexpected(
            "index-is-the-count",
            "The index is the count, one more than there is.",
            with(1, uint(2)),
        ),
        unexpected("index-negative", "The index is -1.", with(1, int(-1))),
        unexpected(
            "index-33-bits",
            "The index is 2^32.",
            with(1, uint(1 << 32)),
        ),
        unexpected("count-0", "The count is 0.", with(2, uint(0))),
        limit(
            "count-2049",
            "One frame more than a sequence may have.",
            with(2, uint(2049)),
        ),
        unexpected(
            "count-33-bits",
            "The count is 2^32 + 2.",
            with(2, uint((1 << 32) + 2)),
        ),
        unexpected(
            "part-text",
            "The part is a text.",
            with(3, text_item(&"a".repeat(PART))),
        ),
        limit(
            "part-961-bytes",
            "One byte more than a part may have.",
            with(3, bytes(&[0x5a; 961])),
        ),
        malformed(
            "long-head",
            "The count in two bytes: not deterministic.",
            with(2, vec![0x18, 2]),
            "not-deterministic",
        ),
        malformed(
            "trailing-byte",
            "A byte is left over.",
            text(&not_ascending),
            "trailing-bytes",
        ),
        malformed(
            "cut",
            "The last byte of the part is missing.",
            text(&array(&items())[..array(&items()).len() - 1]),
            "truncated",
        ),
        shown(
            "count-2048",
            "As many frames as a sequence may have.",
            &["valid", "limit"],
        )
        .waiting(&frame(&name, 2047, 2048, part))
        .end(),
    ]
}

fn texts(world: &World) -> Vec<FramesVector> {
    let whole = object(0);
    let [first, second] = [0, 1].map(|at| split(&whole, 2 * PART)[at].clone());
    let credential = world.issue(&wang()).to_bytes();
    let mut damaged = second.clone();
    damaged.replace_range(50..51, if second[50..51] == *"0" { "1" } else { "0" });
    let refused = |id: &str, comment: &str, fault: &str, why: (&str, &str, Option<&str>)| {
        shown(id, comment, &[])
            .waiting(&first)
            .refuse(fault, why)
            .complete(&second, &whole)
            .end()
    };
    let unsupported = ("object", "object-unsupported", None);
    vec![
        refused(
            "credential",
            "A credential where a frame is expected.",
            &digits(&credential),
            unsupported,
        ),
        refused(
            "credential-base45",
            "A credential in the Base45 form.",
            &base45(&credential),
            unsupported,
        ),
        refused(
            "not-a-credential",
            "Under the mark of credentials what is none: nothing else of it is looked at.",
            &marked(81, &number(&[0x5a; 60])),
            unsupported,
        ),
        refused(
            "damaged",
            "A digit of a frame was read wrongly.",
            &damaged,
            ("text", "unreadable", Some("check-digits")),
        ),
        refused(
            "reserved-mark",
            "A reserved mark.",
            &marked(83, &number(&credential)),
            ("text", "text-unsupported", None),
        ),
        refused(
            "not-ours",
            "Another code, by the way.",
            "https://example.com/",
            ("text", "not-ours", None),
        ),
        refused(
            "empty-text",
            "The scanner returned nothing.",
            "",
            ("text", "empty", None),
        ),
        refused(
            "1025-bytes",
            "More bytes than an object in a text may have.",
            &text(&[0x5a; 1025]),
            ("text", "too-long", None),
        ),
    ]
}
