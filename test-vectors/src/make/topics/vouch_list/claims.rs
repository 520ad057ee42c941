//! Vouch lists: faults of the claims, and hashes that are not as they must be.

use super::{fault, naming, refused, vector};
use crate::build::cbor::{bytes, int, map, text, uint};
use crate::fixtures::World;
use crate::person::edit;
use crate::times::{LAST_TIME, NOW};
use crate::vouch::{VouchSpec, signed};
use test_vectors::{VouchListOutcome, VouchListVector, to_hex};

pub(super) fn claims(world: &World) -> Vec<VouchListVector> {
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
        refused(
            "entry-128-before-issuer-missing",
            "An entry that must be understood, and the issuer is missing.",
            &signed(
                spec.payload_with(&edit(edit(spec.entries(), 1, None), 128, Some(uint(0)))),
                &key,
            ),
            unsupported,
        ),
        fault(
            "bits-turned",
            "One code and no bits shared: the zero stands before the one, so that the last bit is a one.",
            &{
                let one = naming(world, 1);
                let turned = Some(bytes(&[0b0100_0000]));
                signed(one.payload_with(&edit(one.entries(), 4, turned)), &key)
            },
            "hashes",
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

pub(super) fn hashes(world: &World) -> Vec<VouchListVector> {
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
