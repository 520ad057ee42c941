//! Stage object: headers and algorithms.

mod first;

use test_vectors::CredentialVector;

use crate::build::cbor::{NULL, TRUE, array, bytes, int, map, text, uint};
use crate::build::cose::{EDDSA, Sign1, signer_header};
use crate::draft::vector;
use crate::fixtures::{ROOT_SET_TYPE, TRUST_LIST_TYPE, World};
use crate::person::{Entries, wang};

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = algorithms(world);
    all.extend(unexpected(world));
    all.extend(unprotected(world));
    all.extend(first::vectors(world));
    all
}

/// Everything here is properly signed by the issuer: nothing but the header is wrong.
fn algorithms(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let faults = [
        (
            "header-alg-0",
            "Algorithm 0, reserved: the `none` of other formats.",
            int(0),
        ),
        (
            "header-alg-es256",
            "ES256 (-7) for an Ed25519 key.",
            int(-7),
        ),
        ("header-alg-esp256", "ESP256 (-9, RFC 9864).", int(-9)),
        (
            "header-alg-ed448",
            "Ed448 (-53, RFC 9864), an EdDSA for other keys.",
            int(-53),
        ),
        ("header-alg-rs256", "RS256 (-257).", int(-257)),
        (
            "header-alg-hs256",
            "HMAC 256/256 (5): a public key must not become the secret of a MAC.",
            int(5),
        ),
        (
            "header-alg-private-use",
            "An algorithm for private use (-70000).",
            int(-70_000),
        ),
        (
            "header-alg-unassigned",
            "A number that no algorithm has (-1000).",
            int(-1000),
        ),
        (
            "header-alg-text",
            "The algorithm by its name, as a text.",
            text("EdDSA"),
        ),
        (
            "header-alg-bytes",
            "The algorithm is a byte string.",
            bytes(&[7]),
        ),
        ("header-alg-null", "The algorithm is null.", vec![NULL]),
    ];
    faults
        .into_iter()
        .map(|(id, comment, algorithm)| {
            let header = map(&[(1, algorithm), (4, bytes(&key.kid()))]);
            vector(id, comment)
                .object(&Sign1::with_header(header, wang().payload(), &key))
                .flags(&["algorithm"])
                .refuse("object", "algorithm-unsupported", None)
        })
        .collect()
}

fn unexpected(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let kid = key.kid();
    let alg = || (1, int(EDDSA));
    let with = |key: i64, value: Vec<u8>| {
        let mut entries = vec![alg(), (4, bytes(&kid)), (key, value)];
        entries.sort_by_key(|(key, _)| int(*key));
        map(&entries)
    };
    let with_kid = |kid: Vec<u8>| map(&[alg(), (4, kid)]);
    let faults = [
        ("header-no-alg", "alg is missing.", map(&[(4, bytes(&kid))])),
        ("header-no-kid", "kid is missing.", map(&[alg()])),
        ("header-empty-map", "Neither alg nor kid.", map(&[])),
        (
            "header-kid-empty",
            "kid has no bytes.",
            with_kid(bytes(&[])),
        ),
        (
            "header-kid-3-bytes",
            "kid has three bytes.",
            with_kid(bytes(&kid[..3])),
        ),
        (
            "header-kid-8-bytes",
            "kid has eight bytes, the right four in front.",
            with_kid(bytes(&[kid, [0; 4]].concat())),
        ),
        ("header-kid-text", "kid is a text.", with_kid(text("kid1"))),
        (
            "header-kid-number",
            "kid is a number.",
            with_kid(uint(u32::from_be_bytes(kid).into())),
        ),
        (
            "header-crit",
            "crit demands that parameter 100 be understood: it is not, and a reader that passes over crit would accept.",
            map(&[
                alg(),
                (2, array(&[uint(100)])),
                (4, bytes(&kid)),
                (100, vec![TRUE]),
            ]),
        ),
        (
            "header-crit-empty",
            "crit is an empty array, which RFC 9052 forbids too.",
            with(2, array(&[])),
        ),
        ("header-content-type", "A content type.", with(3, uint(60))),
        (
            "header-content-type-ill-typed",
            "A content type that is an array.",
            with(3, array(&[])),
        ),
        (
            "header-iv",
            "An initialization vector.",
            with(5, bytes(&[0; 12])),
        ),
        (
            "header-cwt-claims",
            "CWT claims in the header (RFC 9597), as a presentation has them and a credential has not.",
            with(15, map(&[(6, uint(wang().iat))])),
        ),
        (
            "header-typ-trust-list",
            "The type of a trust list: what is signed as one thing must not count as another.",
            with(16, text(TRUST_LIST_TYPE)),
        ),
        (
            "header-typ-root-set",
            "The type of a root set.",
            with(16, text(ROOT_SET_TYPE)),
        ),
        (
            "header-typ-cwt",
            "The type `application/cwt`: true, but a credential has none.",
            with(16, text("application/cwt")),
        ),
        (
            "header-typ-number",
            "A type given as a number.",
            with(16, uint(61)),
        ),
        (
            "header-x5chain",
            "A certificate.",
            with(33, bytes(&[0x30, 0])),
        ),
        (
            "header-unknown",
            "A parameter that nobody knows.",
            with(100, uint(0)),
        ),
    ];
    let mut all: Vec<_> = faults
        .into_iter()
        .map(|(id, comment, header)| {
            refused(
                id,
                comment,
                Sign1::with_header(header, wang().payload(), &key),
            )
        })
        .collect();
    let mut text_label = map(&[alg(), (4, bytes(&kid))]);
    text_label[0] = 0xa3;
    text_label.extend([text("reserved"), uint(1)].concat());
    for (id, comment, header) in [
        (
            "header-text-label",
            "A parameter whose label is a text.",
            text_label,
        ),
        (
            "header-array",
            "The protected header is an array.",
            array(&[int(EDDSA), bytes(&kid)]),
        ),
    ] {
        all.push(refused(
            id,
            comment,
            Sign1::with_header(header, wang().payload(), &key),
        ));
    }
    all
}

/// The unprotected header is not signed: whatever stands in it, anybody can have put there.
fn unprotected(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let good = world.issue(&wang());
    let kid = || (4, bytes(&key.kid()));
    let added: [(&str, &str, Entries); 5] = [
        (
            "header-unprotected-kid",
            "kid stands in the unprotected header too.",
            vec![kid()],
        ),
        (
            "header-unprotected-other-kid",
            "The unprotected header names another key: a reader that looks there first is led astray.",
            vec![(4, bytes(&world.key("hubei").kid()))],
        ),
        (
            "header-unprotected-alg",
            "alg stands in the unprotected header too.",
            vec![(1, int(EDDSA))],
        ),
        (
            "header-unprotected-unknown",
            "A parameter that nobody knows, in the unprotected header.",
            vec![(100, uint(0))],
        ),
        (
            "header-unprotected-countersignature",
            "A countersignature (RFC 9338) hangs on the message.",
            vec![(11, array(&[bytes(&[]), map(&[]), bytes(&[0; 64])]))],
        ),
    ];
    let mut all: Vec<_> = added
        .into_iter()
        .map(|(id, comment, entries)| {
            let message = Sign1 {
                unprotected: map(&entries),
                ..good.clone()
            };
            refused(id, comment, message)
        })
        .collect();
    let mut only_unprotected = Sign1::with_header(map(&[(1, int(EDDSA))]), wang().payload(), &key);
    only_unprotected.unprotected = map(&[kid()]);
    all.push(refused(
        "header-kid-unprotected-only",
        "kid stands in the unprotected header, where many libraries put it, and not in the protected one.",
        only_unprotected,
    ));
    let mut moved = Sign1::with_header(map(&[]), wang().payload(), &key);
    moved.unprotected = signer_header(EDDSA, &key.kid());
    all.push(refused(
        "header-all-unprotected",
        "alg and kid both stand in the unprotected header only.",
        moved,
    ));
    all
}

fn refused(id: &str, comment: &str, message: Sign1) -> CredentialVector {
    vector(id, comment)
        .object(&message)
        .refuse("object", "header-unexpected", None)
}
