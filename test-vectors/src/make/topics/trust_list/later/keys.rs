//! Trust lists: details and standings of keys, keys of unknown types, SM2.

use super::super::claims::invalid;
use super::super::of_issuer;
use super::sound;
use crate::build::cbor::{NULL, array, bytes, int, map, text, uint};
use crate::build::cose::{SM2, signer_header};
use crate::build::curve::cose_key;
use crate::build::weierstrass::Sm2Key;
use crate::draft::taken;
use crate::fixtures::{
    IssuerSpec, World, active_key, detailed_key, issuer_key, list_entries, list_message, listed_key,
};
use crate::times::{KEY_FROM, KEY_UNTIL, LAST_TIME, TWENTY_YEARS};
use crate::topics::Made;
use test_vectors::TrustListVector;

pub(super) fn keys(world: &World) -> Vec<TrustListVector> {
    let x = world.key("xianning").x;
    let with = |key: Vec<u8>| {
        of_issuer(
            world,
            &IssuerSpec {
                keys: vec![key],
                ..world.xianning()
            }
            .item(),
        )
    };
    let detailed = |details: &[(i64, Vec<u8>)]| with(detailed_key(&x, 0, details));
    let bare = |key: Vec<u8>, from: Vec<u8>| with(array(&[key, from, uint(KEY_UNTIL), uint(0)]));
    let term = |from: u64, until: u64| with(issuer_key(&x, from, until, 0));
    vec![
        sound(
            "list-key-standing-3",
            "A compromised key.",
            with(issuer_key(&x, KEY_FROM, KEY_UNTIL, 3)),
        ),
        sound(
            "list-key-standing-4",
            "Standing 4 of a key, which this version does not know: the key is ignored, the list is taken.",
            with(issuer_key(&x, KEY_FROM, KEY_UNTIL, 4)),
        ),
        sound(
            "list-ignored-key-empty-term",
            "Beside an ignored key any numbers may stand.",
            with(issuer_key(&x, KEY_FROM, KEY_FROM, 4)),
        ),
        invalid(
            "list-ignored-key-twice",
            "An ignored key counts as listed: here it stands twice.",
            of_issuer(
                world,
                &IssuerSpec {
                    keys: vec![active_key(&x), issuer_key(&x, KEY_FROM, KEY_UNTIL, 4)],
                    ..world.xianning()
                }
                .item(),
            ),
            "unique",
        ),
        sound(
            "list-key-longest-1",
            "A validity of a second at most.",
            detailed(&[(1, uint(1))]),
        ),
        sound(
            "list-key-longest-20-years",
            "A validity of twenty years at most.",
            detailed(&[(1, uint(TWENTY_YEARS))]),
        ),
        invalid(
            "list-key-longest-0",
            "No validity at all.",
            detailed(&[(1, uint(0))]),
            "validity",
        ),
        invalid(
            "list-key-longest-too-great",
            "A second more than twenty years.",
            detailed(&[(1, uint(TWENTY_YEARS + 1))]),
            "validity",
        ),
        invalid(
            "list-key-longest-text",
            "The longest validity is a text.",
            detailed(&[(1, text("3 years"))]),
            "payload",
        ),
        invalid(
            "list-key-details-empty",
            "An empty map of details.",
            detailed(&[]),
            "payload",
        ),
        invalid(
            "list-key-details-null",
            "null in place of the details.",
            with(array(&[
                cose_key(&x),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                uint(0),
                vec![NULL],
            ])),
            "payload",
        ),
        invalid(
            "list-key-detail-0",
            "A detail 0.",
            detailed(&[(0, uint(1))]),
            "payload",
        ),
        invalid(
            "list-key-six-items",
            "An item behind the details.",
            with(array(&[
                cose_key(&x),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                uint(0),
                map(&[(1, uint(1))]),
                uint(0),
            ])),
            "payload",
        ),
        sound(
            "list-key-detail-127",
            "A detail that has no meaning yet: passed over.",
            detailed(&[(127, text("later"))]),
        ),
        sound(
            "list-key-detail-128",
            "A detail that must be understood: the key is ignored, the list is taken.",
            detailed(&[(128, uint(0))]),
        ),
        sound(
            "list-key-empty-map",
            "A key without kty and crv: of an unknown type.",
            with(listed_key(map(&[]))),
        ),
        sound(
            "list-key-no-crv",
            "A key without crv.",
            with(listed_key(map(&[(1, int(1)), (-2, bytes(&x))]))),
        ),
        sound(
            "list-key-no-kty",
            "A key without kty.",
            with(listed_key(map(&[(-1, int(6)), (-2, bytes(&x))]))),
        ),
        sound(
            "list-key-kty-text",
            "A key whose kty is a text.",
            with(listed_key(map(&[
                (1, text("OKP")),
                (-1, int(6)),
                (-2, bytes(&x)),
            ]))),
        ),
        invalid(
            "list-unknown-key-from-text",
            "What stands beside a key of an unknown type must have its type.",
            bare(map(&[]), text("2026")),
            "payload",
        ),
        invalid(
            "list-unknown-key-three-items",
            "A key of an unknown type without a standing.",
            with(array(&[map(&[]), uint(KEY_FROM), uint(KEY_UNTIL)])),
            "payload",
        ),
        invalid(
            "list-key-until-year-10000",
            "`until` is after the year 9999.",
            term(KEY_FROM, LAST_TIME + 1),
            "validity",
        ),
        sound(
            "list-key-until-year-9999",
            "`until` is the last second of the year 9999.",
            term(0, LAST_TIME),
        ),
    ]
}

pub(super) fn sm2(world: &World) -> Made<Vec<TrustListVector>> {
    let key = Sm2Key::named("jingmen").ok_or("no key of SM2")?;
    let with = |keys: Vec<Vec<u8>>| {
        of_issuer(
            world,
            &IssuerSpec {
                keys,
                ..world.xianning()
            }
            .item(),
        )
    };
    let mut whole = key.cose_key();
    whole.pop();
    whole.extend(bytes(&[0x5a; 32]));
    let mut further = key.cose_key();
    further[0] += 1;
    further.extend([int(-4), bytes(&[0x5a; 32])].concat());
    let twice = with(vec![listed_key(key.cose_key()), listed_key(key.cose_key())]);
    let mixed = with(vec![
        listed_key(key.cose_key()),
        active_key(&world.key("xianning").x),
    ]);
    let sm2 = |vector: TrustListVector, without| {
        let flags = [vector.flags.clone(), vec!["sm2".into()]].concat();
        TrustListVector {
            flags,
            without_sm2: without,
            ..vector
        }
    };
    let foreign = list_message(&list_entries(7, 1, &[world.xianning().item()]))
        .signed_by(&[&world.roots[0], &world.roots[1]])
        .signed_under(signer_header(SM2, &key.kid()), &key);
    Ok(vec![
        sm2(
            sound(
                "list-sm2-key",
                "An issuer with a key of SM2 and one of Ed25519.",
                mixed,
            ),
            None,
        ),
        sm2(
            sound(
                "list-sm2-signature-besides",
                "A third signature by a key of SM2 that is no root.",
                foreign.to_bytes(),
            ),
            None,
        ),
        sm2(
            invalid(
                "list-sm2-key-twice",
                "A key of SM2 stands twice.",
                twice,
                "unique",
            ),
            Some(taken(7, 2)),
        ),
        sm2(
            invalid(
                "list-sm2-key-further-parameter",
                "A key of SM2 with a parameter more, where a private key has its number.",
                with(vec![listed_key(further)]),
                "key",
            ),
            Some(taken(7, 2)),
        ),
        sm2(
            invalid(
                "list-sm2-key-uncompressed",
                "A key of SM2 with the whole of y.",
                with(vec![listed_key(whole)]),
                "key",
            ),
            Some(taken(7, 2)),
        ),
    ])
}
