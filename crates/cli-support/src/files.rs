//! Files: read with a bound, written whole or not at all, private where they hold secrets.

mod ordinary;

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::console::Console;
use messages::file_words::{file_exists, too_large};
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, text};

pub use messages::file_words::{cannot_read, cannot_write};
pub use ordinary::{open_lock, open_ordinary};

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever the system's defaults let.
    Public,
    /// The owner alone (mode 0600 on Unix).
    Private,
}

/// Whether a written file must have reached the disk before the call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk, so that it survives a power cut from now on.
    Synced,
    /// Whole or absent, but perhaps not on the disk yet: for many files that can be made again.
    WhenConvenient,
}

/// How the names of files begin that are not finished.
const DRAFT_PREFIX: &str = ".tmp-";

/// Random characters behind it.
const DRAFT_RANDOM: usize = 6;

/// Whether a file of this name was never finished: what a killed program has left. It may be removed.
pub fn is_draft(name: &str) -> bool {
    name.strip_prefix(DRAFT_PREFIX).is_some_and(|random| {
        random.len() == DRAFT_RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Reads a whole file of at most `limit` bytes.
///
/// # Errors
/// A [`Failure`] that names the file, for one that is missing, unreadable or too large.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let file = open_ordinary(path).map_err(|error| cannot_read(path, &error))?;
    read_open(path, file, limit)
}

/// Reads the rest of an open file, of at most `limit` bytes.
///
/// # Errors
/// As [`read`].
pub fn read_open(path: &Path, file: impl Read, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(path, limit));
    }
    Ok(bytes)
}

/// Reads a whole file of at most `limit` bytes into memory that is wiped when it is dropped.
///
/// # Errors
/// As [`read`].
pub fn read_secret(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = open_ordinary(path).map_err(|error| cannot_read(path, &error))?;
    read_secret_open(path, file, limit)
}

/// Reads the rest of an open file, of at most `limit` bytes, into memory that is wiped.
///
/// # Errors
/// As [`read`].
pub fn read_secret_open(
    path: &Path,
    file: impl Read,
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // One buffer of the final size: one that grows would leave copies behind that nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit + 1));
    file.take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_read(path, &error))?;
    if bytes.len() > limit {
        return Err(too_large(path, limit as u64));
    }
    Ok(bytes)
}

/// Writes a file whole: readers see the old content or the new one, never a part.
///
/// # Errors
/// A [`Failure`] that names the file. What was there before is then still there.
pub fn write(
    path: &Path,
    bytes: &[u8],
    access: Access,
    durability: Durability,
) -> Result<(), Failure> {
    replace(path, bytes, access, durability).map_err(|error| cannot_write(path, &error))
}

/// Writes a file that must not be there yet; for keys, of which none must ever be overwritten.
///
/// # Errors
/// A [`Failure`] that names the file, if it exists or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    let written = temporary(path, bytes, access, Durability::Synced).and_then(|file| {
        file.persist_noclobber(path).map_err(|error| error.error)?;
        sync_folder(path)
    });
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => file_exists(path),
        _ => cannot_write(path, &error),
    })
}

/// Makes a folder with everything above it; one that exists is fine.
///
/// # Errors
/// A [`Failure`] that names the folder.
pub fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| cannot_write(path, &error))
}

/// As [`create_folder`], for the owner alone (mode 0700 on Unix). One that exists keeps its mode:
/// somebody has chosen it.
///
/// # Errors
/// A [`Failure`] that names the folder.
pub fn create_private_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| cannot_write(path, &error))
}

/// A file that grows beside the place where it belongs, and takes its name when it is finished.
///
/// For what is too large to be held in memory. Dropped before, it disappears.
#[derive(Debug)]
pub struct Draft {
    writer: BufWriter<tempfile::NamedTempFile>,
}

/// Begins a file that will stand at `path`.
///
/// # Errors
/// A [`Failure`] that names the file.
pub fn draft(path: &Path, access: Access) -> Result<Draft, Failure> {
    let file = temporary(path, b"", access, Durability::WhenConvenient)
        .map_err(|error| cannot_write(path, &error))?;
    let writer = BufWriter::with_capacity(1 << 16, file);
    Ok(Draft { writer })
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Draft {
    /// Puts the file in place of what stood at `path`: the path that it was begun for.
    ///
    /// # Errors
    /// A [`Failure`] that names the file.
    pub fn finish(self, path: &Path, durability: Durability) -> Result<(), Failure> {
        let finished = self
            .writer
            .into_inner()
            .map_err(io::Error::from)
            .and_then(|file| {
                if durability == Durability::Synced {
                    file.as_file().sync_all()?;
                }
                file.persist(path).map_err(|error| error.error)?;
                if durability == Durability::Synced {
                    sync_folder(path)?;
                }
                Ok(())
            });
        finished.map_err(|error| cannot_write(path, &error))
    }
}

/// A folder's lock, held until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// How long somebody waits without being told what for.
const SILENT_WAIT: Duration = Duration::from_secs(2);

/// Waits until no other program holds the lock file `path`, and holds it. After two seconds it says
/// what it waits for: it may be a program that waits for a passphrase, in another window.
///
/// The file itself stays: taking it away would let two programs hold one each.
///
/// # Errors
/// A [`Failure`] that names the file, if it cannot be made or the file system knows no locks.
pub fn lock(path: &Path, console: &mut Console<'_>) -> Result<Lock, Failure> {
    let cannot = |error: io::Error| cannot_write(path, &error);
    let file = open_lock(path).map_err(cannot)?;
    let begun = Instant::now();
    while begun.elapsed() < SILENT_WAIT {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(SILENT_WAIT / 40),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
    }
    let name = escape_untrusted_path(path.parent().unwrap_or(path));
    // Whoever cannot be told waits all the same.
    let _ = console.say(&text!(
        "正在等待：另一个 issuer 程序正在使用文件夹 {name}（可能在别的窗口里等着输入口令）。请让它做完，或在那个窗口按 Ctrl+C 结束它；本程序随后自动继续。不想等，就在这里按 Ctrl+C，什么也没有改变。";
        "Waiting: another issuer program is using the folder {name} (perhaps it waits for a passphrase in another window). Let it \
         finish, or end it there with Ctrl+C; this one then goes on by itself. To wait no longer press Ctrl+C here: nothing was changed."));
    file.lock().map(|()| Lock(file)).map_err(cannot)
}

/// Whether others than the owner can read the file. `false` where the system has no such modes.
///
/// # Errors
/// If the file cannot be looked at.
pub fn readable_by_others(path: &Path) -> Result<bool, Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
        Ok(metadata.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(false)
    }
}

fn replace(path: &Path, bytes: &[u8], access: Access, durability: Durability) -> io::Result<()> {
    let file = temporary(path, bytes, access, durability)?;
    file.persist(path).map_err(|error| error.error)?;
    if durability == Durability::Synced {
        sync_folder(path)
    } else {
        Ok(())
    }
}

/// A finished temporary file beside `path`, so that a rename puts it in place at once.
fn temporary(
    path: &Path,
    bytes: &[u8],
    access: Access,
    durability: Durability,
) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(DRAFT_PREFIX).rand_bytes(DRAFT_RANDOM);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask takes its part from the public mode, as for any new file.
        let mode = if access == Access::Private {
            0o600
        } else {
            0o666
        };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = access;
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    if durability == Durability::Synced {
        file.as_file().sync_all()?;
    }
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Waits until the folder that holds `path` is on the disk: new, renamed and removed files are only then.
///
/// # Errors
/// If the folder cannot be opened or synced.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder_of(path))?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
