//! Trust lists: the keys of an issuer.

use test_vectors::TrustListVector;

use super::claims::invalid;
use super::of_issuer;
use crate::build::cbor::{array, bytes, int, map, text, uint};
use crate::build::curve::{cose_key, noncanonical_x, off_curve, small_order};
use crate::draft::{taken, trust_list};
use crate::fixtures::{World, active_key, foreign_key, issuer_key, listed_key};
use crate::person::edit;
use crate::times::{KEY_FROM, KEY_UNTIL};
use crate::topics::Made;

pub(super) fn keys(world: &World) -> Made<Vec<TrustListVector>> {
    let x = world.key("xianning").x;
    let with = |key: Vec<u8>| {
        of_issuer(
            world,
            &map(&edit(world.xianning().entries(), 8, Some(array(&[key])))),
        )
    };
    let of_key = |key: Vec<u8>| with(listed_key(key));
    let mut all = vec![
        invalid(
            "list-key-suspended",
            "A key is never suspended, only its issuer.",
            with(issuer_key(&x, KEY_FROM, KEY_UNTIL, 1)),
            "state",
        ),
        invalid(
            "list-key-empty-term",
            "`until` equals `from`.",
            with(issuer_key(&x, KEY_FROM, KEY_FROM, 0)),
            "validity",
        ),
        invalid(
            "list-key-three-items",
            "The standing of the key is missing.",
            with(array(&[cose_key(&x), uint(KEY_FROM), uint(KEY_UNTIL)])),
            "payload",
        ),
        invalid(
            "list-key-five-items",
            "An item more.",
            with(array(&[
                cose_key(&x),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                uint(0),
                uint(0),
            ])),
            "payload",
        ),
        invalid(
            "list-key-bare",
            "32 bytes in place of a COSE_Key.",
            of_key(bytes(&x)),
            "payload",
        ),
        invalid(
            "list-key-short",
            "A key of 31 bytes.",
            of_key(cose_key(&x[..31])),
            "key",
        ),
        invalid(
            "list-key-no-x",
            "The key's x is missing.",
            of_key(map(&[(1, int(1)), (-1, int(6))])),
            "key",
        ),
        invalid(
            "list-key-extra-parameter",
            "The key has a kid of its own, a fourth parameter.",
            of_key(map(&[
                (1, int(1)),
                (2, bytes(&[0; 4])),
                (-1, int(6)),
                (-2, bytes(&x)),
            ])),
            "key",
        ),
        invalid(
            "list-key-off-curve",
            "32 bytes that are no point of the curve.",
            of_key(cose_key(
                &off_curve().ok_or("every number is on the curve")?,
            )),
            "key",
        ),
        invalid(
            "list-key-non-canonical",
            "A good point in a second encoding.",
            of_key(cose_key(&noncanonical_x().ok_or("no second encoding")?)),
            "key",
        ),
    ];
    all.extend(small_order().iter().enumerate().map(|(at, x)| {
        invalid(
            &format!("list-key-small-order-{at}"),
            "A key of small order, for which anybody can sign.",
            of_key(cose_key(x)),
            "key",
        )
    }));
    all.extend(unknown_keys(world));
    Ok(all)
}

/// Keys of types that version 1 does not know: passed over, and the list is taken.
fn unknown_keys(world: &World) -> Vec<TrustListVector> {
    let x = world.key("xianning").x;
    let taken = |id: &str, comment: &str, keys: &[Vec<u8>]| {
        let entries = edit(world.xianning().entries(), 8, Some(array(keys)));
        trust_list(
            id,
            comment,
            &["valid", "edge"],
            &of_issuer(world, &map(&entries)),
            taken(7, 2),
        )
    };
    let p256 = || {
        foreign_key(
            2,
            &[(-1, int(1)), (-2, bytes(&x)), (-3, bytes(&world.holder.x))],
        )
    };
    let mut with_text = foreign_key(
        3,
        &[(-1, bytes(&[0xc5; 64])), (-2, bytes(&[0x01, 0x00, 0x01]))],
    );
    with_text[0] = 0xa4;
    with_text.extend([text("note"), text("later")].concat());
    vec![
        taken(
            "list-key-p256",
            "The only key of the issuer is one of P-256, which version 1 does not know: the list is taken, the issuer has no key that counts.",
            &[listed_key(p256())],
        ),
        taken(
            "list-key-x25519",
            "A key of X25519: the kty of Ed25519, but another crv.",
            &[listed_key(foreign_key(1, &[(-1, int(4)), (-2, bytes(&x))]))],
        ),
        taken(
            "list-key-akp",
            "A key for ML-DSA-44 (kty 7): it names its algorithm, and -1 is no curve but the key.",
            &[listed_key(map(&[
                (1, int(7)),
                (3, int(-48)),
                (-1, bytes(&[0x5a; 1312])),
            ]))],
        ),
        taken(
            "list-key-unknown-text-label",
            "A key of RSA (kty 3) with a parameter whose label is a text: whatever stands in a key of another type is passed over.",
            &[listed_key(with_text)],
        ),
        taken(
            "list-key-unknown-before-known",
            "A key of P-256, then one of Ed25519, which counts.",
            &[listed_key(p256()), active_key(&x)],
        ),
    ]
}
