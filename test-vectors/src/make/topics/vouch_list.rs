//! Vouch lists: what a terminal takes, and what it does not.

mod claims;

use test_vectors::{VouchListOutcome, VouchListVector, to_hex};

use crate::build::cose::{EDDSA, Sign1, signer_header};
use crate::draft::reason;
use crate::fixtures::{SUIZHOU, World, XIANNING};
use crate::person::wang;
use crate::status::{STATUS_LIST_TYPE, status_header};
use crate::times::{KEY_FROM, KEY_UNTIL, NOW};
use crate::vouch::VouchSpec;

pub(super) fn vectors(world: &World) -> Vec<VouchListVector> {
    let mut all = sound(world);
    all.extend(objects(world));
    all.extend(claims::claims(world));
    all.extend(claims::hashes(world));
    all
}

fn vector(
    id: &str,
    comment: &str,
    flags: &[&str],
    object: &[u8],
    expected: VouchListOutcome,
) -> VouchListVector {
    VouchListVector {
        id: format!("vouch-{id}"),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        trust_list: "rules".into(),
        bytes: to_hex(object),
        expected,
    }
}

type Why<'a> = (&'a str, &'a str, Option<&'a str>);

fn refused(id: &str, comment: &str, object: &[u8], why: Why<'_>) -> VouchListVector {
    let (stage, code, detail) = why;
    let expected = VouchListOutcome::Refuse(reason(stage, code, detail));
    vector(id, comment, &[], object, expected)
}

fn fault(id: &str, comment: &str, object: &[u8], detail: &str) -> VouchListVector {
    refused(
        id,
        comment,
        object,
        ("claims", "claims-invalid", Some(detail)),
    )
}

/// A list about the compromised key of Suizhou that names so many codes.
fn naming(world: &World, count: u64) -> VouchSpec {
    let codes: Vec<_> = (0..count).map(|n| n.to_be_bytes().to_vec()).collect();
    VouchSpec::of(SUIZHOU, &world.key("suizhou-compromised"), NOW, &codes)
}

fn sound(world: &World) -> Vec<VouchListVector> {
    let key = world.key("suizhou");
    let taken = |id: &str, comment: &str, flags: &[&str], spec: &VouchSpec| {
        let expected = VouchListOutcome::Ok {
            issuer: spec.issuer,
            iat: spec.iat,
            key: to_hex(&spec.about),
            hashes: spec.hashes.iter().map(|hash| to_hex(hash)).collect(),
        };
        vector(
            id,
            comment,
            &[&["valid"], flags].concat(),
            &spec.signed(&key),
            expected,
        )
    };
    let at = |iat: u64| VouchSpec {
        iat,
        ..naming(world, 1)
    };
    vec![
        taken(
            "three",
            "Three codes: no bits are shared.",
            &[],
            &naming(world, 3),
        ),
        taken(
            "none",
            "A list that names no code.",
            &["edge"],
            &naming(world, 0),
        ),
        taken(
            "255",
            "255 codes, the most whose hashes are written in full.",
            &["limit"],
            &naming(world, 255),
        ),
        taken(
            "256",
            "256 codes: the first eight bits are coded once for all that share them.",
            &["limit"],
            &naming(world, 256),
        ),
        taken("300", "300 codes.", &[], &naming(world, 300)),
        taken(
            "first-second-of-the-key",
            "Made in the first second of the key that signs it.",
            &["edge"],
            &at(KEY_FROM),
        ),
        taken(
            "last-second-of-the-key",
            "Made in the last second of the key that signs it.",
            &["edge"],
            &at(KEY_UNTIL - 1),
        ),
        taken(
            "about-an-active-key",
            "About a key that is active: a bureau may be ahead of the authority.",
            &["edge"],
            &VouchSpec::of(SUIZHOU, &key, NOW, &[vec![1]]),
        ),
    ]
}

fn objects(world: &World) -> Vec<VouchListVector> {
    let key = world.key("suizhou");
    let spec = naming(world, 3);
    let good = spec.signed(&key);
    let payload = spec.payload_with(&spec.entries());
    let with_header =
        |header: Vec<u8>| Sign1::with_header(header, payload.clone(), &key).to_bytes();
    let header = ("object", "header-unexpected", None);
    let mut altered = good.clone();
    if let Some(last) = altered.last_mut() {
        *last ^= 1;
    }
    let of = |spec: VouchSpec, name: &str| spec.signed(&world.key(name));
    vec![
        refused(
            "type-missing",
            "Without a type.",
            &with_header(signer_header(EDDSA, &key.kid())),
            header,
        ),
        refused(
            "type-of-a-status-list",
            "The type of a status list.",
            &with_header(status_header(EDDSA, &key, STATUS_LIST_TYPE)),
            header,
        ),
        refused(
            "is-a-credential",
            "A credential in the place of a vouch list.",
            &world.issue_as("suizhou", &wang()).to_bytes(),
            header,
        ),
        refused(
            "cut",
            "Cut by its last byte.",
            &good[..good.len() - 1],
            ("object", "malformed", Some("truncated")),
        ),
        refused(
            "changed",
            "One bit of the signature is wrong.",
            &altered,
            ("signature", "signature-invalid", None),
        ),
        refused(
            "unknown-key",
            "By a key that no list names.",
            &of(spec.clone(), "nobody"),
            ("issuer", "issuer-unknown", None),
        ),
        refused(
            "by-the-compromised-key",
            "By the compromised key itself: whoever has it would vouch for his own codes.",
            &of(spec.clone(), "suizhou-compromised"),
            ("scope", "key-withdrawn", None),
        ),
        refused(
            "by-a-withdrawn-key",
            "By a key that was withdrawn.",
            &of(
                VouchSpec::of(XIANNING, &world.key("xianning"), NOW, &[vec![1]]),
                "xianning-withdrawn",
            ),
            ("scope", "key-withdrawn", None),
        ),
        refused(
            "before-the-key",
            "Made a second before the term of the key that signs it.",
            &of(
                VouchSpec {
                    iat: KEY_FROM - 1,
                    ..spec.clone()
                },
                "suizhou",
            ),
            ("scope", "key-not-in-force", None),
        ),
        refused(
            "after-the-key",
            "Made in the first second after the term.",
            &of(
                VouchSpec {
                    iat: KEY_UNTIL,
                    ..spec.clone()
                },
                "suizhou",
            ),
            ("scope", "key-not-in-force", None),
        ),
        refused(
            "by-another-issuer",
            "Xianning vouches for codes of Suizhou.",
            &of(spec.clone(), "xianning"),
            ("scope", "subject-mismatch", None),
        ),
        refused(
            "about-a-key-of-another-issuer",
            "Suizhou vouches for codes by a key of Xianning.",
            &of(
                VouchSpec::of(SUIZHOU, &world.key("xianning"), NOW, &[vec![1]]),
                "suizhou",
            ),
            ("scope", "subject-mismatch", None),
        ),
        refused(
            "about-an-ignored-key",
            "About a key of a later standing: it is ignored, and nothing by it is accepted.",
            &of(
                VouchSpec::of(SUIZHOU, &world.key("suizhou-standing"), NOW, &[vec![1]]),
                "suizhou",
            ),
            ("scope", "subject-mismatch", None),
        ),
        refused(
            "order-term-before-subject",
            "Made a second before the term of the key, about a key of another issuer.",
            &of(
                VouchSpec::of(SUIZHOU, &world.key("xianning"), KEY_FROM - 1, &[vec![1]]),
                "suizhou",
            ),
            ("scope", "key-not-in-force", None),
        ),
        refused(
            "about-an-unknown-key",
            "About a key that the list does not have.",
            &of(
                VouchSpec::of(SUIZHOU, &world.key("nobody"), NOW, &[vec![1]]),
                "suizhou",
            ),
            ("scope", "subject-mismatch", None),
        ),
    ]
}
