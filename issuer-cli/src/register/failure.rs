//! What can go wrong with a register, with the remedy.

use std::path::Path;

use credential_core::{HolderNumber, UnixTime};
use messages::{Failure, dates, failure, untrusted::escape_untrusted_path};
use rusqlite::ErrorCode;

/// A fault on its way up to where the register's path is known.
#[derive(Debug)]
pub(super) enum RegisterFault {
    /// From the database.
    Database(rusqlite::Error),
    /// A failure already.
    Failure(Failure),
}

impl From<rusqlite::Error> for RegisterFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Failure> for RegisterFault {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl RegisterFault {
    /// The failure, for the register at `path`.
    pub(super) fn into_failure(self, path: &Path) -> Failure {
        match self {
            Self::Failure(failure) => failure,
            Self::Database(error) => of_database(path, &error),
        }
    }
}

fn of_database(path: &Path, error: &rusqlite::Error) -> Failure {
    use rusqlite::Error as E;
    match error {
        E::FromSqlConversionFailure(..)
        | E::IntegralValueOutOfRange(..)
        | E::InvalidColumnType(..)
        | E::QueryReturnedNoRows => return damaged(path, &error.to_string()),
        _ => {}
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => in_use(path),
        Some(ErrorCode::NotADatabase) => not_a_register(path),
        Some(ErrorCode::DatabaseCorrupt) => damaged(path, &error.to_string()),
        Some(ErrorCode::DiskFull) => disk_full(path),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            unwritable(path, error)
        }
        _ => other(path, error),
    }
}

fn other(path: &Path, error: &rusqlite::Error) -> Failure {
    let (name, number) = (escape_untrusted_path(path), number(error));
    failure!("register-fault"; "台账 {name} 读写出错{number}"; "the register {name} cannot be read or written{number}";
        "没有记入任何半截内容。请检查磁盘后重试；再次出错，请用备份恢复。";
        "Nothing was recorded by halves. Check the disk and try again; if it happens again, restore the backup.")
    .with_detail(error)
}

/// The number by which SQLite's documents name the error.
fn number(error: &rusqlite::Error) -> String {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code.map_or_else(String::new, |code| format!(" (SQLite {code})"))
}

pub(super) fn spoilt(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("batch-spoilt"; "台账 {name} 在这一批中途出错，整批没有记入";
        "the register {name} failed within this batch, none of which was recorded";
        "请再运行一次，会从中断处继续。"; "Run it again; it resumes.")
}

fn disk_full(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("disk-full";
        "磁盘已满，台账 {name} 无法写入"; "the disk is full, the register {name} cannot be written";
        "请腾出空间后再运行一次，会从中断处继续。"; "Make room and run it again; it resumes.")
}

fn unwritable(path: &Path, error: &rusqlite::Error) -> Failure {
    let (name, number) = (escape_untrusted_path(path), number(error));
    failure!("file-unwritable"; "无法打开或写入台账 {name}{number}"; "cannot open or write the register {name}{number}";
        "请检查该文件及其文件夹的权限。"; "Check the permissions of the file and of its folder.")
    .with_detail(error)
}

pub(super) fn in_use(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("register-in-use"; "台账 {name} 正在使用"; "the register {name} is in use";
        "另一个窗口或另一位同事正在发码。请等其完成再试。";
        "Another window or colleague is issuing. Wait until that is done, then try again.")
}

pub(super) fn missing(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("register-missing"; "没有台账 {name}"; "there is no register {name}";
        "请检查路径。台账丢失时请用备份恢复；不要新建，否则同一个人会有两个编号。";
        "Check the path. If it is lost, restore the backup; a new one would give people second numbers.")
}

pub(super) fn not_a_register(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("register-unrecognised";
        "{name} 不是台账，或开头已损坏"; "{name} is not a register, or its beginning is damaged";
        "请检查路径。确是台账文件的，请用备份恢复。";
        "Check the path. If it is the right file, restore the backup.")
}

pub(super) fn damaged(path: &Path, finding: &str) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("register-damaged";
        "台账 {name} 已损坏（{finding}）"; "the register {name} is damaged ({finding})";
        "请停止发码，留存此文件，用最近的备份恢复。";
        "Stop issuing, keep this file aside, and restore the latest backup.")
}

pub(super) fn newer(path: &Path, version: usize, known: usize) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("register-newer";
        "台账 {name} 是较新的程序建立的（第 {version} 版，本程序只认识到第 {known} 版）";
        "the register {name} is of a newer program (version {version}; this one knows up to {known})";
        "台账没有被改动。请升级本程序。";
        "The register was not touched. Install the newer program.")
}

pub(super) fn wrong_key(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("person-key-wrong";
        "人员密钥与台账 {name} 不符"; "the person key does not belong to the register {name}";
        "请用建台账时的人员密钥文件（或其备份）；用别的密钥会给同一个人第二个编号。";
        "Use the key file made with this register, or its backup; another key would give people second numbers.")
}

pub(super) fn full(what_zh: &str, what_en: &str) -> Failure {
    failure!("register-full"; "台账的{what_zh}已全部用完"; "all {what_en} of the register are used";
        "请向上级申请第二个发码单位编号，并为它新建台账。";
        "Ask the authority for a second issuer entry, and make a register for it.")
}

pub(super) fn clock_behind(now: UnixTime, newest: UnixTime) -> Failure {
    let (now, newest) = (dates::minute(now), dates::minute(newest));
    failure!("clock-behind"; "本机时间 {now} 早于台账最后一次记录 {newest}";
        "this computer's clock says {now}, but the register's last record is of {newest}";
        "请校准本机时间。若错的是那次记录（当时时钟偏快），请由负责人执行 issuer bureau set-time-back 回拨台账时间。";
        "Set the clock. If that record was wrong (the clock was fast then), somebody responsible must set the register's time back (issuer bureau set-time-back).")
}

pub(super) fn unknown(what_zh: String, what_en: String) -> Failure {
    failure!("credential-unknown"; "台账中没有{what_zh}"; "the register has no {what_en}";
        "请核对编号，以及是否选对了台账。";
        "Check the number, and that this is the right register.")
}

pub(super) fn revoked(holder: HolderNumber, serial: u32) -> Failure {
    failure!("credential-revoked"; "编号 {holder} 的第 {serial} 张码已吊销，吊销不能恢复";
        "credential {serial} of holder {holder} is revoked, and that is permanent";
        "确需恢复的，请补发新码（reissue）。"; "If the holder is to have one again, reissue.")
}

pub(super) fn issued_otherwise(holder: HolderNumber, serial: u32) -> Failure {
    failure!("issued-otherwise"; "编号 {holder} 的第 {serial} 张码已登记过另一个文件或内容";
        "credential {serial} of holder {holder} was recorded with another file or content";
        "请用 issuer verify-output 核对文件；发码密钥换过的，请补发新码。";
        "Compare the files with issuer verify-output; if the signing key was changed, reissue.")
}

pub(super) fn unknown_holder(holder: HolderNumber) -> Failure {
    unknown(
        format!("持有人编号 {holder}"),
        format!("holder with the number {holder}"),
    )
}

pub(super) fn phone_only(holder: HolderNumber) -> Failure {
    failure!("phone-only"; "编号 {holder} 只有手机码，没有卡";
        "holder {holder} has a code for a phone, and no card";
        "换手机或手机遗失的，请让本人生成新的绑定码，执行 issuer bind；确要另发一张卡的，加 --new-card。";
        "For another phone, or a lost one, let the person make a new enrolment and run issuer bind; if a card is wanted beside, add --new-card.")
}

pub(super) fn validity_over() -> Failure {
    failure!("validity-over";
        "有效期已过，或晚于 9999 年"; "the validity is over, or ends after the year 9999";
        "请给出今后的截止日期。"; "Give a last day in the future.")
}
