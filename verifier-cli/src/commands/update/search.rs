//! Finds update files in a folder or on a memory stick.

use std::fs;
use std::path::{Path, PathBuf};

use cli_support::files;
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, failure};

/// How deep below the folder it is searched: deeper than people put folders into one another. A disk can
/// have them without end.
const MAX_DEPTH: usize = 32;

/// How many files and folders are looked at: a stick may hold years of pictures.
const MAX_ENTRIES: usize = 20_000;

/// A file as it is; of a folder all update files in it and in its subfolders, in the order of their paths.
pub(super) fn update_files(path: &Path) -> Vec<Result<PathBuf, Failure>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let mut search = Search::default();
    if let Err(error) = search.folder(path, 0) {
        return vec![Err(files::cannot_read(path, &error))];
    }
    search.found.sort();
    let name = escape_untrusted_path(path);
    let mut found: Vec<_> = search.found.into_iter().map(Ok).collect();
    if search.seen > MAX_ENTRIES {
        found.push(Err(failure!("folder-too-large";
            "{name} 里的文件太多，没有全部查找（最多 {MAX_ENTRIES} 个）";
            "there are too many files in {name} to look at them all (at most {MAX_ENTRIES})";
            "请指明装有更新文件的文件夹。"; "Name the folder that has the update files.")));
    } else if search.too_deep {
        found.push(Err(failure!("folder-too-deep";
            "{name} 里的文件夹套得太深，{MAX_DEPTH} 层以下没有查找";
            "the folders in {name} lie too deep in one another: below {MAX_DEPTH} they were not searched";
            "请指明装有更新文件的文件夹。"; "Name the folder that has the update files.")));
    } else if found.is_empty() {
        found.push(Err(failure!("folder-without-updates";
            "文件夹 {name} 里没有更新文件（.lbu），子文件夹里也没有";
            "there is no update file (.lbu) in {name}, nor in its subfolders";
            "请确认选对了文件夹。"; "Make sure that this is the right folder.")));
    }
    found
}

#[derive(Default)]
struct Search {
    found: Vec<PathBuf>,
    seen: usize,
    /// There are folders that were not searched for their depth.
    too_deep: bool,
}

impl Search {
    fn folder(&mut self, folder: &Path, depth: usize) -> std::io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            self.seen += 1;
            if self.seen > MAX_ENTRIES {
                return Ok(());
            }
            let path = entry.path();
            // Of a link its own kind, so that no circle is followed; a link to a file is read like one.
            let kind = entry.file_type()?;
            if kind.is_dir() && !is_of_system(&path) {
                if depth == MAX_DEPTH {
                    self.too_deep = true;
                    continue;
                }
                // A subfolder that cannot be read is none of ours.
                let _ = self.folder(&path, depth + 1);
            } else if is_update(&path) && path.is_file() {
                self.found.push(path);
            }
        }
        Ok(())
    }
}

/// macOS writes a companion `._NAME` beside each file on a foreign disk.
fn is_update(path: &Path) -> bool {
    let ends = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("lbu"));
    ends && !name(path).starts_with("._")
}

/// Folders that systems make on memory sticks, with what was deleted.
fn is_of_system(path: &Path) -> bool {
    let name = name(path);
    name.starts_with(['.', '$']) || name.eq_ignore_ascii_case("System Volume Information")
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, b"x").unwrap();
    }

    fn found(folder: &Path) -> Vec<String> {
        let relative = |path: PathBuf| {
            let path = path.strip_prefix(folder).unwrap().to_owned();
            path.to_string_lossy().replace('\\', "/")
        };
        update_files(folder)
            .into_iter()
            .map(|path| path.map_or_else(|failure| failure.code.to_owned(), relative))
            .collect()
    }

    #[test]
    fn subfolders_are_searched_but_not_without_end() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.lbu",
            "更新/2026/a.LBU",
            "1/2/3/4/deep.lbu",
            "1/2/3/4/5/6/7/8/9/10/deeper.lbu",
            "readme.txt",
            "._b.lbu",
            ".Trash/old.lbu",
            "$RECYCLE.BIN/old.lbu",
            "System Volume Information/x.lbu",
        ] {
            put(folder.path(), name);
        }
        assert_eq!(
            found(folder.path()),
            [
                "1/2/3/4/5/6/7/8/9/10/deeper.lbu",
                "1/2/3/4/deep.lbu",
                "b.lbu",
                "更新/2026/a.LBU"
            ]
        );
        assert_eq!(
            found(&folder.path().join(".Trash")),
            ["old.lbu"],
            "it was named"
        );
    }

    #[test]
    fn what_lies_too_deep_is_said() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &format!("{}x.lbu", "d/".repeat(MAX_DEPTH)));
        assert_eq!(found(folder.path()).len(), 1);
        put(
            folder.path(),
            &format!("{}y.lbu", "d/".repeat(MAX_DEPTH + 1)),
        );
        let found = found(folder.path());
        assert!(
            found[0].ends_with("x.lbu") && found[1] == "folder-too-deep",
            "{found:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_itself_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a.lbu");
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        assert_eq!(found(folder.path()), ["a.lbu"]);
    }

    #[test]
    fn too_many_files_are_said() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..=MAX_ENTRIES {
            fs::write(folder.path().join(format!("{number:05}.jpg")), b"").unwrap();
        }
        put(folder.path(), "00000.lbu");
        assert_eq!(found(folder.path()), ["00000.lbu", "folder-too-large"]);
    }
}
