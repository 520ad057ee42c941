//! The places of terminals: each that was ever signed, of which the newest of a terminal counts.

use credential_core::{TerminalStanding, UnixTime};
use messages::Failure;
use rusqlite::{Connection, OptionalExtension, Row};

use super::Register;
use super::batch::Batch;
use super::failure::RegisterFault;

/// A place as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedPlace {
    /// The terminal's number.
    pub terminal: u32,
    /// The thumbprint of the terminal's key.
    pub key: [u8; 32],
    /// What the terminal is called.
    pub label: Option<String>,
    /// The merchant's number.
    pub merchant: u32,
    /// Whether it may grant.
    pub standing: TerminalStanding,
    /// Its `iat`. The next place of the terminal must be later.
    pub made: UnixTime,
    /// The signed place.
    pub place: Vec<u8>,
}

const COLUMNS: &str = "terminal, key, label, merchant, standing, made, place";

impl Batch<'_> {
    /// Records a place.
    ///
    /// # Errors
    /// Those of writing the database.
    pub fn record_place(&mut self, place: &RecordedPlace) -> Result<(), Failure> {
        let result = insert(&self.transaction, self.number, place);
        self.map_fault(result)?;
        self.count("places");
        Ok(())
    }

    /// As [`Register::places`].
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn places(&mut self) -> Result<Vec<RecordedPlace>, Failure> {
        let result = newest(&self.transaction);
        self.map_fault(result)
    }

    /// A number that no terminal ever had.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn next_terminal(&mut self) -> Result<u32, Failure> {
        let result = next_number(&self.transaction);
        self.map_fault(result)
    }
}

impl Register {
    /// The newest place of each terminal, by number.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn places(&self) -> Result<Vec<RecordedPlace>, Failure> {
        self.map_fault(newest(&self.connection))
    }

    /// The newest place of the terminal with this key, and of this one if it has several numbers.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn place_with_key(&self, key: &[u8; 32]) -> Result<Option<RecordedPlace>, Failure> {
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM places WHERE key = ?1 ORDER BY id DESC LIMIT 1"
            ))
            .and_then(|mut statement| statement.query_row([key], read).optional());
        self.map_fault(found.map_err(RegisterFault::from))
    }
}

fn newest(connection: &Connection) -> Result<Vec<RecordedPlace>, RegisterFault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM places WHERE id IN (SELECT max(id) FROM places GROUP BY terminal)
         ORDER BY terminal"
    ))?;
    let rows = statement.query_map((), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn all(connection: &Connection) -> Result<Vec<RecordedPlace>, RegisterFault> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM places ORDER BY id"))?;
    let rows = statement.query_map((), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn next_number(connection: &Connection) -> Result<u32, RegisterFault> {
    let last: u32 =
        connection.query_row("SELECT coalesce(max(terminal), 0) FROM places", (), |row| {
            row.get(0)
        })?;
    Ok(last.saturating_add(1))
}

fn insert(connection: &Connection, audit: u64, place: &RecordedPlace) -> Result<(), RegisterFault> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO places (audit, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
        ))?
        .execute((
            audit,
            place.terminal,
            place.key,
            &place.label,
            place.merchant,
            place.standing.0,
            place.made.as_secs(),
            &place.place,
        ))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<RecordedPlace> {
    Ok(RecordedPlace {
        terminal: row.get(0)?,
        key: row.get(1)?,
        label: row.get(2)?,
        merchant: row.get(3)?,
        standing: TerminalStanding(row.get(4)?),
        made: UnixTime::from_secs(row.get(5)?),
        place: row.get(6)?,
    })
}
