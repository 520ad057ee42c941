use super::*;
use crate::error::{Error, Field};
use crate::limits::MAX_FEN;

fn fen(fen: u64) -> Fen {
    Fen::new(fen).unwrap()
}

fn with(kind: BenefitKind, order: Option<u8>, floor: Option<u64>) -> Benefit {
    Benefit {
        kind,
        order,
        floor: floor.map(fen),
        ..benefit(1)
    }
}

fn paid(kind: BenefitKind, price: u64) -> u64 {
    let one = with(kind, None, None);
    let charge = charge(&[&one], fen(price)).unwrap();
    assert_eq!(charge.to_pay.get() + charge.saved().get(), price);
    charge.to_pay.get()
}

#[test]
fn each_kind_has_its_price() {
    let share = |per_mille| BenefitKind::Share { per_mille };
    for (kind, price, expected) in [
        (BenefitKind::Free, 1_999, 0),
        (BenefitKind::FreeEntry, 8_000, 0),
        (BenefitKind::Priority, 1_999, 1_999),
        (share(500), 2_000, 1_000),
        // Down to the fen: 849.15, 0.999, 849.999.
        (share(850), 999, 849),
        (share(999), 1, 0),
        (share(1), 999, 0),
        (share(1), 1_000, 1),
        (share(999), MAX_FEN, 99_900_000_000),
        (BenefitKind::AmountOff(fen(500)), 500, 0),
        (BenefitKind::AmountOff(fen(500)), 499, 0),
        (BenefitKind::AmountOff(fen(500)), 501, 1),
        (BenefitKind::FixedPrice(fen(800)), 801, 800),
        (BenefitKind::FixedPrice(fen(800)), 799, 799),
        (share(500), 0, 0),
    ] {
        assert_eq!(paid(kind, price), expected, "{kind:?} of {price}");
    }
    assert_eq!(
        Fen::new(MAX_FEN + 1),
        Err(Error::ClaimsInvalid(Field::Amount))
    );
}

#[test]
fn a_discount_on_a_discount_goes_by_order_and_stops_at_the_floor() {
    let share = |per_mille, order, floor| with(BenefitKind::Share { per_mille }, order, floor);
    let off = with(BenefitKind::AmountOff(fen(1_000)), Some(2), None);
    let first = share(850, Some(1), None);
    // 85 % of 99.99 is 84.9915; then 10.00 off.
    let total = charge(&[&off, &first], fen(9_999)).unwrap();
    assert_eq!(total.to_pay.get(), 7_499);
    assert_eq!(charge(&[&first, &off], fen(9_999)), Ok(total));
    // The other order of the two would be another price.
    let later = share(850, Some(3), None);
    let other = charge(&[&off, &later], fen(9_999)).unwrap();
    assert_eq!(other.to_pay.get(), 7_649);

    for (floors, price, expected) in [
        ([None, None], 10_000, 2_500),
        ([Some(3_000), None], 10_000, 3_000),
        ([Some(3_000), Some(4_000)], 10_000, 4_000),
        ([Some(2_000), Some(1_000)], 10_000, 2_500),
        // The floor is never above the price.
        ([Some(3_000), None], 2_999, 2_999),
    ] {
        let [one, two] = floors;
        let one = share(500, Some(1), one);
        let two = share(500, Some(9), two);
        let total = charge(&[&one, &two], fen(price)).unwrap();
        assert_eq!(total.to_pay.get(), expected, "{floors:?} of {price}");
    }
    let alone = share(500, None, Some(700));
    assert_eq!(charge(&[&alone], fen(1_000)).unwrap().to_pay.get(), 700);
}

#[test]
fn what_stands_alone_or_has_the_same_order_is_not_combined() {
    let alone = with(BenefitKind::Free, None, None);
    let one = with(BenefitKind::Free, Some(1), None);
    let same = with(BenefitKind::Priority, Some(1), None);
    let price = fen(100);
    assert_eq!(charge(&[], price), Err(ChargeFault::NoBenefit));
    assert_eq!(
        charge(&[&one, &alone], price),
        Err(ChargeFault::StandsAlone)
    );
    assert_eq!(
        charge(&[&alone, &alone], price),
        Err(ChargeFault::StandsAlone)
    );
    assert_eq!(charge(&[&same, &one], price), Err(ChargeFault::SameOrder));
}

#[test]
fn the_steps_save_together_what_all_of_them_save() {
    let share = |per_mille, order, floor| with(BenefitKind::Share { per_mille }, order, floor);
    let off = with(BenefitKind::AmountOff(fen(1_000)), Some(5), None);
    for floor in [None, Some(4_000), Some(6_000), Some(99_999)] {
        let one = share(850, Some(2), floor);
        let two = share(500, Some(9), None);
        for price in [0, 1, 999, 8_849, 12_345] {
            let all = [&two, &off, &one];
            let steps = charge_steps(&all, fen(price)).unwrap();
            let whole = charge(&all, fen(price)).unwrap();
            assert_eq!(steps.len(), 3);
            assert_eq!(steps[0].charge.price.get(), price);
            assert_eq!(steps[2].charge.to_pay, whole.to_pay);
            let saved: u64 = steps.iter().map(|step| step.charge.saved().get()).sum();
            assert_eq!(saved, whole.saved().get(), "{floor:?} of {price}");
            // Each goes on where the one before has ended, and never up.
            for pair in steps.windows(2) {
                assert_eq!(pair[0].charge.to_pay, pair[1].charge.price);
            }
            assert!(
                steps
                    .iter()
                    .all(|step| step.charge.to_pay <= step.charge.price)
            );
        }
    }
}

#[test]
fn the_steps_apply_by_their_order_and_the_floor_is_seen_where_it_is_met() {
    let mut first = with(BenefitKind::Share { per_mille: 500 }, Some(1), Some(4_500));
    first.number = BenefitNumber(7);
    let mut second = with(BenefitKind::AmountOff(fen(1_000)), Some(2), None);
    second.number = BenefitNumber(3);
    let steps = charge_steps(&[&second, &first], fen(10_000)).unwrap();
    let told: Vec<_> = steps
        .iter()
        .map(|step| {
            let Charge { price, to_pay } = step.charge;
            (step.benefit.0, price.get(), to_pay.get())
        })
        .collect();
    assert_eq!(told, [(7, 10_000, 5_000), (3, 5_000, 4_500)]);
    assert_eq!(charge_steps(&[], fen(1)), Err(ChargeFault::NoBenefit));
}
