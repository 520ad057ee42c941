//! Status lists: what a terminal takes, and what it does not.

mod claims;

use test_vectors::{StatusListOutcome, StatusListVector, to_hex};

use crate::build::cbor::{array, bytes, map, tag, text, uint};
use crate::build::cose::{ED25519, EDDSA, Sign1, signer_header};
use crate::build::curve::{COLLIDING, Key};
use crate::build::zlib;
use crate::draft::reason;
use crate::fixtures::{ENSHI, HUANGGANG, HUBEI, SECOND_OF_KID, SUIZHOU, World, XIANNING};
use crate::person::{edit, wang};
use crate::status::{STATUS_LIST_TYPE, StatusSpec, status_header};
use crate::times::{KEY_FROM, KEY_UNTIL, LIST_EXP};

/// What an array of 4 MiB holds, and no longer one.
const MOST_BYTES: usize = 4 * 1024 * 1024;

pub(super) fn vectors(world: &World) -> Vec<StatusListVector> {
    let mut all = sound(world);
    all.extend(objects(world));
    all.extend(issuers(world));
    all.extend(claims::claims(world));
    all.extend(claims::arrays(world));
    all
}

fn vector(
    id: &str,
    comment: &str,
    flags: &[&str],
    object: &[u8],
    expected: StatusListOutcome,
) -> StatusListVector {
    StatusListVector {
        id: format!("status-{id}"),
        comment: comment.into(),
        flags: flags.iter().map(|flag| String::from(*flag)).collect(),
        trust_list: "main".into(),
        bytes: to_hex(object),
        expected,
    }
}

fn refused(
    id: &str,
    comment: &str,
    object: &[u8],
    (stage, code, detail): (&str, &str, Option<&str>),
) -> StatusListVector {
    let expected = StatusListOutcome::Refuse(reason(stage, code, detail));
    vector(id, comment, &[], object, expected)
}

const HEADER: (&str, &str, Option<&str>) = ("object", "header-unexpected", None);
const SHAPE: (&str, &str, Option<&str>) = ("object", "malformed", Some("unexpected-item"));

fn taken(spec: &StatusSpec, entries: usize, statuses: &[(u32, u8)]) -> StatusListOutcome {
    StatusListOutcome::Ok {
        issuer: spec.issuer,
        iat: spec.iat,
        exp: spec.exp,
        ttl: spec.ttl,
        entries,
        statuses: statuses.to_vec(),
    }
}

fn sound(world: &World) -> Vec<StatusListVector> {
    let xianning = StatusSpec::of(XIANNING);
    let greatest_ttl = StatusSpec {
        ttl: Some(u64::MAX),
        ..xianning.clone()
    };
    let some = xianning.clone().array(&[0b0000_0100, 0, 0b1000_0000]);
    // The array and its compressed form are printed in the draft, §4.1, for two bits.
    let draft = StatusSpec {
        lst: vec![
            0x78, 0xda, 0x3b, 0xe9, 0xf2, 0x13, 0x00, 0x03, 0xdf, 0x02, 0x07,
        ],
        ttl: Some(43_200),
        ..xianning.clone()
    };
    let draft_statuses = [
        (0, 1),
        (1, 2),
        (3, 3),
        (5, 1),
        (7, 1),
        (8, 1),
        (9, 2),
        (10, 3),
        (11, 3),
    ];
    let none = xianning.clone().array(&[]);
    let long = StatusSpec {
        lst: zlib::zeros(MOST_BYTES),
        ..xianning.clone()
    };
    let enshi = StatusSpec {
        issuer: ENSHI,
        ..some.clone()
    };
    let first = StatusSpec {
        iat: KEY_FROM,
        ..some.clone()
    };
    let last = StatusSpec {
        iat: KEY_UNTIL - 1,
        exp: LIST_EXP,
        ..some.clone()
    };
    let collided = StatusSpec {
        issuer: SECOND_OF_KID,
        ..some.clone()
    };
    let key = world.key("xianning");
    let found: &[(u32, u8)] = &[(1, 1), (11, 2)];
    vec![
        vector(
            "ttl-greatest",
            "The greatest ttl that there may be: it has no effect here.",
            &["valid", "edge"],
            &greatest_ttl.signed(&key),
            taken(&greatest_ttl, 0, &[]),
        ),
        vector(
            "two-entries",
            "Index 1 is revoked, index 11 suspended: two bits each, the first in the lowest.",
            &["valid"],
            &some.signed(&key),
            taken(&some, 12, found),
        ),
        vector(
            "example-of-the-draft",
            "The array of two bits that draft-ietf-oauth-status-list prints in §4.1, as compressed there, with a ttl.",
            &["valid"],
            &draft.signed(&key),
            taken(&draft, 12, &draft_statuses),
        ),
        vector(
            "alg-ed25519",
            "The header names algorithm -19.",
            &["valid", "alg-19"],
            &Sign1::with_header(
                status_header(ED25519, &key, STATUS_LIST_TYPE),
                some.payload(),
                &key,
            )
            .to_bytes(),
            taken(&some, 12, found),
        ),
        vector(
            "no-entries",
            "An array of no bytes speaks of nobody.",
            &["valid", "edge"],
            &none.signed(&key),
            taken(&none, 0, &[]),
        ),
        vector(
            "four-mebibytes",
            "As many entries as a list may have: 16,777,216, all valid.",
            &["valid", "limit"],
            &long.signed(&key),
            taken(&long, 4 * MOST_BYTES, &[]),
        ),
        vector(
            "of-a-suspended-issuer",
            "A bureau that is suspended still says whom it has revoked.",
            &["valid", "edge"],
            &enshi.signed(&world.key("enshi")),
            taken(&enshi, 12, found),
        ),
        vector(
            "first-second-of-the-key",
            "Made in the first second in which the key is in force.",
            &["valid", "edge"],
            &first.signed(&key),
            taken(&first, 12, found),
        ),
        vector(
            "last-second-of-the-key",
            "Made in the last second in which the key is in force.",
            &["valid", "edge"],
            &last.signed(&key),
            taken(&last, 12, found),
        ),
        StatusListVector {
            trust_list: "odd".into(),
            ..vector(
                "kid-collision",
                "Signed by the second of two issuers whose keys have one identifier.",
                &["valid", "collision"],
                &collided.signed(&world.key(COLLIDING[1])),
                taken(&collided, 12, found),
            )
        },
    ]
}

fn plain() -> StatusSpec {
    StatusSpec::of(XIANNING).array(&[0b0000_0100])
}

fn objects(world: &World) -> Vec<StatusListVector> {
    let key = world.key("xianning");
    let message = plain().message(&key);
    let whole = message.to_bytes();
    let with_header =
        |header: Vec<u8>| Sign1::with_header(header, plain().payload(), &key).to_bytes();
    let swapped = [
        vec![0xa2],
        text("bits"),
        uint(2),
        text("lst"),
        bytes(&plain().lst),
    ];
    let swapped = map(&edit(plain().entries(), 65_533, Some(swapped.concat())));
    vec![
        refused(
            "type-missing",
            "Without a type it could be any CWT of the issuer's.",
            &with_header(signer_header(EDDSA, &key.kid())),
            HEADER,
        ),
        refused(
            "type-short",
            "The type without `application/`, as some software writes it.",
            &with_header(status_header(EDDSA, &key, "statuslist+cwt")),
            HEADER,
        ),
        refused(
            "type-of-a-request",
            "The type of another object.",
            &with_header(status_header(
                EDDSA,
                &key,
                "application/vnd.laobingma.issuer-request+cose",
            )),
            HEADER,
        ),
        refused(
            "is-a-credential",
            "A credential in the place of a status list.",
            &world.issue(&wang()).to_bytes(),
            HEADER,
        ),
        refused(
            "algorithm-es256",
            "The header names ECDSA, the key is Ed25519.",
            &with_header(status_header(-7, &key, STATUS_LIST_TYPE)),
            ("object", "algorithm-unsupported", None),
        ),
        refused(
            "unprotected-header",
            "An unprotected header could be changed by anybody.",
            &Sign1 {
                unprotected: map(&[(4, bytes(&key.kid()))]),
                ..message.clone()
            }
            .to_bytes(),
            HEADER,
        ),
        refused(
            "tag-of-cose-sign",
            "The tag of a COSE_Sign.",
            &tag(98, &array(&message.items())),
            ("object", "object-unsupported", None),
        ),
        refused(
            "no-tag",
            "The array alone.",
            &array(&message.items()),
            SHAPE,
        ),
        refused(
            "cut",
            "Cut by its last byte.",
            &whole[..whole.len() - 1],
            ("object", "malformed", Some("truncated")),
        ),
        refused(
            "trailing-byte",
            "A byte too many.",
            &[whole.clone(), vec![0]].concat(),
            ("object", "malformed", Some("trailing-bytes")),
        ),
        refused(
            "bits-before-lst",
            "The order in which the draft prints its examples is not the deterministic one.",
            &sign(swapped, &key),
            ("object", "malformed", Some("not-deterministic")),
        ),
    ]
}

fn issuers(world: &World) -> Vec<StatusListVector> {
    let key = world.key("xianning");
    let mut forged = plain().message(&key);
    if let Some(byte) = forged.payload.last_mut() {
        *byte ^= 1;
    }
    let of = |issuer: u32, key: &Key| StatusSpec { issuer, ..plain() }.signed(key);
    let made_at = |iat: u64| StatusSpec { iat, ..plain() }.signed(&key);
    let not_in_force = ("scope", "key-not-in-force", None);
    vec![
        refused(
            "unknown-key",
            "Signed by a key that no list names.",
            &plain().signed(&world.key("nobody")),
            ("issuer", "issuer-unknown", None),
        ),
        StatusListVector {
            flags: vec!["forged".into()],
            ..refused(
                "changed",
                "One bit of the content was changed on the way: `bits` has become 3.",
                &forged.to_bytes(),
                ("signature", "signature-invalid", None),
            )
        },
        refused(
            "key-withdrawn",
            "Signed with a key that was withdrawn: whoever has it may be a thief.",
            &plain().signed(&world.key("xianning-withdrawn")),
            ("scope", "key-withdrawn", None),
        ),
        refused(
            "issuer-withdrawn",
            "Of a bureau that was withdrawn.",
            &of(HUANGGANG, &world.key("huanggang")),
            ("scope", "key-withdrawn", None),
        ),
        StatusListVector {
            trust_list: "rules".into(),
            ..refused(
                "key-compromised",
                "Signed with a compromised key: it signs nothing else that counts.",
                &of(SUIZHOU, &world.key("suizhou-compromised")),
                ("scope", "key-withdrawn", None),
            )
        },
        refused(
            "of-another-issuer",
            "Xianning signs a list about the province's credentials.",
            &of(HUBEI, &key),
            ("scope", "subject-mismatch", None),
        ),
        refused(
            "before-the-key",
            "Made one second before the key comes into force.",
            &made_at(KEY_FROM - 1),
            not_in_force,
        ),
        refused(
            "after-the-key",
            "Made in the second in which the key is no longer in force.",
            &StatusSpec {
                iat: KEY_UNTIL,
                exp: LIST_EXP,
                ..plain()
            }
            .signed(&key),
            not_in_force,
        ),
    ]
}

fn sign(payload: Vec<u8>, key: &Key) -> Vec<u8> {
    let header = status_header(EDDSA, key, STATUS_LIST_TYPE);
    Sign1::with_header(header, payload, key).to_bytes()
}
