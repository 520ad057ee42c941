//! What an import adds, gathered in memory and written at once.
//!
//! Files first, synced; then one transaction that says how far they count. A run that is stopped before the
//! transaction has added nothing: the next one writes over what stands behind.

use std::collections::BTreeMap;

use credential_core::UnixTime;
use credential_core::journal::{ChainId, CheckpointClaims};
use rusqlite::Connection;

use crate::error::Result;
use crate::event::{EVENT_BYTES, Event};
use crate::folder::{self, BooksFolder};
use crate::journals::{self, JournalState};
use crate::month::Month;

/// Bytes of events and blocks at which a batch is written.
const FULL_BYTES: usize = 64 << 20;

/// Bytes at which the next file of blocks begins.
const PACK_BYTES: u64 = 256 << 20;

/// A block that was verified.
pub(crate) struct BlockRow {
    pub(crate) journal: u32,
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) pack: u32,
    pub(crate) position: u64,
    pub(crate) bytes: usize,
    pub(crate) imported: UnixTime,
}

/// A journal that contradicts itself.
pub(crate) struct FaultRow {
    pub(crate) journal: u32,
    pub(crate) kind: &'static str,
    pub(crate) number: u64,
    pub(crate) known: Option<u64>,
    pub(crate) file: [u8; 32],
    pub(crate) seen: UnixTime,
}

/// What is to be written.
pub(crate) struct Batch {
    pack: u32,
    /// Bytes of the pack that count.
    pack_bytes: u64,
    kept: Vec<u8>,
    events: BTreeMap<(Month, u8), Vec<u8>>,
    event_bytes: usize,
    pub(crate) blocks: Vec<BlockRow>,
    checkpoints: Vec<(u32, CheckpointClaims)>,
    journals: BTreeMap<ChainId, JournalState>,
    faults: Vec<FaultRow>,
    /// Undos of the bureau whose grant has come.
    found_undos: Vec<i64>,
    new_undos: Vec<NewUndo>,
    next_journal: u32,
}

/// A grant that the bureau takes back.
pub(crate) struct NewUndo {
    pub(crate) chain: ChainId,
    pub(crate) number: u64,
    pub(crate) reason: String,
    pub(crate) operator: String,
    pub(crate) at: UnixTime,
    /// Whether its grant is in the books.
    pub(crate) is_found: bool,
}

impl Batch {
    /// An empty one, which goes on where the books end.
    pub(crate) fn new(connection: &Connection) -> Result<Self> {
        let mut statement = connection
            .prepare_cached("SELECT pack, bytes FROM packs ORDER BY pack DESC LIMIT 1")?;
        let mut rows = statement.query(())?;
        let (pack, pack_bytes) = match rows.next()? {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => (1, 0),
        };
        let is_full = pack_bytes >= PACK_BYTES;
        Ok(Self {
            pack: pack + u32::from(is_full),
            pack_bytes: if is_full { 0 } else { pack_bytes },
            kept: Vec::new(),
            events: BTreeMap::new(),
            event_bytes: 0,
            blocks: Vec::new(),
            checkpoints: Vec::new(),
            journals: BTreeMap::new(),
            faults: Vec::new(),
            found_undos: Vec::new(),
            new_undos: Vec::new(),
            next_journal: journals::next_id(connection)?,
        })
    }

    /// Whether it is time to write it.
    pub(crate) fn is_full(&self) -> bool {
        self.event_bytes + self.kept.len() >= FULL_BYTES
    }

    /// The chain as it is with this batch, if it is in it.
    pub(crate) fn journal(&self, chain: &ChainId) -> Option<&JournalState> {
        self.journals.get(chain)
    }

    /// The number of a chain that is new.
    pub(crate) fn new_journal_id(&mut self) -> u32 {
        let id = self.next_journal;
        self.next_journal = id.saturating_add(1);
        id
    }

    /// Checkpoints of a journal that are in this batch.
    pub(crate) fn checkpoints_of(&self, journal: u32) -> impl Iterator<Item = CheckpointClaims> {
        let of = self.checkpoints.iter();
        of.filter(move |(of, _)| *of == journal)
            .map(|(_, claims)| *claims)
    }

    /// The bytes of a block that is in this batch and not yet on the disk.
    pub(crate) fn pending(&self, row: &BlockRow) -> Option<&[u8]> {
        if row.pack != self.pack || self.kept.is_empty() {
            return None;
        }
        let start = usize::try_from(row.position.checked_sub(self.pack_bytes)?).ok()?;
        self.kept.get(start..start.checked_add(row.bytes)?)
    }

    /// Adds a verified block; `content` is what the pack will have.
    pub(crate) fn add_block(
        &mut self,
        (journal, first, last): (u32, u64, u64),
        content: &[u8],
        imported: UnixTime,
    ) {
        let position = self.pack_bytes + self.kept.len() as u64;
        self.kept.extend_from_slice(content);
        self.blocks.push(BlockRow {
            journal,
            first,
            last,
            pack: self.pack,
            position,
            bytes: content.len(),
            imported,
        });
    }

    /// Adds a block that lies in a pack already.
    pub(crate) fn add_kept_block(
        &mut self,
        (journal, first, last): (u32, u64, u64),
        (pack, position, bytes): (u32, u64, usize),
        imported: UnixTime,
    ) {
        self.blocks.push(BlockRow {
            journal,
            first,
            last,
            pack,
            position,
            bytes,
            imported,
        });
    }

    pub(crate) fn add_event(&mut self, month: Month, event: &Event) {
        let out = self.events.entry((month, event.bucket())).or_default();
        event.encode(out);
        self.event_bytes += EVENT_BYTES;
    }

    pub(crate) fn add_checkpoint(&mut self, journal: u32, claims: CheckpointClaims) {
        self.checkpoints.push((journal, claims));
    }

    pub(crate) fn set_journal(&mut self, state: JournalState) {
        self.journals.insert(state.chain, state);
    }

    pub(crate) fn add_fault(&mut self, fault: FaultRow) {
        self.faults.push(fault);
    }

    /// Adds an undo of the bureau; `item` is what the pack will have, none if it has it.
    pub(crate) fn add_undo(&mut self, undo: NewUndo, item: &[u8]) {
        self.kept.extend_from_slice(item);
        self.new_undos.push(undo);
    }

    pub(crate) fn add_found_undo(&mut self, id: i64) {
        self.found_undos.push(id);
    }

    /// Writes everything: whole, or as if nothing had been tried.
    pub(crate) fn commit(
        self,
        connection: &mut Connection,
        files: &BooksFolder,
        generation: u32,
    ) -> Result<()> {
        if !self.kept.is_empty() {
            let pack = files.pack(self.pack);
            folder::append(&pack, self.pack_bytes, &self.kept)?;
            folder::sync(&pack)?;
            folder::sync_folder(&files.path().join("kept"))?;
        }
        let extents = self.write_events(connection, files, generation)?;
        crash_point("files-written");
        let transaction = connection.transaction()?;
        self.write_rows(&transaction, &extents)?;
        crash_point("before-commit");
        transaction.commit()?;
        crash_point("committed");
        Ok(())
    }

    /// Writes the events; returns where.
    fn write_events(
        &self,
        connection: &Connection,
        files: &BooksFolder,
        generation: u32,
    ) -> Result<Vec<(Month, u8, u64, usize)>> {
        let mut extents = Vec::with_capacity(self.events.len());
        let mut by_month: BTreeMap<Month, Vec<(u8, &Vec<u8>)>> = BTreeMap::new();
        for ((month, bucket), bytes) in &self.events {
            by_month.entry(*month).or_default().push((*bucket, bytes));
        }
        for (month, parts) in by_month {
            let start: u64 = connection
                .prepare_cached(
                    "SELECT coalesce(max(position + bytes), 0) FROM extents WHERE month = ?1",
                )?
                .query_row([month.number()], |row| row.get(0))?;
            let mut all = Vec::with_capacity(parts.iter().map(|(_, part)| part.len()).sum());
            for (bucket, part) in parts {
                extents.push((month, bucket, start + all.len() as u64, part.len()));
                all.extend_from_slice(part);
            }
            let path = files.events(generation, month);
            folder::append(&path, start, &all)?;
            folder::sync(&path)?;
        }
        if !extents.is_empty() {
            folder::sync_folder(&files.index(generation))?;
        }
        Ok(extents)
    }

    fn write_rows(
        &self,
        connection: &Connection,
        extents: &[(Month, u8, u64, usize)],
    ) -> Result<()> {
        for state in self.journals.values() {
            state.write(connection)?;
        }
        for (journal, claims) in &self.checkpoints {
            connection
                .prepare_cached("INSERT OR IGNORE INTO checkpoints VALUES (?1, ?2, ?3, ?4)")?
                .execute((
                    journal,
                    claims.end.size,
                    claims.end.head,
                    claims.signed.as_secs(),
                ))?;
        }
        for block in &self.blocks {
            connection
                .prepare_cached(
                    "INSERT INTO blocks (journal, first, last, pack, position, bytes, imported)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute((
                    block.journal,
                    block.first,
                    block.last,
                    block.pack,
                    block.position,
                    block.bytes,
                    block.imported.as_secs(),
                ))?;
        }
        if !self.kept.is_empty() {
            connection.execute(
                "INSERT OR REPLACE INTO packs VALUES (?1, ?2)",
                (self.pack, self.pack_bytes + self.kept.len() as u64),
            )?;
        }
        for (month, bucket, position, bytes) in extents {
            let month = month.number();
            connection
                .prepare_cached("INSERT INTO extents VALUES (?1, ?2, ?3, ?4)")?
                .execute((month, bucket, position, bytes))?;
            connection
                .prepare_cached("INSERT OR IGNORE INTO stale VALUES (?1)")?
                .execute([month])?;
        }
        for fault in &self.faults {
            connection
                .prepare_cached("INSERT OR IGNORE INTO faults VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute((
                    fault.journal,
                    fault.kind,
                    fault.number,
                    fault.known,
                    fault.file,
                    fault.seen.as_secs(),
                ))?;
        }
        for undo in &self.new_undos {
            connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO bureau_undos
                     (terminal_key, chain, number, reason, operator, at, found)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute((
                    undo.chain.terminal,
                    undo.chain.chain,
                    undo.number,
                    &undo.reason,
                    &undo.operator,
                    undo.at.as_secs(),
                    undo.is_found,
                ))?;
        }
        for id in &self.found_undos {
            connection.execute("UPDATE bureau_undos SET found = 1 WHERE id = ?1", [id])?;
        }
        Ok(())
    }
}

/// Where a test stops the program. In other builds there is nothing.
#[cfg(not(test))]
pub(crate) fn crash_point(_: &str) {}

#[cfg(test)]
pub(crate) use crash::crash_point;

#[cfg(test)]
pub(crate) mod crash {
    use std::cell::Cell;

    thread_local! {
        static COUNTDOWN: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// Panics at the nth crash point from here.
    pub(crate) fn after(points: Option<u32>) {
        COUNTDOWN.set(points);
    }

    pub(crate) fn crash_point(name: &str) {
        match COUNTDOWN.get() {
            Some(0) => {
                COUNTDOWN.set(None);
                panic!("stopped at {name}");
            }
            Some(left) => COUNTDOWN.set(Some(left - 1)),
            None => {}
        }
    }
}
