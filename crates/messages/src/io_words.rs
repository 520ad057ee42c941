//! What the operating system says of files, disks and devices, in words.
//!
//! The system speaks one language, and not that of the reader. So no message has its text: only the kind of
//! an error is told here, and programs get the text as `detail`.

use std::io::{self, ErrorKind};

use crate::lang::Text;
use crate::text;

/// What went wrong, as words that follow a colon or stand in brackets.
pub fn io_error(error: &io::Error) -> Text {
    match error.kind() {
        ErrorKind::NotFound => text!("不存在"; "it does not exist"),
        ErrorKind::PermissionDenied => text!("没有权限"; "permission denied"),
        ErrorKind::AlreadyExists => text!("已经存在"; "it exists already"),
        ErrorKind::IsADirectory => text!("是文件夹，不是文件"; "it is a folder, not a file"),
        ErrorKind::NotADirectory => {
            text!("路径中有一段不是文件夹"; "a part of the path is not a folder")
        }
        ErrorKind::DirectoryNotEmpty => text!("文件夹不是空的"; "the folder is not empty"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            text!("磁盘已满"; "no space is left")
        }
        ErrorKind::ReadOnlyFilesystem => text!("磁盘是只读的"; "the disk is read-only"),
        ErrorKind::FileTooLarge => text!("文件太大"; "the file is too large"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::WouldBlock => {
            text!("正被别的程序占用"; "another program is using it")
        }
        ErrorKind::TimedOut => text!("等待超时"; "it took too long"),
        ErrorKind::Interrupted => text!("被中断"; "it was interrupted"),
        ErrorKind::UnexpectedEof => text!("内容提前结束"; "it ended too early"),
        ErrorKind::InvalidData => text!("内容不合格式"; "its content has another form"),
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => {
            text!("名称不能用，或太长"; "the name cannot be used, or is too long")
        }
        ErrorKind::Unsupported => text!(
            "是管道、设备之类，不是普通文件"; "it is a pipe, a device or the like, and no ordinary file"),
        ErrorKind::OutOfMemory => text!("内存不足"; "no memory is left"),
        ErrorKind::BrokenPipe => text!("接收的一方已关闭"; "the other end is closed"),
        _ => of_system(error),
    }
}

/// Kinds that the standard library has no name for; by the number of the system, without its text.
fn of_system(error: &io::Error) -> Text {
    match error.raw_os_error() {
        // EIO, ENXIO, ENFILE and EMFILE, ENODEV, ELOOP of Unix.
        Some(5) if cfg!(unix) => text!("磁盘或设备读写出错"; "the disk or device has failed"),
        Some(6 | 19) if cfg!(unix) => text!("设备不在"; "the device is not there"),
        Some(23 | 24) if cfg!(unix) => text!("打开的文件太多"; "too many files are open"),
        Some(40) if cfg!(target_os = "linux") => {
            text!("链接绕成了圈"; "its links form a circle")
        }
        Some(number) => text!("系统错误 {number}"; "system error {number}"),
        None => text!("系统没有说明原因"; "the system gives no reason"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// Whatever the system says, no letter of it is in the Chinese words.
    #[test]
    fn no_english_in_chinese() {
        let of_number = (1..140).map(io::Error::from_raw_os_error);
        let others = [
            io::Error::other("secret"),
            ErrorKind::InvalidData.into(),
            io::Error::new(ErrorKind::Unsupported, "pipe"),
        ];
        for error in of_number.chain(others) {
            let words = io_error(&error);
            let zh = words.in_lang(Lang::Zh);
            assert!(!zh.chars().any(|c| c.is_ascii_alphabetic()), "{zh}");
            assert!(!words.in_lang(Lang::En).contains("os error"), "{words:?}");
        }
        let full = io::Error::from(ErrorKind::StorageFull);
        assert_eq!(io_error(&full).in_lang(Lang::Zh), "磁盘已满");
    }
}
