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
