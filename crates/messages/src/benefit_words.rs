//! The words for benefits: what is given, what is left of it, and why another is not given.

use credential_core::journal::{ManualReason, RatingLevel};
use credential_core::{
    BenefitKind, CatalogueState, Fen, NoBenefits, Period, Quota, QuotaLeft, QuotaUnit, Title,
    Unavailable,
};

use crate::lang::Text;
use crate::text;
use crate::untrusted::escape_untrusted;

/// What a merchant or a benefit is called: in English its Chinese name where it has no other.
pub fn title(title: &Title) -> Text {
    let zh = escape_untrusted(&title.zh).into_owned();
    let en = title.en.as_deref().map(escape_untrusted);
    Text::new(
        zh.clone(),
        en.map_or_else(|| zh.clone(), |en| en.into_owned()),
    )
}

/// An amount as people say it: `5`, `12.50`, without the unit.
pub fn yuan(amount: Fen) -> String {
    let text = amount.to_string();
    text.strip_suffix(".00").unwrap_or(&text).to_owned()
}

/// An amount with its unit.
pub fn money(amount: Fen) -> Text {
    let yuan = yuan(amount);
    text!("{yuan} 元"; "{yuan} yuan")
}

/// What a benefit does to the price.
pub fn kind(kind: BenefitKind) -> Text {
    match kind {
        BenefitKind::Free => text!("免费"; "free"),
        BenefitKind::Share { per_mille } => share(per_mille),
        BenefitKind::AmountOff(amount) => {
            let yuan = yuan(amount);
            text!("减 {yuan} 元"; "{yuan} yuan off")
        }
        BenefitKind::FixedPrice(price) => {
            let yuan = yuan(price);
            text!("优惠价 {yuan} 元"; "for {yuan} yuan")
        }
        BenefitKind::Priority => text!("优先"; "served first"),
        BenefitKind::FreeEntry => text!("免费入场"; "free entry"),
        // A kind that this version has no word for is not understood, and never given.
        _ => text!("优待"; "a benefit"),
    }
}

/// Chinese discounts are said by what is paid, English ones by what is not.
fn share(per_mille: u16) -> Text {
    let paid = per_cent(per_mille);
    let off = per_cent(1000_u16.saturating_sub(per_mille));
    match fold(per_mille) {
        Some(fold) => text!("{fold}折：付 {paid}"; "{off} off: pay {paid}"),
        None => text!("付 {paid}"; "{off} off: pay {paid}"),
    }
}

fn per_cent(per_mille: u16) -> String {
    match (per_mille / 10, per_mille % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, tenths) => format!("{whole}.{tenths}%"),
    }
}

/// 八五 of 850. `None` where nobody says it so.
fn fold(per_mille: u16) -> Option<String> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |number: u16| DIGITS.get(usize::from(number)).copied();
    let (tens, ones) = (per_mille / 100, per_mille / 10 % 10);
    if !per_mille.is_multiple_of(10) || !(1..=9).contains(&tens) {
        return None;
    }
    let mut words = String::from(digit(tens)?);
    if ones > 0 {
        words.push(digit(ones)?);
    }
    Some(words)
}

/// What is counted.
pub fn unit(unit: QuotaUnit) -> Text {
    match unit {
        QuotaUnit::Use => text!("次"; "uses"),
        QuotaUnit::Ride => text!("乘次"; "rides"),
        QuotaUnit::HireDay => text!("天"; "days of hire"),
        _ => text!("次"; "units"),
    }
}

/// What is left of a quota.
pub fn quota_left(left: &QuotaLeft) -> Text {
    let (rest, limit) = (left.left, left.quota.limit);
    let unit = unit(left.quota.unit);
    let (zh, en) = (unit.in_lang(crate::Lang::Zh), unit.in_lang(crate::Lang::En));
    let (now, each, during) = match left.quota.period {
        Period::Day => ("今天", "每天", "today"),
        Period::Week => ("本周", "每周", "this week"),
        Period::Month => ("本月", "每月", "this month"),
        Period::Year => ("今年", "每年", "this year"),
        Period::Lifetime => ("终身", "共", "in a lifetime"),
        _ => ("", "", ""),
    };
    text!("{now}还有 {rest} {zh}（{each} {limit} {zh}）"; "{rest} of {limit} {en} left {during}")
}

/// Which quota is used up, as far as the quotas of a benefit tell: of one its period, of several all of them.
pub fn quota_used(quotas: &[Quota]) -> Text {
    let [quota] = quotas else {
        let each = |lang, between: &str| {
            let each = quotas
                .iter()
                .map(|quota| quota_each(quota).in_lang(lang).to_owned());
            each.collect::<Vec<_>>().join(between)
        };
        let (zh, en) = (each(crate::Lang::Zh, "、"), each(crate::Lang::En, ", "));
        return match quotas {
            [] => unavailable(Unavailable::QuotaUsed),
            _ => text!("优待次数已用完（{zh}）"; "the quota is used up ({en})"),
        };
    };
    let (now, during) = match quota.period {
        Period::Day => ("今天的", "the quota of today is used up"),
        Period::Week => ("本周的", "the quota of this week is used up"),
        Period::Month => ("本月的", "the quota of this month is used up"),
        Period::Year => ("今年的", "the quota of this year is used up"),
        Period::Lifetime => ("终身的", "the quota of a lifetime is used up"),
        _ => ("", "the quota is used up"),
    };
    let counted = match quota.unit {
        QuotaUnit::HireDay => "优待天数",
        _ => "优待次数",
    };
    text!("{now}{counted}已用完"; "{during}")
}

fn quota_each(quota: &Quota) -> Text {
    let limit = quota.limit;
    let unit = unit(quota.unit);
    let (zh, en) = (unit.in_lang(crate::Lang::Zh), unit.in_lang(crate::Lang::En));
    let (each, during) = match quota.period {
        Period::Day => ("每天", "a day"),
        Period::Week => ("每周", "a week"),
        Period::Month => ("每月", "a month"),
        Period::Year => ("每年", "a year"),
        Period::Lifetime => ("终身", "in a lifetime"),
        _ => ("", ""),
    };
    text!("{each} {limit} {zh}"; "{limit} {en} {during}")
}

/// Why a benefit is not given.
pub fn unavailable(reason: Unavailable) -> Text {
    match reason {
        Unavailable::NotUnderstood => text!("本机不认识，须升级程序";
            "not understood: this program is too old"),
        Unavailable::NotHere => text!("不在本门店"; "given at another branch"),
        Unavailable::NotEntitled => text!("此人不在优待范围"; "not for this holder"),
        Unavailable::NotToday => text!("今天不给予"; "not given today"),
        Unavailable::NotNow => text!("现在这个时段不给予"; "not given at this hour"),
        Unavailable::QuotaUsed => text!("优待次数已用完"; "the quota is used up"),
        _ => text!("不给予"; "not given"),
    }
}

/// Why a benefit was given without a code.
pub fn manual_reason(reason: ManualReason) -> Text {
    match reason {
        ManualReason::CardUnreadable => text!("卡片读不出"; "the card cannot be read"),
        ManualReason::ScannerBroken => text!("扫码设备坏了"; "the scanner is broken"),
        ManualReason::NoPower => text!("停电"; "there was no power"),
        _ => text!("其他"; "another reason"),
    }
}

/// The same for programs: a stable name.
pub const fn manual_reason_code(reason: ManualReason) -> &'static str {
    match reason {
        ManualReason::CardUnreadable => "card-unreadable",
        ManualReason::ScannerBroken => "scanner-broken",
        ManualReason::NoPower => "no-power",
        _ => "other",
    }
}

/// How a holder found the service.
pub fn rating(level: RatingLevel) -> Text {
    match level {
        RatingLevel::Satisfied => text!("满意"; "satisfied"),
        RatingLevel::Fair => text!("一般"; "fair"),
        RatingLevel::Dissatisfied => text!("不满意"; "dissatisfied"),
        _ => text!("其他"; "other"),
    }
}

/// The same for programs: a stable name.
pub const fn rating_code(level: RatingLevel) -> &'static str {
    match level {
        RatingLevel::Satisfied => "satisfied",
        RatingLevel::Fair => "fair",
        RatingLevel::Dissatisfied => "dissatisfied",
        _ => "other",
    }
}

/// Why there is no benefit here at all, and what to do about it.
pub fn no_benefits(reason: NoBenefits) -> (Text, Text) {
    match reason {
        NoBenefits::TerminalRetired => (
            text!("本终端已停用，不给予优待"; "this terminal was retired: it gives no benefits"),
            text!("请联系发码单位。"; "Ask the bureau."),
        ),
        NoBenefits::CatalogueExpired => (
            text!("本机的优待目录已过期，不给予优待";
                "the catalogue of this terminal has expired: it gives no benefits"),
            text!("请导入最新的更新文件。"; "Bring the latest update."),
        ),
        NoBenefits::NotMember => (
            text!("本商户现在不在册，不给予优待";
                "this merchant is not a member at present: it gives no benefits"),
            text!("暂停、退出或协议到期：请联系发码单位。";
                "It is suspended, has left, or its agreement is over: ask the bureau."),
        ),
        _ => (
            text!("现在不给予优待"; "no benefits at present"),
            text!("请联系发码单位。"; "Ask the bureau."),
        ),
    }
}

/// What is wrong with the part of the catalogue that is held, and what to do about it. `None` if it is in
/// order, and for a terminal without a place.
pub fn catalogue_state(state: CatalogueState) -> Option<(Text, Text)> {
    let bring = || text!("请导入最新的更新文件。"; "Bring the latest update.");
    let what = match state {
        CatalogueState::NoPart => text!("本机还没有优待目录"; "this terminal has no catalogue yet"),
        CatalogueState::Missing => {
            text!("本机的优待目录丢失了"; "the catalogue of this terminal is lost")
        }
        CatalogueState::LeftOut => text!("更新漏带了本商户的优待目录，用的是旧版";
            "an update has left out this merchant's part of the catalogue: the one held is of an old edition"),
        CatalogueState::Stale => text!("本机的优待目录很久没有更新";
            "the catalogue has not been updated for a long time"),
        _ => return None,
    };
    Some((what, bring()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use credential_core::QuotaScope;

    fn fen(fen: u64) -> Fen {
        Fen::new(fen).unwrap()
    }

    #[test]
    fn discounts_are_said_by_what_is_paid() {
        let share = |per_mille| kind(BenefitKind::Share { per_mille });
        for (per_mille, zh, en) in [
            (850, "八五折：付 85%", "15% off: pay 85%"),
            (900, "九折：付 90%", "10% off: pay 90%"),
            (500, "五折：付 50%", "50% off: pay 50%"),
            (855, "付 85.5%", "14.5% off: pay 85.5%"),
            (50, "付 5%", "95% off: pay 5%"),
            (1, "付 0.1%", "99.9% off: pay 0.1%"),
            (999, "付 99.9%", "0.1% off: pay 99.9%"),
        ] {
            assert_eq!(share(per_mille).in_lang(Lang::Zh), zh);
            assert_eq!(share(per_mille).in_lang(Lang::En), en);
        }
    }

    #[test]
    fn money_is_said_without_needless_decimals() {
        let off = kind(BenefitKind::AmountOff(fen(500)));
        assert_eq!(off.in_lang(Lang::Zh), "减 5 元");
        let price = kind(BenefitKind::FixedPrice(fen(1_250)));
        assert_eq!(price.in_lang(Lang::Zh), "优惠价 12.50 元");
        assert_eq!(yuan(fen(5)), "0.05");
        assert_eq!(yuan(fen(10_000)), "100");
    }

    #[test]
    fn a_quota_says_what_is_left_of_how_much_and_when() {
        let left = QuotaLeft {
            quota: Quota {
                limit: 5,
                period: Period::Year,
                unit: QuotaUnit::HireDay,
                scope: QuotaScope::Merchant,
            },
            left: 2,
        };
        let words = quota_left(&left);
        assert_eq!(words.in_lang(Lang::Zh), "今年还有 2 天（每年 5 天）");
        assert_eq!(
            words.in_lang(Lang::En),
            "2 of 5 days of hire left this year"
        );
    }

    #[test]
    fn what_is_used_up_says_of_which_time() {
        let quota = |limit, period, unit| Quota {
            limit,
            period,
            unit,
            scope: QuotaScope::Merchant,
        };
        let daily = quota(1, Period::Day, QuotaUnit::Use);
        let yearly = quota(5, Period::Year, QuotaUnit::HireDay);
        let said = |quotas: &[Quota]| {
            let words = quota_used(quotas);
            [Lang::Zh, Lang::En].map(|lang| words.in_lang(lang).to_owned())
        };
        assert_eq!(
            said(&[daily]),
            ["今天的优待次数已用完", "the quota of today is used up"]
        );
        assert_eq!(
            said(&[yearly]),
            ["今年的优待天数已用完", "the quota of this year is used up"]
        );
        assert_eq!(
            said(&[daily, yearly]),
            [
                "优待次数已用完（每天 1 次、每年 5 天）",
                "the quota is used up (1 uses a day, 5 days of hire a year)"
            ]
        );
    }

    #[test]
    fn each_reason_has_words_of_its_own() {
        let mut said: Vec<_> = Unavailable::ALL
            .iter()
            .map(|reason| unavailable(*reason).in_lang(Lang::Zh).to_owned())
            .collect();
        assert!(said.iter().all(|words| words != "不给予"));
        said.sort();
        said.dedup();
        assert_eq!(said.len(), Unavailable::ALL.len());
    }

    #[test]
    fn a_name_from_outside_is_made_harmless() {
        let evil = Title {
            zh: "理发\u{1b}[2J".into(),
            en: None,
        };
        let words = title(&evil);
        assert!(!words.in_lang(Lang::Zh).contains('\u{1b}'));
    }
}
