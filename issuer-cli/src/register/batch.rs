//! A transaction of the register, with its audit record.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use credential_core::{HolderNumber, StatusIndex, UnixTime};
use messages::Failure;
use rusqlite::Transaction;

use super::audit::{self, Action, Actor, AuditHead, AuditNote, Change, Position};
use super::entry::Entry;
use super::failure::{self, RegisterFault};
use super::numbers::{NumberBound, Supply};
use super::person::HeldKey;
use super::random::Rng;
use super::reason::Reason;
use super::witness;

/// A transaction: all of it is in the register when [`Batch::commit`] has returned, and nothing if
/// it is dropped or the power fails before.
pub struct Batch<'c> {
    pub(super) transaction: Transaction<'c>,
    path: &'c Path,
    pub(super) key: &'c HeldKey,
    action: Action,
    at: UnixTime,
    /// The end of the audit log so far.
    before: AuditHead,
    /// The number that this batch's audit record will have.
    pub(super) number: u64,
    position: Position,
    tally: BTreeMap<&'static str, u64>,
    notes: Vec<AuditNote>,
    /// How many notes say what was done to one credential.
    described: usize,
    met_now: HashSet<HolderNumber>,
    run: &'c mut Run,
    /// Whether the database failed within it, so that half of something may be in it.
    spoilt: bool,
}

/// What lasts from one batch of a clerk to the next.
pub(super) struct Run {
    actor: Actor,
    /// Holders whom this run has dealt with.
    met: HashSet<HolderNumber>,
    /// Read once in a run: the bitmap of a city's indices takes a tenth of a second.
    supply: Option<Supply>,
    rng: Rng,
}

impl Run {
    pub(super) fn new(actor: Actor) -> Self {
        Self {
            actor,
            met: HashSet::new(),
            supply: None,
            rng: Rng::new(),
        }
    }
}

/// How many changes an audit record names. The rows of the register have them all.
const MAX_DESCRIBED: usize = 40;

impl<'c> Batch<'c> {
    /// Begins behind `before`. The pair is what is done, and the time that counts for it.
    pub(super) fn begin(
        transaction: Transaction<'c>,
        path: &'c Path,
        key: &'c HeldKey,
        run: &'c mut Run,
        (action, at): (Action, UnixTime),
        before: AuditHead,
    ) -> Result<Self, RegisterFault> {
        Ok(Self {
            position: Position::at_end(&transaction)?,
            transaction,
            path,
            key,
            action,
            at,
            before,
            number: before.number + 1,
            tally: BTreeMap::new(),
            notes: Vec::new(),
            described: 0,
            met_now: HashSet::new(),
            run,
            spoilt: false,
        })
    }

    /// The time that counts for everything in this batch: not before anything in the register.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// Adds a note to the audit record.
    pub fn note(&mut self, note: AuditNote) {
        self.notes.push(note);
    }

    /// Says in the audit record what was done to one credential; of many, for the first ones only.
    pub(super) fn describe(&mut self, change: Change, entry: &Entry, reason: Reason) {
        self.described += 1;
        if self.described <= MAX_DESCRIBED {
            self.note(AuditNote::Changed {
                change,
                holder: entry.holder.0,
                serial: entry.serial,
                index: entry.status_index.0,
                reason,
            });
        }
    }

    /// Puts the batch into the register, with its audit record. One that did nothing leaves none.
    ///
    /// # Errors
    /// `disk-full`, `register-in-use` and the like; nothing of the batch is then in the register.
    pub fn commit(self) -> Result<AuditHead, Failure> {
        let path = self.path;
        self.finish().map_err(|fault| fault.into_failure(path))
    }

    fn finish(self) -> Result<AuditHead, RegisterFault> {
        if self.spoilt {
            // Dropping the transaction rolls it back.
            return Err(failure::spoilt(self.path).into());
        }
        if self.tally.is_empty() && self.notes.is_empty() {
            self.transaction.rollback()?;
            self.run.met.extend(self.met_now);
            return Ok(self.before);
        }
        let mut notes = self.notes;
        if !self.tally.is_empty() {
            let counts = self.tally.iter();
            let counts = counts.map(|(what, count)| ((*what).to_owned(), count.to_string()));
            notes.insert(0, AuditNote::Values(counts.collect()));
        }
        let head = audit::append(
            &self.transaction,
            self.at,
            &self.run.actor,
            self.action,
            AuditNote::encode_all(&notes),
            self.position,
        )?;
        let given =
            audit::number_bound(&self.transaction, self.path)?.of_given(&self.transaction)?;
        self.transaction.commit()?;
        self.run.met.extend(self.met_now);
        // The batch is in the register, whatever comes of this: the end noted before is true as
        // well, and `recover` takes its bound for a lower one. To return the failure would say that
        // nothing was recorded; the next batch tries again.
        let _ = witness::note(self.path, &head, given);
        Ok(head)
    }

    /// Counts something for the audit record.
    pub(super) fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    /// Whether this run has dealt with the holder already.
    pub(super) fn has_met(&self, holder: HolderNumber) -> bool {
        self.met_now.contains(&holder) || self.run.met.contains(&holder)
    }

    pub(super) fn meet(&mut self, holder: HolderNumber) {
        self.met_now.insert(holder);
    }

    /// After a fault of the database the batch cannot be committed.
    pub(super) fn map_fault<T>(&mut self, result: Result<T, RegisterFault>) -> Result<T, Failure> {
        self.spoilt |= matches!(result, Err(RegisterFault::Database(_)));
        result.map_err(|fault| fault.into_failure(self.path))
    }

    /// From now on no number up to this bound is given.
    pub fn give_numbers_beyond(&mut self, bound: NumberBound) {
        self.note(AuditNote::NumbersBeyond(bound));
        self.run.supply = None;
    }

    /// From now on no number is given that a later state of this register, which is lost, may have
    /// given. That state has given numbers up to the bound `known`, and perhaps more: what is known
    /// of it may be older than it was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn give_numbers_beyond_lost(&mut self, known: NumberBound) -> Result<(), Failure> {
        let result = self.bound_of_lost(known);
        let bound = self.map_fault(result)?;
        self.give_numbers_beyond(bound);
        Ok(())
    }

    fn bound_of_lost(&self, known: NumberBound) -> Result<NumberBound, RegisterFault> {
        let begun = self.bound()?;
        let given = begun.of_given(&self.transaction)?.max(known);
        Ok(given.with_margin(&self.transaction, begun)?)
    }

    /// The bound in the audit log, also in the record that is being written.
    fn bound(&self) -> Result<NumberBound, RegisterFault> {
        let recorded = audit::number_bound(&self.transaction, self.path)?;
        let noted = self.notes.iter().filter_map(|note| match note {
            AuditNote::NumbersBeyond(bound) => Some(*bound),
            _ => None,
        });
        Ok(noted.fold(recorded, NumberBound::max))
    }

    /// Notes that an index was recorded which was not drawn here.
    pub(super) fn take_index(&mut self, index: StatusIndex) {
        if let Some(supply) = &mut self.run.supply {
            supply.take_index(index.0);
        }
    }

    pub(super) fn draw_index(&mut self) -> Result<StatusIndex, RegisterFault> {
        let (supply, rng) = self.supply()?;
        Ok(StatusIndex(supply.draw_index(rng)?))
    }

    pub(super) fn draw_holder_number(&mut self) -> Result<HolderNumber, RegisterFault> {
        let (supply, rng) = self.supply()?;
        Ok(HolderNumber(supply.draw_holder(rng)?))
    }

    fn supply(&mut self) -> Result<(&mut Supply, &mut Rng), RegisterFault> {
        let read = match self.run.supply.take() {
            Some(supply) => supply,
            None => Supply::read(&self.transaction, self.bound()?)?,
        };
        Ok((self.run.supply.insert(read), &mut self.run.rng))
    }
}
