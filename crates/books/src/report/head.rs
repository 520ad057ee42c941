//! The head of the books: one hash that says what is in them.

use std::fmt;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::error::Result;

/// SHA-256 over the ends of all journals in the books, and over all undos at the bureau.
///
/// Over `laobingma books head 1` (22 bytes of ASCII); then by terminal key and chain, of each journal with records:
/// the terminal's key thumbprint, the number of the chain, how many records (eight bytes each, big-endian) and the
/// hash of the last one; then `undone` (6 bytes), and by key, chain and number, of each undo: thumbprint, chain and
/// number in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BooksHead(pub [u8; 32]);

impl BooksHead {
    /// The head as the books are now.
    ///
    /// # Errors
    /// If the books cannot be read.
    pub(super) fn of(connection: &Connection) -> Result<Self> {
        let mut hash = Sha256::new_with_prefix(b"laobingma books head 1");
        let mut statement = connection.prepare_cached(
            "SELECT terminal_key, chain, size, head FROM journals WHERE size > 0 ORDER BY terminal_key, chain",
        )?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let (key, chain, size, head): ([u8; 32], u64, u64, [u8; 32]) = row.try_into()?;
            hash.update(key);
            hash.update(chain.to_be_bytes());
            hash.update(size.to_be_bytes());
            hash.update(head);
        }
        hash.update(b"undone");
        let mut statement = connection.prepare_cached(
            "SELECT terminal_key, chain, number FROM bureau_undos ORDER BY terminal_key, chain, number",
        )?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            let (key, chain, number): ([u8; 32], u64, u64) = row.try_into()?;
            hash.update(key);
            hash.update(chain.to_be_bytes());
            hash.update(number.to_be_bytes());
        }
        Ok(Self(hash.finalize().into()))
    }
}

/// In hexadecimal.
impl fmt::Display for BooksHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
