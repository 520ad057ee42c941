//! The table of complaints: what holders have said about merchants, with the signature that says whose it is.

use credential_core::{CivilDay, HolderNumber, UnixTime};
use messages::Failure;
use rusqlite::{Connection, OptionalExtension, Row};

use super::Register;
use super::batch::Batch;
use super::entry::Entry;
use super::failure::RegisterFault;

/// A complaint as it was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComplaint<'c> {
    /// SHA-256 of what was handed in: it counts once.
    pub digest: [u8; 32],
    /// The credential whose phone has signed it.
    pub entry: &'c Entry,
    /// The merchant that it is about.
    pub merchant: u32,
    /// The benefit that it is about.
    pub benefit: Option<u32>,
    /// The day on which it happened.
    pub day: CivilDay,
    /// When it was written.
    pub made: UnixTime,
    /// What it says, without identity numbers.
    pub text: String,
}

/// A complaint of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedComplaint {
    /// Its number, from 1.
    pub number: u64,
    /// Who complains.
    pub holder: HolderNumber,
    /// The merchant that it is about.
    pub merchant: u32,
    /// The benefit that it is about.
    pub benefit: Option<u32>,
    /// The day on which it happened.
    pub day: CivilDay,
    /// When it was written.
    pub made: UnixTime,
    /// What it says.
    pub text: String,
    /// When it was recorded.
    pub at: UnixTime,
    /// Who recorded it.
    pub actor: String,
}

/// All of them, with the holder and the audit record; a condition follows.
macro_rules! select_complaints {
    ($condition:literal) => {
        concat!(
            "SELECT k.id, h.number, k.merchant, k.benefit, k.day, k.made, k.text, a.at, a.actor
               FROM complaints k JOIN credentials c ON c.id = k.credential JOIN holders h ON h.id = c.holder
               JOIN audit a ON a.number = k.audit ",
            $condition,
            " ORDER BY k.id"
        )
    };
}

impl Batch<'_> {
    /// Records a complaint; gives its number.
    ///
    /// # Errors
    /// Those of writing the database, also for one that is there already.
    pub fn record_complaint(&mut self, complaint: &NewComplaint<'_>) -> Result<u64, Failure> {
        let result = insert(&self.transaction, self.number, complaint);
        let number = self.map_fault(result)?;
        self.count("complaints");
        Ok(number)
    }

    /// As [`Register::complaint_with`].
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn complaint_with(
        &mut self,
        digest: &[u8; 32],
    ) -> Result<Option<RecordedComplaint>, Failure> {
        let result = with_digest(&self.transaction, digest);
        self.map_fault(result)
    }
}

impl Register {
    /// The complaint with this digest, if it was recorded.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn complaint_with(&self, digest: &[u8; 32]) -> Result<Option<RecordedComplaint>, Failure> {
        self.map_fault(with_digest(&self.connection, digest))
    }

    /// The complaints about a merchant, in the order in which they were recorded.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn complaints_about(&self, merchant: u32) -> Result<Vec<RecordedComplaint>, Failure> {
        const ABOUT: &str = select_complaints!("WHERE k.merchant = ?1");
        self.map_fault(all(&self.connection, ABOUT, merchant))
    }

    /// The complaints of a holder, in the order in which they were recorded.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn complaints_of(&self, holder: HolderNumber) -> Result<Vec<RecordedComplaint>, Failure> {
        const OF: &str = select_complaints!("WHERE h.number = ?1");
        self.map_fault(all(&self.connection, OF, holder.0))
    }
}

fn with_digest(
    connection: &Connection,
    digest: &[u8; 32],
) -> Result<Option<RecordedComplaint>, RegisterFault> {
    let found = connection
        .prepare_cached(select_complaints!("WHERE k.digest = ?1"))?
        .query_row([digest], read)
        .optional()?;
    Ok(found)
}

fn all(
    connection: &Connection,
    statement: &str,
    of: u32,
) -> Result<Vec<RecordedComplaint>, RegisterFault> {
    let mut statement = connection.prepare_cached(statement)?;
    let rows = statement.query_map([of], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn insert(
    connection: &Connection,
    audit: u64,
    complaint: &NewComplaint<'_>,
) -> Result<u64, RegisterFault> {
    connection
        .prepare_cached(
            "INSERT INTO complaints (audit, credential, digest, merchant, benefit, day, made, text)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            audit,
            complaint.entry.id,
            complaint.digest,
            complaint.merchant,
            complaint.benefit,
            complaint.day.number(),
            complaint.made.as_secs(),
            &complaint.text,
        ))?;
    let number = connection.query_row("SELECT max(id) FROM complaints", (), |row| row.get(0))?;
    Ok(number)
}

fn read(row: &Row<'_>) -> rusqlite::Result<RecordedComplaint> {
    let day = CivilDay::from_number(row.get(4)?)
        .map_err(|_| rusqlite::Error::InvalidColumnName("day".to_owned()))?;
    Ok(RecordedComplaint {
        number: row.get(0)?,
        holder: HolderNumber(row.get(1)?),
        merchant: row.get(2)?,
        benefit: row.get(3)?,
        day,
        made: UnixTime::from_secs(row.get(5)?),
        text: row.get(6)?,
        at: UnixTime::from_secs(row.get(7)?),
        actor: row.get(8)?,
    })
}
