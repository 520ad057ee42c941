//! Every effect that the store has on a disk, so that a store can lie elsewhere than in a folder of this computer,
//! and a test can break each one of them.

#[cfg(unix)]
mod owner;

use std::any::Any;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// What a store and a journal need of a disk.
///
/// What they promise of a power cut holds as far as the disk keeps the promises made here. [`RealDisk`] is the one
/// of this computer, [`crate::MemoryDisk`] has files in memory for a program that keeps them in its own way.
pub trait Disk: Send + Sync {
    /// The first bytes of a file, at most `limit` of them.
    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContent>;

    /// The names of what is in a folder.
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;

    /// Makes a folder; the one above must be there.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Writes a file that must not be there: it could be another name of one that is still needed.
    /// It is not on the disk before it is synced. It is whose the file `replaces` is, or the folder.
    fn write_new<'d>(
        &'d self,
        path: &Path,
        replaces: &Path,
        bytes: &[u8],
    ) -> io::Result<UnsyncedFile<'d>>;

    /// As [`Disk::write_new`], a file that only its owner may read, where the disk knows owners.
    fn write_new_private<'d>(
        &'d self,
        path: &Path,
        replaces: &Path,
        bytes: &[u8],
    ) -> io::Result<UnsyncedFile<'d>> {
        self.write_new(path, replaces, bytes)
    }

    /// As [`Disk::create_folder`], a folder that only its owner may look into, where the disk knows owners.
    fn create_private_folder(&self, path: &Path) -> io::Result<()> {
        self.create_folder(path)
    }

    /// Whether a file is somebody else's than its folder, where the disk knows that.
    fn is_foreign(&self, _path: &Path) -> bool {
        false
    }

    /// Opens a file that is there, to append to it.
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>>;

    /// Cuts a file to `length` bytes, of which the last ones are `tail`; writes these again and brings
    /// all to the disk. After a failed sync the system may hold bytes for written that are not.
    fn cut(&self, path: &Path, length: u64, tail: &[u8]) -> io::Result<()>;

    /// Gives a file another name, in the place of the one that had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Brings new, changed and removed names of a folder to the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Keeps everybody else out until the guard is dropped or the process ends.
    ///
    /// [`io::ErrorKind::WouldBlock`] if somebody else holds the lock for longer than `timeout`.
    fn lock(&self, path: &Path, timeout: Duration) -> io::Result<LockGuard>;
}

/// What was read of a file, and when that was written, where the disk knows it.
pub struct FileContent {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// When it was written last.
    pub modified: Option<SystemTime>,
}

/// Brings the content of a file to the disk.
#[must_use = "what is not synced is gone after a power cut"]
pub struct UnsyncedFile<'d>(Box<dyn FnOnce() -> io::Result<()> + 'd>);

impl<'d> UnsyncedFile<'d> {
    /// A file that was written, and what brings it to the disk.
    pub fn new(sync: impl FnOnce() -> io::Result<()> + 'd) -> Self {
        Self(Box::new(sync))
    }

    /// Returns when the content is on the disk.
    ///
    /// # Errors
    /// What the disk said.
    pub fn sync(self) -> io::Result<()> {
        (self.0)()
    }
}

/// A file that only grows.
pub trait AppendFile: Send {
    /// Writes behind the end. It is not on the disk before it is synced.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Brings what was appended to the disk.
    fn sync(&mut self) -> io::Result<()>;
}

impl AppendFile for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Holds a lock while it lives.
pub type LockGuard = Box<dyn Any + Send>;

/// How often to look whether a lock was given back.
const LOCK_POLL: Duration = Duration::from_millis(10);

/// Refuses what is no ordinary file: a pipe or a device could be read for ever.
fn ordinary(metadata: &fs::Metadata) -> io::Result<()> {
    match (metadata.is_file(), metadata.is_dir()) {
        (true, _) => Ok(()),
        (_, true) => Err(io::ErrorKind::IsADirectory.into()),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

#[cfg(unix)]
use owner::hand_over;

/// Elsewhere a file has the permissions of its folder.
#[cfg(not(unix))]
fn hand_over(_: &File, _: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether the system would have let this file be written, but not for its readers.
#[cfg(unix)]
pub(crate) fn is_owner_not_kept(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.is::<owner::OwnerNotKept>())
}

#[cfg(not(unix))]
pub(crate) fn is_owner_not_kept(_: &io::Error) -> bool {
    false
}

/// The disk of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

fn written<'d>(
    mut file: File,
    path: &Path,
    replaces: &Path,
    bytes: &[u8],
) -> io::Result<UnsyncedFile<'d>> {
    hand_over(&file, path, replaces)?;
    file.write_all(bytes)?;
    // Synced through the handle that wrote: another one might not be told of a failed write.
    Ok(UnsyncedFile::new(move || file.sync_all()))
}

impl Disk for RealDisk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<FileContent> {
        // Before it is opened: to open a pipe is to wait for somebody who writes.
        ordinary(&fs::metadata(path)?)?;
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        ordinary(&metadata)?;
        let modified = metadata.modified().ok();
        // One buffer of the final size: one that grows would leave copies of a key behind.
        let length = usize::try_from(metadata.len().min(limit)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(length);
        file.take(limit).read_to_end(&mut bytes)?;
        Ok(FileContent { bytes, modified })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(folder)?
            .map(|entry| Ok(entry?.file_name()))
            .collect()
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write_new<'d>(
        &'d self,
        path: &Path,
        replaces: &Path,
        bytes: &[u8],
    ) -> io::Result<UnsyncedFile<'d>> {
        written(File::create_new(path)?, path, replaces, bytes)
    }

    fn write_new_private<'d>(
        &'d self,
        path: &Path,
        replaces: &Path,
        bytes: &[u8],
    ) -> io::Result<UnsyncedFile<'d>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        written(options.open(path)?, path, replaces, bytes)
    }

    fn create_private_folder(&self, path: &Path) -> io::Result<()> {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "there is no mode to set"))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)
    }

    #[cfg(unix)]
    fn is_foreign(&self, path: &Path) -> bool {
        owner::is_foreign(path)
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        ordinary(&fs::metadata(path)?)?;
        Ok(Box::new(OpenOptions::new().append(true).open(path)?))
    }

    fn cut(&self, path: &Path, length: u64, tail: &[u8]) -> io::Result<()> {
        ordinary(&fs::metadata(path)?)?;
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length.saturating_sub(tail.len() as u64)))?;
        file.write_all(tail)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Elsewhere than on Unix a folder cannot be opened as a file, and its names are logged.
        if cfg!(unix) {
            File::open(folder)?.sync_all()
        } else {
            Ok(())
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn lock(&self, path: &Path, timeout: Duration) -> io::Result<LockGuard> {
        match fs::metadata(path) {
            Ok(metadata) => ordinary(&metadata)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        #[cfg(unix)]
        owner::hand_over_lock(&file, path);
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(file)),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if since.elapsed() >= timeout => {
                    return Err(io::ErrorKind::WouldBlock.into());
                }
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_POLL),
            }
        }
    }
}
