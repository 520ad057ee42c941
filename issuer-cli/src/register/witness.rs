//! The end of the audit log and the bound of the numbers given, written once more beside the database.
//!
//! Somebody who puts an older copy of the register in its place undoes what was recorded since:
//! revocations would end, and numbers be given twice. The copy looks valid, and its audit log is
//! complete; only something outside of it can show that it is not the newest.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use rusqlite::Connection;

use super::audit::{self, AuditHead, AuditNote};
use super::failure::RegisterFault;
use super::numbers::NumberBound;

/// What was written last beside a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotedEnd {
    /// The end of the audit log.
    pub head: AuditHead,
    /// The bound of all numbers that the register had given by then; `None` if it was not written.
    pub given: Option<NumberBound>,
}

/// The file beside a register.
pub(super) fn file(register: &Path) -> PathBuf {
    let mut path = register.as_os_str().to_owned();
    path.push(".head");
    path.into()
}

/// Writes the end of the audit log, which is in the register already.
///
/// # Errors
/// `file-unwritable`. An older end that stays is true as well.
pub(super) fn note(register: &Path, head: &AuditHead, given: NumberBound) -> Result<(), Failure> {
    let text = format!("{head}\n{}\n", AuditNote::NumbersBeyond(given));
    files::write(
        &file(register),
        text.as_bytes(),
        Access::Private,
        Durability::Synced,
    )
}

impl NotedEnd {
    /// What was written last beside the register at this path, whether that is there or not, for a
    /// register that is to draw beyond it; `None` if nothing ever was.
    ///
    /// # Errors
    /// `register-head-invalid`, also if there are no numbers beyond it; `file-unreadable`.
    pub fn beside(register: &Path) -> Result<Option<Self>, Failure> {
        let noted = Self::read_beside(register)?;
        match noted.and_then(|noted| noted.given) {
            Some(given) if !given.leaves_numbers() => Err(invalid(&file(register))),
            _ => Ok(noted),
        }
    }

    fn read_beside(register: &Path) -> Result<Option<Self>, Failure> {
        let path = file(register);
        if !path.exists() {
            return Ok(None);
        }
        let bytes = files::read(&path, 256)?;
        let noted = str::from_utf8(&bytes).ok().and_then(Self::parse);
        noted.map(Some).ok_or_else(|| invalid(&path))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let head = AuditHead::parse(lines.next()?)?;
        let given = match lines.next().map(AuditNote::parse) {
            None => None,
            Some(Some(AuditNote::NumbersBeyond(given))) => Some(given),
            Some(_) => return None,
        };
        Some(Self { head, given })
    }
}

/// Makes sure that the noted end is in the register's audit log.
pub(super) fn check(connection: &Connection, register: &Path) -> Result<(), RegisterFault> {
    let Some(NotedEnd { head: noted, .. }) = NotedEnd::read_beside(register)? else {
        return Ok(());
    };
    let held = audit::records(connection, noted.number, 1)?;
    if held.first().is_some_and(|record| record.head() == noted) {
        return Ok(());
    }
    Err(rolled_back(register, noted.number).into())
}

fn rolled_back(register: &Path, number: u64) -> Failure {
    let name = escape_untrusted_path(register);
    failure!("register-rolled-back";
        "台账 {name} 不是上次使用的那一份：缺少操作记录第 {number} 条，可能被旧备份覆盖";
        "the register {name} is not the one that was used last: record {number} of its audit log is missing, as in an older copy";
        "请放回最新的台账。确已丢失、只有这份旧的，请执行 issuer recover，它会补录已公布的吊销。";
        "Put the newest register back. If it is lost and this older one is all there is, run issuer recover, which takes over what was published.")
}

fn invalid(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("register-head-invalid"; "文件 {name} 内容不对：它记着台账的最后一条操作记录";
        "{name} is not in order: it has the end of the register's audit log";
        "请查明是谁改动的。确认台账是最新的一份，或最新的确已丢失、正在执行 issuer recover 的，删除此文件即可。";
        "Find out who changed it. Once it is certain that the register is the newest one, or that the newest one is lost and issuer recover is to be run, delete this file.")
}
