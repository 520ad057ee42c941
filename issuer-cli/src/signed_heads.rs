//! Signed audit heads: the end of the audit log as it left the house with each publication.
//!
//! A log that is consistent in itself may have been written anew as a whole. It is the old one only if
//! it still has the ends that were signed, and best those that the authority has kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cli_support::files;
use credential_core::limits::MAX_AUDIT_HEAD_BYTES;
use credential_core::{AuditHead as SignedHead, AuditHeadClaims, IssuerId, UnixTime};
use messages::{Failure, dates, failure, text, words};
use serde_json::{Value, json};

use crate::bureau::{Bureau, BureauFolder};
use crate::keys::{Key, sign_failure};
use crate::register::{AuditHead, Register};
use crate::values;

/// How much before a head a recovery may be dated that came after it. Each of two publications within a
/// second is dated a second later, and a computer that was replaced has another clock.
const CLOCKS_DIFFER: Duration = Duration::from_secs(86_400);

/// How the copies of all heads are named, in the folder of what was published.
const PREFIX: &str = "audit-head-";

/// A head that a key of the bureau has signed.
#[derive(Clone, Debug)]
pub(crate) struct KeptHead {
    pub(crate) path: PathBuf,
    pub(crate) head: AuditHead,
    pub(crate) signed: UnixTime,
}

/// Signs the end of the audit log.
///
/// # Errors
/// Those of signing.
pub(crate) fn sign(
    head: &AuditHead,
    issuer: IssuerId,
    at: UnixTime,
    key: &Key,
) -> Result<Vec<u8>, Failure> {
    let claims = AuditHeadClaims {
        issuer,
        issued: at,
        entries: head.number,
        last_hash: head.hash,
    };
    SignedHead::sign(&claims, key).map_err(|error| {
        sign_failure(error, |error| {
            Failure::new(
                "cannot-sign",
                words::error(error),
                text!("请检查签发密钥。"; "Check the issuing key."),
            )
        })
    })
}

/// The name of the copy of a head.
pub(crate) fn copy_name(head: &AuditHead, at: UnixTime) -> String {
    format!("{PREFIX}{}-{}.cbor", dates::day(at), head.number)
}

impl KeptHead {
    /// Reads a head that one of the bureau's keys has signed, the present one or one before.
    ///
    /// # Errors
    /// `audit-head-invalid`.
    pub(crate) fn read(path: &Path, bureau: &Bureau) -> Result<Self, Failure> {
        let bytes = files::read(path, MAX_AUDIT_HEAD_BYTES as u64)?;
        let issuer = IssuerId(bureau.file.id);
        let head = bureau
            .signing_keys()
            .find_map(|key| SignedHead::verify_own(&bytes, issuer, key).ok())
            .ok_or_else(|| invalid(path))?;
        let claims = head.claims();
        Ok(Self {
            path: path.to_owned(),
            head: AuditHead {
                number: claims.entries,
                hash: claims.last_hash,
            },
            signed: claims.issued,
        })
    }

    /// All that the bureau has kept itself, by number.
    ///
    /// # Errors
    /// As [`KeptHead::read`].
    pub(crate) fn all(folder: &BureauFolder<'_>, bureau: &Bureau) -> Result<Vec<Self>, Failure> {
        let place = folder.published_folder();
        let Ok(entries) = std::fs::read_dir(&place) else {
            return Ok(Vec::new());
        };
        let is_head = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(".cbor"))
        };
        let mut heads = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(is_head)
            .map(|path| Self::read(&path, bureau))
            .collect::<Result<Vec<_>, _>>()?;
        heads.sort_by_key(|kept| kept.head.number);
        Ok(heads)
    }

    /// Number and time, for programs.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "file": self.path, "number": self.head.number, "signed": self.signed.as_secs() })
    }
}

/// Compares the audit log with heads that were signed before. Gives those that belong to a register
/// which was given up for an older copy: the log says when, and by whom.
///
/// # Errors
/// `audit-broken` if the log does not have a head, and says nothing of the kind.
pub(crate) fn compare<'h>(
    register: &Register,
    heads: &'h [KeptHead],
) -> Result<Vec<&'h KeptHead>, Failure> {
    let mut given_up = Vec::new();
    let recoveries = register.recoveries()?;
    for kept in heads {
        let held = register.audit_records(kept.head.number, 1)?;
        if held
            .first()
            .is_some_and(|record| record.head() == kept.head)
        {
            continue;
        }
        let is_explained = recoveries.iter().any(|record| {
            record.number <= kept.head.number && record.at.plus(CLOCKS_DIFFER) >= kept.signed
        });
        if !is_explained {
            return Err(rewritten(kept));
        }
        given_up.push(kept);
    }
    Ok(given_up)
}

fn rewritten(kept: &KeptHead) -> Failure {
    let (name, number) = (values::shown(&kept.path), kept.head.number);
    let day = dates::minute(kept.signed);
    failure!("audit-broken";
        "操作记录与 {day} 签署的校验值（第 {number} 条，{name}）不符：此前的记录被重写或截断";
        "the audit log does not have the end that was signed at {day} (record {number}, {name}): what was recorded by then was written anew or cut off";
        "有人绕过本程序改动了台账。请停止发码，留存此文件，报告负责人，用那天以前的备份核对。";
        "Somebody changed the register without this program. Stop issuing, keep the file, report it, and compare with a backup from before that day.")
}

fn invalid(path: &Path) -> Failure {
    let name = values::shown(path);
    failure!("audit-head-invalid"; "{name} 不是本单位的操作记录签名";
        "{name} is no audit head that this bureau has signed";
        "请写本单位交给主管部门的 audit-head 文件；其他单位的、改动过的都不能用。";
        "Name an audit-head file as this bureau has brought it to the authority; one of another bureau, or one that was altered, is of no use.")
}
