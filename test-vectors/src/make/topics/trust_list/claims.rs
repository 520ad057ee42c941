//! Trust lists: what they say, issuer by issuer.

use test_vectors::TrustListVector;

use super::{of_issuer, of_issuers};
use crate::build::cbor::{array, map, text, uint};
use crate::build::cose::Sign;
use crate::build::curve::Key;
use crate::draft::{refused, trust_list};
use crate::fixtures::{IssuerSpec, TRUST_LIST_TYPE, World, active_key, list_entries, list_message};
use crate::person::edit;
use crate::times::{LIST_EXP, LIST_IAT};

pub(super) fn invalid(id: &str, comment: &str, object: Vec<u8>, detail: &str) -> TrustListVector {
    trust_list(
        id,
        comment,
        &[],
        &object,
        refused("claims", "claims-invalid", Some(detail)),
    )
}

pub(super) fn claims(world: &World) -> Vec<TrustListVector> {
    let entries = || list_entries(7, 1, &[world.xianning().item()]);
    let inner = |key: i64, value: Option<Vec<u8>>| {
        world
            .sign_by_roots(list_message(&edit(entries(), key, value)))
            .to_bytes()
    };
    let outer = |key: i64, value: Option<Vec<u8>>| {
        let claims = vec![
            (4, uint(LIST_EXP)),
            (6, uint(LIST_IAT)),
            (-65_538, map(&entries())),
        ];
        world
            .sign_by_roots(Sign::new(TRUST_LIST_TYPE, map(&edit(claims, key, value))))
            .to_bytes()
    };
    vec![
        invalid(
            "list-version-0",
            "Version 0.",
            inner(1, Some(uint(0))),
            "version",
        ),
        invalid(
            "list-root-version-0",
            "Root version 0.",
            inner(2, Some(uint(0))),
            "version",
        ),
        invalid(
            "list-exp-equals-iat",
            "exp equals iat.",
            outer(4, Some(uint(LIST_IAT))),
            "validity",
        ),
        invalid(
            "list-no-exp",
            "exp is missing: a list without end.",
            outer(4, None),
            "payload",
        ),
        invalid("list-no-iat", "iat is missing.", outer(6, None), "payload"),
        invalid(
            "list-no-private-claim",
            "The private claim is missing.",
            outer(-65_538, None),
            "payload",
        ),
        invalid(
            "list-no-version",
            "The version is missing.",
            inner(1, None),
            "payload",
        ),
        invalid(
            "list-no-root-version",
            "The version of the root set is missing.",
            inner(2, None),
            "payload",
        ),
        invalid(
            "list-issuers-missing",
            "The issuers are missing.",
            inner(3, None),
            "payload",
        ),
        invalid(
            "list-issuers-map",
            "The issuers in a map.",
            inner(3, Some(map(&[]))),
            "payload",
        ),
        invalid(
            "list-issuer-twice",
            "Two issuers with one number.",
            of_issuers(
                world,
                &[
                    world.xianning().item(),
                    IssuerSpec {
                        keys: vec![active_key(&world.key("hubei").x)],
                        ..world.xianning()
                    }
                    .item(),
                ],
            ),
            "unique",
        ),
    ]
}

pub(super) fn issuers(world: &World) -> Vec<TrustListVector> {
    let with = |key: i64, value: Option<Vec<u8>>| {
        of_issuer(world, &map(&edit(world.xianning().entries(), key, value)))
    };
    let missing = [
        ("list-issuer-no-id", "The number is missing.", 1),
        ("list-issuer-no-name", "The Chinese name is missing.", 2),
        ("list-issuer-no-region", "The region is missing.", 4),
        (
            "list-issuer-no-categories",
            "The categories are missing.",
            5,
        ),
        (
            "list-issuer-no-regions",
            "The regions that it may speak for are missing.",
            6,
        ),
        (
            "list-issuer-no-standing",
            "The standing is missing: silence must not mean active.",
            7,
        ),
        ("list-issuer-keys-missing", "The keys are missing.", 8),
    ];
    let mut all: Vec<_> = missing
        .into_iter()
        .map(|(id, comment, key)| invalid(id, comment, with(key, None), "payload"))
        .collect();
    let regions = |count: u64| {
        let codes: Vec<_> = (0..count).map(|n| uint(420_000 + n)).collect();
        with(6, Some(array(&codes)))
    };
    let many_keys: Vec<_> = (0..65)
        .map(|n| active_key(&Key::named(&format!("many-{n}")).x))
        .collect();
    all.extend([
        invalid(
            "list-issuer-entry-0",
            "An entry 0: only 9 and more are passed over.",
            with(0, Some(uint(0))),
            "payload",
        ),
        invalid(
            "list-issuer-entry-negative",
            "An entry -1.",
            with(-1, Some(uint(0))),
            "payload",
        ),
        invalid(
            "list-issuer-id-33-bits",
            "The number is 2^32.",
            with(1, Some(uint(1 << 32))),
            "payload",
        ),
        invalid(
            "list-issuer-categories-empty",
            "It may attest nothing.",
            with(5, Some(uint(0))),
            "categories",
        ),
        invalid(
            "list-issuer-region-5-digits",
            "Its region is 42120.",
            with(4, Some(uint(42_120))),
            "region",
        ),
        invalid(
            "list-issuer-speaks-for-5-digits",
            "One of its regions is 42120.",
            with(6, Some(array(&[uint(421_200), uint(42_120)]))),
            "region",
        ),
        invalid(
            "list-issuer-speaks-for-none",
            "No regions.",
            regions(0),
            "count",
        ),
        invalid(
            "list-issuer-513-regions",
            "One region more than there may be.",
            regions(513),
            "count",
        ),
        invalid(
            "list-issuer-without-keys",
            "No keys.",
            with(8, Some(array(&[]))),
            "count",
        ),
        invalid(
            "list-issuer-65-keys",
            "One key more than there may be.",
            with(8, Some(array(&many_keys))),
            "count",
        ),
        invalid(
            "list-issuer-name-empty",
            "The name is empty.",
            with(2, Some(text(""))),
            "name",
        ),
        invalid(
            "list-issuer-name-193-bytes",
            "One byte more than a name has.",
            with(2, Some(text(&format!("{}A", "武".repeat(64))))),
            "name",
        ),
        invalid(
            "list-issuer-english-name-line-feed",
            "A line feed in the English name.",
            with(3, Some(text("Bureau\nof Xianning"))),
            "name",
        ),
    ]);
    all
}
