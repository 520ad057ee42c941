//! What is said of workbooks that cannot be used.

use std::path::Path;

use messages::Lang::{self, En, Zh};
use messages::{
    Failure, Text, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path,
};

use super::facts::Fault;

/// What is said of a workbook that cannot be used.
pub(super) fn unusable(path: &Path, fault: &Fault) -> Failure {
    match fault {
        Fault::Broken(error) => damaged(path, error),
        Fault::TooLarge => too_large(path),
        Fault::Dimension(size) => wrong_dimension(path, size),
        Fault::Password => has_password(path),
    }
}

fn wrong_dimension(path: &Path, size: &str) -> Failure {
    let name = escape_untrusted_path(path);
    let size: String = escape_untrusted(size).chars().take(20).collect();
    failure!("roster-damaged"; "名册 {name} 里有工作表把自己的范围写成“{size}”，没有这样的范围";
        "a sheet of the workbook {name} gives its size as '{size}', which is none";
        "多半是某个软件导出时写错了。请在 Excel 或 WPS 里打开它，另存为新的 xlsx 文件，再用新文件。";
        "Most probably the program that exported it got this wrong. Open it in Excel or WPS, save it as a new xlsx file, and use that.")
}

/// It is encrypted, and needs the password that its owner knows.
pub(super) fn has_password(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-password"; "名册 {name} 是加密的（设了打开密码，或“只读”之类的保护），读不了";
        "the workbook {name} is encrypted, by a password or by a protection such as 'read-only', and cannot be read";
        "请在 Excel 或 WPS 里打开它，在“文件－信息－保护工作簿－用密码进行加密”中把密码清空、取消保护，另存为新的 xlsx 文件，再用新文件。";
        "Open it in Excel or WPS, clear the password under File, Info, Protect Workbook, Encrypt with Password, take the protection off, save it as a new xlsx file, and use that.")
}

pub(super) fn damaged(path: &Path, error: &Text) -> Failure {
    let name = escape_untrusted_path(path);
    let why = |lang: Lang| -> String {
        let error = escape_untrusted(error.in_lang(lang));
        error.chars().take(200).collect()
    };
    let (zh, en) = (why(Zh), why(En));
    failure!("roster-damaged"; "名册 {name} 已损坏，或不是能读的工作簿（{zh}）";
        "the workbook {name} is damaged, or of a kind that cannot be read ({en})";
        "请在 Excel 或 WPS 里打开它，另存为新的 xlsx 文件；如有密码，请先去掉密码。";
        "Open it in Excel or WPS and save it as a new xlsx file; if it has a password, take that off first.")
}

pub(super) fn too_large(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-too-large"; "名册 {name} 太大"; "the workbook {name} is too large";
        "请只留下名册所在的工作表，去掉图片，另存为新的 xlsx 文件；仍然太大的，分成几份名册。";
        "Keep only the sheet with the roster, without pictures, and save it as a new xlsx file; \
         if that is still too large, part it into several rosters.")
}
