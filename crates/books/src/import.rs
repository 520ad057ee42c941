//! Taking in exports: each record once, and no file stops the others.

mod convert;
mod earlier;
mod kept;
mod ratings;
mod source;
mod take;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use credential_core::UnixTime;
use credential_core::journal::{ChainId, ExportHeader, ExportReader, JournalFault};

use crate::batch::{Batch, FaultRow};
use crate::error::{BooksError, Result};
use crate::folder;
use crate::journals::JournalState;
use crate::mark::MarkKind;
use crate::open::Books;

pub(crate) use convert::undo_of;
pub(crate) use earlier::event_to_undo;
pub(crate) use kept::{ITEM_HEAD, encode_undo, read_item, read_undo};
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

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file cannot be read: the system's words.
    Unreadable(String),
    /// No terminal of the bureau has this key.
    UnknownTerminal,
    /// The number of a chain or of its records is higher than any terminal gets to.
    NumberTooHigh,
    /// The journal is not as it was signed. One with two histories is kept aside.
    Fault(JournalFault),
}

impl Refusal {
    /// The stable code, in kebab case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "file-unreadable",
            Self::UnknownTerminal => "terminal-unknown",
            Self::NumberTooHigh => "journal-number-high",
            Self::Fault(fault) => fault.code(),
        }
    }
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

/// All files, the shorter of a chain before the longer, so that none waits for one that comes behind it.
fn sorted(paths: &[PathBuf]) -> Vec<(PathBuf, Result<ExportHeader, Refusal>)> {
    let mut files: Vec<_> = expand(paths)
        .into_iter()
        .map(|path| {
            let header = read_header(&path);
            (path, header)
        })
        .collect();
    let order = |(path, header): &(PathBuf, Result<ExportHeader, Refusal>)| {
        let header = header.as_ref().ok();
        (header.map(|header| (header.id, header.size)), path.clone())
    };
    files.sort_by_cached_key(order);
    files
}

/// Files as they are, folders as the exports in them.
fn expand(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        let Ok(entries) = fs::read_dir(path) else {
            files.push(path.clone());
            continue;
        };
        let inside = entries.flatten().map(|entry| entry.path());
        files.extend(inside.filter(|path| {
            let is_export = |ending: &std::ffi::OsStr| ending.eq_ignore_ascii_case("lbx");
            path.extension().is_some_and(is_export) && path.is_file()
        }));
    }
    files
}

fn read_header(path: &Path) -> Result<ExportHeader, Refusal> {
    let mut file = source::open_file(path)?;
    ExportReader::open(|buffer: &mut [u8]| file.read(buffer))
        .map(|reader| *reader.header())
        .map_err(source::refusal)
}

fn digest_of(path: &Path) -> Result<[u8; 32]> {
    use sha2::{Digest, Sha256};
    let read = || {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                read => hash.update(buffer.get(..read).unwrap_or_default()),
            }
        }
        Ok(hash.finalize().into())
    };
    read().map_err(|error| BooksError::file(path, error))
}
