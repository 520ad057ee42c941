//! The calculation of months: totals, people and marks, from the events and the bureau's facts.
//!
//! A month is calculated as a whole, so it makes no difference in which order its records came. What it
//! needs of the time before it, the month before hands over (`carried`): if that changes, so does the month.

mod carried;
mod grants;
mod holder;
mod judge;
mod manual;
mod numbers;
mod places;
mod quota;
mod ratings;
mod totals;
mod walk;
mod write;

use credential_core::UnixTime;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use crate::error::{BooksError, Result};
use crate::event::{BUCKETS, EVENT_BYTES, Event};
use crate::facts::FactsDigest;
use crate::folder;
use crate::journals::JournalState;
use crate::month::Month;
use crate::open::Books;
use carried::CarriedStates;
use places::WalkedJournals;
use totals::MonthSums;
use walk::Walk;

pub(crate) use grants::ResolvedGrant;
pub use holder::{HolderUse, ProvedEdition, TakenBack, UseKind};

/// A month as it was calculated last.
struct Settled {
    opening: FactsDigest,
    closing: FactsDigest,
    facts: FactsDigest,
}

impl Books {
    /// Calculates the months that have something new, or whose facts have changed. `seen` is called for each.
    ///
    /// # Errors
    /// Those of the disk and the database. What was calculated before is kept, and the next run goes on.
    pub fn settle(&mut self, seen: &mut dyn FnMut(Month)) -> Result<()> {
        self.write_names()?;
        let months = self.months_with_events()?;
        let ends: Vec<UnixTime> = months.iter().map(|month| month.ends()).collect();
        let digests = self.facts.digests_before(&ends);
        let mut opening: (Option<Month>, FactsDigest) = (None, [0; 32]);
        for (month, facts) in months.into_iter().zip(digests) {
            let settled = settled(&self.connection, month)?;
            let stays = settled
                .as_ref()
                .is_some_and(|settled| settled.opening == opening.1 && settled.facts == facts);
            let closing = match settled {
                Some(settled) if stays && !self.is_stale(month)? => settled.closing,
                _ => {
                    let closing = self.calculate(month, opening, facts)?;
                    seen(month);
                    closing
                }
            };
            opening = (Some(month), closing);
        }
        Ok(())
    }

    pub(crate) fn months_with_events(&self) -> Result<Vec<Month>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT month FROM extents ORDER BY month")?;
        let rows = statement.query_map((), |row| row.get::<_, u32>(0))?;
        let mut months = Vec::new();
        for row in rows {
            months.push(Month::from_number(row?).ok_or_else(|| self.damaged("no such month"))?);
        }
        Ok(months)
    }

    fn is_stale(&self, month: Month) -> Result<bool> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT 1 FROM stale WHERE month = ?1")?;
        Ok(statement.exists([month.number()])?)
    }

    /// Calculates a month and writes it; returns the digest of what it hands over.
    fn calculate(
        &mut self,
        month: Month,
        opening: (Option<Month>, FactsDigest),
        facts: FactsDigest,
    ) -> Result<FactsDigest> {
        let states = JournalState::all(&self.connection)?;
        let journals = WalkedJournals::new(&states, &self.facts);
        let mut sums = MonthSums::default();
        let mut closings = Vec::new();
        let mut closing = Sha256::new();
        let mut bytes = Vec::new();
        let mut events = Vec::new();
        for bucket in 0..BUCKETS {
            self.read_events(month, bucket, &mut bytes, &mut events)?;
            journals.sort(&mut events);
            let carried = match opening.0 {
                Some(before) => handed_over(&self.connection, before, bucket)?,
                None => Vec::new(),
            };
            let carried =
                CarriedStates::decode(&carried).ok_or_else(|| self.damaged("handed over"))?;
            let mut walk = Walk::new(month, &self.facts, &journals, &mut sums, &mut self.holders);
            let state = walk.bucket(&events, carried).encode();
            closing.update((state.len() as u64).to_be_bytes());
            closing.update(&state);
            closings.push(state);
        }
        let cap = self.facts.manual_per_day;
        sums.mark_manual_over(cap, month, &journals);
        sums.count_ratings();
        let closing: FactsDigest = match closings.iter().all(Vec::is_empty) {
            true => [0; 32],
            false => closing.finalize().into(),
        };
        let digests = (opening.1, closing, facts);
        let written = write::month(&mut self.connection, month, &sums, &closings, digests);
        if written.is_err() {
            // Numbers were given to people that the tables do not have.
            self.holders = crate::open::read_holders(&self.connection)?;
        }
        written.map(|()| closing)
    }

    /// The events of a group of holders, in the order in which they came.
    fn read_events(
        &self,
        month: Month,
        bucket: u8,
        bytes: &mut Vec<u8>,
        events: &mut Vec<Event>,
    ) -> Result<()> {
        let path = self.folder.events(self.generation, month);
        let mut statement = self.connection.prepare_cached(
            "SELECT position, bytes FROM extents WHERE month = ?1 AND bucket = ?2 ORDER BY position",
        )?;
        let extents = statement.query_map((month.number(), bucket), |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, usize>(1)?))
        })?;
        events.clear();
        for extent in extents {
            let (position, length) = extent?;
            bytes.clear();
            folder::read_part(&path, position, length, bytes)?;
            let (chunks, rest) = bytes.as_chunks::<EVENT_BYTES>();
            let read = chunks.iter().map(Event::decode);
            for event in read {
                events.push(event.ok_or_else(|| self.damaged("an event"))?);
            }
            if !rest.is_empty() {
                return Err(self.damaged("half an event"));
            }
        }
        Ok(())
    }

    fn damaged(&self, why: &'static str) -> BooksError {
        BooksError::Damaged {
            path: self.folder.database(),
            why,
        }
    }
}

fn settled(connection: &Connection, month: Month) -> Result<Option<Settled>> {
    let mut statement =
        connection.prepare_cached("SELECT opening, closing, facts FROM months WHERE month = ?1")?;
    let found = statement.query_row([month.number()], |row| {
        Ok(Settled {
            opening: row.get(0)?,
            closing: row.get(1)?,
            facts: row.get(2)?,
        })
    });
    Ok(found.optional()?)
}

fn handed_over(connection: &Connection, month: Month, bucket: u8) -> Result<Vec<u8>> {
    let mut statement = connection
        .prepare_cached("SELECT state FROM handed_over WHERE month = ?1 AND bucket = ?2")?;
    let found = statement.query_row((month.number(), bucket), |row| row.get(0));
    Ok(found.optional()?.unwrap_or_default())
}
