//! Catalogue parts as objects: what is taken and what is not.

use test_vectors::CatalogueVector;

use super::part::{TYPE, benefit, claims, content, merchant, numbers, part, private, quota, set};
use super::{UNSUPPORTED, common_faults, invalid, refused, signed, taken};
use crate::build::cbor::{array, map, text, uint};
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};
use crate::times::{LIST_IAT, TWENTY_YEARS};

/// A benefit with everything that there is.
fn whole() -> Entries {
    let times = map(&[
        (1, set(&[1, 7])),
        (2, set(&[31])),
        (3, numbers(&[101, 229, 1231, 19_700_101, 99_991_231])),
        (4, array(&[numbers(&[0, 1]), numbers(&[1_439, 1_440])])),
    ]);
    vec![
        (1, uint(2)),
        (2, text("洗车")),
        (3, text("Car wash")),
        (4, text("《退役军人保障法》第五十六条")),
        (5, numbers(&[2, 850])),
        (6, uint(20_270_101)),
        (7, uint(20_270_101)),
        (8, uint(u32::MAX.into())),
        (9, uint(1)),
        (10, set(&[1, 10])),
        (11, set(&[1, 9])),
        (12, set(&[1, 5])),
        (13, numbers(&[100_000, 999_999])),
        (14, numbers(&[1, u32::MAX.into()])),
        (15, times),
        (
            16,
            array(&[
                quota(1, 1, 1, 1),
                quota(1_000_000, 5, 3, 3),
                quota(1, 2, 2, 2),
                quota(1, 4, 1, 1),
            ]),
        ),
        (17, uint(9)),
        (18, uint(100_000_000_000)),
        (127, text("later")),
    ]
}

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    let key = world.key("xianning");
    let named = |private: &Entries| signed(TYPE, map(&claims(private)), &key);
    let of_merchant = |merchant: &Entries| named(&private(XIANNING, merchant, &[benefit(1)]));
    let of_claims = |claims: &Entries| signed(TYPE, map(claims), &key);
    let sound = || claims(&private(XIANNING, &merchant(), &[benefit(1)]));
    let many: Vec<_> = (1..=4_096).map(benefit).collect();
    let mut all = vec![
        taken(
            ("part", "one"),
            "One benefit.",
            &[],
            &part(world, &[benefit(1)]),
            content(&[1], &[]),
        ),
        taken(
            ("part", "none"),
            "A merchant without benefits.",
            &["edge"],
            &part(world, &[]),
            content(&[], &[]),
        ),
        taken(
            ("part", "whole"),
            "A benefit with every entry, each at an end of its range, and one that only informs.",
            &["edge"],
            &part(world, &[benefit(1), whole()]),
            content(&[1, 2], &[]),
        ),
        taken(
            ("part", "4096"),
            "As many benefits as a part has.",
            &["limit"],
            &part(world, &many),
            content(&(1..=4_096).collect::<Vec<_>>(), &[]),
        ),
        taken(
            ("part", "informs"),
            "Entries that only inform, in the part and in the merchant.",
            &[],
            &named(&edit(
                private(
                    XIANNING,
                    &edit(merchant(), 127, Some(uint(0))),
                    &[benefit(1)],
                ),
                5,
                Some(text("later")),
            )),
            content(&[1], &[]),
        ),
    ];
    all.extend(common_faults("part", TYPE, world, |issuer, iat| {
        let claims = edit(
            claims(&private(issuer, &merchant(), &[])),
            6,
            Some(uint(iat)),
        );
        map(&claims)
    }));
    let fault = |id: &str, comment: &str, bytes: &[u8], detail: &str| {
        refused(("part", id), comment, bytes, invalid(detail))
    };
    let five_thousand: Vec<_> = (1..=4_097).map(benefit).collect();
    all.extend([
        refused(
            ("part", "further-claim"),
            "A claim that a part does not have.",
            &of_claims(&edit(sound(), 5, Some(uint(0)))),
            UNSUPPORTED,
        ),
        refused(
            ("part", "critical"),
            "An entry from 128 on in the part.",
            &named(&edit(
                private(XIANNING, &merchant(), &[]),
                128,
                Some(uint(0)),
            )),
            UNSUPPORTED,
        ),
        refused(
            ("part", "critical-merchant"),
            "An entry from 128 on in the merchant.",
            &of_merchant(&edit(merchant(), 200, Some(uint(0)))),
            UNSUPPORTED,
        ),
        fault(
            "no-exp",
            "The end is missing.",
            &of_claims(&edit(sound(), 4, None)),
            "payload",
        ),
        fault(
            "no-issuer",
            "The issuer is missing.",
            &named(&edit(private(XIANNING, &merchant(), &[]), 1, None)),
            "payload",
        ),
        fault(
            "no-benefits",
            "The list of benefits is missing.",
            &named(&edit(private(XIANNING, &merchant(), &[]), 4, None)),
            "payload",
        ),
        fault(
            "benefit-number-alone",
            "A benefit is a number.",
            &named(&edit(
                private(XIANNING, &merchant(), &[]),
                4,
                Some(numbers(&[1])),
            )),
            "payload",
        ),
        fault(
            "edition-0",
            "Editions count from 1.",
            &named(&edit(private(XIANNING, &merchant(), &[]), 2, Some(uint(0)))),
            "version",
        ),
        fault(
            "exp-at-iat",
            "It ends when it begins.",
            &of_claims(&edit(sound(), 4, Some(uint(LIST_IAT)))),
            "validity",
        ),
        fault(
            "too-long-a-time",
            "A second more than twenty years.",
            &of_claims(&edit(sound(), 4, Some(uint(LIST_IAT + TWENTY_YEARS + 1)))),
            "validity",
        ),
        fault(
            "4097",
            "One benefit more than a part has.",
            &part(world, &five_thousand),
            "count",
        ),
        fault(
            "twice",
            "Two benefits of one number.",
            &part(world, &[benefit(1), benefit(1)]),
            "unique",
        ),
        fault(
            "descending",
            "The numbers do not ascend.",
            &part(world, &[benefit(2), benefit(1)]),
            "unique",
        ),
        fault(
            "merchant-0",
            "Merchants count from 1.",
            &of_merchant(&edit(merchant(), 1, Some(uint(0)))),
            "merchant",
        ),
        fault(
            "merchant-name-empty",
            "The name of the merchant is empty.",
            &of_merchant(&edit(merchant(), 2, Some(text("")))),
            "name",
        ),
        fault(
            "merchant-no-membership",
            "Whether it is a member is missing.",
            &of_merchant(&edit(merchant(), 4, None)),
            "payload",
        ),
        fault(
            "agreement-backwards",
            "An agreement ends before it begins.",
            &of_merchant(&edit(
                merchant(),
                5,
                Some(numbers(&[20_270_102, 20_270_101])),
            )),
            "day",
        ),
        fault(
            "agreement-one-day",
            "An agreement of one item.",
            &of_merchant(&edit(merchant(), 5, Some(numbers(&[20_270_102])))),
            "payload",
        ),
    ]);
    all.extend(super::benefits::vectors(world));
    all
}
