//! What an audit record says: notes that the program reads back, written and read in one place.
//!
//! The notes of a record stand in its `details`, which the record's hash covers, parted by `"; "`.
//! None of them is free text, and none is cut. Words for people are made from them when they are
//! shown.

use std::fmt;
use std::path::Path;

use credential_core::UnixTime;
use rusqlite::Connection;

use super::{Action, AuditHead, hexadecimal, parse_hexadecimal, read};
use crate::register::failure::{self, RegisterFault};
use crate::register::numbers::NumberBound;
use crate::register::reason::Reason;

const SEPARATOR: &str = "; ";

/// One note of an audit record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditNote {
    /// Names and values, such as how many credentials were issued. Neither has blanks, `=` or `;`.
    Values(Vec<(String, String)>),
    /// What was done to one credential. A record names the first ones only: the rows of the register
    /// have them all.
    Changed {
        /// What was done.
        change: Change,
        /// The holder's number.
        holder: u32,
        /// The serial of the credential.
        serial: u32,
        /// Its place in the status list.
        index: u32,
        /// Why.
        reason: Reason,
    },
    /// A status list was signed.
    Published {
        /// Its `iat`.
        made: UnixTime,
        /// SHA-256 of the signed bytes.
        digest: [u8; 32],
    },
    /// The list of this record was signed with a register that is lost.
    TakenOver,
    /// By decision of the actor, the list before it is left out of account: it reached no terminal.
    NeverDelivered,
    /// No number up to this bound is given any more.
    NumbersBeyond(NumberBound),
    /// The register took the place of one whose audit log ended there.
    InPlaceOf(AuditHead),
    /// Somebody responsible decided it.
    ByDecision,
}

/// What was done to a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was revoked.
    Revoked,
    /// It was suspended.
    Suspended,
    /// It was restored.
    Restored,
    /// It replaces another one.
    Reissued,
    /// It is bound to a phone; one for an earlier phone is replaced.
    Bound,
}

impl Change {
    const ALL: [Self; 5] = [
        Self::Revoked,
        Self::Suspended,
        Self::Restored,
        Self::Reissued,
        Self::Bound,
    ];

    /// The stable name in the register.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Restored => "restored",
            Self::Reissued => "reissued",
            Self::Bound => "bound",
        }
    }
}

const TAKEN_OVER: &str = "taken over";
const NEVER_DELIVERED: &str = "the list before it never reached a terminal, says the actor";
const BY_DECISION: &str = "by decision of the actor";

/// The encoded note, which [`AuditNote::parse`] reads.
impl fmt::Display for AuditNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values(values) => {
                for (position, (name, value)) in values.iter().enumerate() {
                    let blank = if position == 0 { "" } else { " " };
                    write!(f, "{blank}{name}={value}")?;
                }
                Ok(())
            }
            Self::Changed {
                change,
                holder,
                serial,
                index,
                reason,
            } => {
                let (change, reason) = (change.code(), reason.code());
                write!(
                    f,
                    "{change} holder {holder} serial {serial} index {index} ({reason})"
                )
            }
            Self::Published { made, digest } => {
                let (made, digest) = (made.as_secs(), hexadecimal(digest));
                write!(f, "status list iat={made} sha256={digest}")
            }
            Self::TakenOver => f.write_str(TAKEN_OVER),
            Self::NeverDelivered => f.write_str(NEVER_DELIVERED),
            Self::NumbersBeyond(NumberBound { holder, index }) => {
                write!(f, "numbers beyond holder={holder} index={index}")
            }
            Self::InPlaceOf(head) => write!(f, "in place of {head}"),
            Self::ByDecision => f.write_str(BY_DECISION),
        }
    }
}

impl AuditNote {
    /// Reads an encoded note; `None` for one that this program does not know.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        match *words {
            ["status", "list", made, digest] => Some(Self::Published {
                made: UnixTime::from_secs(value(made, "iat")?.parse().ok()?),
                digest: parse_hexadecimal(value(digest, "sha256")?)?,
            }),
            ["numbers", "beyond", holder, index] => Some(Self::NumbersBeyond(NumberBound {
                holder: value(holder, "holder")?.parse().ok()?,
                index: value(index, "index")?.parse().ok()?,
            })),
            ["in", "place", "of", head] => AuditHead::parse(head).map(Self::InPlaceOf),
            [
                change,
                "holder",
                holder,
                "serial",
                serial,
                "index",
                index,
                reason,
            ] => Some(Self::Changed {
                change: Change::ALL
                    .into_iter()
                    .find(|known| known.code() == change)?,
                holder: holder.parse().ok()?,
                serial: serial.parse().ok()?,
                index: index.parse().ok()?,
                reason: Reason::from_code(reason.strip_prefix('(')?.strip_suffix(')')?)?,
            }),
            _ => match text {
                TAKEN_OVER => Some(Self::TakenOver),
                NEVER_DELIVERED => Some(Self::NeverDelivered),
                BY_DECISION => Some(Self::ByDecision),
                _ => parse_values(&words).map(Self::Values),
            },
        }
    }

    /// The `details` of a record with these notes.
    pub(in crate::register) fn encode_all(notes: &[Self]) -> String {
        let notes: Vec<String> = notes.iter().map(Self::to_string).collect();
        notes.join(SEPARATOR)
    }

    /// The notes in the `details` of a record, each as it stands there.
    pub fn split(details: &str) -> impl Iterator<Item = &str> {
        details.split(SEPARATOR)
    }
}

/// The bound that the audit log has: no number up to it is given any more.
///
/// # Errors
/// `register-damaged` if a register that took the place of another has none: numbers would be given
/// twice.
pub(in crate::register) fn number_bound(
    connection: &Connection,
    path: &Path,
) -> Result<NumberBound, RegisterFault> {
    let mut bound = NumberBound::default();
    let mut statement = connection.prepare_cached("SELECT * FROM audit WHERE action = ?1")?;
    let mut rows = statement.query([Action::Recover.code()])?;
    while let Some(row) = rows.next()? {
        let record = read(row)?;
        let recorded =
            AuditNote::split(&record.details).find_map(|note| match AuditNote::parse(note)? {
                AuditNote::NumbersBeyond(bound) => Some(bound),
                _ => None,
            });
        let Some(recorded) = recorded else {
            let finding = format!("record {}: no bound of the numbers given", record.number);
            return Err(failure::damaged(path, &finding).into());
        };
        bound = bound.max(recorded);
    }
    Ok(bound)
}

fn value<'t>(word: &'t str, name: &str) -> Option<&'t str> {
    word.strip_prefix(name)?.strip_prefix('=')
}

fn parse_values(words: &[&str]) -> Option<Vec<(String, String)>> {
    let parts = words.iter().map(|word| {
        let (name, value) = word.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_is_read_as_it_was_written() {
        let head = AuditHead {
            number: 17,
            hash: [0x9f; 32],
        };
        let values = [("entries", "4096"), ("kid", "0a1b")];
        let notes = [
            AuditNote::Values(values.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()),
            AuditNote::Changed {
                change: Change::Suspended,
                holder: u32::MAX,
                serial: 2,
                index: 900,
                reason: Reason::LeftCategory,
            },
            AuditNote::Published {
                made: UnixTime::from_secs(1_800_000_000),
                digest: [0x5a; 32],
            },
            AuditNote::TakenOver,
            AuditNote::NeverDelivered,
            AuditNote::NumbersBeyond(NumberBound {
                holder: 134_217_728,
                index: 65_536,
            }),
            AuditNote::InPlaceOf(head),
            AuditNote::ByDecision,
        ];
        let details = AuditNote::encode_all(&notes);
        let read: Vec<_> = AuditNote::split(&details)
            .map(|note| AuditNote::parse(note).unwrap())
            .collect();
        assert_eq!(read, notes);
    }

    #[test]
    fn what_is_no_note_is_not_read_as_one() {
        for text in [
            "",
            "something else",
            "numbers beyond holder=1 index=",
            "numbers beyond holder=1 index=99999999999",
            "numbers beyond holder=1 index=2 3",
            "status list iat=1 sha256=5a",
            "in place of 17",
            "lost holder 17 serial 2 index 900 (lost)",
            "revoked holder 17 serial 2 index 900 (unknown)",
        ] {
            assert_eq!(AuditNote::parse(text), None, "{text}");
        }
    }
}
