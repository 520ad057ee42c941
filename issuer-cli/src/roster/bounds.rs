//! How large a roster may be, and the failures of one that is empty or too large.

use std::path::Path;

use messages::{Failure, failure, untrusted::escape_untrusted_path};

/// The largest roster: some ten times the largest city's.
pub(super) const MAX_BYTES: u64 = 256 << 20;

/// The largest number of lines, and so of people, in one roster: a number is kept of each person.
pub(super) const MAX_LINES: u64 = 2_000_000;

/// How far down the headings may stand, below titles.
pub(super) const MAX_TITLE_ROWS: usize = 10;

pub(super) fn nobody(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-empty"; "名册 {name} 里没有人员"; "there is nobody on the roster {name}";
        "请确认选对了文件，并且导出时选中了有数据的工作表。";
        "Make sure that it is the right file, and that the sheet with the data was exported.")
}

/// A person stands above the headings, or in their place.
pub(super) fn people_above_headings(path: &Path, line: u64) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("people-above-headings"; "{name} 第 {line} 行已经是人员，表头还没有出现";
        "line {line} of {name} has a person already, and the headings have not come yet";
        "请把表头（姓名、身份证号、人员类别……）放到所有人员上面；没有表头的，请补上。排序时不要选中表头。什么也没有做。";
        "Put the headings (name, identity number, category, …) above all people, or add them if there are none. Nothing was done.")
}

pub(super) fn too_many_people(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("roster-too-long";
        "名册 {name} 超过 {MAX_LINES} 行"; "the roster {name} has more than {MAX_LINES} lines";
        "请分成几份名册，分别签发。"; "Part it into several rosters, and issue for each.")
}

/// The rows that came out are not those that were counted: nothing is to be made of such a reading.
pub(super) fn lines_lost(path: &Path, counted: u64, read: u64) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("rows-lost"; "名册 {name} 有 {counted} 行，读到的却是 {read} 行";
        "the roster {name} has {counted} lines, but {read} were read";
        "签发期间名册可能被改动了。请关闭正在编辑它的程序，再用同样的命令运行一次；仍然如此的，请把文件另存为新的 xlsx 后再试。";
        "Perhaps it was changed meanwhile. Close the program that has it open and run the same command again; if that does not help, save it as a new xlsx file.")
}
