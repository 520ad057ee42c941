//! Root sets: sound ones, signatures, successions.

mod claims;
mod later;
mod object;

use test_vectors::RootSetVector;

use super::Made;
use crate::build::cose::{ED25519, EDDSA, Sign, Sign1, signer_header};
use crate::build::curve::{Key, with_large_s};
use crate::draft::{refused, root_set, taken, too_few};
use crate::fixtures::{RootSpec, World, root_message};
use crate::person::edit;

pub(super) fn vectors(world: &World) -> Made<Vec<RootSetVector>> {
    let mut all = sound(world);
    all.extend(signatures(world));
    all.extend(object::objects(world));
    all.extend(claims::claims(world)?);
    all.extend(successions(world));
    all.extend(later::vectors(world)?);
    Ok(all)
}

/// Signed by as many keys of root set 1 as are needed.
fn first_two(world: &World, message: Sign) -> Vec<u8> {
    world.sign_by_roots(message).to_bytes()
}

fn sound(world: &World) -> Vec<RootSetVector> {
    let all: Vec<&Key> = world.roots.iter().collect();
    let message = || world.root_set().message();
    let sixteen: Vec<Key> = (1..=16)
        .map(|n| Key::named(&format!("keeper-{n}")))
        .collect();
    let sixteen_keys: Vec<&Key> = sixteen.iter().collect();
    let sound = |id: &str, comment: &str, flags: &[&str], object: Vec<u8>, signers| {
        root_set(
            id,
            comment,
            &[&["valid"], flags].concat(),
            None,
            &object,
            taken(1, signers),
        )
    };
    vec![
        sound(
            "root-two-of-three",
            "Signed by two of its three keys, as many as it asks for.",
            &[],
            first_two(world, message()),
            2,
        ),
        sound(
            "root-three-of-three",
            "Signed by all of its keys.",
            &[],
            message().signed_by(&all).to_bytes(),
            3,
        ),
        sound(
            "root-one-of-one",
            "A single key.",
            &["edge"],
            RootSpec::new(1, 1, &world.roots[..1])
                .message()
                .signed_by(&all[..1])
                .to_bytes(),
            1,
        ),
        sound(
            "root-sixteen-of-sixteen",
            "As many keys as there may be, all needed.",
            &["limit"],
            RootSpec::new(1, 16, &sixteen)
                .message()
                .signed_by(&sixteen_keys)
                .to_bytes(),
            16,
        ),
        sound(
            "root-alg-ed25519",
            "One of the two signatures names algorithm -19.",
            &["alg-19"],
            message()
                .signed_by(&all[..1])
                .signed_with(ED25519, all[1])
                .to_bytes(),
            2,
        ),
        sound(
            "root-stranger-besides",
            "A third signature, by a key that the set does not have, counts nothing and does no harm.",
            &["edge"],
            message()
                .signed_by(&[&Key::named("stranger"), all[0], all[1]])
                .to_bytes(),
            2,
        ),
        sound(
            "root-bad-signature-besides",
            "A third signature, of the third key, does not verify; two are good.",
            &["edge"],
            {
                let mut message = message().signed_by(&all);
                message.signers[2].signature[0] ^= 1;
                message.to_bytes()
            },
            2,
        ),
        sound(
            "root-bad-signature-of-same-key",
            "The first key has signed twice, badly and well: the good one counts.",
            &["edge"],
            {
                let mut message = message().signed_by(&[all[0], all[0], all[1]]);
                message.signers[0].signature[0] ^= 1;
                message.to_bytes()
            },
            2,
        ),
        sound(
            "root-signer-es256-besides",
            "A third signature names ES256, which version 1 does not know: passed over, two are good.",
            &["algorithm"],
            message()
                .signed_by(&all[..2])
                .signed_with(-7, all[2])
                .to_bytes(),
            2,
        ),
        sound(
            "root-without-english-name",
            "The name in English may be left out.",
            &[],
            first_two(
                world,
                root_message(&edit(world.root_set().entries(), 3, None)),
            ),
            2,
        ),
        sound(
            "root-32-signatures",
            "As many signatures as there may be: the first two keys, fifteen times each, and two of the third.",
            &["limit"],
            {
                let mut keys = [all[0], all[1]].repeat(15);
                keys.extend([all[2]; 2]);
                message().signed_by(&keys).to_bytes()
            },
            3,
        ),
    ]
}

fn signatures(world: &World) -> Vec<RootSetVector> {
    let [first, second] = [&world.roots[0], &world.roots[1]];
    let message = || world.root_set().message();
    let counted = too_few;
    let too_few = |id: &str, comment: &str, object: Vec<u8>, count| {
        root_set(id, comment, &["forged"], None, &object, counted(count))
    };
    let spoiled = |spoil: fn(&mut Sign)| {
        let mut message = message().signed_by(&[first, second]);
        spoil(&mut message);
        message.to_bytes()
    };
    vec![
        too_few(
            "root-one-of-two",
            "One signature where two are needed.",
            message().signed_by(&[first]).to_bytes(),
            1,
        ),
        too_few(
            "root-same-key-twice",
            "Two signatures by one key count once.",
            message().signed_by(&[first, first]).to_bytes(),
            1,
        ),
        too_few(
            "root-same-key-twice-two-algorithms",
            "Two signatures by one key, under -8 and -19, count once.",
            message()
                .signed_by(&[first])
                .signed_with(ED25519, first)
                .to_bytes(),
            1,
        ),
        too_few(
            "root-one-and-stranger",
            "The second signature is by a key that the set does not have.",
            message()
                .signed_by(&[first, &Key::named("stranger")])
                .to_bytes(),
            1,
        ),
        too_few(
            "root-kid-of-another",
            "The first key signs twice, the second time under the kid of the second key.",
            message()
                .signed_by(&[first])
                .signed_under(signer_header(EDDSA, &second.kid()), first)
                .to_bytes(),
            1,
        ),
        root_set(
            "root-signer-es256",
            "The second signature names ES256, which version 1 does not know: passed over, and then one is missing.",
            &["algorithm"],
            None,
            &message()
                .signed_by(&[first])
                .signed_with(-7, second)
                .to_bytes(),
            counted(1),
        ),
        too_few(
            "root-signature-altered",
            "One bit of the second signature is wrong.",
            spoiled(|message| message.signers[1].signature[40] ^= 1),
            1,
        ),
        too_few(
            "root-signature-large-s",
            "The group order was added to the second S.",
            spoiled(|message| {
                message.signers[1].signature = with_large_s(&message.signers[1].signature);
            }),
            1,
        ),
        too_few(
            "root-payload-altered",
            "iat was altered after signing.",
            spoiled(|message| message.payload[5] ^= 1),
            0,
        ),
        too_few(
            "root-signer-header-altered",
            "The header of the second signature was changed from -8 to -19 after signing.",
            {
                let mut message = message().signed_by(&[first, second]);
                message.signers[1].protected = signer_header(ED25519, &second.kid());
                message.to_bytes()
            },
            1,
        ),
        too_few(
            "root-signed-as-sign1",
            "The signatures were made for a COSE_Sign1: another context.",
            {
                let mut message = message().signed_by(&[first, second]);
                for (signer, key) in message.signers.iter_mut().zip([first, second]) {
                    signer.signature =
                        Sign1::with_header(signer.protected.clone(), message.payload.clone(), key)
                            .signature;
                }
                message.to_bytes()
            },
            0,
        ),
    ]
}

fn successions(world: &World) -> Vec<RootSetVector> {
    let [r1, r2, r3] = [&world.roots[0], &world.roots[1], &world.roots[2]];
    let [r4, r5] = [&world.next_roots[1], &world.next_roots[2]];
    let next = |id: &str, comment: &str, flags: &[&str], object: Vec<u8>, expected| {
        root_set(id, comment, flags, Some("v1"), &object, expected)
    };
    let second = |keys: &[&Key]| world.next_root_set().message().signed_by(keys).to_bytes();
    let mismatch = || refused("issuer", "root-version-mismatch", None);
    let version = |version| {
        RootSpec::new(version, 2, &world.next_roots)
            .message()
            .signed_by(&[r1, r2, r4, r5])
            .to_bytes()
    };
    vec![
        next(
            "root-next",
            "Version 2, signed by two old keys and two new ones.",
            &["valid"],
            second(&[r1, r2, r4, r5]),
            taken(2, 2),
        ),
        next(
            "root-next-key-of-both",
            "Root 3 belongs to both sets: its one signature counts for each.",
            &["valid", "edge"],
            second(&[r1, r3, r4]),
            taken(2, 2),
        ),
        next(
            "root-next-old-only",
            "Signed by the old keys only: the new ones have not shown that they exist.",
            &["forged"],
            second(&[r1, r2]),
            refused("signature", "threshold-not-met", None),
        ),
        next(
            "root-next-new-only",
            "Signed by the new keys only: anybody could name himself.",
            &["forged"],
            second(&[r4, r5]),
            too_few(0),
        ),
        next(
            "root-next-one-old",
            "One of the old keys, two of the new ones.",
            &["forged"],
            second(&[r1, r4, r5]),
            too_few(1),
        ),
        next(
            "root-next-same-version",
            "Version 1 again, properly signed by both.",
            &[],
            version(1),
            mismatch(),
        ),
        next(
            "root-next-skips-one",
            "Version 3, properly signed by both: the one between must come first.",
            &[],
            version(3),
            mismatch(),
        ),
        next(
            "root-next-greatest-version",
            "Version 2^64-1.",
            &["edge"],
            version(u64::MAX),
            mismatch(),
        ),
    ]
}
