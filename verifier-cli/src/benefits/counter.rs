//! Joins the place, its part of the catalogue and the journal: what a holder gets here, and giving it.
//!
//! What is granted is in the journal, on the disk, before this returns that it was granted.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use credential_core::journal::{Grant, Judged, Note, Price, ShownCode, UndoReason};
use credential_core::{
    BenefitNumber, Charge, EligibleHolder, Fen, Holdings, Moment, Place, PlaceCatalogue, QuotaUnit,
    Title, UnixTime, charge,
};
use messages::{Failure, Lang, benefit_words, failure};
use terminal_store::{Journal, JournalError};

use super::journal_folder;
use super::ledger::JournalLedger;
use super::offer::{NoOffer, Offer, OfferedBenefit, is_in_days};
use crate::journal_words;
use crate::trust_source::TrustSource;

/// After a failure that may have passed, such as a full disk, the journal is opened again, not more often.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// How often old segments are looked for.
const RETAIN_EVERY: Duration = Duration::from_secs(86_400);

/// Whether grants are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Granting {
    /// As they should be.
    Recorded,
    /// The clock stands still, for a rehearsal: nothing is granted, nothing is written.
    Rehearsed,
}

/// What an operator, or a gate, gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GrantWish {
    pub(crate) benefit: BenefitNumber,
    /// Uses, rides or days of hire.
    pub(crate) units: u32,
    pub(crate) price: Option<Fen>,
    /// On which verdict.
    pub(crate) judged: Judged,
}

/// A benefit that was given: the record is on the disk.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    /// The number of the record.
    pub(crate) record: u64,
    pub(crate) time: UnixTime,
    pub(crate) benefit: BenefitNumber,
    pub(crate) title: Title,
    pub(crate) units: u32,
    pub(crate) charge: Option<Charge>,
}

/// The benefits of a terminal and its journal.
pub(crate) struct Counter {
    folder: PathBuf,
    granting: Granting,
    journal: Option<Journal>,
    /// Why there is no journal, since when, and whether to try again.
    failed: Option<(Failure, Instant, bool)>,
    retained: Option<Instant>,
}

impl Counter {
    /// The benefits of a terminal with a store; others have none.
    pub(crate) fn of(source: &TrustSource, granting: Granting) -> Option<Self> {
        source.folder().map(|store| Self {
            folder: journal_folder(store),
            granting,
            journal: None,
            failed: None,
            retained: None,
        })
    }

    /// Whether the terminal has a place, and so perhaps benefits.
    pub(crate) fn has_place(holdings: &Holdings) -> bool {
        place(holdings).is_some()
    }

    /// Opens the journal, if the terminal has benefits, so that no code waits for it.
    pub(crate) fn begin(&mut self, holdings: &Holdings, now: UnixTime) {
        if let Some(here) = place(holdings).and_then(|place| catalogue(holdings, place)) {
            // What is wrong is said with the first code.
            let _ = self.journal(here.place(), now);
        }
    }

    /// What a holder gets here and now; `None` for a terminal without a place.
    pub(crate) fn offer(
        &mut self,
        holdings: &Holdings,
        holder: EligibleHolder<'_>,
        now: UnixTime,
    ) -> Option<Offer> {
        let place = place(holdings)?;
        let issuer = place.claims().issuer;
        let state = holdings.catalogue_state(issuer, now);
        let Some(here) = catalogue(holdings, place) else {
            return Some(Offer {
                issuer,
                state,
                merchant: None,
                benefits: Err(NoOffer::NoCatalogue),
            });
        };
        let mut offer = Offer::of_part(&here, state);
        offer.benefits = match self.journal(place, now) {
            Err(failure) => Err(NoOffer::Journal(failure)),
            Ok(journal) => {
                let moment = Moment::at(journal.time(now));
                let ledger = JournalLedger { journal, issuer };
                match here.evaluate(holder, moment, &ledger) {
                    Ok(all) => Ok(all.iter().map(OfferedBenefit::new).collect()),
                    Err(reason) => Err(NoOffer::Place(reason)),
                }
            }
        };
        Some(offer)
    }

    /// Grants a benefit, after looking once more whether this holder has it here and now.
    ///
    /// # Errors
    /// Why it is not granted; there is then no record of it, or one that is cut off before anything else is
    /// granted.
    pub(crate) fn grant(
        &mut self,
        holdings: &Holdings,
        holder: EligibleHolder<'_>,
        wish: GrantWish,
        now: UnixTime,
    ) -> Result<Granted, Failure> {
        self.refuse_rehearsal()?;
        let place = place(holdings).ok_or_else(no_catalogue)?;
        let here = catalogue(holdings, place).ok_or_else(no_catalogue)?;
        let issuer = place.claims().issuer;
        let journal = self.journal(place, now)?;
        let moment = Moment::at(journal.time(now));
        let ledger = JournalLedger { journal, issuer };
        let standing = here
            .evaluate_one(wish.benefit, holder, moment, &ledger)
            .map_err(|reason| {
                let (what, remedy) = benefit_words::no_benefits(reason);
                Failure::new(reason.code(), what, remedy)
            })?
            .ok_or_else(no_longer)?;
        let (benefit, left) = standing.available().map_err(|reason| {
            let why = benefit_words::unavailable(reason);
            failure!(reason.code(); "没有给予：{}", why.in_lang(Lang::Zh);
                "not granted: {}", why.in_lang(Lang::En);
                "请另选一项。"; "Take another benefit.")
        })?;
        // A hire of some days is one use.
        let counts = |unit| unit != QuotaUnit::Use || !is_in_days(benefit);
        let least = left.iter().filter(|left| counts(left.quota.unit));
        if let Some(most) = least.map(|left| left.left).min()
            && wish.units > most
        {
            return Err(failure!("quota-used";
                "只剩 {most}，不能给 {}", wish.units; "only {most} left, not {}", wish.units;
                "请减少数量。"; "Take fewer."));
        }
        if benefit.kind.needs_price() && wish.price.is_none() {
            return Err(failure!("price-missing"; "没有价格"; "there is no price";
                "请输入价格。"; "Type the price."));
        }
        let charged = wish.price.map(|price| charge(&[benefit], price));
        // One benefit alone always has a charge.
        let charged = charged.and_then(Result::ok);
        let credential = holder.credential();
        let grant = Grant {
            holder: credential.holder_id(),
            status_index: credential.claims().status_index,
            benefit: benefit.number.0,
            edition: here.part().edition().into(),
            branch: branch(place),
            units: wish.units,
            price: charged.map(|charge| Price {
                full: charge.price.get(),
                charged: charge.to_pay.get(),
            }),
            code: match credential.proof() {
                Some(_) => ShownCode::Phone,
                None => ShownCode::Card,
            },
            judged: wish.judged,
        };
        let recorded = self.write(place, now, |journal| journal.grant(grant, now))?;
        Ok(Granted {
            record: recorded.number,
            time: recorded.time,
            benefit: benefit.number,
            title: benefit.title.clone(),
            units: wish.units,
            charge: charged,
        })
    }

    /// What is to be paid with one benefit.
    pub(crate) fn charge(benefit: &OfferedBenefit, price: Fen) -> Option<Charge> {
        charge(&[benefit.benefit.as_ref()?], price).ok()
    }

    /// Takes a grant back, within a minute.
    ///
    /// # Errors
    /// Why it stands.
    pub(crate) fn undo(
        &mut self,
        holdings: &Holdings,
        record: u64,
        reason: UndoReason,
        now: UnixTime,
    ) -> Result<(), Failure> {
        self.refuse_rehearsal()?;
        let place = place(holdings).ok_or_else(no_catalogue)?;
        self.write(place, now, |journal| journal.undo(record, reason, now))
            .map(drop)
    }

    fn refuse_rehearsal(&self) -> Result<(), Failure> {
        match self.granting {
            Granting::Recorded => Ok(()),
            Granting::Rehearsed => Err(failure!("rehearsal";
                "正在用 --at 演练，不给予优待，也不记录";
                "this is a rehearsal with --at: nothing is granted or recorded";
                "要给予优待，请不用 --at 启动。"; "To grant benefits, start without --at.")),
        }
    }

    fn write<T>(
        &mut self,
        place: &Place,
        now: UnixTime,
        write: impl FnOnce(&mut Journal) -> Result<T, JournalError>,
    ) -> Result<T, Failure> {
        write(self.journal(place, now)?).map_err(journal_words::failure)
    }

    /// The journal, opened, and verified again after a failed write.
    fn journal(&mut self, place: &Place, now: UnixTime) -> Result<&mut Journal, Failure> {
        let at = Instant::now();
        if let Some((failure, since, may_pass)) = &self.failed
            && (!may_pass || at.saturating_duration_since(*since) < TRY_AGAIN)
        {
            return Err(failure.clone());
        }
        let journal = match self.journal.take() {
            Some(mut journal) if journal.is_poisoned() => journal.reopen().map(|()| journal),
            Some(journal) => Ok(journal),
            None => Journal::open(&self.folder, &place.claims().key),
        };
        let is_due = |last: Instant| at.saturating_duration_since(last) >= RETAIN_EVERY;
        let retains = self.retained.is_none_or(is_due);
        let granting = self.granting;
        let ready = journal.and_then(|mut journal| {
            if granting == Granting::Recorded {
                if retains {
                    journal.retain(now)?;
                }
                allow_clock(&mut journal, place, now)?;
                note_place(&mut journal, place, now)?;
            }
            Ok(journal)
        });
        match ready {
            Ok(journal) => {
                self.failed = None;
                self.retained = self.retained.filter(|_| !retains).or(Some(at));
                Ok(self.journal.insert(journal))
            }
            Err(error) => {
                let may_pass = matches!(
                    error,
                    JournalError::DiskFull { .. }
                        | JournalError::ReadOnly { .. }
                        | JournalError::Unwritable { .. }
                        | JournalError::Unreadable { .. }
                );
                let failure = journal_words::failure(error);
                self.failed = Some((failure.clone(), at, may_pass));
                Err(failure)
            }
        }
    }
}

/// The terminal's place; of several the newest counts.
pub(super) fn place(holdings: &Holdings) -> Option<&Place> {
    holdings.places().max_by_key(|place| place.claims().issued)
}

fn catalogue<'h>(holdings: &'h Holdings, place: &Place) -> Option<PlaceCatalogue<'h>> {
    holdings.place_catalogue(place.claims().issuer)
}

/// The branch, or the gate group, as records have it; 0 for neither.
fn branch(place: &Place) -> u32 {
    let claims = place.claims();
    let group = claims.gate_group.map(|group| group.0);
    claims.branch.map(|branch| branch.0).or(group).unwrap_or(0)
}

/// After a clock that was far ahead the records may go back to the present, where the place allows it. A
/// place allows it once: it must have been made after the last time.
fn allow_clock(journal: &mut Journal, place: &Place, now: UnixTime) -> Result<(), JournalError> {
    let claims = place.claims();
    let is_allowed = claims.clock_floor.is_some_and(|floor| floor <= now);
    let is_new = journal.lowered_to().is_none_or(|last| claims.issued > last);
    if is_allowed && is_new && journal.time(now).since(now) > Duration::from_secs(60) {
        journal.lower_clock(now)?;
    }
    Ok(())
}

fn note_place(journal: &mut Journal, place: &Place, now: UnixTime) -> Result<(), JournalError> {
    let claims = place.claims();
    let (terminal, merchant, branch) = (claims.terminal.0, claims.merchant.0, branch(place));
    let note = Note::Place {
        issuer: claims.issuer,
        terminal,
        merchant,
        branch,
    };
    if journal.noted_place() != Some(note) {
        journal.note_place(claims.issuer, terminal, merchant, branch, now)?;
    }
    Ok(())
}

fn no_catalogue() -> Failure {
    failure!("no-place"; "本终端没有点位或优待目录，不能给予优待";
        "this terminal has no place or no catalogue: nothing is granted";
        "请导入最新的更新文件。"; "Bring the latest update.")
}

fn no_longer() -> Failure {
    failure!("not-here"; "优待目录里已没有这一项"; "the catalogue no longer has this benefit";
        "请再扫一次码。"; "Scan the code once more.")
}
