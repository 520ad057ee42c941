//! Root sets: what they say.

use test_vectors::RootSetVector;

use super::first_two;
use crate::build::cbor::{array, bytes, int, map, text, uint};
use crate::build::cose::Sign;
use crate::build::curve::{
    COLLIDING, Key, above_prime, cose_key, noncanonical_x, off_curve, small_order,
};
use crate::draft::{refused, root_set};
use crate::fixtures::{ROOT_SET_TYPE, RootSpec, World, root_message};
use crate::person::edit;
use crate::topics::Made;

pub(super) fn claims(world: &World) -> Made<Vec<RootSetVector>> {
    let entries = || world.root_set().entries();
    let with = |key: i64, value: Option<Vec<u8>>| {
        first_two(world, root_message(&edit(entries(), key, value)))
    };
    let keys = |third: Vec<u8>| {
        let [first, second] = [world.roots[0].cose_key(), world.roots[1].cose_key()];
        with(5, Some(array(&[first, second, third])))
    };
    let spec = |version, threshold, keys: &[Key]| RootSpec::new(version, threshold, keys);
    let seventeen: Vec<Key> = (1..=17)
        .map(|n| Key::named(&format!("keeper-{n}")))
        .collect();
    let collide = [
        world.roots[0].clone(),
        world.roots[1].clone(),
        Key::named(COLLIDING[0]),
        Key::named(COLLIDING[1]),
    ];
    let fault = |id: &str, comment: &str, object: Vec<u8>, detail| {
        root_set(
            id,
            comment,
            &[],
            None,
            &object,
            refused("claims", "claims-invalid", Some(detail)),
        )
    };
    let mut negative_order_four = [0; 32];
    negative_order_four[31] = 0x80;

    let mut all = vec![
        fault(
            "root-version-0",
            "Version 0.",
            with(1, Some(uint(0))),
            "version",
        ),
        fault(
            "root-threshold-33-bits",
            "A threshold of 2^32 + 2: a number, and far above the keys.",
            with(4, Some(uint((1 << 32) + 2))),
            "threshold",
        ),
        fault(
            "root-threshold-greatest",
            "A threshold of 2^64-1.",
            with(4, Some(uint(u64::MAX))),
            "threshold",
        ),
        root_set(
            "root-entry-128-before-no-name",
            "An entry that must be understood, and the name is missing.",
            &["two-faults"],
            None,
            &first_two(
                world,
                root_message(&edit(edit(entries(), 128, Some(uint(0))), 2, None)),
            ),
            refused("claims", "content-unsupported", None),
        ),
        fault(
            "root-threshold-0",
            "Threshold 0: nobody need sign.",
            with(4, Some(uint(0))),
            "threshold",
        ),
        fault(
            "root-threshold-4-of-3",
            "A threshold that its keys can never reach.",
            with(4, Some(uint(4))),
            "threshold",
        ),
        fault(
            "root-no-keys",
            "No keys.",
            with(5, Some(array(&[]))),
            "count",
        ),
        fault(
            "root-17-keys",
            "One key more than there may be.",
            first_two(world, spec(1, 2, &seventeen).message()),
            "count",
        ),
        fault(
            "root-key-twice",
            "The same key twice: one keeper would count for two.",
            keys(world.roots[0].cose_key()),
            "unique",
        ),
        fault(
            "root-kid-collision",
            "Two keys with one identifier.",
            first_two(world, spec(1, 2, &collide).message()),
            "unique",
        ),
        fault(
            "root-name-empty",
            "The authority's name is empty.",
            with(2, Some(text(""))),
            "name",
        ),
        fault(
            "root-name-193-bytes",
            "193 bytes, one more than a name has.",
            with(2, Some(text(&format!("{}A", "省".repeat(64))))),
            "name",
        ),
        fault(
            "root-english-name-override",
            "The English name turns the direction of writing.",
            with(3, Some(text("Department\u{202e} of Hubei"))),
            "name",
        ),
        fault(
            "root-name-private-use",
            "The name has a character of private use.",
            with(2, Some(text("湖北省退役军人\u{e000}务厅"))),
            "name",
        ),
        fault(
            "root-english-name-two-blanks",
            "The English name has two blanks beside each other.",
            with(3, Some(text("Department  of Hubei"))),
            "name",
        ),
        fault(
            "root-no-version",
            "The version is missing.",
            with(1, None),
            "payload",
        ),
        fault(
            "root-no-name",
            "The Chinese name is missing.",
            with(2, None),
            "payload",
        ),
        fault(
            "root-no-threshold",
            "The threshold is missing.",
            with(4, None),
            "payload",
        ),
        fault(
            "root-keys-missing",
            "The keys are missing.",
            with(5, None),
            "payload",
        ),
        fault(
            "root-no-iat",
            "iat is missing.",
            first_two(
                world,
                Sign::new(ROOT_SET_TYPE, map(&[(-65_539, map(&entries()))])),
            ),
            "payload",
        ),
        fault(
            "root-key-short",
            "A key of 31 bytes.",
            keys(cose_key(&world.roots[2].x[..31])),
            "key",
        ),
        fault(
            "root-key-extra-parameter",
            "A key with a fourth parameter.",
            keys(map(&[
                (1, int(1)),
                (3, int(-8)),
                (-1, int(6)),
                (-2, bytes(&world.roots[2].x)),
            ])),
            "key",
        ),
        fault(
            "root-key-off-curve",
            "32 bytes that are no point of the curve.",
            keys(cose_key(
                &off_curve().ok_or("every number is on the curve")?,
            )),
            "key",
        ),
        fault(
            "root-key-non-canonical",
            "A good point in a second encoding, y + p: two identifiers for one key.",
            keys(cose_key(&noncanonical_x().ok_or("no second encoding")?)),
            "key",
        ),
        fault(
            "root-key-zero-above-prime",
            "A point of order four in a second encoding, p.",
            keys(cose_key(&above_prime(0))),
            "key",
        ),
        fault(
            "root-key-order-four-negative",
            "A point of order four: y is 0, with the sign bit.",
            keys(cose_key(&negative_order_four)),
            "key",
        ),
    ];
    all.extend(small_order().iter().enumerate().map(|(at, x)| {
        fault(
            &format!("root-key-small-order-{at}"),
            "A key of small order: signatures for it can be made without any secret.",
            keys(cose_key(x)),
            "key",
        )
    }));
    Ok(all)
}
