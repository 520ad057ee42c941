//! Benefits at the counter: of the code that was shown last, and of no other.

use credential_core::journal::{Judged as GrantedOn, UndoReason};
use credential_core::{EligibleHolder, PersonConfirmed, Verdict};
use messages::{Failure, failure};

use super::{CounterAnswer, CounterWish, EventBenefits};
use crate::benefits::{Counter, GrantWish, Offer};
use crate::judge::CodeJudge;
use crate::report::Judged;

/// The counter, with the verdict that benefits are given on.
pub(super) struct AtCounter {
    counter: Option<Counter>,
    shown: Option<ShownCode>,
}

/// The code that was shown last.
struct ShownCode {
    event: u64,
    verdict: Verdict,
    /// A person has said that the holder is the one of the code.
    is_confirmed: bool,
}

impl ShownCode {
    fn holder(&self) -> Option<(EligibleHolder<'_>, GrantedOn)> {
        match EligibleHolder::accepted(&self.verdict) {
            Some(holder) => Some((holder, GrantedOn::Accepted)),
            None if self.is_confirmed => {
                let holder = EligibleHolder::confirmed(&self.verdict, PersonConfirmed);
                holder.map(|holder| (holder, GrantedOn::Checked))
            }
            None => None,
        }
    }
}

impl AtCounter {
    pub(super) fn new(mut counter: Option<Counter>, judge: &CodeJudge) -> Self {
        if let Some((counter, held)) = counter.as_mut().zip(judge.source().holdings()) {
            counter.begin(held, judge.now());
        }
        Self {
            counter,
            shown: None,
        }
    }

    /// What the holder of a code gets that is shown now. Where several codes came together nobody knows whose
    /// they are, and so nothing is given.
    pub(super) fn shown(
        &mut self,
        event: u64,
        judged: &Result<Judged, Failure>,
        judge: &CodeJudge,
    ) -> Option<EventBenefits> {
        self.shown = None;
        let held = judge.source().holdings()?;
        let judged = judged
            .as_ref()
            .ok()
            .filter(|judged| judged.other_ours == 0)?;
        if self.counter.is_none() || !Counter::has_place(held) {
            return None;
        }
        self.shown = Some(ShownCode {
            event,
            verdict: judged.verdict().clone(),
            is_confirmed: false,
        });
        match judged.verdict() {
            Verdict::Accept(_) => self.offer(judge).map(EventBenefits::Offer),
            Verdict::Check(..) => Some(EventBenefits::OncePersonConfirmed),
            Verdict::Refuse(_) => None,
        }
    }

    /// What the holder of the code that was shown last gets now.
    fn offer(&mut self, judge: &CodeJudge) -> Option<Offer> {
        let (counter, held) = (self.counter.as_mut()?, judge.source().holdings()?);
        let (holder, _) = self.shown.as_ref()?.holder()?;
        counter.offer(held, holder, judge.now())
    }

    /// Does what the operator wants; `None` if there is nothing to do it with.
    pub(super) fn wish(
        &mut self,
        wish: CounterWish,
        judge: &CodeJudge,
    ) -> Option<(CounterAnswer, Option<Offer>)> {
        let (now, held) = (judge.now(), judge.source().holdings()?);
        let counter = self.counter.as_mut()?;
        let answer = match wish {
            CounterWish::Confirm { event } => {
                let shown = self.shown.as_mut().filter(|shown| shown.event == event)?;
                shown.is_confirmed = true;
                CounterAnswer::Offer
            }
            CounterWish::Grant {
                event,
                benefit,
                units,
                price,
            } => {
                let shown = self.shown.as_ref().filter(|shown| shown.event == event);
                let granted = match shown.and_then(ShownCode::holder) {
                    None => Err(another_code()),
                    Some((holder, judged)) => {
                        let wish = GrantWish {
                            benefit,
                            units,
                            price,
                            judged,
                        };
                        counter.grant(held, holder, wish, now)
                    }
                };
                CounterAnswer::Granted(granted)
            }
            CounterWish::Undo { record } => {
                CounterAnswer::Undone(counter.undo(held, record, UndoReason::Mistake, now))
            }
        };
        Some((answer, self.offer(judge)))
    }
}

fn another_code() -> Failure {
    failure!("not-accepted"; "没有给予：已经是另一个码了"; "not granted: another code was shown meanwhile";
        "请再扫一次码。"; "Scan the code once more.")
}
