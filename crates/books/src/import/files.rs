//! The files of an import: which they are, in which order they are taken, and what they say that they are.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use credential_core::journal::{ExportHeader, ExportReader};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use super::source;
use crate::error::{BooksError, Result};

/// All files, the shorter of a chain before the longer, so that none waits for one that comes behind it.
pub(super) fn sorted(paths: &[PathBuf]) -> Vec<(PathBuf, Result<ExportHeader, Refusal>)> {
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

/// What a file says that it is.
pub(super) fn read_header(path: &Path) -> Result<ExportHeader, Refusal> {
    let mut file = source::open_file(path)?;
    ExportReader::open(|buffer: &mut [u8]| file.read(buffer))
        .map(|reader| *reader.header())
        .map_err(source::refusal)
}

/// SHA-256 of a file: its name among those that are kept.
pub(super) fn digest_of(path: &Path) -> Result<[u8; 32]> {
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
