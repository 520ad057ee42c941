//! The hash chain.

use sha2::{Digest, Sha256};

use super::fault::JournalFault;
use super::record::JournalRecord;
use crate::cbor::Reader;

/// SHA-256 over the hash before and a record.
pub type Hash = [u8; 32];

/// Begins the first hash of every chain.
const NAME: &[u8] = b"laobingma journal";

/// Which chain: a terminal's key, and a number from 1. A terminal begins another chain when the one
/// before was damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainId {
    /// The thumbprint of the terminal's key.
    pub terminal: Hash,
    /// Which chain of this terminal.
    pub chain: u64,
}

impl ChainId {
    /// The hash before the first record, so that no journal fits under another terminal.
    pub fn first_hash(&self) -> Hash {
        let hash = Sha256::new_with_prefix(NAME);
        let hash = hash.chain_update(self.terminal);
        hash.chain_update(self.chain.to_be_bytes())
            .finalize()
            .into()
    }
}

/// The end of a chain at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChainEnd {
    /// How many records it has.
    pub size: u64,
    /// The hash of the last of them.
    pub head: Hash,
}

/// A chain that is extended or verified record by record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    end: ChainEnd,
}

impl Chain {
    /// A chain without a record.
    pub fn new(id: &ChainId) -> Self {
        Self::after(ChainEnd {
            size: 0,
            head: id.first_hash(),
        })
    }

    /// A chain that goes on from a known end.
    pub const fn after(end: ChainEnd) -> Self {
        Self { end }
    }

    /// Where it ends.
    pub const fn end(&self) -> ChainEnd {
        self.end
    }

    /// Appends an encoded record, whose number is for the caller to see to.
    pub fn push(&mut self, record: &[u8]) -> ChainEnd {
        let hash = Sha256::new_with_prefix(self.end.head);
        self.end = ChainEnd {
            size: self.end.size.saturating_add(1),
            head: hash.chain_update(record).finalize().into(),
        };
        self.end
    }

    /// Reads the next record of a sequence, whose number must be the next one, and appends it.
    ///
    /// # Errors
    /// [`JournalFault::Record`] with any error of [`JournalRecord::decode`]; [`JournalFault::Gap`] for a
    /// number that is too high, [`JournalFault::Edited`] for one that is too low.
    pub(super) fn read_next(
        &mut self,
        records: &mut Reader<'_>,
    ) -> Result<JournalRecord, JournalFault> {
        let expected = self.end.size.saturating_add(1);
        let (record, bytes) =
            JournalRecord::decode_next(records).map_err(|error| JournalFault::Record {
                number: expected,
                error,
            })?;
        expect_number(expected, record.number)?;
        self.push(bytes);
        Ok(record)
    }

    /// Reads a record and appends it if it is the next one.
    ///
    /// # Errors
    /// [`JournalFault::Record`], [`JournalFault::Gap`] and [`JournalFault::Edited`]; the chain is then as it was.
    pub fn read(&mut self, record: &[u8]) -> Result<JournalRecord, JournalFault> {
        let number = self.end.size.saturating_add(1);
        let decoded = JournalRecord::decode(record)
            .map_err(|error| JournalFault::Record { number, error })?;
        expect_number(number, decoded.number)?;
        self.push(record);
        Ok(decoded)
    }
}

/// Compares the number of a record or a run with the one that should come.
pub(super) fn expect_number(expected: u64, found: u64) -> Result<(), JournalFault> {
    match found {
        found if found > expected => Err(JournalFault::Gap { expected, found }),
        found if found < expected => Err(JournalFault::Edited { number: expected }),
        _ => Ok(()),
    }
}
