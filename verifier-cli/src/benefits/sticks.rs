//! The memory sticks that are in this computer: where a journal is written to for the bureau.

use std::path::{Path, PathBuf};

/// So many have a key on the screen.
pub(crate) const MOST_STICKS: usize = 9;

/// The folders of sticks, in the order of their names. On Windows every drive but the one of the system: which
/// of them is a stick the operator sees by its letter.
pub(crate) fn sticks() -> Vec<PathBuf> {
    let mut all = candidates();
    all.sort();
    all.truncate(MOST_STICKS);
    all
}

#[cfg(windows)]
fn candidates() -> Vec<PathBuf> {
    let system = std::env::var("SystemDrive").unwrap_or_else(|_| "C:".to_owned());
    ('D'..='Z')
        .map(|letter| format!("{letter}:"))
        .filter(|drive| !drive.eq_ignore_ascii_case(&system))
        .map(|drive| PathBuf::from(format!("{drive}\\")))
        .filter(|root| root.is_dir())
        .collect()
}

#[cfg(unix)]
fn candidates() -> Vec<PathBuf> {
    // Where desktops and people mount them: below the first two of these by user as well.
    let roots = ["/media", "/run/media", "/mnt", "/Volumes"];
    roots
        .iter()
        .flat_map(|root| mounted_below(Path::new(root), 2))
        .collect()
}

#[cfg(not(any(unix, windows)))]
fn candidates() -> Vec<PathBuf> {
    Vec::new()
}

/// The folders below `root`, at most so deep, in which another disk begins.
#[cfg(unix)]
fn mounted_below(root: &Path, depth: usize) -> Vec<PathBuf> {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| std::fs::symlink_metadata(path).map(|there| there.dev());
    let Ok(here) = device(root) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let folders = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .take(64);
    folders
        .flat_map(|folder| match device(&folder) {
            Ok(device) if device != here => vec![folder],
            Ok(_) if depth > 1 => mounted_below(&folder, depth - 1),
            _ => Vec::new(),
        })
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_plain_folder_is_no_stick_and_a_mounted_one_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("user/stick")).unwrap();
        assert_eq!(mounted_below(folder.path(), 2), Vec::<PathBuf>::new());
        let found = mounted_below(Path::new("/"), 1);
        assert!(found.contains(&PathBuf::from("/proc")), "{found:?}");
        assert!(sticks().len() <= MOST_STICKS);
    }
}
