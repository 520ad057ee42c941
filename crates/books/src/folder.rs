//! The files of the books, beside the database.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{BooksError, Result};
use crate::month::Month;

/// The folder of the books.
#[derive(Clone, Debug)]
pub(crate) struct BooksFolder(PathBuf);

impl BooksFolder {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// State, totals and marks.
    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("books.db")
    }

    /// A database that is being made again.
    pub(crate) fn new_database(&self) -> PathBuf {
        self.0.join("books.db.new")
    }

    /// A file of verified blocks.
    pub(crate) fn pack(&self, pack: u32) -> PathBuf {
        self.0.join("kept").join(format!("{pack:06}.lbk"))
    }

    /// The folder with the events, of which there is a new one each time that the books are made again.
    pub(crate) fn index(&self, generation: u32) -> PathBuf {
        self.0.join(format!("index-{generation}"))
    }

    /// The events of a month.
    pub(crate) fn events(&self, generation: u32, month: Month) -> PathBuf {
        self.index(generation)
            .join(format!("{}.lbe", month.number()))
    }

    /// A file that shows what is wrong with a journal.
    pub(crate) fn aside(&self, digest: &[u8; 32]) -> PathBuf {
        self.0.join("aside").join(file_name(digest))
    }

    /// A file that waits for the records before it.
    pub(crate) fn waiting(&self, digest: &[u8; 32]) -> PathBuf {
        self.0.join("waiting").join(file_name(digest))
    }

    /// Makes the folders that are not there.
    pub(crate) fn create(&self, generation: u32) -> Result<()> {
        for folder in ["kept", "aside", "waiting"] {
            create(&self.0.join(folder))?;
        }
        create(&self.index(generation))?;
        sync_folder(&self.0)
    }
}

/// Makes a folder with all above it, for the owner alone (mode 0700 on Unix). One that is there keeps its mode.
pub(crate) fn create(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| BooksError::file(path, error))
}

/// How a file is opened to be made where there is none: for the owner alone (mode 0600 on Unix).
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the empty file of a database where there is none: SQLite would let others read it.
pub(crate) fn create_private_file(path: &Path) -> Result<()> {
    match private().create_new(true).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(BooksError::file(path, error))
        }
        _ => Ok(()),
    }
}

fn file_name(digest: &[u8; 32]) -> String {
    let mut name: String = digest
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    name.push_str(".lbx");
    name
}

/// Writes behind the part of a file that counts, cutting off what stands there from a run that was stopped.
/// The file is made if it is not there. Not synced.
pub(crate) fn append(path: &Path, position: u64, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = private().create(true).truncate(false).open(path)?;
        let length = file.metadata()?.len();
        if length < position {
            return Ok(false);
        }
        if length > position {
            file.set_len(position)?;
        }
        file.seek(SeekFrom::Start(position))?;
        file.write_all(bytes)?;
        Ok(true)
    };
    match write() {
        Ok(true) => Ok(()),
        Ok(false) => Err(shortened(path)),
        Err(error) => Err(BooksError::file(path, error)),
    }
}

/// Makes sure that what was written is on the disk.
pub(crate) fn sync(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|file| file.sync_data())
        .map_err(|error| BooksError::file(path, error))
}

/// Makes sure that the names in a folder are on the disk.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix) { sync(path) } else { Ok(()) }
}

/// Reads a part of a file, which is there: the database says so.
pub(crate) fn read_part(path: &Path, position: u64, bytes: usize, out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    out.resize(start + bytes, 0);
    let mut read = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(position))?;
        file.read_exact(out.get_mut(start..).unwrap_or_default())
    };
    read().map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => shortened(path),
        _ => BooksError::file(path, error),
    })
}

/// Writes a copy of a file whole or not at all.
pub(crate) fn copy_whole(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let copy = || {
        let mut temporary = tempfile::Builder::new()
            .prefix(".tmp-")
            .tempfile_in(folder)?;
        std::io::copy(&mut File::open(from)?, &mut temporary)?;
        temporary.as_file().sync_all()?;
        temporary.persist(to).map_err(|error| error.error)?;
        Ok(())
    };
    copy().map_err(|error| BooksError::file(to, error))?;
    sync_folder(folder)
}

/// Removes a file or a folder that may be gone already.
pub(crate) fn remove(path: &Path) -> Result<()> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BooksError::file(path, error))
        }
        _ => Ok(()),
    }
}

fn shortened(path: &Path) -> BooksError {
    BooksError::Damaged {
        path: path.to_owned(),
        why: "shorter than the database says",
    }
}
