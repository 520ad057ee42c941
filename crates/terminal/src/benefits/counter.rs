//! Joins the place, its part of the catalogue and the journal: what a holder gets here, and what is said of a grant
//! afterwards. Giving is in `grant` and `manual`.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use credential_core::journal::{Note, RatingLevel, UndoReason};
use credential_core::{EligibleHolder, Holdings, Moment, Place, PlaceCatalogue, UnixTime};
use messages::{Failure, failure};
use terminal_store::{Disk, Journal, JournalError, Store};

use super::journal_folder;
use super::ledger::JournalLedger;
use super::offer::{NoOffer, Offer, OfferedBenefit};
use super::receipts::{ReceiptInbox, ReceiptNews};
use super::signed_export::SignedExport;
use super::terminal_key::TerminalKey;
use crate::journal_words;

/// After a failure that may have passed, such as a full disk, the journal is opened again, not more often.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// How often old segments are looked for.
const RETAIN_EVERY: Duration = Duration::from_secs(86_400);

/// Whether grants are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granting {
    /// As they should be.
    Recorded,
    /// The clock stands still, for a rehearsal: nothing is granted, nothing is written.
    Rehearsed,
}

/// The benefits of a terminal and its journal.
pub struct Counter {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    pub(super) granting: Granting,
    journal: Option<Journal>,
    /// Why there is no journal, since when, and whether to try again.
    failed: Option<(Failure, UnixTime, bool)>,
    retained: Option<UnixTime>,
}

impl Counter {
    /// The benefits of the terminal that has this store, with the journal beside it.
    pub fn new(store: &Store, granting: Granting) -> Self {
        Self {
            disk: Arc::clone(store.disk()),
            folder: journal_folder(store.folder()),
            granting,
            journal: None,
            failed: None,
            retained: None,
        }
    }

    /// Whether the terminal has a place, and so perhaps benefits.
    pub fn has_place(holdings: &Holdings) -> bool {
        place(holdings).is_some()
    }

    /// Opens the journal, if the terminal has benefits, so that no code waits for it.
    pub fn begin(&mut self, holdings: &Holdings, now: UnixTime) {
        if let Some(here) = place(holdings).and_then(|place| catalogue(holdings, place)) {
            // What is wrong is said with the first code.
            let _ = self.journal(here.place(), now);
        }
    }

    /// Gives the journal back, for others to open. It is opened again when it is needed.
    pub fn close(&mut self) {
        self.journal = None;
    }

    /// The journal, opened.
    ///
    /// # Errors
    /// If the terminal has no place, or the journal cannot be used.
    pub fn open_journal(
        &mut self,
        holdings: &Holdings,
        now: UnixTime,
    ) -> Result<&mut Journal, Failure> {
        let place = place(holdings).ok_or_else(no_catalogue)?;
        self.journal(place, now)
    }

    /// Whether nothing is recorded.
    pub fn is_rehearsal(&self) -> bool {
        self.granting == Granting::Rehearsed
    }

    /// What a holder gets here and now; `None` for a terminal without a place.
    pub fn offer(
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
                let ledger = JournalLedger::new(journal, issuer);
                match here.evaluate(holder, moment, &ledger) {
                    Ok(all) => Ok(all.iter().map(OfferedBenefit::new).collect()),
                    Err(reason) => Err(NoOffer::Place(reason)),
                }
            }
        };
        Some(offer)
    }

    /// How many benefits a holder gets here and now: what a verdict costs more with benefits, before they are
    /// copied for whoever shows them.
    pub fn evaluate(
        &mut self,
        holdings: &Holdings,
        holder: EligibleHolder<'_>,
        now: UnixTime,
    ) -> Option<usize> {
        let place = place(holdings)?;
        let here = catalogue(holdings, place)?;
        let journal = self.journal(place, now).ok()?;
        let moment = Moment::at(journal.time(now));
        let issuer = place.claims().issuer;
        let ledger = JournalLedger::new(journal, issuer);
        let all = here.evaluate(holder, moment, &ledger).ok()?;
        Some(all.iter().filter(|one| one.available().is_ok()).count())
    }

    /// Applies the receipts that wait in the store, if there are any.
    pub fn take_receipts(&mut self, store: &Store, now: UnixTime) -> Vec<ReceiptNews> {
        let inbox = ReceiptInbox::of(store);
        if self.is_rehearsal() || !inbox.has_waiting() {
            return Vec::new();
        }
        let held = store.holdings();
        let (Some(place), Some(trust)) = (place(held), held.trust()) else {
            return Vec::new();
        };
        match self.journal(place, now) {
            Ok(journal) => inbox.take(journal, trust),
            Err(_) => Vec::new(),
        }
    }

    /// Signs an export, to be written by the caller: a slow stick keeps no code waiting. The terminal needs a
    /// place, and its key.
    ///
    /// # Errors
    /// Why nothing can be signed.
    pub fn prepare_export(
        &mut self,
        store: &Store,
        now: UnixTime,
    ) -> Result<SignedExport, Failure> {
        self.refuse_rehearsal()?;
        let place = place(store.holdings()).ok_or_else(no_catalogue)?;
        let terminal = TerminalKey::read(store)?;
        let journal = self.journal(place, now)?;
        let prepared = journal.prepare_export(&terminal.key, now);
        let prepared = prepared.map_err(journal_words::failure)?;
        Ok(SignedExport::new(prepared, journal, store.folder()))
    }

    /// The name of the file in a folder: of this terminal and this chain alone, so that the files of several
    /// terminals lie beside one another, and a newer one replaces the older.
    pub fn export_name(&mut self, holdings: &Holdings, now: UnixTime) -> Option<String> {
        let place = place(holdings)?;
        let claims = place.claims();
        let (number, key) = (claims.terminal.0, claims.key.thumbprint());
        let key: String = key
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let chain = self.journal(place, now).ok()?.id().chain;
        Some(format!("journal-{number}-{key}-{chain}.lbx"))
    }

    /// How many records there are, and how many the bureau has confirmed; `None` without a journal.
    pub fn extent(&mut self, holdings: &Holdings, now: UnixTime) -> Option<(u64, u64)> {
        let place = place(holdings)?;
        let journal = self.journal(place, now).ok()?;
        Some((journal.end().size, journal.receipted()))
    }

    /// Records how the holder found the service, once for each grant.
    ///
    /// # Errors
    /// Why it is not recorded.
    pub fn rate(
        &mut self,
        holdings: &Holdings,
        record: u64,
        level: RatingLevel,
        now: UnixTime,
    ) -> Result<(), Failure> {
        self.refuse_rehearsal()?;
        let place = place(holdings).ok_or_else(no_catalogue)?;
        let rated = self.journal(place, now)?.rate(record, level, now);
        rated.map(drop).map_err(|error| match error {
            JournalError::TooLate { .. } => not_rated(record),
            other => journal_words::failure(other),
        })
    }

    /// Takes a grant back, within a minute.
    ///
    /// # Errors
    /// Why it stands.
    pub fn undo(
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

    pub(super) fn refuse_rehearsal(&self) -> Result<(), Failure> {
        match self.granting {
            Granting::Recorded => Ok(()),
            Granting::Rehearsed => Err(failure!("rehearsal";
                "正在用 --at 演练，不给予优待，也不记录";
                "this is a rehearsal with --at: nothing is granted or recorded";
                "要给予优待，请不用 --at 启动。"; "To grant benefits, start without --at.")),
        }
    }

    pub(super) fn write<T>(
        &mut self,
        place: &Place,
        now: UnixTime,
        write: impl FnOnce(&mut Journal) -> Result<T, JournalError>,
    ) -> Result<T, Failure> {
        write(self.journal(place, now)?).map_err(journal_words::failure)
    }

    /// The journal, opened, and verified again after a failed write.
    pub(super) fn journal(
        &mut self,
        place: &Place,
        now: UnixTime,
    ) -> Result<&mut Journal, Failure> {
        if let Some((failure, since, may_pass)) = &self.failed
            && (!may_pass || !is_past(*since, TRY_AGAIN, now))
        {
            return Err(failure.clone());
        }
        let (disk, key) = (Arc::clone(&self.disk), &place.claims().key);
        let journal = match self.journal.take() {
            Some(mut journal) if journal.is_poisoned() => journal.reopen().map(|()| journal),
            Some(journal) => Ok(journal),
            // A code waits for another program once, and not every time.
            None if self.failed.is_some() => Journal::open_at_once(disk, &self.folder, key),
            None => Journal::open_on(disk, &self.folder, key),
        };
        let is_due = |last: UnixTime| is_past(last, RETAIN_EVERY, now);
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
                self.retained = self.retained.filter(|_| !retains).or(Some(now));
                Ok(self.journal.insert(journal))
            }
            Err(error) => {
                let may_pass = matches!(
                    error,
                    // Whoever has the journal may end.
                    JournalError::Busy { .. }
                        | JournalError::DiskFull { .. }
                        | JournalError::ReadOnly { .. }
                        | JournalError::Unwritable { .. }
                        | JournalError::Unreadable { .. }
                );
                let failure = journal_words::failure(error);
                self.failed = Some((failure.clone(), now, may_pass));
                Err(failure)
            }
        }
    }
}

/// Whether so much time has gone by since then. A clock that was set back counts as so much.
fn is_past(since: UnixTime, span: Duration, now: UnixTime) -> bool {
    now < since || now.since(since) >= span
}

/// The terminal's place; of several the newest counts.
pub(crate) fn place(holdings: &Holdings) -> Option<&Place> {
    holdings.places().max_by_key(|place| place.claims().issued)
}

pub(super) fn catalogue<'h>(holdings: &'h Holdings, place: &Place) -> Option<PlaceCatalogue<'h>> {
    holdings.place_catalogue(place.claims().issuer)
}

/// The branch, or the gate group, as records have it; 0 for neither.
pub(super) fn branch(place: &Place) -> u32 {
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

/// That the terminal has no place, or its merchant no catalogue.
pub fn no_catalogue() -> Failure {
    failure!("no-place"; "本终端没有点位或优待目录，不能给予优待";
        "this terminal has no place or no catalogue: nothing is granted";
        "请导入最新的更新文件。"; "Bring the latest update.")
}

pub(super) fn no_longer() -> Failure {
    failure!("not-here"; "优待目录里已没有这一项"; "the catalogue no longer has this benefit";
        "请再扫一次码。"; "Scan the code once more.")
}

fn not_rated(record: u64) -> Failure {
    failure!("journal-too-late";
        "第 {record} 条给予记录已评价过、已撤回，或已超过十分钟";
        "grant {record} was rated already, was taken back, or is more than ten minutes old";
        "每次给予只评价一次。"; "A grant is rated once.")
}
