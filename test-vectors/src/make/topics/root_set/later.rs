//! Root sets: what a later version may add, keys of types that are not known, keys of SM2.

use test_vectors::RootSetVector;

use super::first_two;
use crate::build::cbor::{array, bytes, int, map, text, uint};
use crate::build::cose::{SM2, Sign, signer_header};
use crate::build::curve::Key;
use crate::build::weierstrass::{P256Key, Sm2Key, sm2_key};
use crate::draft::{refused, root_set, taken, too_few};
use crate::fixtures::{ROOT_SET_TYPE, World, foreign_key, root_message};
use crate::person::edit;
use crate::times::{LAST_TIME, ROOT_IAT};
use crate::topics::Made;

pub(super) fn vectors(world: &World) -> Made<Vec<RootSetVector>> {
    let mut all = open(world);
    all.extend(unknown_keys(world)?);
    all.extend(sm2(world)?);
    Ok(all)
}

fn open(world: &World) -> Vec<RootSetVector> {
    let entries = || world.root_set().entries();
    let with = |key: i64, value: Option<Vec<u8>>| {
        first_two(world, root_message(&edit(entries(), key, value)))
    };
    let claims =
        |entries: &[(i64, Vec<u8>)]| first_two(world, Sign::new(ROOT_SET_TYPE, map(entries)));
    let private = || (-65_539, map(&entries()));
    let sound = |id: &str, comment: &str, object: Vec<u8>| {
        root_set(id, comment, &["valid", "edge"], None, &object, taken(1, 2))
    };
    let unsupported = |id: &str, comment: &str, flags: &[&str], object: Vec<u8>| {
        root_set(
            id,
            comment,
            flags,
            None,
            &object,
            refused("claims", "content-unsupported", None),
        )
    };
    let fault = |id: &str, comment: &str, object: Vec<u8>, detail: &str| {
        root_set(
            id,
            comment,
            &[],
            None,
            &object,
            refused("claims", "claims-invalid", Some(detail)),
        )
    };
    vec![
        sound(
            "root-extra-entry",
            "An entry 6 that has no meaning yet: passed over.",
            with(6, Some(uint(0))),
        ),
        sound(
            "root-entry-127",
            "An entry 127 of 20,000 bytes.",
            with(127, Some(bytes(&[0x5a; 20_000]))),
        ),
        unsupported(
            "root-entry-128",
            "An entry 128: it must be understood.",
            &["edge"],
            with(128, Some(uint(0))),
        ),
        unsupported(
            "root-entry-greatest",
            "An entry 2^63-1.",
            &["edge"],
            with(i64::MAX, Some(uint(0))),
        ),
        unsupported(
            "root-exp",
            "exp: a claim that a root set does not have.",
            &[],
            claims(&[(4, uint(1)), (6, uint(0)), private()]),
        ),
        unsupported(
            "root-exp-and-no-iat",
            "A further claim, and iat is missing.",
            &["two-faults"],
            claims(&[(4, uint(1)), private()]),
        ),
        unsupported(
            "root-entry-128-and-version-0",
            "An entry that must be understood, and version 0.",
            &["two-faults"],
            {
                first_two(
                    world,
                    root_message(&edit(edit(entries(), 1, Some(uint(0))), 128, Some(uint(0)))),
                )
            },
        ),
        fault(
            "root-entry-0",
            "An entry 0.",
            with(0, Some(uint(0))),
            "payload",
        ),
        fault(
            "root-entry-negative",
            "An entry -1.",
            with(-1, Some(uint(0))),
            "payload",
        ),
        fault(
            "root-entry-text",
            "An entry whose key is a text.",
            {
                let mut inner = map(&entries());
                inner[0] += 1;
                inner.extend([text("a"), uint(0)].concat());
                claims(&[(6, uint(ROOT_IAT)), (-65_539, inner)])
            },
            "payload",
        ),
        fault(
            "root-entry-2-63",
            "An entry 2^63, one more than there may be.",
            {
                let mut inner = map(&entries());
                inner[0] += 1;
                inner.extend([uint(1 << 63), uint(0)].concat());
                claims(&[(6, uint(ROOT_IAT)), (-65_539, inner)])
            },
            "payload",
        ),
        fault(
            "root-iat-year-10000",
            "iat is after the year 9999.",
            claims(&[(6, uint(LAST_TIME + 1)), private()]),
            "validity",
        ),
    ]
}

/// In a set of three, the third key is of a type that is not known.
fn unknown_keys(world: &World) -> Made<Vec<RootSetVector>> {
    let x = world.roots[2].x;
    let phone = P256Key::named("holder-p256").ok_or("no key of P-256")?;
    let message = |third: Vec<u8>, threshold: u64| {
        let [first, second] = [world.roots[0].cose_key(), world.roots[1].cose_key()];
        let entries = edit(
            world.root_set().entries(),
            5,
            Some(array(&[first, second, third])),
        );
        root_message(&edit(entries, 4, Some(uint(threshold))))
    };
    let sound = |id: &str, comment: &str, third: Vec<u8>| {
        root_set(
            id,
            comment,
            &["valid", "edge"],
            None,
            &first_two(world, message(third, 2)),
            taken(1, 2),
        )
    };
    let whole = || {
        foreign_key(
            2,
            &[(-1, int(1)), (-2, bytes(&x)), (-3, bytes(&world.holder.x))],
        )
    };
    Ok(vec![
        sound(
            "root-key-p256",
            "The third key is one of P-256, which signs for nobody: passed over, the two others have signed.",
            whole(),
        ),
        sound(
            "root-key-p256-compressed",
            "The third key is a sound one of P-256.",
            phone.cose_key(),
        ),
        sound(
            "root-key-x25519",
            "The third key is one of X25519.",
            foreign_key(1, &[(-1, int(4)), (-2, bytes(&x))]),
        ),
        sound(
            "root-key-empty-map",
            "The third key has neither kty nor crv: of an unknown type.",
            map(&[]),
        ),
        sound(
            "root-key-no-crv",
            "The third key has no crv.",
            map(&[(1, int(1)), (-2, bytes(&x))]),
        ),
        sound(
            "root-key-no-kty",
            "The third key has no kty.",
            map(&[(-1, int(6)), (-2, bytes(&x))]),
        ),
        root_set(
            "root-unknown-key-needed",
            "Three signatures are needed, and nobody can check the third: the key is counted as a member.",
            &["edge"],
            None,
            &message(whole(), 3)
                .signed_by(&[&world.roots[0], &world.roots[1], &world.roots[2]])
                .to_bytes(),
            too_few(2),
        ),
        root_set(
            "root-unknown-key-threshold-4",
            "A threshold above the number of keys, unknown ones among them.",
            &["edge"],
            None,
            &first_two(world, message(whole(), 4)),
            refused("claims", "claims-invalid", Some("threshold")),
        ),
    ])
}

fn sm2(world: &World) -> Made<Vec<RootSetVector>> {
    let keeper = Sm2Key::named("root-sm2").ok_or("no key of SM2")?;
    let [first, second] = [&world.roots[0], &world.roots[1]];
    let set = |third: Vec<u8>| {
        let keys = array(&[first.cose_key(), second.cose_key(), third]);
        root_message(&edit(world.root_set().entries(), 5, Some(keys)))
    };
    let message = || set(keeper.cose_key());
    let header = || signer_header(SM2, &keeper.kid());
    let sm2 =
        |id: &str, comment: &str, flags: &[&str], object: Vec<u8>, with, without| RootSetVector {
            without_sm2: without,
            ..root_set(
                id,
                comment,
                &[flags, &["sm2"]].concat(),
                None,
                &object,
                with,
            )
        };
    let mut altered = message()
        .signed_by(&[first])
        .signed_under(header(), &keeper);
    altered.signers[1].signature[40] ^= 1;
    let off_curve = (0..=u8::MAX)
        .map(|last| {
            let mut x = [0; 32];
            x[31] = last;
            x
        })
        .find(|x| !Sm2Key::is_on_curve(x))
        .ok_or("every number is on the curve")?;
    let other: &Key = second;
    Ok(vec![
        sm2(
            "root-sm2-and-ed25519",
            "Signed by a key of each type, two as are needed.",
            &["valid"],
            message()
                .signed_by(&[first])
                .signed_under(header(), &keeper)
                .to_bytes(),
            taken(1, 2),
            Some(too_few(1)),
        ),
        sm2(
            "root-sm2-besides",
            "Signed by two keys of Ed25519 and by the one of SM2.",
            &["valid"],
            message()
                .signed_by(&[first, other])
                .signed_under(header(), &keeper)
                .to_bytes(),
            taken(1, 3),
            Some(taken(1, 2)),
        ),
        sm2(
            "root-sm2-signature-altered",
            "The signature of the key of SM2 does not verify.",
            &["forged"],
            altered.to_bytes(),
            too_few(1),
            None,
        ),
        sm2(
            "root-sm2-under-eddsa",
            "The signature of the key of SM2 stands under EdDSA: the algorithm follows from the key.",
            &["forged"],
            message()
                .signed_by(&[first])
                .signed_under(
                    signer_header(crate::build::cose::EDDSA, &keeper.kid()),
                    &keeper,
                )
                .to_bytes(),
            too_few(1),
            None,
        ),
        sm2(
            "root-sm2-key-off-curve",
            "The key of SM2 is no point of the curve.",
            &[],
            first_two(world, set(sm2_key(&off_curve))),
            refused("claims", "claims-invalid", Some("key")),
            Some(taken(1, 2)),
        ),
        sm2(
            "root-sm2-key-short",
            "The key of SM2 has 31 bytes.",
            &[],
            first_two(world, set(sm2_key(&[0x5a; 31]))),
            refused("claims", "claims-invalid", Some("key")),
            Some(taken(1, 2)),
        ),
        sm2(
            "root-sm2-key-above-prime",
            "x of the key of SM2 is above the field prime.",
            &[],
            first_two(world, set(sm2_key(&[0xff; 32]))),
            refused("claims", "claims-invalid", Some("key")),
            Some(taken(1, 2)),
        ),
        sm2(
            "root-sm2-key-twice",
            "The key of SM2 stands twice.",
            &[],
            first_two(
                world,
                root_message(&edit(
                    world.root_set().entries(),
                    5,
                    Some(array(&[
                        first.cose_key(),
                        other.cose_key(),
                        keeper.cose_key(),
                        keeper.cose_key(),
                    ])),
                )),
            ),
            refused("claims", "claims-invalid", Some("unique")),
            Some(taken(1, 2)),
        ),
    ])
}
