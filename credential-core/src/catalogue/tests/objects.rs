use super::*;
use crate::cose::SignError;
use crate::error::{Error, Field};
use crate::fixtures::{ISSUED, key, trust};
use crate::limits::{MAX_BENEFITS, MAX_QUOTA, MAX_TIME};
use crate::time::Validity;

const PART: &str = "application/vnd.laobingma.catalogue+cose";
const HEAD: &str = "application/vnd.laobingma.catalogue-head+cose";

/// With everything that a benefit can have.
fn whole() -> Benefit {
    Benefit {
        title: Title {
            zh: "洗车".into(),
            en: Some("Car wash".into()),
        },
        basis: Some("《退役军人保障法》第五十六条".into()),
        kind: BenefitKind::Share { per_mille: 850 },
        from: CivilDay::from_number(2026_01_01).ok(),
        until: CivilDay::from_number(2026_12_31).ok(),
        categories: Some(CategorySet::from_bits(3)),
        not_for: Some(CategorySet::from_bits(1 << 31)),
        grades: NumberSet::of(1..=10).ok(),
        honour_classes: NumberSet::of([9]).ok(),
        life_stages: NumberSet::of([1, 5]).ok(),
        home_regions: [region(421_200)].into(),
        branches: [BranchNumber(1)].into(),
        times: Some(Times {
            weekdays: NumberSet::of([1, 7]).ok(),
            month_days: NumberSet::of([31]).ok(),
            dates: [DateRule::EachYear(801), DateRule::Once(CivilDay::LAST)].into(),
            hours: [Hours {
                from: 1439,
                until: 1440,
            }]
            .into(),
        }),
        quotas: [Quota {
            limit: MAX_QUOTA,
            period: Period::Lifetime,
            unit: QuotaUnit::Ride,
            scope: QuotaScope::Branch,
        }]
        .into(),
        order: Some(9),
        floor: Fen::new(1).ok(),
        ..benefit(2)
    }
}

#[test]
fn a_part_is_what_the_format_says() {
    let expected = by_hand(
        PART,
        "a3                               ; map of 3
           04 1a 6e73a280                 ; exp
           06 1a 6ab13b80                 ; iat
           3a00010007 a4                  ; -65544
             01 1a 0282b341               ; issuer
             02 03                        ; edition
             03 a3                        ; merchant
               01 07                      ; number
               02 6f e6b8a9e6b389e79086e58f91e5ba97
               04 01                      ; member
             04 81                        ; benefits
               a3 01 01 02 66 e79086e58f91 05 81 01",
    );
    let part = draft([benefit(1)].into());
    assert_eq!(
        CataloguePart::issue(&part, &bureau_key()).unwrap(),
        expected
    );
    let read = CataloguePart::verify(&expected, &trust()).unwrap();
    assert_eq!(read.entries(), [CatalogueEntry::Understood(benefit(1))]);
    assert_eq!((read.issuer(), read.edition()), (XIANNING, 3));
    assert_eq!((read.validity(), read.merchant()), (SPAN, &merchant()));
    let subject = CataloguePart::unverified_subject(&expected);
    assert_eq!(subject, Some((XIANNING, MerchantNumber(7))));
}

#[test]
fn a_part_says_after_signing_what_it_said_before() {
    let mut all = draft([benefit(1), whole()].into());
    all.merchant.agreement = Some(DayWindow::ALWAYS);
    all.merchant.name.en = Some("Barber".into());
    let entries: Vec<_> = all
        .benefits
        .iter()
        .cloned()
        .map(CatalogueEntry::Understood)
        .collect();
    let bytes = CataloguePart::issue(&all, &bureau_key()).unwrap();
    let read = CataloguePart::verify(&bytes, &trust()).unwrap();
    assert_eq!(read.entries(), entries);
    assert_eq!(read.merchant(), &all.merchant);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(CataloguePart::verify(&changed, &trust()).is_err(), "{at}");
        // Looking at the front of what is not verified never fails otherwise than with `None`.
        let _ = CataloguePart::unverified_subject(&changed);
        assert!(
            CataloguePart::verify(&bytes[..at], &trust()).is_err(),
            "{at}"
        );
        let _ = CataloguePart::unverified_subject(&bytes[..at]);
    }
}

#[test]
fn a_part_of_another_issuer_or_key_is_refused() {
    let by_other = CataloguePart::issue(&draft([].into()), &key(9)).unwrap();
    let unknown = CataloguePart::verify(&by_other, &trust());
    assert!(matches!(unknown, Err(Error::IssuerUnknown { .. })));
    let mut foreign = draft([].into());
    foreign.issuer = IssuerId(42_120_002);
    let foreign = CataloguePart::issue(&foreign, &bureau_key()).unwrap();
    assert_eq!(
        CataloguePart::verify(&foreign, &trust()),
        Err(Error::SubjectMismatch)
    );
    let mut early = draft([].into());
    early.validity = Validity::new(UnixTime::from_secs(ISSUED.as_secs() - 1), SPAN.until);
    let early = CataloguePart::issue(&early, &bureau_key()).unwrap();
    assert_eq!(
        CataloguePart::verify(&early, &trust()),
        Err(Error::KeyNotInForce)
    );
}

#[test]
fn what_a_part_cannot_say_is_not_signed() {
    for (change, field) in [
        (
            (|part| part.edition = 0) as fn(&mut CatalogueDraft),
            Field::Version,
        ),
        (
            |part| part.merchant.number = MerchantNumber(0),
            Field::Merchant,
        ),
        (|part| part.merchant.name.zh.clear(), Field::Name),
        (
            |part| {
                part.merchant.agreement = Some(DayWindow {
                    first: CivilDay::LAST,
                    last: CivilDay::FIRST,
                })
            },
            Field::Day,
        ),
        (
            |part| part.validity = Validity::new(ISSUED, ISSUED),
            Field::Validity,
        ),
        (
            |part| part.benefits = (1..=MAX_BENEFITS as u32 + 1).map(benefit).collect(),
            Field::Count,
        ),
        (|part| part.benefits.insert(0, benefit(2)), Field::Unique),
        (
            |part| part.benefits[0].number = BenefitNumber(0),
            Field::Benefit,
        ),
        (
            |part| part.benefits[0].title.en = Some(" ".into()),
            Field::Name,
        ),
        (
            |part| part.benefits[0].basis = Some("\u{202e}".into()),
            Field::Name,
        ),
        (
            |part| part.benefits[0].kind = BenefitKind::Share { per_mille: 0 },
            Field::Amount,
        ),
        (
            |part| part.benefits[0].kind = BenefitKind::Share { per_mille: 1000 },
            Field::Amount,
        ),
        (
            |part| part.benefits[0].kind = BenefitKind::AmountOff(Fen::ZERO),
            Field::Amount,
        ),
        (
            |part| part.benefits[0].until = Some(CivilDay::FIRST),
            Field::Day,
        ),
        (
            |part| part.benefits[0].categories = Some(CategorySet::EMPTY),
            Field::Categories,
        ),
        (
            |part| part.benefits[0].not_for = Some(CategorySet::EMPTY),
            Field::Categories,
        ),
        (
            |part| part.benefits[0].home_regions = [region(421_200); 65].into(),
            Field::Count,
        ),
        (
            |part| part.benefits[0].branches = [BranchNumber(1); 257].into(),
            Field::Count,
        ),
        (
            |part| part.benefits[0].branches = [BranchNumber(0)].into(),
            Field::Place,
        ),
        (
            |part| part.benefits[0].times = Some(Times::default()),
            Field::Times,
        ),
        (
            |part| part.benefits[0].times.as_mut().unwrap().hours[0].from = 1440,
            Field::Times,
        ),
        (
            |part| part.benefits[0].times.as_mut().unwrap().hours[0].until = 1441,
            Field::Times,
        ),
        (
            |part| part.benefits[0].times.as_mut().unwrap().dates[0] = DateRule::EachYear(230),
            Field::Day,
        ),
        (
            |part| {
                part.benefits[0].times.as_mut().unwrap().dates =
                    [DateRule::EachYear(801); 367].into()
            },
            Field::Count,
        ),
        (|part| part.benefits[0].quotas[0].limit = 0, Field::Quota),
        (
            |part| part.benefits[0].quotas[0].limit = MAX_QUOTA + 1,
            Field::Quota,
        ),
        (
            |part| {
                let quota = part.benefits[0].quotas[0];
                part.benefits[0].quotas = [quota; 5].into();
            },
            Field::Count,
        ),
        (|part| part.benefits[0].order = Some(0), Field::Benefit),
        (|part| part.benefits[0].order = Some(10), Field::Benefit),
    ] {
        let mut part = draft([whole()].into());
        change(&mut part);
        let refused = CataloguePart::issue(&part, &bureau_key());
        assert_eq!(
            refused,
            Err(SignError::Invalid(Error::DraftInvalid(field))),
            "{part:?}"
        );
    }
}

/// As [`MAX_CATALOGUE_PART_BYTES`] says: a builder does not make what no reader takes.
#[test]
fn a_part_that_is_too_long_is_not_signed() {
    let long = |number| Benefit {
        title: Title {
            zh: "优".repeat(64),
            en: Some("x".repeat(192)),
        },
        basis: Some("法".repeat(128)),
        ..benefit(number)
    };
    let most = draft((1..=4_096).map(long).collect());
    let refused = CataloguePart::issue(&most, &bureau_key());
    let limit = crate::limits::MAX_CATALOGUE_PART_BYTES;
    assert_eq!(refused, Err(SignError::Invalid(Error::TooLong { limit })));
    let fewer = draft((1..=2_500).map(long).collect());
    let bytes = CataloguePart::issue(&fewer, &bureau_key()).unwrap();
    assert_eq!(
        CataloguePart::verify(&bytes, &trust())
            .unwrap()
            .entries()
            .len(),
        2_500
    );
}

#[test]
fn a_head_is_what_the_format_says() {
    let head = CatalogueHeadClaims {
        issuer: XIANNING,
        issued: ISSUED,
        edition: 3,
        parts: 10_000,
    };
    let expected = by_hand(
        HEAD,
        "a2 06 1a 6ab13b80 3a00010008 a3 01 1a 0282b341 02 03 03 19 2710",
    );
    assert_eq!(
        CatalogueHead::issue(&head, &bureau_key()).unwrap(),
        expected
    );
    assert_eq!(
        CatalogueHead::verify(&expected, &trust()).unwrap().claims(),
        &head
    );
    let own = CatalogueHead::verify_own(&expected, IssuerId(1), bureau_key().public_key());
    assert_eq!(own, Err(Error::SubjectMismatch));
    for (payload, error) in [
        (
            "a2 06 1a 6ab13b80 3a00010008 a3 01 1a 0282b341 02 00 03 00",
            Error::ClaimsInvalid(Field::Version),
        ),
        (
            "a2 06 1a 6ab13b80 3a00010008 a2 01 1a 0282b341 02 01",
            Error::ClaimsInvalid(Field::Payload),
        ),
        (
            "a2 06 1a 6ab13b80 3a00010008 a4 01 1a 0282b341 02 01 03 00 1880 00",
            Error::ContentUnsupported,
        ),
        (
            "a2 06 1b0000003afff44180 3a00010008 a3 01 1a 0282b341 02 01 03 00",
            Error::ClaimsInvalid(Field::Validity),
        ),
    ] {
        let read = CatalogueHead::verify(&by_hand(HEAD, payload), &trust());
        assert_eq!(read.err(), Some(error), "{payload}");
    }
    let late = CatalogueHeadClaims {
        issued: UnixTime::from_secs(MAX_TIME + 1),
        ..head
    };
    assert!(CatalogueHead::issue(&late, &bureau_key()).is_err());
    let none = CatalogueHeadClaims { edition: 0, ..head };
    let refused = CatalogueHead::issue(&none, &bureau_key());
    assert_eq!(
        refused,
        Err(SignError::Invalid(Error::DraftInvalid(Field::Version)))
    );
}
