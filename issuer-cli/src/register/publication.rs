//! What was published: recorded in the audit log before the list is written.

use credential_core::{StatusArray, UnixTime};
use messages::Failure;
use rusqlite::Connection;
use rusqlite::types::Type;
use sha2::{Digest, Sha256};

use super::audit::{self, Action, AuditNote};
use super::batch::Batch;
use super::failure::RegisterFault;
use super::query;

/// A status list that was signed, by what is needed to know it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Its `iat`. The next list must be later, or no terminal takes it.
    pub made: UnixTime,
    /// SHA-256 of the signed bytes.
    pub digest: [u8; 32],
    /// The number of the audit record that has it.
    pub record: u64,
}

/// SHA-256 of a signed list, as the audit log has it.
pub fn list_digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Batch<'_> {
    /// Notes a signed status list in the audit record of this batch; one list in a batch.
    pub fn record_publication(&mut self, made: UnixTime, digest: &[u8; 32]) {
        let digest = *digest;
        self.note(AuditNote::Published { made, digest });
    }

    /// The status list that was published last; `None` if none ever was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn last_publication(&mut self) -> Result<Option<Publication>, Failure> {
        let result = last(&self.transaction);
        self.map_fault(result)
    }

    /// The standing of all credentials, as [`Register::statuses`](super::Register::statuses) at the time of this batch.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn statuses(&mut self) -> Result<StatusArray, Failure> {
        let result = query::statuses(&self.transaction, self.at());
        self.map_fault(result)
    }

    /// The number that the audit record of this batch will have.
    pub fn record_number(&self) -> u64 {
        self.number
    }
}

/// What was published last, or applied from another copy of the register.
pub(super) fn last(connection: &Connection) -> Result<Option<Publication>, RegisterFault> {
    newest(connection, |_| true)
}

/// All that were published, or applied from another copy of the register, the oldest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Publication>, RegisterFault> {
    let mut all = Vec::new();
    // None is the wanted one, so all are looked at.
    newest(connection, |publication| {
        all.push(*publication);
        false
    })?;
    all.reverse();
    Ok(all)
}

/// Whether the audit log has the list with this digest.
pub(super) fn knows(connection: &Connection, digest: &[u8; 32]) -> Result<bool, RegisterFault> {
    Ok(newest(connection, |publication| publication.digest == *digest)?.is_some())
}

fn newest(
    connection: &Connection,
    mut wanted: impl FnMut(&Publication) -> bool,
) -> Result<Option<Publication>, RegisterFault> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM audit WHERE action IN ('publish', 'recover') ORDER BY number DESC",
    )?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let record = audit::read(row)?;
        let published =
            AuditNote::split(&record.details).find_map(|note| match AuditNote::parse(note)? {
                AuditNote::Published { made, digest } => Some(Publication {
                    made,
                    digest,
                    record: record.number,
                }),
                _ => None,
            });
        if published.is_none() && record.action == Action::Publish.code() {
            // Never passed over: the list before it would count as the last one.
            let column = 4;
            let fault = rusqlite::Error::InvalidColumnType(column, record.details, Type::Text);
            return Err(fault.into());
        }
        if let Some(publication) = published.filter(&mut wanted) {
            return Ok(Some(publication));
        }
    }
    Ok(None)
}

impl super::Register {
    /// The status list that was published last; `None` if none ever was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn last_publication(&self) -> Result<Option<Publication>, Failure> {
        self.map_fault(last(&self.connection))
    }

    /// Whether the register has published the status list with this [`list_digest`].
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn knows_publication(&self, digest: &[u8; 32]) -> Result<bool, Failure> {
        self.map_fault(knows(&self.connection, digest))
    }
}
