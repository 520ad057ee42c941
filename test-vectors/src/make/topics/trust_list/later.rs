//! Trust lists: what issuers and keys got in this version, and what a later one may add.

mod beside;
mod issuers;
mod keys;

use test_vectors::TrustListVector;

use super::claims::invalid;
use crate::build::cbor::{map, text, uint};
use crate::build::cose::Sign;
use crate::draft::{refused, taken, trust_list};
use crate::fixtures::{TRUST_LIST_TYPE, World, list_entries, list_message};
use crate::person::edit;
use crate::times::{LAST_TIME, LIST_EXP, LIST_IAT, TWENTY_YEARS};
use crate::topics::Made;

pub(super) fn vectors(world: &World) -> Made<Vec<TrustListVector>> {
    let mut all = open(world);
    all.extend(issuers::issuers(world));
    all.extend(issuers::expectations(world));
    all.extend(keys::keys(world));
    all.extend(keys::sm2(world)?);
    all.extend(beside::vectors(world));
    Ok(all)
}

fn sound(id: &str, comment: &str, object: Vec<u8>) -> TrustListVector {
    trust_list(id, comment, &["valid", "edge"], &object, taken(7, 2))
}

fn unsupported(id: &str, comment: &str, flags: &[&str], object: Vec<u8>) -> TrustListVector {
    let why = refused("claims", "content-unsupported", None);
    trust_list(id, comment, flags, &object, why)
}

fn open(world: &World) -> Vec<TrustListVector> {
    let entries = || list_entries(7, 1, &[world.xianning().item()]);
    let inner = |key: i64, value: Option<Vec<u8>>| {
        world
            .sign_by_roots(list_message(&edit(entries(), key, value)))
            .to_bytes()
    };
    let outer = |changes: &[(i64, Option<Vec<u8>>)]| {
        let mut claims = vec![
            (4, uint(LIST_EXP)),
            (6, uint(LIST_IAT)),
            (-65_538, map(&entries())),
        ];
        for (key, value) in changes {
            claims = edit(claims, *key, value.clone());
        }
        world
            .sign_by_roots(Sign::new(TRUST_LIST_TYPE, map(&claims)))
            .to_bytes()
    };
    let term = |iat: u64, exp: u64| outer(&[(4, Some(uint(exp))), (6, Some(uint(iat)))]);
    vec![
        sound(
            "list-extra-entry",
            "An entry 4 that has no meaning yet: passed over.",
            inner(4, Some(uint(0))),
        ),
        sound(
            "list-entry-127",
            "An entry 127, the last that may be passed over.",
            inner(127, Some(text("later"))),
        ),
        unsupported(
            "list-entry-128",
            "An entry 128: it must be understood.",
            &["edge"],
            inner(128, Some(uint(0))),
        ),
        unsupported(
            "list-extra-claim",
            "nbf: a further claim.",
            &[],
            outer(&[(5, Some(uint(0)))]),
        ),
        unsupported(
            "list-extra-claim-and-no-exp",
            "A further claim, and exp is missing.",
            &["two-faults"],
            outer(&[(5, Some(uint(0))), (4, None)]),
        ),
        unsupported(
            "list-entry-128-and-version-0",
            "An entry that must be understood, and version 0.",
            &["two-faults"],
            {
                world
                    .sign_by_roots(list_message(&edit(
                        edit(entries(), 1, Some(uint(0))),
                        128,
                        Some(uint(0)),
                    )))
                    .to_bytes()
            },
        ),
        invalid(
            "list-entry-0",
            "An entry 0.",
            inner(0, Some(uint(0))),
            "payload",
        ),
        invalid(
            "list-entry-negative",
            "An entry -1.",
            inner(-1, Some(uint(0))),
            "payload",
        ),
        sound(
            "list-twenty-years",
            "exp is twenty years after iat.",
            term(LIST_IAT, LIST_IAT + TWENTY_YEARS),
        ),
        invalid(
            "list-twenty-years-and-a-second",
            "exp is a second more than twenty years after iat.",
            term(LIST_IAT, LIST_IAT + TWENTY_YEARS + 1),
            "validity",
        ),
        invalid(
            "list-year-10000",
            "exp is after the year 9999.",
            term(LAST_TIME, LAST_TIME + 1),
            "validity",
        ),
        invalid(
            "list-exp-greatest",
            "exp is the greatest number that CBOR has.",
            term(LIST_IAT, u64::MAX),
            "validity",
        ),
    ]
}
