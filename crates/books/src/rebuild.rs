//! Making the database and the events again, from the blocks that were kept.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use credential_core::UnixTime;
use credential_core::journal::ExportReader;

use crate::batch::Batch;
use crate::error::{BooksError, Result};
use crate::facts::{BureauFacts, Facts};
use crate::folder::{self, BooksFolder};
use crate::import::{ITEM_HEAD, PendingUndos, read_item, read_undo};
use crate::open::{Books, open_database};

/// The most bytes of an item: a block with what stands around it.
const MAX_ITEM_BYTES: usize = credential_core::limits::MAX_BLOCK_BYTES + 4_096;

/// What is done with an item: its place in the pack, its bytes, and when it came.
type ShowItem<'s> = dyn FnMut(&mut Books, u64, &[u8], UnixTime) -> Result<()> + 's;

impl Books {
    /// Makes the books again from `kept/`. Each block is verified once more. What was said of journals as a whole,
    /// and receipts, are taken from the old database if it can still be read.
    ///
    /// # Errors
    /// [`BooksError::Damaged`] for a block that does not verify: the old books are then as they were.
    /// [`BooksError::UnknownTerminal`] for one of a terminal that the facts do not have.
    pub fn rebuild(path: &Path, facts: BureauFacts) -> Result<Self> {
        let folder = BooksFolder::new(path);
        let old = folder.database();
        // Nobody else may be writing. A database that cannot be read is no reason not to make it again.
        let held = match open_database(&old, facts.issuer) {
            Ok(held) => Some(held),
            Err(BooksError::InUse) => return Err(BooksError::InUse),
            Err(_) => None,
        };
        let generation = next_generation(path);
        folder::remove(&folder.new_database())?;
        folder::remove(&folder.index(generation))?;
        folder.create(generation)?;
        let (connection, _) = open_database(&folder.new_database(), facts.issuer)?;
        connection.execute("UPDATE books SET generation = ?1", [generation])?;
        let mut books = Self {
            connection,
            folder: folder.clone(),
            facts: Facts::new(facts.clone()),
            generation,
            holders: Default::default(),
        };
        books.replay()?;
        books.settle(&mut |_| ())?;
        if held.is_some() {
            // It is locked by this program, and is read through the same file.
            drop(held);
            books.take_other_rows(&old)?;
        }
        drop(books);
        // What a stopped transaction has left beside the old one must not be played into the new one.
        folder::remove(&path.join("books.db-journal"))?;
        let new = folder.new_database();
        fs::rename(&new, &old).map_err(|error| BooksError::file(&old, error))?;
        folder::sync_folder(path)?;
        folder::remove(&path.join("books.db.new-journal"))?;
        for former in 1..generation {
            folder::remove(&folder.index(former))?;
        }
        Self::open(path, facts)
    }

    fn replay(&mut self) -> Result<()> {
        // Undos first: each counts when its grant comes.
        let mut undos = Batch::new(&self.connection)?;
        let mut lengths = Vec::new();
        let mut pack = 1;
        while self.folder.pack(pack).exists() {
            let length = self.read_pack(pack, &mut |_, _, item, _| {
                if let Some(undo) = read_undo(item) {
                    undos.add_undo(undo, &[]);
                }
                Ok(())
            })?;
            lengths.push((pack, length));
            pack += 1;
        }
        self.commit(undos)?;
        let pending = PendingUndos::read(&self.connection)?;
        let mut batch = Batch::new(&self.connection)?;
        for (pack, length) in &lengths {
            self.read_pack(*pack, &mut |books, position, item, imported| {
                if read_undo(item).is_none() {
                    books.replay_block(&mut batch, &pending, (*pack, position, imported), item)?;
                }
                if batch.is_full() {
                    let next = Batch::new(&books.connection)?;
                    let full = std::mem::replace(&mut batch, next);
                    batch = books.commit(full)?;
                }
                Ok(())
            })?;
            self.connection.execute(
                "INSERT OR REPLACE INTO packs VALUES (?1, ?2)",
                (pack, length),
            )?;
        }
        self.commit(batch)?;
        Ok(())
    }

    fn replay_block(
        &mut self,
        batch: &mut Batch,
        undos: &PendingUndos,
        (pack, position, imported): (u32, u64, UnixTime),
        item: &[u8],
    ) -> Result<()> {
        let path = self.folder.pack(pack);
        let damaged = |why| BooksError::Damaged {
            path: path.clone(),
            why,
        };
        let mut rest = item.get(ITEM_HEAD..).unwrap_or_default();
        let reader = ExportReader::open(|buffer: &mut [u8]| rest.read(buffer));
        let header = reader.map(|reader| *reader.header());
        let header = header.map_err(|_| damaged("a kept block cannot be read"))?;
        let terminal = self.facts.terminal(&header.id.terminal);
        let (key, number) = terminal.ok_or(BooksError::UnknownTerminal)?;
        let key = key.clone();
        let block = read_item(item, &key).map_err(|_| damaged("a kept block does not verify"))?;
        let mut state = self.journal(batch, &header.id)?;
        state.terminal = number;
        if state.end != block.before {
            return Err(damaged("a kept block does not follow the one before"));
        }
        let place = (pack, position, item.len(), imported);
        self.take_kept_block(batch, undos, (state, &key), &block, place)
    }

    /// Shows the whole items of a pack; returns where they end. What stands behind was being written when the
    /// program was stopped.
    fn read_pack(&mut self, pack: u32, show: &mut ShowItem<'_>) -> Result<u64> {
        let path = self.folder.pack(pack);
        let unreadable = |error| BooksError::file(&path, error);
        let file = File::open(&path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let mut file = BufReader::with_capacity(1 << 20, file);
        let mut position = 0_u64;
        let mut item = Vec::new();
        while size.saturating_sub(position) >= ITEM_HEAD as u64 {
            let mut head = [0; ITEM_HEAD];
            file.read_exact(&mut head).map_err(unreadable)?;
            let [l0, l1, l2, l3, time @ ..] = head;
            let length =
                usize::try_from(u32::from_be_bytes([l0, l1, l2, l3])).unwrap_or(usize::MAX);
            let whole = ITEM_HEAD.saturating_add(length);
            if whole > MAX_ITEM_BYTES {
                return Err(BooksError::Damaged {
                    path,
                    why: "an item that is too long",
                });
            }
            if size - position < whole as u64 {
                break;
            }
            item.clear();
            item.extend_from_slice(&head);
            item.resize(whole, 0);
            let content = item.get_mut(ITEM_HEAD..).unwrap_or_default();
            file.read_exact(content).map_err(unreadable)?;
            let imported = UnixTime::from_secs(u64::from_be_bytes(time));
            show(self, position, &item, imported)?;
            position += whole as u64;
        }
        Ok(position)
    }

    /// Takes over what the blocks do not have, with the numbers that the journals have now.
    fn take_other_rows(&mut self, old: &Path) -> Result<()> {
        self.connection
            .execute("ATTACH DATABASE ?1 AS old", [old.to_string_lossy()])?;
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(
            "INSERT OR IGNORE INTO main.waiting SELECT * FROM old.waiting;
             INSERT OR IGNORE INTO main.faults
                 SELECT n.id, f.kind, f.number, f.known, f.file, f.seen
                 FROM old.faults f JOIN old.journals j ON j.id = f.journal
                 JOIN main.journals n ON n.terminal_key = j.terminal_key AND n.chain = j.chain;
             UPDATE main.journals SET (receipted, receipted_at) = (
                 SELECT j.receipted, j.receipted_at FROM old.journals j
                 WHERE j.terminal_key = main.journals.terminal_key AND j.chain = main.journals.chain)
             WHERE EXISTS (SELECT 1 FROM old.journals j
                 WHERE j.terminal_key = main.journals.terminal_key AND j.chain = main.journals.chain);",
        )?;
        transaction.commit()?;
        self.connection.execute_batch("DETACH DATABASE old")?;
        Ok(())
    }
}

/// A number above those of all folders of events.
fn next_generation(path: &Path) -> u32 {
    let names = fs::read_dir(path).into_iter().flatten().flatten();
    let numbers = names.filter_map(|entry| {
        let name = entry.file_name();
        name.to_str()?.strip_prefix("index-")?.parse::<u32>().ok()
    });
    numbers.max().unwrap_or(0).saturating_add(1)
}
