//! Why the store cannot do what was asked, and what to do then.

use std::io;
use std::path::Path;

use credential_core::Error;
use messages::{Failure, Lang, Text, failure, text, words};

use super::image::MAX_STATE_BYTES;
use super::load::Unusable;

impl Unusable {
    pub(super) fn into_failure(self, folder: &Path) -> Failure {
        let name = folder.display();
        match self {
            Self::Missing => failure!("store-missing";
                "{name} 还不是终端的存储"; "{name} is not a terminal's store yet";
                "首次使用：请用主管部门的根密钥集文件初始化，再导入更新。";
                "First start: provision it with the authority's root file, then bring an update."),
            Self::HalfMade => failure!("store-half-made";
                "{name} 的初始化被中断"; "the provisioning of {name} was interrupted";
                "请再初始化一次，没有数据丢失。"; "Provision it once more; nothing is lost."),
            Self::Damaged { what, .. } => failure!("store-damaged";
                "存储 {name} 已损坏：{}", what.in_lang(Lang::Zh);
                "the store {name} is damaged: {}", what.in_lang(Lang::En);
                "请用主管部门现行的根密钥集文件重新初始化此文件夹，再导入最新的更新。请检查磁盘。";
                "Provision this folder again with the authority's present root file and bring the latest update. Check the disk."),
            Self::Newer { version } => failure!("store-newer";
                "存储 {name} 由更新版本的程序写成（格式 {version}）";
                "the store {name} was made by a newer version of this program (format {version})";
                "请使用新版程序。存储未被改动。";
                "Use the newer program. The store was not touched."),
            Self::Unreadable { path, error } => failure!("store-unreadable";
                "无法读取 {}（{error}）", path.display();
                "cannot read {} ({error})", path.display();
                "请检查路径、权限和磁盘。"; "Check the path, the permissions and the disk."),
        }
    }
}

/// There is a store already.
pub(super) fn exists(folder: &Path) -> Failure {
    let name = folder.display();
    failure!("store-exists"; "{name} 已经是终端的存储"; "{name} is a terminal's store already";
        "更新请用更新文件。若要改属另一主管部门，请另选文件夹。";
        "To renew it, bring an update. For another authority, choose another folder.")
}

/// What was offered as the beginning of trust is none.
pub(super) fn root_refused(error: &Error) -> Failure {
    let why = words::error(error);
    let remedy = match error {
        Error::RolledBack { .. } => text!("此终端见过更新的根密钥名单。请取得现行的根密钥文件。";
            "This terminal has seen a newer root set. Get the present root file."),
        _ => text!(
            "请向主管部门重新取得根密钥集文件。"; "Get the root file from the authority again."),
    };
    failure!(error.code(); "根密钥集文件不能使用：{}", why.in_lang(Lang::Zh);
        "the root file cannot be used: {}", why.in_lang(Lang::En);
        remedy)
}

/// Somebody else is updating and does not come to an end.
fn busy(folder: &Path) -> Failure {
    let name = folder.display();
    failure!("store-busy"; "另一个程序正在更新 {name}"; "another program is updating {name}";
        "请等它结束后再试。没有任何改动。";
        "Wait until it has finished and try again. Nothing was changed.")
}

/// More than a store may hold.
pub(super) fn too_large(folder: &Path) -> Failure {
    let name = folder.display();
    failure!("store-too-large"; "更新后 {name} 将超过 {MAX_STATE_BYTES} 字节";
        "with this update {name} would have more than {MAX_STATE_BYTES} bytes";
        "没有任何改动。请告知主管部门。"; "Nothing was changed. Tell the authority.")
}

/// The disk did not take it.
pub(super) fn unwritable(folder: &Path, error: &io::Error) -> Failure {
    let (code, zh, en) = match error.kind() {
        io::ErrorKind::WouldBlock => return busy(folder),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            "store-disk-full",
            "磁盘已满，请腾出空间后再导入一次。",
            "The disk is full: make room and bring the update again.",
        ),
        io::ErrorKind::ReadOnlyFilesystem => (
            "store-read-only",
            "磁盘是只读的：仍可核验，但不能更新。请改为可写后再导入一次。",
            "The disk is read-only: checking works, updating does not. Make it writable and bring the update again.",
        ),
        _ => (
            "store-unwritable",
            "请检查权限和磁盘后再导入一次。",
            "Check the permissions and the disk, and bring the update again.",
        ),
    };
    let name = folder.display();
    failure!(code; "无法写入 {name}（{error}）；终端仍用已存好的名单";
        "cannot write {name} ({error}); the terminal goes on with what is stored";
        Text::new(zh, en))
}
