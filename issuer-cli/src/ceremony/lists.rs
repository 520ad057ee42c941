//! What a trust list says and changes, for people who are about to sign it.

use std::sync::Arc;
use std::time::Duration;

use credential_core::{Issuer, TrustListClaims, UnixTime};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, dates, failure, text};
use serde_json::{Value, json};

use crate::authority::changes;

/// Version, dates, and everything that is different from the last list.
pub(crate) fn list_words(last: Option<&TrustListClaims>, next: &TrustListClaims) -> Vec<Text> {
    let mut lines = vec![title(next)];
    match last {
        None => {
            lines.push(
                text!("这是第一版，全部内容都是新的："; "It is the first one; all of it is new:"),
            );
            lines.extend(change_words(&[], next));
        }
        Some(last) => lines.extend(compared(last, next)),
    }
    lines
}

/// Version, dates, all issuers, and then what is different from the last list: for somebody who has not
/// seen that one either.
pub(crate) fn whole_list_words(last: &TrustListClaims, next: &TrustListClaims) -> Vec<Text> {
    let mut lines = vec![
        title(next),
        text!("您的记录里还没有信任名单，以下是全部内容："; "Your record has no trust list yet; this is all of it:"),
    ];
    lines.extend(change_words(&[], next));
    lines.extend(compared(last, next));
    lines
}

fn title(next: &TrustListClaims) -> Text {
    let (version, root, count) = (next.version, next.root_version, next.issuers.len());
    let (from, until) = (
        dates::minute(next.validity.from),
        dates::last_day(next.validity.until),
    );
    text!(
        "信任名单第 {version} 版，{from} 制作，有效期至 {until}，共 {count} 个发码单位，由第 {root} 版根密钥集签署";
        "Trust list, version {version}, made {from}, valid until {until}, {count} issuers, for root set {root}")
}

fn compared(last: &TrustListClaims, next: &TrustListClaims) -> Vec<Text> {
    let (version, from) = (last.version, dates::day(last.validity.from));
    let mut lines = vec![
        text!("与第 {version} 版（{from}）相比："; "Compared with version {version} of {from}:"),
    ];
    lines.extend(change_words(&last.issuers, next));
    lines
}

fn change_words(last: &[Arc<Issuer>], next: &TrustListClaims) -> Vec<Text> {
    let mut lines = Vec::new();
    let (count, found) = (next.issuers.len(), changes(last, &next.issuers));
    if found.is_empty() {
        lines.push(text!(
            "  发码单位没有任何变更，只是更新日期"; "  no issuer is changed; only the dates are"));
    }
    let (newer, others): (Vec<_>, Vec<_>) =
        found.iter().partition(|change| change.is_newer_list_only());
    lines.extend(others.iter().map(|change| change.in_words()));
    // By the hundred with each list, they would hide what a keeper must see.
    if !newer.is_empty() {
        let ids: Vec<String> = newer.iter().map(|change| change.id().to_string()).collect();
        let (count, zh, en) = (ids.len(), ids.join("、"), ids.join(", "));
        lines.push(text!(
            "  另有 {count} 个单位只是状态名单有了更新的：{zh}";
            "  for {count} more issuers, only a newer status list is known: {en}"));
    }
    let touched = found
        .iter()
        .filter(|change| next.issuers.iter().any(|issuer| issuer.id == change.id()))
        .count();
    if !found.is_empty() && touched < count {
        let rest = count - touched;
        lines.push(text!(
            "  其余 {rest} 个发码单位没有变更"; "  the other {rest} issuers are unchanged"));
    }
    lines
}

/// The same for programs.
pub(crate) fn list_json(last: Option<&TrustListClaims>, next: &TrustListClaims) -> Value {
    let found = changes(last.map_or(&[][..], |list| &list.issuers), &next.issuers);
    json!({
        "version": next.version,
        "root_version": next.root_version,
        "from": next.validity.from.as_secs(),
        "until": next.validity.until.as_secs(),
        "last_version": last.map(|list| list.version),
        "changes": found.iter().map(|change| change.to_json()).collect::<Vec<_>>(),
        "issuers": next.issuers.iter().map(|issuer| json!({
            "id": issuer.id.0,
            "name": issuer.name.zh,
            "standing": issuer.standing.name(),
            "keys": issuer.keys.iter().map(|key| key.key.id().to_string()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// As much as terminals let clocks differ before they call their own wrong.
const CLOCKS_DIFFER: Duration = Duration::from_secs(600);

/// Each keeper's computer has a clock of its own: a list from the future would make every terminal
/// doubt its clock for as long, and no later list could undo that.
///
/// # Errors
/// `clock-wrong`.
pub(crate) fn check_date(made: UnixTime, now: UnixTime) -> Result<(), Failure> {
    if made <= now.plus(CLOCKS_DIFFER) {
        return Ok(());
    }
    let (made, now) = (dates::minute(made), dates::minute(now));
    Err(failure!("clock-wrong";
        "文件写的制作时间是 {made}，而本机时间是 {now}";
        "the file says that it was made at {made}, but the clock here says {now}";
        "请先核对两台电脑的时间。签了日期超前的名单，所有终端都会一直认为自己的时钟不对，无法挽回。";
        "Check the clocks of both computers first. A list from the future would make every terminal doubt its own clock, for good."))
}

/// A list that would be over before it is signed.
///
/// # Errors
/// `list-expired`.
pub(crate) fn check_not_over(list: &TrustListClaims, now: UnixTime) -> Result<(), Failure> {
    if now < list.validity.until {
        return Ok(());
    }
    let last = dates::last_day(list.validity.until);
    Err(failure!("list-expired";
        "这份名单的有效期至 {last}，已经过期"; "the list was valid until {last} and is over";
        "请主管部门重新 issuer trust prepare。";
        "Have the authority prepare it again: issuer trust prepare."))
}

/// The line with the check code.
pub(crate) fn code_words(code: &super::CheckCode) -> Text {
    text!("核对码  {code}"; "check code  {code}")
}

/// What was signed, once it is in force.
pub(crate) fn signed_words(what: &Text, signed: &[String], file: &str) -> Text {
    text!("根密钥 {} 已签署；{}核验无误，写入 {file}", signed.join("、"), what.in_lang(Zh);
        "Signed with the root keys {}; the {} is verified, and written to {file}",
        signed.join(", "), what.in_lang(En))
}
