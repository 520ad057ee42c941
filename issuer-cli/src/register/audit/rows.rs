//! The digest over all rows that belong to one audit record.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use crate::register::schema::{AUDITED_ROWS, FIRST_TABLES};

/// The last row of each table that the audit log has dealt with.
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
                        (SELECT coalesce(max(id), 0) FROM changes),
                        (SELECT coalesce(max(id), 0) FROM editions),
                        (SELECT coalesce(max(id), 0) FROM places),
                        (SELECT coalesce(max(id), 0) FROM merchant_events),
                        (SELECT coalesce(max(id), 0) FROM complaints)",
            )?
            .query_row((), |row| {
                let mut ends = [0; AUDITED_ROWS.len()];
                for (column, end) in ends.iter_mut().enumerate() {
                    *end = row.get(column)?;
                }
                Ok(ends)
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
        for (at, (table, last)) in AUDITED_ROWS.iter().zip(&mut self.0).enumerate() {
            let before = *last;
            let mut digest = Sha256::new();
            let mut statement = connection.prepare_cached(table.rows)?;
            let mut rows = statement.query([*last])?;
            while let Some(row) = rows.next()? {
                if row.get::<_, u64>(1)? != number {
                    break;
                }
                *last = row.get(0)?;
                add(&mut digest, row, table.first_columns)?;
            }
            if at >= FIRST_TABLES {
                if *last == before {
                    continue;
                }
                all.update((at as u64).to_be_bytes());
            }
            all.update(digest.finalize());
        }
        Ok(all.finalize().into())
    }

    /// Whether rows stand behind this position, which no record vouches for.
    pub(super) fn has_more(&self, connection: &Connection) -> rusqlite::Result<bool> {
        for (table, last) in AUDITED_ROWS.iter().zip(self.0) {
            if connection.prepare_cached(table.rows)?.exists([last])? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Each value with its kind and length, so that no two rows look alike. A column that was added after
/// version 1 of the register counts only where it has a value, with its number before it: rows from
/// before it keep their digest.
fn add(digest: &mut Sha256, row: &Row<'_>, first_columns: usize) -> rusqlite::Result<()> {
    for column in 0..row.as_ref().column_count() {
        let value = row.get_ref(column)?;
        if column >= first_columns {
            if value == ValueRef::Null {
                continue;
            }
            digest.update((column as u64).to_be_bytes());
        }
        let (kind, bytes): (u8, &[u8]) = match value {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(columns: &str) -> Vec<u8> {
        let connection = Connection::open_in_memory().unwrap();
        let first = "1, 2, 3, 4, 5, 6, 7, NULL, 9, 10, 11, 12";
        let mut statement = connection
            .prepare(&format!("SELECT {first}{columns}"))
            .unwrap();
        let mut digest = Sha256::new();
        let mut rows = statement.query(()).unwrap();
        add(&mut digest, rows.next().unwrap().unwrap(), 12).unwrap();
        digest.finalize().to_vec()
    }

    #[test]
    fn a_later_column_without_a_value_leaves_the_digest_of_a_row_as_it_was() {
        let before = digest("");
        assert_eq!(digest(", NULL"), before);
        assert_eq!(digest(", NULL, NULL"), before);
        let one = digest(", 'x'");
        assert_ne!(one, before);
        assert_ne!(digest(", NULL, 'x'"), one);
    }
}
