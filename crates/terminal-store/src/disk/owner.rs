//! Whose a new file is. An update may be run by another user than the gate, such as root: then the file must be the
//! gate's all the same, or the gate can no longer read its store.

use std::error::Error;
use std::fmt;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
use std::path::Path;

/// What a file has of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Access {
    user: u32,
    group: u32,
    mode: u32,
}

const ROOT: u32 = 0;

/// The new file would be locked away from the user whose folder it is in.
#[derive(Debug)]
pub(crate) struct OwnerNotKept;

impl fmt::Display for OwnerNotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the owner of the folder could not read the new file")
    }
}

impl Error for OwnerNotKept {}

impl Access {
    fn of(metadata: &fs::Metadata) -> Self {
        Self {
            user: metadata.uid(),
            group: metadata.gid(),
            mode: metadata.mode() & 0o777,
        }
    }

    /// What a file should have that was made as `made`, in `folder`, in the place of `old`.
    fn wanted(made: Self, folder: Self, old: Option<Self>) -> Self {
        // A file of root, in a folder that is not root's, was left by an update that knew nothing of owners.
        let is_meant =
            |old: &Self| old.user == folder.user || ![made.user, ROOT].contains(&old.user);
        let from = old.filter(is_meant);
        let user = from.map_or(folder.user, |old| old.user);
        let group = match from {
            Some(old) => old.group,
            // The system has given it the group that a file of this user has here.
            None if user == made.user => made.group,
            None => folder.group,
        };
        // One that nobody could read any more is repaired.
        let mode = old.map_or(made.mode, |old| old.mode | 0o400);
        Self { user, group, mode }
    }

    /// Whether the user of `folder` can read a file that has `self` where `wanted` was not permitted.
    fn serves(self, folder: Self, wanted: Self) -> bool {
        self.user == folder.user
            || self.mode & 0o004 != 0
            || (self.mode & 0o040 != 0 && self.group == wanted.group)
    }
}

/// Gives a new file, still empty, the owner, group and mode of the one that it will replace, or those of its folder.
///
/// # Errors
/// [`OwnerNotKept`] if that is not permitted and the owner of the folder could not read it.
pub(super) fn hand_over(file: &File, path: &Path, replaces: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    let folder = Access::of(&fs::metadata(folder_name(folder))?);
    let made = Access::of(&file.metadata()?);
    let old = fs::symlink_metadata(replaces)
        .ok()
        .filter(fs::Metadata::is_file)
        .map(|metadata| Access::of(&metadata));
    let wanted = Access::wanted(made, folder, old);
    if wanted.mode != made.mode {
        file.set_permissions(Permissions::from_mode(wanted.mode))?;
    }
    if (wanted.user, wanted.group) == (made.user, made.group) {
        return Ok(());
    }
    let handed = match fchown(file, Some(wanted.user), Some(wanted.group)) {
        // The group may be given by whoever belongs to it.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            fchown(file, None, Some(wanted.group))
        }
        other => other,
    };
    match handed {
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => Err(error),
        _ if Access::of(&file.metadata()?).serves(folder, wanted) => Ok(()),
        _ => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            OwnerNotKept,
        )),
    }
}

/// Gives the file of the lock to the owner of the folder, so that the next update may be theirs.
pub(super) fn hand_over_lock(file: &File, path: &Path) {
    let Some(Ok(folder)) = path
        .parent()
        .map(|folder| fs::metadata(folder_name(folder)))
    else {
        return;
    };
    let (Ok(open), Ok(named)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return;
    };
    // Nothing else that somebody has put there by a link: what is given away is an empty file of root with this name alone.
    let is_lock = named.is_file()
        && (named.dev(), named.ino()) == (open.dev(), open.ino())
        && (open.nlink(), open.len()) == (1, 0);
    if is_lock && open.uid() == ROOT && folder.uid() != ROOT {
        // Only root may; for everybody else it stays as it is, and is told as a warning.
        let _ = fchown(file, Some(folder.uid()), Some(folder.gid()));
    }
}

/// Whether a file is there and is somebody else's than its folder.
pub(super) fn is_foreign(path: &Path) -> bool {
    let folder = path
        .parent()
        .map(|folder| fs::metadata(folder_name(folder)));
    match (folder, fs::symlink_metadata(path)) {
        (Some(Ok(folder)), Ok(file)) => file.is_file() && file.uid() != folder.uid(),
        _ => false,
    }
}

/// The folder of a bare name is the one that the program works in.
fn folder_name(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATE: u32 = 100;
    const CLERK: u32 = 200;

    fn access(user: u32, group: u32, mode: u32) -> Access {
        Access { user, group, mode }
    }

    #[test]
    fn a_file_stays_whose_it_was_and_a_new_one_is_the_folders() {
        let folder = access(GATE, GATE, 0o750);
        let by_root = access(ROOT, ROOT, 0o644);
        let gates = access(GATE, GATE, 0o640);
        for (made, folder, old, wanted) in [
            (by_root, folder, Some(gates), gates),
            (by_root, folder, None, access(GATE, GATE, 0o644)),
            // Left by an update of root that knew nothing of owners.
            (by_root, folder, Some(access(ROOT, ROOT, 0o640)), gates),
            // Root's on purpose, and read by the group.
            (
                by_root,
                access(ROOT, GATE, 0o750),
                Some(access(ROOT, GATE, 0o640)),
                access(ROOT, GATE, 0o640),
            ),
            (by_root, access(ROOT, ROOT, 0o755), Some(gates), gates),
            (
                by_root,
                folder,
                Some(access(GATE, GATE, 0)),
                access(GATE, GATE, 0o400),
            ),
            // Its own user, whatever the group of the folder.
            (gates, access(GATE, 7, 0o750), None, gates),
        ] {
            assert_eq!(
                Access::wanted(made, folder, old),
                wanted,
                "{made:?} {folder:?} {old:?}"
            );
        }
    }

    #[test]
    fn what_the_owner_of_the_folder_cannot_read_does_not_serve() {
        let folder = access(GATE, GATE, 0o770);
        let wanted = access(GATE, GATE, 0o640);
        assert!(access(GATE, 7, 0o600).serves(folder, wanted));
        assert!(access(CLERK, 7, 0o644).serves(folder, wanted));
        assert!(access(CLERK, GATE, 0o640).serves(folder, wanted));
        assert!(!access(CLERK, CLERK, 0o640).serves(folder, wanted));
        assert!(!access(CLERK, GATE, 0o600).serves(folder, wanted));
    }
}
