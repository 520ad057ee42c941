//! Taking in exports: each record once, and no file stops the others.

mod convert;
mod earlier;
mod files;
mod kept;
mod ratings;
mod refusal;
mod source;
mod take;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use credential_core::UnixTime;
use credential_core::journal::{ChainId, ExportHeader, JournalFault};

use crate::batch::{Batch, FaultRow};
use crate::error::Result;
use crate::folder;
use crate::journals::JournalState;
use crate::mark::MarkKind;
use crate::open::Books;

use files::{digest_of, read_header, sorted};

pub(crate) use convert::undo_of;
pub(crate) use earlier::event_to_undo;
pub(crate) use kept::{ITEM_HEAD, encode_undo, read_item, read_undo};
pub use refusal::Refusal;
pub(crate) use take::PendingUndos;

/// Numbers of records and chains that the books can hold: as many records take a terminal some centuries.
pub(crate) const HIGHEST_NUMBER: u64 = u32::MAX as u64;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOutcome {
    /// It was taken in.
    Imported {
        /// Records that the books did not have.
        new: u64,
        /// Records that they had.
        known: u64,
    },
    /// It is sound and begins too late. It is kept, and is taken in when the records before it have come.
    Waiting {
        /// The first record that is missing.
        missing_from: u64,
        /// The last record that is missing.
        missing_to: u64,
    },
    /// Nothing of it was taken in.
    Refused(Refusal),
}

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// The file. One that had waited is named as it was when it came.
    pub path: PathBuf,
    /// Which chain it says that it is.
    pub chain: Option<ChainId>,
    /// The terminal's number, if the bureau knows the key.
    pub terminal: Option<u32>,
    /// How many records the books have of the chain now.
    pub size: u64,
    /// What became of it.
    pub outcome: FileOutcome,
}

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Each file, in the order in which they were taken.
    pub files: Vec<FileReport>,
    /// Marks by kind, before and after.
    pub marks: BTreeMap<MarkKind, (u64, u64)>,
}

impl Books {
    /// Takes in these files, and all `.lbx` files in these folders. `seen` is called for each file; what it is
    /// told counts when the whole returns.
    ///
    /// # Errors
    /// Those of the disk and the database; what was taken in before is kept, and the next run goes on.
    pub fn import(
        &mut self,
        paths: &[PathBuf],
        now: UnixTime,
        seen: &mut dyn FnMut(&FileReport),
    ) -> Result<ImportReport> {
        let before = self.mark_counts()?;
        let mut report = ImportReport::default();
        let mut undos = PendingUndos::read(&self.connection)?;
        let mut batch = Batch::new(&self.connection)?;
        for (path, header) in sorted(paths) {
            let mut queue: Vec<QueuedFile> = vec![(path.clone(), path, header, None)];
            while let Some((source, name, header, waited)) = queue.pop() {
                let file = self.take_one(&mut batch, &mut undos, (&source, &name), header, now)?;
                if let Some(digest) = waited {
                    batch = self.commit(batch)?;
                    self.wait_no_longer(&digest)?;
                }
                if let FileOutcome::Imported { .. } = file.outcome
                    && let Some(chain) = file.chain
                {
                    for next in self.waiting_for(&chain, file.size)? {
                        if !queue.iter().any(|queued: &QueuedFile| queued.3 == next.3) {
                            queue.push(next);
                        }
                    }
                }
                seen(&file);
                report.files.push(file);
            }
            if batch.is_full() {
                batch = self.commit(batch)?;
            }
        }
        self.commit(batch)?;
        self.settle(&mut |_| ())?;
        let after = self.mark_counts()?;
        for kind in MarkKind::ALL {
            let of = |counts: &BTreeMap<MarkKind, u64>| counts.get(kind).copied().unwrap_or(0);
            let both = (of(&before), of(&after));
            if both != (0, 0) {
                report.marks.insert(*kind, both);
            }
        }
        Ok(report)
    }

    /// Writes a batch and begins the next.
    pub(crate) fn commit(&mut self, batch: Batch) -> Result<Batch> {
        batch.commit(&mut self.connection, &self.folder, self.generation)?;
        Batch::new(&self.connection)
    }

    /// The chain as it is, with what is in the batch.
    pub(crate) fn journal(&self, batch: &mut Batch, chain: &ChainId) -> Result<JournalState> {
        if let Some(state) = batch.journal(chain) {
            return Ok(state.clone());
        }
        let found = JournalState::find(&self.connection, chain)?;
        Ok(match found {
            Some(state) => state,
            None => JournalState::new(batch.new_journal_id(), *chain),
        })
    }

    fn take_one(
        &mut self,
        batch: &mut Batch,
        undos: &mut PendingUndos,
        (source, name): (&Path, &Path),
        header: Result<ExportHeader, Refusal>,
        now: UnixTime,
    ) -> Result<FileReport> {
        let mut report = FileReport {
            path: name.to_owned(),
            chain: None,
            terminal: None,
            size: 0,
            outcome: FileOutcome::Refused(Refusal::UnknownTerminal),
        };
        let header = match header {
            Ok(header) => header,
            Err(refusal) => {
                report.outcome = FileOutcome::Refused(refusal);
                return Ok(report);
            }
        };
        report.chain = Some(header.id);
        let Some((key, terminal)) = self.facts.terminal(&header.id.terminal) else {
            return Ok(report);
        };
        report.terminal = Some(terminal);
        if header.size.max(header.id.chain) > HIGHEST_NUMBER {
            report.outcome = FileOutcome::Refused(Refusal::NumberTooHigh);
            return Ok(report);
        }
        let key = key.clone();
        let mut state = self.journal(batch, &header.id)?;
        state.terminal = terminal;
        let size = state.end.size;
        report.size = size;
        let taken = self.take_file(batch, undos, source, &key, state, now)?;
        report.outcome = match taken {
            Ok(taken) => {
                report.size = taken.state.end.size;
                let (new, known) = (taken.new, taken.known);
                self.merge(batch, taken)?;
                FileOutcome::Imported { new, known }
            }
            Err(Refusal::Fault(fault)) => {
                self.take_fault(batch, (source, name), &key, &header, fault, now)?
            }
            Err(refusal) => FileOutcome::Refused(refusal),
        };
        Ok(report)
    }

    /// What becomes of a file that does not follow what the books have.
    fn take_fault(
        &mut self,
        batch: &mut Batch,
        (source, name): (&Path, &Path),
        key: &credential_core::PublicKey,
        header: &ExportHeader,
        fault: JournalFault,
        now: UnixTime,
    ) -> Result<FileOutcome> {
        let (kind, number, known) = match fault {
            JournalFault::Fork { number } => ("fork", number, None),
            JournalFault::Truncated { size, known } => ("truncated", size, Some(known)),
            JournalFault::Gap { .. } => ("gap", 0, None),
            _ => return Ok(FileOutcome::Refused(Refusal::Fault(fault))),
        };
        // A damaged copy is no fork: what is to be kept must be signed, all of it.
        if let Err(other) = source::verify_by_itself(source, key) {
            return Ok(FileOutcome::Refused(other));
        }
        let digest = digest_of(source)?;
        let state = self.journal(batch, &header.id)?;
        if let JournalFault::Gap { expected, found } = fault {
            let is_in_file = found <= header.size;
            if expected != state.end.size.saturating_add(1) || !is_in_file {
                return Ok(FileOutcome::Refused(Refusal::Fault(fault)));
            }
            self.wait((source, name), &digest, header, found, now)?;
            return Ok(FileOutcome::Waiting {
                missing_from: expected,
                missing_to: found.saturating_sub(1),
            });
        }
        folder::copy_whole(source, &self.folder.aside(&digest))?;
        batch.add_fault(FaultRow {
            journal: state.id,
            kind,
            number,
            known,
            file: digest,
            seen: now,
        });
        batch.set_journal(state);
        Ok(FileOutcome::Refused(Refusal::Fault(fault)))
    }

    /// Keeps a file until the records before it have come.
    fn wait(
        &mut self,
        (source, name): (&Path, &Path),
        digest: &[u8; 32],
        header: &ExportHeader,
        first: u64,
        now: UnixTime,
    ) -> Result<()> {
        let kept = self.folder.waiting(digest);
        if kept != source {
            folder::copy_whole(source, &kept)?;
        }
        self.connection.execute(
            "INSERT OR IGNORE INTO waiting VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                digest,
                header.id.terminal,
                header.id.chain,
                first,
                header.size,
                name.to_string_lossy(),
                now.as_secs(),
            ),
        )?;
        Ok(())
    }

    /// The files that follow a chain of this size.
    fn waiting_for(&self, chain: &ChainId, size: u64) -> Result<Vec<QueuedFile>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT file, name FROM waiting
             WHERE terminal_key = ?1 AND chain = ?2 AND first <= ?3 ORDER BY first DESC",
        )?;
        let next = size.saturating_add(1);
        let rows = statement.query_map((chain.terminal, chain.chain, next), |row| {
            let name: String = row.get(1)?;
            Ok((row.get::<_, [u8; 32]>(0)?, PathBuf::from(name)))
        })?;
        let mut files = Vec::new();
        for row in rows {
            let (digest, name) = row?;
            let source = self.folder.waiting(&digest);
            let header = read_header(&source);
            files.push((source, name, header, Some(digest)));
        }
        Ok(files)
    }

    fn wait_no_longer(&mut self, digest: &[u8; 32]) -> Result<()> {
        self.connection
            .execute("DELETE FROM waiting WHERE file = ?1", [digest])?;
        folder::remove(&self.folder.waiting(digest))
    }

    fn mark_counts(&self) -> Result<BTreeMap<MarkKind, u64>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT kind, count(*) FROM marks GROUP BY kind")?;
        let rows = statement.query_map((), |row| {
            let code: String = row.get(0)?;
            Ok((code, row.get(1)?))
        })?;
        let mut counts = BTreeMap::new();
        for row in rows {
            let (code, count) = row?;
            counts.extend(MarkKind::from_code(&code).map(|kind| (kind, count)));
        }
        Ok(counts)
    }
}

/// A file to take: where it lies, what it is called, what it says that it is, and whether it has waited.
type QueuedFile = (
    PathBuf,
    PathBuf,
    Result<ExportHeader, Refusal>,
    Option<[u8; 32]>,
);
