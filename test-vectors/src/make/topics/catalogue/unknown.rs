//! Benefits of a later version: not understood, beside others that are.

use test_vectors::CatalogueVector;

use super::part::{ask_all, benefit, content, numbers, part, quota, with};
use super::{invalid, refused, taken};
use crate::build::cbor::{NULL, array, map, text, uint};
use crate::fixtures::World;
use crate::person::{Entries, edit};

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    let times = |key: i64| map(&[(1, uint(2)), (key, uint(0))]);
    let cases: Vec<(&str, &str, Entries)> = vec![
        ("entry-128", "An entry from 128 on.", with(128, uint(0))),
        (
            "condition-128",
            "A condition of time from 128 on.",
            with(15, times(128)),
        ),
        ("kind-7", "A seventh kind.", with(5, numbers(&[7]))),
        ("kind-0", "A kind 0.", with(5, numbers(&[0]))),
        (
            "kind-with-more",
            "A known kind with more to it.",
            with(5, numbers(&[2, 850, 1])),
        ),
        (
            "kind-free-with-more",
            "Free, with more to it.",
            with(5, numbers(&[1, 1])),
        ),
        (
            "period-6",
            "A sixth period.",
            with(16, array(&[quota(1, 6, 1, 1)])),
        ),
        (
            "period-0",
            "A period 0.",
            with(16, array(&[quota(1, 0, 1, 1)])),
        ),
        (
            "unit-4",
            "A fourth unit.",
            with(16, array(&[quota(1, 1, 4, 1)])),
        ),
        (
            "scope-4",
            "A fourth scope.",
            with(16, array(&[quota(1, 1, 1, 4)])),
        ),
        (
            "second-quota",
            "The second quota is of a later version.",
            with(16, array(&[quota(1, 1, 1, 1), quota(1, 9, 1, 1)])),
        ),
        (
            "quota-five-items",
            "A quota with more to it.",
            with(16, array(&[numbers(&[1, 1, 1, 1, 1])])),
        ),
        (
            "with-faults",
            "Whatever else is wrong with it is not looked at.",
            {
                let faults = edit(with(130, uint(0)), 5, Some(vec![NULL]));
                edit(edit(faults, 6, Some(uint(1))), 16, Some(text("quota")))
            },
        ),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(id, comment, later)| CatalogueVector {
            questions: vec![ask_all(
                "The other benefit is given.",
                20_270_301,
                120_000,
                &["not-understood", "available"],
            )],
            ..taken(
                ("part", &format!("later-{id}")),
                comment,
                &[],
                &part(world, &[later, benefit(2)]),
                content(&[2], &[1]),
            )
        })
        .collect();
    all.push(taken(
        ("part", "later-condition-informs"),
        "A condition of time that only informs.",
        &[],
        &part(world, &[with(15, times(127))]),
        content(&[1], &[]),
    ));
    let later = |key: i64, value: Option<Vec<u8>>| {
        let unknown = edit(with(128, uint(0)), key, value);
        part(world, &[unknown, benefit(2)])
    };
    all.extend([
        refused(
            ("part", "later-no-number"),
            "Not understood, and without a number.",
            &later(1, None),
            invalid("payload"),
        ),
        refused(
            ("part", "later-number-0"),
            "Not understood, with the number 0.",
            &later(1, Some(uint(0))),
            invalid("benefit"),
        ),
        refused(
            ("part", "later-no-title"),
            "Not understood, and without a title.",
            &later(2, None),
            invalid("payload"),
        ),
        refused(
            ("part", "later-title-empty"),
            "Not understood, with an empty title.",
            &later(2, Some(text(""))),
            invalid("name"),
        ),
        refused(
            ("part", "later-twice"),
            "Not understood, with the number of another.",
            &later(1, Some(uint(2))),
            invalid("unique"),
        ),
    ]);
    all
}
