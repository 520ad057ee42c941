//! All that was ever signed or changed, for the bureau's books: a record is judged by what held at its time.

use credential_core::{Status, StatusIndex, UnixTime};
use messages::Failure;

use super::Register;
use super::editions::{self, PublishedEdition};
use super::failure::RegisterFault;
use super::places::{self, RecordedPlace};

/// A change of the standing of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandingChange {
    /// Which credential.
    pub status_index: StatusIndex,
    /// When it was recorded.
    pub at: UnixTime,
    /// What it is from then on.
    pub status: Status,
}

impl Register {
    /// Every place that was ever signed, the oldest first.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn all_places(&self) -> Result<Vec<RecordedPlace>, Failure> {
        self.map_fault(places::all(&self.connection))
    }

    /// Every edition of the catalogue, the oldest first.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn all_editions(&self) -> Result<Vec<PublishedEdition>, Failure> {
        self.map_fault(editions::all(&self.connection))
    }

    /// Every change of a standing, the oldest first.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn standing_changes(&self) -> Result<Vec<StandingChange>, Failure> {
        let changes = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT c.status_index, a.at, h.status FROM changes h
                 JOIN credentials c ON c.id = h.credential JOIN audit a ON a.number = h.audit
                 ORDER BY h.id",
            )?;
            let rows = statement.query_map((), |row| {
                Ok(StandingChange {
                    status_index: StatusIndex(row.get(0)?),
                    at: UnixTime::from_secs(row.get(1)?),
                    status: match row.get(2)? {
                        0_u8 => Status::Valid,
                        1 => Status::Revoked,
                        _ => Status::Suspended,
                    },
                })
            })?;
            Ok::<_, RegisterFault>(rows.collect::<Result<_, _>>()?)
        };
        self.map_fault(changes())
    }
}
