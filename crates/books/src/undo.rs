//! Grants that the bureau takes back: a record of the books' own; the terminal's stays.

use credential_core::UnixTime;
use credential_core::journal::ChainId;
use rusqlite::OptionalExtension;

use crate::batch::{Batch, NewUndo};
use crate::error::{BooksError, Result};
use crate::import::{encode_undo, event_to_undo, undo_of};
use crate::open::Books;

/// A grant that was taken back at the bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauUndo {
    /// The terminal's number.
    pub terminal: u32,
    /// The chain that has the grant.
    pub chain: ChainId,
    /// The number of the grant.
    pub number: u64,
    /// Whether the grant is in the books already. If not, the undo counts when it comes.
    pub is_found: bool,
}

impl Books {
    /// Takes a grant back. `chain` is the newest chain of the terminal, if it is not given.
    ///
    /// # Errors
    /// [`BooksError::UnknownTerminal`]; [`BooksError::NoGrant`], [`BooksError::Undone`]; those of the disk and
    /// the database.
    pub fn undo(
        &mut self,
        (terminal, chain, number): (u32, Option<u64>, u64),
        (reason, operator): (&str, &str),
        at: UnixTime,
    ) -> Result<BureauUndo> {
        let chain = self.chain_of(terminal, chain)?;
        let (public, _) = self
            .facts
            .terminal(&chain.terminal)
            .ok_or(BooksError::UnknownTerminal)?;
        let public = public.clone();
        let mut batch = Batch::new(&self.connection)?;
        let state = self.journal(&mut batch, &chain)?;
        self.check_not_undone(&chain, state.id, number)?;
        let mut event = None;
        if number <= state.end.size {
            let record = self.record(&batch, &state, &public, number)?;
            let grant = record.and_then(|record| event_to_undo(&state, &record));
            event = Some(grant.ok_or(BooksError::NoGrant)?);
        }
        let undo = NewUndo {
            chain,
            number,
            reason: reason.to_owned(),
            operator: operator.to_owned(),
            at,
            is_found: event.is_some(),
        };
        if let Some((month, grant)) = &event {
            batch.add_event(*month, &undo_of(grant));
        }
        let item = encode_undo(&undo);
        batch.add_undo(undo, &item);
        self.commit(batch)?;
        self.settle(&mut |_| ())?;
        Ok(BureauUndo {
            terminal,
            chain,
            number,
            is_found: event.is_some(),
        })
    }

    /// How many records the books have of a chain of this terminal; of its newest one, if none is named.
    ///
    /// # Errors
    /// [`BooksError::UnknownTerminal`]; those of the database.
    pub fn records_of(&self, terminal: u32, chain: Option<u64>) -> Result<u64> {
        let chain = self.chain_of(terminal, chain)?;
        let size: Option<u64> = self
            .connection
            .query_row(
                "SELECT size FROM journals WHERE terminal_key = ?1 AND chain = ?2",
                (chain.terminal, chain.chain),
                |row| row.get(0),
            )
            .optional()?;
        Ok(size.unwrap_or(0))
    }

    fn chain_of(&self, terminal: u32, chain: Option<u64>) -> Result<ChainId> {
        let keys = self.facts.keys_of(terminal);
        let key = *keys.first().ok_or(BooksError::UnknownTerminal)?;
        let newest: Option<u64> = self.connection.query_row(
            "SELECT max(chain) FROM journals WHERE terminal_key = ?1 AND size > 0",
            [key],
            |row| row.get(0),
        )?;
        Ok(ChainId {
            terminal: key,
            chain: chain.or(newest).unwrap_or(1),
        })
    }

    fn check_not_undone(&self, chain: &ChainId, journal: u32, number: u64) -> Result<()> {
        let at_bureau: Option<i64> = self
            .connection
            .query_row(
                "SELECT id FROM bureau_undos WHERE terminal_key = ?1 AND chain = ?2 AND number = ?3",
                (chain.terminal, chain.chain, number),
                |row| row.get(0),
            )
            .optional()?;
        let at_counter = self
            .connection
            .prepare_cached("SELECT 1 FROM undone WHERE journal = ?1 AND number = ?2")?
            .exists((journal, number))?;
        match at_bureau.is_some() || at_counter {
            true => Err(BooksError::Undone),
            false => Ok(()),
        }
    }
}
