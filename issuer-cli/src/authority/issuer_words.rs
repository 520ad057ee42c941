//! An issuer of a trust list in words, exact to the second: what is signed is what was shown.

use std::time::Duration;

use credential_core::{Expectation, Issuer, IssuerKey, OrgName, Region, UnixTime, limits};
use messages::Lang::{En, Zh};
use messages::{Lang, Text, dates, text, words};

use super::issuers::{DAY, longest_days};

/// What a person should read before signing: who, for whom, about whom, with which keys.
pub(crate) fn in_words(issuer: &Issuer) -> Text {
    let (id, name) = (issuer.id, both_names(&issuer.name));
    let (place, regions) = (issuer.region, regions_in_words(&issuer.regions));
    let all = issuer.categories == credential_core::Category::ALL.into_iter().collect();
    let categories = if all {
        text!("全部人员类别"; "all categories")
    } else {
        words::categories(issuer.categories)
    };
    let standing = words::standing(issuer.standing);
    let keys = |lang| {
        issuer.keys.iter().fold(String::new(), |lines, key| {
            let mark = if lang == Zh { "密钥" } else { "key" };
            let (kid, words) = (key.key.id(), key_words(key));
            format!("{lines}\n      {mark} {kid}  {}", words.in_lang(lang))
        })
    };
    let further = further_words(issuer);
    let further = |lang| {
        let lines = further.iter().map(|line| line.in_lang(lang));
        lines.fold(String::new(), |all, line| format!("{all}\n      {line}"))
    };
    let rest = |lang: Lang| format!("{}{}", further(lang), keys(lang));
    text!("  {id}  {name}  [{}]\n      所在区划：{place}\n      可认定：{}\n      管辖区划：{}{}",
        standing.in_lang(Zh), categories.in_lang(Zh), regions.in_lang(Zh), rest(Zh);
        "  {id}  {name}  [{}]\n      its region: {place}\n      may attest: {}\n      for regions: {}{}",
        standing.in_lang(En), categories.in_lang(En), regions.in_lang(En), rest(En))
}

/// What most issuers do not have: a name of the code, expectations of lists.
fn further_words(issuer: &Issuer) -> Vec<Text> {
    let name = issuer.code_name.as_ref().map(code_name_words);
    let status = issuer.status_expectation.as_ref();
    let catalogue = issuer.catalogue_expectation.as_ref();
    name.into_iter()
        .chain(status.map(|status| expectation_words(Lists::Status, status)))
        .chain(catalogue.map(|catalogue| expectation_words(Lists::Catalogues, catalogue)))
        .collect()
}

/// A name as it is signed: `中文 / English`, in every language.
pub(crate) fn both_names(name: &OrgName) -> String {
    match &name.en {
        Some(en) => format!("{} / {en}", name.zh),
        None => name.zh.clone(),
    }
}

pub(super) fn code_name_words(name: &OrgName) -> Text {
    let name = both_names(name);
    text!("码的名称：{name}"; "its code is called: {name}")
}

/// From when until when a key may issue, its standing, and how long its codes may be valid.
pub(super) fn key_words(key: &IssuerKey) -> Text {
    let (terms, standing) = (terms(key), words::standing(key.standing));
    let longest = longest_words(key.longest_validity);
    text!("{terms}  {}  {}", standing.in_lang(Zh), longest.in_lang(Zh);
        "{terms}  {}  {}", standing.in_lang(En), longest.in_lang(En))
}

/// The first and the last day on which codes may be issued with a key.
pub(super) fn terms(key: &IssuerKey) -> String {
    let span = key.in_force;
    format!("{} – {}", first_day(span.from), last_day(span.until))
}

/// A day, with the time if it is another than its first second.
fn first_day(from: UnixTime) -> String {
    let day = dates::day(from);
    if dates::parse(&day) == Some(from) {
        day
    } else {
        dates::minute(from)
    }
}

/// The last day, or the time of the end if that is no midnight.
fn last_day(until: UnixTime) -> String {
    let day = dates::last_day(until);
    if dates::parse_last_day(&day) == Some(until) {
        day
    } else {
        dates::minute(until)
    }
}

/// What a terminal is to have of an issuer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lists {
    Status,
    Catalogues,
}

impl Lists {
    pub(super) fn name(self) -> Text {
        match self {
            Self::Status => text!("状态名单"; "status lists"),
            Self::Catalogues => text!("优待目录"; "catalogues"),
        }
    }
}

pub(super) fn expectation_words(lists: Lists, expectation: &Expectation) -> Text {
    let (name, since) = (lists.name(), first_day(expectation.since));
    let age = duration_words(expectation.max_age);
    let least = least_words(expectation);
    text!("自 {since} 起公布{}，{}以内的才算数，{}", name.in_lang(Zh), age.in_lang(Zh), least.in_lang(Zh);
        "publishes {} since {since}; one counts for {}; {}", name.in_lang(En), age.in_lang(En), least.in_lang(En))
}

/// The time that a list must at least have.
pub(super) fn least_words(expectation: &Expectation) -> Text {
    if expectation.least == UnixTime::default() {
        return text!("手头还没有"; "none is at hand");
    }
    let least = dates::minute(expectation.least);
    text!("不早于 {least} 的"; "none made before {least}")
}

/// How long a code by a key may be valid: in years if it is what the program sets for so many.
pub(super) fn longest_words(longest: Option<Duration>) -> Text {
    let longest = longest.unwrap_or(limits::MAX_VALIDITY);
    let of_years = |years: u8| {
        longest_days(years).map_or(limits::MAX_VALIDITY, |days| {
            Duration::from_secs(u64::from(days) * DAY)
        })
    };
    if let Some(years) = (1..=20).find(|&years| of_years(years) == longest) {
        return text!("码最长 {years} 年"; "codes of at most {years} years");
    }
    let longest = duration_words(longest);
    text!("码最长 {}", longest.in_lang(Zh); "codes of at most {}", longest.in_lang(En))
}

/// Days, hours, minutes and seconds, without those that are none.
fn duration_words(duration: Duration) -> Text {
    let seconds = duration.as_secs();
    let units = [
        (seconds / DAY, "天", "day"),
        (seconds % DAY / 3600, "小时", "hour"),
        (seconds % 3600 / 60, "分", "minute"),
        (seconds % 60, "秒", "second"),
    ];
    let some = || units.into_iter().filter(|(count, ..)| *count > 0);
    if some().next().is_none() {
        return text!("0 秒"; "0 seconds");
    }
    let zh = some().map(|(count, zh, _)| format!("{count} {zh}"));
    let en = some().map(|(count, _, en)| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {en}{plural}")
    });
    Text::new(
        zh.collect::<Vec<_>>().join(" "),
        en.collect::<Vec<_>>().join(" "),
    )
}

/// Regions by their codes.
pub(super) fn regions_in_words(regions: &[Region]) -> Text {
    let codes: Vec<String> = regions.iter().map(Region::to_string).collect();
    Text::new(codes.join("、"), codes.join(", "))
}
