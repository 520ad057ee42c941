//! What a next trust list may not do, and how it is named.

use std::collections::HashMap;
use std::sync::Arc;

use credential_core::{Issuer, PublicKey, Standing, TrustListClaims};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, dates, failure, text};

/// What terminals would refuse, or could never undo: a list older than the last, or one that brings
/// back what was withdrawn. `place` is where it can be corrected.
///
/// # Errors
/// `clock-wrong`, `withdrawn-for-ever`.
pub(crate) fn check_succession(
    last: &TrustListClaims,
    next: &TrustListClaims,
    place: &Text,
) -> Result<(), Failure> {
    let (signed, now) = (last.validity.from, next.validity.from);
    // Under a new root set dates may begin anew, as for terminals: the way back from a wrong clock.
    if next.root_version == last.root_version && now < signed {
        let (last, now) = (dates::minute(signed), dates::minute(now));
        return Err(failure!("clock-wrong";
            "本机时间 {now} 早于上一版名单的签署时间 {last}";
            "the clock says {now}, but the last list was signed at {last}";
            "请校准本机时间再签署。"; "Set the clock, then sign."));
    }
    let listed: HashMap<_, _> = next.issuers.iter().map(|new| (new.id, new)).collect();
    for old in &last.issuers {
        let still = listed
            .get(&old.id)
            .is_some_and(|new| new.standing == Standing::Withdrawn);
        if old.standing == Standing::Withdrawn && !still {
            let who = text!("单位 {}"; "issuer {}"; old.id);
            return Err(came_back(&who, place));
        }
    }
    let listed: HashMap<_, _> = standings(&next.issuers)
        .map(|(key, own, whole)| (key.thumbprint(), (own, whole)))
        .collect();
    // A key that is gone by itself stays so, also where its issuer is withdrawn as a whole.
    let returned = standings(&last.issuers).find(|(key, own, whole)| {
        let worse = |now: &(Standing, Standing)| now.0 >= *own && now.1 >= *whole;
        *whole >= Standing::Compromised && !listed.get(&key.thumbprint()).is_some_and(worse)
    });
    match returned {
        None => Ok(()),
        Some((key, ..)) => {
            let kid = key.id();
            let who = text!("密钥 {kid}"; "key {kid}");
            Err(came_back(&who, place))
        }
    }
}

/// Each key, its own standing, and what it counts as: withdrawn if its issuer is.
fn standings(issuers: &[Arc<Issuer>]) -> impl Iterator<Item = (&PublicKey, Standing, Standing)> {
    issuers.iter().flat_map(|issuer| {
        let all = match issuer.standing {
            Standing::Withdrawn => Standing::Withdrawn,
            _ => Standing::Active,
        };
        issuer
            .keys
            .iter()
            .map(move |key| (&key.key, key.standing, key.standing.max(all)))
    })
}

fn came_back(who: &Text, place: &Text) -> Failure {
    let (zh, en) = (who.in_lang(Zh), who.in_lang(En));
    failure!("withdrawn-for-ever";
        "{zh}在上一版名单中已停用或已泄露，{}里却不再如此", place.in_lang(Zh);
        "{en} was withdrawn or compromised in the last list, but is not so in {}", place.in_lang(En);
        "停用和泄露都不能撤回：请在 issuers.json 里把它改回 withdrawn 或 compromised，不要删除。要恢复签发，请另发新编号或新密钥。";
        "Neither can be undone: set it back to withdrawn or compromised in issuers.json and do not delete it. To issue again, give a new number or key.")
}

/// Two entries that a list cannot hold together, by name: the core says only that there are some.
pub(crate) fn collision(issuers: &[Arc<Issuer>]) -> Option<Text> {
    let mut ids = HashMap::new();
    let mut kids = HashMap::new();
    for issuer in issuers {
        let id = issuer.id;
        if let Some(other) = ids.insert(id, issuer) {
            let (one, two) = (&other.name.zh, &issuer.name.zh);
            return Some(text!("单位编号 {id} 出现了两次（{one}、{two}）";
                "the number {id} is there twice ({one}, {two})"));
        }
        for key in &issuer.keys {
            let kid = key.key.id();
            let Some((other, same)) = kids.insert(kid, (id, &key.key)) else {
                continue;
            };
            return Some(if *same == key.key {
                text!("密钥 {kid} 登记了两次（单位 {other} 和 {id}）";
                    "the key {kid} is listed twice (issuers {other} and {id})")
            } else {
                text!("单位 {other} 和 {id} 的两个不同密钥编号相同（{kid}），请其中一个单位换密钥";
                    "two different keys of the issuers {other} and {id} have one identifier ({kid}): one of them needs another key")
            });
        }
    }
    None
}
