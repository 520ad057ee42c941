//! Days, hours and quotas at their borders: the margin cases of docs/format.md.

use test_vectors::{CatalogueVector, Question};

use super::part::{ask, ask_left, asked, numbers, quota, set, with};
use crate::build::cbor::{array, map, uint};
use crate::fixtures::World;
use crate::person::edit;

const YES: &str = "available";
const DAY: &str = "not-today";
const HOUR: &str = "not-now";

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    let mut all = days(world);
    all.extend(hours(world));
    all.extend(quotas(world));
    all
}

fn times(entries: &[(i64, Vec<u8>)]) -> Vec<crate::person::Entries> {
    vec![with(15, map(entries))]
}

fn days(world: &World) -> Vec<CatalogueVector> {
    let noon = |day: u64, code: &str| ask("At noon.", day, 120_000, code);
    let span = edit(with(6, uint(20_270_301)), 7, Some(uint(20_270_831)));
    vec![
        asked(
            world,
            "last-days-of-months",
            "The 31st is in months of 31 days alone, and does not move to another day.",
            &times(&[(2, set(&[31]))]),
            vec![
                noon(20_270_131, YES),
                noon(20_270_228, DAY),
                noon(20_270_430, DAY),
                noon(20_270_501, DAY),
                noon(20_271_231, YES),
                noon(20_280_229, DAY),
            ],
        ),
        asked(
            world,
            "day-29",
            "The 29th of February is a 29th.",
            &times(&[(2, set(&[29]))]),
            vec![
                noon(20_270_301, DAY),
                noon(20_280_229, YES),
                noon(20_280_329, YES),
            ],
        ),
        asked(
            world,
            "29-february",
            "29 February of each year is in leap years only.",
            &times(&[(3, numbers(&[229]))]),
            vec![
                noon(20_270_228, DAY),
                noon(20_270_301, DAY),
                noon(20_280_228, DAY),
                noon(20_280_229, YES),
                noon(20_280_301, DAY),
            ],
        ),
        asked(
            world,
            "dates",
            "A date of each year, and one of one year.",
            &times(&[(3, numbers(&[801, 20_280_229]))]),
            vec![
                noon(20_270_801, YES),
                noon(20_280_801, YES),
                noon(20_270_731, DAY),
                noon(20_280_229, YES),
                noon(20_320_229, DAY),
            ],
        ),
        asked(
            world,
            "first-and-last-day",
            "Both belong to it, from their first second to their last.",
            &[span],
            vec![
                ask("The last second before.", 20_270_228, 235_959, DAY),
                ask("The first second.", 20_270_301, 0, YES),
                ask("The last second.", 20_270_831, 235_959, YES),
                ask("The first second after.", 20_270_901, 0, DAY),
            ],
        ),
        asked(
            world,
            "weekend",
            "A week begins on Monday. 2027-05-01 is a Saturday.",
            &times(&[(1, set(&[6, 7]))]),
            vec![
                ask("Friday.", 20_270_430, 235_959, DAY),
                ask("Saturday.", 20_270_501, 0, YES),
                ask("Sunday.", 20_270_502, 235_959, YES),
                ask("Monday.", 20_270_503, 0, DAY),
            ],
        ),
        asked(
            world,
            "new-year-of-beijing",
            "The day is that of Beijing: 31 December lasts until 16:00 of UTC.",
            &times(&[(3, numbers(&[101]))]),
            vec![
                Question {
                    now: 1_830_268_799,
                    ..ask("2027-12-31T15:59:59Z.", 20_271_231, 0, DAY)
                },
                Question {
                    now: 1_830_268_800,
                    ..ask("2027-12-31T16:00:00Z.", 20_271_231, 0, YES)
                },
                Question {
                    now: 1_830_297_600,
                    ..ask("2028-01-01T00:00:00Z.", 20_271_231, 0, YES)
                },
                Question {
                    now: 1_830_355_199,
                    ..ask("2028-01-01T15:59:59Z.", 20_271_231, 0, YES)
                },
                Question {
                    now: 1_830_355_200,
                    ..ask("2028-01-01T16:00:00Z.", 20_271_231, 0, DAY)
                },
            ],
        ),
        asked(
            world,
            "all-conditions",
            "A Sunday that is a first of August, in the evening.",
            &times(&[
                (1, set(&[7])),
                (3, numbers(&[801])),
                (4, array(&[numbers(&[1_080, 1_440])])),
            ]),
            vec![
                ask("A Sunday, in the evening.", 20_270_801, 180_000, YES),
                ask("A Sunday, before it.", 20_270_801, 175_959, HOUR),
                ask("A Tuesday.", 20_280_801, 180_000, DAY),
                ask("Another Sunday.", 20_270_808, 180_000, DAY),
            ],
        ),
    ]
}

fn hours(world: &World) -> Vec<CatalogueVector> {
    let night = array(&[numbers(&[0, 360]), numbers(&[1_320, 1_440])]);
    let at = |clock: u64, code: &str| ask("A night in two entries.", 20_270_301, clock, code);
    vec![
        asked(
            world,
            "night",
            "The first minute belongs to the hours, the last does not.",
            &times(&[(4, night.clone())]),
            vec![
                at(0, YES),
                at(55_959, YES),
                at(60_000, HOUR),
                at(215_959, HOUR),
                at(220_000, YES),
                at(235_959, YES),
            ],
        ),
        asked(
            world,
            "night-of-a-friday",
            "The second half of a night belongs to the next day.",
            &times(&[(1, set(&[5])), (4, night)]),
            vec![
                ask("Friday, early.", 20_270_430, 10_000, YES),
                ask("Friday, late.", 20_270_430, 233_000, YES),
                ask("Saturday, early.", 20_270_501, 10_000, DAY),
            ],
        ),
        asked(
            world,
            "one-minute",
            "The last minute of the day.",
            &times(&[(4, array(&[numbers(&[1_439, 1_440])]))]),
            vec![
                at(235_859, HOUR),
                at(235_900, YES),
                at(235_959, YES),
                at(0, HOUR),
            ],
        ),
    ]
}

fn quotas(world: &World) -> Vec<CatalogueVector> {
    let of = |id: &str, comment: &str, limit: u64, period: u64, questions: Vec<Question>| {
        let limited = with(16, array(&[quota(limit, period, 1, 2)]));
        asked(world, id, comment, &[limited], questions)
    };
    let used = |comment: &str, day: u64, clock: u64, on: u32, left: &[u32]| {
        ask_left(comment, day, clock, &[(on, 1, 1)], left)
    };
    let two = with(16, array(&[quota(5, 3, 3, 2), quota(2, 1, 1, 2)]));
    vec![
        of(
            "quota-of-a-day",
            "A day ends at midnight of Beijing.",
            1,
            1,
            vec![
                ask_left("Nothing was used.", 20_270_301, 120_000, &[], &[1]),
                used("On the same day.", 20_270_301, 235_959, 20_270_301, &[]),
                used(
                    "The day after, at midnight.",
                    20_270_302,
                    0,
                    20_270_301,
                    &[1],
                ),
            ],
        ),
        of(
            "quota-of-a-week",
            "Monday to Sunday. 2027-05-03 is a Monday.",
            1,
            2,
            vec![
                used(
                    "Sunday, used on Monday.",
                    20_270_509,
                    235_959,
                    20_270_503,
                    &[],
                ),
                used("Monday, used on Sunday.", 20_270_503, 0, 20_270_502, &[1]),
                used(
                    "Monday, used on the Sunday after: a clock was ahead.",
                    20_270_503,
                    0,
                    20_270_509,
                    &[],
                ),
            ],
        ),
        of(
            "quota-of-a-week-over-new-year",
            "A week goes over the end of a year: 27 December 2027 to 2 January 2028.",
            1,
            2,
            vec![
                used(
                    "Sunday 2 January, used on Monday 27 December.",
                    20_280_102,
                    120_000,
                    20_271_227,
                    &[],
                ),
                used(
                    "The Sunday before does not count.",
                    20_280_102,
                    120_000,
                    20_271_226,
                    &[1],
                ),
                used("Monday 3 January.", 20_280_103, 0, 20_280_102, &[1]),
            ],
        ),
        of(
            "quota-of-a-month",
            "A month of the calendar, whatever its length.",
            1,
            3,
            vec![
                used(
                    "28 February, used on the 1st.",
                    20_270_228,
                    235_959,
                    20_270_201,
                    &[],
                ),
                used("1 March.", 20_270_301, 0, 20_270_228, &[1]),
                used(
                    "29 February of a leap year, used on the 1st.",
                    20_280_229,
                    235_959,
                    20_280_201,
                    &[],
                ),
                used(
                    "The 1st, used on the 29th: a clock was ahead.",
                    20_280_201,
                    0,
                    20_280_229,
                    &[],
                ),
                used(
                    "The same month of another year.",
                    20_280_201,
                    0,
                    20_270_215,
                    &[1],
                ),
            ],
        ),
        of(
            "quota-of-a-year",
            "A year of the calendar of Beijing.",
            1,
            4,
            vec![
                used("31 December.", 20_271_231, 235_959, 20_270_101, &[]),
                used(
                    "1 January, which is 31 December of UTC.",
                    20_280_101,
                    0,
                    20_271_231,
                    &[1],
                ),
            ],
        ),
        of(
            "quota-of-a-life",
            "All days.",
            2,
            5,
            vec![
                ask_left(
                    "Two years later.",
                    20_290_101,
                    120_000,
                    &[(20_270_101, 1, 1)],
                    &[1],
                ),
                ask_left(
                    "Both were used.",
                    20_290_101,
                    120_000,
                    &[(20_270_101, 1, 1), (20_280_101, 1, 1)],
                    &[],
                ),
            ],
        ),
        of(
            "quota-overdrawn",
            "What is left is never below 0, however much was used.",
            5,
            4,
            vec![
                ask_left("4 of 5.", 20_270_301, 120_000, &[(20_270_201, 1, 4)], &[1]),
                ask_left("5 of 5.", 20_270_301, 120_000, &[(20_270_201, 1, 5)], &[]),
                ask_left("6 of 5.", 20_270_301, 120_000, &[(20_270_201, 1, 6)], &[]),
                ask_left(
                    "More than 32 bits.",
                    20_270_301,
                    120_000,
                    &[(20_270_201, 1, 1 << 40)],
                    &[],
                ),
            ],
        ),
        asked(
            world,
            "two-quotas",
            "Five days of hire a month and two uses a day: both hold.",
            &[two],
            vec![
                ask_left(
                    "Three days in one use.",
                    20_270_301,
                    120_000,
                    &[(20_270_301, 3, 3), (20_270_301, 1, 1)],
                    &[2, 1],
                ),
                ask_left(
                    "Two uses today.",
                    20_270_301,
                    120_000,
                    &[(20_270_301, 1, 2)],
                    &[],
                ),
                ask_left(
                    "Five days this month.",
                    20_270_331,
                    120_000,
                    &[(20_270_301, 3, 5), (20_270_301, 1, 1)],
                    &[],
                ),
                ask_left(
                    "The month after.",
                    20_270_401,
                    0,
                    &[(20_270_331, 3, 5), (20_270_331, 1, 2)],
                    &[5, 2],
                ),
            ],
        ),
    ]
}
