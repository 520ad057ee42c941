//! Two faults of the headers: which of them is named.

use test_vectors::CredentialVector;

use crate::build::cbor::{bytes, int, map, uint};
use crate::build::cose::{EDDSA, Sign1, signer_header};
use crate::draft::vector;
use crate::fixtures::World;
use crate::person::wang;

/// ML-DSA-44, which version 1 does not know.
const LATER: i64 = -48;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let kid = key.kid();
    let with = |header: Vec<u8>, payload: Vec<u8>, signature: Option<usize>| {
        let mut message = Sign1::with_header(header, payload, &key);
        if let Some(length) = signature {
            message.signature.resize(length, 0x5a);
        }
        message
    };
    let good = || wang().payload();
    let further = |algorithm: i64| map(&[(1, int(algorithm)), (3, uint(60)), (4, bytes(&kid))]);
    let algorithm = ("algorithm-unsupported", None);
    let header = ("header-unexpected", None);
    let not_deterministic = ("malformed", Some("not-deterministic"));
    let mut unprotected = with(signer_header(LATER, &kid), good(), None);
    unprotected.unprotected = map(&[(100, uint(0))]);
    let mut no_map = with(bytes(&kid), good(), Some(63));
    no_map.unprotected = map(&[]);
    [
        (
            "algorithm-before-signature-length",
            "A later algorithm, whose signature has 600 bytes.",
            with(signer_header(LATER, &kid), good(), Some(600)),
            algorithm,
        ),
        (
            "algorithm-before-empty-signature",
            "A later algorithm, and a signature of no bytes.",
            with(signer_header(LATER, &kid), good(), Some(0)),
            algorithm,
        ),
        (
            "algorithm-before-further-parameter",
            "A later algorithm beside a parameter that no code has.",
            with(further(LATER), good(), None),
            algorithm,
        ),
        (
            "algorithm-before-kid-length",
            "A later algorithm beside a kid of eight bytes.",
            with(signer_header(LATER, &[0x5a; 8]), good(), None),
            algorithm,
        ),
        (
            "algorithm-before-no-kid",
            "A later algorithm and no kid.",
            with(map(&[(1, int(LATER))]), good(), None),
            algorithm,
        ),
        (
            "unprotected-before-algorithm",
            "A parameter in the unprotected header, and a later algorithm.",
            unprotected,
            header,
        ),
        (
            "map-before-signature-length",
            "A byte string in the place of the protected header, and a signature of 63 bytes.",
            no_map,
            header,
        ),
        (
            "parameter-before-signature-length",
            "A parameter that no code has, and a signature of 63 bytes.",
            with(further(EDDSA), good(), Some(63)),
            header,
        ),
        (
            "kid-before-signature-length",
            "A kid of three bytes, and a signature of 65 bytes.",
            with(signer_header(EDDSA, &kid[..3]), good(), Some(65)),
            header,
        ),
        (
            "payload-before-parameter",
            "A payload that is not deterministic, and a parameter that no code has: all CBOR is read first.",
            with(further(EDDSA), vec![0xb8, 0], None),
            not_deterministic,
        ),
        (
            "payload-before-algorithm",
            "A payload that is not deterministic, under a later algorithm.",
            with(signer_header(LATER, &kid), vec![0xb8, 0], None),
            not_deterministic,
        ),
        (
            "header-before-payload",
            "A protected header and a payload that are not deterministic: the header stands first.",
            with(vec![0xb8, 0], vec![0xf7], None),
            not_deterministic,
        ),
    ]
    .into_iter()
    .map(|(id, comment, message, (code, detail))| {
        vector(&format!("header-order-{id}"), comment)
            .object(&message)
            .flags(&["two-faults"])
            .refuse("object", code, detail)
    })
    .collect()
}
