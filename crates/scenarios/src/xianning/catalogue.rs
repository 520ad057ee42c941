//! The members of the alliance, their trades, and what each of them promises: the workbooks of 2021 and 2022.

use super::people::DISTRICTS;
use crate::alliance::{BENEFIT_HEADINGS, BenefitRow, Random, Tables};

/// Members of the first edition; the others join in 2022, and one leaves: 484 in the end.
pub(super) const FIRST_MEMBERS: u64 = 460;
pub(super) const ALL_EVER: u64 = 485;

/// A trade: names, what a member is called, how many of a hundred uses are there, and prices in yuan from and to.
struct TradeKind {
    zh: &'static str,
    en: &'static str,
    noun: &'static str,
    weight: u64,
    prices: (u64, u64),
    promise: &'static str,
    promise_en: &'static str,
    kind: &'static str,
    /// Members choose among these.
    values: [&'static str; 4],
}

const TRADES: [TradeKind; 8] = [
    TradeKind {
        zh: "餐饮娱乐",
        en: "catering and entertainment",
        noun: "餐厅",
        weight: 26,
        prices: (80, 480),
        promise: "堂食折扣",
        promise_en: "Meals at a discount",
        kind: "折扣",
        values: ["8.8折", "8.5折", "8折", "9折"],
    },
    TradeKind {
        zh: "零售商超",
        en: "retail and supermarkets",
        noun: "超市",
        weight: 24,
        prices: (100, 560),
        promise: "购物折扣",
        promise_en: "Goods at a discount",
        kind: "折扣",
        values: ["9折", "9.2折", "8.8折", "8.5折"],
    },
    TradeKind {
        zh: "医疗康养",
        en: "medical and wellness care",
        noun: "康养中心",
        weight: 14,
        prices: (150, 850),
        promise: "诊疗康养折扣",
        promise_en: "Care at a discount",
        kind: "折扣",
        values: ["8折", "7.5折", "8.5折", "7折"],
    },
    TradeKind {
        zh: "金融保险",
        en: "finance and insurance",
        noun: "保险服务部",
        weight: 4,
        prices: (100, 400),
        promise: "服务费立减",
        promise_en: "Less in fees",
        kind: "立减",
        values: ["50", "30", "80", "60"],
    },
    TradeKind {
        zh: "汽车服务",
        en: "car services",
        noun: "汽修厂",
        weight: 10,
        prices: (200, 900),
        promise: "保养维修折扣",
        promise_en: "Car repairs at a discount",
        kind: "折扣",
        values: ["8.5折", "8折", "8.8折", "8折"],
    },
    TradeKind {
        zh: "文化旅游",
        en: "culture and tourism",
        noun: "景区",
        weight: 10,
        prices: (40, 160),
        promise: "门票半价",
        promise_en: "Tickets at half price",
        kind: "折扣",
        values: ["半价", "半价", "6折", "半价"],
    },
    TradeKind {
        zh: "教育培训",
        en: "education and training",
        noun: "培训学校",
        weight: 4,
        prices: (200, 900),
        promise: "培训费折扣",
        promise_en: "Courses at a discount",
        kind: "折扣",
        values: ["9折", "8.5折", "8.8折", "9折"],
    },
    TradeKind {
        zh: "生活服务",
        en: "daily services",
        noun: "理发店",
        weight: 8,
        prices: (20, 80),
        promise: "理发优惠价",
        promise_en: "Haircuts at a fixed price",
        kind: "优惠价",
        values: ["15", "12", "18", "10"],
    },
];

/// Everybody whom the alliance serves.
const EVERYBODY: &str = "退役军人、现役军人、烈士遗属、现役军人家属、军休干部";

/// Of all medical members together: a check-up once a year.
pub(super) const CHECK_UP: u64 = 9_001;
/// Of all members: priority, which has no price.
pub(super) const PRIORITY: u64 = 9_002;
/// Of 2021 alone: in the workbook of 2022 it is no longer.
const OPENING: u64 = 9_003;
/// New in 2022: supermarkets, for families of those who serve, at the weekend.
const FAMILY_WEEKEND: u64 = 9_004;

/// The trade of a member, from 0.
pub(super) fn trade_of(merchant: u64) -> usize {
    usize::try_from((merchant.saturating_sub(1)) % 8).unwrap_or_default()
}

/// Where it is.
fn region_of(merchant: u64) -> u32 {
    let at = usize::try_from(merchant.saturating_sub(1) / 8 % 6).unwrap_or_default();
    DISTRICTS.get(at).copied().unwrap_or_default()
}

/// The number of what a member promises for itself.
pub(super) const fn own_promise(merchant: u64) -> u64 {
    merchant * 10 + 1
}

/// How many of a hundred uses are in the trade of this member.
pub(super) fn weight_of(merchant: u64) -> u64 {
    TRADES
        .get(trade_of(merchant))
        .map_or(0, |trade| trade.weight)
}

/// A price there, in fen.
pub(super) fn price_at(merchant: u64, random: &mut Random) -> u64 {
    let (from, to) = TRADES
        .get(trade_of(merchant))
        .map_or((1, 1), |trade| trade.prices);
    random.between(from * 10, to * 10) * 10
}

const FIRST: &str = "桂竹泉江山星福荣军信德仁康华春秋金银龙凤鹤松云";
const SECOND: &str = "香源盛兴和顺安泰达利丰裕隆昌茂旺祥庆瑞林海园";
const TOWNS: [&str; 6] = ["咸安", "嘉鱼", "通城", "崇阳", "通山", "赤壁"];

fn name_of(merchant: u64, trade: &TradeKind) -> String {
    let letter = |list: &str, at: u64| {
        let count = list.chars().count() as u64;
        let at = usize::try_from(at % count.max(1)).unwrap_or_default();
        list.chars().nth(at).unwrap_or('和')
    };
    let town = usize::try_from(merchant.saturating_sub(1) / 8 % 6).unwrap_or_default();
    let town = TOWNS.get(town).copied().unwrap_or_default();
    let (first, second) = (letter(FIRST, merchant), letter(SECOND, merchant / 23));
    format!("{town}{first}{second}{}", trade.noun)
}

/// The workbook of the year that has `merchants` members. In 2022 every fortieth member promises more than before, and
/// what was for the opening is over.
pub(super) fn tables(merchants: u64, year: u16) -> Tables {
    let mut tables = Tables::default();
    for (number, trade) in (1..).zip(&TRADES) {
        let number: u64 = number;
        tables.trades.push([
            number.to_string(),
            trade.zh.to_owned(),
            trade.en.to_owned(),
            String::new(),
        ]);
    }
    for merchant in 1..=merchants {
        let place = trade_of(merchant);
        let Some(trade) = TRADES.get(place) else {
            continue;
        };
        let joins = if merchant <= FIRST_MEMBERS {
            "2021-08-01"
        } else {
            "2022-01-05"
        };
        tables.merchants.push([
            merchant.to_string(),
            name_of(merchant, trade),
            String::new(),
            trade.zh.to_owned(),
            region_of(merchant).to_string(),
            format!("0715-8{merchant:06}"),
            joins.to_owned(),
            "2023-07-31".to_owned(),
        ]);
        let more = u64::from(year > 2021 && merchant % 40 == 20);
        let value = usize::try_from((merchant / 8 + more) % 4).unwrap_or_default();
        let value = trade.values.get(value).copied().unwrap_or_default();
        tables.benefits.push(benefit(
            own_promise(merchant),
            (trade.promise, trade.promise_en),
            EVERYBODY,
            ("", &merchant.to_string()),
            (trade.kind, value),
            "",
            "",
        ));
    }
    tables.benefits.push(benefit(
        CHECK_UP,
        ("年度体检免费", "Yearly check-up free of charge"),
        EVERYBODY,
        ("医疗康养", ""),
        ("免费", ""),
        "每年1次（全部商户）",
        "",
    ));
    tables.benefits.push(benefit(
        PRIORITY,
        ("军人依法优先", "Priority"),
        EVERYBODY,
        ("", "全部"),
        ("优先", ""),
        "",
        "",
    ));
    let last = match year {
        2021 => benefit(
            OPENING,
            ("商盟启动月购物立减", "Off at the opening"),
            EVERYBODY,
            ("零售商超", ""),
            ("立减", "5"),
            "每月1次",
            "",
        ),
        _ => benefit(
            FAMILY_WEEKEND,
            ("军属周末购物九折", "Weekends for families"),
            "现役军人家属",
            ("零售商超", ""),
            ("折扣", "9折"),
            "每天1次",
            "周六、周日",
        ),
    };
    tables.benefits.push(last);
    tables
}

/// A row of the table of benefits.
fn benefit(
    number: u64,
    titles: (&str, &str),
    categories: &str,
    (trade, merchant): (&str, &str),
    (kind, value): (&str, &str),
    quota: &str,
    weekdays: &str,
) -> [String; BENEFIT_HEADINGS.len()] {
    let mut row = BenefitRow::new(number, titles, "崇军商盟公约")
        .is_for(categories)
        .at(trade, merchant)
        .gives(kind, value)
        .quota(quota);
    row.set("星期", weekdays);
    row.cells()
}
