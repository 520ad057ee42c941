//! Benefits at a gate: listed with the verdict, given by the gate itself once the holder has passed.

use std::collections::BTreeMap;
#[cfg(unix)]
use std::path::PathBuf;
use std::time::{Duration, Instant};

use credential_core::journal::Judged;
use credential_core::{
    Benefit, BenefitKind, BenefitNumber, EligibleHolder, Fen, QuotaUnit, Verdict,
};
use messages::Failure;

#[cfg(unix)]
use crate::benefits::ExportAnswer;
use crate::benefits::{self, Counter, Exporter, GrantWish, Granted, JournalNews, NoOffer, Offer};
use crate::judge::CodeJudge;

/// How often receipts are looked for, and whether the export of the day is due: that costs a look into a folder.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The counter of a gate, with the verdicts of the passages that are awaited.
pub(crate) struct GateGrants {
    counter: Counter,
    /// What a ride or an entry costs others: recorded with what is free, so that the books know what was saved.
    fare: Option<Fen>,
    /// By the number of the verdict. As many as passages are awaited.
    awaited: BTreeMap<u64, Verdict>,
    exporter: Exporter,
    /// When receipts were looked for last.
    looked: Option<Instant>,
}

/// What a passage has brought.
pub(crate) struct PassageGrant {
    pub(crate) number: u64,
    pub(crate) granted: Result<Granted, Failure>,
}

impl GateGrants {
    pub(crate) fn new(counter: Counter, fare: Option<Fen>, exporter: Exporter) -> Self {
        Self {
            counter,
            fare,
            awaited: BTreeMap::new(),
            exporter,
            looked: None,
        }
    }

    /// What has happened to the journal: receipts that an update has brought, exports that are written.
    pub(crate) fn look(&mut self, judge: &CodeJudge, now: Instant) -> Vec<JournalNews> {
        let (source, time) = (judge.source(), judge.now());
        let mut news: Vec<_> = self
            .exporter
            .poll()
            .map(JournalNews::Exported)
            .into_iter()
            .collect();
        let is_due = |last: Instant| now.saturating_duration_since(last) >= LOOK_EVERY;
        if self.looked.is_none_or(is_due) {
            self.looked = Some(now);
            if let Some(store) = source.store() {
                let receipts = self.counter.take_receipts(store, time);
                news.extend(receipts.into_iter().map(JournalNews::Receipt));
            }
            let failed = self.exporter.look(&mut self.counter, source, time, now);
            news.extend(failed.map(|failure| JournalNews::Exported(Err(failure))));
        }
        news
    }

    /// Begins to write the journal to a file, and answers when that is done.
    #[cfg(unix)]
    pub(crate) fn export(&mut self, path: PathBuf, back: ExportAnswer, judge: &CodeJudge) {
        let job = benefits::prepare(&mut self.counter, judge.source(), judge.now());
        let begun = self.exporter.start(job, path, Some(back.clone()));
        if let Err(failure) = begun {
            // Whoever asked may be gone.
            let _ = back.send(Err(failure));
        }
    }

    /// The gate ends: what was granted since the last export into its folder is written.
    pub(crate) fn end(&mut self, judge: &CodeJudge) -> Option<JournalNews> {
        let exported = self
            .exporter
            .end(&mut self.counter, judge.source(), judge.now());
        exported.map(JournalNews::Exported)
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
                    price: self.fare,
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
