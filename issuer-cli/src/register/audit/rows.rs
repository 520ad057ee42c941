//! The digest over all rows that belong to one audit record.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use crate::register::schema::AUDITED_ROWS;

/// The last row of each table that the trail has dealt with.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::register) struct Position([i64; AUDITED_ROWS.len()]);

impl Position {
    /// Behind all rows that there are.
    pub(in crate::register) fn at_end(connection: &Connection) -> rusqlite::Result<Self> {
        let end = connection
            .prepare_cached(
                "SELECT (SELECT coalesce(max(id), 0) FROM holders),
                        (SELECT coalesce(max(id), 0) FROM credentials),
                        (SELECT coalesce(max(id), 0) FROM issued),
                        (SELECT coalesce(max(id), 0) FROM changes)",
            )?
            .query_row((), |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })?;
        Ok(Self(end))
    }

    /// Goes on past the rows of audit record `number`; gives their digest.
    pub(super) fn pass(
        &mut self,
        connection: &Connection,
        number: u64,
    ) -> rusqlite::Result<[u8; 32]> {
        let mut all = Sha256::new();
        for (table, last) in AUDITED_ROWS.iter().zip(&mut self.0) {
            let mut digest = Sha256::new();
            let mut statement = connection.prepare_cached(table)?;
            let mut rows = statement.query([*last])?;
            while let Some(row) = rows.next()? {
                if row.get::<_, u64>(1)? != number {
                    break;
                }
                *last = row.get(0)?;
                add(&mut digest, row)?;
            }
            all.update(digest.finalize());
        }
        Ok(all.finalize().into())
    }

    /// Whether rows stand behind this position, which no record vouches for.
    pub(super) fn has_more(&self, connection: &Connection) -> rusqlite::Result<bool> {
        for (table, last) in AUDITED_ROWS.iter().zip(self.0) {
            if connection.prepare_cached(table)?.exists([last])? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Each value with its kind and length, so that no two rows look alike.
fn add(digest: &mut Sha256, row: &Row<'_>) -> rusqlite::Result<()> {
    for column in 0..row.as_ref().column_count() {
        let (kind, bytes): (u8, &[u8]) = match row.get_ref(column)? {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(value) => {
                digest.update([1]);
                digest.update(value.to_be_bytes());
                continue;
            }
            ValueRef::Text(text) => (2, text),
            ValueRef::Blob(blob) => (3, blob),
            ValueRef::Real(_) => {
                let name = String::from("a number that is not whole");
                return Err(rusqlite::Error::InvalidColumnName(name));
            }
        };
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    }
    Ok(())
}
