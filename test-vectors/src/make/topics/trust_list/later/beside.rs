//! Trust lists: what may stand beside a key that is ignored, ends of ranges, and orders of faults.

use test_vectors::TrustListVector;

use super::super::claims::invalid;
use super::super::of_issuer;
use super::{sound, unsupported};
use crate::build::cbor::{array, bytes, int, map, text, uint};
use crate::build::cose::{EDDSA, Sign};
use crate::build::curve::cose_key;
use crate::draft::{refused, taken, too_few, trust_list};
use crate::fixtures::{
    IssuerSpec, TRUST_LIST_TYPE, World, detailed_key, issuer_key, list_entries, list_message,
};
use crate::person::edit;
use crate::times::{KEY_FROM, KEY_UNTIL, LAST_TIME, LIST_IAT, TWENTY_YEARS};

/// ML-DSA-44, which version 1 does not know.
const LATER: i64 = -48;

pub(super) fn vectors(world: &World) -> Vec<TrustListVector> {
    let mut all = ignored_keys(world);
    all.extend(ends(world));
    all.extend(two_faults(world));
    all.extend(signers(world));
    all
}

fn ignored_keys(world: &World) -> Vec<TrustListVector> {
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
    let beside = |key: Vec<u8>, numbers: [u64; 3], details: &[(i64, Vec<u8>)]| {
        let [from, until, standing] = numbers.map(uint);
        with(array(&[key, from, until, standing, map(details)]))
    };
    let unknown = || map(&[]);
    let usual = [KEY_FROM, KEY_UNTIL, 0];
    vec![
        invalid(
            "list-unknown-key-empty-details",
            "Beside a key of an unknown type an empty map of details: what stands there must have its type.",
            beside(unknown(), usual, &[]),
            "payload",
        ),
        invalid(
            "list-unknown-key-detail-0",
            "Beside a key of an unknown type a detail 0.",
            beside(unknown(), usual, &[(0, text("later"))]),
            "payload",
        ),
        invalid(
            "list-unknown-key-longest-text",
            "Beside a key of an unknown type a longest validity that is a text.",
            beside(unknown(), usual, &[(1, text("later"))]),
            "payload",
        ),
        sound(
            "list-unknown-key-longest-greatest",
            "Beside a key of an unknown type the longest validity may be any number.",
            beside(unknown(), usual, &[(1, uint(u64::MAX))]),
        ),
        sound(
            "list-unknown-key-suspended",
            "Beside a key of an unknown type standing 1 may stand.",
            with(array(&[
                unknown(),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                uint(1),
            ])),
        ),
        sound(
            "list-unknown-key-greatest-numbers",
            "Beside a key of an unknown type any numbers may stand.",
            with(array(&[
                unknown(),
                uint(u64::MAX),
                uint(u64::MAX),
                uint(u64::MAX),
            ])),
        ),
        invalid(
            "list-unknown-key-negative-number",
            "A negative number beside a key of an unknown type: it has another type than the format has there.",
            with(array(&[
                unknown(),
                uint(KEY_FROM),
                uint(KEY_UNTIL),
                int(-1),
            ])),
            "payload",
        ),
        invalid(
            "list-ignored-key-empty-details",
            "Beside a key of a later standing an empty map of details.",
            beside(cose_key(&x), [KEY_FROM, KEY_UNTIL, 4], &[]),
            "payload",
        ),
        invalid(
            "list-ignored-key-detail-0",
            "A key that is ignored for its details, with a detail 0 among them.",
            beside(cose_key(&x), usual, &[(0, uint(0)), (128, uint(0))]),
            "payload",
        ),
        sound(
            "list-ignored-key-by-details-suspended",
            "A key that is ignored for its details, with standing 1 and an empty term.",
            beside(cose_key(&x), [KEY_FROM, KEY_FROM, 1], &[(128, uint(0))]),
        ),
        sound(
            "list-ignored-key-longest-0",
            "A key that is ignored for its details, with a longest validity of 0.",
            beside(cose_key(&x), usual, &[(1, uint(0)), (128, uint(0))]),
        ),
        sound(
            "list-ignored-key-greatest-standing",
            "The greatest standing that there may be.",
            with(issuer_key(&x, u64::MAX, 0, u64::MAX)),
        ),
    ]
}

fn ends(world: &World) -> Vec<TrustListVector> {
    let x = world.key("xianning").x;
    let xianning = || world.xianning();
    let term = |iat: u64, exp: u64| {
        let entries = list_entries(7, 1, &[xianning().item()]);
        let claims = [(4, uint(exp)), (6, uint(iat)), (-65_538, map(&entries))];
        world
            .sign_by_roots(Sign::new(TRUST_LIST_TYPE, map(&claims)))
            .to_bytes()
    };
    let longest = |seconds: u64| {
        let keys = vec![detailed_key(&x, 0, &[(1, uint(seconds))])];
        of_issuer(world, &IssuerSpec { keys, ..xianning() }.item())
    };
    let expecting = |age: u64| {
        let expected = array(&[uint(0), uint(0), uint(age)]);
        of_issuer(world, &map(&edit(xianning().entries(), 12, Some(expected))))
    };
    vec![
        sound(
            "list-exp-last-second",
            "exp is the last second of the year 9999.",
            term(LAST_TIME - TWENTY_YEARS, LAST_TIME),
        ),
        sound(
            "list-issuer-0",
            "An issuer with the number 0.",
            of_issuer(
                world,
                &IssuerSpec {
                    id: 0,
                    ..xianning()
                }
                .item(),
            ),
        ),
        sound(
            "list-issuer-greatest",
            "An issuer with the greatest number that there may be.",
            of_issuer(
                world,
                &IssuerSpec {
                    id: u32::MAX,
                    ..xianning()
                }
                .item(),
            ),
        ),
        sound(
            "list-issuer-region-twice",
            "A region stands twice.",
            of_issuer(
                world,
                &IssuerSpec {
                    regions: vec![421_200, 421_200],
                    ..xianning()
                }
                .item(),
            ),
        ),
        invalid(
            "list-key-longest-33-bits",
            "A longest validity of 2^32 seconds: outside the range, and not of another type.",
            longest(1 << 32),
            "validity",
        ),
        invalid(
            "list-key-longest-greatest",
            "A longest validity of 2^64-1 seconds.",
            longest(u64::MAX),
            "validity",
        ),
        invalid(
            "list-expectation-age-33-bits",
            "A max-age of 2^32 seconds.",
            expecting(1 << 32),
            "validity",
        ),
        invalid(
            "list-expectation-age-greatest",
            "A max-age of 2^64-1 seconds.",
            expecting(u64::MAX),
            "validity",
        ),
    ]
}

fn two_faults(world: &World) -> Vec<TrustListVector> {
    let [one, two] = [&world.roots[0], &world.roots[1]];
    let entries = || list_entries(7, 1, &[world.xianning().item()]);
    let nothing = || Sign::new(TRUST_LIST_TYPE, map(&[(6, uint(LIST_IAT))]));
    let entry = |key: i64, value: Option<Vec<u8>>| {
        let later = edit(entries(), 128, Some(uint(0)));
        world
            .sign_by_roots(list_message(&edit(later, key, value)))
            .to_bytes()
    };
    vec![
        trust_list(
            "list-order-signatures-before-claims",
            "One signature of two, and claims that are none: what is not signed is not read.",
            &["forged", "two-faults"],
            &nothing().signed_by(&[one]).to_bytes(),
            too_few(1),
        ),
        trust_list(
            "list-order-signatures-before-content",
            "One signature of two, and an entry that must be understood.",
            &["forged", "two-faults"],
            &list_message(&edit(entries(), 128, Some(uint(0))))
                .signed_by(&[two])
                .to_bytes(),
            too_few(1),
        ),
        unsupported(
            "list-order-entry-128-before-no-version",
            "An entry that must be understood, and the version is missing.",
            &["two-faults"],
            entry(1, None),
        ),
        unsupported(
            "list-order-entry-128-before-key-0",
            "An entry that must be understood, and an entry 0.",
            &["two-faults"],
            entry(0, Some(uint(0))),
        ),
        unsupported(
            "list-order-entry-128-before-issuers",
            "An entry that must be understood, and an issuer that is a number.",
            &["two-faults"],
            entry(3, Some(array(&[uint(1)]))),
        ),
    ]
}

/// A third signature with an algorithm that is not known, beside two that are good.
fn signers(world: &World) -> Vec<TrustListVector> {
    let third = &world.roots[2];
    let kid = third.kid();
    let with = |header: Vec<u8>| {
        let list = list_message(&list_entries(7, 1, &[world.xianning().item()]));
        world.sign_by_roots(list).signed_under(header, third)
    };
    let beside = |id: &str, comment: &str, message: Sign| {
        trust_list(
            id,
            comment,
            &["valid", "algorithm"],
            &message.to_bytes(),
            taken(7, 2),
        )
    };
    let unexpected = |id: &str, comment: &str, message: Sign| {
        trust_list(
            id,
            comment,
            &["two-faults"],
            &message.to_bytes(),
            refused("object", "header-unexpected", None),
        )
    };
    let further = |algorithm: i64| map(&[(1, int(algorithm)), (3, uint(60)), (4, bytes(&kid))]);
    let mut unprotected = with(map(&[(1, int(LATER)), (4, bytes(&kid))]));
    unprotected.signers[2].unprotected = map(&[(100, uint(0))]);
    let mut short = with(further(EDDSA));
    short.signers[2].signature.truncate(63);
    vec![
        beside(
            "list-signer-later-algorithm-parameter",
            "A later algorithm beside a parameter that no signature has: the signature is passed over, whatever the rest of its header.",
            with(further(LATER)),
        ),
        beside(
            "list-signer-later-algorithm-kid",
            "A later algorithm beside a kid of eight bytes.",
            with(map(&[(1, int(LATER)), (4, bytes(&[0x5a; 8]))])),
        ),
        beside(
            "list-signer-later-algorithm-no-kid",
            "A later algorithm and no kid.",
            with(map(&[(1, int(LATER))])),
        ),
        unexpected(
            "list-signer-later-algorithm-unprotected",
            "A later algorithm, and a parameter in the unprotected header of the signature: that refuses the list.",
            unprotected,
        ),
        unexpected(
            "list-signer-parameter-before-length",
            "A signature with a parameter that none has, and 63 bytes: the header is looked at first.",
            short,
        ),
    ]
}
