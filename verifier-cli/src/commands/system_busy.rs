//! That the system has no thread, or no handler of signals, left.

use std::io;

use messages::{Failure, Lang, failure, io_error};

/// Why a command could not begin although nothing is wrong with it.
pub(crate) fn system_busy(error: io::Error) -> Failure {
    let why = io_error(&error);
    failure!("system-busy"; "系统资源不足（{}）", why.in_lang(Lang::Zh);
        "the system has no resources left ({})", why.in_lang(Lang::En);
        "请关闭一些程序，再试一次。"; "Close some programs and try again.")
    .with_detail(error)
}
