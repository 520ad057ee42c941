//! What was published: noted in the audit trail before the list leaves the house.

use credential_core::{StatusArray, UnixTime};
use messages::Failure;
use rusqlite::Connection;
use rusqlite::types::Type;
use sha2::{Digest, Sha256};

use super::audit::{self, AuditRecord};
use super::clerk::Batch;
use super::failure::Fault;
use super::query;

/// A status list that was signed, by what is needed to know it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Its `iat`. The next list must be later, or no terminal takes it.
    pub made: UnixTime,
    /// SHA-256 of the signed bytes.
    pub digest: [u8; 32],
    /// The audit record that tells of it.
    pub record: u64,
}

/// SHA-256 of a signed list, as the trail notes it.
pub fn list_digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

const MARK: &str = "status list iat=";
const DIGEST: &str = " sha256=";

impl Batch<'_> {
    /// Notes a status list in the audit record of this batch, with a remark on what is in it.
    /// One list in a batch, and before any other note.
    pub fn record_publication(&mut self, made: UnixTime, digest: &[u8; 32], remark: &str) {
        self.note(&format!(
            "{MARK}{}{DIGEST}{}",
            made.as_secs(),
            audit::hexadecimal(digest)
        ));
        self.note(remark);
    }

    /// The status list that was published last; `None` if none ever was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn last_publication(&mut self) -> Result<Option<Publication>, Failure> {
        let result = last(&self.transaction);
        self.told(result)
    }

    /// The standing of all credentials, as [`Register::statuses`](super::Register::statuses) at the time of this batch.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn statuses(&mut self) -> Result<StatusArray, Failure> {
        let result = query::statuses(&self.transaction, self.at());
        self.told(result)
    }

    /// The number that the audit record of this batch will have.
    pub fn record_number(&self) -> u64 {
        self.number
    }
}

/// What was published last, or taken over from another copy of the register.
pub(super) fn last(connection: &Connection) -> Result<Option<Publication>, Fault> {
    newest(connection, |_| true)
}

/// Whether the trail tells of the list with this digest.
pub(super) fn knows(connection: &Connection, digest: &[u8; 32]) -> Result<bool, Fault> {
    Ok(newest(connection, |publication| publication.digest == *digest)?.is_some())
}

fn newest(
    connection: &Connection,
    wanted: impl Fn(&Publication) -> bool,
) -> Result<Option<Publication>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM audit WHERE action IN ('publish', 'recover') ORDER BY number DESC",
    )?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        let record = audit::read(row)?;
        if !record.details.contains(MARK) {
            continue;
        }
        let publication = parse(&record).ok_or_else(|| {
            let column = 4;
            rusqlite::Error::InvalidColumnType(column, record.details.clone(), Type::Text)
        })?;
        if wanted(&publication) {
            return Ok(Some(publication));
        }
    }
    Ok(None)
}

fn parse(record: &AuditRecord) -> Option<Publication> {
    let (_, rest) = record.details.split_once(MARK)?;
    let (made, rest) = rest.split_once(DIGEST)?;
    Some(Publication {
        made: UnixTime::from_secs(made.parse().ok()?),
        digest: audit::parse_hexadecimal(rest.get(..64)?)?,
        record: record.number,
    })
}

impl super::Register {
    /// The status list that was published last; `None` if none ever was.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn last_publication(&self) -> Result<Option<Publication>, Failure> {
        self.told(last(&self.connection))
    }

    /// Whether the register tells of the status list with this [`list_digest`].
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn knows_publication(&self, digest: &[u8; 32]) -> Result<bool, Failure> {
        self.told(knows(&self.connection, digest))
    }
}
