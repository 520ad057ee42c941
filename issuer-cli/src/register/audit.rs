//! The audit log: who did what when, each record chained to the one before.
//!
//! A record vouches for itself and for all rows that its transaction added. So the check finds a
//! record, a person, a credential or a revocation that was changed, removed, slipped in or moved.
//! What a chain cannot find is its own end cut off, or all of it written anew; for that, the
//! [`AuditHead`] is noted somewhere else (in each report, beside each backup) and compared.

use std::fmt;

use credential_core::UnixTime;
use messages::{Failure, failure};
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::failure::RegisterFault;

mod note;
mod rows;
mod verify;

pub(super) use note::number_bound;
pub use note::{AuditNote, Change};
pub(super) use rows::Position;
pub(super) use verify::verify;

/// Who does something: a name or an account, as the bureau's records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor(String);

/// Characters of an actor.
const MAX_ACTOR_CHARS: usize = 64;

impl Actor {
    /// From a name of 1 to 64 characters, none of them a control character.
    ///
    /// # Errors
    /// `actor-invalid`.
    pub fn new(name: &str) -> Result<Self, Failure> {
        let name = name.trim();
        let length = name.chars().count();
        if length == 0 || length > MAX_ACTOR_CHARS || name.contains(char::is_control) {
            return Err(failure!("actor-invalid";
                "经办人姓名为空、过长或含有控制字符";
                "the name of the person in charge is empty, too long or has control characters";
                "请填写 1 至 {MAX_ACTOR_CHARS} 个字的姓名或账号。";
                "Give a name or account of 1 to {MAX_ACTOR_CHARS} characters."));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// The register was made.
    Create,
    /// Credentials were reserved for a roster, or recorded as written.
    Issue,
    /// A lost or damaged credential was replaced.
    Reissue,
    /// A phone's key was put into a credential.
    Bind,
    /// Credentials that were about to end were replaced.
    Renew,
    /// Credentials were revoked.
    Revoke,
    /// Credentials were suspended.
    Suspend,
    /// Suspended credentials were restored.
    Restore,
    /// A status list was signed.
    Publish,
    /// A vouch list was signed.
    Vouch,
    /// An edition of the catalogue was signed.
    Catalogue,
    /// The place of a terminal was signed.
    Place,
    /// A merchant joined, was suspended, returned, left, was inspected or praised.
    Merchant,
    /// A holder's complaint about a merchant was taken in.
    Complaint,
    /// What is kept of a person was given out.
    Disclose,
    /// The register's time was set back.
    SetTimeBack,
    /// An older copy was taken back into use, or a register made for codes that were issued before.
    Recover,
}

impl Action {
    const ALL: [Self; 17] = [
        Self::Create,
        Self::Issue,
        Self::Reissue,
        Self::Bind,
        Self::Renew,
        Self::Revoke,
        Self::Suspend,
        Self::Restore,
        Self::Publish,
        Self::Vouch,
        Self::Catalogue,
        Self::Place,
        Self::Merchant,
        Self::Complaint,
        Self::Disclose,
        Self::SetTimeBack,
        Self::Recover,
    ];

    /// The stable name in the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Issue => "issue",
            Self::Reissue => "reissue",
            Self::Bind => "bind",
            Self::Renew => "renew",
            Self::Revoke => "revoke",
            Self::Suspend => "suspend",
            Self::Restore => "restore",
            Self::Publish => "publish",
            Self::Vouch => "vouch",
            Self::Catalogue => "catalogue",
            Self::Place => "place",
            Self::Merchant => "merchant",
            Self::Complaint => "complaint",
            Self::Disclose => "disclose",
            Self::SetTimeBack => "set-time-back",
            Self::Recover => "recover",
        }
    }

    /// Its name for people who read Chinese; the code is the English one.
    pub const fn in_chinese(self) -> &'static str {
        match self {
            Self::Create => "建台账",
            Self::Issue => "签发",
            Self::Reissue => "补发",
            Self::Bind => "绑定手机",
            Self::Renew => "换发",
            Self::Revoke => "吊销",
            Self::Suspend => "暂停",
            Self::Restore => "恢复",
            Self::Publish => "公布",
            Self::Vouch => "出具真码清单",
            Self::Catalogue => "公布优待目录",
            Self::Place => "出具点位文件",
            Self::Merchant => "登记商户",
            Self::Complaint => "登记投诉",
            Self::Disclose => "提供个人信息",
            Self::SetTimeBack => "回拨时间",
            Self::Recover => "恢复台账",
        }
    }

    /// The action with this stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// One record of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditRecord {
    /// Its number, from 1 without gaps.
    pub number: u64,
    /// When.
    pub at: UnixTime,
    /// Who.
    pub actor: String,
    /// What: an [`Action`]'s code.
    pub action: String,
    /// Its [`AuditNote`]s, encoded; nothing in them says who a holder is.
    pub details: String,
    /// The digest of the rows that came with it.
    pub(super) rows: [u8; 32],
    /// The digest of this record and all before.
    pub(super) hash: [u8; 32],
}

impl AuditRecord {
    /// What the record's hash must be, behind a record with the hash `before`.
    fn expected_hash(&self, before: &[u8; 32]) -> [u8; 32] {
        let mut digest = Sha256::new_with_prefix(b"laobingma audit 1\0");
        digest.update(before);
        digest.update(self.number.to_be_bytes());
        digest.update(self.at.as_secs().to_be_bytes());
        for text in [&self.actor, &self.action, &self.details] {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        }
        digest.update(self.rows);
        digest.finalize().into()
    }

    /// The audit log up to and with this record.
    pub fn head(&self) -> AuditHead {
        AuditHead {
            number: self.number,
            hash: self.hash,
        }
    }
}

/// The end of the audit log: enough to see later that nothing before it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of the last record.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl AuditHead {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, digits) = text.trim().split_once(':')?;
        Some(Self {
            number: number.parse().ok()?,
            hash: parse_hexadecimal(digits)?,
        })
    }
}

/// The number, a colon and the hash in hexadecimal.
impl fmt::Display for AuditHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, hexadecimal(&self.hash))
    }
}

/// A digest as two digits for each byte.
pub fn hexadecimal(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads what [`hexadecimal`] wrote.
pub(super) fn parse_hexadecimal(digits: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
    }
    Some(digest)
}

/// Appends the record that vouches for all rows behind `position`; returns the new end of the log.
///
/// The rows must carry the record's number, which is the last one's and 1.
pub(super) fn append(
    connection: &Connection,
    at: UnixTime,
    actor: &Actor,
    action: Action,
    details: String,
    mut position: Position,
) -> Result<AuditHead, RegisterFault> {
    let (before, number) = match last(connection)? {
        Some(record) => (record.hash, record.number + 1),
        None => (genesis(connection)?, 1),
    };
    let mut record = AuditRecord {
        number,
        at,
        actor: actor.0.clone(),
        action: action.code().to_owned(),
        details,
        rows: position.pass(connection, number)?,
        hash: [0; 32],
    };
    record.hash = record.expected_hash(&before);
    connection
        .prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute((
            record.number,
            record.at.as_secs(),
            &record.actor,
            &record.action,
            &record.details,
            record.rows,
            record.hash,
        ))?;
    Ok(record.head())
}

/// The newest record.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<Option<AuditRecord>> {
    connection
        .prepare_cached("SELECT * FROM audit ORDER BY number DESC LIMIT 1")?
        .query_row((), read)
        .optional()
}

/// The records from number `first` on, at most `count`.
pub(super) fn records(
    connection: &Connection,
    first: u64,
    count: u32,
) -> rusqlite::Result<Vec<AuditRecord>> {
    connection
        .prepare_cached("SELECT * FROM audit WHERE number >= ?1 ORDER BY number LIMIT ?2")?
        .query_map((first, count), read)?
        .collect()
}

/// The records of a recovery.
pub(super) fn recoveries(connection: &Connection) -> rusqlite::Result<Vec<AuditRecord>> {
    connection
        .prepare_cached("SELECT * FROM audit WHERE action = ?1 ORDER BY number")?
        .query_map([Action::Recover.code()], read)?
        .collect()
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<AuditRecord> {
    Ok(AuditRecord {
        number: row.get(0)?,
        at: UnixTime::from_secs(row.get(1)?),
        actor: row.get(2)?,
        action: row.get(3)?,
        details: row.get(4)?,
        rows: row.get(5)?,
        hash: row.get(6)?,
    })
}

/// What the first record is chained to: what makes this register itself.
fn genesis(connection: &Connection) -> rusqlite::Result<[u8; 32]> {
    let (id, key_check): ([u8; 16], [u8; 16]) =
        connection.query_row("SELECT id, key_check FROM register", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut digest = Sha256::new_with_prefix(b"laobingma register 1\0");
    digest.update(id);
    digest.update(key_check);
    Ok(digest.finalize().into())
}
