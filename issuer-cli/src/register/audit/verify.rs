//! Checking the whole audit log.

use std::path::Path;

use credential_core::UnixTime;
use messages::{Failure, failure};
use rusqlite::Connection;

use super::rows::Position;
use super::{Action, AuditHead, genesis, read};
use crate::register::failure::{RegisterFault, damaged};

/// Checks the file and the whole audit log, and that `known` (noted earlier) is part of it.
pub(in crate::register) fn verify(
    connection: &Connection,
    path: &Path,
    known: Option<&AuditHead>,
) -> Result<AuditHead, RegisterFault> {
    // One view of the register, also while somebody else is writing.
    let view = connection.unchecked_transaction()?;
    check_file(&view, path)?;

    let mut head = AuditHead {
        number: 0,
        hash: genesis(&view)?,
    };
    let (mut position, mut newest) = (Position::default(), UnixTime::default());
    let mut statement = view.prepare("SELECT * FROM audit ORDER BY number")?;
    let mut records = statement.query(())?;
    while let Some(row) = records.next()? {
        let record = read(row)?;
        let number = head.number + 1;
        if record.number != number {
            return Err(broken(number, Finding::Missing).into());
        }
        if record.hash != record.expected_hash(&head.hash) {
            return Err(broken(number, Finding::Changed).into());
        }
        if record.rows != position.pass(&view, number)? {
            return Err(broken(number, Finding::Rows).into());
        }
        if record.at < newest && record.action != Action::SetTimeBack.code() {
            return Err(broken(number, Finding::Time).into());
        }
        newest = record.at;
        head = record.head();
        if known.is_some_and(|known| known.number == number && *known != head) {
            return Err(broken(number, Finding::NotAsNoted).into());
        }
    }
    if head.number == 0 || known.is_some_and(|known| known.number > head.number) {
        return Err(broken(head.number + 1, Finding::Missing).into());
    }
    if position.has_more(&view)? {
        return Err(broken(head.number, Finding::Rows).into());
    }
    Ok(head)
}

/// Whether the database is sound in itself.
fn check_file(connection: &Connection, path: &Path) -> Result<(), RegisterFault> {
    let finding: String =
        connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))?;
    if finding != "ok" {
        return Err(damaged(path, &finding).into());
    }
    let dangling = connection.prepare("PRAGMA foreign_key_check")?.exists(())?;
    if dangling {
        return Err(damaged(path, "foreign keys").into());
    }
    Ok(())
}

enum Finding {
    Missing,
    Changed,
    Rows,
    Time,
    NotAsNoted,
}

fn broken(number: u64, finding: Finding) -> Failure {
    let (zh, en) = match finding {
        Finding::Missing => ("缺失", "is missing"),
        Finding::Changed => ("被改动", "was changed"),
        Finding::Rows => (
            "所记的人员、码或状态被改动、删除或添加",
            "vouches for people, credentials or standings that were changed, removed or added",
        ),
        Finding::Time => ("时间早于前一条", "is earlier than the one before"),
        Finding::NotAsNoted => ("与另行记下的校验值不符", "is not the one that was noted"),
    };
    failure!("audit-broken"; "操作记录第 {number} 条{zh}"; "record {number} of the audit log {en}";
        "有人绕过本程序改动了台账。请停止发码，留存此文件，报告负责人，用备份核对。";
        "Somebody changed the register without this program. Stop issuing, keep the file, report it, and compare with the backup.")
}
