//! What one holder has had, and which edition of the catalogue a terminal has granted by: for a clerk who asks why,
//! and for a person who asks what is kept of them.

use credential_core::journal::{ChainId, Price};
use credential_core::{HolderId, UnixTime};
use rustc_hash::FxHashMap;

use super::places::WalkedJournals;
use crate::error::Result;
use crate::event::{BUCKETS, Event, EventKind};
use crate::journals::JournalState;
use crate::month::Month;
use crate::open::Books;
use crate::read::RecordName;

/// How a holder was given something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UseKind {
    /// On a card or a code on paper.
    Card,
    /// On a code of a phone.
    Phone,
    /// By hand; the number of a `ManualReason`.
    Manual(u8),
}

/// How a grant was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TakenBack {
    /// At the counter, within a minute; the number of an `UndoReason`.
    AtCounter(u8),
    /// At the bureau, at this time.
    AtBureau(UnixTime),
}

/// Something that a holder was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolderUse {
    /// The record.
    pub record: RecordName,
    /// When.
    pub time: UnixTime,
    /// The number of the terminal at that time.
    pub terminal: u32,
    /// The merchant.
    pub merchant: u32,
    /// The branch or gate group; 0 for neither.
    pub branch: u32,
    /// Where the terminal stood, six digits; 0 if that is not known.
    pub region: u32,
    /// The benefit.
    pub benefit: u32,
    /// The edition that it was given by.
    pub edition: u32,
    /// Uses, rides or days of hire.
    pub units: u16,
    /// In fen, where a price mattered.
    pub price: Option<Price>,
    /// How.
    pub kind: UseKind,
    /// The status index of the code that was shown; `None` by hand.
    pub status_index: Option<u32>,
    /// Whether it was taken back.
    pub taken_back: Option<TakenBack>,
}

impl HolderUse {
    /// Whether it counted at this moment: it had been given, and was not taken back by then. What is taken back
    /// at a counter is so within a minute, and counts never.
    pub fn counts_at(&self, moment: UnixTime) -> bool {
        let is_taken_back = match self.taken_back {
            None => false,
            Some(TakenBack::AtCounter(_)) => true,
            Some(TakenBack::AtBureau(at)) => at <= moment,
        };
        self.time < moment && !is_taken_back
    }
}

/// The edition by which a terminal granted something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvedEdition {
    /// Its number.
    pub edition: u32,
    /// The time of the record.
    pub time: UnixTime,
}

/// Months back in which a record of a terminal is looked for.
const MOST_MONTHS_BACK: usize = 3;

impl Books {
    /// All that a holder was given, by time; undone or not.
    ///
    /// # Errors
    /// Those of the disk and the database.
    pub fn uses_of(&self, holder: HolderId) -> Result<Vec<HolderUse>> {
        let states = JournalState::all(&self.connection)?;
        let journals = WalkedJournals::new(&states, &self.facts);
        let chains: FxHashMap<u32, ChainId> =
            states.iter().map(|state| (state.id, state.chain)).collect();
        let at_bureau = self.times_of_bureau_undos()?;
        let (issuer, number) = (holder.issuer.0, holder.number.0);
        let bucket = Event {
            has_holder: true,
            issuer,
            holder: number,
            ..Event::new(EventKind::Grant, 0, 0, 0)
        }
        .bucket();
        let (mut bytes, mut events, mut uses) = (Vec::new(), Vec::new(), Vec::new());
        for month in self.months_with_events()? {
            self.read_events(month, bucket, &mut bytes, &mut events)?;
            events.retain(|event| {
                event.has_holder && (event.issuer, event.holder) == (issuer, number)
            });
            journals.sort(&mut events);
            let undone: FxHashMap<(u32, u32), Event> = events
                .iter()
                .filter(|event| event.kind == EventKind::Undo)
                .map(|event| ((event.journal, event.number), *event))
                .collect();
            for event in &events {
                let kind = match event.kind {
                    EventKind::Grant if event.is_phone => UseKind::Phone,
                    EventKind::Grant => UseKind::Card,
                    EventKind::Manual => UseKind::Manual(event.detail),
                    _ => continue,
                };
                let Some(chain) = chains.get(&event.journal) else {
                    continue;
                };
                let record = RecordName {
                    chain: *chain,
                    number: event.number.into(),
                };
                let undo = undone.get(&(event.journal, event.number));
                let time = time_of(month, event);
                let stood = journals.stood(event, time);
                uses.push(HolderUse {
                    record,
                    time,
                    terminal: stood.terminal,
                    merchant: stood.merchant,
                    branch: stood.branch,
                    region: stood.region,
                    benefit: event.benefit,
                    edition: event.edition,
                    units: event.units,
                    price: event.price,
                    kind,
                    status_index: (event.kind == EventKind::Grant).then_some(event.status_index),
                    taken_back: undo.map(|undo| match undo.by_bureau {
                        false => TakenBack::AtCounter(undo.detail),
                        true => {
                            TakenBack::AtBureau(at_bureau.get(&record).copied().unwrap_or_default())
                        }
                    }),
                });
            }
        }
        Ok(uses)
    }

    /// By which edition the terminal with this number granted something last, up to a moment: that one it had, or a
    /// newer one. `None` if it granted nothing in that month and the two months with records before.
    ///
    /// # Errors
    /// Those of the disk and the database.
    pub fn proved_edition(&self, terminal: u32, moment: UnixTime) -> Result<Option<ProvedEdition>> {
        let keys = self.facts.keys_of(terminal);
        let states = JournalState::all(&self.connection)?;
        let own: Vec<u32> = states
            .iter()
            .filter(|state| keys.contains(&state.chain.terminal))
            .map(|state| state.id)
            .collect();
        if own.is_empty() {
            return Ok(None);
        }
        let months = self.months_with_events()?;
        let past = months
            .iter()
            .rev()
            .filter(|month| month.begins() <= moment)
            .take(MOST_MONTHS_BACK);
        let (mut bytes, mut events) = (Vec::new(), Vec::new());
        for month in past {
            let mut newest: Option<((UnixTime, u32), u32)> = None;
            for bucket in 0..BUCKETS {
                self.read_events(*month, bucket, &mut bytes, &mut events)?;
                let grants = events.iter().filter(|event| {
                    matches!(event.kind, EventKind::Grant | EventKind::Manual)
                        && own.contains(&event.journal)
                });
                for event in grants {
                    let at = (time_of(*month, event), event.number);
                    if at.0 <= moment && newest.is_none_or(|(before, _)| before < at) {
                        newest = Some((at, event.edition));
                    }
                }
            }
            if let Some(((time, _), edition)) = newest {
                return Ok(Some(ProvedEdition { edition, time }));
            }
        }
        Ok(None)
    }

    fn times_of_bureau_undos(&self) -> Result<FxHashMap<RecordName, UnixTime>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT terminal_key, chain, number, at FROM bureau_undos")?;
        let rows = statement.query_map((), |row| {
            let record = RecordName {
                chain: ChainId {
                    terminal: row.get(0)?,
                    chain: row.get(1)?,
                },
                number: row.get(2)?,
            };
            Ok((record, UnixTime::from_secs(row.get(3)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn time_of(month: Month, event: &Event) -> UnixTime {
    UnixTime::from_secs(month.begins().as_secs() + u64::from(event.second))
}
