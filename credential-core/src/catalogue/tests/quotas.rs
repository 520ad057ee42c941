//! Quotas, and which reason is named first.

use super::*;
use std::cell::RefCell;

fn day(number: u32) -> CivilDay {
    CivilDay::from_number(number).unwrap()
}

/// Answers with what it was told, and remembers what it was asked.
struct Told {
    used: u64,
    asked: RefCell<Vec<QuotaQuestion>>,
}

impl QuotaLedger for Told {
    fn used(&self, question: &QuotaQuestion) -> u64 {
        self.asked.borrow_mut().push(*question);
        self.used
    }
}

#[test]
fn a_quota_is_asked_for_its_own_period_and_holder() {
    let quota = |limit, period, unit, scope| Quota {
        limit,
        period,
        unit,
        scope,
    };
    let limited = Benefit {
        quotas: [
            quota(
                5,
                Period::Week,
                QuotaUnit::HireDay,
                QuotaScope::AllMerchants,
            ),
            quota(9, Period::Year, QuotaUnit::Use, QuotaScope::Branch),
        ]
        .into(),
        ..benefit(1)
    };
    let told = |used| Told {
        used,
        asked: RefCell::default(),
    };
    for (used, left) in [
        (0, Some([5, 9])),
        (4, Some([1, 5])),
        (5, None),
        (u64::MAX, None),
    ] {
        let ledger = told(used);
        let now = beijing(2027_01_01, 0);
        let draft = draft([limited.clone()].into());
        let trials = draft.trial(None, &veteran(), now, &ledger).unwrap();
        let found = trials[0]
            .outcome
            .map(|left| left.iter().map(|left| left.left).collect::<Vec<_>>());
        assert_eq!(found, left.map(Vec::from).ok_or(Unavailable::QuotaUsed));
        let asked = ledger.asked.into_inner();
        assert_eq!(asked[0].holder, veteran().holder);
        assert_eq!(
            (asked[0].issuer, asked[0].benefit),
            (XIANNING, BenefitNumber(1))
        );
        assert_eq!(
            (asked[0].unit, asked[0].scope),
            (QuotaUnit::HireDay, QuotaScope::AllMerchants)
        );
        assert_eq!(asked[0].days.first, day(2026_12_28));
        assert_eq!(asked[0].days.last, day(2027_01_03));
        if used < 5 {
            assert_eq!(asked[1].days.first, day(2027_01_01));
        }
    }
}

#[test]
fn the_first_reason_is_named() {
    let full = Told {
        used: 1,
        asked: RefCell::default(),
    };
    let hour = Times {
        weekdays: Some(NumberSet::of([1]).unwrap()),
        hours: [Hours { from: 0, until: 1 }].into(),
        ..Times::default()
    };
    let quota = Quota {
        limit: 1,
        period: Period::Day,
        unit: QuotaUnit::Use,
        scope: QuotaScope::Merchant,
    };
    let mut closed = Benefit {
        branches: [BranchNumber(1)].into(),
        not_for: Some(veteran().categories),
        times: Some(hour),
        quotas: [quota].into(),
        ..benefit(1)
    };
    // 2026-12-01 is a Tuesday.
    let now = beijing(2026_12_01, 1200);
    let reason = |benefit: &Benefit| code_at(benefit, None, &veteran(), now, &full);
    assert_eq!(reason(&closed), "not-here");
    closed.branches.clear();
    assert_eq!(reason(&closed), "not-entitled");
    closed.not_for = None;
    assert_eq!(reason(&closed), "not-today");
    closed.times.as_mut().unwrap().weekdays = Some(NumberSet::of([2]).unwrap());
    assert_eq!(reason(&closed), "not-now");
    closed.times = None;
    assert_eq!(reason(&closed), "quota-used");
    assert!(Unavailable::ALL.is_sorted());
}

#[test]
fn a_record_counts_in_the_unit_of_its_benefit() {
    let quota = |unit| Quota {
        limit: 5,
        period: Period::Year,
        unit,
        scope: QuotaScope::Merchant,
    };
    let with = |units: &[QuotaUnit]| Benefit {
        quotas: units.iter().map(|unit| quota(*unit)).collect(),
        ..benefit(1)
    };
    use QuotaUnit::{HireDay, Ride, Use};
    for (units, unit) in [
        (&[][..], Use),
        (&[Use], Use),
        (&[Use, Ride], Ride),
        (&[Ride, HireDay], HireDay),
        (&[Use, HireDay], HireDay),
    ] {
        assert_eq!(with(units).unit(), unit, "{units:?}");
    }
}
