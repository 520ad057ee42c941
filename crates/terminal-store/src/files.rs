//! The names of the store's files, and how a file is replaced so that it survives a power cut.

use std::io;
use std::path::Path;

use crate::disk::Disk;

/// The copies of the state, in the order in which they are written.
pub(crate) const COPIES: [&str; 2] = ["state.a", "state.b"];
/// One more copy of the floors.
pub(crate) const FLOORS: &str = "floors";
/// Locked while somebody writes.
pub(crate) const LOCK: &str = "lock";
/// Ends the name of a file that is being written.
pub(crate) const TEMPORARY: &str = ".new";

/// Puts a file in the place of another: at every moment one of the two is there, whole.
pub(crate) fn replace(disk: &dyn Disk, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let path = folder.join(name);
    let temporary = folder.join(format!("{name}{TEMPORARY}"));
    let written = remove_if_present(disk, &temporary)
        .and_then(|()| disk.write_new(&temporary, &path, bytes))
        .and_then(|file| file.sync())
        .and_then(|()| disk.rename(&temporary, &path));
    if let Err(error) = written {
        // On a full disk the beginning of a file takes room that others need.
        let _ = remove_if_present(disk, &temporary);
        return Err(error);
    }
    disk.sync_folder(folder)
}

/// Writes a file that must not be there yet, for its owner alone, and returns when it is on the disk: whole or not at
/// all. Between two that write the same name, the caller decides by a lock.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if it is there, and what the disk said.
pub fn write_private_file(
    disk: &dyn Disk,
    folder: &Path,
    name: &str,
    bytes: &[u8],
) -> io::Result<()> {
    let path = folder.join(name);
    match disk.read(&path, 0) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
        Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
    }
    let temporary = folder.join(format!("{name}{TEMPORARY}"));
    let written = remove_if_present(disk, &temporary)
        .and_then(|()| disk.write_new_private(&temporary, &path, bytes))
        .and_then(|file| file.sync())
        .and_then(|()| disk.rename(&temporary, &path));
    if let Err(error) = written {
        let _ = remove_if_present(disk, &temporary);
        return Err(error);
    }
    disk.sync_folder(folder)
}

/// Removes what an interrupted update has left; fine if that is nothing.
fn remove_if_present(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    match disk.remove(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Makes a folder and those above it, so that they are still there after a power cut.
pub(crate) fn create_folder(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    let above = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    match disk.create_folder(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create_folder(disk, above)?;
            disk.create_folder(folder)?;
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        other => other?,
    }
    // Also if it was there: an earlier attempt may not have come this far.
    disk.sync_folder(above)
}
