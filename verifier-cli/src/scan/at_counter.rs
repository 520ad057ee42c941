//! Benefits at the counter: of the code that was shown last, and of no other.

use std::path::{Path, PathBuf};
use std::time::Instant;

use credential_core::journal::{Judged as GrantedOn, UndoReason};
use credential_core::{EligibleHolder, Holdings, PersonConfirmed, UnixTime, Verdict};
use messages::{Failure, failure};

use super::{CounterAnswer, CounterWish, EventBenefits};
use crate::benefits::{
    self, Counter, Exporter, GrantWish, JournalNews, MOST_STICKS, Offer, sticks,
};
use crate::judge::CodeJudge;
use crate::report::Judged;

/// The counter, with the verdict that benefits are given on.
pub(super) struct AtCounter {
    counter: Option<Counter>,
    shown: Option<ShownCode>,
    exporter: Exporter,
    /// Where the journal can be written to, as it was shown last.
    folders: Vec<PathBuf>,
    /// The records of the benefits that were given together last.
    together: Vec<u64>,
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
    pub(super) fn new(mut counter: Option<Counter>, exporter: Exporter, judge: &CodeJudge) -> Self {
        if let Some((counter, held)) = counter.as_mut().zip(judge.source().holdings()) {
            counter.begin(held, judge.now());
        }
        Self {
            counter,
            shown: None,
            exporter,
            folders: Vec::new(),
            together: Vec::new(),
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
            CounterWish::GrantTogether {
                event,
                benefits,
                price,
            } => {
                let shown = self.shown.as_ref().filter(|shown| shown.event == event);
                let benefits: Vec<_> = benefits.into_iter().flatten().collect();
                let granted = match shown.and_then(ShownCode::holder) {
                    None => Err(another_code()),
                    Some((holder, judged)) => {
                        counter.grant_together(held, holder, (&benefits, price), judged, now)
                    }
                };
                if let Ok(granted) = &granted {
                    self.together = granted.each.iter().map(|one| one.record).collect();
                }
                CounterAnswer::GrantedTogether(granted)
            }
            CounterWish::Undo { record } => {
                CounterAnswer::Undone(undo(counter, &mut self.together, record, held, now))
            }
            CounterWish::Rate { record, level } => {
                let rated = counter.rate(held, record, level, now);
                CounterAnswer::Rated(rated.map(|()| level))
            }
            CounterWish::ManualOffer { holder } => {
                // Whoever has no code is another person than the one whose code is shown.
                self.shown = None;
                CounterAnswer::ManualOffer(counter.manual_offer(held, holder, now))
            }
            CounterWish::GrantManually(wish) => {
                CounterAnswer::Granted(counter.grant_manually(held, wish, now))
            }
            CounterWish::ExportFolders => {
                let daily = self.exporter.folder().map(Path::to_owned);
                self.folders = daily
                    .into_iter()
                    .chain(sticks())
                    .take(MOST_STICKS)
                    .collect();
                CounterAnswer::ExportFolders(self.folders.clone())
            }
            CounterWish::Export { folder } => {
                let folder = self.folders.get(folder).ok_or_else(no_folder);
                let name = counter.export_name(held, now);
                let path =
                    folder.map(|folder| folder.join(name.unwrap_or_else(|| USUAL_NAME.to_owned())));
                let begun = path.and_then(|path| {
                    let job = benefits::prepare(counter, judge.source(), now);
                    self.exporter.start(job, path.clone(), None).map(|()| path)
                });
                CounterAnswer::ExportBegun(begun)
            }
        };
        Some((answer, self.offer(judge)))
    }

    /// Begins to write the journal to a file.
    pub(super) fn export_to(&mut self, path: PathBuf, judge: &CodeJudge) -> CounterAnswer {
        let begun = match &mut self.counter {
            None => Err(no_folder()),
            Some(counter) => {
                let job = benefits::prepare(counter, judge.source(), judge.now());
                self.exporter.start(job, path.clone(), None).map(|()| path)
            }
        };
        CounterAnswer::ExportBegun(begun)
    }

    /// What has happened to the journal since: exports that are written, the one of the day.
    pub(super) fn look(&mut self, judge: &CodeJudge, at: Instant) -> Vec<JournalNews> {
        let mut news: Vec<_> = self
            .exporter
            .poll()
            .map(JournalNews::Exported)
            .into_iter()
            .collect();
        if let Some(counter) = &mut self.counter
            && let Some(failure) = self.exporter.look(counter, judge.source(), judge.now(), at)
        {
            news.push(JournalNews::Exported(Err(failure)));
        }
        news
    }

    /// Applies the receipts that have come.
    pub(super) fn receipts(&mut self, judge: &CodeJudge) -> Vec<JournalNews> {
        let (counter, store) = (self.counter.as_mut(), judge.source().store());
        let taken = counter
            .zip(store)
            .map(|(counter, store)| counter.take_receipts(store, judge.now()));
        taken
            .into_iter()
            .flatten()
            .map(JournalNews::Receipt)
            .collect()
    }

    /// The scan ends: what was granted since the last export into the folder is written.
    pub(super) fn end(&mut self, judge: &CodeJudge) -> Option<JournalNews> {
        let counter = self.counter.as_mut()?;
        let exported = self.exporter.end(counter, judge.source(), judge.now());
        exported.map(JournalNews::Exported)
    }
}

/// Takes a grant back, and those that were given together with it.
fn undo(
    counter: &mut Counter,
    together: &mut Vec<u64>,
    record: u64,
    held: &Holdings,
    now: UnixTime,
) -> Result<(), Failure> {
    if !together.contains(&record) {
        return counter.undo(held, record, UndoReason::Mistake, now);
    }
    // What is taken back is not asked for again, if another one of them fails.
    while let Some(last) = together.last() {
        counter.undo(held, *last, UndoReason::Mistake, now)?;
        together.pop();
    }
    Ok(())
}

/// If the terminal has no place any more, nothing can be signed, and that is said.
const USUAL_NAME: &str = "journal.lbx";

fn no_folder() -> Failure {
    failure!("no-stick"; "没有找到 U 盘"; "there is no memory stick";
        "请插好 U 盘再试；或启动时写 --journal-to 文件夹。";
        "Put one in and try again, or start with --journal-to FOLDER.")
}

fn another_code() -> Failure {
    failure!("not-accepted"; "没有给予：已经是另一个码了"; "not granted: another code was shown meanwhile";
        "请再扫一次码。"; "Scan the code once more.")
}

#[cfg(test)]
mod tests {
    use credential_core::{Bearer, BenefitNumber, Policy};

    use super::*;
    use crate::benefits::Granting;
    use crate::clock::Clock;
    use crate::tests::fixtures::{NOW, expired, good};
    use crate::tests::shop::{Shop, benefits};
    use crate::trust_source::TrustSource;

    fn judge(shop: &Shop, bearer: Bearer) -> CodeJudge {
        let source = TrustSource::of_store(&shop.terminal.store()).unwrap();
        let mut policy = Policy::shop();
        policy.bearer = bearer;
        CodeJudge::new(source, policy, Clock::new(Some(NOW)).unwrap())
    }

    fn at_counter(judge: &CodeJudge) -> AtCounter {
        AtCounter::new(
            judge
                .source()
                .store()
                .map(|store| Counter::new(store, Granting::Recorded)),
            Exporter::default(),
            judge,
        )
    }

    /// The code of the answer to a wish for the haircut.
    fn haircut(counter: &mut AtCounter, event: u64, judge: &CodeJudge) -> &'static str {
        let wish = CounterWish::Grant {
            event,
            benefit: BenefitNumber(1),
            units: 1,
            price: None,
        };
        match counter.wish(wish, judge) {
            Some((CounterAnswer::Granted(Ok(_)), _)) => "granted",
            Some((CounterAnswer::Granted(Err(failure)), _)) => failure.code,
            _ => "nothing",
        }
    }

    #[test]
    fn a_code_that_is_to_be_checked_gets_nothing_until_a_person_has_confirmed() {
        let shop = Shop::new(benefits());
        let judge = judge(&shop, Bearer::Check);
        let mut counter = at_counter(&judge);
        let shown = counter.shown(1, &judge.judge(&good()), &judge);
        assert!(matches!(shown, Some(EventBenefits::OncePersonConfirmed)));
        assert_eq!(haircut(&mut counter, 1, &judge), "not-accepted");
        let another = counter.wish(CounterWish::Confirm { event: 2 }, &judge);
        assert!(another.is_none());
        assert_eq!(haircut(&mut counter, 1, &judge), "not-accepted");
        let confirmed = counter.wish(CounterWish::Confirm { event: 1 }, &judge);
        assert!(confirmed.is_some_and(|(_, offer)| offer.is_some()));
        assert_eq!(haircut(&mut counter, 1, &judge), "granted");
        // The next code is to be confirmed anew.
        counter.shown(2, &judge.judge(&good()), &judge);
        assert_eq!(haircut(&mut counter, 2, &judge), "not-accepted");
    }

    #[test]
    fn nothing_is_given_on_a_refused_code_or_on_the_one_before() {
        let shop = Shop::new(benefits());
        let judge = judge(&shop, Bearer::Accept);
        let mut counter = at_counter(&judge);
        assert_eq!(haircut(&mut counter, 0, &judge), "not-accepted");
        counter.shown(1, &judge.judge(&good()), &judge);
        counter.shown(2, &judge.judge(&expired()), &judge);
        assert_eq!(haircut(&mut counter, 1, &judge), "not-accepted");
        counter.wish(CounterWish::Confirm { event: 2 }, &judge);
        assert_eq!(haircut(&mut counter, 2, &judge), "not-accepted");
        counter.shown(3, &judge.judge(&good()), &judge);
        assert_eq!(haircut(&mut counter, 3, &judge), "granted");
        assert_eq!(haircut(&mut counter, 3, &judge), "quota-used");
        counter.shown(4, &judge.judge(&good()), &judge);
        assert_eq!(haircut(&mut counter, 3, &judge), "not-accepted");
    }
}
