//! What the holder is, and whether the place serves it.

use super::{at_gate, check, code, refusal, refused_for, trust_after};
use crate::category::{Category, CategorySet};
use crate::error::{Error, Stage};
use crate::fixtures::{NOW, region};
use crate::trust::TrustList;
use crate::verify::{Advice, Bearer, Caution, Decision, Policy, ServedFrom, Verdict, WhenInDoubt};
use alloc::string::String;
use alloc::vec::Vec;

/// A category of a later version, and the last bit there is.
const LATER: u32 = 1 << 20;
const LAST: u32 = 1 << 31;
const VETERAN: u32 = 1;

fn with_categories(bits: u32) -> String {
    code(|claims| claims.categories = CategorySet::from_bits(bits))
}

/// The bureau may attest whatever there is and will be.
fn trust() -> TrustList {
    trust_after(|issuer| issuer.categories = CategorySet::from_bits(u32::MAX))
}

fn serving(categories: &[Category], policy: Policy) -> Policy {
    Policy {
        served: Some(categories.iter().copied().collect()),
        bearer: Bearer::Accept,
        ..policy
    }
}

fn cautions(verdict: &Verdict) -> Vec<Caution> {
    match verdict {
        Verdict::Check(_, cautions) => cautions.iter().collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_holder_of_unknown_categories_is_never_simply_accepted() {
    for bits in [LATER, LAST, LATER | LAST] {
        let verdict = at_gate(&with_categories(bits), &trust());
        assert_eq!(refused_for(&verdict), Error::CategoryUnknown);
        assert_eq!(verdict.stage(), Some(Stage::Entitlement));
        assert_eq!(verdict.advice(), Advice::UpdateTerminal);
        assert!(refusal(&verdict).authentic_claims().is_some());

        let verdict = check(&with_categories(bits), &trust(), Policy::shop(), NOW);
        assert_eq!(verdict.decision(), Decision::Check);
        assert_eq!(verdict.reason(), "category-unknown");
        assert_eq!(verdict.stage(), Some(Stage::Entitlement));
        assert_eq!(verdict.advice(), Advice::UpdateTerminal);
        // It stands before the bearer: not every shop compares.
        let expected = [
            Caution::TrustListStale,
            Caution::CategoryUnknown,
            Caution::Bearer,
        ];
        let late = NOW.plus(core::time::Duration::from_secs(180 * 86_400));
        let verdict = check(&with_categories(bits), &trust(), Policy::shop(), late);
        assert_eq!(cautions(&verdict), expected);
        // No policy lets it pass without a word.
        let lenient = Policy {
            unknown_category: WhenInDoubt::Check,
            ..Policy::gate()
        };
        let verdict = check(&with_categories(bits), &trust(), lenient, NOW);
        assert_eq!(cautions(&verdict), [Caution::CategoryUnknown]);
    }
}

#[test]
fn one_known_category_is_enough() {
    let verdict = at_gate(&with_categories(LATER | VETERAN), &trust());
    assert_eq!(verdict.reason(), "accepted");
}

#[test]
fn a_place_serves_the_categories_that_it_names() {
    let [veteran, soldier] = [Category::Veteran, Category::ActiveDuty];
    for policy in [Policy::gate(), Policy::shop()] {
        for (served, reason) in [
            (&[veteran][..], "accepted"),
            (&[soldier, veteran], "accepted"),
            (&[soldier], "not-entitled"),
            (&[], "not-entitled"),
        ] {
            let policy = serving(served, policy.clone());
            let verdict = check(&with_categories(VETERAN), &trust(), policy, NOW);
            assert_eq!(verdict.reason(), reason, "{served:?}");
        }
    }
    let policy = serving(&[soldier], Policy::gate());
    let verdict = check(&with_categories(VETERAN), &trust(), policy.clone(), NOW);
    assert_eq!(refused_for(&verdict), Error::NotEntitled);
    assert_eq!(verdict.stage(), Some(Stage::Entitlement));
    assert_eq!(verdict.advice(), Advice::NoBenefit);
    assert!(refusal(&verdict).authentic_claims().is_some());
    // Both: one of them is served.
    let verdict = check(&with_categories(0b11), &trust(), policy, NOW);
    assert_eq!(verdict.reason(), "accepted");
}

/// Whether the place serves a category that the terminal does not know, it cannot tell.
#[test]
fn an_unknown_category_is_not_called_unserved() {
    for (policy, reason) in [
        (Policy::gate(), "category-unknown"),
        (Policy::shop(), "category-unknown"),
    ] {
        let policy = serving(&[Category::ActiveDuty], policy);
        let verdict = check(&with_categories(LATER), &trust(), policy.clone(), NOW);
        assert_eq!(verdict.reason(), reason);
        let verdict = check(&with_categories(LATER | VETERAN), &trust(), policy, NOW);
        assert_eq!(verdict.reason(), "not-entitled");
    }
}

/// The holder's proof is asked for before anybody says whom the place serves.
#[test]
fn it_is_the_last_stage() {
    let policy = Policy {
        bearer: Bearer::Refuse,
        ..serving(&[], Policy::gate())
    };
    let verdict = check(&with_categories(VETERAN), &trust(), policy, NOW);
    assert_eq!(refused_for(&verdict), Error::BearerRefused);
}

/// Free rides for veterans of the city, and for survivors from wherever they are; others are recognised.
#[test]
fn a_place_serves_some_categories_for_people_of_its_region() {
    let survivor = 1 << 2;
    let from = |home: u32, bits: u32| {
        code(|claims| {
            claims.categories = CategorySet::from_bits(bits);
            claims.home_region = Some(region(home));
        })
    };
    let trust = trust_after(|issuer| {
        issuer.categories = CategorySet::from_bits(u32::MAX);
        issuer.regions = [region(330_000), region(421_200)].into();
    });
    let veterans_of = |home: u32| ServedFrom {
        categories: [Category::Veteran].into_iter().collect(),
        regions: [region(home)].into(),
    };
    let policy = |served: Option<u32>, served_from: &[ServedFrom]| Policy {
        served: served.map(CategorySet::from_bits),
        served_from: served_from.to_vec(),
        ..Policy::gate()
    };
    let ningbo = policy(Some(survivor), &[veterans_of(330_200)]);
    for (code, reason) in [
        (from(330_200, VETERAN), "accepted"),
        (from(330_212, VETERAN), "accepted"),
        (from(330_100, VETERAN), "not-entitled"),
        (from(330_000, VETERAN), "not-entitled"),
        (from(330_100, survivor), "accepted"),
        (from(330_100, survivor | VETERAN), "accepted"),
        (from(330_212, 1 << 1), "not-entitled"),
        // Without a home of their own they belong to the region of the issuer.
        (with_categories(VETERAN), "not-entitled"),
    ] {
        let verdict = check(&code, &trust, ningbo.clone(), NOW);
        assert_eq!(verdict.reason(), reason);
        assert!(verdict.authentic_claims().is_some());
    }
    let here = policy(None, &[veterans_of(330_100), veterans_of(421_200)]);
    let judge = |code: &str| check(code, &trust, here.clone(), NOW).reason();
    assert_eq!(judge(&with_categories(VETERAN)), "accepted");
    assert_eq!(judge(&from(330_106, VETERAN)), "accepted");
    assert_eq!(judge(&from(330_200, VETERAN)), "not-entitled");
    assert_eq!(judge(&from(330_106, survivor)), "not-entitled");
}
