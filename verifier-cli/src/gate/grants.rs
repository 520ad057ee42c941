//! Benefits at a gate: listed with the verdict, given by the gate itself once the holder has passed.

use std::collections::BTreeMap;

use credential_core::journal::Judged;
use credential_core::{Benefit, BenefitKind, BenefitNumber, EligibleHolder, QuotaUnit, Verdict};
use messages::Failure;

use crate::benefits::{Counter, GrantWish, Granted, NoOffer, Offer};
use crate::judge::CodeJudge;

/// The counter of a gate, with the verdicts of the passages that are awaited.
pub(crate) struct GateGrants {
    counter: Counter,
    /// By the number of the verdict. As many as passages are awaited.
    awaited: BTreeMap<u64, Verdict>,
}

/// What a passage has brought.
pub(crate) struct PassageGrant {
    pub(crate) number: u64,
    pub(crate) granted: Result<Granted, Failure>,
}

impl GateGrants {
    pub(crate) fn new(counter: Counter) -> Self {
        Self {
            counter,
            awaited: BTreeMap::new(),
        }
    }

    /// Opens the journal, so that no code waits for it.
    pub(crate) fn begin(&mut self, judge: &CodeJudge) {
        if let Some(held) = judge.source().holdings() {
            self.counter.begin(held, judge.now());
        }
    }

    /// What the holder gets for whom the gate opens; `None` for a gate without a place.
    pub(crate) fn opened(
        &mut self,
        number: u64,
        verdict: &Verdict,
        judge: &CodeJudge,
    ) -> Option<Offer> {
        let held = judge.source().holdings()?;
        let holder = EligibleHolder::accepted(verdict)?;
        let offer = self.counter.offer(held, holder, judge.now())?;
        self.awaited.insert(number, verdict.clone());
        Some(offer)
    }

    /// A passage has ended. Somebody who has passed is given the first benefit of a gate that is left; one
    /// who has not is given none.
    pub(crate) fn ended(
        &mut self,
        number: u64,
        has_passed: bool,
        judge: &CodeJudge,
    ) -> Option<PassageGrant> {
        let verdict = self.awaited.remove(&number)?;
        if !has_passed {
            return None;
        }
        let held = judge.source().holdings()?;
        let (holder, now) = (EligibleHolder::accepted(&verdict)?, judge.now());
        let offer = self.counter.offer(held, holder, now)?;
        let granted = match &offer.benefits {
            Err(NoOffer::Journal(failure)) => Err(failure.clone()),
            _ => {
                let wish = GrantWish {
                    benefit: first_of_a_gate(&offer)?,
                    units: 1,
                    price: None,
                    judged: Judged::Accepted,
                };
                self.counter.grant(held, holder, wish, now)
            }
        };
        Some(PassageGrant { number, granted })
    }
}

/// The first benefit that is given by passing; one passage is one benefit.
fn first_of_a_gate(offer: &Offer) -> Option<BenefitNumber> {
    let mut available = offer.available();
    let first = available.find(|offered| offered.benefit.as_ref().is_some_and(is_of_a_gate));
    first.map(|offered| offered.number)
}

/// Free entry, or a free ride. What is free otherwise is given by people.
fn is_of_a_gate(benefit: &Benefit) -> bool {
    let counts_rides = || {
        let mut quotas = benefit.quotas.iter();
        quotas.any(|quota| quota.unit == QuotaUnit::Ride)
    };
    match benefit.kind {
        BenefitKind::FreeEntry => true,
        BenefitKind::Free => counts_rides(),
        _ => false,
    }
}
