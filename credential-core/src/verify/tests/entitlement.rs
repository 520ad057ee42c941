//! What the holder is, and whether the place serves it.

use super::{at_gate, check, code, refusal, refused_for, trust_after};
use crate::category::{Category, CategorySet};
use crate::error::{Error, Stage};
use crate::fixtures::NOW;
use crate::trust::TrustList;
use crate::verify::{Advice, Bearer, Caution, Decision, Policy, Verdict, WhenInDoubt};
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
