//! One desk for each bureau: a second one says who has the first.

use std::fs::{File, TryLockError};
use std::path::Path;

use cli_support::files::{self, Access, Durability};
use messages::untrusted::{escape_untrusted, escape_untrusted_path};
use messages::{Failure, failure};

/// The lock of a desk, held until it is dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    #[expect(dead_code, reason = "the open file is the lock")]
    lock: File,
}

/// Locked while a desk runs.
const LOCK: &str = "desk.lock";

/// Who holds it. In a file of its own: where locks are mandatory, a locked file cannot be read.
const HOLDER: &str = "desk.txt";

/// The most that is read of it, in bytes.
const MAX_HOLDER: u64 = 1024;

impl Claim {
    /// Claims the bureau for this desk.
    ///
    /// # Errors
    /// `desk-open` if another desk has it; `no-bureau` for a folder that is none.
    pub(crate) fn of(bureau: &Path, holder: &str) -> Result<Self, Failure> {
        if !bureau.join("bureau.json").exists() {
            return Err(no_bureau(bureau));
        }
        let path = bureau.join(LOCK);
        let cannot = |error| files::cannot_write(&path, &error);
        let lock = files::open_lock(&path).map_err(cannot)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(taken(bureau)),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
        let note = bureau.join(HOLDER);
        files::write(
            &note,
            holder.as_bytes(),
            Access::Private,
            Durability::WhenConvenient,
        )?;
        Ok(Self { lock })
    }
}

fn taken(bureau: &Path) -> Failure {
    let folder = escape_untrusted_path(bureau);
    let holder = files::read(&bureau.join(HOLDER), MAX_HOLDER).unwrap_or_default();
    let holder = String::from_utf8_lossy(&holder);
    let holder = escape_untrusted(holder.trim());
    failure!("desk-open";
        "{folder} 的工作台已经打开（{holder}）"; "the desk of {folder} is open already ({holder})";
        "请用那个窗口；找不到窗口的，先结束那个程序（按 Ctrl+C 或关掉它），再打开。";
        "Use that window. If it cannot be found, end that program (Ctrl+C, or close it) and open the desk again.")
}

fn no_bureau(bureau: &Path) -> Failure {
    let folder = escape_untrusted_path(bureau);
    failure!("no-bureau"; "文件夹 {folder} 里没有发码单位"; "there is no bureau in {folder}";
        "请用 --bureau 写 issuer bureau create 建立的文件夹。";
        "Name the folder that issuer bureau create has made with --bureau.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::Lang;

    #[test]
    fn a_second_desk_says_who_has_the_first() {
        let bureau = tempfile::tempdir().unwrap();
        assert_eq!(Claim::of(bureau.path(), "a").unwrap_err().code, "no-bureau");
        std::fs::write(bureau.path().join("bureau.json"), "{}").unwrap();
        let claim = Claim::of(bureau.path(), "王芳, 17\u{1b}").unwrap();
        let refused = Claim::of(bureau.path(), "李强").unwrap_err();
        assert_eq!(refused.code, "desk-open");
        let what = refused.what.in_lang(Lang::Zh);
        assert!(
            what.contains("王芳, 17") && !what.contains('\u{1b}'),
            "{what}"
        );
        drop(claim);
        assert!(Claim::of(bureau.path(), "李强").is_ok());
    }
}
