//! What is paid: kinds, rounding, one discount on another.

use test_vectors::{CatalogueVector, ChargeCase, Paid};

use super::part::{asked, benefit, numbers};
use crate::build::cbor::uint;
use crate::fixtures::World;
use crate::person::{Entries, edit};

fn pays(comment: &str, benefits: &[u32], price: u64, paid: u64) -> ChargeCase {
    ChargeCase {
        comment: comment.into(),
        benefits: benefits.into(),
        price,
        expected: Paid::ToPay(paid),
    }
}

fn fault(comment: &str, benefits: &[u32], fault: &str) -> ChargeCase {
    ChargeCase {
        expected: Paid::Fault(fault.into()),
        ..pays(comment, benefits, 10_000, 0)
    }
}

/// A benefit of this kind, with an order and a floor where they are not 0.
fn priced(number: u64, kind: &[u64], order: u64, floor: u64) -> Entries {
    let some = |value: u64| (value > 0).then(|| uint(value));
    let kind = edit(benefit(number), 5, Some(numbers(kind)));
    edit(edit(kind, 17, some(order)), 18, some(floor))
}

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    let kinds = [
        priced(1, &[1], 0, 0),
        priced(2, &[2, 850], 0, 0),
        priced(3, &[3, 500], 0, 0),
        priced(4, &[4, 800], 0, 0),
        priced(5, &[5], 0, 0),
        priced(6, &[6], 0, 0),
        priced(7, &[2, 999], 0, 0),
        priced(8, &[2, 1], 0, 0),
        priced(9, &[1], 0, 300),
    ];
    let together = [
        priced(1, &[2, 850], 1, 0),
        priced(2, &[3, 1_000], 2, 0),
        priced(3, &[2, 850], 3, 0),
        priced(4, &[2, 500], 4, 3_000),
        priced(5, &[2, 500], 5, 4_000),
        priced(6, &[2, 500], 5, 0),
        priced(7, &[2, 500], 0, 0),
        priced(8, &[4, 2_000], 9, 0),
        priced(9, &[2, 333], 6, 0),
    ];
    vec![
        CatalogueVector {
            charges: vec![
                pays("Free.", &[1], 1_999, 0),
                pays("Free entry.", &[6], 8_000, 0),
                pays("Priority.", &[5], 1_999, 1_999),
                pays("849.15 fen.", &[2], 999, 849),
                pays("Exactly.", &[2], 1_000, 850),
                pays("0.999 fen.", &[7], 1, 0),
                pays("0.999 fen.", &[8], 999, 0),
                pays("1 fen.", &[8], 1_000, 1),
                pays("The greatest price.", &[7], 100_000_000_000, 99_900_000_000),
                pays("Nothing to pay.", &[2], 0, 0),
                pays("More off than it costs.", &[3], 499, 0),
                pays("All of it off.", &[3], 500, 0),
                pays("5 yuan off.", &[3], 501, 1),
                pays("A fixed price.", &[4], 801, 800),
                pays("Cheaper than the fixed price.", &[4], 799, 799),
                pays("A floor of one alone.", &[9], 1_000, 300),
                pays("A floor above the price.", &[9], 299, 299),
            ],
            ..asked(
                world,
                "kinds",
                "Each kind alone: down to the fen.",
                &kinds,
                Vec::new(),
            )
        },
        CatalogueVector {
            charges: vec![
                pays(
                    "85 % of 99.99 is 84.99; then 10 yuan off.",
                    &[2, 1],
                    9_999,
                    7_499,
                ),
                pays("10 yuan off; then 85 % of 89.99.", &[3, 2], 9_999, 7_649),
                pays("Each step is rounded: 849, 721.", &[1, 3], 999, 721),
                pays("Half, with a floor.", &[4], 5_000, 3_000),
                pays(
                    "Half of half; the higher floor counts.",
                    &[5, 4],
                    10_000,
                    4_000,
                ),
                pays("The floor counts once, at the end.", &[4, 6], 10_000, 3_000),
                pays("The floors are above the price.", &[4, 5], 3_500, 3_500),
                pays("A fixed price at the end.", &[1, 8], 10_000, 2_000),
                pays("Three: 8500, 7500, 2497.", &[9, 1, 2], 10_000, 2_497),
                fault("None.", &[], "no-benefit"),
                fault("The same order.", &[5, 6], "same-order"),
                fault("The same twice.", &[1, 1], "same-order"),
                fault("One stands alone.", &[1, 7], "stands-alone"),
                fault(
                    "One stands alone, the others have the same order.",
                    &[5, 6, 7],
                    "stands-alone",
                ),
            ],
            ..asked(
                world,
                "together",
                "One discount on another: by order, with the highest floor at the end.",
                &together,
                Vec::new(),
            )
        },
    ]
}
