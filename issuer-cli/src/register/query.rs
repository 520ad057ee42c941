//! What can be read from a register.

use std::collections::BTreeMap;

use credential_core::{HolderKey, HolderNumber, Status, StatusArray, StatusIndex, UnixTime};
use messages::Failure;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use super::entry::{self, Entry, select_entries};
use super::failure::RegisterFault;
use super::held::Held;
use super::indices;
use super::kind::CodeKind;
use super::person::PersonMark;
use super::reason::Reason;

/// Which entries to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Reserved, neither revoked nor expired, and not recorded as issued: to be written.
    Unfinished,
    /// Reserved, revoked or expired before it was recorded as issued. A run that was stopped may
    /// have written its file, which should go.
    Abandoned,
    /// Recorded as issued, whatever became of it.
    Issued,
    /// Every entry.
    All,
}

impl Selection {
    const fn statement(self) -> &'static str {
        match self {
            Self::Unfinished => select_entries!(
                "WHERE i.id IS NULL AND coalesce(s.status, 0) <> 1 AND c.valid_until > ?1
                 ORDER BY c.id"
            ),
            Self::Abandoned => select_entries!(
                "WHERE i.id IS NULL AND (coalesce(s.status, 0) = 1 OR c.valid_until <= ?1)
                 ORDER BY c.id"
            ),
            // The time is a parameter of each, so that all are called alike.
            Self::Issued => select_entries!("WHERE i.id IS NOT NULL AND ?1 >= 0 ORDER BY c.id"),
            Self::All => select_entries!("WHERE ?1 >= 0 ORDER BY c.id"),
        }
    }
}

/// The register in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// People.
    pub holders: u64,
    /// Credentials that were ever reserved.
    pub credentials: u64,
    /// Those of them that are not recorded as issued and still wanted.
    pub unfinished: u64,
    /// Credentials in good standing.
    pub valid: u64,
    /// Credentials that are suspended.
    pub suspended: u64,
    /// Credentials that are neither revoked nor suspended, but whose time has run out.
    pub expired: u64,
    /// Revoked credentials, by reason.
    pub revoked: BTreeMap<Reason, u64>,
    /// Entries of the status list.
    pub status_entries: u64,
}

pub(super) fn holder_of(
    connection: &Connection,
    mark: &PersonMark,
) -> Result<Option<HolderNumber>, RegisterFault> {
    let number = connection
        .prepare_cached("SELECT number FROM holders WHERE person = ?1")?
        .query_row([mark], |row| row.get(0).map(HolderNumber))
        .optional()?;
    Ok(number)
}

/// How many people the other register knows whom this one does not know.
pub(super) fn people_lacking(
    connection: &Connection,
    other: &Connection,
) -> Result<u64, RegisterFault> {
    let mut known = connection.prepare("SELECT 1 FROM holders WHERE person = ?1")?;
    let mut statement = other.prepare("SELECT person FROM holders")?;
    let mut rows = statement.query(())?;
    let mut lacking = 0;
    while let Some(row) = rows.next()? {
        let mark: PersonMark = row.get(0)?;
        lacking += u64::from(!known.exists([mark])?);
    }
    Ok(lacking)
}

/// What the person with this mark has; `None` for somebody unknown.
pub(super) fn held_by_person(
    connection: &Connection,
    mark: &PersonMark,
) -> Result<Option<Held>, RegisterFault> {
    // Most people of a first roster are new: ask the small question before the large one.
    let holder: Option<i64> = connection
        .prepare_cached("SELECT id FROM holders WHERE person = ?1")?
        .query_row([mark], |row| row.get(0))
        .optional()?;
    let Some(holder) = holder else {
        return Ok(None);
    };
    let entries = connection
        .prepare_cached(select_entries!("WHERE h.id = ?1 ORDER BY c.serial DESC"))?
        .query_map([holder], entry::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(Held(entries)))
}

pub(super) fn entry_at(
    connection: &Connection,
    status_index: StatusIndex,
) -> Result<Option<Entry>, RegisterFault> {
    let entry = connection
        .prepare_cached(select_entries!("WHERE c.status_index = ?1"))?
        .query_row([status_index.0], entry::read)
        .optional()?;
    Ok(entry)
}

/// The entry whose code has the text with this digest.
pub(super) fn entry_with_digest(
    connection: &Connection,
    digest: &[u8; 32],
) -> Result<Option<Entry>, RegisterFault> {
    let entry = connection
        .prepare_cached(select_entries!("WHERE i.digest = ?1 LIMIT 1"))?
        .query_row([digest], entry::read)
        .optional()?;
    Ok(entry)
}

/// The entries of a holder, the newest first.
pub(super) fn entries_of(
    connection: &Connection,
    holder: HolderNumber,
) -> Result<Vec<Entry>, RegisterFault> {
    let entries = connection
        .prepare_cached(select_entries!(
            "WHERE h.number = ?1 ORDER BY c.serial DESC"
        ))?
        .query_map([holder.0], entry::read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(entries)
}

/// Another holder than `own` with a credential that has this key and still holds.
pub(super) fn living_with_key(
    connection: &Connection,
    key: &HolderKey,
    own: Option<i64>,
    now: UnixTime,
) -> Result<Option<HolderNumber>, RegisterFault> {
    let holder = connection
        .prepare_cached(
            "SELECT h.number FROM credentials c JOIN holders h ON h.id = c.holder
             WHERE c.holder_key = ?1 AND c.holder <> ?2 AND c.valid_until > ?3
               AND NOT EXISTS (SELECT 1 FROM changes WHERE credential = c.id AND status = 1)
             LIMIT 1",
        )?
        .query_row(
            (key.to_cose_key(), own.unwrap_or(-1), now.as_secs()),
            |row| row.get(0).map(HolderNumber),
        )
        .optional()?;
    Ok(holder)
}

pub(super) fn for_each(
    connection: &Connection,
    selection: Selection,
    now: UnixTime,
    mut show: impl FnMut(Entry) -> Result<(), Failure>,
) -> Result<(), RegisterFault> {
    let mut statement = connection.prepare_cached(selection.statement())?;
    let mut rows = statement.query([now.as_secs()])?;
    while let Some(row) = rows.next()? {
        show(entry::read(row)?)?;
    }
    Ok(())
}

pub(super) fn expiring(
    connection: &Connection,
    before: UnixTime,
) -> Result<Vec<(HolderNumber, CodeKind)>, RegisterFault> {
    let holders = connection
        .prepare_cached(
            "SELECT h.number, c.holder_key IS NULL FROM credentials c JOIN holders h ON h.id = c.holder
             WHERE c.valid_until < ?1
               AND c.serial = (SELECT max(serial) FROM credentials
                               WHERE holder = c.holder AND (holder_key IS NULL) = (c.holder_key IS NULL))
               AND NOT EXISTS (SELECT 1 FROM changes WHERE credential = c.id AND status = 1)
             ORDER BY c.id",
        )?
        .query_map([before.as_secs()], |row| {
            let kind = if row.get(1)? {
                CodeKind::Card
            } else {
                CodeKind::Phone
            };
            Ok((HolderNumber(row.get(0)?), kind))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(holders)
}

pub(super) fn next_end(
    connection: &Connection,
    now: UnixTime,
) -> Result<Option<UnixTime>, RegisterFault> {
    let until: Option<u64> = connection.query_row(
        "SELECT min(c.valid_until) FROM credentials c
         WHERE c.valid_until > ?1
           AND c.serial = (SELECT max(serial) FROM credentials
                           WHERE holder = c.holder AND (holder_key IS NULL) = (c.holder_key IS NULL))
           AND NOT EXISTS (SELECT 1 FROM changes WHERE credential = c.id AND status = 1)",
        [now.as_secs()],
        |row| row.get(0),
    )?;
    Ok(until.map(UnixTime::from_secs))
}

pub(super) fn statuses(
    connection: &Connection,
    now: UnixTime,
) -> Result<StatusArray, RegisterFault> {
    let entries = status_entries(connection)?;
    let mut array = StatusArray::all_valid(entries as usize).map_err(not_an_index)?;
    let mut statement = connection.prepare_cached(
        "SELECT c.status_index, s.status FROM changes s JOIN credentials c ON c.id = s.credential
         WHERE s.id = (SELECT max(id) FROM changes WHERE credential = s.credential)
           AND s.status <> 0 AND c.valid_until > ?1",
    )?;
    let mut rows = statement.query([now.as_secs()])?;
    while let Some(row) = rows.next()? {
        array
            .set(StatusIndex(row.get(0)?), entry::status(row, 1)?)
            .map_err(not_an_index)?;
    }
    Ok(array)
}

/// The length of the status list: the space from which the next index is drawn.
fn status_entries(connection: &Connection) -> rusqlite::Result<u32> {
    let (used, largest): (u32, u32) = connection.query_row(
        "SELECT (SELECT count(*) FROM credentials), (SELECT coalesce(max(status_index), 0) FROM credentials)",
        (),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    // A draw in a transaction that failed may have widened the space for the next one.
    Ok(indices::space(used).max((largest + 1).next_power_of_two()))
}

/// The database holds indices to those of a status list.
fn not_an_index(_: credential_core::Error) -> RegisterFault {
    RegisterFault::Database(rusqlite::Error::IntegralValueOutOfRange(0, i64::MAX))
}

pub(super) fn counts(connection: &Connection, now: UnixTime) -> Result<Counts, RegisterFault> {
    let mut counts = Counts {
        status_entries: status_entries(connection)?.into(),
        holders: connection.query_row("SELECT count(*) FROM holders", (), |row| row.get(0))?,
        ..Counts::default()
    };
    let mut statement = connection.prepare_cached(
        "SELECT coalesce(s.status, 0), CASE s.status WHEN 1 THEN s.reason END,
                c.valid_until <= ?1, i.id IS NULL, count(*)
         FROM credentials c
         LEFT JOIN changes s ON s.id = (SELECT max(id) FROM changes WHERE credential = c.id)
         LEFT JOIN issued i ON i.credential = c.id
         GROUP BY 1, 2, 3, 4",
    )?;
    let mut rows = statement.query([now.as_secs()])?;
    while let Some(row) = rows.next()? {
        let (expired, reserved, count): (bool, bool, u64) = (row.get(2)?, row.get(3)?, row.get(4)?);
        counts.credentials += count;
        let status = entry::status(row, 0)?;
        if reserved && !expired && status != Status::Revoked {
            counts.unfinished += count;
        }
        match status {
            Status::Revoked => *counts.revoked.entry(entry::reason(row, 1)?).or_default() += count,
            Status::Suspended => counts.suspended += count,
            _ if expired => counts.expired += count,
            _ => counts.valid += count,
        }
    }
    Ok(counts)
}

/// Changes of standing, by what they changed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    /// Revoked.
    pub revoked: u64,
    /// Suspended.
    pub suspended: u64,
    /// Valid again.
    pub restored: u64,
}

/// What was changed behind the audit record with this number.
pub(super) fn changes_since(
    connection: &Connection,
    record: u64,
) -> Result<ChangeCounts, RegisterFault> {
    let mut counts = ChangeCounts::default();
    let mut statement = connection
        .prepare_cached("SELECT status, count(*) FROM changes WHERE audit > ?1 GROUP BY status")?;
    let mut rows = statement.query([record])?;
    while let Some(row) = rows.next()? {
        let count = match entry::status(row, 0)? {
            Status::Revoked => &mut counts.revoked,
            Status::Suspended => &mut counts.suspended,
            _ => &mut counts.restored,
        };
        *count = row.get(1)?;
    }
    Ok(counts)
}
