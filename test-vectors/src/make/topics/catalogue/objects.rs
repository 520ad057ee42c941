//! Catalogue parts and heads as objects: what is taken and what is not.

use test_vectors::{CatalogueContent, CatalogueVector};

use super::part::{
    EDITION, PRIVATE, TYPE, benefit, claims, content, merchant, numbers, part, private, quota, set,
    with,
};
use super::{UNSUPPORTED, common_faults, invalid, refused, signed, taken};
use crate::build::cbor::{array, bytes, map, text, uint};
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};
use crate::times::{LAST_TIME, LIST_IAT, TWENTY_YEARS};

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

pub(super) fn parts(world: &World) -> Vec<CatalogueVector> {
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
    all.extend(benefits(world));
    all
}

/// One fault of a benefit each.
fn benefits(world: &World) -> Vec<CatalogueVector> {
    let times = |key: i64, value: Vec<u8>| (15, map(&[(key, value)]));
    let dates = |number: u64| times(3, numbers(&[number]));
    let hours = |from: u64, until: u64| times(4, array(&[numbers(&[from, until])]));
    let long = "优".repeat(64);
    let cases: Vec<(&str, &str, (i64, Vec<u8>), &str)> = vec![
        (
            "number-0",
            "Benefits count from 1.",
            (1, uint(0)),
            "benefit",
        ),
        (
            "number-33-bits",
            "The number is 2^32.",
            (1, uint(1 << 32)),
            "payload",
        ),
        (
            "title-193-bytes",
            "A title of 193 bytes.",
            (2, text(&format!("{long}A"))),
            "name",
        ),
        (
            "title-bytes",
            "A title of bytes.",
            (2, bytes(b"A")),
            "payload",
        ),
        (
            "english-blank",
            "An English title that ends in a blank.",
            (3, text("A ")),
            "name",
        ),
        (
            "basis-385-bytes",
            "A legal basis of 385 bytes.",
            (4, text(&format!("{long}{long}A"))),
            "name",
        ),
        (
            "kind-empty",
            "A kind without a number.",
            (5, array(&[])),
            "payload",
        ),
        (
            "kind-share-alone",
            "A share without a number.",
            (5, numbers(&[2])),
            "payload",
        ),
        (
            "kind-share-0",
            "A share of 0, which is free.",
            (5, numbers(&[2, 0])),
            "amount",
        ),
        (
            "kind-share-1000",
            "A share of all, which is nothing.",
            (5, numbers(&[2, 1_000])),
            "amount",
        ),
        (
            "kind-off-0",
            "Nothing is taken off.",
            (5, numbers(&[3, 0])),
            "amount",
        ),
        (
            "kind-fixed-too-much",
            "More than a thousand million yuan.",
            (5, numbers(&[4, 100_000_000_001])),
            "amount",
        ),
        (
            "from-29-february",
            "A day that does not exist.",
            (6, uint(20_270_229)),
            "day",
        ),
        (
            "from-1969",
            "A day before 1970.",
            (6, uint(19_691_231)),
            "day",
        ),
        (
            "until-10000",
            "A day after 9999.",
            (7, uint(100_000_101)),
            "day",
        ),
        (
            "categories-empty",
            "For no category.",
            (8, uint(0)),
            "categories",
        ),
        (
            "not-for-empty",
            "Not for no category.",
            (9, uint(0)),
            "categories",
        ),
        ("grades-0", "A grade 0.", (10, uint(1)), "disability-grade"),
        (
            "grades-11",
            "A grade 11.",
            (10, set(&[11])),
            "disability-grade",
        ),
        (
            "classes-10",
            "An honour class 10.",
            (11, set(&[10])),
            "honour-class",
        ),
        (
            "classes-empty",
            "No honour class.",
            (11, uint(0)),
            "honour-class",
        ),
        (
            "stages-6",
            "A stage of life 6.",
            (12, set(&[6])),
            "life-stage",
        ),
        (
            "region-5-digits",
            "A region of five digits.",
            (13, numbers(&[42_120])),
            "region",
        ),
        (
            "regions-empty",
            "No home region.",
            (13, array(&[])),
            "count",
        ),
        (
            "regions-65",
            "One home region more than there may be.",
            (13, numbers(&[421_200; 65])),
            "count",
        ),
        (
            "branch-0",
            "Branches count from 1.",
            (14, numbers(&[0])),
            "place",
        ),
        (
            "branches-257",
            "One branch more than there may be.",
            (14, numbers(&[1; 257])),
            "count",
        ),
        (
            "times-empty",
            "No condition of time.",
            (15, map(&[])),
            "times",
        ),
        (
            "times-only-informs",
            "No condition of time that counts.",
            times(127, uint(0)),
            "times",
        ),
        (
            "weekday-0",
            "A day of the week 0.",
            times(1, uint(1)),
            "times",
        ),
        (
            "weekday-8",
            "A day of the week 8.",
            times(1, set(&[8])),
            "times",
        ),
        (
            "month-day-0",
            "A day of the month 0.",
            times(2, set(&[0, 1])),
            "times",
        ),
        ("date-230", "30 February.", dates(230), "day"),
        ("date-1301", "A thirteenth month.", dates(1_301), "day"),
        ("date-100", "A day 0.", dates(100), "day"),
        (
            "date-of-a-year",
            "29 February of a year that has none.",
            dates(20_270_229),
            "day",
        ),
        (
            "dates-367",
            "One date more than there may be.",
            times(3, numbers(&[101; 367])),
            "count",
        ),
        ("hours-empty", "No hours.", times(4, array(&[])), "count"),
        (
            "hours-none",
            "Hours that end when they begin.",
            hours(60, 60),
            "times",
        ),
        (
            "hours-over-midnight",
            "A night in one entry.",
            hours(1_320, 360),
            "times",
        ),
        (
            "hours-1441",
            "A minute after midnight.",
            hours(0, 1_441),
            "times",
        ),
        (
            "quota-0",
            "A quota of 0.",
            (16, array(&[quota(0, 1, 1, 1)])),
            "quota",
        ),
        (
            "quota-too-much",
            "More units than a quota has.",
            (16, array(&[quota(1_000_001, 1, 1, 1)])),
            "quota",
        ),
        (
            "quota-three-items",
            "A quota without a scope.",
            (16, array(&[numbers(&[1, 1, 1])])),
            "payload",
        ),
        (
            "quotas-5",
            "One quota more than there may be.",
            (16, array(&vec![quota(1, 1, 1, 1); 5])),
            "count",
        ),
        ("order-0", "Orders count from 1.", (17, uint(0)), "benefit"),
        ("order-10", "An order 10.", (17, uint(10)), "benefit"),
        ("floor-0", "A floor of 0.", (18, uint(0)), "amount"),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(id, comment, (key, value), detail)| {
            let bytes = part(world, &[with(key, value)]);
            refused(("part", id), comment, &bytes, invalid(detail))
        })
        .collect();
    for (id, comment, key) in [
        ("benefit-no-number", "A benefit without a number.", 1),
        ("benefit-no-title", "A benefit without a title.", 2),
        ("benefit-no-kind", "A benefit without a kind.", 5),
    ] {
        let bytes = part(world, &[edit(benefit(1), key, None)]);
        all.push(refused(("part", id), comment, &bytes, invalid("payload")));
    }
    let backwards = edit(with(6, uint(20_270_102)), 7, Some(uint(20_270_101)));
    all.push(refused(
        ("part", "until-before-from"),
        "It ends before it begins.",
        &part(world, &[backwards]),
        invalid("day"),
    ));
    all
}

pub(super) fn heads(world: &World) -> Vec<CatalogueVector> {
    const TYPE: &str = "application/vnd.laobingma.catalogue-head+cose";
    let key = world.key("xianning");
    let entries = |issuer: u32| {
        vec![
            (1, uint(issuer.into())),
            (2, uint(EDITION.into())),
            (3, uint(10_000)),
        ]
    };
    let payload = |entries: &Entries, iat: u64| map(&[(6, uint(iat)), (PRIVATE - 1, map(entries))]);
    let of = |entries: &Entries| signed(TYPE, payload(entries, LIST_IAT), &key);
    let content = CatalogueContent {
        iat: LIST_IAT,
        issuer: Some(XIANNING),
        edition: Some(EDITION),
        parts: Some(10_000),
        ..CatalogueContent::default()
    };
    let changed = |key: i64, value: Option<Vec<u8>>| of(&edit(entries(XIANNING), key, value));
    let mut all = vec![
        taken(
            ("head", "sound"),
            "A head.",
            &[],
            &of(&entries(XIANNING)),
            content.clone(),
        ),
        taken(
            ("head", "informs"),
            "An entry that only informs.",
            &[],
            &changed(127, Some(uint(0))),
            content,
        ),
        refused(
            ("head", "critical"),
            "An entry from 128 on.",
            &changed(128, Some(uint(0))),
            UNSUPPORTED,
        ),
        refused(
            ("head", "edition-0"),
            "Editions count from 1.",
            &changed(2, Some(uint(0))),
            invalid("version"),
        ),
        refused(
            ("head", "no-parts"),
            "How many parts there are is missing.",
            &changed(3, None),
            invalid("payload"),
        ),
        refused(
            ("head", "issuer-text"),
            "The issuer is a text.",
            &changed(1, Some(text("1"))),
            invalid("payload"),
        ),
        refused(
            ("head", "year-10000"),
            "A time after the year 9999.",
            &signed(TYPE, payload(&entries(XIANNING), LAST_TIME + 1), &key),
            invalid("validity"),
        ),
    ];
    all.extend(common_faults("head", TYPE, world, |issuer, iat| {
        payload(&entries(issuer), iat)
    }));
    all
}
