//! Which chains the bureau may confirm to their terminals.

use credential_core::UnixTime;
use credential_core::journal::{ChainEnd, ChainId};

use crate::error::Result;
use crate::journals::JournalState;
use crate::open::Books;

/// A chain that a receipt can be signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receiptable {
    /// The terminal's number.
    pub terminal: u32,
    /// Which chain.
    pub chain: ChainId,
    /// How far the books have it.
    pub end: ChainEnd,
    /// The size of the last receipt; 0 without one.
    pub receipted: u64,
}

impl Books {
    /// The chains that have records. One that has forked is left out: with a receipt its terminal would drop
    /// records that are in dispute.
    ///
    /// # Errors
    /// Those of the database.
    pub fn receiptable(&self) -> Result<Vec<Receiptable>> {
        let mut forks = self
            .connection
            .prepare_cached("SELECT 1 FROM faults WHERE journal = ?1 AND kind = 'fork'")?;
        let mut chains = Vec::new();
        for state in JournalState::all(&self.connection)? {
            if state.end.size > 0 && !forks.exists([state.id])? {
                chains.push(Receiptable {
                    terminal: state.terminal,
                    chain: state.chain,
                    end: state.end,
                    receipted: state.receipted,
                });
            }
        }
        Ok(chains)
    }

    /// Notes that receipts were signed for these chains.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note_receipts(&mut self, chains: &[Receiptable], at: UnixTime) -> Result<()> {
        let transaction = self.connection.transaction()?;
        for chain in chains {
            transaction
                .prepare_cached(
                    "UPDATE journals SET receipted = ?1, receipted_at = ?2
                     WHERE terminal_key = ?3 AND chain = ?4",
                )?
                .execute((
                    chain.end.size,
                    at.as_secs(),
                    chain.chain.terminal,
                    chain.chain.chain,
                ))?;
        }
        transaction.commit()?;
        Ok(())
    }
}
