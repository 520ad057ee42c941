//! The table of what became of merchants: each event that was recorded, in the order in which it was.

use std::collections::BTreeMap;

use credential_core::{CivilDay, Moment, UnixTime};
use messages::Failure;
use rusqlite::{Connection, Row};

use super::Register;
use super::batch::Batch;
use super::failure::RegisterFault;
use super::membership::MerchantHistory;
use super::merchant_event::{MerchantEvent, MerchantEventKind};

/// An event, with who recorded it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedMerchantEvent {
    /// The event.
    pub event: MerchantEvent,
    /// When it was recorded.
    pub at: UnixTime,
    /// Who recorded it.
    pub actor: String,
}

const COLUMNS: &str = "merchant, kind, day, until, kept, note";

impl Batch<'_> {
    /// Records an event of a merchant. Whether it fits to those before is for the caller to see
    /// ([`MerchantHistory::check`]).
    ///
    /// # Errors
    /// Those of writing the database.
    pub fn record_merchant_event(&mut self, event: &MerchantEvent) -> Result<(), Failure> {
        let result = insert(&self.transaction, self.number, event);
        self.map_fault(result)?;
        self.count("merchant-events");
        Ok(())
    }

    /// As [`Register::merchant_histories`].
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn merchant_histories(&mut self) -> Result<BTreeMap<u32, MerchantHistory>, Failure> {
        let result = histories(&self.transaction);
        self.map_fault(result)
    }

    /// The history of one merchant; an empty one if nothing was ever recorded.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn merchant_history(&mut self, merchant: u32) -> Result<MerchantHistory, Failure> {
        let result = history(&self.transaction, merchant);
        self.map_fault(result)
    }
}

impl Register {
    /// The history of each merchant of which something was recorded, by number.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn merchant_histories(&self) -> Result<BTreeMap<u32, MerchantHistory>, Failure> {
        self.map_fault(histories(&self.connection))
    }

    /// The history of one merchant; an empty one if nothing was ever recorded.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn merchant_history(&self, merchant: u32) -> Result<MerchantHistory, Failure> {
        self.map_fault(history(&self.connection, merchant))
    }

    /// When a suspension or a leaving that holds from a day on was recorded in the course of that very day.
    /// Those of other days are not in it.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn endings_of_the_day(&self) -> Result<BTreeMap<(u32, CivilDay), UnixTime>, Failure> {
        self.map_fault(endings_of_the_day(&self.connection))
    }

    /// The events of one merchant in the order in which they were recorded.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn merchant_events(&self, merchant: u32) -> Result<Vec<RecordedMerchantEvent>, Failure> {
        self.map_fault(recorded(&self.connection, merchant))
    }
}

fn histories(connection: &Connection) -> Result<BTreeMap<u32, MerchantHistory>, RegisterFault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM merchant_events ORDER BY id"
    ))?;
    let mut all: BTreeMap<u32, MerchantHistory> = BTreeMap::new();
    for event in statement.query_map((), read)? {
        let event = event?;
        all.entry(event.merchant).or_default().push(event);
    }
    Ok(all)
}

fn history(connection: &Connection, merchant: u32) -> Result<MerchantHistory, RegisterFault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM merchant_events WHERE merchant = ?1 ORDER BY id"
    ))?;
    let mut history = MerchantHistory::default();
    for event in statement.query_map([merchant], read)? {
        history.push(event?);
    }
    Ok(history)
}

fn recorded(
    connection: &Connection,
    merchant: u32,
) -> Result<Vec<RecordedMerchantEvent>, RegisterFault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, at, actor FROM merchant_events JOIN audit ON number = audit
         WHERE merchant = ?1 ORDER BY id"
    ))?;
    let rows = statement.query_map([merchant], |row| {
        Ok(RecordedMerchantEvent {
            event: read(row)?,
            at: UnixTime::from_secs(row.get(6)?),
            actor: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn endings_of_the_day(
    connection: &Connection,
) -> Result<BTreeMap<(u32, CivilDay), UnixTime>, RegisterFault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS}, at FROM merchant_events JOIN audit ON number = audit ORDER BY id"
    ))?;
    let mut all = BTreeMap::new();
    let rows = statement.query_map((), |row| Ok((read(row)?, UnixTime::from_secs(row.get(6)?))))?;
    for row in rows {
        let (event, at) = row?;
        let ends = matches!(
            event.kind,
            MerchantEventKind::Suspended | MerchantEventKind::Left
        );
        if ends && Moment::at(at).day() == event.day {
            all.insert((event.merchant, event.day), at);
        }
    }
    Ok(all)
}

fn insert(connection: &Connection, audit: u64, event: &MerchantEvent) -> Result<(), RegisterFault> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO merchant_events (audit, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        ))?
        .execute((
            audit,
            event.merchant,
            event.kind.code(),
            event.day.number(),
            event.until.map(CivilDay::number),
            event.kept,
            &event.note,
        ))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<MerchantEvent> {
    let kind: String = row.get(1)?;
    let until: Option<u32> = row.get(3)?;
    Ok(MerchantEvent {
        merchant: row.get(0)?,
        kind: MerchantEventKind::from_code(&kind).ok_or_else(|| unreadable("kind"))?,
        day: day(row.get(2)?)?,
        until: until.map(day).transpose()?,
        kept: row.get(4)?,
        note: row.get(5)?,
    })
}

fn day(number: u32) -> rusqlite::Result<CivilDay> {
    CivilDay::from_number(number).map_err(|_| unreadable("day"))
}

fn unreadable(column: &str) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnName(column.to_owned())
}
