//! The editions of the catalogue that were published.

use credential_core::UnixTime;
use messages::Failure;
use rusqlite::{Connection, OptionalExtension, Row};

use super::Register;
use super::batch::Batch;
use super::failure::RegisterFault;

/// An edition of the catalogue, as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedEdition {
    /// Its number, from 1.
    pub edition: u32,
    /// The `iat` of its head and parts. The next edition must be later, or no terminal takes it.
    pub made: UnixTime,
    /// The `exp` of its parts.
    pub until: UnixTime,
    /// How many parts it has.
    pub parts: u32,
    /// SHA-256 of the signed head.
    pub head: [u8; 32],
    /// SHA-256 of all signed parts in their order.
    pub digest: [u8; 32],
    /// The tables that it was made from, as `issuer` keeps them.
    pub catalogue: String,
}

impl Batch<'_> {
    /// The edition that was published last; `None` if none ever was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn last_edition(&mut self) -> Result<Option<PublishedEdition>, Failure> {
        let result = last(&self.transaction);
        self.map_fault(result)
    }

    /// Records an edition.
    ///
    /// # Errors
    /// Those of writing the database, also if the number was used before.
    pub fn record_edition(&mut self, edition: &PublishedEdition) -> Result<(), Failure> {
        let result = insert(&self.transaction, self.number, edition);
        self.map_fault(result)?;
        self.count("editions");
        Ok(())
    }
}

impl Register {
    /// The edition of the catalogue that was published last; `None` if none ever was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn last_edition(&self) -> Result<Option<PublishedEdition>, Failure> {
        self.map_fault(last(&self.connection))
    }
}

const COLUMNS: &str = "edition, made, until, parts, head, digest, catalogue";

pub(super) fn all(connection: &Connection) -> Result<Vec<PublishedEdition>, RegisterFault> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM editions ORDER BY id"))?;
    let rows = statement.query_map((), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn last(connection: &Connection) -> Result<Option<PublishedEdition>, RegisterFault> {
    let edition = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM editions ORDER BY id DESC LIMIT 1"
        ))?
        .query_row((), read)
        .optional()?;
    Ok(edition)
}

fn insert(
    connection: &Connection,
    audit: u64,
    edition: &PublishedEdition,
) -> Result<(), RegisterFault> {
    connection
        .prepare_cached(
            "INSERT INTO editions (audit, edition, made, until, parts, head, digest, catalogue)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            audit,
            edition.edition,
            edition.made.as_secs(),
            edition.until.as_secs(),
            edition.parts,
            edition.head,
            edition.digest,
            &edition.catalogue,
        ))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<PublishedEdition> {
    Ok(PublishedEdition {
        edition: row.get(0)?,
        made: UnixTime::from_secs(row.get(1)?),
        until: UnixTime::from_secs(row.get(2)?),
        parts: row.get(3)?,
        head: row.get(4)?,
        digest: row.get(5)?,
        catalogue: row.get(6)?,
    })
}
