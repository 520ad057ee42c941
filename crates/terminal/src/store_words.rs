//! The wordings of the errors and warnings of `terminal-store`: what is wrong, and what to do.

use credential_core::Error;
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Lang, Text, failure, io_error, text, words};
use terminal_store::{Damage, FileFault, LostPart, StoreError, Warning};

/// What the store could not do. The code stays that of the store.
pub fn failure(error: StoreError) -> Failure {
    let (code, name) = (error.code(), escape_untrusted_path(error.path()));
    match error {
        StoreError::Missing { .. } => failure!(code;
            "{name} 还不是终端的存储"; "{name} is not a terminal's store yet";
            "首次使用：请用主管部门的根密钥集文件初始化，再导入更新。";
            "First start: provision it with the authority's root set, then bring an update."),
        StoreError::HalfMade { .. } => failure!(code;
            "{name} 的初始化被中断"; "the provisioning of {name} was interrupted";
            "请再初始化一次，没有数据丢失。"; "Provision it once more; nothing is lost."),
        StoreError::Damaged { damage, .. } => {
            let what = damage_words(damage);
            failure!(code; "存储 {name} 已损坏：{}", what.in_lang(Lang::Zh);
                "the store {name} is damaged: {}", what.in_lang(Lang::En);
                "请用主管部门现行的根密钥集文件重新初始化此文件夹，再导入最新的更新。请检查磁盘。";
                "Provision this folder again with the authority's present root set and bring the latest update. Check the disk.")
        }
        StoreError::Newer { version, .. } => failure!(code;
            "存储 {name} 由更新版本的程序写成（格式 {version}）";
            "the store {name} was made by a newer version of this program (format {version})";
            "请使用新版程序。存储未被改动。"; "Use the newer program. The store was not touched."),
        StoreError::Older { version, .. } => failure!(code;
            "存储 {name} 是旧格式（格式 {version}），本程序不再读取";
            "the store {name} has an old format ({version}), which this program no longer reads";
            "请用主管部门现行的根密钥集文件初始化另一个文件夹，再导入最新的更新。存储未被改动。";
            "Provision another folder with the authority's present root set and bring the latest update. The store was not touched."),
        StoreError::Unreadable { source, .. } => {
            let why = io_error(&source);
            failure!(code;
                "无法读取 {name}（{}）", why.in_lang(Lang::Zh);
                "cannot read {name} ({})", why.in_lang(Lang::En);
                "请检查路径、权限和磁盘。"; "Check the path, the permissions and the disk.")
            .with_detail(source)
        }
        StoreError::Exists { .. } => failure!(code;
            "{name} 已经是终端的存储"; "{name} is a terminal's store already";
            "更新请用更新文件。若要改属另一主管部门，请另选文件夹。";
            "To renew it, bring an update. For another authority, choose another folder."),
        StoreError::RootSetRefused { source, .. } => root_set_refused(&source),
        StoreError::Busy { .. } => failure!(code;
            "另一个程序正在更新 {name}"; "another program is updating {name}";
            "请等它结束后再试。没有任何改动。";
            "Wait until it has finished and try again. Nothing was changed."),
        StoreError::TooLarge { limit, .. } => failure!(code; "更新后 {name} 将超过 {limit} 字节";
            "with this update {name} would have more than {limit} bytes";
            "没有任何改动。请告知主管部门。"; "Nothing was changed. Tell the authority."),
        StoreError::OwnerNotKept { .. } => failure!(code;
            "{name} 的所有者将读不到由当前用户写入的文件"; "the owner of {name} could not read what this user writes";
            "请用该文件夹的所有者或 root 导入更新。"; "Bring the update as the owner of the folder, or as root."),
        StoreError::DiskFull { ref source, .. }
        | StoreError::ReadOnly { ref source, .. }
        | StoreError::Unwritable { ref source, .. } => {
            let why = io_error(source);
            failure!(code;
                "无法写入 {name}（{}）；终端仍用已存好的名单", why.in_lang(Lang::Zh);
                "cannot write {name} ({}); the terminal goes on with what is stored", why.in_lang(Lang::En);
                write_remedy(&error)).with_detail(source)
        }
        // The store may learn new errors before this list does.
        other => failure!(code; "{other}"; "{other}";
            "请检查路径、权限和磁盘。"; "Check the path, the permissions and the disk."),
    }
}

/// As [`failure()`], of a store that was to be made: nothing is stored yet.
pub fn provision_failure(error: StoreError) -> Failure {
    let (code, name) = (error.code(), escape_untrusted_path(error.path()));
    match &error {
        StoreError::ReadOnly { .. } => failure!(code;
            "{name} 所在的磁盘是只读的，没有建立存储"; "the disk of {name} is read-only: no store was made";
            "请换一个可写的位置，或改为可写后再初始化一次。";
            "Choose another place, or make it writable, and provision it again."),
        StoreError::DiskFull { .. } => failure!(code;
            "磁盘已满，没有在 {name} 建立存储"; "the disk is full: no store was made in {name}";
            "请腾出空间后再初始化一次。"; "Make room and provision it again."),
        StoreError::Unwritable { source, .. } => {
            let why = io_error(source);
            failure!(code;
                "无法写入 {name}（{}），没有建立存储", why.in_lang(Lang::Zh);
                "cannot write {name} ({}): no store was made", why.in_lang(Lang::En);
                "请检查权限和磁盘，或换一个位置，再初始化一次。";
                "Check the permissions and the disk, or choose another place, and provision it again.").with_detail(source)
        }
        _ => failure(error),
    }
}

fn root_set_refused(error: &Error) -> Failure {
    let why = words::error(error);
    let remedy = match error {
        Error::RolledBack { .. } => text!("此终端见过更新的根密钥集。请取得现行的根密钥集文件。";
            "This terminal has seen a newer root set. Get the present one."),
        _ => text!(
            "请向主管部门重新取得根密钥集文件。"; "Get the root set from the authority again."),
    };
    failure!(error.code(); "根密钥集文件不能使用：{}", why.in_lang(Lang::Zh);
        "the root set cannot be used: {}", why.in_lang(Lang::En);
        remedy)
}

fn write_remedy(error: &StoreError) -> Text {
    match error {
        StoreError::DiskFull { .. } => text!("磁盘已满，请腾出空间后再导入一次。";
            "The disk is full: make room and bring the update again."),
        StoreError::ReadOnly { .. } => text!(
            "磁盘是只读的：仍可核验，但不能更新。请改为可写后再导入一次。";
            "The disk is read-only: checking works, updating does not. Make it writable and bring the update again."),
        _ => text!("请检查权限和磁盘后再导入一次。";
            "Check the permissions and the disk, and bring the update again."),
    }
}

fn damage_words(damage: Damage) -> Text {
    match damage {
        Damage::StateFiles => text!(
            "两个状态文件都已损坏或丢失"; "both state files are damaged or gone"),
        Damage::RootSet => text!(
            "根密钥集的两个副本都已损坏"; "both copies of the root set are damaged"),
        Damage::RootSetRefused(error) => {
            let why = words::error(&error);
            text!("根密钥集不能使用：{}", why.in_lang(Lang::Zh);
                "the root set cannot be used: {}", why.in_lang(Lang::En))
        }
        other => text!("{other}"; "{other}"),
    }
}

/// What is wrong with a store that works nevertheless.
pub fn warning(warning: &Warning) -> Text {
    match warning {
        Warning::File {
            file,
            fault: FileFault::Foreign,
        } => text!(
            "存储文件 {file} 的所有者与文件夹的不同，闸机可能读不到它";
            "the store's file {file} has another owner than its folder, who may not be able to read it"),
        Warning::File { file, fault } => {
            let (zh, en) = match fault {
                FileFault::Missing => ("丢失", "is missing"),
                FileFault::Unreadable(_) => ("无法读取", "cannot be read"),
                FileFault::Damaged => ("已损坏", "is damaged"),
                FileFault::Behind => ("没有更新完", "was not updated to the end"),
                other => (other.name(), other.name()),
            };
            text!("存储文件 {file} {zh}，现由其他副本代替";
                "the store's file {file} {en}; another copy serves in its place")
        }
        Warning::Lost(LostPart::TrustList { version }) => text!(
            "信任名单（第 {version} 版）已丢失，暂时不能通过任何码";
            "the trust list (version {version}) is lost: no code can be accepted"),
        Warning::Lost(LostPart::StatusList { issuer }) => text!(
            "发码单位 {issuer} 的状态名单已丢失或损坏，无法得知哪些码已吊销";
            "the status list of issuer {issuer} is lost or no longer believed: what it revoked is not known"),
        Warning::Lost(LostPart::VouchList { issuer }) => text!(
            "发码单位 {issuer} 的真码清单已丢失或损坏，用已泄露的密钥签发的码无法分辨真假";
            "the vouch list of issuer {issuer} is lost or no longer believed: which codes by its compromised key are genuine is not known"),
        Warning::Lost(LostPart::Place { issuer }) => text!(
            "发码单位 {issuer} 给本机的点位文件已丢失或损坏，暂时不能给予优待";
            "this terminal's place at issuer {issuer} is lost or no longer believed: it grants no benefits there"),
        Warning::Lost(LostPart::CataloguePart { issuer }) => text!(
            "发码单位 {issuer} 的优待目录已丢失或损坏，暂时不能给予优待";
            "the catalogue of issuer {issuer} is lost or no longer believed: no benefits are granted by it"),
        other => text!("{other}"; "{other}"),
    }
}

/// What to do about it.
pub fn warning_remedy(warning: &Warning) -> Text {
    match warning {
        Warning::File {
            fault: FileFault::Unreadable(_),
            ..
        } => text!("请检查文件权限；再导入一次更新即可修复。若反复出现，请更换磁盘。";
            "Check its permissions; bringing an update once more repairs it. If it happens again, replace the disk."),
        Warning::File {
            fault: FileFault::Foreign,
            ..
        } => text!("请用文件夹的所有者或 root 再导入一次更新即可修复；或用 chown 改正。";
            "Bring an update once more as the owner of the folder, or as root, which repairs it; or put it right with chown."),
        Warning::File { .. } => text!("再导入一次更新即可修复。若反复出现，请更换磁盘。";
            "Bring an update once more, which repairs it. If it happens again, replace the disk."),
        _ => text!("请导入最新的更新文件（旧的不会被接受）。";
            "Bring the latest update (an older one is refused)."),
    }
}

#[cfg(test)]
mod tests;
