//! How old the lists are, shown in time: with an expired list no code can be accepted.

use std::time::Duration;

use credential_core::{Holdings, Policy, Standing, TrustList, UnixTime, Validity};
use messages::{Lang, Text, dates, text};

use super::view::{Gravity, Notice};
use crate::benefits::ReceiptInbox;
use crate::clock::{ClockState, newest_signed};
use crate::judge::CodeJudge;
use crate::trust_source::TrustSource;

const DAY: Duration = Duration::from_secs(86_400);

/// How long before a list expires an update is asked for: it takes time to bring it.
const SOON: Duration = Duration::from_secs(14 * DAY.as_secs());

/// The notices, the most serious first; never empty.
pub(super) fn notices(judge: &CodeJudge) -> Vec<Notice> {
    let (now, policy) = (judge.now(), judge.policy());
    let source = judge.source();
    let mut notices = Vec::new();
    notices.extend(source.trust().map(|list| trust(list, policy, now)));
    let mut clock = clock(
        newest_signed(source.trust(), source.holdings()),
        policy,
        now,
    );
    // A clock that is far ahead may be the only reason why a list has expired: the two have one rank.
    if let Some(clock) = &mut clock
        && notices
            .iter()
            .any(|notice| notice.gravity == Gravity::Stops)
    {
        clock.gravity = Gravity::Stops;
    }
    notices.splice(0..0, clock);
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
    notices.extend(contradiction(source));
    notices.sort_by_key(|notice| notice.gravity);
    notices
}

/// A receipt of the bureau that contradicts the journal: loud until that is settled.
fn contradiction(source: &TrustSource) -> Option<Notice> {
    let (what, remedy) = ReceiptInbox::of(source.store()?).warning()?;
    Some(Notice {
        gravity: Gravity::Stops,
        text: text!("{}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
            "{}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En)),
    })
}

/// How old a list is, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Expired,
    Old,
    ExpiresSoon,
    Fresh,
}

impl Age {
    fn new(
        validity: Validity,
        now: UnixTime,
        check_after: Option<Duration>,
        refuse_after: Option<Duration>,
    ) -> Self {
        let age = now.since(validity.from);
        let exceeds = |limit: Option<Duration>| limit.is_some_and(|limit| age > limit);
        if validity.until <= now || exceeds(refuse_after) {
            Self::Expired
        } else if exceeds(check_after) {
            Self::Old
        } else if validity.until.since(now) < SOON {
            Self::ExpiresSoon
        } else {
            Self::Fresh
        }
    }

    fn gravity(self) -> Gravity {
        match self {
            Self::Expired => Gravity::Stops,
            Self::Old | Self::ExpiresSoon => Gravity::Warns,
            Self::Fresh => Gravity::Fine,
        }
    }
}

fn trust(list: &TrustList, policy: &Policy, now: UnixTime) -> Notice {
    let validity = list.claims().validity;
    let days = now.since(validity.from).as_secs() / DAY.as_secs();
    let last = dates::last_day(validity.until);
    let age = Age::new(
        validity,
        now,
        policy.trust_list_check_after,
        policy.trust_list_refuse_after,
    );
    let text = match age {
        Age::Expired => text!("信任名单已过期，不能通过任何码，请导入更新";
            "The trust list has expired: no code is accepted. Bring the update"),
        Age::Old => text!("信任名单 {days} 天没有更新，请导入更新";
            "The trust list is {days} days old: bring the update"),
        Age::ExpiresSoon => text!("信任名单即将到期（{last}），请尽快导入更新";
            "The trust list is valid until {last}: bring the update soon"),
        Age::Fresh => text!("信任名单 {days} 天前制作，有效期至 {last}";
            "Trust list made {days} days ago, valid until {last}"),
    };
    Notice {
        gravity: age.gravity(),
        text,
    }
}

fn clock(signed: Option<UnixTime>, policy: &Policy, now: UnixTime) -> Option<Notice> {
    let clock = dates::day(now);
    let text = match ClockState::new(signed, policy, now) {
        ClockState::Plausible => return None,
        ClockState::Behind => text!("本机时钟是 {clock}，早于已收到名单的签署时间，请校准";
            "The clock of this computer says {clock} and is behind: set it"),
        ClockState::FarAhead { days } => {
            text!("本机时钟 {clock}，比最新名单晚 {days} 天：不对就校准，对就导入更新";
                "Clock: {clock}, {days} days after the newest list: set it or bring the update")
        }
    };
    // Before the notice of an expired list: the clock may be the reason.
    Some(Notice {
        gravity: Gravity::Warns,
        text,
    })
}

/// The status lists of the active issuers, counted by age.
fn statuses(holdings: &Holdings, policy: &Policy, now: UnixTime) -> Vec<Notice> {
    let ages: Vec<_> = holdings
        .trust()
        .into_iter()
        .flat_map(|list| &list.claims().issuers)
        .filter(|issuer| issuer.standing == Standing::Active)
        .filter_map(|issuer| holdings.status_list(issuer.id))
        .map(|list| {
            Age::new(
                list.claims().validity,
                now,
                policy.status_list_check_after,
                policy.status_list_refuse_after,
            )
        })
        .collect();
    let notice = |age: Age| {
        let count = ages.iter().filter(|other| **other == age).count();
        let text = match age {
            _ if count == 0 => return None,
            Age::Expired => text!(
                "{count} 个发码单位的状态名单已过期，它们的码不能通过，请导入更新";
                "Status lists of {count} issuers have expired: their codes are refused. Bring the update"),
            Age::Old => text!("{count} 个发码单位的状态名单很久没有更新，请导入更新";
                "Status lists of {count} issuers are old: bring the update"),
            Age::ExpiresSoon => text!("{count} 个发码单位的状态名单两周内到期，请尽快导入更新";
                "Status lists of {count} issuers expire within two weeks: bring the update"),
            Age::Fresh => return None,
        };
        Some(Notice {
            gravity: age.gravity(),
            text,
        })
    };
    [Age::Expired, Age::Old, Age::ExpiresSoon]
        .into_iter()
        .filter_map(notice)
        .collect()
}

#[cfg(test)]
mod tests;
