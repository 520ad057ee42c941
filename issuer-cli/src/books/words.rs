//! The words for what the books say.

use std::path::Path;

use ::books::{BooksError, MarkKind, Refusal};
use credential_core::journal::JournalFault;
use messages::Lang::{En, Zh};
use messages::untrusted::{escape_untrusted, escape_untrusted_path};
use messages::{Failure, Text, failure, text, words};

/// Why the books cannot be used, and what to do.
pub(crate) fn failure_of(error: &BooksError, path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    match error {
        BooksError::Missing(_) => {
            failure!("books-missing"; "还没有导入过流水（{name}）"; "no journal was ever imported ({name})";
            "请先执行 issuer journal import。"; "Run issuer journal import first.")
        }
        BooksError::OtherIssuer { found } => {
            failure!("books-of-another"; "{name} 是发码单位 {found} 的流水账"; "{name} has the books of issuer {found}";
            "请检查 --bureau。"; "Check --bureau.")
        }
        BooksError::Newer { .. } => {
            failure!("books-newer"; "流水账 {name} 由较新的程序写成"; "the books {name} were written by a newer program";
            "请用较新的程序。"; "Use the newer program.")
        }
        BooksError::Older => {
            failure!("books-older"; "流水账 {name} 由较早的程序写成"; "the books {name} were written by an earlier program";
            "请执行 issuer journal rebuild，从 kept 文件夹重新计算；已导入的不受影响。";
            "Run issuer journal rebuild, which calculates everything again from the folder kept; what was taken in is safe.")
        }
        BooksError::Damaged { path, why } => {
            let file = escape_untrusted_path(path);
            failure!("books-damaged"; "流水账的文件 {file} 已损坏（{why}）"; "the file {file} of the books is damaged ({why})";
            "请执行 issuer journal rebuild，从 kept 文件夹重新计算；仍不行的，用备份恢复整个 books 文件夹。";
            "Run issuer journal rebuild, which calculates everything again from the folder kept; if that fails, restore the whole folder books from a backup.")
        }
        BooksError::InUse => {
            failure!("books-in-use"; "流水账 {name} 正在使用"; "the books {name} are in use";
            "另一个窗口或另一位同事正在导入。请等其完成再试。"; "Another window or colleague is importing. Wait until that is done, then try again.")
        }
        BooksError::File { path, error } => {
            let file = escape_untrusted_path(path);
            failure!("file-unwritable"; "无法读写 {file}"; "cannot read or write {file}";
            "请检查磁盘空间和权限。已导入的不受影响，再运行一次即接着做完。";
            "Check the space on the disk and the permissions. What was taken in is safe; run it again and it resumes.")
            .with_detail(error)
        }
        BooksError::UnknownTerminal => {
            failure!("terminal-unknown"; "没有这台终端"; "there is no such terminal";
            "请用 issuer terminal list 查编号。"; "issuer terminal list shows the numbers.")
        }
        BooksError::NoGrant => {
            failure!("record-no-grant"; "这条流水记录不是给予记录，没有什么可撤回"; "that record is no grant: there is nothing to undo";
            "请核对终端编号和记录号。"; "Check the numbers of the terminal and the record.")
        }
        BooksError::Undone => {
            failure!("record-undone"; "这条给予记录已经撤回"; "that grant was undone already";
            "不必再做什么。"; "There is nothing to do.")
        }
        BooksError::CopyDiffers(path) => {
            let path = escape_untrusted_path(path);
            failure!("copy-differs"; "{path} 写上之后读出来不一样"; "{path} does not come back as it was written";
                "这个盘靠不住：请换一个再备份。"; "This disk cannot be relied on: take another one and copy again.")
        }
        BooksError::AmountOverflow => {
            failure!("amount-overflow"; "流水账里的金额太大，加不起来"; "the amounts in the books are too large to be added";
            "请用 issuer journal marks 查有疑问的记录。"; "Look at the marked records: issuer journal marks.")
        }
        other => failure!(other.code(); "流水账 {name} 读写出错"; "the books {name} cannot be read or written";
            "请检查磁盘后重试；已导入的不受影响。"; "Check the disk and try again; what was taken in is safe.")
        .with_detail(other),
    }
}

/// Why a file is refused, with what to do about it.
pub(crate) fn refusal_text(refusal: &Refusal) -> (Text, Text) {
    match refusal {
        Refusal::Unreadable(why) => {
            let why = escape_untrusted(why);
            (
                text!("读不出来（{why}）"; "it cannot be read ({why})"),
                text!("请重新拷贝。"; "Copy it again."),
            )
        }
        Refusal::UnknownTerminal => (
            text!("不是本单位终端的流水：台账里没有这个密钥";
                "it is of no terminal of this bureau: the register has no such key"),
            text!("请核对是哪台终端的。终端重新生成过密钥的，先 issuer terminal add。";
                "Find out whose it is. If the terminal has made a new key, run issuer terminal add first."),
        ),
        Refusal::NumberTooHigh => (
            text!("链号或记录号大得不可能"; "the number of its chain or of its records is impossibly high"),
            text!("这台终端被人动过手脚：请到场查明。";
                "Somebody has tampered with that terminal: look into it there."),
        ),
        Refusal::Fault(fault) => (fault_text(*fault), remedy(*fault)),
    }
}

/// What is wrong with a journal.
fn fault_text(fault: JournalFault) -> Text {
    match fault {
        JournalFault::NotAnExport => {
            text!("不是导出的流水，或已损坏"; "it is no export of a journal, or is damaged")
        }
        JournalFault::Newer { .. } => {
            text!("由较新的程序导出"; "it was exported by a newer program")
        }
        JournalFault::CutShort => text!("文件不完整"; "the file ends too early"),
        JournalFault::TooLong { .. } => {
            text!("有一部分太长，已损坏"; "a part of it is too long: it is damaged")
        }
        JournalFault::Foreign => {
            text!("是另一台终端或另一条记录链的流水"; "it is the journal of another terminal or another chain")
        }
        JournalFault::Gap { expected, found } => {
            let last = found.saturating_sub(1);
            text!("缺号：缺第 {expected} 到 {last} 条"; "a gap: records {expected} to {last} are missing")
        }
        JournalFault::Fork { number } => {
            text!("分叉：第 {number} 条与流水账里的不同"; "a fork: record {number} differs from the one in the books")
        }
        JournalFault::Edited { number } => {
            text!("改动：到第 {number} 条为止的记录与签名不符"; "an edit: the records up to {number} do not fit what was signed")
        }
        JournalFault::Truncated { size, known } => {
            text!("截短：只有 {size} 条，以前有 {known} 条"; "a truncation: {size} records, where there were {known}")
        }
        JournalFault::Record { number, error } => {
            let why = words::error(&error);
            text!("第 {number} 条记录有错：{}", why.in_lang(Zh); "record {number} is wrong: {}", why.in_lang(En))
        }
        JournalFault::Signed(error) => {
            let why = words::error(&error);
            text!("校验点的签名不对：{}", why.in_lang(Zh); "the checkpoint does not verify: {}", why.in_lang(En))
        }
        _ => text!("流水不对"; "the journal is not in order"),
    }
}

fn remedy(fault: JournalFault) -> Text {
    match fault {
        JournalFault::Fork { .. } => {
            text!("文件已留存在 aside。终端的磁盘被拷贝或旧数据被放回：请到场查明，停用这台终端，换新密钥。";
            "The file is kept in aside. The disk was copied, or an old one put back: look into it on site, retire the terminal, and give it a new key.")
        }
        JournalFault::Truncated { .. } => {
            text!("文件已留存在 aside。终端的流水变短了：请到场查明。";
            "The file is kept in aside. The journal of the terminal got shorter: look into it on site.")
        }
        JournalFault::Newer { .. } => text!("请用较新的程序。"; "Use the newer program."),
        JournalFault::Foreign => {
            text!("请核对文件来自哪台终端。"; "Find out which terminal it comes from.")
        }
        _ => {
            text!("请从终端重新导出、重新拷贝；终端上的流水还在。再次出错，请到场查明。";
            "Export it at the terminal again and copy it again; the journal is still there. If it happens again, look into it on site.")
        }
    }
}

/// Why a record is marked.
pub(crate) fn mark_text(kind: MarkKind) -> Text {
    match kind {
        MarkKind::QuotaExceeded => text!("超过限次"; "quota exceeded"),
        MarkKind::Revoked => text!("当时已吊销"; "revoked by then"),
        MarkKind::Suspended => text!("当时已暂停"; "suspended at that time"),
        MarkKind::NotMember => text!("商户当时不在册"; "merchant not a member at that time"),
        MarkKind::TerminalRetired => text!("终端当时已停用"; "terminal retired by then"),
        MarkKind::BeforePlace => text!("早于终端的点位"; "before the terminal had a place"),
        MarkKind::FarPlaces => text!("几分钟内在两地使用"; "two far places within minutes"),
        MarkKind::ManualOverCap => text!("手工登记过多"; "too many manual grants"),
        MarkKind::ClockAhead => text!("时间晚于导入"; "dated later than its import"),
        MarkKind::ClockBehind => text!("终端时钟落后"; "the clock was behind"),
        MarkKind::ClockLowered => text!("终端时间被调低"; "the clock was lowered"),
        MarkKind::EditionUnknown => text!("目录版次或优待项目不明"; "edition or benefit unknown"),
        MarkKind::UndoWithoutGrant => {
            text!("撤回的不是给予记录"; "undo of something that is no grant")
        }
        MarkKind::NotItsBenefit => text!("不是该商户的优待"; "not a benefit of the merchant"),
        MarkKind::PriceMismatch => {
            text!("收费与优待不符"; "what was charged does not fit the benefit")
        }
        MarkKind::PlaceMismatch => text!("点位与台账不符"; "the place is not the register's"),
        MarkKind::HolderUnknown => text!("台账里没有这个持有人"; "no such holder in the register"),
        MarkKind::TimeBackwards => text!("早于前一条记录"; "dated before the record before it"),
        MarkKind::RatingNotCounted => text!("评价不计入"; "a rating that does not count"),
        _ => text!("有疑问"; "to look at"),
    }
}

/// What to do about a record that is marked.
pub(crate) fn mark_remedy(kind: MarkKind) -> Text {
    match kind {
        MarkKind::QuotaExceeded => {
            text!("个别的不必追究；同一人反复出现的，查卡是否被多人使用。"; "Single ones need no action. If one person comes up again and again, find out whether several people use the card.")
        }
        MarkKind::Revoked | MarkKind::Suspended => {
            text!("终端还没收到新的状态名单：给它送更新。"; "The terminal did not have the newest status list: bring it an update.")
        }
        MarkKind::NotMember => {
            text!("联系商户；结算时是否计入由经办人决定。"; "Ask the merchant. Whether it is paid for is decided at the settlement.")
        }
        MarkKind::TerminalRetired => {
            text!("到场收回终端；被偷的，报案并保留流水。"; "Take the terminal back. If it was stolen, report it and keep the journal.")
        }
        MarkKind::BeforePlace
        | MarkKind::ClockAhead
        | MarkKind::ClockBehind
        | MarkKind::ClockLowered => {
            text!("终端时钟不准：请校准。"; "The clock of the terminal is wrong: set it.")
        }
        MarkKind::FarPlaces => {
            text!("静态码可能被复制：联系持有人，必要时补发，旧卡吊销。"; "The card may have been copied: ask the holder; if needed, reissue it and revoke the old one.")
        }
        MarkKind::ManualOverCap => {
            text!("查该终端当天的原因，修好设备。"; "Find out what was wrong on that day, and repair it.")
        }
        MarkKind::EditionUnknown => {
            text!("查终端的目录从哪里来。"; "Find out where the terminal has its catalogue from.")
        }
        MarkKind::UndoWithoutGrant => {
            text!("终端程序有问题：报给程序的维护者。"; "The program of the terminal is at fault: tell its maintainers.")
        }
        MarkKind::NotItsBenefit | MarkKind::PriceMismatch => {
            text!("结算前查原始票据；不实的逐条撤回，并报案。"; "Compare the receipts before the settlement. Undo what is not true, and report it.")
        }
        MarkKind::PlaceMismatch => {
            text!("到场查明，停用这台终端，换新密钥。"; "Look into it on site, retire the terminal, and give it a new key.")
        }
        MarkKind::HolderUnknown => {
            text!("个别手工登记的，向商户核对编号；其余的到场查明。"; "Single manual ones: check the number with the merchant. Look into the rest on site.")
        }
        MarkKind::TimeBackwards => {
            text!("同一终端还有别的标记的，到场查明。"; "If the terminal has other marks too, look into it on site.")
        }
        MarkKind::RatingNotCounted => {
            text!("大量出现的，查该终端。"; "If there are many, look into that terminal.")
        }
        _ => text!("请查明。"; "Look into it."),
    }
}

/// The period of a quota, by its number; empty for none.
pub(crate) fn period_text(period: u8) -> Text {
    match period {
        1 => text!("每天"; "a day"),
        2 => text!("每周"; "a week"),
        3 => text!("每月"; "a month"),
        4 => text!("每年"; "a year"),
        5 => text!("终身"; "in a lifetime"),
        _ => text!(""; ""),
    }
}
