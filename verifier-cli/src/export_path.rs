//! Where a journal may be written to: never over what the terminal itself keeps in its store.

use std::fs;
use std::path::{Path, PathBuf};

use messages::untrusted::escape_untrusted_path;
use messages::{Failure, failure};

/// The ending of files with a journal. Whoever may only give commands can have no other file replaced.
const EXPORT: &str = "lbx";

/// Reads the command to write the journal to a file; `None` for any other line, and for a path that is relative or
/// does not end with `.lbx`.
pub(crate) fn read_command(line: &str) -> Option<PathBuf> {
    let path = Path::new(line.trim().strip_prefix("export ")?.trim_start());
    let is_export = path.extension().is_some_and(|ending| ending == EXPORT);
    (path.is_absolute() && is_export).then(|| path.to_owned())
}

/// Refuses a file in the store: there it could replace the terminal's key, its journal or its state. Links in
/// the path are followed; the file itself is replaced, wherever it leads to.
///
/// # Errors
/// `export-in-store`.
pub(crate) fn refuse_in_store(path: &Path, store: &Path) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // A folder that is not there is told by whoever writes: no store is in it.
    let (Ok(folder), Ok(store)) = (fs::canonicalize(folder), fs::canonicalize(store)) else {
        return Ok(());
    };
    if !folder.starts_with(&store) {
        return Ok(());
    }
    let name = escape_untrusted_path(path);
    Err(
        failure!("export-in-store"; "{name} 在终端的存储文件夹里，没有导出"; "{name} is in the terminal's store: nothing was exported";
            "那里是终端自己的密钥和流水。请导出到 U 盘或别的文件夹。";
            "The terminal's own key and journal are there. Export to a memory stick or another folder."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_command_names_a_whole_path_of_a_journal_and_no_other_file() {
        for (line, path) in [
            ("export /mnt/stick/a.lbx", "/mnt/stick/a.lbx"),
            (
                " export  /mnt/my stick/流水.lbx \r",
                "/mnt/my stick/流水.lbx",
            ),
        ] {
            assert_eq!(read_command(line), Some(PathBuf::from(path)), "{line}");
        }
        for line in [
            "export",
            "export ",
            "export a.lbx",
            "export ../a.lbx",
            "export /var/lib/laobingma/terminal.key",
            "export /home/gate/.lbx",
            "exports /tmp/a.lbx",
            "turned 1",
        ] {
            assert_eq!(read_command(line), None, "{line}");
        }
    }

    #[test]
    fn nothing_in_the_store_is_written_over_by_whatever_way_it_is_named() {
        let place = tempfile::tempdir().unwrap();
        let store = place.path().join("store");
        fs::create_dir_all(store.join("journal/000001")).unwrap();
        fs::create_dir(place.path().join("stick")).unwrap();
        let refused = |path: &Path| refuse_in_store(path, &store).err().map(|error| error.code);
        for name in [
            "store/terminal.key",
            "store/a.lbx",
            "store/journal/000001/000001.lbj",
            "stick/../store/state.a",
            "store/journal/../terminal.key",
        ] {
            let path = place.path().join(name);
            assert_eq!(refused(&path), Some("export-in-store"), "{name}");
        }
        for name in ["stick/a.lbx", "a.lbx", "store.lbx", "none/a.lbx"] {
            assert_eq!(refused(&place.path().join(name)), None, "{name}");
        }
        #[cfg(unix)]
        {
            let link = place.path().join("link");
            std::os::unix::fs::symlink(&store, &link).unwrap();
            assert_eq!(refused(&link.join("a.lbx")), Some("export-in-store"));
            let path = store.join("a.lbx");
            assert!(refuse_in_store(&path, &link).is_err());
        }
    }
}
