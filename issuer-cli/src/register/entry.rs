//! One credential as the register knows it.

use credential_core::{
    Claims, CodeHash, HolderKey, HolderNumber, Status, StatusIndex, UnixTime, Validity,
};
use rusqlite::Row;
use rusqlite::types::Type;
use sha2::{Digest, Sha256};

use super::kind::CodeKind;
use super::reason::Reason;
use crate::link::without_link;
use crate::particulars::Particulars;

/// Until when a credential shall be valid, and whether the roster insists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// What the bureau usually gives. It moves with every day, so it is no reason to issue again.
    Usual(UnixTime),
    /// Stated for this person. If it differs from the credential's, a new one is issued.
    Stated(UnixTime),
}

impl Expiry {
    /// The first second in which the credential is no longer valid.
    pub const fn until(self) -> UnixTime {
        match self {
            Self::Usual(until) | Self::Stated(until) => until,
        }
    }

    /// Whether a credential with this end fulfils it.
    pub(super) fn is_met_by(self, until: UnixTime) -> bool {
        matches!(self, Self::Usual(_)) || self.until() == until
    }
}

/// The standing of a credential, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// As the next status list will have it.
    pub status: Status,
    /// Why it last changed, and when; `None` if it never did.
    pub changed: Option<(Reason, UnixTime)>,
}

/// The file in which a credential went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The name of the file, below the output folder.
    pub file: String,
    /// SHA-256 of the text in the code, see [`text_digest`].
    pub digest: [u8; 32],
}

/// What the register keeps of a signed code, so that it can vouch for it if the key is compromised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedCode {
    /// The hash of the credential.
    pub hash: CodeHash,
    /// The thumbprint of the key that has signed it.
    pub key: [u8; 32],
}

/// The digest of a code's text, by which the register and the files are compared. A link in front of
/// it does not count: it is not signed, and scanners drop it.
pub fn text_digest(text: &str) -> [u8; 32] {
    Sha256::digest(without_link(text)).into()
}

/// One credential of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    pub(super) id: i64,
    pub(super) holder_id: i64,
    /// The holder's number.
    pub holder: HolderNumber,
    /// The how many-th credential of this holder it is, from 1.
    pub serial: u32,
    /// The place in the status list.
    pub status_index: StatusIndex,
    /// What it says.
    pub particulars: Particulars,
    /// `iat` and `exp`.
    pub validity: Validity,
    /// The key of the phone that it is bound to, if it is.
    pub holder_key: Option<HolderKey>,
    /// Whether it still holds.
    pub standing: Standing,
    /// Where it went out; `None` while it is only reserved.
    pub output: Option<Output>,
}

impl Entry {
    /// What is to be signed. Always the same, so the signed bytes are the same too.
    ///
    /// # Errors
    /// [`credential_core::Error::ClaimsInvalid`] if the register was tampered with.
    pub fn claims(&self) -> credential_core::Result<Claims> {
        let Particulars {
            name,
            categories,
            details,
        } = &self.particulars;
        let mut claims = Claims::new(
            name.clone(),
            *categories,
            self.holder,
            self.status_index,
            self.validity,
        )?;
        details.fill(&mut claims);
        claims.holder_key = self.holder_key;
        Ok(claims)
    }

    /// Which kind of code it is.
    pub const fn kind(&self) -> CodeKind {
        match self.holder_key {
            None => CodeKind::Card,
            Some(_) => CodeKind::Phone,
        }
    }

    /// Whether it is revoked.
    pub fn is_revoked(&self) -> bool {
        self.standing.status == Status::Revoked
    }

    /// Whether its time has run out.
    pub fn is_expired(&self, at: UnixTime) -> bool {
        self.validity.until <= at
    }

    /// Whether some terminal may still accept it, or would if it were not suspended.
    pub(super) fn is_alive(&self, at: UnixTime) -> bool {
        !self.is_revoked() && !self.is_expired(at)
    }
}

/// The stable name of a standing, in JSON.
pub(crate) const fn status_code(status: Status) -> &'static str {
    match status {
        Status::Valid => "valid",
        Status::Revoked => "revoked",
        _ => "suspended",
    }
}

/// A statement that reads entries, from what follows its `FROM`; [`read`] reads its rows.
macro_rules! select_entries {
    ($which:literal) => {
        concat!(
            "SELECT c.id, h.id, h.number, c.serial, c.status_index, c.valid_from, c.valid_until,
                    s.status, s.reason, a.at, i.file, i.digest, c.holder_key, ",
            crate::particulars::particulars_columns!(),
            "
             FROM holders h
             JOIN credentials c ON c.holder = h.id
             LEFT JOIN issued i ON i.credential = c.id
             LEFT JOIN changes s ON s.id = (SELECT max(id) FROM changes WHERE credential = c.id)
             LEFT JOIN audit a ON a.number = s.audit ",
            $which
        )
    };
}
pub(super) use select_entries;

/// Reads a row of [`select_entries`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let output: Option<(String, [u8; 32])> = match row.get(10)? {
        Some(file) => Some((file, row.get(11)?)),
        None => None,
    };
    Ok(Entry {
        id: row.get(0)?,
        holder_id: row.get(1)?,
        holder: HolderNumber(row.get(2)?),
        serial: row.get(3)?,
        status_index: StatusIndex(row.get(4)?),
        particulars: Particulars::read(row, 13)?,
        validity: Validity::new(time(row, 5)?, time(row, 6)?),
        holder_key: holder_key(row, 12)?,
        standing: standing(row)?,
        output: output.map(|(file, digest)| Output { file, digest }),
    })
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let Some(at) = row.get::<_, Option<u64>>(9)? else {
        return Ok(Standing {
            status: Status::Valid,
            changed: None,
        });
    };
    Ok(Standing {
        status: status(row, 7)?,
        changed: Some((reason(row, 8)?, UnixTime::from_secs(at))),
    })
}

/// A standing as the table `changes` has it: with the numbers of the status list.
pub(super) fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<Status> {
    match row.get(column)? {
        0 => Ok(Status::Valid),
        1 => Ok(Status::Revoked),
        2 => Ok(Status::Suspended),
        other => Err(rusqlite::Error::IntegralValueOutOfRange(column, other)),
    }
}

/// A reason by its code.
pub(super) fn reason(row: &Row<'_>, column: usize) -> rusqlite::Result<Reason> {
    let code: String = row.get(column)?;
    let unreadable = || rusqlite::Error::InvalidColumnType(column, String::new(), Type::Text);
    Reason::from_code(&code).ok_or_else(unreadable)
}

/// The key of a phone as the table `credentials` has it: a COSE_Key.
fn holder_key(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<HolderKey>> {
    let Some(bytes) = row.get::<_, Option<Vec<u8>>>(column)? else {
        return Ok(None);
    };
    let unreadable = |_| rusqlite::Error::InvalidColumnType(column, String::new(), Type::Blob);
    HolderKey::from_cose_key(&bytes)
        .map(Some)
        .map_err(unreadable)
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<UnixTime> {
    row.get(column).map(UnixTime::from_secs)
}
