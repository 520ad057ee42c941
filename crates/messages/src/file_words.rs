//! What is said of a file that cannot be read or written: what is wrong, and what to do.

use std::io;
use std::path::Path;

use crate::untrusted::escape_untrusted_path;
use crate::{Failure, Lang, Text, failure, io_error, text};

/// The failure to a file that is there and must not be overwritten.
pub fn file_exists(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("file-exists"; "文件 {name} 已存在"; "the file {name} already exists";
        "不会覆盖已有文件。请换一个文件夹，或先把它移走。";
        "It is not overwritten. Choose another folder, or move it away first.")
}

/// The failure to a file of more bytes than are read.
pub fn too_large(path: &Path, limit: u64) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("file-too-large"; "文件 {name} 太大（超过 {limit} 字节）";
        "the file {name} is too large (more than {limit} bytes)";
        "请确认选对了文件。"; "Make sure that this is the right file.")
}

/// The failure to a file that cannot be read.
pub fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    let name = escape_untrusted_path(path);
    let (what, remedy) = why_unreadable(error);
    let (zh, en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
    failure!("file-unreadable"; "文件 {name} {zh}"; "{name} {en}"; remedy).with_detail(error)
}

/// Why a file cannot be read, as words that follow its name, and what to do.
pub fn why_unreadable(error: &io::Error) -> (Text, Text) {
    match error.kind() {
        io::ErrorKind::NotFound => (
            text!("不存在"; "does not exist"),
            text!("请检查文件名和路径。"; "Check the name and the path."),
        ),
        io::ErrorKind::NotADirectory => (
            text!("路径有误"; "has a wrong path"),
            text!("路径中有一段不是文件夹，请更正。";
                "A part of the path is not a folder: correct it."),
        ),
        io::ErrorKind::PermissionDenied => (
            text!("没有读取权限"; "may not be read"),
            text!("请让文件的所有者给予读取权限。"; "Ask its owner for the permission to read it."),
        ),
        io::ErrorKind::IsADirectory => (
            text!("是文件夹，不是文件"; "is a folder, not a file"),
            text!("请给出文件夹里的文件。"; "Give a file in it."),
        ),
        io::ErrorKind::Unsupported => (
            text!("是管道、设备之类，不是普通文件";
                "is a pipe, a device or the like, and no ordinary file"),
            text!("请给出普通文件；标准输入写 -。";
                "Give an ordinary file; for standard input, -."),
        ),
        _ => (
            in_brackets(error, text!("无法读取"; "cannot be read")),
            text!(
                "请检查磁盘或连接，再试一次。"; "Check the disk or the connection, and try again."),
        ),
    }
}

fn in_brackets(error: &io::Error, what: Text) -> Text {
    let why = io_error(error);
    text!("{}（{}）", what.in_lang(Lang::Zh), why.in_lang(Lang::Zh);
        "{} ({})", what.in_lang(Lang::En), why.in_lang(Lang::En))
}

/// The failure to a file or folder that cannot be written.
pub fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let name = escape_untrusted_path(path);
    let (why, remedy) = match error.kind() {
        io::ErrorKind::StorageFull => (
            text!("磁盘已满"; "no space is left"),
            text!("磁盘已满，请腾出空间。"; "The disk is full: make room."),
        ),
        io::ErrorKind::ReadOnlyFilesystem => (
            text!("磁盘是只读的"; "the disk is read-only"),
            text!("请换一个位置。"; "Choose another place."),
        ),
        io::ErrorKind::PermissionDenied => (
            text!("没有写入权限"; "permission denied"),
            text!("请检查权限，或换一个位置。"; "Check the permissions, or choose another place."),
        ),
        io::ErrorKind::NotFound => (
            text!("文件夹不存在"; "there is no such folder"),
            text!("请检查路径，或先建好文件夹。"; "Check the path, or make the folder first."),
        ),
        io::ErrorKind::IsADirectory => (
            text!("那里有同名的文件夹"; "a folder has that name"),
            text!("请换一个文件名。"; "Choose another name."),
        ),
        io::ErrorKind::Unsupported => (
            text!("那里有同名的管道、设备之类，不是普通文件";
                "a pipe, a device or the like has that name"),
            text!("请先把它移走，或换一个位置。"; "Move it away first, or choose another place."),
        ),
        _ => (
            io_error(error),
            text!("请检查路径和权限。"; "Check the path and the permissions."),
        ),
    };
    let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
    failure!("file-unwritable"; "无法写入 {name}（{zh}）"; "cannot write {name} ({en})"; remedy)
        .with_detail(error)
}
