//! Files that are opened are ordinary ones: no pipe is waited for, and no device read for ever.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Opens an ordinary file for reading. A pipe or a device could make the program wait or read for ever.
///
/// # Errors
/// As [`File::open`]; [`io::ErrorKind::IsADirectory`], and [`io::ErrorKind::Unsupported`] for anything else
/// that is no file.
pub fn open_ordinary(path: &Path) -> io::Result<File> {
    // Before it is opened: to open a pipe is to wait for somebody who writes.
    ordinary(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    ordinary(&file.metadata()?)?;
    Ok(file)
}

fn ordinary(metadata: &fs::Metadata) -> io::Result<()> {
    match (metadata.is_file(), metadata.is_dir()) {
        (true, _) => Ok(()),
        (_, true) => Err(io::ErrorKind::IsADirectory.into()),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}
