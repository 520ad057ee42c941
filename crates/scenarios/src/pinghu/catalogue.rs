//! What there is: 35 functions in seven groups at the service stations, a barber, a counter for firms, and what the bureau
//! pays itself.

use crate::stage::{Stage, Trouble};
use crate::text_book::TextBook;

/// Visits to the 35 functions, and matters that were dealt with, as the city has published them: nearly 13,000, and
/// more than 500.
pub(super) const VISITS: u64 = 13_000;
pub(super) const MATTERS: u64 = 520;

/// The service stations of three towns.
pub(super) const STATIONS: [u64; 3] = [1, 2, 3];
pub(super) const BARBER: u64 = 4;
pub(super) const FOR_FIRMS: u64 = 5;

/// The 35 functions are 101 to 135; the last group of five are matters that are dealt with.
const FIRST_FUNCTION: u64 = 101;
const LAST_FUNCTION: u64 = 135;
const FIRST_MATTER: u64 = 131;

/// What the barber gives at each stage of life.
pub(super) const FOR_ENLISTEES: u64 = 201;
pub(super) const FOR_SOLDIERS: u64 = 202;
pub(super) const FOR_VETERANS: u64 = 203;
pub(super) const FOR_RESIDENTS: u64 = 204;
pub(super) const FOR_DISABLED: u64 = 205;

/// For firms of veterans.
pub(super) const ERRANDS: u64 = 301;

/// What the bureau pays: from the month after the 60th birthday, and to the disabled.
pub(super) const OLD_AGE: u64 = 401;
pub(super) const OLD_AGE_YUAN: u64 = 230;
const PENSION: u64 = 402;

pub(super) const fn is_function(benefit: u64) -> bool {
    benefit >= FIRST_FUNCTION && benefit <= LAST_FUNCTION
}

pub(super) const fn is_matter(benefit: u64) -> bool {
    benefit >= FIRST_MATTER && benefit <= LAST_FUNCTION
}

/// The function of a visit, counted from 0: of 25 visits, one is to have a matter dealt with.
pub(super) const fn function_of(visit: u64) -> u64 {
    match visit % 25 {
        24 => FIRST_MATTER + visit / 25 % 5,
        other => FIRST_FUNCTION + (visit / 25 * 24 + other) % 30,
    }
}

const GROUPS: [(&str, [&str; 5]); 7] = [
    (
        "参军",
        ["征兵报名", "体检政审查询", "入伍欢送", "立功喜报", "光荣牌"],
    ),
    (
        "服役",
        [
            "家属慰问",
            "优待金查询",
            "家庭帮扶",
            "子女入学咨询",
            "法律咨询",
        ],
    ),
    (
        "退役",
        ["报到预约", "档案查询", "户口恢复", "党组织关系", "社保接续"],
    ),
    (
        "就业",
        ["岗位推荐", "技能培训", "招聘会", "学历提升", "实习基地"],
    ),
    (
        "创业",
        ["场地申请", "贷款咨询", "导师预约", "项目路演", "政策解读"],
    ),
    (
        "优待",
        ["体检预约", "疗养报名", "景区优待", "公交优待", "商户查询"],
    ),
    (
        "办事",
        [
            "优抚资格认定",
            "伤残评定",
            "补助申领",
            "优待证办理",
            "困难帮扶申请",
        ],
    ),
];

const HEADINGS: [&str; 10] = [
    "编号",
    "名称",
    "适用类别",
    "残疾等级",
    "户籍地区",
    "年龄",
    "商户",
    "优待方式",
    "数值",
    "限次",
];

const MERCHANTS: [&str; 6] = ["编号", "名称", "行业", "地区", "协议开始", "协议截止"];

/// Writes the workbook.
pub(super) fn write(stage: &Stage, name: &str) -> Result<(), Trouble> {
    let mut book = TextBook::default();
    book.add("优待项目", &HEADINGS, benefits().into_iter().map(Ok))?;
    let merchants = [
        (1, "当湖街道退役军人服务站", "企业服务"),
        (2, "乍浦镇退役军人服务站", "企业服务"),
        (3, "新埭镇退役军人服务站", "企业服务"),
        (BARBER, "东湖理发店", "理发美容"),
        (FOR_FIRMS, "退役军人企业服务窗口", "企业服务"),
    ];
    let merchants = merchants.map(|(number, name, trade)| {
        let number = number.to_string();
        let days = ("2026-03-01", "2029-12-31");
        Ok([&number, name, trade, "330482", days.0, days.1].map(str::to_owned))
    });
    book.add("商户", &MERCHANTS, merchants)?;
    book.save(&stage.path(name))
}

fn benefits() -> Vec<[String; HEADINGS.len()]> {
    let row = |number: u64,
               title: &str,
               whom: &str,
               (grades, home, ages): (&str, &str, &str),
               givers: &str,
               (kind, value, quota): (&str, &str, &str)| {
        let number = number.to_string();
        [
            &number, title, whom, grades, home, ages, givers, kind, value, quota,
        ]
        .map(str::to_owned)
    };
    let mut all = Vec::new();
    let functions = GROUPS
        .iter()
        .flat_map(|(group, functions)| functions.map(|function| format!("{group}：{function}")));
    for (number, title) in (FIRST_FUNCTION..).zip(functions) {
        let kind = ("优先", "", "");
        all.push(row(
            number,
            &title,
            "所有持有人",
            ("", "", ""),
            "1、2、3",
            kind,
        ));
    }
    let barber = BARBER.to_string();
    let any = ("", "", "");
    let free = ("免费", "", "");
    all.push(row(
        FOR_ENLISTEES,
        "参军理发免费",
        "预定新兵",
        any,
        &barber,
        free,
    ));
    all.push(row(
        FOR_SOLDIERS,
        "现役军人理发免费",
        "现役军人",
        any,
        &barber,
        free,
    ));
    let half = ("折扣", "半价", "");
    all.push(row(
        FOR_VETERANS,
        "退役军人理发半价",
        "退役军人",
        any,
        &barber,
        half,
    ));
    let residents = ("", "330482", "");
    let off = ("优惠价", "10", "");
    let title = "平湖籍退役军人理发十元";
    all.push(row(
        FOR_RESIDENTS,
        title,
        "退役军人",
        residents,
        &barber,
        off,
    ));
    let graves = ("1-8", "", "");
    all.push(row(
        FOR_DISABLED,
        "残疾军人理发免费",
        "残疾军人",
        graves,
        &barber,
        free,
    ));
    let firms = FOR_FIRMS.to_string();
    let title = "退役军人企业：代办服务八折（凭营业执照，代表人出示码）";
    let share = ("折扣", "8折", "");
    all.push(row(ERRANDS, title, "退役军人", any, &firms, share));
    let elders = ("", "330482", "60岁以上");
    let money = ("津贴", "230", "");
    let title = "农村籍退役士兵老年生活补助";
    all.push(row(OLD_AGE, title, "退役军人", elders, "发码单位", money));
    let money = ("津贴", "1000", "");
    let title = "残疾军人抚恤金";
    all.push(row(PENSION, title, "残疾军人", graves, "发码单位", money));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_all_visits_one_in_25_is_a_matter_and_every_function_is_visited() {
        let functions: Vec<u64> = (0..VISITS).map(function_of).collect();
        assert!(functions.iter().all(|one| is_function(*one)));
        let matters = functions.iter().filter(|one| is_matter(**one)).count() as u64;
        assert_eq!(matters, MATTERS);
        for function in FIRST_FUNCTION..=LAST_FUNCTION {
            assert!(functions.contains(&function), "{function}");
        }
    }
}
