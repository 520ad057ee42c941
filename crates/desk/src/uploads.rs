//! Files that the clerk hands in: in a folder that nobody else can read, wiped when they are done with.
//!
//! A file gets a name of the desk's own. The name that the browser sends is shown and nothing else.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use cli_support::files;
use messages::untrusted::{escape_untrusted, escape_untrusted_path};
use messages::{Failure, failure};

/// The largest file that is taken, in bytes: as large as the largest roster.
const MAX_FILE: u64 = 256 << 20;

/// Endings that say something to a command. Any other one is left away.
const ENDINGS: [&str; 7] = ["xlsx", "xls", "ods", "csv", "txt", "tsv", "lbx"];

/// The folder for files that were handed in.
pub(crate) struct Uploads {
    folder: PathBuf,
    limit: u64,
}

impl Uploads {
    /// Makes the folder, and removes what a desk that was killed has left in it.
    ///
    /// # Errors
    /// If the folder cannot be made, and `folder-foreign` for one that is a link, or that others have made or can
    /// write to.
    pub(crate) fn open(folder: PathBuf) -> Result<Self, Failure> {
        files::create_private_folder(&folder)?;
        if !is_own(&folder) {
            return Err(foreign(&folder));
        }
        // One that was there already. On some memory sticks modes cannot be set: others can read all that lies there.
        #[cfg(unix)]
        let _ = fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let uploads = Self {
            folder,
            limit: MAX_FILE,
        };
        uploads.wipe();
        Ok(uploads)
    }

    /// The largest file that is taken, in bytes.
    pub(crate) const fn limit(&self) -> u64 {
        self.limit
    }

    /// Takes smaller files only.
    #[cfg(test)]
    pub(crate) fn limit_to(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// Wipes and removes all that a desk has put into the folder, and nothing else that lies there.
    pub(crate) fn wipe(&self) {
        // Somebody may have put another folder in its place.
        if !is_own(&self.folder) {
            return;
        }
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries.filter(|entry| is_id(&entry.file_name())) {
            wipe_all(&entry.path());
        }
    }

    /// Begins to take a file. `id` names its folder.
    ///
    /// # Errors
    /// If folder or file cannot be made.
    pub(crate) fn begin(&self, id: &str, name: &str) -> Result<Upload, Failure> {
        self.begin_at(id, name, &own_name(name))
    }

    /// As [`Uploads::begin`], for the file of this number of several: commands tell files apart by their names.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn begin_one_of_several(
        &self,
        id: &str,
        name: &str,
        number: usize,
    ) -> Result<Upload, Failure> {
        self.begin_at(id, name, &numbered_name(name, number))
    }

    /// As [`Uploads::begin`], with the name that the file gets.
    pub(crate) fn begin_at(&self, id: &str, name: &str, own: &str) -> Result<Upload, Failure> {
        let folder = self.folder.join(id);
        files::create_private_folder(&folder)?;
        let path = folder.join(own);
        files::write(
            &path,
            b"",
            files::Access::Private,
            files::Durability::WhenConvenient,
        )?;
        Ok(Upload {
            folder,
            path,
            name: shown_name(name),
            size: 0,
        })
    }
}

/// Whether a folder is one, is this user's, and nobody else can put anything into it.
fn is_own(folder: &Path) -> bool {
    let Ok(metadata) = fs::symlink_metadata(folder) else {
        return false;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if metadata.uid() != rustix::process::geteuid().as_raw() || metadata.mode() & 0o022 != 0 {
            return false;
        }
    }
    metadata.is_dir()
}

/// Whether a name is one that the desk gives: 16 random bytes.
fn is_id(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.len() == 32 && name.iter().all(u8::is_ascii_hexdigit)
}

fn foreign(folder: &Path) -> Failure {
    let folder = escape_untrusted_path(folder);
    failure!("folder-foreign"; "文件夹 {folder} 不是本程序自己的：它是链接，或者别人也能往里写";
        "the folder {folder} is not this program's own: it is a link, or others can write to it";
        "请看清里面是什么，把它移走，再打开工作台。"; "Look at what is in it, move it away, and start the desk again.")
}

impl Drop for Uploads {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// A file that was handed in. Wiped and removed, with all that lies beside it, when it is let go.
pub(crate) struct Upload {
    folder: PathBuf,
    path: PathBuf,
    name: String,
    size: u64,
}

impl Upload {
    /// Adds to the end.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::options().append(true).open(&self.path)?;
        file.write_all(bytes)?;
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A place beside it, for what is made of it.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What the clerk calls it; harmless to show.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes have come.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        wipe_all(&self.folder);
    }
}

/// The same for each file of a kind, because a run that was interrupted knows its roster by the name.
fn own_name(name: &str) -> String {
    ending(name).map_or("roster".to_owned(), |ending| format!("roster.{ending}"))
}

/// Journals and tables are not told apart from earlier ones by their names.
fn numbered_name(name: &str, number: usize) -> String {
    match ending(name) {
        Some("lbx") => format!("journal-{number}.lbx"),
        Some(ending) => format!("table-{number}.{ending}"),
        None => format!("file-{number}"),
    }
}

/// The ending of a name, if it is one that says something.
fn ending(name: &str) -> Option<&'static str> {
    let ending = Path::new(name).extension()?.to_str()?;
    let mut known = ENDINGS.into_iter();
    known.find(|known| known.eq_ignore_ascii_case(ending))
}

/// The last part of the name, without anything that is not seen.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let last: String = last.chars().take(120).collect();
    escape_untrusted(&last).into_owned()
}

/// Overwrites files with zeros before they are removed: what lies on a disk can be read by whoever gets it.
fn wipe_all(path: &Path) {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return;
    };
    if metadata.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            wipe_all(&entry.path());
        }
        let _ = fs::remove_dir(path);
        return;
    }
    if metadata.is_file() {
        // What cannot be overwritten is removed all the same.
        let _ = overwrite(path, metadata.len());
    }
    let _ = fs::remove_file(path);
}

fn overwrite(path: &Path, length: u64) -> io::Result<()> {
    static ZEROS: [u8; 1 << 16] = [0; 1 << 16];
    let mut file = File::options().write(true).open(path)?;
    file.rewind()?;
    let mut left = length;
    while left > 0 {
        let now = left.min(ZEROS.len() as u64);
        file.write_all(&ZEROS[..now as usize])?;
        left -= now;
    }
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the desk names what was handed in.
    const ID: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_name_is_never_a_path() {
        for name in [
            "../../x.csv",
            "..\\..\\x.csv",
            "/etc/passwd",
            "C:\\x.csv",
            "..",
        ] {
            let own = own_name(name);
            assert!(own == "roster" || own == "roster.csv", "{own}");
            assert!(!shown_name(name).contains(['/', '\\']), "{name}");
        }
        assert_eq!(own_name("名册.XLSX"), "roster.xlsx");
        assert_eq!(own_name("a.sh"), "roster");
        assert_eq!(numbered_name("../a.LBX", 2), "journal-2.lbx");
        assert_eq!(numbered_name("商户.csv", 1), "table-1.csv");
        assert_eq!(numbered_name("../../etc/passwd", 3), "file-3");
    }

    #[test]
    fn what_was_handed_in_is_gone_when_it_is_done_with() {
        let place = tempfile::tempdir().unwrap();
        let uploads = Uploads::open(place.path().join("desk")).unwrap();
        let mut upload = uploads.begin(ID, "x.csv").unwrap();
        upload.append(b"110101").unwrap();
        let folder = upload.folder.clone();
        std::fs::write(upload.beside("refused.csv"), "x").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&folder), 0o700);
            assert_eq!(mode(upload.path()), 0o600);
        }
        // Another name for the same bytes shows that they were overwritten, not only removed.
        let twin = place.path().join("twin");
        fs::hard_link(upload.path(), &twin).unwrap();
        drop(upload);
        assert!(!folder.exists());
        assert_eq!(fs::read(&twin).unwrap(), [0; 6]);
    }

    #[test]
    fn what_a_killed_desk_has_left_is_swept_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("desk");
        files::create_private_folder(&folder).unwrap();
        for inner in [ID, "mine"] {
            fs::create_dir(folder.join(inner)).unwrap();
            fs::write(folder.join(inner).join("roster.csv"), "110101").unwrap();
        }
        drop(Uploads::open(folder.clone()).unwrap());
        assert!(!folder.join(ID).exists());
        assert!(folder.join("mine/roster.csv").exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_folder_of_somebody_else_is_never_swept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let place = tempfile::tempdir().unwrap();
        let (home, link) = (place.path().join("home"), place.path().join("desk"));
        files::create_private_folder(&home).unwrap();
        fs::create_dir(home.join(ID)).unwrap();
        let kept = home.join(ID).join("kept");
        fs::write(&kept, "kept").unwrap();
        symlink(&home, &link).unwrap();
        let refused = |folder: &Path| Uploads::open(folder.to_path_buf()).err().map(|it| it.code);
        assert_eq!(refused(&link), Some("folder-foreign"));
        fs::set_permissions(&home, fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(refused(&home), Some("folder-foreign"));
        // Put in the place of the desk's own while it runs.
        fs::remove_file(&link).unwrap();
        let uploads = Uploads::open(link.clone()).unwrap();
        fs::remove_dir(&link).unwrap();
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).unwrap();
        symlink(&home, &link).unwrap();
        drop(uploads);
        assert_eq!(fs::read_to_string(&kept).unwrap(), "kept");
    }
}
