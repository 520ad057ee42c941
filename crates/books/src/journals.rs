//! The state of each chain of each terminal.

use credential_core::UnixTime;
use credential_core::journal::{ChainEnd, ChainId, CheckpointClaims};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::Result;

/// The place that the last note of a chain names; zeros before the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NotedPlace {
    /// Of another bureau.
    pub(crate) is_foreign: bool,
    pub(crate) terminal: u32,
    pub(crate) merchant: u32,
    pub(crate) branch: u32,
}

/// What the books have of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JournalState {
    /// `journals.id`
    pub(crate) id: u32,
    pub(crate) chain: ChainId,
    pub(crate) terminal: u32,
    pub(crate) end: ChainEnd,
    pub(crate) signed: UnixTime,
    pub(crate) imported: UnixTime,
    pub(crate) last_time: UnixTime,
    pub(crate) place: NotedPlace,
    pub(crate) receipted: u64,
    pub(crate) receipted_at: UnixTime,
    /// Of a chain that the terminal has set aside.
    pub(crate) closed: Option<ChainEnd>,
}

const COLUMNS: &str = "id, terminal_key, chain, terminal, size, head, signed, imported, last_time,
    place_terminal, place_merchant, place_branch, place_foreign, receipted, receipted_at, closed_size, closed_head";

impl JournalState {
    /// A chain of which nothing has come.
    pub(crate) fn new(id: u32, chain: ChainId) -> Self {
        Self {
            id,
            chain,
            terminal: 0,
            end: ChainEnd {
                size: 0,
                head: chain.first_hash(),
            },
            signed: UnixTime::default(),
            imported: UnixTime::default(),
            last_time: UnixTime::default(),
            place: NotedPlace::default(),
            receipted: 0,
            receipted_at: UnixTime::default(),
            closed: None,
        }
    }

    /// The chain with this name, if anything of it has come.
    pub(crate) fn find(connection: &Connection, chain: &ChainId) -> Result<Option<Self>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM journals WHERE terminal_key = ?1 AND chain = ?2"
        ))?;
        let found = statement.query_row((chain.terminal, chain.chain), read);
        Ok(found.optional()?)
    }

    /// All chains, by key and number.
    pub(crate) fn all(connection: &Connection) -> Result<Vec<Self>> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM journals ORDER BY terminal_key, chain"
        ))?;
        let rows = statement.query_map((), read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Writes the row, in place of the one that was there.
    pub(crate) fn write(&self, connection: &Connection) -> Result<()> {
        let values = rusqlite::params![
            self.id,
            self.chain.terminal,
            self.chain.chain,
            self.terminal,
            self.end.size,
            self.end.head,
            self.signed.as_secs(),
            self.imported.as_secs(),
            self.last_time.as_secs(),
            self.place.terminal,
            self.place.merchant,
            self.place.branch,
            self.place.is_foreign,
            self.receipted,
            self.receipted_at.as_secs(),
            self.closed.map(|end| end.size),
            self.closed.map(|end| end.head),
        ];
        connection
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO journals ({COLUMNS})
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
            ))?
            .execute(values)?;
        Ok(())
    }

    /// The checkpoints of this chain that were verified.
    pub(crate) fn checkpoints(&self, connection: &Connection) -> Result<Vec<CheckpointClaims>> {
        let mut statement = connection
            .prepare_cached("SELECT size, head, signed FROM checkpoints WHERE journal = ?1")?;
        let rows = statement.query_map([self.id], |row| {
            Ok(CheckpointClaims {
                id: self.chain,
                end: ChainEnd {
                    size: row.get(0)?,
                    head: row.get(1)?,
                },
                signed: UnixTime::from_secs(row.get(2)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// A number that no chain has.
pub(crate) fn next_id(connection: &Connection) -> Result<u32> {
    let last: u32 =
        connection.query_row("SELECT coalesce(max(id), 0) FROM journals", (), |row| {
            row.get(0)
        })?;
    Ok(last.saturating_add(1))
}

fn read(row: &Row<'_>) -> rusqlite::Result<JournalState> {
    let time = |at: usize| row.get(at).map(UnixTime::from_secs);
    let closed: Option<u64> = row.get(15)?;
    Ok(JournalState {
        id: row.get(0)?,
        chain: ChainId {
            terminal: row.get(1)?,
            chain: row.get(2)?,
        },
        terminal: row.get(3)?,
        end: ChainEnd {
            size: row.get(4)?,
            head: row.get(5)?,
        },
        signed: time(6)?,
        imported: time(7)?,
        last_time: time(8)?,
        place: NotedPlace {
            terminal: row.get(9)?,
            merchant: row.get(10)?,
            branch: row.get(11)?,
            is_foreign: row.get(12)?,
        },
        receipted: row.get(13)?,
        receipted_at: time(14)?,
        closed: match closed {
            Some(size) => Some(ChainEnd {
                size,
                head: row.get(16)?,
            }),
            None => None,
        },
    })
}
