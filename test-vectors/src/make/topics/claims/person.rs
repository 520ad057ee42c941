//! Stage claims: details, the holder's key, validity.

use super::FaultCase;
use crate::build::cbor::{NULL, array, bytes, int, map, text, uint};
use crate::build::curve::{Key, cose_key};
use crate::fixtures::{World, foreign_key};
use crate::person::{Person, edit, wang};
use crate::times::{LAST_TIME, TWENTY_YEARS};

pub(super) fn details() -> Vec<FaultCase> {
    let with = |details: &[(i64, u64)]| wang().details(details).payload();
    let as_item =
        |item: Vec<u8>| wang().payload_with(&[wang().items().as_slice(), &[item]].concat());
    vec![
        (
            "claims-region-5-digits",
            "Home region 99999.",
            with(&[(1, 99_999)]),
            "region",
        ),
        (
            "claims-region-7-digits",
            "Home region 1000000.",
            with(&[(1, 1_000_000)]),
            "region",
        ),
        (
            "claims-region-zero",
            "Home region 0.",
            with(&[(1, 0)]),
            "region",
        ),
        (
            "claims-grade-0",
            "Disability grade 0.",
            with(&[(2, 0)]),
            "disability-grade",
        ),
        (
            "claims-grade-11",
            "Disability grade 11.",
            with(&[(2, 11)]),
            "disability-grade",
        ),
        (
            "claims-grade-257",
            "Disability grade 257: grade 1 to who keeps the low byte only.",
            with(&[(2, 257)]),
            "disability-grade",
        ),
        (
            "claims-honour-0",
            "Honour class 0.",
            with(&[(3, 0)]),
            "honour-class",
        ),
        (
            "claims-honour-10",
            "Honour class 10.",
            with(&[(3, 10)]),
            "honour-class",
        ),
        (
            "claims-details-empty",
            "An empty map of details: a second way to write that there are none.",
            as_item(map(&[])),
            "payload",
        ),
        (
            "claims-details-array",
            "The details in an array.",
            as_item(array(&[uint(1)])),
            "payload",
        ),
        (
            "claims-details-null",
            "null in place of the details.",
            as_item(vec![NULL]),
            "payload",
        ),
        (
            "claims-detail-key-0",
            "Detail 0: keys below 1 would have to be understood.",
            with(&[(0, 1)]),
            "payload",
        ),
        (
            "claims-detail-key-negative",
            "Detail -1.",
            with(&[(-1, 1)]),
            "payload",
        ),
        (
            "claims-detail-key-2-63",
            "A detail whose key is 2^63, one more than there may be.",
            as_item([vec![0xa1], uint(1 << 63), uint(0)].concat()),
            "payload",
        ),
        (
            "claims-detail-key-text",
            "A detail whose key is a text.",
            as_item([vec![0xa1], text("a"), uint(0)].concat()),
            "payload",
        ),
    ]
}

pub(super) fn confirmation(world: &World) -> Vec<FaultCase> {
    let x = world.holder.x;
    let cnf = |item: Vec<u8>| map(&edit(wang().entries(), 8, Some(item)));
    let key = |item: Vec<u8>| cnf(map(&[(1, item)]));
    vec![
        (
            "claims-cnf-empty",
            "cnf is an empty map.",
            cnf(map(&[])),
            "payload",
        ),
        (
            "claims-cnf-null",
            "cnf is null.",
            cnf(vec![NULL]),
            "payload",
        ),
        (
            "claims-cnf-kid",
            "cnf names a key by its identifier (RFC 8747 §3.4) and does not hold it.",
            cnf(map(&[(3, bytes(&Key::named("holder").kid()))])),
            "payload",
        ),
        (
            "claims-cnf-two-entries",
            "cnf holds a key, and an identifier beside it.",
            cnf(map(&[
                (1, cose_key(&x)),
                (3, bytes(&Key::named("holder").kid())),
            ])),
            "payload",
        ),
        (
            "claims-cnf-short-x",
            "The holder's key has 31 bytes.",
            key(cose_key(&x[..31])),
            "key",
        ),
        (
            "claims-cnf-extra-parameter",
            "The holder's key names its algorithm, a fourth parameter.",
            key(map(&[
                (1, int(1)),
                (3, int(-8)),
                (-1, int(6)),
                (-2, bytes(&x)),
            ])),
            "key",
        ),
        (
            "claims-cnf-private-key",
            "The holder's private key was put in with the public one.",
            key(map(&[
                (1, int(1)),
                (-1, int(6)),
                (-2, bytes(&x)),
                (-4, bytes(&world.holder.seed)),
            ])),
            "key",
        ),
        (
            "claims-cnf-p256",
            "The holder's key is one of P-256 with the whole of y: here a point is compressed.",
            key(foreign_key(
                2,
                &[(-1, int(1)), (-2, bytes(&x)), (-3, bytes(&x))],
            )),
            "key",
        ),
    ]
}

pub(super) fn validity() -> Vec<FaultCase> {
    let term = |iat, exp| -> Person { wang().term(iat, exp) };
    vec![
        (
            "claims-exp-equals-iat",
            "exp equals iat: valid in no second.",
            term(wang().iat, wang().iat).payload(),
            "validity",
        ),
        (
            "claims-exp-before-iat",
            "exp is a second before iat.",
            term(wang().iat, wang().iat - 1).payload(),
            "validity",
        ),
        (
            "claims-exp-twenty-years-and-a-second",
            "exp is a second more than twenty years after iat.",
            term(wang().iat, wang().iat + TWENTY_YEARS + 1).payload(),
            "validity",
        ),
        (
            "claims-exp-beyond-32-bits",
            "A term that ends after the year 2106, 79 years.",
            term(wang().iat, 0x1_0000_0000).payload(),
            "validity",
        ),
        (
            "claims-exp-greatest",
            "exp is the greatest number that CBOR has; a reader must not overflow.",
            term(wang().iat, u64::MAX).payload(),
            "validity",
        ),
        (
            "claims-iat-greatest",
            "iat is the greatest number that CBOR has; twenty years more must not overflow.",
            term(u64::MAX, wang().exp).payload(),
            "validity",
        ),
        (
            "claims-exp-year-10000",
            "exp is the first second of the year 10000, iat a year before it.",
            term(LAST_TIME - 31_536_000, LAST_TIME + 1).payload(),
            "validity",
        ),
    ]
}
