//! Whatever a bureau signs as a catalogue part gets an answer, and what is read from it is consistent.

use std::sync::LazyLock;

use credential_core::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::samples::*;
use crate::tree::{Item, mutation};

const TYPE: &str = "application/vnd.laobingma.catalogue+cose";
const XIANNING: IssuerId = IssuerId(42_120_001);

fn title() -> Title {
    Title {
        zh: "理发".into(),
        en: Some("Haircut".into()),
    }
}

/// A part with a plain benefit and one that has everything.
fn part() -> Vec<u8> {
    let mut whole = Benefit::new(
        BenefitNumber(2),
        title(),
        BenefitKind::Share { per_mille: 850 },
    );
    whole.basis = Some("第五十六条".into());
    whole.from = Some(CivilDay::FIRST);
    whole.until = Some(CivilDay::LAST);
    whole.categories = Some(CategorySet::from_bits(3));
    whole.not_for = Some(CategorySet::from_bits(4));
    whole.grades = NumberSet::of([1, 10]).ok();
    whole.honour_classes = NumberSet::of([9]).ok();
    whole.life_stages = NumberSet::of([2]).ok();
    whole.home_regions = vec![Region::new(421_200).unwrap()];
    whole.branches = vec![BranchNumber(1)];
    whole.times = Some(Times {
        weekdays: NumberSet::of([1]).ok(),
        month_days: NumberSet::of([31]).ok(),
        dates: vec![DateRule::EachYear(229), DateRule::Once(CivilDay::LAST)],
        hours: vec![Hours {
            from: 0,
            until: 1_440,
        }],
    });
    whole.quotas = vec![Quota {
        limit: 3,
        period: Period::Week,
        unit: QuotaUnit::Ride,
        scope: QuotaScope::Merchant,
    }];
    whole.order = Some(2);
    whole.floor = Fen::new(100).ok();
    let draft = CatalogueDraft {
        issuer: XIANNING,
        edition: 3,
        validity: claims().validity,
        merchant: Merchant {
            number: MerchantNumber(7),
            name: title(),
            membership: Membership::MEMBER,
            agreement: Some(DayWindow::ALWAYS),
        },
        benefits: vec![
            Benefit::new(BenefitNumber(1), title(), BenefitKind::Free),
            whole,
        ],
    };
    CataloguePart::issue(&draft, &bureau_key()).unwrap()
}

/// The payload of a COSE_Sign1.
fn payload_of(message: &[u8]) -> Item {
    let Item::Tag(_, message, _) = Item::read(message) else {
        panic!("a tagged message")
    };
    let Item::Array(parts, _) = *message else {
        panic!("an array")
    };
    let Item::Bytes(payload, _) = &parts[2] else {
        panic!("a byte string")
    };
    Item::read(payload)
}

fn header() -> Vec<u8> {
    let key = bureau_key();
    let mut header = b"\xa3\x01\x27\x04\x44".to_vec();
    header.extend(key.public_key().id().to_bytes());
    header.extend([0x10, 0x78, TYPE.len() as u8]);
    header.extend(TYPE.as_bytes());
    header
}

/// Reads it and asks everything that can be asked; whether it was taken.
fn judge(bytes: &[u8]) -> bool {
    let subject = CataloguePart::unverified_subject(bytes);
    let Ok(part) = CataloguePart::verify_own(bytes, XIANNING, bureau_key().public_key()) else {
        return false;
    };
    // What a terminal passes over by its front is what the signature stands for.
    assert_eq!(subject, Some((part.issuer(), part.merchant().number)));
    let holder = HolderTraits {
        holder: HolderId {
            issuer: XIANNING,
            number: HolderNumber(17),
        },
        categories: CategorySet::from_bits(1),
        disability_grade: Some(1),
        honour_class: None,
        life_stage: None,
        home_region: Region::new(421_202).unwrap(),
    };
    for time in [0, 1_800_000_000, u64::MAX] {
        let moment = Moment::at(UnixTime::from_secs(time));
        let trials = part.trial(Some(BranchNumber(1)), &holder, moment, &NothingUsed);
        if let Ok(trials) = trials {
            assert_eq!(trials.len(), part.entries().len());
        }
    }
    for entry in part.entries() {
        if let CatalogueEntry::Understood(benefit) = entry {
            for price in [0, 1, limits::MAX_FEN] {
                let price = Fen::new(price).unwrap();
                let charge = charge(&[benefit], price).unwrap();
                assert!(charge.to_pay <= price);
            }
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_bent_part_gets_an_answer(mutations in vec(mutation(), 1..4)) {
        static SOUND: LazyLock<Item> = LazyLock::new(|| payload_of(&part()));
        let mut tree = SOUND.clone();
        for mutation in &mutations {
            mutation.apply(&mut tree);
        }
        judge(&sign1(&header(), &tree.encode()));
    }
}

/// The mutations do reach the benefits: without that, the property above would say little.
#[test]
fn some_bent_parts_are_taken_and_some_have_a_benefit_that_is_not_understood() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    assert!(judge(&part()));
    let tree = payload_of(&part());
    let mut runner = TestRunner::deterministic();
    let (mut taken, mut not_understood, mut refused) = (0, 0, 0);
    for _ in 0..5_000 {
        let mut bent = tree.clone();
        mutation()
            .new_tree(&mut runner)
            .unwrap()
            .current()
            .apply(&mut bent);
        let bytes = sign1(&header(), &bent.encode());
        match CataloguePart::verify_own(&bytes, XIANNING, bureau_key().public_key()) {
            Ok(part) => {
                let unknown = |entry| matches!(entry, &CatalogueEntry::NotUnderstood(_));
                taken += 1;
                not_understood += u32::from(part.entries().iter().any(unknown));
            }
            Err(_) => refused += 1,
        }
    }
    assert!(
        taken > 100 && not_understood > 5 && refused > 1_000,
        "{taken} {not_understood} {refused}"
    );
}
