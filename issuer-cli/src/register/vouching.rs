//! What the register vouches for: all codes that it has issued with one key.

use credential_core::CodeHash;
use messages::Failure;
use rusqlite::Connection;

use super::Register;
use super::batch::Batch;
use super::failure::RegisterFault;

/// A key by which codes of the register are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedKey {
    /// The thumbprint of the key.
    pub key: [u8; 32],
    /// How many codes are signed with it, revoked ones included.
    pub codes: u64,
}

impl Register {
    /// The keys by which the codes of the register are signed.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn used_keys(&self) -> Result<Vec<UsedKey>, Failure> {
        self.map_fault(used_keys(&self.connection))
    }

    /// How many codes were issued before the register kept their hashes: no vouch list can name them.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn codes_without_hash(&self) -> Result<u64, Failure> {
        self.map_fault(without_hash(&self.connection))
    }
}

impl Batch<'_> {
    /// The hashes of all codes that were issued with the key of this thumbprint, whatever became of
    /// them since.
    ///
    /// # Errors
    /// Those of reading the database.
    pub fn issued_with(&mut self, key: &[u8; 32]) -> Result<Vec<CodeHash>, Failure> {
        let result = issued_with(&self.transaction, key);
        self.map_fault(result)
    }
}

fn used_keys(connection: &Connection) -> Result<Vec<UsedKey>, RegisterFault> {
    let keys = connection
        .prepare_cached(
            "SELECT key, count(*) FROM issued WHERE key IS NOT NULL GROUP BY key ORDER BY min(id)",
        )?
        .query_map((), |row| {
            Ok(UsedKey {
                key: row.get(0)?,
                codes: row.get(1)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(keys)
}

/// An empty file name has what is only known from a published list: nobody has such a code's text.
fn without_hash(connection: &Connection) -> Result<u64, RegisterFault> {
    Ok(connection.query_row(
        "SELECT count(*) FROM issued WHERE code IS NULL AND file <> ''",
        (),
        |row| row.get(0),
    )?)
}

fn issued_with(connection: &Connection, key: &[u8; 32]) -> Result<Vec<CodeHash>, RegisterFault> {
    let hashes = connection
        .prepare_cached("SELECT code FROM issued WHERE key = ?1 AND code IS NOT NULL")?
        .query_map([key], |row| row.get(0).map(CodeHash::from_bytes))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(hashes)
}
