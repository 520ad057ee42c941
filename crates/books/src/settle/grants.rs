//! The grants of a month one by one, with what the bureau knows of each: for an export.

use credential_core::UnixTime;
use rustc_hash::{FxHashMap, FxHashSet};

use super::places::WalkedJournals;
use super::totals::MonthSums;
use super::walk::Walk;
use crate::error::Result;
use crate::event::{BUCKETS, Event, EventKind};
use crate::journals::JournalState;
use crate::month::Month;
use crate::open::Books;

/// A grant or manual grant as the totals count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResolvedGrant {
    pub(crate) event: Event,
    pub(crate) time: UnixTime,
    pub(crate) merchant: u32,
    pub(crate) region: u32,
    pub(crate) trade: u32,
    pub(crate) categories: u32,
    /// As in the table `uses`: 1 card, 2 phone, 3 manual.
    pub(crate) kind: u8,
    pub(crate) undone: bool,
}

impl Books {
    /// Shows each grant of a month, undone or not, in an order that does not depend on how they came.
    ///
    /// # Errors
    /// Those of the disk and the database, and those of `seen`.
    pub(crate) fn for_each_grant(
        &self,
        month: Month,
        seen: &mut dyn FnMut(&ResolvedGrant) -> Result<()>,
    ) -> Result<()> {
        let states = JournalState::all(&self.connection)?;
        let journals = WalkedJournals::new(&states, &self.facts);
        let (mut sums, mut holders) = (MonthSums::default(), FxHashMap::default());
        let walk = Walk::new(month, &self.facts, &journals, &mut sums, &mut holders);
        let (mut bytes, mut events) = (Vec::new(), Vec::new());
        for bucket in 0..BUCKETS {
            self.read_events(month, bucket, &mut bytes, &mut events)?;
            journals.sort(&mut events);
            let undone = events.iter().filter(|event| event.kind == EventKind::Undo);
            let undone: FxHashSet<(u32, u32)> =
                undone.map(|event| (event.journal, event.number)).collect();
            for event in &events {
                if !matches!(event.kind, EventKind::Grant | EventKind::Manual) {
                    continue;
                }
                let key = walk.resolve(event);
                seen(&ResolvedGrant {
                    event: *event,
                    time: walk.time(event),
                    merchant: key.merchant,
                    region: key.region,
                    trade: key.trade,
                    categories: key.categories,
                    kind: key.kind,
                    undone: undone.contains(&(event.journal, event.number)),
                })?;
            }
        }
        Ok(())
    }
}
