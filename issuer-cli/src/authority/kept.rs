//! What the authority keeps of the bureaus: their newest status lists and their signed audit heads.
//!
//! `status-lists/ISSUER.cbor` says how new a list terminals may expect; `audit-heads/ISSUER-N-TIME.cbor`
//! are the ends of audit logs that nobody at a bureau can take back.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cli_support::files::{self, Access, Durability};
use credential_core::limits::{MAX_AUDIT_HEAD_BYTES, MAX_DATED_AHEAD, MAX_STATUS_LIST_BYTES};
use credential_core::{
    AuditHead, AuditHeadClaims, Error, Issuer, IssuerId, Standing, StatusList, TrustList, UnixTime,
};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, dates, failure, text, words};

use super::issuers::IssuersFile;
use super::{AuthorityFolder, Brought, by_stopped_key};
use crate::values;

/// What came of an audit head that a bureau has brought.
pub(crate) enum HeadKept {
    /// It goes on from what was kept.
    Follows,
    /// It does not fit what was kept: the bureau's log was written anew, or its register given up.
    Differs(Text),
}

impl AuthorityFolder<'_> {
    fn status_list_folder(&self) -> PathBuf {
        self.path.join("status-lists")
    }

    fn audit_head_folder(&self) -> PathBuf {
        self.path.join("audit-heads")
    }

    /// Keeps a status list that was verified, unless a newer one of that issuer is kept.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn keep_status_list(
        &self,
        list: &StatusList,
        bytes: &[u8],
        trust: &TrustList,
    ) -> Result<(), Failure> {
        let issuer = list.claims().issuer;
        let file = self.status_list_folder().join(format!("{issuer}.cbor"));
        let held = files::read(&file, MAX_STATUS_LIST_BYTES as u64)
            .ok()
            .and_then(|bytes| StatusList::verify(&bytes, trust).ok());
        let made = |list: &StatusList| list.claims().validity.from;
        if held.is_some_and(|held| made(&held) >= made(list)) {
            return Ok(());
        }
        files::create_folder(&self.status_list_folder())?;
        files::write(&file, bytes, Access::Public, Durability::Synced)
    }

    /// When the newest status list of each issuer was made: of those that are kept, and of `files`.
    /// One that is dated ahead does not count: it would make every later list look old.
    ///
    /// # Errors
    /// For a file of `files` that is no status list which terminals take, or that is dated ahead.
    pub(crate) fn newest_status_lists(
        &self,
        trust: &TrustList,
        draft: &IssuersFile,
        files: &[PathBuf],
        now: UnixTime,
    ) -> Result<HashMap<IssuerId, UnixTime>, Failure> {
        let issuers = draft.to_issuers().map_err(|why| self.in_draft(why))?;
        let mut newest: HashMap<IssuerId, UnixTime> = HashMap::new();
        let mut note = |issuer, made: UnixTime| {
            let held = newest.entry(issuer).or_default();
            // Not after the trust list itself, whose own date is `now`.
            *held = made.min(now).max(*held);
        };
        for path in files {
            let (issuer, made) = status_list(path, trust)?.map_err(|error| unfit(path, &error))?;
            if made > now.plus(MAX_DATED_AHEAD) {
                return Err(dated_ahead(path, made, now));
            }
            if is_by_active_key(path, &issuers)? {
                note(issuer, made);
            }
        }
        let kept = std::fs::read_dir(self.status_list_folder());
        for entry in kept.into_iter().flatten().flatten() {
            // One by a key that is withdrawn by now stays until the next is brought.
            if let Ok(Ok((issuer, made))) = status_list(&entry.path(), trust)
                && made <= now.plus(MAX_DATED_AHEAD)
                && is_by_active_key(&entry.path(), &issuers)?
            {
                note(issuer, made);
            }
        }
        Ok(newest)
    }

    /// Enters into `issuers.json` how new a status list must be at least, for those bureaus of which
    /// lists are expected. It never becomes earlier.
    ///
    /// # Errors
    /// Those of [`AuthorityFolder::newest_status_lists`], and of reading and writing the draft.
    pub(crate) fn note_newest_lists(
        &self,
        trust: Option<&TrustList>,
        files: &[PathBuf],
        now: UnixTime,
    ) -> Result<(), Failure> {
        let Some(trust) = trust else {
            return match files.first() {
                None => Ok(()),
                Some(path) => Err(unproved(path)),
            };
        };
        let mut draft = self.issuers()?;
        let newest = self.newest_status_lists(trust, &draft, files, now)?;
        let mut changed = false;
        for entry in &mut draft.issuers {
            let (Some(expectation), Some(made)) =
                (&mut entry.status_lists, newest.get(&IssuerId(entry.id)))
            else {
                continue;
            };
            if made.as_secs() > expectation.least {
                expectation.least = made.as_secs();
                changed = true;
            }
        }
        if changed {
            self.write_issuers(&draft)?;
        }
        Ok(())
    }

    /// Keeps a signed end of a bureau's audit log, and compares it with those that were kept before.
    ///
    /// # Errors
    /// If no active key of a listed bureau has signed it, and those of writing.
    pub(crate) fn keep_audit_head(
        &self,
        path: &Path,
        trust: &TrustList,
    ) -> Result<(AuditHeadClaims, HeadKept), Failure> {
        let bytes = files::read(path, MAX_AUDIT_HEAD_BYTES as u64)?;
        let head = verify_head(&bytes, trust).map_err(|error| {
            let is_by = |issuer, key: &_| AuditHead::verify_own(&bytes, issuer, key).is_ok();
            (error == Error::KeyWithdrawn)
                .then(|| by_stopped_key(Brought::AuditHead, path, trust, is_by))
                .flatten()
                .unwrap_or_else(|| unfit_head(path, &error))
        })?;
        let folder = self.audit_head_folder();
        let (issuer, number, at) = (head.issuer, head.entries, head.issued.as_secs());
        let mut kept = HeadKept::Follows;
        for (name, before) in self.audit_heads(trust)? {
            let differs = before.issuer == issuer
                && if before.entries == number {
                    before.last_hash != head.last_hash
                } else {
                    // A log only grows.
                    (before.entries < number) != (before.issued <= head.issued)
                };
            if differs {
                kept = HeadKept::Differs(does_not_fit(&head, &before, &name));
            }
        }
        files::create_folder(&folder)?;
        let file = folder.join(format!("{issuer}-{number}-{at}.cbor"));
        if !file.exists() {
            files::write(&file, &bytes, Access::Public, Durability::Synced)?;
        }
        Ok((head, kept))
    }

    /// The heads that are kept, with the names of their files.
    fn audit_heads(&self, trust: &TrustList) -> Result<Vec<(String, AuditHeadClaims)>, Failure> {
        let Ok(entries) = std::fs::read_dir(self.audit_head_folder()) else {
            return Ok(Vec::new());
        };
        let mut heads = Vec::new();
        for entry in entries.flatten() {
            let bytes = files::read(&entry.path(), MAX_AUDIT_HEAD_BYTES as u64)?;
            // By a key that is gone by now: it was looked at when it came, and has its name.
            if let Ok(head) = verify_listed(&bytes, trust, |_| true) {
                heads.push((values::shown(&entry.path()), head));
            }
        }
        Ok(heads)
    }
}

fn status_list(
    path: &Path,
    trust: &TrustList,
) -> Result<Result<(IssuerId, UnixTime), Error>, Failure> {
    let bytes = files::read(path, MAX_STATUS_LIST_BYTES as u64)?;
    let verified = StatusList::verify(&bytes, trust);
    Ok(verified.map(|list| (list.claims().issuer, list.claims().validity.from)))
}

/// Whether the list that is prepared still has the key as active. A stolen key that it withdraws must
/// not say how new the lists of its bureau have to be.
fn is_by_active_key(path: &Path, issuers: &[Arc<Issuer>]) -> Result<bool, Failure> {
    let bytes = files::read(path, MAX_STATUS_LIST_BYTES as u64)?;
    let keys = issuers.iter().flat_map(|issuer| {
        let active = issuer.keys.iter();
        active
            .filter(|key| key.standing == Standing::Active)
            .map(|key| (issuer.id, &key.key))
    });
    let mut keys = keys;
    Ok(keys.any(|(issuer, key)| StatusList::verify_own(&bytes, issuer, key).is_ok()))
}

/// A head by an active key of a bureau that is not withdrawn.
fn verify_head(bytes: &[u8], trust: &TrustList) -> Result<AuditHeadClaims, Error> {
    verify_listed(bytes, trust, |(issuer, standing)| {
        issuer.standing != Standing::Withdrawn && standing == Standing::Active
    })
}

fn verify_listed(
    bytes: &[u8],
    trust: &TrustList,
    may_speak: impl Fn((&Issuer, Standing)) -> bool,
) -> Result<AuditHeadClaims, Error> {
    let key_id = AuditHead::key_id(bytes)?;
    let mut outcome = Err(Error::IssuerUnknown { key_id });
    for (issuer, key) in trust.keys(key_id) {
        outcome = match AuditHead::verify_own(bytes, issuer.id, &key.key) {
            Ok(_) if !may_speak((issuer, key.standing)) => Err(Error::KeyWithdrawn),
            Ok(head) => return Ok(*head.claims()),
            Err(error) => Err(error),
        };
    }
    outcome
}

fn does_not_fit(head: &AuditHeadClaims, before: &AuditHeadClaims, name: &str) -> Text {
    let (issuer, number, known) = (head.issuer, head.entries, before.entries);
    let (made, earlier) = (dates::minute(head.issued), dates::minute(before.issued));
    text!(
        "注意：单位 {issuer} 的操作记录与以前留存的不符：{made} 签署的到第 {number} 条，{earlier} 签署的到第 {known} 条（{name}）。\n\
         该单位恢复过台账的除外，否则记录被重写过：请查问，并用留存的文件核对（issuer audit --against）";
        "Note: the audit log of issuer {issuer} does not fit what was kept: signed {made} up to record {number}, signed {earlier} up to record {known} ({name}).\n\
         Unless the bureau has recovered its register, the log was written anew: ask, and compare with the kept files (issuer audit --against)")
}

fn unfit(path: &Path, error: &Error) -> Failure {
    let (name, why) = (values::shown(path), words::error(error));
    failure!(error.code(); "{name} 不是终端会接受的状态名单：{}", why.in_lang(Zh);
        "{name} is no status list that terminals take: {}", why.in_lang(En);
        "请用该单位最近公布的名单。"; "Use the list that the bureau has published last.")
}

fn unfit_head(path: &Path, error: &Error) -> Failure {
    let (name, why) = (values::shown(path), words::error(error));
    failure!(error.code(); "{name} 不是名单里的单位的操作记录签名：{}", why.in_lang(Zh);
        "{name} is no audit head of a listed bureau: {}", why.in_lang(En);
        "请用该单位公布时写出的 audit-head.cbor。"; "Use the audit-head.cbor that the bureau's publication has written.")
}

fn unproved(path: &Path) -> Failure {
    let name = values::shown(path);
    failure!("trust-list-missing"; "还没有签署过信任名单，核验不了 {name}";
        "no trust list is signed yet, so {name} cannot be verified";
        "第一版名单不带 --status-list 准备；以后再写。"; "Prepare the first list without --status-list.")
}

fn dated_ahead(path: &Path, made: UnixTime, now: UnixTime) -> Failure {
    let (name, made, now) = (values::shown(path), dates::minute(made), dates::minute(now));
    failure!("dated-ahead"; "{name} 写的时间是 {made}，而现在是 {now}";
        "{name} is dated {made}, but it is {now}";
        "请核对两台电脑的时间，让该单位重新公布。"; "Compare the clocks, and have the bureau publish again.")
}
