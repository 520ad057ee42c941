//! A disk in memory, for a program that keeps files in its own way: a page in a browser, a device without a file
//! system. It says what has changed, so that all changes of a grant or an update are kept in one step.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::disk::{AppendFile, Disk, FileContent, LockGuard, UnsyncedFile};

/// Files in memory. A clone is another handle on the same files.
///
/// After every call that changes a store or a journal, take the changes, and write all of them where they are kept
/// in one transaction. Only when that has been committed, show what was granted. If it fails, throw this disk away
/// and make another one from what is kept: what was not kept was not granted.
///
/// ```
/// use std::path::Path;
/// use std::sync::Arc;
///
/// use credential_core::{Signer, SigningKey};
/// use terminal_store::{Journal, MemoryDisk};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::from_seed(&[7; 32]);
/// let disk = MemoryDisk::new();
/// let journal = Journal::open_on(Arc::new(disk.clone()), Path::new("store/journal"), key.public_key())?;
/// let kept = disk.take_changes();
/// assert!(!kept.is_empty());
///
/// // The page was closed, and is opened again.
/// let files = kept.into_iter().filter_map(|change| Some((change.path, change.content?)));
/// let again = MemoryDisk::from_files(files);
/// let same = Journal::open_on(Arc::new(again), Path::new("store/journal"), key.public_key())?;
/// assert_eq!(same.id(), journal.id());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MemoryDisk(Arc<Mutex<Files>>);

/// A file that was written or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its path.
    pub path: PathBuf,
    /// All that it has now; `None` if it was removed.
    pub content: Option<Vec<u8>>,
}

#[derive(Default)]
struct Files {
    files: BTreeMap<PathBuf, Vec<u8>>,
    folders: BTreeSet<PathBuf>,
    changed: BTreeSet<PathBuf>,
    locked: BTreeSet<PathBuf>,
}

impl MemoryDisk {
    /// A disk without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// A disk with the files that were kept. They count as unchanged.
    pub fn from_files(files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> Self {
        let disk = Self::new();
        disk.replace(files);
        disk
    }

    /// Has these files from now on, and no others: what another program has kept meanwhile. They count as unchanged,
    /// and what was changed here and not taken is gone. No journal may be open on this disk.
    pub fn replace(&self, files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) {
        let mut kept = Files::default();
        for (path, bytes) in files {
            kept.add(path, bytes);
        }
        let mut here = self.files();
        kept.locked = std::mem::take(&mut here.locked);
        *here = kept;
    }

    /// What has changed since this was asked last, by path, each file once.
    pub fn take_changes(&self) -> Vec<FileChange> {
        let mut files = self.files();
        let changed = std::mem::take(&mut files.changed);
        let change = |path: PathBuf| FileChange {
            content: files.files.get(&path).cloned(),
            path,
        };
        changed.into_iter().map(change).collect()
    }

    /// Whether something has changed since the changes were taken last.
    pub fn is_changed(&self) -> bool {
        !self.files().changed.is_empty()
    }

    /// Bytes of all files.
    pub fn size(&self) -> u64 {
        let files = self.files();
        files.files.values().map(|bytes| bytes.len() as u64).sum()
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        // Every change is one step, so whoever has panicked has left nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the contents: the terminal's key is one of them.
        let files = self.files();
        f.debug_list().entries(files.files.keys()).finish()
    }
}

impl Files {
    fn add(&mut self, path: PathBuf, bytes: Vec<u8>) {
        let above = path.ancestors().skip(1);
        self.folders.extend(above.map(Path::to_owned));
        self.files.insert(path, bytes);
    }

    fn has_folder(&self, path: &Path) -> bool {
        let is_top = [Path::new(""), Path::new("."), Path::new("/")].contains(&path);
        is_top || self.folders.contains(path)
    }

    fn is_in_folder(&self, path: &Path) -> io::Result<()> {
        match path.parent().is_none_or(|above| self.has_folder(above)) {
            true => Ok(()),
            false => Err(ErrorKind::NotFound.into()),
        }
    }

    fn content(&mut self, path: &Path) -> io::Result<&mut Vec<u8>> {
        let is_folder = self.has_folder(path);
        self.files.get_mut(path).ok_or_else(|| {
            let kind = match is_folder {
                true => ErrorKind::IsADirectory,
                false => ErrorKind::NotFound,
            };
            kind.into()
        })
    }

    fn append(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.content(path)?.extend_from_slice(bytes);
        self.changed.insert(path.to_owned());
        Ok(())
    }
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContent> {
        let mut files = self.files();
        let content = files.content(path)?;
        let length = usize::try_from(limit).map_or(content.len(), |limit| limit.min(content.len()));
        Ok(FileContent {
            bytes: content.iter().take(length).copied().collect(),
            modified: None,
        })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let files = self.files();
        if !files.has_folder(folder) {
            return Err(ErrorKind::NotFound.into());
        }
        let all = files.files.keys().chain(&files.folders);
        let inside = all.filter(|path| path.parent() == Some(folder));
        let names = inside.filter_map(|path| path.file_name());
        Ok(names.map(Into::into).collect())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut files = self.files();
        if files.has_folder(path) || files.files.contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        files.is_in_folder(path)?;
        files.folders.insert(path.to_owned());
        Ok(())
    }

    fn write_new<'d>(
        &'d self,
        path: &Path,
        _replaces: &Path,
        bytes: &[u8],
    ) -> io::Result<UnsyncedFile<'d>> {
        let mut files = self.files();
        files.is_in_folder(path)?;
        if files.has_folder(path) || files.files.contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        files.files.insert(path.to_owned(), bytes.to_vec());
        files.changed.insert(path.to_owned());
        Ok(UnsyncedFile::new(|| Ok(())))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        self.files().content(path)?;
        Ok(Box::new(OpenFile {
            disk: self.clone(),
            path: path.to_owned(),
        }))
    }

    fn cut(&self, path: &Path, length: u64, tail: &[u8]) -> io::Result<()> {
        let mut files = self.files();
        let content = files.content(path)?;
        let length = usize::try_from(length).map_err(|_| ErrorKind::InvalidInput)?;
        if content.len() == length && content.ends_with(tail) {
            // Nothing that would have to be kept anew.
            return Ok(());
        }
        content.resize(length, 0);
        let start = length.saturating_sub(tail.len());
        content.truncate(start);
        content.extend_from_slice(tail);
        files.changed.insert(path.to_owned());
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.files();
        files.is_in_folder(to)?;
        let content = std::mem::take(files.content(from)?);
        files.files.remove(from);
        files.files.insert(to.to_owned(), content);
        files.changed.extend([from.to_owned(), to.to_owned()]);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        match self.files().has_folder(folder) {
            true => Ok(()),
            false => Err(ErrorKind::NotFound.into()),
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut files = self.files();
        files.content(path)?;
        files.files.remove(path);
        files.changed.insert(path.to_owned());
        Ok(())
    }

    /// Never waits: whoever holds the lock runs in the same program.
    fn lock(&self, path: &Path, _timeout: Duration) -> io::Result<LockGuard> {
        let mut files = self.files();
        files.is_in_folder(path)?;
        match files.locked.insert(path.to_owned()) {
            true => Ok(Box::new(Locked {
                disk: self.clone(),
                path: path.to_owned(),
            })),
            false => Err(ErrorKind::WouldBlock.into()),
        }
    }
}

struct OpenFile {
    disk: MemoryDisk,
    path: PathBuf,
}

impl AppendFile for OpenFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.files().append(&self.path, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Gives a lock back when it is dropped.
struct Locked {
    disk: MemoryDisk,
    path: PathBuf,
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.disk.files().locked.remove(&self.path);
    }
}

#[cfg(test)]
mod tests;
