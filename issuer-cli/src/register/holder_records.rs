//! What the audit log has of one holder, and the status lists that were published, in their order: for a clerk who
//! asks why, and for a person who asks what is kept of them.

use credential_core::{HolderNumber, Status, UnixTime};
use messages::Failure;
use rusqlite::Row;

use super::Register;
use super::audit::{self, Action, AuditNote};
use super::batch::Batch;
use super::entry;
use super::failure::RegisterFault;
use super::publication::{self, Publication};
use super::reason::Reason;

/// What was done about a holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderAct {
    /// The person was entered.
    Entered,
    /// The content of a credential was fixed, before it was signed.
    Reserved {
        /// Which of the holder's credentials.
        serial: u32,
    },
    /// The credential was recorded as issued.
    Issued {
        /// Which of the holder's credentials.
        serial: u32,
    },
    /// The standing of a credential was changed.
    Changed {
        /// Which of the holder's credentials.
        serial: u32,
        /// What it is from then on.
        status: Status,
        /// Why.
        reason: Reason,
    },
    /// A complaint that the phone of a credential has signed was taken in.
    Complained {
        /// Which of the holder's credentials.
        serial: u32,
    },
    /// What is kept of the person was given out.
    Disclosed,
}

/// Something that was done about a holder, with the audit record that vouches for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderRecord {
    /// The number of the audit record.
    pub record: u64,
    /// When.
    pub at: UnixTime,
    /// Who.
    pub actor: String,
    /// The code of the [`Action`].
    pub action: String,
    /// What.
    pub act: HolderAct,
}

/// The name of the value in the audit record of a disclosure that says of whom.
const HOLDER: &str = "holder";

const ROWS: &str = "
    SELECT a.number, a.at, a.actor, a.action, 1 AS part, 0 AS serial, 0 AS status, '' AS reason, h.id AS id
      FROM holders h JOIN audit a ON a.number = h.audit WHERE h.number = ?1
    UNION ALL
    SELECT a.number, a.at, a.actor, a.action, 2, c.serial, 0, '', c.id
      FROM holders h JOIN credentials c ON c.holder = h.id JOIN audit a ON a.number = c.audit WHERE h.number = ?1
    UNION ALL
    SELECT a.number, a.at, a.actor, a.action, 3, c.serial, 0, '', i.id
      FROM holders h JOIN credentials c ON c.holder = h.id JOIN issued i ON i.credential = c.id
      JOIN audit a ON a.number = i.audit WHERE h.number = ?1
    UNION ALL
    SELECT a.number, a.at, a.actor, a.action, 4, c.serial, s.status, s.reason, s.id
      FROM holders h JOIN credentials c ON c.holder = h.id JOIN changes s ON s.credential = c.id
      JOIN audit a ON a.number = s.audit WHERE h.number = ?1
    UNION ALL
    SELECT a.number, a.at, a.actor, a.action, 5, c.serial, 0, '', k.id
      FROM holders h JOIN credentials c ON c.holder = h.id JOIN complaints k ON k.credential = c.id
      JOIN audit a ON a.number = k.audit WHERE h.number = ?1
    ORDER BY 1, 5, 9";

impl Batch<'_> {
    /// Notes that what is kept of this holder was given out.
    pub fn record_disclosure(&mut self, holder: HolderNumber) {
        let value = (HOLDER.to_owned(), holder.0.to_string());
        self.note(AuditNote::Values(vec![value]));
    }
}

impl Register {
    /// All that was done about a holder, in the order of the audit log; nothing for one that there is not.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn records_of(&self, holder: HolderNumber) -> Result<Vec<HolderRecord>, Failure> {
        self.map_fault(self.read_records_of(holder))
    }

    fn read_records_of(&self, holder: HolderNumber) -> Result<Vec<HolderRecord>, RegisterFault> {
        let mut statement = self.connection.prepare_cached(ROWS)?;
        let rows = statement.query_map([holder.0], read)?;
        let mut all: Vec<HolderRecord> = rows.collect::<rusqlite::Result<_>>()?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT * FROM audit WHERE action = ?1 ORDER BY number")?;
        let mut rows = statement.query([Action::Disclose.code()])?;
        while let Some(row) = rows.next()? {
            let record = audit::read(row)?;
            if names(&record.details, holder) {
                all.push(HolderRecord {
                    record: record.number,
                    at: record.at,
                    actor: record.actor,
                    action: record.action,
                    act: HolderAct::Disclosed,
                });
            }
        }
        // The sort is stable.
        all.sort_by_key(|one| one.record);
        Ok(all)
    }

    /// Every status list that was published or taken over, the oldest first.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn publications(&self) -> Result<Vec<Publication>, Failure> {
        self.map_fault(publication::all(&self.connection))
    }
}

fn names(details: &str, holder: HolderNumber) -> bool {
    let wanted = holder.0.to_string();
    AuditNote::split(details).any(|note| match AuditNote::parse(note) {
        Some(AuditNote::Values(values)) => values
            .iter()
            .any(|(name, value)| name == HOLDER && *value == wanted),
        _ => false,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<HolderRecord> {
    let serial = row.get(5)?;
    let act = match row.get(4)? {
        1_u8 => HolderAct::Entered,
        2 => HolderAct::Reserved { serial },
        3 => HolderAct::Issued { serial },
        5 => HolderAct::Complained { serial },
        _ => HolderAct::Changed {
            serial,
            status: entry::status(row, 6)?,
            reason: entry::reason(row, 7)?,
        },
    };
    Ok(HolderRecord {
        record: row.get(0)?,
        at: UnixTime::from_secs(row.get(1)?),
        actor: row.get(2)?,
        action: row.get(3)?,
        act,
    })
}
