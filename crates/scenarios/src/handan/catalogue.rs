//! The members of the alliance in 5 kinds and 21 sub-kinds, and what they offer to whom.

use super::people::{DISTRICTS, Group};
use crate::alliance::{BENEFIT_HEADINGS, BenefitRow, Random, Tables};

/// Members.
pub(super) const MEMBERS: u64 = 2_200;

/// A sub-kind: its number and name in the list of trades that the programs bring along, and what a member is called.
struct SubKind {
    number: u32,
    zh: &'static str,
    noun: &'static str,
    /// How many of a thousand uses are here.
    weight: u64,
    /// What each member promises for itself, to everybody: a share to pay, or nothing where the whole sub-kind promises.
    own: &'static [&'static str],
}

const fn sub_kind(
    number: u32,
    zh: &'static str,
    noun: &'static str,
    weight: u64,
    own: &'static [&'static str],
) -> SubKind {
    SubKind {
        number,
        zh,
        noun,
        weight,
        own,
    }
}

const NONE: &[&str] = &[];
const SOME: &[&str] = &["8.8折", "8.5折", "9折", "8折"];

const SUB_KINDS: [SubKind; 21] = [
    sub_kind(11, "餐饮", "饭店", 170, SOME),
    sub_kind(12, "住宿", "宾馆", 40, SOME),
    sub_kind(13, "商超零售", "水果店", 170, SOME),
    sub_kind(14, "理发美容", "理发店", 140, NONE),
    sub_kind(15, "交通出行", "租车行", 40, NONE),
    sub_kind(16, "汽车服务", "汽修厂", 50, SOME),
    sub_kind(17, "文化旅游", "照相馆", 60, NONE),
    sub_kind(18, "金融保险", "银行网点", 20, NONE),
    sub_kind(19, "通信", "营业厅", 20, SOME),
    sub_kind(21, "医院", "医院", 90, NONE),
    sub_kind(22, "药店", "药房", 50, SOME),
    sub_kind(23, "体检康养", "体检中心", 20, SOME),
    sub_kind(24, "口腔眼科", "口腔诊所", 20, SOME),
    sub_kind(31, "幼儿园", "幼儿园", 30, NONE),
    sub_kind(32, "学历教育", "学校", 10, SOME),
    sub_kind(33, "职业培训", "培训中心", 20, SOME),
    sub_kind(41, "律师服务", "律师事务所", 15, NONE),
    sub_kind(42, "公证", "公证处", 10, SOME),
    sub_kind(51, "招聘就业", "人力资源公司", 10, NONE),
    sub_kind(52, "创业扶持", "创业园", 5, SOME),
    sub_kind(53, "企业服务", "企业服务公司", 10, SOME),
];

/// Benefits of whole sub-kinds, by number.
pub(super) const HAIRCUT_FREE: u64 = 1401;
pub(super) const HAIRCUT_HALF: u64 = 1402;
pub(super) const CAR_FREE: u64 = 1501;
const CAR_SHARE: u64 = 1502;
pub(super) const KINDERGARTEN: u64 = 3101;
pub(super) const MEDICAL_CARD: u64 = 2101;
const REGISTRATION_FREE: u64 = 2102;
pub(super) const MEAL_AGAIN: u64 = 1101;
pub(super) const GOODS_AGAIN: u64 = 1301;
const PHOTOGRAPH_FREE: u64 = 1701;
const PHOTOGRAPH_HALF: u64 = 1702;
const BANK_PRIORITY: u64 = 1801;
const ADVICE_FREE: u64 = 4101;
const WORK_PRIORITY: u64 = 5101;

fn sub_kind_of(merchant: u64) -> Option<&'static SubKind> {
    let at = usize::try_from(merchant.saturating_sub(1) % 21).ok()?;
    SUB_KINDS.get(at)
}

/// The first member of a sub-kind, and the others of it: 21 apart.
pub(super) fn member(sub_kind: u32, which: u64) -> u64 {
    let at = SUB_KINDS.iter().position(|it| it.number == sub_kind);
    at.map_or(0, |at| at as u64 + 1 + 21 * which)
}

/// Where a member is: 21 of one number after the other, so that the members of a sub-kind are in several districts.
fn region_of(merchant: u64) -> u32 {
    let at = usize::try_from(merchant.saturating_sub(1) / 21 % 6).unwrap_or_default();
    DISTRICTS.get(at).copied().unwrap_or_default()
}

/// How often people come to this member.
pub(super) fn weight_of(merchant: u64) -> u64 {
    sub_kind_of(merchant).map_or(0, |it| it.weight)
}

pub(super) const fn own_promise(merchant: u64) -> u64 {
    10_000 + merchant
}

/// What somebody comes for.
pub(super) struct Wanted {
    /// One, or several together in their order.
    pub(super) benefits: Vec<u64>,
    pub(super) units: Option<u64>,
    /// In fen.
    pub(super) price: Option<u64>,
}

/// What somebody of this group may want at this member; nothing if there is nothing for the group.
pub(super) fn wanted(merchant: u64, group: Group, random: &mut Random) -> Option<Wanted> {
    use Group::{Families, Soldiers, Veterans};
    let kind = sub_kind_of(merchant)?;
    let own = own_promise(merchant);
    let mut price = |from: u64, to: u64| Some(random.between(from * 10, to * 10) * 10);
    let one = |benefit, price| Wanted {
        benefits: vec![benefit],
        units: None,
        price,
    };
    Some(match (kind.number, group) {
        (11, Soldiers) => Wanted {
            benefits: vec![own, MEAL_AGAIN],
            ..one(own, price(60, 400))
        },
        (11, _) => one(own, price(60, 400)),
        (13, Veterans) => Wanted {
            benefits: vec![own, GOODS_AGAIN],
            ..one(own, price(30, 300))
        },
        (13, _) => one(own, price(30, 300)),
        (14, Soldiers) => one(HAIRCUT_FREE, price(20, 60)),
        (14, Veterans) => one(HAIRCUT_HALF, price(20, 60)),
        (15, Veterans) => one(CAR_SHARE, price(150, 900)),
        (17, Soldiers) => one(PHOTOGRAPH_FREE, price(50, 200)),
        (17, Veterans) => one(PHOTOGRAPH_HALF, price(50, 200)),
        (18, _) => one(BANK_PRIORITY, None),
        (21, Families) => one(MEDICAL_CARD, None),
        (21, Veterans) => one(REGISTRATION_FREE, price(5, 50)),
        (31, Families) => one(KINDERGARTEN, price(400, 1_200)),
        (41, Veterans | Soldiers) => one(ADVICE_FREE, price(100, 300)),
        (51, Veterans) => one(WORK_PRIORITY, None),
        (14 | 15 | 17 | 21 | 31 | 41 | 51, _) => return None,
        _ => one(own, price(40, 500)),
    })
}

/// The groups that somebody at this member may be of.
pub(super) fn groups_at(merchant: u64) -> &'static [Group] {
    use Group::{Families, Soldiers, Veterans};
    match sub_kind_of(merchant).map_or(0, |it| it.number) {
        14 | 17 | 41 => &[Veterans, Veterans, Soldiers],
        15 | 51 => &[Veterans],
        21 => &[Veterans, Families],
        31 => &[Families],
        _ => &[Veterans, Veterans, Soldiers, Families],
    }
}

const SURNAMES: &str = "赵武灵丛台滏阳广平永年曲周大名成安肥乡鸡泽涉磁临漳魏馆陶邱";
const LUCKY: &str = "和顺安泰兴隆盛源福昌裕丰达康宁祥瑞庆华荣";

/// Everybody whom the alliance serves.
const EVERYBODY: &str = "退役军人、现役军人、现役军人家属";

/// The workbook: of the whole alliance, with the better offer for the day of the army from the second edition on.
pub(super) fn tables(edition: u64) -> Tables {
    let mut tables = Tables::default();
    for merchant in 1..=MEMBERS {
        let Some(kind) = sub_kind_of(merchant) else {
            continue;
        };
        let letter = |list: &str, at: u64| {
            let at = usize::try_from(at % list.chars().count().max(1) as u64).unwrap_or_default();
            list.chars().nth(at).unwrap_or('和')
        };
        let name = format!(
            "{}{}{}{}",
            letter(SURNAMES, merchant),
            letter(LUCKY, merchant / 29),
            letter(LUCKY, merchant / 580),
            kind.noun
        );
        // A taxi firm has not agreed for longer.
        let until = if merchant == member(19, 1) {
            "2023-06-30"
        } else {
            "2025-03-31"
        };
        tables.merchants.push([
            merchant.to_string(),
            name,
            String::new(),
            kind.zh.to_owned(),
            region_of(merchant).to_string(),
            format!("0310-3{merchant:06}"),
            "2023-03-15".to_owned(),
            until.to_owned(),
        ]);
        let own = usize::try_from(merchant / 21 % 4).unwrap_or_default();
        if let Some(value) = kind.own.get(own) {
            let combines = matches!(kind.number, 11 | 13);
            tables.benefits.push(
                row(own_promise(merchant), "会员单位折扣", "Members' discount")
                    .is_for(EVERYBODY)
                    .at("", &merchant.to_string())
                    .gives("折扣", value)
                    .combines(if combines { "1" } else { "" }, "")
                    .cells(),
            );
        }
    }
    tables.benefits.extend(of_sub_kinds(edition));
    tables
}

/// A row, with what it rests on.
fn row(number: u64, zh: &str, en: &str) -> BenefitRow {
    BenefitRow::new(number, (zh, en), "邯郸市拥军优属规定")
}

fn of_sub_kinds(edition: u64) -> Vec<[String; BENEFIT_HEADINGS.len()]> {
    let row = |number, zh, en, categories, trade, kind, value| {
        self::row(number, zh, en)
            .is_for(categories)
            .at(trade, "")
            .gives(kind, value)
    };
    const VETERAN: &str = "退役军人";
    const SOLDIER: &str = "现役军人";
    const FAMILY: &str = "现役军人家属";
    let again = if edition < 2 { "9.5折" } else { "9折" };
    [
        row(
            HAIRCUT_FREE,
            "现役军人理发免费",
            "Haircut free",
            SOLDIER,
            "理发美容",
            "免费",
            "",
        )
        .quota("每天1次"),
        row(
            HAIRCUT_HALF,
            "退役军人理发半价",
            "Haircut at half price",
            VETERAN,
            "理发美容",
            "折扣",
            "半价",
        ),
        row(
            CAR_FREE,
            "现役军人免费租车五天",
            "Car hire free for five days",
            SOLDIER,
            "交通出行",
            "免费",
            "",
        )
        .quota("每年5天（全部商户）"),
        row(
            CAR_SHARE,
            "退役军人租车八五折",
            "Car hire at 15% off",
            VETERAN,
            "交通出行",
            "折扣",
            "8.5折",
        ),
        row(
            KINDERGARTEN,
            "现役军人子女免保教费",
            "Kindergarten without fees",
            FAMILY,
            "幼儿园",
            "免费",
            "",
        )
        .quota("每月1次"),
        row(
            MEDICAL_CARD,
            "家属医疗服务卡：全程陪同优先",
            "Medical card: company and priority",
            FAMILY,
            "医院",
            "优先",
            "",
        ),
        row(
            REGISTRATION_FREE,
            "挂号费免费",
            "Registration free",
            VETERAN,
            "医院",
            "免费",
            "",
        ),
        row(
            MEAL_AGAIN,
            "现役军人折上折",
            "A further discount on meals",
            SOLDIER,
            "餐饮",
            "折扣",
            again,
        )
        .combines("2", "30"),
        row(
            GOODS_AGAIN,
            "退役军人折后再减五元",
            "Five yuan less on the rest",
            VETERAN,
            "商超零售",
            "立减",
            "5",
        )
        .combines("2", "20"),
        row(
            PHOTOGRAPH_FREE,
            "现役军人证件照免费",
            "Photographs free",
            SOLDIER,
            "文化旅游",
            "免费",
            "",
        ),
        row(
            PHOTOGRAPH_HALF,
            "退役军人拍照半价",
            "Photographs at half price",
            VETERAN,
            "文化旅游",
            "折扣",
            "半价",
        ),
        row(
            BANK_PRIORITY,
            "优先窗口",
            "Priority",
            EVERYBODY,
            "金融保险",
            "优先",
            "",
        ),
        row(
            ADVICE_FREE,
            "法律咨询免费",
            "Legal advice free",
            "退役军人、现役军人",
            "律师服务",
            "免费",
            "",
        ),
        row(
            WORK_PRIORITY,
            "优先推荐岗位",
            "Priority for jobs",
            VETERAN,
            "招聘就业",
            "优先",
            "",
        ),
    ]
    .map(BenefitRow::cells)
    .to_vec()
}

/// What merchants have sent in, as they write it: with faults that the programs name before anybody has signed.
pub(super) fn applications() -> Tables {
    let mut tables = Tables::default();
    for (number, name, trade, region) in [
        ("1", "赵王理发店", "理发美容", "130402"),
        ("2", "丛台租车行", "租汽车", "130403"),
        ("3", "滏阳饭店", "餐饮", "130499"),
    ] {
        let cells = [
            number,
            name,
            "",
            trade,
            region,
            "",
            "2023-03-15",
            "2025-03-31",
        ];
        tables.merchants.push(cells.map(str::to_owned));
    }
    for (number, value, categories) in [
        (1, "85", "退役军人"),
        (2, "0.5折扣", "退伍军人"),
        (3, "半价", "退役军人"),
    ] {
        let row = row(number, "理发优惠", "")
            .is_for(categories)
            .at("理发美容", "")
            .gives("折扣", value);
        tables.benefits.push(row.cells());
    }
    tables
}
