//! How old the lists are, shown in time: with an expired list no code can be accepted.

use std::time::Duration;

use credential_core::{Holdings, Policy, Standing, TrustList, UnixTime, Validity};
use messages::{Lang, Text, dates};

use super::view::{Gravity, Notice};
use crate::judge::CodeJudge;

const DAY: Duration = Duration::from_secs(86_400);

/// An update is asked for so long before a list expires: it takes time to bring it.
const SOON: Duration = Duration::from_secs(14 * DAY.as_secs());

/// The notices, the most serious first; never empty.
pub(super) fn notices(judge: &CodeJudge) -> Vec<Notice> {
    let (now, policy) = (judge.now(), judge.policy());
    let source = judge.source();
    let mut notices = Vec::new();
    if let Some(list) = source.trust() {
        notices.extend(trust(list, policy, now));
    }
    let of_list = source.trust().map(|list| list.claims().validity.from);
    let of_floors = source.holdings().map(|held| held.floors().newest_signed);
    notices.extend(clock(of_list.max(of_floors), policy, now));
    if let Some(holdings) = source.holdings() {
        notices.extend(statuses(holdings, policy, now));
    }
    let of_store = source.warnings().into_iter().map(|text| {
        // Two lines, of which the first says what is wrong.
        let first = |lang| {
            text.in_lang(lang)
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        Notice {
            gravity: Gravity::Warns,
            text: Text::new(first(Lang::Zh), first(Lang::En)),
        }
    });
    notices.extend(of_store);
    notices.sort_by_key(|notice| notice.gravity);
    notices
}

fn trust(list: &TrustList, policy: &Policy, now: UnixTime) -> Option<Notice> {
    let Validity { from, until } = list.claims().validity;
    let age = now.since(from);
    let (days, last) = (age.as_secs() / DAY.as_secs(), dates::last_day(until));
    let at_least = |limit: Option<Duration>| limit.is_some_and(|limit| age > limit);
    let (gravity, zh, en) = if until <= now || at_least(policy.trust_list_refuse_after) {
        (
            Gravity::Stops,
            "信任名单已过期，不能通过任何码，请导入更新".to_owned(),
            "The trust list has expired: no code is accepted. Bring the update".to_owned(),
        )
    } else if at_least(policy.trust_list_check_after) {
        (
            Gravity::Warns,
            format!("信任名单 {days} 天没有更新，请导入更新"),
            format!("The trust list is {days} days old: bring the update"),
        )
    } else if until.since(now) < SOON {
        (
            Gravity::Warns,
            format!("信任名单即将到期（{last}），请尽快导入更新"),
            format!("The trust list is valid until {last}: bring the update soon"),
        )
    } else {
        (
            Gravity::Fine,
            format!("信任名单 {days} 天前制作，有效期至 {last}"),
            format!("Trust list made {days} days ago, valid until {last}"),
        )
    };
    Some(Notice {
        gravity,
        text: Text::new(zh, en),
    })
}

fn clock(signed: Option<UnixTime>, policy: &Policy, now: UnixTime) -> Option<Notice> {
    let behind = signed.is_some_and(|signed| signed > now.plus(policy.clock_leeway));
    behind.then(|| Notice {
        gravity: Gravity::Warns,
        text: Text::fixed(
            "本机时钟不对（早于已收到名单的签署时间），请校准",
            "The clock of this computer is behind: set it",
        ),
    })
}

/// The status lists of the bureaus that may speak, counted by what is wrong with them.
fn statuses(holdings: &Holdings, policy: &Policy, now: UnixTime) -> Vec<Notice> {
    let active = holdings
        .trust()
        .into_iter()
        .flat_map(|list| &list.claims().issuers)
        .filter(|issuer| issuer.standing == Standing::Active);
    let (mut over, mut old, mut soon) = (0, 0, 0);
    for issuer in active {
        let Some(list) = holdings.status_list(issuer.id) else {
            continue;
        };
        let Validity { from, until } = list.claims().validity;
        let age = now.since(from);
        let at_least = |limit: Option<Duration>| limit.is_some_and(|limit| age > limit);
        if until <= now || at_least(policy.status_list_refuse_after) {
            over += 1;
        } else if at_least(policy.status_list_check_after) {
            old += 1;
        } else if until.since(now) < SOON {
            soon += 1;
        }
    }
    let notice = |gravity, zh, en| Notice {
        gravity,
        text: Text::new(zh, en),
    };
    let mut notices = Vec::new();
    if over > 0 {
        notices.push(notice(
            Gravity::Stops,
            format!("{over} 个发码单位的状态名单已过期，它们的码不能通过，请导入更新"),
            format!("Status lists of {over} issuers have expired: their codes are refused. Bring the update"),
        ));
    }
    if old > 0 {
        notices.push(notice(
            Gravity::Warns,
            format!("{old} 个发码单位的状态名单很久没有更新，请导入更新"),
            format!("Status lists of {old} issuers are old: bring the update"),
        ));
    }
    if soon > 0 {
        notices.push(notice(
            Gravity::Warns,
            format!("{soon} 个发码单位的状态名单两周内到期，请尽快导入更新"),
            format!("Status lists of {soon} issuers expire within two weeks: bring the update"),
        ));
    }
    notices
}

#[cfg(test)]
mod tests;
