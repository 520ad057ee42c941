//! Who gets a benefit, where, and which reason is named first.

use test_vectors::{Answer, Asking, CatalogueVector, Question};

use super::part::{
    EXP, TYPE, ask, ask_all, ask_left, asked, benefit, claims, content, merchant, numbers, private,
    quota, set, veteran, with,
};
use super::{signed, taken};
use crate::build::cbor::{array, map, uint};
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    let mut all = conditions(world);
    all.push(order(world));
    all.extend(merchants(world));
    all
}

fn numbered(conditions: &[(i64, Vec<u8>)]) -> Vec<Entries> {
    (1..)
        .zip(conditions)
        .map(|(number, (key, value))| edit(benefit(number), *key, Some(value.clone())))
        .collect()
}

fn conditions(world: &World) -> Vec<CatalogueVector> {
    let (yes, no) = ("available", "not-entitled");
    let by = |holder: Asking, comment: &str, codes: &[&str]| Question {
        holder,
        ..ask_all(comment, 20_270_301, 120_000, codes)
    };
    let hero = Asking {
        categories: 0b10_0001,
        disability_grade: Some(4),
        honour_class: Some(2),
        life_stage: Some(4),
        home_region: 421_202,
    };
    let unknown = Asking {
        categories: 1 << 20,
        ..veteran()
    };
    let at = |branch: Option<u32>, comment: &str, code: &str| Question {
        branch,
        ..ask(comment, 20_270_301, 120_000, code)
    };
    vec![
        asked(
            world,
            "categories",
            "Categories that a benefit is for, and not for.",
            &numbered(&[
                (8, uint(0b1)),
                (8, uint(0b10)),
                (8, uint(0b10_0010)),
                (8, uint(1 << 20)),
                (9, uint(0b1)),
                (9, uint(0b10)),
            ]),
            vec![
                by(veteran(), "A veteran.", &[yes, no, no, no, no, yes]),
                by(hero, "A disabled veteran.", &[yes, no, yes, no, no, yes]),
                by(
                    unknown,
                    "A category that nobody knows still counts.",
                    &[no, no, no, yes, yes, yes],
                ),
            ],
        ),
        asked(
            world,
            "details",
            "Grade, class, stage of life: who has none is not entitled.",
            &numbered(&[
                (10, set(&[1, 2, 3, 4])),
                (10, set(&[5])),
                (11, set(&[2])),
                (11, set(&[1, 3])),
                (12, set(&[4, 5])),
                (12, set(&[1])),
            ]),
            vec![
                by(veteran(), "Without details.", &[no, no, no, no, no, no]),
                by(
                    hero,
                    "Grade 4, class 2, stage 4.",
                    &[yes, no, yes, no, yes, no],
                ),
            ],
        ),
        asked(
            world,
            "regions",
            "A province covers its cities, a city its districts, a district itself.",
            &numbered(&[
                (13, numbers(&[420_000])),
                (13, numbers(&[330_000, 421_200])),
                (13, numbers(&[421_202])),
                (13, numbers(&[330_000])),
            ]),
            vec![
                by(veteran(), "Of the city.", &[yes, yes, no, no]),
                by(hero, "Of the district.", &[yes, yes, yes, no]),
            ],
        ),
        asked(
            world,
            "branches",
            "Some branches only.",
            &[with(14, numbers(&[2, 5]))],
            vec![
                at(Some(5), "One of them.", "available"),
                at(Some(3), "Another one.", "not-here"),
                at(None, "A place without a branch.", "not-here"),
            ],
        ),
    ]
}

/// Two things are in the way each time: the first is named.
fn order(world: &World) -> CatalogueVector {
    let closed = |conditions: &[(i64, Vec<u8>)]| {
        conditions.iter().fold(benefit(1), |benefit, (key, value)| {
            edit(benefit, *key, Some(value.clone()))
        })
    };
    let branch = (14, numbers(&[1]));
    let category = (8, uint(0b10));
    // 2027-03-01 is a Monday.
    let never = (15, map(&[(1, set(&[2])), (4, array(&[numbers(&[0, 1])]))]));
    let hour = (15, map(&[(4, array(&[numbers(&[0, 1])]))]));
    let quotas = (16, array(&[quota(1, 5, 1, 1)]));
    let mut benefits = vec![
        closed(&[branch, category.clone()]),
        closed(&[category, never.clone()]),
        closed(&[never, quotas.clone()]),
        closed(&[hour, quotas]),
    ];
    for (number, benefit) in (1..).zip(&mut benefits) {
        *benefit = edit(std::mem::take(benefit), 1, Some(uint(number)));
    }
    let mut question = ask_all(
        "Two reasons for each.",
        20_270_301,
        120_000,
        &["not-here", "not-entitled", "not-today", "not-now"],
    );
    question.used = [3, 4]
        .map(|number| test_vectors::Used {
            benefit: number,
            day: 20_270_228,
            unit: 1,
            count: 1,
        })
        .into();
    asked(
        world,
        "order",
        "The first reason is named.",
        &benefits,
        vec![question],
    )
}

fn merchants(world: &World) -> Vec<CatalogueVector> {
    let nothing = |comment: &str, day: u64, clock: u64, code: &str| Question {
        expected: Answer::Nothing(code.into()),
        ..ask(comment, day, clock, "")
    };
    let of = |id: &str, comment: &str, merchant: &Entries, questions: Vec<Question>| {
        let claims = claims(&private(XIANNING, merchant, &[benefit(1)]));
        let bytes = signed(TYPE, map(&claims), &world.key("xianning"));
        CatalogueVector {
            questions,
            ..taken(("part", id), comment, &[], &bytes, content(&[1], &[]))
        }
    };
    let member = |number: u64| edit(merchant(), 4, Some(uint(number)));
    let agreement = edit(merchant(), 5, Some(numbers(&[20_270_301, 20_270_831])));
    let at = |now: u64, question: Question| Question { now, ..question };
    let mut all: Vec<_> = [
        (0, "zero"),
        (2, "suspended"),
        (3, "left"),
        (4, "of-a-later-number"),
    ]
    .into_iter()
    .map(|(number, id)| {
        let question = nothing("Nothing is given.", 20_270_301, 120_000, "not-member");
        of(
            &format!("member-{id}"),
            "The merchant is not a member.",
            &member(number),
            vec![question],
        )
    })
    .collect();
    all.extend([
        of(
            "agreement",
            "First and last day of an agreement belong to it.",
            &agreement,
            vec![
                nothing("The last second before.", 20_270_228, 235_959, "not-member"),
                ask("The first second.", 20_270_301, 0, "available"),
                ask("The last second.", 20_270_831, 235_959, "available"),
                nothing("The first second after.", 20_270_901, 0, "not-member"),
            ],
        ),
        of(
            "expired",
            "The end of a part does not belong to it; what it says of the merchant is not believed any more.",
            &member(2),
            vec![
                at(EXP - 1, nothing("The last second.", 20_270_301, 0, "not-member")),
                at(EXP, nothing("The first second after.", 20_270_301, 0, "catalogue-expired")),
                at(u64::MAX, nothing("The end of time.", 20_270_301, 0, "catalogue-expired")),
            ],
        ),
    ]);
    // The quota of one benefit is not that of another.
    let mut other = ask_left(
        "Another benefit was used.",
        20_270_301,
        120_000,
        &[(20_270_301, 1, 1)],
        &[1],
    );
    for used in &mut other.used {
        used.benefit = 2;
    }
    all.push(asked(
        world,
        "quota-of-another",
        "A quota counts its own benefit and its own unit.",
        &[with(16, array(&[quota(1, 5, 1, 1)]))],
        vec![
            other,
            ask_left(
                "Another unit was used.",
                20_270_301,
                120_000,
                &[(20_270_301, 2, 1)],
                &[1],
            ),
            ask_left(
                "It was used.",
                20_270_301,
                120_000,
                &[(20_270_301, 1, 1)],
                &[],
            ),
        ],
    ));
    all
}
