//! Records about an earlier one: an undo and a rating go into the month of their grant.

use credential_core::PublicKey;
use credential_core::journal::{Entry, JournalRecord, Rating, Undo};

use super::convert::{amount, of_grant, of_manual, undo_of};
use super::take::Taken;
use crate::batch::Batch;
use crate::error::Result;
use crate::event::{Event, EventKind};
use crate::journals::JournalState;
use crate::month::Month;
use crate::open::Books;

impl Taken {
    /// The event of a record that is dated before the one that it follows. Only the note of a clock that was lowered
    /// may be.
    pub(super) fn backwards(&mut self, record: &JournalRecord) -> Option<(Month, Event)> {
        let by = self.state.last_time.since(record.time).as_secs();
        (by > 0).then(|| amount(self.event(EventKind::Backwards, record), by))
    }

    /// The event of a grant; `None` for a record of another kind.
    pub(super) fn grant_event(&mut self, record: &JournalRecord) -> Option<(Month, Event)> {
        Some(match &record.entry {
            Entry::Grant(grant) => {
                let (month, event) = self.event(EventKind::Grant, record);
                (month, of_grant(event, grant))
            }
            Entry::ManualGrant(grant) => {
                let (month, event) = self.event(EventKind::Manual, record);
                (month, of_manual(event, grant))
            }
            _ => return None,
        })
    }
}

impl Books {
    /// The grant with this number, which the chain has before what is being read.
    fn earlier_grant(
        &self,
        batch: &Batch,
        taken: &mut Taken,
        key: &PublicKey,
        of: u64,
    ) -> Result<Option<(Month, Event)>> {
        let number = u32::try_from(of).unwrap_or(u32::MAX);
        if let Some(grant) = taken.grant(number) {
            return Ok(Some(grant));
        }
        let record = self.record(batch, &taken.state, key, of)?;
        Ok(record.and_then(|record| taken.grant_event(&record)))
    }

    /// The event of an undo, in the month of the grant.
    pub(super) fn undone(
        &self,
        batch: &Batch,
        taken: &mut Taken,
        key: &PublicKey,
        (record, undo): (&JournalRecord, &Undo),
    ) -> Result<(Month, Event)> {
        let found = self.earlier_grant(batch, taken, key, undo.of)?;
        Ok(match found {
            Some((month, grant)) => {
                let event = Event {
                    by_bureau: false,
                    detail: undo.reason.number() as u8,
                    ..undo_of(&grant)
                };
                (month, event)
            }
            None => taken.event(EventKind::StrayUndo, record),
        })
    }

    /// The event of a rating, in the month of the grant and at its time. It has no holder.
    pub(super) fn rated(
        &self,
        batch: &Batch,
        taken: &mut Taken,
        key: &PublicKey,
        (record, rating): (&JournalRecord, &Rating),
    ) -> Result<(Month, Event)> {
        let found = self.earlier_grant(batch, taken, key, rating.of)?;
        let (own_month, own) = taken.event(EventKind::Rating, record);
        let (month, second, of) = match found {
            Some((month, grant)) => (month, grant.second, grant.number),
            None => (own_month, own.second, 0),
        };
        let event = Event {
            second,
            edition: of,
            detail: rating.level.number() as u8,
            ..own
        };
        Ok((month, event))
    }
}

/// The event of a record that is a grant, as an undo needs it: its month, holder, number and time.
pub(crate) fn event_to_undo(
    state: &JournalState,
    record: &JournalRecord,
) -> Option<(Month, Event)> {
    Taken::new(state.clone(), record.time).grant_event(record)
}
