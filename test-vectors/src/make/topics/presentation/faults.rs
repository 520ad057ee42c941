//! Presentations whose bytes are not as they must be.

use test_vectors::CredentialVector;

use super::Phones;
use crate::build::cbor::{bytes, int, map, tag, text, uint};
use crate::build::cose::{Sign1, proof_header, signer_header};
use crate::draft::vector;
use crate::times::{LAST_TIME, NOW};

pub(super) fn vectors(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let mut all = headers(phones);
    all.extend(shapes(phones));
    all
}

fn headers(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let credential = phones.world.issue(&phones.of_ed25519()).to_bytes();
    let with = |protected: Vec<u8>| {
        Sign1::proof_with(protected, credential.clone(), &[], &phones.world.holder)
    };
    let iat = || map(&[(6, uint(NOW))]);
    let unexpected = [
        (
            "kid",
            "A kid in the header.",
            map(&[(1, int(-8)), (4, bytes(&[0; 4])), (15, iat())]),
        ),
        (
            "typ",
            "A type in the header.",
            map(&[(1, int(-8)), (15, iat()), (16, text("proof"))]),
        ),
        ("no-time", "No time.", map(&[(1, int(-8))])),
        ("no-algorithm", "No algorithm.", map(&[(15, iat())])),
        ("empty", "An empty header.", map(&[])),
        (
            "of-a-credential",
            "The header of a credential.",
            signer_header(-8, &[0; 4]),
        ),
        (
            "no-claims",
            "An empty map of claims.",
            map(&[(1, int(-8)), (15, map(&[]))]),
        ),
        (
            "exp",
            "Another claim in place of iat.",
            map(&[(1, int(-8)), (15, map(&[(4, uint(NOW))]))]),
        ),
        (
            "two-claims",
            "A claim besides iat.",
            map(&[(1, int(-8)), (15, map(&[(4, uint(NOW)), (6, uint(NOW))]))]),
        ),
        (
            "claim-behind",
            "A claim behind iat.",
            map(&[(1, int(-8)), (15, map(&[(6, uint(NOW)), (7, bytes(&[1]))]))]),
        ),
        (
            "time-as-text",
            "iat is a text.",
            map(&[(1, int(-8)), (15, map(&[(6, text("now"))]))]),
        ),
        (
            "time-negative",
            "iat is negative.",
            map(&[(1, int(-8)), (15, map(&[(6, int(-1))]))]),
        ),
        (
            "claims-number",
            "A number in place of the claims.",
            map(&[(1, int(-8)), (15, uint(NOW))]),
        ),
        (
            "year-10000",
            "A time after the year 9999.",
            proof_header(-8, LAST_TIME + 1),
        ),
        ("number", "A number in place of the header.", uint(7)),
    ];
    let mut all: Vec<_> = unexpected
        .into_iter()
        .map(|(id, comment, protected)| {
            vector(&format!("presentation-header-{id}"), comment)
                .presented(&with(protected))
                .refuse("object", "header-unexpected", None)
        })
        .collect();
    let algorithms = [
        ("es384", "An algorithm that no holder's key has.", int(-35)),
        (
            "sm2",
            "That of SM2, which signs for issuers and not for phones.",
            int(-65_551),
        ),
        ("text", "The algorithm is a text.", text("EdDSA")),
    ];
    all.extend(algorithms.into_iter().map(|(id, comment, algorithm)| {
        vector(&format!("presentation-algorithm-{id}"), comment)
            .presented(&with(map(&[(1, algorithm), (15, iat())])))
            .flags(&["algorithm"])
            .refuse("object", "algorithm-unsupported", None)
    }));
    let mut unprotected = with(proof_header(-8, NOW));
    unprotected.unprotected = map(&[(1, int(-8))]);
    all.push(
        vector(
            "presentation-unprotected",
            "A parameter in the unprotected header.",
        )
        .presented(&unprotected)
        .refuse("object", "header-unexpected", None),
    );
    all
}

fn shapes(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let person = phones.of_ed25519();
    let credential = phones.world.issue(&person);
    let good = phones.proof(&person, &phones.world.holder);
    let around = |inside: Vec<u8>| {
        let header = proof_header(-8, NOW);
        Sign1::proof_with(header, inside, &[], &phones.world.holder)
    };
    let malformed = |id: &str, comment: &str, message: &Sign1, detail: &str| {
        vector(&format!("presentation-{id}"), comment)
            .presented(message)
            .refuse("object", "malformed", Some(detail))
    };
    let mut short = good.clone();
    short.signature.pop();
    let inside = credential.to_bytes();
    let object = good.to_bytes();
    let cut = |len: usize| object[..len].to_vec();
    let mut all = vec![
        malformed(
            "short-signature",
            "A signature of 63 bytes.",
            &short,
            "unexpected-item",
        ),
        malformed(
            "nothing-inside",
            "An empty payload.",
            &around(Vec::new()),
            "truncated",
        ),
        malformed(
            "cut-inside",
            "The credential lacks its last byte.",
            &around(inside[..inside.len() - 1].to_vec()),
            "truncated",
        ),
        malformed(
            "more-inside",
            "A byte behind the credential.",
            &around([&inside[..], &[0]].concat()),
            "trailing-bytes",
        ),
        malformed(
            "claims-inside",
            "The claims themselves in place of a credential.",
            &around(person.payload()),
            "unexpected-item",
        ),
        vector("presentation-twice", "A presentation in a presentation.")
            .presented(&around(object.clone()))
            .refuse("object", "header-unexpected", None),
        vector(
            "presentation-as-credential",
            "A presentation with the mark of a credential.",
        )
        .object(&good)
        .refuse("object", "header-unexpected", None),
        vector(
            "presentation-of-nothing",
            "A credential with the mark of a presentation.",
        )
        .presented(&credential)
        .refuse("object", "header-unexpected", None),
        vector(
            "presentation-other-tag",
            "A COSE_Mac0 in place of a COSE_Sign1.",
        )
        .presented_bytes(&tag(17, &object[1..]))
        .refuse("object", "object-unsupported", None),
    ];
    for len in [60, 100, object.len() - 70, object.len() - 1] {
        all.push(
            vector(
                &format!("presentation-cut-at-{len}"),
                "The last bytes are lost.",
            )
            .presented_bytes(&cut(len))
            .refuse("object", "malformed", Some("truncated")),
        );
    }
    all
}
