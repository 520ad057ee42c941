//! A copy of what cannot be made again: the blocks, what lies aside or waits, and the settlements.
//!
//! Totals, people and marks are left out: `rebuild` makes them from the copy. Files of blocks only grow, so a
//! copy in the same place takes what is new alone.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::error::{BooksError, Result};
use crate::folder::{self, BooksFolder};
use crate::open::{Books, open_database};

/// Bytes that are compared at once.
const PIECE: usize = 1 << 20;

/// What a copy came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BooksCopy {
    /// Files that the copy has now.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were written this time; the others were there already.
    pub written: u64,
}

impl Books {
    /// Copies the books of this issuer from the folder `path` into the folder `to`, which is made if it is not there.
    /// `None` if there are none. Each file is written whole or not at all, and read once from where it lies. Nothing
    /// is calculated, and a database that cannot be read is no reason not to copy what it can be made from.
    ///
    /// # Errors
    /// [`BooksError::InUse`], [`BooksError::OtherIssuer`]; those of the disk; [`BooksError::CopyDiffers`] for a file
    /// that does not come back as it was written.
    pub fn back_up(path: &Path, issuer: u32, to: &Path) -> Result<Option<BooksCopy>> {
        let folder = BooksFolder::new(path);
        if !path.join("kept").exists() {
            return Ok(None);
        }
        // Nobody writes while it is locked. One that is lost is not made here.
        let database = folder.database();
        let held = database.exists().then(|| open_database(&database, issuer));
        if let Some(Err(error @ (BooksError::InUse | BooksError::OtherIssuer { .. }))) = held {
            return Err(error);
        }
        let mut copy = BooksCopy::default();
        for name in ["kept", "aside", "waiting"] {
            let (from, to) = (path.join(name), to.join(name));
            if !from.exists() {
                continue;
            }
            folder::create(&to)?;
            for entry in fs::read_dir(&from).map_err(|error| BooksError::file(&from, error))? {
                let entry = entry.map_err(|error| BooksError::file(&from, error))?;
                let name = entry.file_name();
                // What an import was writing when it was stopped.
                if !name.as_encoded_bytes().starts_with(b".") {
                    copy.add(&entry.path(), &to.join(name))?;
                }
            }
        }
        let settlements = path.join(SETTLEMENTS);
        if settlements.exists() {
            // No statement is written meanwhile: that needs the books.
            copy.add(&settlements, &to.join(SETTLEMENTS))?;
        }
        drop(held);
        Ok(Some(copy))
    }
}

/// The database of statements.
pub(crate) const SETTLEMENTS: &str = "settlements.db";

impl BooksCopy {
    fn add(&mut self, from: &Path, to: &Path) -> Result<()> {
        if !is_same(from, to)? {
            folder::copy_whole(from, to)?;
            if !is_same(from, to)? {
                return Err(BooksError::CopyDiffers(to.to_owned()));
            }
            self.written += 1;
        }
        let length = fs::metadata(to).map_err(|error| BooksError::file(to, error))?;
        self.bytes += length.len();
        self.files += 1;
        Ok(())
    }
}

/// Whether the copy is there and has the same bytes.
fn is_same(from: &Path, to: &Path) -> Result<bool> {
    if !to.exists() {
        return Ok(false);
    }
    let length = |path: &Path| {
        let length = fs::metadata(path).map(|file| file.len());
        length.map_err(|error| BooksError::file(path, error))
    };
    if length(from)? != length(to)? {
        return Ok(false);
    }
    let open = |path: &Path| File::open(path).map_err(|error| BooksError::file(path, error));
    let (mut ours, mut theirs) = (open(from)?, open(to)?);
    let (mut one, mut other) = (Vec::with_capacity(PIECE), Vec::with_capacity(PIECE));
    loop {
        read_piece(&mut ours, from, &mut one)?;
        read_piece(&mut theirs, to, &mut other)?;
        if one != other {
            return Ok(false);
        }
        if one.is_empty() {
            return Ok(true);
        }
    }
}

fn read_piece(file: &mut File, path: &Path, piece: &mut Vec<u8>) -> Result<()> {
    piece.clear();
    let read = file.take(PIECE as u64).read_to_end(piece);
    read.map_err(|error| BooksError::file(path, error))?;
    Ok(())
}
