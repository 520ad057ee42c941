//! What an edition says of a benefit: who gives it, and what it makes of a price.

use credential_core::journal::Price;
use credential_core::{BenefitKind, Fen, Quota};

use super::given::BenefitFacts;

/// What an edition says of a benefit.
pub(crate) struct Rule {
    pub(crate) quotas: Vec<Quota>,
    kind: Option<BenefitKind>,
    floor: Fen,
    is_combined: bool,
    branches: Vec<u32>,
    /// Sorted.
    merchants: Vec<u32>,
}

impl Rule {
    pub(super) fn new(benefit: &BenefitFacts) -> Self {
        let mut merchants = benefit.merchants.clone();
        merchants.sort_unstable();
        Self {
            quotas: benefit.quotas.clone(),
            kind: benefit.kind,
            floor: benefit.floor.unwrap_or_default(),
            is_combined: benefit.order.is_some(),
            branches: benefit.branches.clone(),
            merchants,
        }
    }

    /// Whether this merchant gives it at this branch.
    pub(crate) fn is_given_at(&self, merchant: u32, branch: u32) -> bool {
        self.merchants.binary_search(&merchant).is_ok()
            && (self.branches.is_empty() || self.branches.contains(&branch))
    }

    /// Whether this is what the benefit makes of the full price. `floors` are those of the benefits that can be taken
    /// together: no step goes below the highest of those that are.
    pub(crate) fn fits(&self, price: Option<Price>, floors: &[Fen]) -> bool {
        let Some(kind) = self.kind else {
            return true;
        };
        let Some(price) = price else {
            return !kind.needs_price();
        };
        let Ok(full) = Fen::new(price.full) else {
            return false;
        };
        let own = kind.applied_to(full).max(self.floor.min(full)).get();
        let is_floor = |floor: &Fen| price.charged == (*floor).min(full).get();
        price.charged == own
            || (self.is_combined && price.charged > own && floors.iter().any(is_floor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(kind: BenefitKind, floor: u64, order: Option<u8>) -> Rule {
        Rule::new(&BenefitFacts {
            number: 1,
            zh: String::new(),
            en: None,
            basis: None,
            quotas: Vec::new(),
            kind: Some(kind),
            floor: Some(Fen::new(floor).unwrap()),
            order,
            merchants: vec![9, 3],
            branches: vec![2],
        })
    }

    fn fits(rule: &Rule, full: u64, charged: u64) -> bool {
        rule.fits(Some(Price { full, charged }), &[Fen::new(700).unwrap()])
    }

    #[test]
    fn each_kind_has_one_price_for_each_full_price() {
        let fen = |fen| Fen::new(fen).unwrap();
        let share = BenefitKind::Share { per_mille: 850 };
        for (kind, full, charged) in [
            (BenefitKind::Free, 999, 0),
            (BenefitKind::FreeEntry, 999, 0),
            (BenefitKind::Priority, 999, 999),
            (share, 999, 849),
            (share, 0, 0),
            (BenefitKind::AmountOff(fen(500)), 999, 499),
            (BenefitKind::AmountOff(fen(500)), 300, 0),
            (BenefitKind::FixedPrice(fen(500)), 999, 500),
            (BenefitKind::FixedPrice(fen(500)), 300, 300),
        ] {
            let rule = rule(kind, 0, None);
            assert!(fits(&rule, full, charged), "{kind:?} {full}");
            assert!(!fits(&rule, full, charged + 1), "{kind:?} {full}");
            if charged > 0 {
                assert!(!fits(&rule, full, charged - 1), "{kind:?} {full}");
            }
            assert_eq!(rule.fits(None, &[]), !kind.needs_price(), "{kind:?}");
        }
    }

    #[test]
    fn a_floor_holds_and_is_never_above_the_price() {
        let rule = rule(BenefitKind::Share { per_mille: 500 }, 600, None);
        assert!(fits(&rule, 1_000, 600) && fits(&rule, 400, 400));
        assert!(!fits(&rule, 1_000, 500) && !fits(&rule, 400, 200));
        // The floor of another benefit is none of one that stands alone.
        assert!(!fits(&rule, 1_000, 700));
    }

    #[test]
    fn a_step_of_several_may_end_at_the_floor_of_another() {
        let rule = rule(BenefitKind::Share { per_mille: 500 }, 0, Some(1));
        assert!(fits(&rule, 1_000, 500) && fits(&rule, 1_000, 700) && fits(&rule, 650, 650));
        assert!(!fits(&rule, 1_000, 699) && !fits(&rule, 1_000, 0));
        // A floor takes nothing off.
        assert!(!fits(&rule, 2_000, 700));
    }

    #[test]
    fn a_benefit_is_of_its_merchants_and_branches() {
        let rule = rule(BenefitKind::Free, 0, None);
        assert!(rule.is_given_at(3, 2) && rule.is_given_at(9, 2));
        assert!(!rule.is_given_at(4, 2) && !rule.is_given_at(3, 1));
    }
}
