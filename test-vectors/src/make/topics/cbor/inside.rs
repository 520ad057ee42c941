//! The same inside the byte string of the payload.

use super::{DETERMINISTIC, FaultCase};
use crate::build::cbor::{
    BREAK, NULL, UNDEFINED, array, head, int, nested, raw_text, text, uint, wide_head,
};
use crate::person::{PRIVATE, wang};

pub(super) fn payloads() -> Vec<FaultCase> {
    let person = wang();
    let exp = [vec![4], uint(person.exp)].concat();
    let iat = [vec![6], uint(person.iat)].concat();
    let private = [int(PRIVATE), array(&person.items())].concat();
    let three = |entries: [&Vec<u8>; 3]| {
        [
            vec![0xa3],
            entries[0].clone(),
            entries[1].clone(),
            entries[2].clone(),
        ]
        .concat()
    };
    let named = |item: Vec<u8>| {
        let mut items = person.items();
        items[3] = item;
        person.payload_with(&items)
    };
    let whole = person.payload();
    let mut all = vec![
        (
            "cbor-payload-order",
            "iat stands before exp.",
            three([&iat, &exp, &private]),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-negative-first",
            "The private claim stands first, as its number would have it; its encoding comes last.",
            three([&private, &exp, &iat]),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-map-head",
            "The map's length in two bytes.",
            [vec![0xb8, 3], exp.clone(), iat.clone(), private.clone()].concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-exp",
            "exp in eight bytes where four are enough.",
            three([
                &[vec![4], wide_head(0, person.exp, 8)].concat(),
                &iat,
                &private,
            ]),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-categories",
            "Category set 1 in two bytes.",
            three([
                &exp,
                &iat,
                &[
                    int(PRIVATE),
                    head(4, 4),
                    vec![0x18, 1],
                    person.items()[1..].concat(),
                ]
                .concat(),
            ]),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-text-head",
            "The length of the name in two bytes.",
            named([vec![0x78, 7], "王*明".as_bytes().to_vec()].concat()),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-indefinite-map",
            "The map has no length, but an end mark.",
            [
                vec![0xbf],
                exp.clone(),
                iat.clone(),
                private.clone(),
                vec![BREAK],
            ]
            .concat(),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-indefinite-array",
            "The private claim's array has no length, but an end mark.",
            three([
                &exp,
                &iat,
                &[
                    int(PRIVATE),
                    vec![0x9f],
                    person.items().concat(),
                    vec![BREAK],
                ]
                .concat(),
            ]),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-indefinite-text",
            "The name in pieces.",
            named([vec![0x7f], text("王"), text("*明"), vec![BREAK]].concat()),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-details-order",
            "The details stand in descending order.",
            person.clone().details(&[(3, 1), (2, 1)]).payload(),
            DETERMINISTIC,
        ),
        (
            "cbor-payload-duplicate-exp",
            "exp stands there twice: which one counts must not depend on the reader.",
            [
                vec![0xa4],
                exp.clone(),
                [vec![4], uint(person.exp + 1)].concat(),
                iat.clone(),
                private.clone(),
            ]
            .concat(),
            "duplicate-key",
        ),
        (
            "cbor-payload-duplicate-detail",
            "The disability grade stands there twice.",
            person.clone().details(&[(2, 1), (2, 9)]).payload(),
            "duplicate-key",
        ),
        (
            "cbor-payload-trailing-byte",
            "A byte is left over behind the claims.",
            [whole.clone(), vec![0]].concat(),
            "trailing-bytes",
        ),
        (
            "cbor-payload-truncated",
            "The last byte of the name is missing.",
            whole[..whole.len() - 1].to_vec(),
            "truncated",
        ),
        (
            "cbor-payload-empty",
            "The payload has no bytes.",
            Vec::new(),
            "truncated",
        ),
        (
            "cbor-payload-break",
            "An end mark in place of the private claim.",
            three([&exp, &iat, &[int(PRIVATE), vec![BREAK]].concat()]),
            "syntax",
        ),
        (
            "cbor-payload-13-levels",
            "Nested one level too deep.",
            nested(13),
            "too-deep",
        ),
    ];
    let texts = [
        (
            "cbor-payload-utf8-cut",
            "The name ends in the middle of a character.",
            vec![0xe7, 0x8e],
        ),
        (
            "cbor-payload-utf8-overlong",
            "The name holds c0 af, an overlong slash.",
            vec![b'A', 0xc0, 0xaf],
        ),
        (
            "cbor-payload-utf8-surrogate",
            "The name holds half of a surrogate pair.",
            vec![0xed, 0xa0, 0x80],
        ),
    ];
    all.extend(
        texts
            .into_iter()
            .map(|(id, comment, content)| (id, comment, named(raw_text(&content)), "syntax")),
    );
    let values = [
        (
            "cbor-payload-half-float",
            "A half-precision number, 1.0, for the name.",
            vec![0xf9, 0x3c, 0x00],
        ),
        (
            "cbor-payload-double-float",
            "A double-precision number, 1.1, for the name.",
            vec![0xfb, 0x3f, 0xf1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a],
        ),
        (
            "cbor-payload-undefined",
            "`undefined` for the name.",
            vec![UNDEFINED],
        ),
        (
            "cbor-payload-simple-16",
            "The unassigned simple value 16 for the name.",
            vec![0xf0],
        ),
        (
            "cbor-payload-simple-255",
            "The unassigned simple value 255 for the name.",
            vec![0xf8, 0xff],
        ),
    ];
    all.extend(
        values
            .into_iter()
            .map(|(id, comment, item)| (id, comment, named(item), "forbidden-value")),
    );
    all.extend(
        two_bytes()
            .map(|(id, comment, second, detail)| (id, comment, named(vec![0xf8, second]), detail)),
    );
    all.push((
        "cbor-payload-simple-cut",
        "The second byte of a simple value is missing.",
        vec![0xf8],
        "truncated",
    ));
    all.push((
        "cbor-payload-null-behind",
        "`null` is left over behind the claims.",
        [whole, vec![NULL]].concat(),
        "trailing-bytes",
    ));
    all
}

/// Simple values in two bytes: of `false`, `true` and `null` a second form, of others forbidden anyway.
fn two_bytes() -> impl Iterator<Item = (&'static str, &'static str, u8, &'static str)> {
    [
        (
            "cbor-payload-long-false",
            "`false` in two bytes.",
            20,
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-true",
            "`true` in two bytes.",
            21,
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-null",
            "`null` in two bytes.",
            22,
            DETERMINISTIC,
        ),
        (
            "cbor-payload-long-undefined",
            "`undefined` in two bytes.",
            23,
            "forbidden-value",
        ),
        (
            "cbor-payload-simple-0-long",
            "The simple value 0 in two bytes.",
            0,
            "forbidden-value",
        ),
        (
            "cbor-payload-simple-8-long",
            "The simple value 8 in two bytes.",
            8,
            "forbidden-value",
        ),
        (
            "cbor-payload-simple-31",
            "The simple value 31, which no encoding has.",
            31,
            "forbidden-value",
        ),
        (
            "cbor-payload-simple-32",
            "The simple value 32, the first that two bytes may hold.",
            32,
            "forbidden-value",
        ),
    ]
    .into_iter()
}
