//! The effects of the disk in memory: each of them can be the one that breaks.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Entry, SimDisk, apply};
use crate::disk::{AppendFile, Disk, FileContent, LockGuard, UnsyncedFile};

impl Disk for SimDisk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContent> {
        let due = {
            let mut inner = self.inner();
            inner.reads += 1;
            let now = inner.reads - 1;
            inner.hook.take_if(|(at, _)| *at == now)
        };
        if let Some((_, mut hook)) = due {
            hook();
        }
        let inner = self.inner();
        inner.alive()?;
        if let Some(kind) = inner.unreadable.get(path) {
            return Err((*kind).into());
        }
        let bytes = &inner.files[inner.file(path)?].seen;
        Ok(FileContent {
            bytes: bytes[..bytes.len().min(limit as usize)].to_vec(),
            modified: None,
        })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let inner = self.inner();
        if inner.seen.get(folder) != Some(&Entry::Folder) {
            return Err(ErrorKind::NotFound.into());
        }
        let names = inner
            .seen
            .keys()
            .filter(|path| path.parent() == Some(folder));
        Ok(names
            .filter_map(|path| path.file_name())
            .map(Into::into)
            .collect())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.effect()?;
        if inner.seen.contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        if !path
            .parent()
            .is_some_and(|above| inner.seen.contains_key(above))
        {
            return Err(ErrorKind::NotFound.into());
        }
        inner.change(path, Some(Entry::Folder));
        Ok(())
    }

    fn write_new<'d>(
        &'d self,
        path: &Path,
        _replaces: &Path,
        bytes: &[u8],
    ) -> io::Result<UnsyncedFile<'d>> {
        let mut inner = self.inner();
        inner.effect()?;
        let at = inner.create(path)?;
        // In two halves, so that something can happen between them.
        let (first, second) = bytes.split_at(bytes.len() / 2);
        for half in [first, second] {
            inner.effect()?;
            inner.files[at].seen.extend(half);
        }
        Ok(UnsyncedFile::new(move || {
            let mut inner = self.inner();
            inner.effect()?;
            inner.files[at].kept = inner.files[at].seen.clone();
            Ok(())
        }))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        let mut inner = self.inner();
        inner.effect()?;
        let at = inner.file(path)?;
        Ok(Box::new(OpenFile {
            disk: self.clone(),
            at,
        }))
    }

    fn cut(&self, path: &Path, length: u64, tail: &[u8]) -> io::Result<()> {
        let mut inner = self.inner();
        inner.effect()?;
        let at = inner.file(path)?;
        let file = &mut inner.files[at].seen;
        file.truncate(length as usize);
        assert!(file.ends_with(tail), "cut does not change what stays");
        inner.effect()?;
        inner.files[at].kept = inner.files[at].seen.clone();
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.effect()?;
        let at = inner.file(from)?;
        inner.change(to, Some(Entry::File(at)));
        inner.change(from, None);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.effect()?;
        for change in std::mem::take(&mut inner.unkept) {
            if change.0.parent() == Some(folder) {
                apply(&mut inner.kept, &change);
            } else {
                inner.unkept.push(change);
            }
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut inner = self.inner();
        inner.effect()?;
        inner.file(path)?;
        inner.change(path, None);
        Ok(())
    }

    fn lock(&self, path: &Path, _timeout: Duration) -> io::Result<LockGuard> {
        let mut inner = self.inner();
        inner.effect()?;
        if !inner.seen.contains_key(path) {
            inner.create(path)?;
        }
        if Arc::strong_count(&inner.lock) > 1 {
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(Arc::clone(&inner.lock)))
    }
}

struct OpenFile {
    disk: SimDisk,
    at: usize,
}

impl AppendFile for OpenFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut inner = self.disk.inner();
        let (first, second) = bytes.split_at(bytes.len() / 2);
        for half in [first, second] {
            inner.effect()?;
            inner.files[self.at].seen.extend(half);
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut inner = self.disk.inner();
        inner.effect()?;
        inner.files[self.at].kept = inner.files[self.at].seen.clone();
        Ok(())
    }
}
