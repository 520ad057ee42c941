//! The wordings of the errors of the journal: what is wrong, and what to do. Nothing was granted then.

use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Lang, failure, io_error, words};
use terminal_store::JournalError;

/// What the journal could not do. The code stays that of the journal.
pub fn failure(error: JournalError) -> Failure {
    let (code, name) = (error.code(), escape_untrusted_path(error.path()));
    match error {
        JournalError::Busy { .. } => failure!(code;
            "另一个程序正在使用流水 {name}"; "another program is using the journal {name}";
            "请先结束那个程序（另一个扫码窗口或闸机），十秒后再试一次。";
            "End that program (another window, or a gate), and try again after ten seconds."),
        JournalError::Damaged { damage, .. } => failure!(code;
            "流水 {name} 已损坏，不能给予优待；验码不受影响";
            "the journal {name} is damaged: no benefits are given; codes are judged as before";
            "请运行 verifier journal set-aside 封存它，再把封存的文件夹交给发码单位。请检查磁盘。";
            "Run verifier journal set-aside, and bring the bureau the folder that was set aside. Check the disk.")
        .with_detail(damage),
        JournalError::NotDamaged { .. } => failure!(code;
            "流水 {name} 没有损坏，不能封存"; "the journal {name} is not damaged: it cannot be set aside";
            "什么也没有改变。"; "Nothing was changed."),
        JournalError::Foreign { .. } => failure!(code;
            "{name} 是另一个终端的流水"; "{name} is the journal of another terminal";
            "请把本终端自己的密钥文件或存储文件夹放回。";
            "Give the terminal its own key file or its own store back."),
        JournalError::Newer { .. } => failure!(code;
            "流水 {name} 由更新版本的程序写成"; "the journal {name} was written by a newer program";
            "请使用新版程序。流水未被改动。"; "Use the newer program. The journal was not touched."),
        JournalError::Unreadable { source, .. } => {
            let why = io_error(&source);
            failure!(code; "无法读取流水 {name}（{}）", why.in_lang(Lang::Zh);
                "cannot read the journal {name} ({})", why.in_lang(Lang::En);
                "没有给予优待。请检查权限和磁盘。";
                "Nothing was granted. Check the permissions and the disk.")
            .with_detail(source)
        }
        JournalError::DiskFull { source, .. } => failure!(code;
            "磁盘已满，没有给予优待，也没有记录"; "the disk is full: nothing was granted, nothing recorded";
            "请在磁盘上腾出空间，再给予一次。"; "Make room on the disk, then grant it again.")
        .with_detail(source),
        JournalError::ReadOnly { source, .. } => failure!(code;
            "磁盘是只读的，没有给予优待"; "the disk is read-only: nothing was granted";
            "请把磁盘改为可写。"; "Make the disk writable.")
        .with_detail(source),
        JournalError::Unwritable { source, .. } => {
            let why = io_error(&source);
            failure!(code; "流水写不进 {name}（{}），没有给予优待", why.in_lang(Lang::Zh);
                "cannot write the journal {name} ({}): nothing was granted", why.in_lang(Lang::En);
                "请检查权限和磁盘。"; "Check the permissions and the disk.")
            .with_detail(source)
        }
        JournalError::Poisoned { .. } => failure!(code;
            "流水 {name} 上一次没有写成，没有给予优待";
            "an earlier write to the journal {name} has failed: nothing was granted";
            "请检查磁盘后再给予一次；仍不行，请重新启动程序。";
            "Check the disk and grant it again; if that does not help, start the program again."),
        JournalError::Full { limit, .. } => {
            let mib = limit / (1024 * 1024);
            failure!(code;
                "流水已达 {mib} MiB 上限，没有给予优待";
                "the journal has its most, {mib} MiB: nothing was granted";
                "请立即导出流水，交给发码单位，再导入回执。";
                "Export the journal at once, bring the file to the bureau, then bring the receipt.")
        }
        JournalError::TooLate { number, .. } => failure!(code;
            "第 {number} 条给予记录已超过一分钟，或已撤回";
            "grant {number} is more than a minute old, or was taken back already";
            "请联系发码单位撤回。"; "The bureau can undo it."),
        JournalError::EntryInvalid { source, .. } => {
            let why = words::error(&source);
            failure!(code; "这一条不能记录（{}），没有给予优待", why.in_lang(Lang::Zh);
                "this cannot be recorded ({}): nothing was granted", why.in_lang(Lang::En);
                "请核对价格和天数。"; "Check the price and the number of days.")
        }
        JournalError::ReceiptRefused { source, .. } => failure!(code;
            "回执与本机的流水不符"; "the receipt does not fit the journal of this terminal";
            "流水未被改动。请告知发码单位。"; "The journal was not touched. Tell the bureau.")
        .with_detail(source),
        JournalError::NotSigned { reason, .. } => failure!(code;
            "校验点没有签成，流水没有导出"; "the checkpoint could not be signed: nothing was exported";
            "请检查本终端的密钥文件，再导出一次。"; "Check the key file of this terminal, and export again.")
        .with_detail(reason),
        JournalError::ExportFailed { source, .. } => {
            let why = io_error(&source);
            failure!(code; "导出文件没有写成（{}），流水没有丢失", why.in_lang(Lang::Zh);
                "the export could not be written ({}); nothing of the journal is lost", why.in_lang(Lang::En);
                "请换一个 U 盘或腾出空间，再导出一次。"; "Use another stick or make room, and export again.")
            .with_detail(source)
        }
        // The journal may learn new errors before this list does.
        other => failure!(code; "流水 {name} 出错，没有给予优待"; "the journal {name} failed: nothing was granted";
            "请检查磁盘后再试。"; "Check the disk and try again.")
        .with_detail(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::path::PathBuf;

    #[test]
    fn what_could_not_be_recorded_was_not_granted_and_the_words_say_so() {
        let path = PathBuf::from("store/journal");
        let source = || io::Error::from(io::ErrorKind::StorageFull);
        for error in [
            JournalError::DiskFull {
                path: path.clone(),
                source: source(),
            },
            JournalError::ReadOnly {
                path: path.clone(),
                source: source(),
            },
            JournalError::Unwritable {
                path: path.clone(),
                source: source(),
            },
            JournalError::Poisoned { path: path.clone() },
            JournalError::Full {
                path,
                limit: 512 * 1024 * 1024,
            },
        ] {
            let code = error.code();
            let failure = failure(error);
            assert_eq!(failure.code, code);
            let zh = failure.what.in_lang(Lang::Zh);
            assert!(zh.contains("没有给予优待"), "{code}: {zh}");
            let en = failure.what.in_lang(Lang::En);
            assert!(en.contains("nothing was granted"), "{code}: {en}");
        }
    }
}
