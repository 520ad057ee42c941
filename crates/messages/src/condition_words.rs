//! The words for the conditions of benefits: how often, on which days, at which hours.

use credential_core::{
    Benefit, CivilDay, DateRule, Hours, MonthDays, Period, Quota, QuotaScope, QuotaUnit,
};

use crate::benefit_words;
use crate::lang::Text;
use crate::text;

/// When and how often a benefit is given, each condition by itself. Whom it is for is not said.
pub fn conditions(benefit: &Benefit) -> Vec<Text> {
    let mut all: Vec<Text> = benefit.quotas.iter().map(quota).collect();
    if let Some(times) = &benefit.times {
        all.extend(times.weekdays.map(|days| weekdays(days.iter())));
        all.extend(times.month_days.map(month_days));
        if !times.dates.is_empty() {
            all.push(dates(&times.dates));
        }
        if !times.hours.is_empty() {
            all.push(hours(&times.hours));
        }
    }
    all.extend(span(benefit.from, benefit.until));
    if let Some(floor) = benefit.floor {
        let money = benefit_words::money(floor);
        let (zh, en) = (
            money.in_lang(crate::Lang::Zh),
            money.in_lang(crate::Lang::En),
        );
        all.push(text!("折后最少付 {zh}"; "at least {en} is paid"));
    }
    if benefit.order.is_some() {
        all.push(text!("可与其他优待叠加"; "may be combined with others"));
    }
    all
}

/// A quota.
pub fn quota(quota: &Quota) -> Text {
    let limit = quota.limit;
    let unit = match (quota.unit, limit) {
        (QuotaUnit::Use, 1) => text!("次"; "use"),
        (QuotaUnit::Ride, 1) => text!("乘次"; "ride"),
        (QuotaUnit::HireDay, 1) => text!("天"; "day of hire"),
        (unit, _) => benefit_words::unit(unit),
    };
    let (each, per) = match quota.period {
        Period::Day => ("每天", "a day"),
        Period::Week => ("每周", "a week"),
        Period::Month => ("每月", "a month"),
        Period::Year => ("每年", "a year"),
        _ => ("终身", "in a lifetime"),
    };
    let (scope, at) = match quota.scope {
        QuotaScope::AllMerchants => ("（各商户合计）", ", at all merchants together"),
        QuotaScope::Branch => ("（每个门店）", ", at each branch"),
        _ => ("", ""),
    };
    let (zh, en) = (unit.in_lang(crate::Lang::Zh), unit.in_lang(crate::Lang::En));
    text!("{each}{limit}{zh}{scope}"; "{limit} {en} {per}{at}")
}

const WEEKDAYS: [(&str, &str); 7] = [
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
];

/// Days of the week, 1 to 7 in ascending order.
pub fn weekdays(days: impl Iterator<Item = u8>) -> Text {
    let name = |day: u8| {
        let named = WEEKDAYS.get(usize::from(day).saturating_sub(1));
        named.copied().unwrap_or_default()
    };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (first, last) in runs(days) {
        let (first_name, last_name) = (name(first), name(last));
        if first == last {
            zh.push(first_name.0.to_owned());
            en.push(first_name.1.to_owned());
        } else {
            zh.push(format!("{}至{}", first_name.0, last_name.0));
            en.push(format!("{}–{}", first_name.1, last_name.1));
        }
    }
    Text::new(zh.join("、"), en.join(", "))
}

/// Hours.
pub fn hours(hours: &[Hours]) -> Text {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let texts: Vec<String> = hours
        .iter()
        .map(|hours| format!("{}–{}", clock(hours.from), clock(hours.until)))
        .collect();
    Text::new(texts.join("、"), texts.join(", "))
}

/// A day: `2026-11-22`.
pub fn day(day: CivilDay) -> String {
    let (year, month, date) = (day.year(), day.month(), day.day());
    format!("{year:04}-{month:02}-{date:02}")
}

/// Numbers in order, as runs from one to another.
pub fn runs(numbers: impl IntoIterator<Item = u8>) -> Vec<(u8, u8)> {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

fn month_days(days: MonthDays) -> Text {
    let texts: Vec<String> = runs(days.iter())
        .into_iter()
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        })
        .collect();
    let (zh, en) = (texts.join("、"), texts.join(", "));
    text!("每月 {zh} 日"; "on day {en} of the month")
}

fn dates(rules: &[DateRule]) -> Text {
    let texts: Vec<String> = rules
        .iter()
        .map(|rule| match CivilDay::from_number(rule.number()) {
            Ok(one) => day(one),
            Err(_) => format!(
                "{:02}-{:02}",
                rule.number() / 100 % 100,
                rule.number() % 100
            ),
        })
        .collect();
    let (zh, en) = (texts.join("、"), texts.join(", "));
    text!("仅 {zh}"; "only on {en}")
}

fn span(from: Option<CivilDay>, until: Option<CivilDay>) -> Option<Text> {
    Some(match (from.map(day), until.map(day)) {
        (Some(from), Some(until)) => text!("{from} 至 {until}"; "from {from} to {until}"),
        (Some(from), None) => text!("{from} 起"; "from {from}"),
        (None, Some(until)) => text!("至 {until}"; "until {until}"),
        (None, None) => return None,
    })
}

#[cfg(test)]
mod tests {
    use credential_core::{BenefitKind, BenefitNumber, Fen, Times, Title, Weekdays};

    use super::*;
    use crate::Lang;

    #[test]
    fn each_condition_is_said_by_itself() {
        let title = Title {
            zh: "理发".to_owned(),
            en: None,
        };
        let mut benefit = Benefit::new(BenefitNumber(1), title, BenefitKind::Free);
        assert!(conditions(&benefit).is_empty());
        benefit.quotas.push(Quota {
            limit: 1,
            period: Period::Day,
            unit: QuotaUnit::Use,
            scope: QuotaScope::AllMerchants,
        });
        benefit.times = Some(Times {
            weekdays: Some(Weekdays::of([1, 2, 3, 7]).unwrap()),
            month_days: Some(MonthDays::of([1, 30, 31]).unwrap()),
            dates: [801, 20_280_229]
                .map(|number| DateRule::from_number(number).unwrap())
                .into(),
            hours: [Hours {
                from: 360,
                until: 600,
            }]
            .into(),
        });
        benefit.until = Some(CivilDay::from_number(20_261_231).unwrap());
        benefit.floor = Some(Fen::ZERO);
        let said = |lang| -> Vec<String> {
            let all = conditions(&benefit);
            all.iter().map(|one| one.in_lang(lang).to_owned()).collect()
        };
        assert_eq!(
            said(Lang::Zh),
            [
                "每天1次（各商户合计）",
                "周一至周三、周日",
                "每月 1、30–31 日",
                "仅 08-01、2028-02-29",
                "06:00–10:00",
                "至 2026-12-31",
                "折后最少付 0 元"
            ]
        );
        assert_eq!(said(Lang::En)[0], "1 use a day, at all merchants together");
    }
}
