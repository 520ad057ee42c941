//! Only a verdict that is accept, or check after a person has looked, leads to benefits.

use super::*;
use crate::credential::Credential;
use crate::error::Error;
use crate::fixtures::{NOW, claims, holdings_of, issuer, key, list_claims};
use crate::text::TextForm;
use crate::verify::{Decision, Policy, Verdict, verify};

fn verdict(policy: Policy, signer: u8) -> Verdict {
    let bureau = issuer(XIANNING.0, &bureau_key());
    let terminal = holdings_of(list_claims([bureau].into()), [].into());
    let credential: Credential = crate::issue(&claims(), &key(signer)).unwrap();
    verify(
        &credential.to_text(TextForm::Digits),
        &terminal,
        policy,
        NOW,
    )
}

fn place(change: impl FnOnce(&mut PlaceClaims)) -> Place {
    let mut claims = super::places::claims();
    change(&mut claims);
    let bytes = Place::issue(&claims, &bureau_key()).unwrap();
    Place::verify_own(&bytes, XIANNING, bureau_key().public_key()).unwrap()
}

#[test]
fn a_refused_code_has_no_benefits_and_a_checked_one_only_after_a_look() {
    let accepted = verdict(Policy::gate(), 2);
    assert_eq!(accepted.decision(), Decision::Accept);
    assert!(EligibleHolder::accepted(&accepted).is_some());

    let checked = verdict(Policy::shop(), 2);
    assert_eq!(checked.decision(), Decision::Check);
    assert!(EligibleHolder::accepted(&checked).is_none());
    assert!(EligibleHolder::confirmed(&checked, PersonConfirmed).is_some());

    let forged = verdict(Policy::shop(), 9);
    assert_eq!(forged.decision(), Decision::Refuse);
    assert!(EligibleHolder::accepted(&forged).is_none());
    assert!(EligibleHolder::confirmed(&forged, PersonConfirmed).is_none());
}

#[test]
fn what_an_eligible_holder_gets() {
    let accepted = verdict(Policy::gate(), 2);
    let holder = EligibleHolder::accepted(&accepted).unwrap();
    assert_eq!(holder.traits(), veteran());
    let soldiers = Benefit {
        categories: Some(CategorySet::EMPTY.with(Category::ActiveDuty)),
        ..benefit(4)
    };
    let part = signed(&draft([benefit(1), soldiers].into()));
    let place = place(|_| {});
    let here = PlaceCatalogue::new(&place, &part).unwrap();
    let now = Moment::at(NOW);
    let all = here.evaluate(holder, now, &NothingUsed).unwrap();
    let codes: Vec<_> = all
        .iter()
        .map(|one| (one.entry().number().0, one.code()))
        .collect();
    assert_eq!(codes, [(1, "available"), (4, "not-entitled")]);
    let one = |number| {
        let found = here.evaluate_one(BenefitNumber(number), holder, now, &NothingUsed);
        found
            .unwrap()
            .map(|one| one.available().map(|(benefit, _)| benefit.number.0))
    };
    assert_eq!(one(1), Some(Ok(1)));
    assert_eq!(one(4), Some(Err(Unavailable::NotEntitled)));
    assert_eq!(one(3), None);
    assert_eq!(part.benefit(BenefitNumber(4)).unwrap().number.0, 4);
    assert_eq!(part.benefit(BenefitNumber(3)), None);
}

#[test]
fn a_retired_terminal_and_a_part_of_another_merchant_give_nothing() {
    let accepted = verdict(Policy::gate(), 2);
    let holder = EligibleHolder::accepted(&accepted).unwrap();
    let part = signed(&draft([benefit(1)].into()));
    for standing in [
        TerminalStanding::RETIRED,
        TerminalStanding(0),
        TerminalStanding(3),
    ] {
        let place = place(|claims| claims.standing = standing);
        let here = PlaceCatalogue::new(&place, &part).unwrap();
        let none = here.evaluate(holder, Moment::at(NOW), &NothingUsed);
        assert_eq!(none.err(), Some(NoBenefits::TerminalRetired));
        let none = here.evaluate_one(BenefitNumber(1), holder, Moment::at(NOW), &NothingUsed);
        assert_eq!(none.err(), Some(NoBenefits::TerminalRetired));
    }
    let other = place(|claims| claims.merchant = MerchantNumber(8));
    let mismatch = PlaceCatalogue::new(&other, &part).map(drop);
    assert_eq!(mismatch, Err(Error::SubjectMismatch));
}

/// A ledger in which one holder has used up everything.
struct UsedUpBy(HolderId);

impl QuotaLedger for UsedUpBy {
    fn used(&self, question: &QuotaQuestion) -> u64 {
        if question.holder == self.0 { 1_000 } else { 0 }
    }
}

#[test]
fn without_a_code_place_days_and_known_quotas_are_asked_for_and_not_who_is_entitled() {
    let quota = Quota {
        limit: 1,
        period: Period::Day,
        unit: QuotaUnit::Use,
        scope: QuotaScope::Merchant,
    };
    let once = Benefit {
        quotas: [quota].into(),
        ..benefit(1)
    };
    let elsewhere = Benefit {
        branches: [BranchNumber(99)].into(),
        ..benefit(2)
    };
    let over = Benefit {
        until: Some(CivilDay::from_number(2020_01_01).unwrap()),
        ..benefit(3)
    };
    let soldiers = Benefit {
        categories: Some(CategorySet::EMPTY.with(Category::ActiveDuty)),
        ..benefit(4)
    };
    let part = signed(&draft([once, elsewhere, over, soldiers].into()));
    let here_is = place(|_| {});
    let here = PlaceCatalogue::new(&here_is, &part).unwrap();
    let holder = veteran().holder;
    let codes = |holder, ledger: &UsedUpBy| -> Vec<Result<u32, Unavailable>> {
        let all = here.evaluate_without_code(holder, Moment::at(NOW), ledger);
        let all = all.unwrap().into_iter();
        all.map(|one| one.available().map(|(benefit, _)| benefit.number.0))
            .collect()
    };
    let (not_here, not_today) = (Err(Unavailable::NotHere), Err(Unavailable::NotToday));
    let ledger = UsedUpBy(holder);
    assert_eq!(codes(None, &ledger), [Ok(1), not_here, not_today, Ok(4)]);
    let used = Err(Unavailable::QuotaUsed);
    assert_eq!(
        codes(Some(holder), &ledger),
        [used, not_here, not_today, Ok(4)]
    );

    let retired = place(|claims| claims.standing = TerminalStanding::RETIRED);
    let here = PlaceCatalogue::new(&retired, &part).unwrap();
    let none = here.evaluate_without_code(None, Moment::at(NOW), &ledger);
    assert_eq!(none.err(), Some(NoBenefits::TerminalRetired));
}
