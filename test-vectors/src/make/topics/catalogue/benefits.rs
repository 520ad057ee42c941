//! Benefits that a part cannot have: one fault each.

use test_vectors::CatalogueVector;

use super::part::{benefit, numbers, part, quota, set, with};
use super::{invalid, refused};
use crate::build::cbor::{array, bytes, map, text, uint};
use crate::fixtures::World;
use crate::person::edit;

/// Identifier, comment, the entry of the benefit, the detail.
type Case = (&'static str, &'static str, (i64, Vec<u8>), &'static str);

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    let times = |key: i64, value: Vec<u8>| (15, map(&[(key, value)]));
    let dates = |number: u64| times(3, numbers(&[number]));
    let hours = |from: u64, until: u64| times(4, array(&[numbers(&[from, until])]));
    let long = "优".repeat(64);
    let cases: Vec<Case> = vec![
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
