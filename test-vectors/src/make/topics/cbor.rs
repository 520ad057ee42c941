//! Stage object: bytes that are not deterministic CBOR.

mod first;
mod headers;
mod inside;

use test_vectors::CredentialVector;

use crate::build::cbor::{
    BREAK, UNDEFINED, array, bytes, head, map, nested, raw_text, tag, uint, wide_head,
};
use crate::build::cose::Sign1;
use crate::draft::vector;
use crate::fixtures::World;
use crate::person::wang;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all: Vec<_> = outside(world)
        .into_iter()
        .chain(first::faults())
        .map(|(id, comment, object, detail)| {
            vector(id, comment)
                .bytes(&object)
                .refuse("object", "malformed", Some(detail))
        })
        .collect();
    let key = world.key("xianning");
    all.extend(
        headers::headers(world)
            .into_iter()
            .map(|(id, comment, header, detail)| {
                let message = Sign1::with_header(header, wang().payload(), &key);
                vector(id, comment)
                    .object(&message)
                    .refuse("object", "malformed", Some(detail))
            }),
    );
    all.extend(
        inside::payloads()
            .into_iter()
            .map(|(id, comment, payload, detail)| {
                vector(id, comment)
                    .object(&Sign1::signed(payload, &key))
                    .refuse("object", "malformed", Some(detail))
            }),
    );
    all.push(
        vector(
            "cbor-payload-12-levels",
            "Nested as deep as is read: the reader goes on, and finds claims that are none.",
        )
        .object(&Sign1::signed(nested(12), &key))
        .flags(&["limit"])
        .refuse("claims", "claims-invalid", Some("payload")),
    );
    all
}

/// Identifier, comment, bytes, detail.
type FaultCase = (&'static str, &'static str, Vec<u8>, &'static str);

const DETERMINISTIC: &str = "not-deterministic";

fn outside(world: &World) -> Vec<FaultCase> {
    let good = world.issue(&wang());
    let whole = good.to_bytes();
    let items = good.items();
    let [protected, unprotected, payload, signature] = items.clone();
    let with = |at: usize, item: Vec<u8>| {
        let mut items = items.to_vec();
        items[at] = item;
        tag(18, &array(&items))
    };
    let long = |content: &[u8], width| {
        [wide_head(2, content.len() as u64, width), content.to_vec()].concat()
    };
    vec![
        (
            "cbor-outside-long-tag",
            "Tag 18 in two bytes: the same value in a longer head.",
            [vec![0xd8, 18], array(&items)].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-long-array-head",
            "The array's length in two bytes.",
            [vec![0xd2, 0x98, 4], items.concat()].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-long-protected-head",
            "The length of the protected header in two bytes.",
            with(0, long(&good.protected, 1)),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-long-payload-head",
            "The length of the payload in eight bytes.",
            with(2, long(&good.payload, 8)),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-long-signature-head",
            "The length of the signature in three bytes: the signature does not cover it, so that anybody can write it.",
            with(3, long(&good.signature, 2)),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-long-map-head",
            "The empty unprotected header as b8 00.",
            with(1, vec![0xb8, 0]),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-indefinite-array",
            "The array has no length, but an end mark.",
            [vec![0xd2, 0x9f], items.concat(), vec![BREAK]].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-indefinite-map",
            "The unprotected header has no length, but an end mark.",
            with(1, vec![0xbf, BREAK]),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-indefinite-payload",
            "The payload in two pieces.",
            with(
                2,
                [
                    vec![0x5f],
                    bytes(&good.payload[..10]),
                    bytes(&good.payload[10..]),
                    vec![BREAK],
                ]
                .concat(),
            ),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-map-order",
            "The keys of a map stand in descending order.",
            with(1, map(&[(5, bytes(&[0])), (3, uint(0))])),
            DETERMINISTIC,
        ),
        (
            "cbor-outside-duplicate-key",
            "A map has a key twice.",
            with(1, map(&[(3, uint(0)), (3, uint(1))])),
            "duplicate-key",
        ),
        (
            "cbor-outside-trailing-byte",
            "A byte is left over.",
            [whole.clone(), vec![0]].concat(),
            "trailing-bytes",
        ),
        (
            "cbor-outside-twice",
            "The object stands there twice.",
            [whole.clone(), whole.clone()].concat(),
            "trailing-bytes",
        ),
        (
            "cbor-outside-last-byte-lost",
            "The last byte of the signature is missing.",
            whole[..whole.len() - 1].to_vec(),
            "truncated",
        ),
        (
            "cbor-outside-item-lost",
            "An array of four items has three.",
            [
                vec![0xd2, 0x84],
                protected.clone(),
                unprotected.clone(),
                payload.clone(),
            ]
            .concat(),
            "truncated",
        ),
        (
            "cbor-outside-head-cut",
            "The bytes end inside a head.",
            vec![0xd2, 0x84, 0x59, 0x01],
            "truncated",
        ),
        (
            "cbor-outside-tag-only",
            "The tag alone.",
            vec![0xd2],
            "truncated",
        ),
        (
            "cbor-outside-huge-string",
            "A byte string announces 2^63 bytes: memory must not be taken for what is not there.",
            [vec![0xd2, 0x84], head(2, 1 << 63)].concat(),
            "truncated",
        ),
        (
            "cbor-outside-huge-array",
            "An array announces 2^64-1 items.",
            [vec![0xd2], head(4, u64::MAX), protected.clone()].concat(),
            "truncated",
        ),
        (
            "cbor-outside-reserved-head",
            "1c is a head that CBOR reserves.",
            with(1, vec![0x1c]),
            "syntax",
        ),
        (
            "cbor-outside-break",
            "An end mark where nothing has begun.",
            with(1, vec![BREAK]),
            "syntax",
        ),
        (
            "cbor-outside-tag-without-length",
            "df: a tag cannot be of indefinite length.",
            vec![0xdf, 0x84],
            "syntax",
        ),
        (
            "cbor-outside-bad-utf8",
            "A text that is not UTF-8, in the unprotected header.",
            with(1, [vec![0xa1, 0x03], raw_text(&[0xff])].concat()),
            "syntax",
        ),
        (
            "cbor-outside-undefined",
            "The payload is `undefined`.",
            with(2, vec![UNDEFINED]),
            "forbidden-value",
        ),
        (
            "cbor-outside-float",
            "The payload is a floating-point number.",
            with(2, vec![0xf9, 0x3c, 0x00]),
            "forbidden-value",
        ),
        (
            "cbor-outside-13-levels",
            "Tag, array and eleven arrays more: nested one level too deep.",
            tag(18, &array(&[protected, unprotected, nested(11), signature])),
            "too-deep",
        ),
        (
            "cbor-outside-1000-levels",
            "Nested a thousand levels deep: a reader must not run out of stack.",
            tag(18, &nested(1000)),
            "too-deep",
        ),
    ]
}
