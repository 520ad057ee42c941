//! What a later version adds: one benefit of a part is not understood, or the whole part is too new.

use super::*;
use crate::error::{Error, Field, Result};
use crate::fixtures::trust;

/// A part whose merchant and benefits are these items.
fn part(merchant: &str, benefits: &str) -> Result<CataloguePart> {
    let payload = std::format!(
        "a3 04 1a 6e73a280 06 1a 6ab13b80 3a00010007 a4 01 1a 0282b341 02 03 03 {merchant} 04 {benefits}"
    );
    let bytes = by_hand("application/vnd.laobingma.catalogue+cose", &payload);
    CataloguePart::verify(&bytes, &trust())
}

const MERCHANT: &str = "a3 01 07 02 61 41 04 01";
const FREE: &str = "a3 01 09 02 61 42 05 81 01";

fn entries(benefit: &str) -> Result<Vec<CatalogueEntry>> {
    part(MERCHANT, &std::format!("82 {benefit}\n{FREE}")).map(|part| part.entries().to_vec())
}

#[test]
fn a_benefit_that_is_not_understood_leaves_the_others() {
    for later in [
        "a4 01 01 02 61 41 05 81 01 18 80 00     ; an entry from 128 on",
        "a3 01 01 02 61 41 05 81 07              ; a kind",
        "a3 01 01 02 61 41 05 81 00              ; a kind",
        "a3 01 01 02 61 41 05 83 02 18 32 00     ; a known kind with more to it",
        "a3 01 01 02 61 41 05 82 01 00",
        "a4 01 01 02 61 41 05 81 01 0f a2 01 02 18 80 00 ; a condition of time",
        "a4 01 01 02 61 41 05 81 01 10 81 84 01 06 01 01 ; a period",
        "a4 01 01 02 61 41 05 81 01 10 81 84 01 00 01 01 ; a period",
        "a4 01 01 02 61 41 05 81 01 10 81 84 01 01 04 01 ; a unit",
        "a4 01 01 02 61 41 05 81 01 10 81 84 01 01 01 04 ; a scope",
        "a4 01 01 02 61 41 05 81 01 10 81 85 01 01 01 01 00 ; more of a quota",
        "a4 01 01 02 61 41 05 81 01 10 82 84 01 01 01 01 84 01 1901f4 01 01",
        "a5 01 01 02 61 41 05 f6 06 00 19 ffff 00 ; whatever else is wrong with it",
    ] {
        let read = entries(later).unwrap();
        let unknown = UnknownBenefit {
            number: BenefitNumber(1),
            title: title("A"),
        };
        assert_eq!(read[0], CatalogueEntry::NotUnderstood(unknown), "{later}");
        assert!(matches!(read[1], CatalogueEntry::Understood(_)));
        let whole = part(MERCHANT, &std::format!("82 {later}\n{FREE}")).unwrap();
        let now = beijing(2026_12_01, 1200);
        let trials = whole.trial(None, &veteran(), now, &NothingUsed).unwrap();
        let codes: Vec<_> = trials.iter().map(Trial::code).collect();
        assert_eq!(codes, ["not-understood", "available"]);
        assert_eq!(whole.benefit(BenefitNumber(1)), None);
    }
}

#[test]
fn what_only_informs_is_passed_over() {
    for later in [
        "a4 01 01 02 61 41 05 81 01 18 7f f6",
        "a4 01 01 02 61 41 05 81 01 0f a2 01 02 18 7f f6",
    ] {
        let read = entries(later).unwrap();
        assert!(matches!(read[0], CatalogueEntry::Understood(_)), "{later}");
    }
    assert!(part("a4 01 07 02 61 41 04 01 18 7f f6", "80").is_ok());
}

#[test]
fn unknown_content_of_the_part_or_its_merchant_is_the_first_fault() {
    let critical = "a4 01 07 02 61 41 04 01 18 80 f6";
    assert_eq!(part(critical, "80").err(), Some(Error::ContentUnsupported));
    let behind_a_fault = "a4 01 00 02 61 41 04 01 18 80 f6";
    assert_eq!(
        part(behind_a_fault, "80").err(),
        Some(Error::ContentUnsupported)
    );
    let payload = "a3 04 1a 6e73a280 06 1a 6ab13b80 3a00010007 a5 01 1a 0282b341 02 03 03 a3 01 00 02 61 41 04 01 04 80 18 80 00";
    let of_part = by_hand("application/vnd.laobingma.catalogue+cose", payload);
    let read = CataloguePart::verify(&of_part, &trust());
    assert_eq!(read, Err(Error::ContentUnsupported));
}

#[test]
fn faults_have_the_code_of_the_format() {
    for (benefit, field) in [
        ("a2 01 01 02 61 41", Field::Payload),
        ("a2 02 61 41 05 81 01", Field::Payload),
        ("a2 01 01 05 81 01", Field::Payload),
        ("01", Field::Payload),
        ("a3 01 20 02 61 41 05 81 01", Field::Payload),
        ("a3 01 01 02 01 05 81 01", Field::Payload),
        ("a3 01 01 02 61 41 05 80", Field::Payload),
        ("a3 01 01 02 61 41 05 81 02", Field::Payload),
        ("a3 01 01 02 61 41 05 01", Field::Payload),
        ("a4 00 00 01 01 02 61 41 05 81 01", Field::Payload),
        ("a3 01 00 02 61 41 05 81 01", Field::Benefit),
        ("a3 01 01 02 60 05 81 01", Field::Name),
        ("a3 01 01 02 61 41 05 82 02 00", Field::Amount),
        ("a3 01 01 02 61 41 05 82 02 1903e8", Field::Amount),
        ("a3 01 01 02 61 41 05 82 03 00", Field::Amount),
        (
            "a3 01 01 02 61 41 05 82 04 1b000000174876e801",
            Field::Amount,
        ),
        ("a4 01 01 02 61 41 05 81 01 06 1a 01351e81", Field::Day),
        ("a4 01 01 02 61 41 05 81 01 08 00", Field::Categories),
        ("a4 01 01 02 61 41 05 81 01 0a 01", Field::DisabilityGrade),
        (
            "a4 01 01 02 61 41 05 81 01 0a 190800",
            Field::DisabilityGrade,
        ),
        ("a4 01 01 02 61 41 05 81 01 0b 190400", Field::HonourClass),
        ("a4 01 01 02 61 41 05 81 01 0c 1840", Field::LifeStage),
        ("a4 01 01 02 61 41 05 81 01 0d 81 01", Field::Region),
        ("a4 01 01 02 61 41 05 81 01 0d 80", Field::Count),
        ("a4 01 01 02 61 41 05 81 01 0e 81 00", Field::Place),
        ("a4 01 01 02 61 41 05 81 01 0f a0", Field::Times),
        ("a4 01 01 02 61 41 05 81 01 0f a1 18 7f 00", Field::Times),
        ("a4 01 01 02 61 41 05 81 01 0f a1 01 01", Field::Times),
        ("a4 01 01 02 61 41 05 81 01 0f a1 01 190100", Field::Times),
        ("a4 01 01 02 61 41 05 81 01 0f a1 03 81 18 64", Field::Day),
        (
            "a4 01 01 02 61 41 05 81 01 0f a1 04 81 82 01 01",
            Field::Times,
        ),
        (
            "a4 01 01 02 61 41 05 81 01 0f a1 04 81 81 01",
            Field::Payload,
        ),
        ("a4 01 01 02 61 41 05 81 01 0f a1 04 80", Field::Count),
        (
            "a4 01 01 02 61 41 05 81 01 10 81 84 00 01 01 01",
            Field::Quota,
        ),
        (
            "a4 01 01 02 61 41 05 81 01 10 81 83 01 01 01",
            Field::Payload,
        ),
        (
            "a4 01 01 02 61 41 05 81 01 10 85 8401010101 8401010101 8401010101 8401010101 8401010101",
            Field::Count,
        ),
        ("a4 01 01 02 61 41 05 81 01 11 0a", Field::Benefit),
        ("a4 01 01 02 61 41 05 81 01 12 00", Field::Amount),
        // Not understood, and without what is shown of it.
        ("a2 01 01 05 81 07", Field::Payload),
        ("a3 01 00 02 61 41 05 81 07", Field::Benefit),
        ("a3 01 01 02 60 05 81 07", Field::Name),
        // The number of the benefit behind it.
        ("a3 01 09 02 61 41 05 81 01", Field::Unique),
        ("a3 01 0a 02 61 41 05 81 07", Field::Unique),
    ] {
        assert_eq!(
            entries(benefit).err(),
            Some(Error::ClaimsInvalid(field)),
            "{benefit}"
        );
    }
    for (merchant, field) in [
        ("a3 01 00 02 61 41 04 01", Field::Merchant),
        ("a2 01 07 02 61 41", Field::Payload),
        ("a3 01 07 02 60 04 01", Field::Name),
        (
            "a4 01 07 02 61 41 04 01 05 82 1a 01351df5 1a 01351d91",
            Field::Day,
        ),
        ("a4 01 07 02 61 41 04 01 05 81 1a 01351df5", Field::Payload),
    ] {
        assert_eq!(
            part(merchant, "80").err(),
            Some(Error::ClaimsInvalid(field)),
            "{merchant}"
        );
    }
}
