//! `settlements.db`: what was settled, in a database of its own. The books can be made again from the journals,
//! and this from nothing.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::{BooksError, Result};
use crate::folder;

/// Marks a SQLite file as settlements: `LBS1`.
const APPLICATION_ID: i32 = 0x4c42_5331;

/// The steps from each version to the next. A step that was released never changes.
const STEPS: &[&str] = &[TABLES];

/// Version 1.
const TABLES: &str = "
-- Statements that were handed to merchants, as they were handed out. They stay as they are.
CREATE TABLE settlements (
    id       INTEGER PRIMARY KEY,
    merchant INTEGER NOT NULL,
    month    INTEGER NOT NULL,
    made     INTEGER NOT NULL,
    head     BLOB NOT NULL CHECK (length(head) = 32), -- of the books that it rests on
    operator TEXT NOT NULL,
    document BLOB NOT NULL,
    UNIQUE (merchant, month)
) STRICT;

-- What each of them has settled: of its own month, and as additions to earlier ones, where numbers may be below 0.
-- Amounts in fen. per_mille is the share of what was saved that is paid back.
CREATE TABLE settled (
    settlement INTEGER NOT NULL REFERENCES settlements (id),
    month      INTEGER NOT NULL,
    benefit    INTEGER NOT NULL,
    uses       INTEGER NOT NULL,
    saved      INTEGER NOT NULL,
    per_mille  INTEGER NOT NULL CHECK (per_mille BETWEEN 0 AND 1000),
    owed       INTEGER NOT NULL,
    PRIMARY KEY (settlement, month, benefit)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER settlements_stay BEFORE UPDATE ON settlements BEGIN SELECT raise(ABORT, 'a settlement stays as it is'); END;
CREATE TRIGGER settlements_last BEFORE DELETE ON settlements BEGIN SELECT raise(ABORT, 'a settlement stays as it is'); END;
CREATE TRIGGER settled_stays BEFORE UPDATE ON settled BEGIN SELECT raise(ABORT, 'a settlement stays as it is'); END;
CREATE TRIGGER settled_lasts BEFORE DELETE ON settled BEGIN SELECT raise(ABORT, 'a settlement stays as it is'); END;
";

/// Opens the database, or makes it.
///
/// # Errors
/// [`BooksError::Damaged`], [`BooksError::Newer`]; those of the disk and the database.
pub(in crate::report) fn open(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    folder::create_private_file(path)?;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    prepare(&mut connection, path)?;
    Ok(connection)
}

/// Brings the tables up to the version of this program.
pub(super) fn prepare(connection: &mut Connection, path: &Path) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = |name: &str| -> rusqlite::Result<i64> {
        transaction.pragma_query_value(None, name, |row| row.get(0))
    };
    let (id, version) = (number("application_id")?, number("user_version")?);
    let is_ours = id == i64::from(APPLICATION_ID);
    if !is_ours && (id, version) != (0, 0) {
        return Err(BooksError::Damaged {
            path: path.to_owned(),
            why: "a database of something else",
        });
    }
    let known = usize::try_from(version).unwrap_or(usize::MAX);
    if known > STEPS.len() {
        return Err(BooksError::Newer {
            version: u32::try_from(version).unwrap_or(u32::MAX),
        });
    }
    for step in STEPS.iter().skip(known) {
        transaction.execute_batch(step)?;
    }
    if known < STEPS.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", STEPS.len() as u32)?;
    }
    transaction.commit()?;
    Ok(())
}
