//! Benefits at the counter: of the code that was shown last, and of no other.

use std::io::Write;

use credential_core::journal::{RatingLevel, UndoReason};
use credential_core::{BenefitNumber, Fen, HolderNumber, UnixTime, Verdict};
use messages::{Failure, Lang, failure};

use super::Terminal;
use super::shown::{ShownCode, ShownNumber};
use crate::benefits::{
    BenefitsRecord, Counter, GrantWish, Granted, GrantedTogether, ManualWish, Offer, ReceiptNews,
};
use crate::day_slip::DaySlip;
use crate::json_line::to_json;
use crate::judged::Judged;

impl Terminal {
    /// Shows a code: benefits are given to its holder from now on, and no longer to the one before. Where several
    /// codes came together nobody knows whose they are, and nothing is given.
    pub fn show(&mut self, judged: Judged) -> ShownNumber {
        self.shown_count = self.shown_count.saturating_add(1);
        let number = self.shown_count;
        self.shown = (judged.other_ours == 0).then_some(ShownCode {
            number,
            judged,
            is_confirmed: false,
        });
        number
    }

    /// Shows no code any more.
    pub fn clear(&mut self) {
        self.shown = None;
    }

    /// The code that is shown, with its number.
    pub fn shown(&self) -> Option<(ShownNumber, &Judged)> {
        let shown = self.shown.as_ref()?;
        Some((shown.number, &shown.judged))
    }

    /// Whether the terminal has a place, and so perhaps benefits.
    pub fn has_place(&self) -> bool {
        Counter::has_place(self.store.holdings())
    }

    /// A person has compared, as the verdict asks.
    ///
    /// # Errors
    /// If another code is shown, or it was refused.
    pub fn confirm(&mut self, number: ShownNumber) -> Result<(), Failure> {
        let shown = self.shown.as_mut();
        let shown = shown.filter(|shown| shown.number == number);
        let shown = shown.ok_or_else(another_code)?;
        if matches!(shown.judged.verdict(), Verdict::Refuse(_)) {
            return Err(another_code());
        }
        shown.is_confirmed = true;
        Ok(())
    }

    /// What the holder of the code that is shown gets here and now; `None` if the terminal has no place, the code
    /// was not accepted, or nobody has confirmed it yet.
    pub fn offer(&mut self, number: ShownNumber, now: UnixTime) -> Option<Offer> {
        let shown = self.shown.as_ref().filter(|one| one.number == number)?;
        let (holder, _) = shown.holder()?;
        self.counter.offer(self.store.holdings(), holder, now)
    }

    /// Gives a benefit. It is in the journal when this returns; on a [`terminal_store::MemoryDisk`] its changes
    /// must be kept before it is shown as given.
    ///
    /// # Errors
    /// Why it is not given.
    pub fn grant(
        &mut self,
        number: ShownNumber,
        benefit: BenefitNumber,
        units: u32,
        price: Option<Fen>,
        now: UnixTime,
    ) -> Result<Granted, Failure> {
        let shown = self.shown.as_ref().filter(|one| one.number == number);
        let holder = shown.and_then(ShownCode::holder);
        let (holder, judged) = holder.ok_or_else(another_code)?;
        let wish = GrantWish {
            benefit,
            units,
            price,
            judged,
        };
        self.counter.grant(self.store.holdings(), holder, wish, now)
    }

    /// Gives several benefits for one purchase, each applied to what the one before has left: all or none.
    ///
    /// # Errors
    /// Why they are not given.
    pub fn grant_together(
        &mut self,
        number: ShownNumber,
        benefits: &[BenefitNumber],
        price: Fen,
        now: UnixTime,
    ) -> Result<GrantedTogether, Failure> {
        let shown = self.shown.as_ref().filter(|one| one.number == number);
        let holder = shown.and_then(ShownCode::holder);
        let (holder, judged) = holder.ok_or_else(another_code)?;
        let (held, wish) = (self.store.holdings(), (benefits, price));
        let granted = self
            .counter
            .grant_together(held, holder, wish, judged, now)?;
        self.together = granted.each.iter().map(|one| one.record).collect();
        Ok(granted)
    }

    /// Takes a grant back within a minute, and those that were given together with it.
    ///
    /// # Errors
    /// Why it stands.
    pub fn undo(&mut self, record: u64, now: UnixTime) -> Result<(), Failure> {
        let held = self.store.holdings();
        if !self.together.contains(&record) {
            return self.counter.undo(held, record, UndoReason::Mistake, now);
        }
        // What is taken back is not asked for again, if another one of them fails.
        while let Some(last) = self.together.last() {
            self.counter.undo(held, *last, UndoReason::Mistake, now)?;
            self.together.pop();
        }
        Ok(())
    }

    /// Records how the holder found the service, once for each grant.
    ///
    /// # Errors
    /// Why it is not recorded.
    pub fn rate(&mut self, record: u64, level: RatingLevel, now: UnixTime) -> Result<(), Failure> {
        self.counter.rate(self.store.holdings(), record, level, now)
    }

    /// What can be given without a code here and now. Whoever has no code is another person than the one whose
    /// code is shown, so that one is shown no more.
    ///
    /// # Errors
    /// Why nothing is.
    pub fn manual_offer(
        &mut self,
        holder: Option<HolderNumber>,
        now: UnixTime,
    ) -> Result<Offer, Failure> {
        self.shown = None;
        self.counter
            .manual_offer(self.store.holdings(), holder, now)
    }

    /// Gives a benefit without a code, with the reason.
    ///
    /// # Errors
    /// Why it is not given.
    pub fn grant_manually(&mut self, wish: ManualWish, now: UnixTime) -> Result<Granted, Failure> {
        self.counter
            .grant_manually(self.store.holdings(), wish, now)
    }

    /// What the holder of the code that is shown gets, as it stands in JSON.
    pub fn offer_json(&mut self, number: ShownNumber, lang: Lang, now: UnixTime) -> Option<String> {
        let offer = self.offer(number, now)?;
        Some(to_json(&BenefitsRecord::new(&offer, lang)))
    }

    /// Writes the journal for the bureau, and gives the usual name of the file.
    ///
    /// # Errors
    /// Why nothing was written.
    pub fn export_journal(
        &mut self,
        out: &mut dyn Write,
        now: UnixTime,
    ) -> Result<String, Failure> {
        let export = self.counter.prepare_export(&self.store, now)?;
        export.write(out)?;
        let name = self.counter.export_name(self.store.holdings(), now);
        Ok(name.unwrap_or_else(|| "journal.lbx".to_owned()))
    }

    /// How many records the journal has, and how many the bureau has confirmed; `None` without a journal.
    pub fn journal_extent(&mut self, now: UnixTime) -> Option<(u64, u64)> {
        self.counter.extent(self.store.holdings(), now)
    }

    /// Applies receipts that another program has left in the store.
    pub fn take_receipts(&mut self, now: UnixTime) -> Vec<ReceiptNews> {
        self.counter.take_receipts(&self.store, now)
    }

    /// The slip of the day.
    ///
    /// # Errors
    /// If there is no journal, or it cannot be read.
    pub fn today(&mut self, now: UnixTime) -> Result<DaySlip, Failure> {
        let journal = self.counter.open_journal(self.store.holdings(), now)?;
        DaySlip::read(&self.store, journal, now)
    }
}

fn another_code() -> Failure {
    failure!("not-accepted"; "没有给予：已经是另一个码了"; "not granted: another code was shown meanwhile";
        "请再扫一次码。"; "Scan the code once more.")
}
