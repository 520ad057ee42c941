//! What may wait: each thing with how urgent it is, and what to do.

use std::collections::BTreeSet;
use std::time::Duration;

use ::books::BooksError;
use cli_support::files;
use credential_core::limits::MAX_STATUS_LIST_BYTES;
use credential_core::{IssuerId, StatusList, StatusListClaims, TerminalStanding, UnixTime};
use messages::{Failure, Text, dates, text};

use crate::books;
use crate::bureau::{Bureau, BureauFolder};
use crate::register::Register;

/// How soon something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    Now,
    Soon,
    /// It is in order.
    None,
}

impl Urgency {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Soon => "soon",
            Self::None => "none",
        }
    }
}

/// One thing that waits, or is in order.
pub(super) struct TodayItem {
    pub(super) code: &'static str,
    pub(super) urgency: Urgency,
    pub(super) message: Text,
    /// What to do; empty if nothing.
    pub(super) remedy: Text,
    /// How many people, codes, terminals or days it is about.
    pub(super) count: u64,
}

const DAY: Duration = Duration::from_secs(86_400);

/// A list that ends within this time is to be published anew.
const LIST_ENDS: Duration = Duration::from_secs(30 * 86_400);

/// A journal that is older is missed.
pub(in crate::commands) const JOURNAL_AGE: Duration = Duration::from_secs(31 * 86_400);

/// A backup that is older is to be made anew, if anything was recorded since.
const BACKUP_AGE: Duration = Duration::from_secs(7 * 86_400);

/// All of them, the most urgent first.
///
/// # Errors
/// Those of the register and the books.
pub(super) fn all(
    folder: &BureauFolder<'_>,
    bureau: &Bureau,
    within: u16,
    now: UnixTime,
) -> Result<Vec<TodayItem>, Failure> {
    let register = folder.register()?;
    let mut items = vec![publication(folder, bureau, &register, now)?];
    items.extend(list_end(folder, bureau, now)?);
    items.extend(ending(&register, within, now)?);
    items.extend(unfinished(&register, now)?);
    items.push(backup(folder, &register, now)?);
    items.extend(scope(folder, bureau)?);
    items.extend(journals(folder, &register, now)?);
    items.sort_by_key(|item| item.urgency);
    Ok(items)
}

/// Changes that no terminal can know yet.
fn publication(
    folder: &BureauFolder<'_>,
    bureau: &Bureau,
    register: &Register,
    now: UnixTime,
) -> Result<TodayItem, Failure> {
    let last = register.last_publication()?;
    let changes = register.changes_since(last.map_or(0, |last| last.record))?;
    let (revoked, suspended, restored) = (changes.revoked, changes.suspended, changes.restored);
    let count = revoked + suspended + restored;
    let publish =
        text!("请公布，并把更新送到终端。"; "Publish, and bring the update to the terminals.");
    if count > 0 {
        return Ok(TodayItem {
            code: "unpublished",
            urgency: Urgency::Now,
            message: text!("吊销 {revoked} 个、暂停 {suspended} 个、恢复 {restored} 个码还没有公布：终端还不知道。";
                "Not published yet: {revoked} revoked, {suspended} suspended, {restored} restored. No terminal knows of it."),
            remedy: publish,
            count,
        });
    }
    let Some(last) = last else {
        let codes = register.counts(now)?.credentials;
        return Ok(TodayItem {
            code: "never-published",
            urgency: if codes > 0 {
                Urgency::Now
            } else {
                Urgency::None
            },
            message: text!("还没有公布过状态名单。"; "No status list was ever published."),
            remedy: if codes > 0 { publish } else { nothing() },
            count: codes,
        });
    };
    let made = dates::minute(last.made);
    let due = newest_list(folder, bureau)?
        .and_then(|claims| claims.ttl)
        .is_some_and(|every| now.since(last.made) > Duration::from_secs(every));
    Ok(TodayItem {
        code: if due { "list-due" } else { "published" },
        urgency: if due { Urgency::Soon } else { Urgency::None },
        message: if due {
            text!("状态名单上次公布是 {made}，已过约定的日子。"; "The last status list is of {made}; the next one is due.")
        } else {
            text!("没有未公布的变动；上次公布 {made}。"; "Nothing is unpublished; the last list is of {made}.")
        },
        remedy: if due { publish } else { nothing() },
        count: 0,
    })
}

/// When terminals stop accepting codes of this bureau.
fn list_end(
    folder: &BureauFolder<'_>,
    bureau: &Bureau,
    now: UnixTime,
) -> Result<Option<TodayItem>, Failure> {
    let Some(claims) = newest_list(folder, bureau)? else {
        return Ok(None);
    };
    let until = claims.validity.until;
    let day = dates::last_day(until);
    let left = until.since(now).as_secs() / DAY.as_secs();
    let urgency = if until <= now {
        Urgency::Now
    } else if until <= now.plus(LIST_ENDS) {
        Urgency::Soon
    } else {
        return Ok(None);
    };
    Ok(Some(TodayItem {
        code: "list-ends",
        urgency,
        message: text!("已公布的状态名单有效到 {day}：过期后终端不再接受本单位的码。";
            "The published status list counts until {day}: after that, terminals accept no code of this bureau."),
        remedy: text!("请重新公布。"; "Publish anew."),
        count: left,
    }))
}

/// The claims of the list that lies in the folder; `None` if there is none, or it is not of this bureau.
fn newest_list(
    folder: &BureauFolder<'_>,
    bureau: &Bureau,
) -> Result<Option<StatusListClaims>, Failure> {
    let path = folder.status_list_file();
    if !path.exists() {
        return Ok(None);
    }
    let bytes = files::read(&path, MAX_STATUS_LIST_BYTES as u64)?;
    let issuer = IssuerId(bureau.file.id);
    let mut keys = bureau.signing_keys();
    let list = keys.find_map(|key| StatusList::verify_own(&bytes, issuer, key).ok());
    Ok(list.map(|list| list.claims().clone()))
}

/// People whose codes end.
fn ending(register: &Register, within: u16, now: UnixTime) -> Result<Vec<TodayItem>, Failure> {
    let people = |before| -> Result<u64, Failure> {
        let codes = register.expiring(before)?;
        let holders: BTreeSet<u32> = codes.iter().map(|(holder, _)| holder.0).collect();
        Ok(holders.len() as u64)
    };
    let ended = people(now.plus(Duration::from_secs(1)))?;
    let soon = people(now.plus(DAY * u32::from(within)))?.saturating_sub(ended);
    let renew = text!("请换发（issuer renew）。"; "Renew them (issuer renew).");
    let mut items = Vec::new();
    if ended > 0 {
        items.push(TodayItem {
            code: "codes-ended",
            urgency: Urgency::Soon,
            message: text!("{ended} 人的码已过期，没有换发。"; "People whose codes have ended and were not renewed: {ended}."),
            remedy: renew.clone(),
            count: ended,
        });
    }
    items.push(TodayItem {
        code: "codes-ending",
        urgency: if soon > 0 { Urgency::Soon } else { Urgency::None },
        message: text!("{within} 天内到期的：{soon} 人。"; "People whose codes end within {within} days: {soon}."),
        remedy: if soon > 0 { renew } else { nothing() },
        count: soon,
    });
    Ok(items)
}

/// Codes of a run that was interrupted.
fn unfinished(register: &Register, now: UnixTime) -> Result<Option<TodayItem>, Failure> {
    let count = register.counts(now)?.unfinished;
    Ok((count > 0).then(|| TodayItem {
        code: "run-unfinished",
        urgency: Urgency::Now,
        message: text!("有一次签发没有做完：{count} 个码预留了、没有做好。";
            "A run was not finished: {count} codes are reserved and not made."),
        remedy: text!("请用同一份名册再签发一次，会接着做完。"; "Issue again with the same roster: it goes on where it stopped."),
        count,
    }))
}

/// The last backup.
fn backup(
    folder: &BureauFolder<'_>,
    register: &Register,
    now: UnixTime,
) -> Result<TodayItem, Failure> {
    let remedy =
        text!("请备份到 U 盘（issuer backup）。"; "Back up to a memory stick (issuer backup).");
    let Some(last) = folder.last_backup()? else {
        let people = register.counts(now)?.holders;
        return Ok(TodayItem {
            code: "backup-missing",
            urgency: if people > 0 {
                Urgency::Now
            } else {
                Urgency::None
            },
            message: text!("台账还没有备份过。"; "The register was never backed up."),
            remedy: if people > 0 { remedy } else { nothing() },
            count: people,
        });
    };
    let since = register.audit_head()?.number.saturating_sub(last.record);
    let made = dates::minute(last.made());
    let old = since > 0 && now.since(last.made()) > BACKUP_AGE;
    Ok(TodayItem {
        code: if old { "backup-old" } else { "backup" },
        urgency: if old { Urgency::Soon } else { Urgency::None },
        message: text!("上次备份台账是 {made}，此后有 {since} 条操作记录。";
            "The register was last backed up on {made}; records since then: {since}."),
        remedy: if old { remedy } else { nothing() },
        count: since,
    })
}

/// Whether the trust list was brought to the bureau.
fn scope(folder: &BureauFolder<'_>, bureau: &Bureau) -> Result<Option<TodayItem>, Failure> {
    let known = folder.scope(bureau.region)?.is_known();
    Ok((!known).then(|| TodayItem {
        code: "scope-unknown",
        urgency: Urgency::Soon,
        message: text!("本单位没有存信任名单许可的范围，签发时人员类别不核对。";
            "What the trust list allows is not kept here: categories are not checked when codes are issued."),
        remedy: text!("请向主管部门要信任名单，执行 issuer bureau scope。";
            "Ask the authority for the trust list, and run issuer bureau scope."),
        count: 0,
    }))
}

/// Terminals that have not been heard of.
fn journals(
    folder: &BureauFolder<'_>,
    register: &Register,
    now: UnixTime,
) -> Result<Vec<TodayItem>, Failure> {
    let in_use: Vec<_> = register
        .places()?
        .into_iter()
        .filter(|place| place.standing == TerminalStanding::IN_USE)
        .collect();
    if in_use.is_empty() {
        return Ok(Vec::new());
    }
    let path = folder.books_folder();
    let said = |error: BooksError| books::failure_of(&error, &path);
    let (journals, waiting) = match books::open(folder) {
        Ok(books) => (
            books.journals().map_err(said)?,
            books.waiting().map_err(said)?.len() as u64,
        ),
        Err(failure) if failure.code == "books-missing" => (Vec::new(), 0),
        Err(failure) => return Err(failure),
    };
    let heard = |key: &[u8; 32]| {
        let own = journals.iter().filter(|one| one.chain.terminal == *key);
        own.map(|one| one.signed).max()
    };
    let missing = in_use
        .iter()
        .filter(|place| heard(&place.key).is_none_or(|signed| now.since(signed) > JOURNAL_AGE));
    let missing: Vec<String> = missing.map(|place| place.terminal.to_string()).collect();
    let (count, days) = (missing.len() as u64, JOURNAL_AGE.as_secs() / DAY.as_secs());
    let (zh, en) = (missing.join("、"), missing.join(", "));
    let mut items = vec![TodayItem {
        code: "journals-missing",
        urgency: if count > 0 {
            Urgency::Soon
        } else {
            Urgency::None
        },
        message: if count > 0 {
            text!("{days} 天没有交流水的终端：{zh}。"; "Terminals without a journal for {days} days: {en}.")
        } else {
            text!("各终端 {days} 天内都交过流水。"; "All terminals have handed over journals within {days} days.")
        },
        remedy: if count > 0 {
            text!("请联系商户，取来流水后导入（issuer journal import）。";
                "Ask the merchants, and import what they bring (issuer journal import).")
        } else {
            nothing()
        },
        count,
    }];
    if waiting > 0 {
        items.push(TodayItem {
            code: "journals-waiting",
            urgency: Urgency::Soon,
            message: text!("{waiting} 份流水前面缺了记录，还没有记入流水账。";
                "Journals that wait for the records before them: {waiting}."),
            remedy: text!("请向同一终端要前面的流水（issuer journal status）。";
                "Ask the same terminal for the ones before (issuer journal status)."),
            count: waiting,
        });
    }
    Ok(items)
}

fn nothing() -> Text {
    text!(""; "")
}
