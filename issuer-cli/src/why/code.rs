//! How the credentials of a holder stood at a moment: by the register, and by the status list that was the newest then.

use credential_core::{Status, UnixTime};
use messages::Failure;

use crate::register::{Entry, HolderAct, HolderRecord, Publication, Reason, Register};

/// What a terminal with the newest lists of that moment says of a code that it can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeVerdict {
    /// It did not exist yet.
    NotIssued,
    /// Its time had run out.
    Expired,
    /// The list has it as revoked.
    Revoked,
    /// The list has it as suspended.
    Suspended,
    /// No list was published yet, so nobody could tell.
    NoList,
    /// It is in order.
    InOrder,
}

impl CodeVerdict {
    /// The reason code of a refusal; `None` if it is not refused.
    pub(crate) const fn refusal(self) -> Option<&'static str> {
        Some(match self {
            Self::NotIssued => "not-issued",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::NoList | Self::InOrder => return None,
        })
    }
}

/// A change of the standing of a credential.
#[derive(Clone, Debug)]
pub(crate) struct ChangeAt {
    pub(crate) status: Status,
    pub(crate) reason: Reason,
    pub(crate) at: UnixTime,
    pub(crate) actor: String,
    /// The first list that has it.
    pub(crate) published: Option<UnixTime>,
}

/// A credential at a moment.
#[derive(Clone, Debug)]
pub(crate) struct CodeAt {
    pub(crate) entry: Entry,
    /// When it was recorded as issued.
    pub(crate) issued: Option<UnixTime>,
    pub(crate) verdict: CodeVerdict,
    /// The last change in the register by then.
    pub(crate) change: Option<ChangeAt>,
    /// What the register had by then; the list may have been older.
    pub(crate) register: Status,
    /// What the newest list of that moment has.
    pub(crate) listed: Status,
    /// When that list was made.
    pub(crate) list: Option<UnixTime>,
    /// The first change after the moment, such as a revocation.
    pub(crate) later: Option<ChangeAt>,
}

impl CodeAt {
    /// Whether the holder could show it.
    pub(crate) const fn is_good(&self) -> bool {
        self.verdict.refusal().is_none()
    }
}

/// Each of these credentials at a moment, in their order.
///
/// # Errors
/// Those of the register.
pub(crate) fn codes_at(
    register: &Register,
    entries: Vec<Entry>,
    moment: UnixTime,
) -> Result<Vec<CodeAt>, Failure> {
    let Some(holder) = entries.first().map(|entry| entry.holder) else {
        return Ok(Vec::new());
    };
    let records = register.records_of(holder)?;
    let publications = register.publications()?;
    let code = |entry| code_at(entry, &records, &publications, moment);
    Ok(entries.into_iter().map(code).collect())
}

fn code_at(
    entry: Entry,
    records: &[HolderRecord],
    publications: &[Publication],
    moment: UnixTime,
) -> CodeAt {
    let serial = entry.serial;
    let issued = records.iter().find_map(|record| match record.act {
        HolderAct::Issued { serial: of } if of == serial => Some(record.at),
        _ => None,
    });
    let changes: Vec<(&HolderRecord, Status, Reason)> = records
        .iter()
        .filter_map(|record| match record.act {
            HolderAct::Changed {
                serial: of,
                status,
                reason,
            } if of == serial => Some((record, status, reason)),
            _ => None,
        })
        .collect();
    let described = |(record, status, reason): &(&HolderRecord, Status, Reason)| ChangeAt {
        status: *status,
        reason: *reason,
        at: record.at,
        actor: record.actor.clone(),
        published: publications
            .iter()
            .find(|list| list.record > record.record)
            .map(|list| list.made),
    };
    let by_then = changes.iter().rfind(|change| change.0.at <= moment);
    let list = publications.iter().rfind(|list| list.made <= moment);
    let in_list =
        list.and_then(|list| changes.iter().rfind(|change| change.0.record < list.record));
    let listed = in_list.map_or(Status::Valid, |change| change.1);
    let verdict = if entry.validity.from > moment || issued.is_none_or(|at| at > moment) {
        CodeVerdict::NotIssued
    } else if entry.is_expired(moment) {
        CodeVerdict::Expired
    } else if list.is_none() {
        CodeVerdict::NoList
    } else {
        match listed {
            Status::Valid => CodeVerdict::InOrder,
            Status::Revoked => CodeVerdict::Revoked,
            _ => CodeVerdict::Suspended,
        }
    };
    CodeAt {
        issued,
        verdict,
        change: by_then.map(described),
        register: by_then.map_or(Status::Valid, |change| change.1),
        listed,
        list: list.map(|list| list.made),
        later: changes
            .iter()
            .find(|change| change.0.at > moment)
            .map(described),
        entry,
    }
}
