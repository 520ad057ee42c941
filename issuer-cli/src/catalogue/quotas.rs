//! How often a holder has a benefit: `每天1次；每年50次（全部商户）`.

use credential_core::limits::{MAX_QUOTA, MAX_QUOTAS};
use credential_core::{Period, Quota, QuotaScope, QuotaUnit};
use messages::{Failure, Lang, failure};

use super::cells::{dense, shown, whole_number};

const PERIODS: [(&str, Period); 12] = [
    ("每天", Period::Day),
    ("每日", Period::Day),
    ("每周", Period::Week),
    ("每星期", Period::Week),
    ("每月", Period::Month),
    ("每年", Period::Year),
    ("终身", Period::Lifetime),
    ("day", Period::Day),
    ("week", Period::Week),
    ("month", Period::Month),
    ("year", Period::Year),
    ("lifetime", Period::Lifetime),
];

const UNITS: [(&str, QuotaUnit); 8] = [
    ("次", QuotaUnit::Use),
    ("乘次", QuotaUnit::Ride),
    ("天", QuotaUnit::HireDay),
    ("use", QuotaUnit::Use),
    ("uses", QuotaUnit::Use),
    ("ride", QuotaUnit::Ride),
    ("rides", QuotaUnit::Ride),
    ("hire-day", QuotaUnit::HireDay),
];

const SCOPES: [(&str, QuotaScope); 6] = [
    ("每个门店", QuotaScope::Branch),
    ("每个商户", QuotaScope::Merchant),
    ("全部商户", QuotaScope::AllMerchants),
    ("branch", QuotaScope::Branch),
    ("merchant", QuotaScope::Merchant),
    ("all-merchants", QuotaScope::AllMerchants),
];

/// Where nothing is said, a merchant counts for itself: so a promise is meant.
const USUAL_SCOPE: QuotaScope = QuotaScope::Merchant;

/// Reads quotas, which hold together.
///
/// # Errors
/// `quota-unreadable`, `quota-range`, `quotas-many`, `quota-twice`, `quota-units-mixed`.
pub(super) fn quotas(cell: &str) -> Result<Vec<Quota>, Failure> {
    let text = dense(&cell.replace('\n', ";"));
    let mut all: Vec<Quota> = Vec::new();
    for entry in text
        .split([';', '、', ','])
        .filter(|entry| !entry.is_empty())
    {
        let quota = quota(entry).ok_or_else(|| not_understood(entry))?;
        if !(1..=MAX_QUOTA).contains(&quota.limit) {
            return Err(
                failure!("quota-range"; "次数“{}”不在 1 到 {MAX_QUOTA} 之内", shown(entry);
                "'{}' is not between 1 and {MAX_QUOTA}", shown(entry);
                "不限次数的请留空。"; "Leave it empty if there is no quota."),
            );
        }
        let same = |other: &&Quota| {
            (other.period, other.unit, other.scope) == (quota.period, quota.unit, quota.scope)
        };
        if all.iter().any(|other| same(&other)) {
            return Err(
                failure!("quota-twice"; "“{}”与前面的限次重复", shown(entry);
                "'{}' says again what another one says", shown(entry);
                "同一时期、同一单位只写一次。"; "Write one for each period and unit."),
            );
        }
        // A record of the journal has one number, in the unit of the benefit.
        if all.first().is_some_and(|first| first.unit != quota.unit) {
            return Err(failure!("quota-units-mixed";
                "“{}”的单位与前面的限次不同", shown(entry);
                "'{}' counts in another unit than the quotas before it", shown(entry);
                "一项优待的限次用同一单位（次、乘次或天）；要分别限制，请分成两项优待。";
                "Use one unit for all quotas of a benefit; to limit two, make two benefits."));
        }
        all.push(quota);
    }
    if all.len() > MAX_QUOTAS {
        return Err(
            failure!("quotas-many"; "限次超过 {MAX_QUOTAS} 项"; "there are more than {MAX_QUOTAS} quotas";
            "请删去多余的。"; "Leave some out."),
        );
    }
    all.sort_by_key(|quota| (quota.period, quota.unit, quota.scope));
    Ok(all)
}

/// Quotas as a cell.
pub(super) fn quotas_text(quotas: &[Quota], lang: Lang) -> String {
    let at = |lang: Lang, zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let texts: Vec<String> = quotas
        .iter()
        .map(|quota| {
            let scope = match quota.scope {
                USUAL_SCOPE => "",
                QuotaScope::Branch => at(lang, "（每个门店）", " (branch)"),
                _ => at(lang, "（全部商户）", " (all-merchants)"),
            };
            let limit = quota.limit;
            match lang {
                Lang::En => format!(
                    "{limit} {}/{}{scope}",
                    quota.unit.code(),
                    quota.period.code()
                ),
                Lang::Zh => {
                    let period = PERIODS.iter().find(|known| known.1 == quota.period);
                    let unit = UNITS.iter().find(|known| known.1 == quota.unit);
                    let (period, unit) = (
                        period.map_or("", |known| known.0),
                        unit.map_or("", |known| known.0),
                    );
                    format!("{period}{limit}{unit}{scope}")
                }
            }
        })
        .collect();
    texts.join(at(lang, "；", "; "))
}

fn quota(entry: &str) -> Option<Quota> {
    let (body, scope) = match entry.split_once('(') {
        None => (entry, USUAL_SCOPE),
        Some((body, scope)) => (body, named(&SCOPES, scope.strip_suffix(')')?)?),
    };
    let in_english = body.split_once('/');
    let (period, limit_and_unit) = match in_english {
        Some((rest, period)) => (named(&PERIODS, period)?, rest),
        None => PERIODS
            .iter()
            .find_map(|(word, period)| Some((*period, body.strip_prefix(word)?)))?,
    };
    let begins =
        limit_and_unit.find(|c: char| UNITS.iter().any(|(word, _)| word.starts_with(c)))?;
    let (limit, unit) = limit_and_unit.split_at(begins);
    // More digits than fit are out of range, and not unreadable.
    let digits = !limit.is_empty() && limit.bytes().all(|c| c.is_ascii_digit());
    let limit = whole_number(limit).or(digits.then_some(u32::MAX))?;
    Some(Quota {
        limit,
        period,
        unit: named(&UNITS, unit)?,
        scope,
    })
}

fn named<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, meant)| *meant)
}

fn not_understood(entry: &str) -> Failure {
    failure!("quota-unreadable"; "看不懂限次“{}”", shown(entry); "the quota '{}' is not understood", shown(entry);
        "请写成 每天1次；每月20乘次；每年5天；终身1次，可加（每个门店）或（全部商户）。";
        "Write 1 use/day; 20 ride/month; 5 hire-day/year; 1 use/lifetime, with (branch) or (all-merchants) where that is meant.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_come_out_as_they_can_be_read() {
        for (cell, zh) in [
            ("每天1次", "每天1次"),
            (
                "每日一次；每年50次（全部商户）",
                "每天1次；每年50次（全部商户）",
            ),
            (
                "终身500乘次、每月20乘次(每个门店)",
                "每月20乘次（每个门店）；终身500乘次",
            ),
            (
                "2 rides/day; 9 rides / week (branch)",
                "每天2乘次；每周9乘次（每个门店）",
            ),
            ("每年5天（全部商户）", "每年5天（全部商户）"),
            ("", ""),
        ] {
            let read = quotas(cell).unwrap();
            assert_eq!(quotas_text(&read, Lang::Zh), zh, "{cell}");
            for lang in [Lang::Zh, Lang::En] {
                assert_eq!(quotas(&quotas_text(&read, lang)).unwrap(), read, "{cell}");
            }
        }
    }

    #[test]
    fn refuses_what_is_no_quota() {
        for (cell, code) in [
            ("每天0次", "quota-range"),
            ("每天-1次", "quota-unreadable"),
            ("每天1000001次", "quota-range"),
            ("每天99999999999次", "quota-range"),
            ("每天1.5次", "quota-unreadable"),
            ("1次", "quota-unreadable"),
            ("每季1次", "quota-unreadable"),
            ("每天1次（全国）", "quota-unreadable"),
            ("每天1次；每天2次", "quota-twice"),
            ("每天1次；每年5天", "quota-units-mixed"),
            ("每天1次；每周1次；每月1次；每年1次；终身1次", "quotas-many"),
        ] {
            assert_eq!(quotas(cell).unwrap_err().code, code, "{cell}");
        }
    }
}
