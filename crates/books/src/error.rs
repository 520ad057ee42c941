//! What can go wrong with the books as a whole. What is wrong with one file is an outcome of its import.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of an act on the books.
pub type Result<T, E = BooksError> = std::result::Result<T, E>;

/// Why the books cannot be opened, read or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum BooksError {
    /// There are no books in this folder.
    Missing(PathBuf),
    /// They are the books of another issuer.
    OtherIssuer {
        /// Whose they are.
        found: u32,
    },
    /// They were written by a later version.
    Newer {
        /// The version of the tables.
        version: u32,
    },
    /// They were written by an earlier version: `rebuild` makes them again.
    Older,
    /// The file is no database of books, or what is in it contradicts itself.
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where, for the maker of the program.
        why: &'static str,
    },
    /// Another program uses them.
    InUse,
    /// A file cannot be read or written.
    File {
        /// Which file.
        path: PathBuf,
        /// The fault.
        error: io::Error,
    },
    /// The database failed.
    Database(rusqlite::Error),
    /// There is no such terminal.
    UnknownTerminal,
    /// The record is in the books and is no grant.
    NoGrant,
    /// The grant was taken back already.
    Undone,
    /// The amounts are too large to be added.
    AmountOverflow,
    /// A file of a copy does not come back as it was written.
    CopyDiffers(PathBuf),
}

impl BooksError {
    /// The stable code, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "books-missing",
            Self::OtherIssuer { .. } => "books-of-another",
            Self::Newer { .. } => "books-newer",
            Self::Older => "books-older",
            Self::Damaged { .. } => "books-damaged",
            Self::InUse => "books-in-use",
            Self::File { .. } => "file-unwritable",
            Self::Database(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DiskFull) => "disk-full",
                Some(rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) => {
                    "books-damaged"
                }
                _ => "books-fault",
            },
            Self::UnknownTerminal => "terminal-unknown",
            Self::NoGrant => "record-no-grant",
            Self::Undone => "record-undone",
            Self::AmountOverflow => "amount-overflow",
            Self::CopyDiffers(_) => "copy-differs",
        }
    }

    pub(crate) fn file(path: &Path, error: io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            error,
        }
    }
}

impl From<rusqlite::Error> for BooksError {
    fn from(error: rusqlite::Error) -> Self {
        // The text of SQLite's function sum(), which has no code of its own.
        if matches!(&error, rusqlite::Error::SqliteFailure(_, Some(text)) if text == "integer overflow")
        {
            return Self::AmountOverflow;
        }
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::InUse
            }
            _ => Self::Database(error),
        }
    }
}

impl fmt::Display for BooksError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Missing(path) | Self::CopyDiffers(path) => write!(f, " ({})", path.display()),
            Self::OtherIssuer { found } => write!(f, " (issuer {found})"),
            Self::Newer { version } => write!(f, " (version {version})"),
            Self::Damaged { path, why } => write!(f, " ({}: {why})", path.display()),
            Self::File { path, error } => write!(f, " ({}: {error})", path.display()),
            Self::Database(error) => write!(f, " ({error})"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for BooksError {}
