//! The catalogue: 169 items in 2021, 208 in 2022, of which 39 are new and 8 revised; and the firms that give them.

use super::people::{ACTIVE, DEPENDANT, DISABLED, DISTRICTS, SURVIVORS, VETERAN};
use crate::stage::{Stage, Trouble};
use crate::text_book::TextBook;

/// Title in Chinese and English, for whom, kind with price, how often, when.
type Promise<'t> = (
    &'t str,
    &'t str,
    &'t str,
    (&'t str, &'t str),
    &'t str,
    &'t str,
);

/// The free ride.
pub(super) const RIDE: u64 = 1;

/// The two companies that carry people; firms of the alliance have later numbers.
pub(super) const BUS: u64 = 1;
pub(super) const METRO: u64 = 2;
pub(super) const FIRST_FIRM: u64 = 11;

/// The lower trades of the built-in list, by number and name.
const TRADES: [(u64, &str); 21] = [
    (11, "餐饮"),
    (12, "住宿"),
    (13, "商超零售"),
    (14, "理发美容"),
    (15, "交通出行"),
    (16, "汽车服务"),
    (17, "文化旅游"),
    (18, "金融保险"),
    (19, "通信"),
    (21, "医院"),
    (22, "药店"),
    (23, "体检康养"),
    (24, "口腔眼科"),
    (31, "幼儿园"),
    (32, "学历教育"),
    (33, "职业培训"),
    (41, "律师服务"),
    (42, "公证"),
    (51, "招聘就业"),
    (52, "创业扶持"),
    (53, "企业服务"),
];

/// Trades of the firms that are played, in turn.
const OF_FIRMS: [(u64, &str); 7] = [
    (11, "餐饮"),
    (13, "商超零售"),
    (19, "通信"),
    (14, "理发美容"),
    (23, "体检康养"),
    (17, "文化旅游"),
    (53, "企业服务"),
];

/// An edition of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// 169 items.
    Of2021,
    /// 208 items.
    Of2022,
}

/// The eighteen trades for whose families something is new in 2022.
const FOR_FAMILIES: usize = 18;

/// Items that everybody gets, with a price; that soldiers and veterans get; that take something off; that are free once
/// a year over the whole alliance; and one that firms of veterans get.
pub(super) const EVERYBODY: u64 = 0;
pub(super) const SOLDIERS: u64 = 1;
pub(super) const OFF: u64 = 3;
pub(super) const ONCE_A_YEAR: u64 = 4;
pub(super) const ONLINE: u64 = 8;

/// The number of an item of a trade.
pub(super) const fn item(trade: u64, place: u64) -> u64 {
    trade * 100 + place
}

/// The trade of a firm.
pub(super) fn trade_of(firm: u64) -> u64 {
    kind_of(firm).0
}

fn kind_of(firm: u64) -> (u64, &'static str) {
    let place = usize::try_from(firm.saturating_sub(FIRST_FIRM) % 7).unwrap_or_default();
    OF_FIRMS.get(place).copied().unwrap_or_default()
}

fn region_of(firm: u64) -> u32 {
    let place = usize::try_from(firm % 10).unwrap_or_default();
    DISTRICTS.get(place).copied().unwrap_or_default()
}

const HEADINGS: [&str; 14] = [
    "编号",
    "名称",
    "英文名称",
    "依据",
    "适用类别",
    "行业",
    "商户",
    "优待方式",
    "数值",
    "限次",
    "开始",
    "截止",
    "日期",
    "财政补贴",
];

const MERCHANTS: [&str; 7] = [
    "编号",
    "名称",
    "行业",
    "地区",
    "联系方式",
    "协议开始",
    "协议截止",
];

type Row = [String; HEADINGS.len()];

/// The number of members in a workbook, and the months in which the last ones joined.
pub(super) struct Members<'m> {
    /// Of each firm the first day of its agreement, from the first firm on.
    pub(super) joined: &'m [String],
}

/// Writes the workbook of a year.
pub(super) fn write(
    stage: &Stage,
    name: &str,
    year: Year,
    members: &Members<'_>,
) -> Result<(), Trouble> {
    let mut book = TextBook::default();
    let benefits = items(year);
    book.add("优待项目", &HEADINGS, benefits.into_iter().map(Ok))?;
    let companies = [
        (BUS, "青岛公交", "2021-03-01".to_owned()),
        (METRO, "青岛地铁", "2021-03-01".to_owned()),
    ];
    let companies = companies.map(|(number, name, from)| {
        [
            number.to_string(),
            name.to_owned(),
            "交通出行".to_owned(),
            "370200".to_owned(),
            "0532-12345".to_owned(),
            from,
            "2024-02-29".to_owned(),
        ]
    });
    let firms = (FIRST_FIRM..).zip(members.joined).map(|(firm, joined)| {
        let (_, trade) = kind_of(firm);
        let number = firm - FIRST_FIRM + 1;
        [
            firm.to_string(),
            format!("荣军联盟{trade}第{number}店"),
            trade.to_owned(),
            region_of(firm).to_string(),
            format!("0532-8{number:06}"),
            joined.clone(),
            "2024-02-29".to_owned(),
        ]
    });
    let merchants = companies.into_iter().chain(firms);
    book.add("商户", &MERCHANTS, merchants.map(Ok))?;
    book.save(&stage.path(name))
}

/// Whom the free ride is for.
pub(super) fn riders(year: Year) -> Vec<&'static str> {
    let mut all = vec![VETERAN, ACTIVE, DISABLED];
    all.extend(SURVIVORS);
    if year == Year::Of2022 {
        all.push(DEPENDANT);
    }
    all
}

fn items(year: Year) -> Vec<Row> {
    let is_new = year == Year::Of2022;
    let mut all = vec![row(
        RIDE,
        ("城区公交、地铁免费乘坐", "Free rides on buses and metro"),
        &riders(year).join("、"),
        ("", "1、2"),
        ("免费", ""),
        "每天20乘次",
        "",
    )];
    let survivors = SURVIVORS.join("、");
    let soldiers = format!("{VETERAN}、{ACTIVE}");
    let family = format!("{DEPENDANT}、{ACTIVE}");
    let grave = format!("{DISABLED}、{survivors}");
    for (at, (number, trade)) in TRADES.iter().enumerate() {
        // Revised in 2022: five shares and two quotas; the ride is the eighth.
        let share = if is_new && at < 5 { "8.5折" } else { "9折" };
        let times = if is_new && (5..7).contains(&at) {
            "每月4次"
        } else {
            "每月2次"
        };
        let promises: [Promise<'_>; 8] = [
            (
                "优待折扣",
                "Discount",
                "所有持有人",
                ("折扣", share),
                "",
                "",
            ),
            (
                "军人折扣",
                "Discount for soldiers",
                &soldiers,
                ("折扣", "8折"),
                "",
                "",
            ),
            ("优先服务", "Priority", "所有持有人", ("优先", ""), "", ""),
            (
                "满额立减",
                "Off the price",
                "所有持有人",
                ("立减", "10"),
                times,
                "",
            ),
            (
                "年度免费一次",
                "Free once a year",
                &grave,
                ("免费", ""),
                "每年1次（全部商户）",
                "",
            ),
            (
                "三属折扣",
                "Discount for survivors",
                &survivors,
                ("折扣", "7.5折"),
                "",
                "",
            ),
            (
                "军属优惠价",
                "Price for families",
                &family,
                ("优惠价", "50"),
                "每月1次",
                "",
            ),
            (
                "八一特惠",
                "On Army Day",
                "所有持有人",
                ("折扣", "8折"),
                "",
                "08-01",
            ),
        ];
        for (place, (zh, en, whom, kind, quota, dates)) in (0..).zip(promises) {
            let title = (format!("{trade}：{zh}"), format!("{en} ({trade})"));
            let of = (*trade, "");
            all.push(row(
                item(*number, place),
                (&title.0, &title.1),
                whom,
                of,
                kind,
                quota,
                dates,
            ));
        }
        if !is_new {
            continue;
        }
        // Of firms the representative shows the card; the place looks at the business licence.
        let (zh, en) = match number {
            19 => (
                "退役军人企业宽带专线（凭营业执照）",
                "Lines for firms of veterans (business licence)",
            ),
            53 => (
                "退役军人企业代办服务（凭营业执照）",
                "Errands for firms of veterans (business licence)",
            ),
            _ => ("线上预约折扣", "Discount for bookings online"),
        };
        let whom = match number {
            19 | 53 => VETERAN,
            _ => "所有持有人",
        };
        let title = (format!("{trade}：{zh}"), format!("{en} ({trade})"));
        all.push(row(
            item(*number, ONLINE),
            (&title.0, &title.1),
            whom,
            (trade, ""),
            ("折扣", "9.5折"),
            "",
            "",
        ));
        if at < FOR_FAMILIES {
            let title = (
                format!("{trade}：家属同享"),
                format!("For families too ({trade})"),
            );
            all.push(row(
                item(*number, 9),
                (&title.0, &title.1),
                DEPENDANT,
                (trade, ""),
                ("折扣", "9折"),
                "",
                "",
            ));
        }
    }
    all
}

fn row(
    number: u64,
    (zh, en): (&str, &str),
    whom: &str,
    (trade, merchants): (&str, &str),
    (kind, value): (&str, &str),
    quota: &str,
    dates: &str,
) -> Row {
    let paid_back = if number == RIDE { "全额" } else { "" };
    [
        &number.to_string(),
        zh,
        en,
        "青岛市优待目录",
        whom,
        trade,
        merchants,
        kind,
        value,
        quota,
        "",
        "",
        dates,
        paid_back,
    ]
    .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_208_items_39_are_new_and_8_revised() {
        let (before, now) = (items(Year::Of2021), items(Year::Of2022));
        assert_eq!((before.len(), now.len()), (169, 208));
        let found = |row: &&Row| before.iter().find(|old| old[0] == row[0]);
        assert_eq!(now.iter().filter(|row| found(row).is_none()).count(), 39);
        let revised = now
            .iter()
            .filter(|row| found(row).is_some_and(|old| old != *row));
        assert_eq!(revised.count(), 8);
    }
}
