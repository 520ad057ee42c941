//! Parts, benefits, questions and answers, as the vectors put them together.

use test_vectors::{
    Answer, Asking, BenefitAnswer, CatalogueContent, CatalogueVector, Question, Used,
};

use super::{signed, taken};
use crate::build::cbor::{array, map, text, uint};
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};
use crate::times::LIST_IAT;

pub(super) const TYPE: &str = "application/vnd.laobingma.catalogue+cose";
pub(super) const PRIVATE: i64 = -65_544;
/// The merchant of all parts.
pub(super) const MERCHANT: u32 = 7;
/// The edition of all parts.
pub(super) const EDITION: u32 = 3;
/// 2037-01-12: so that a part lasts over two leap days.
pub(super) const EXP: u64 = LIST_IAT + 315_360_000;

pub(super) fn merchant() -> Entries {
    vec![
        (1, uint(MERCHANT.into())),
        (2, text("温泉理发店")),
        (4, uint(1)),
    ]
}

/// A free benefit for everybody.
pub(super) fn benefit(number: u64) -> Entries {
    vec![(1, uint(number)), (2, text("理发")), (5, array(&[uint(1)]))]
}

/// The same with one more entry, or another value of one.
pub(super) fn with(key: i64, value: Vec<u8>) -> Entries {
    edit(benefit(1), key, Some(value))
}

pub(super) fn numbers(list: &[u64]) -> Vec<u8> {
    let items: Vec<_> = list.iter().map(|number| uint(*number)).collect();
    array(&items)
}

/// A set of numbers as one integer.
pub(super) fn set(list: &[u64]) -> Vec<u8> {
    uint(list.iter().fold(0, |bits, number| bits | 1 << number))
}

pub(super) fn quota(limit: u64, period: u64, unit: u64, scope: u64) -> Vec<u8> {
    numbers(&[limit, period, unit, scope])
}

pub(super) fn private(issuer: u32, merchant: &Entries, benefits: &[Entries]) -> Entries {
    let benefits: Vec<_> = benefits.iter().map(|benefit| map(benefit)).collect();
    vec![
        (1, uint(issuer.into())),
        (2, uint(EDITION.into())),
        (3, map(merchant)),
        (4, array(&benefits)),
    ]
}

pub(super) fn claims(private: &Entries) -> Entries {
    vec![(4, uint(EXP)), (6, uint(LIST_IAT)), (PRIVATE, map(private))]
}

/// A part of these benefits.
pub(super) fn part(world: &World, benefits: &[Entries]) -> Vec<u8> {
    let claims = claims(&private(XIANNING, &merchant(), benefits));
    signed(TYPE, map(&claims), &world.key("xianning"))
}

pub(super) fn content(benefits: &[u32], not_understood: &[u32]) -> CatalogueContent {
    CatalogueContent {
        iat: LIST_IAT,
        exp: Some(EXP),
        issuer: Some(XIANNING),
        edition: Some(EDITION),
        merchant: Some(MERCHANT),
        benefits: Some(benefits.into()),
        not_understood: Some(not_understood.into()),
        ..CatalogueContent::default()
    }
}

/// A part that is taken, and what holders get of its benefits, numbered from 1.
pub(super) fn asked(
    world: &World,
    id: &str,
    comment: &str,
    benefits: &[Entries],
    questions: Vec<Question>,
) -> CatalogueVector {
    let all: Vec<u32> = (1..=benefits.len() as u32).collect();
    CatalogueVector {
        questions,
        ..taken(
            ("part", id),
            comment,
            &["edge"],
            &part(world, benefits),
            content(&all, &[]),
        )
    }
}

pub(super) fn veteran() -> Asking {
    Asking {
        categories: 1,
        home_region: 421_200,
        disability_grade: None,
        honour_class: None,
        life_stage: None,
    }
}

/// A time as a civil day of Beijing and a clock with seconds, `HHMMSS`. Counted in days from
/// 2024-01-01, which was day 19723 since 1970.
pub(super) fn beijing(day: u64, clock: u64) -> u64 {
    let (year, month, date) = (day / 10_000, day / 100 % 100, day % 100);
    // The years from 2024 on in which vectors play; every fourth is a leap year.
    let years: u64 = (2024..year)
        .map(|year| if year % 4 == 0 { 366 } else { 365 })
        .sum();
    let february = if year % 4 == 0 { 29 } else { 28 };
    let months: u64 = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .iter()
        .take(month as usize - 1)
        .sum();
    let days = 19_723 + years + months + date - 1;
    let seconds = clock / 10_000 * 3_600 + clock / 100 % 100 * 60 + clock % 100;
    days * 86_400 + seconds - 8 * 3_600
}

/// A veteran asks for the one benefit of a part.
pub(super) fn ask(comment: &str, day: u64, clock: u64, code: &str) -> Question {
    ask_all(comment, day, clock, &[code])
}

/// A veteran asks for all benefits of a part.
pub(super) fn ask_all(comment: &str, day: u64, clock: u64, codes: &[&str]) -> Question {
    let answer = |(at, code): (usize, &&str)| BenefitAnswer {
        number: at as u32 + 1,
        code: String::from(*code),
        left: Vec::new(),
    };
    Question {
        comment: comment.into(),
        now: beijing(day, clock),
        branch: None,
        holder: veteran(),
        used: Vec::new(),
        expected: Answer::Benefits(codes.iter().enumerate().map(answer).collect()),
    }
}

/// A veteran asks for a benefit with quotas; `left` is empty where one is used up.
pub(super) fn ask_left(
    comment: &str,
    day: u64,
    clock: u64,
    used: &[(u32, u8, u64)],
    left: &[u32],
) -> Question {
    let code = if left.is_empty() {
        "quota-used"
    } else {
        "available"
    };
    Question {
        used: used
            .iter()
            .map(|(day, unit, count)| Used {
                benefit: 1,
                day: *day,
                unit: *unit,
                count: *count,
            })
            .collect(),
        expected: Answer::Benefits(vec![BenefitAnswer {
            number: 1,
            code: code.into(),
            left: left.into(),
        }]),
        ..ask(comment, day, clock, code)
    }
}
