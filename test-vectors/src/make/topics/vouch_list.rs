//! Vouch lists: what a terminal takes, and what it does not.

use test_vectors::{VouchListOutcome, VouchListVector, to_hex};

use crate::build::cbor::{bytes, int, map, text, uint};
use crate::build::cose::{EDDSA, Sign1, signer_header};
use crate::draft::reason;
use crate::fixtures::{SUIZHOU, World, XIANNING};
use crate::person::{edit, wang};
use crate::status::{STATUS_LIST_TYPE, status_header};
use crate::times::{KEY_FROM, KEY_UNTIL, LAST_TIME, NOW};
use crate::vouch::{VouchSpec, signed};

pub(super) fn vectors(world: &World) -> Vec<VouchListVector> {
    let mut all = sound(world);
    all.extend(objects(world));
    all.extend(claims(world));
    all.extend(hashes(world));
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

fn claims(world: &World) -> Vec<VouchListVector> {
    let key = world.key("suizhou");
    let spec = naming(world, 3);
    let with = |entry: i64, value: Option<Vec<u8>>| {
        signed(spec.payload_with(&edit(spec.entries(), entry, value)), &key)
    };
    let outer = |entries: &[(i64, Vec<u8>)]| signed(map(entries), &key);
    let private = || (-65_541, map(&spec.entries()));
    let unsupported = ("claims", "content-unsupported", None);
    let mut all = vec![
        refused(
            "entry-128",
            "An entry that must be understood.",
            &with(128, Some(uint(0))),
            unsupported,
        ),
        refused(
            "further-claim",
            "A further claim: exp.",
            &outer(&[(4, uint(NOW)), (6, uint(NOW)), private()]),
            unsupported,
        ),
        refused(
            "further-claim-and-iat-missing",
            "A further claim, and iat is missing.",
            &outer(&[(4, uint(NOW)), private()]),
            unsupported,
        ),
        fault(
            "iat-missing",
            "iat is missing.",
            &outer(&[private()]),
            "payload",
        ),
        fault(
            "iat-year-10000",
            "iat is after the year 9999.",
            &outer(&[(6, uint(LAST_TIME + 1)), private()]),
            "validity",
        ),
        fault("entry-0", "An entry 0.", &with(0, Some(uint(0))), "payload"),
        fault(
            "issuer-text",
            "The issuer is a text.",
            &with(1, Some(text("42130001"))),
            "payload",
        ),
        fault(
            "issuer-33-bits",
            "The issuer is 2^32.",
            &with(1, Some(uint(1 << 32))),
            "payload",
        ),
        fault(
            "thumbprint-31-bytes",
            "The thumbprint lacks a byte.",
            &with(2, Some(bytes(&spec.about[1..]))),
            "payload",
        ),
        fault(
            "count-negative",
            "A negative number of codes.",
            &with(3, Some(int(-1))),
            "payload",
        ),
        fault(
            "count-1200001",
            "One code more than a list may name.",
            &with(3, Some(uint(1_200_001))),
            "hashes",
        ),
        fault(
            "buckets-text",
            "The buckets are a text.",
            &with(4, Some(text("a"))),
            "payload",
        ),
    ];
    for (entry, id) in [
        (1, "no-issuer"),
        (2, "no-thumbprint"),
        (3, "no-count"),
        (4, "no-buckets"),
        (5, "no-rests"),
    ] {
        all.push(fault(
            id,
            "An entry is missing.",
            &with(entry, None),
            "payload",
        ));
    }
    let later = signed(
        spec.payload_with(&edit(spec.entries(), 127, Some(text("later")))),
        &key,
    );
    all.push(vector(
        "later-entry",
        "An entry 127 that has no meaning yet: passed over.",
        &["valid", "edge"],
        &later,
        VouchListOutcome::Ok {
            issuer: spec.issuer,
            iat: spec.iat,
            key: to_hex(&spec.about),
            hashes: spec.hashes.iter().map(|hash| to_hex(hash)).collect(),
        },
    ));
    all
}

fn hashes(world: &World) -> Vec<VouchListVector> {
    let key = world.key("suizhou");
    let three = naming(world, 3);
    let many = naming(world, 300);
    let with = |spec: &VouchSpec, changes: &[(i64, Vec<u8>)]| {
        let entries = changes
            .iter()
            .fold(spec.entries(), |entries, (entry, value)| {
                edit(entries, *entry, Some(value.clone()))
            });
        signed(spec.payload_with(&entries), &key)
    };
    let reordered = |change: fn(&mut Vec<[u8; 12]>)| {
        let mut spec = three.clone();
        change(&mut spec.hashes);
        spec.signed(&key)
    };
    let rests = three.rests(0);
    let buckets = many.buckets(8);
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut buckets = buckets.clone();
        change(&mut buckets);
        with(&many, &[(4, bytes(&buckets))])
    };
    // In a bucket of two or more the rests must ascend, though the buckets do.
    let swapped_inside = {
        let mut spec = many.clone();
        if let Some(at) = spec
            .hashes
            .windows(2)
            .position(|pair| pair[0][0] == pair[1][0])
        {
            spec.hashes.swap(at, at + 1);
        }
        spec.signed(&key)
    };
    vec![
        fault(
            "descending",
            "The hashes descend.",
            &reordered(|hashes| hashes.reverse()),
            "hashes",
        ),
        fault(
            "same-twice",
            "A hash stands twice.",
            &reordered(|hashes| hashes[1] = hashes[0]),
            "hashes",
        ),
        fault(
            "descending-in-a-bucket",
            "Two hashes that begin alike stand in the wrong order.",
            &swapped_inside,
            "hashes",
        ),
        fault(
            "rests-short",
            "A byte of the rests is missing.",
            &with(&three, &[(5, bytes(&rests[1..]))]),
            "hashes",
        ),
        fault(
            "rests-long",
            "A byte of the rests too many.",
            &with(&three, &[(5, bytes(&[rests.as_slice(), &[0xff]].concat()))]),
            "hashes",
        ),
        fault(
            "count-too-small",
            "The list says two codes and names three.",
            &with(&three, &[(3, uint(2))]),
            "hashes",
        ),
        fault(
            "count-too-great",
            "The list says four codes and names three.",
            &with(&three, &[(3, uint(4))]),
            "hashes",
        ),
        fault(
            "shared-bits-of-few",
            "Three codes with eight bits shared, as of many.",
            &with(
                &three,
                &[(4, bytes(&three.buckets(8))), (5, bytes(&three.rests(8)))],
            ),
            "hashes",
        ),
        fault(
            "shared-bits-of-none",
            "300 codes in full, as of few.",
            &with(
                &many,
                &[(4, bytes(&many.buckets(0))), (5, bytes(&many.rests(0)))],
            ),
            "hashes",
        ),
        fault(
            "sixteen-bits-of-some",
            "300 codes with sixteen bits shared, as of very many.",
            &with(
                &many,
                &[(4, bytes(&many.buckets(16))), (5, bytes(&many.rests(16)))],
            ),
            "hashes",
        ),
        fault(
            "filled-with-ones",
            "The last bit of the buckets, which fills the byte up, is one.",
            &with(&three, &[(4, bytes(&[0xe1]))]),
            "hashes",
        ),
        fault(
            "byte-behind-buckets",
            "A byte of zeros behind the buckets.",
            &changed(&|buckets| buckets.push(0)),
            "hashes",
        ),
        fault(
            "bucket-byte-missing",
            "The last byte of the buckets is missing.",
            &changed(&|buckets| {
                buckets.pop();
            }),
            "hashes",
        ),
        fault(
            "one-for-zero",
            "A bit of the buckets is one in place of zero: one hash more, one bucket fewer.",
            &changed(&|buckets| {
                if let Some((byte, bit)) = buckets.iter_mut().find_map(|byte| {
                    (0..8)
                        .map(|place| 1 << place)
                        .find(|bit| *byte & bit == 0)
                        .map(|bit| (byte, bit))
                }) {
                    *byte |= bit;
                }
            }),
            "hashes",
        ),
        fault(
            "no-buckets-at-all",
            "The buckets have no bytes.",
            &with(&three, &[(4, bytes(&[]))]),
            "hashes",
        ),
    ]
}
