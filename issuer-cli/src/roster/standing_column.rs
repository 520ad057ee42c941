//! Columns that say whether a person is still there: 死亡日期, 是否健在, 享受状态.

use credential_core::CategorySet;

use super::cell_text::{is_invisible, narrow_digit};
use super::gone::says_gone;

/// How the cells of such a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StandingColumn {
    /// 死亡日期, 是否注销: whoever has something there is gone.
    Gone,
    /// 是否健在: whoever has a no there is gone.
    Alive,
    /// 生存状态: the words say it.
    State,
}

/// What a cell says of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    There,
    Gone,
    /// Nobody knows what is meant.
    Unclear,
}

#[rustfmt::skip]
const GONE_HEADINGS: [&str; 23] = [
    "死亡", "去世", "逝世", "离世", "过世", "亡故", "身故", "病故", "病逝", "已故", "殁", "注销", "销户", "停发", "停止", "停用",
    "取消", "除名", "减员", "death", "deceased", "died", "cancelled",
];

/// Words beside these with which the heading means something else: somebody or something else, a service that ended.
#[rustfmt::skip]
const OTHERS: [&str; 30] = [
    "烈士", "军人", "父", "母", "配偶", "妻", "丈夫", "子女", "家属", "亲属", "抚恤", "丧葬", "手机", "电话", "银行", "账户", "账号",
    "服役", "现役", "退役", "兵役", "工作", "就业", "任职", "姓名", "关系", "证", "部队", "地点", "地址",
];

const ALIVE_HEADINGS: [&str; 4] = ["健在", "在世", "存活", "alive"];

/// Whole headings: 是否享受低保 is about something else.
const ENTITLED_HEADINGS: [&str; 7] = [
    "是否享受",
    "是否享受待遇",
    "是否享受优待",
    "是否享受优抚",
    "是否享受优抚待遇",
    "是否在享",
    "是否在册",
];

#[rustfmt::skip]
const STATE_HEADINGS: [&str; 16] = [
    "生存", "存亡", "生死", "享受状态", "待遇状态", "在享状态", "人员状态", "优抚状态", "优待状态", "发放状态", "户籍状态", "户口状态",
    "对象状态", "人口状态", "当前状态", "目前状态",
];

#[rustfmt::skip]
const YES: [&str; 13] = ["是", "已", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "1", "v"];

#[rustfmt::skip]
const NO: [&str; 12] = ["否", "不", "不是", "无", "没有", "×", "✗", "x", "n", "no", "false", "0"];

/// Somebody is there, and gets what is due.
#[rustfmt::skip]
const THERE: [&str; 25] = [
    "正常", "健在", "在世", "存活", "生存", "存", "活", "享受", "在享", "正在享受", "享受中", "正常享受", "享受待遇", "在册",
    "发放", "在发", "正在发放", "正常发放", "启用", "有效", "新增", "本人健在", "normal", "active", "alive",
];

/// Signs for nothing.
const EMPTY: [&str; 8] = ["-", "－", "—", "——", "--", "/", "／", "\\"];

impl StandingColumn {
    /// What a heading asks, by its plain form; `None` if it asks something else.
    pub(super) fn of(plain: &str) -> Option<Self> {
        let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
        if has(&GONE_HEADINGS) {
            (!has(&OTHERS)).then_some(Self::Gone)
        } else if has(&ALIVE_HEADINGS) {
            (!has(&OTHERS)).then_some(Self::Alive)
        } else if ENTITLED_HEADINGS.contains(&plain) {
            Some(Self::Alive)
        } else {
            let state = matches!(plain, "状态" | "status" | "state") || has(&STATE_HEADINGS);
            (state && !has(&OTHERS)).then_some(Self::State)
        }
    }

    /// What a cell says.
    pub(super) fn read(self, cell: &str) -> Standing {
        let plain: String = cell
            .chars()
            .filter(|c| !is_invisible(*c))
            .map(narrow_digit)
            .flat_map(char::to_lowercase)
            .collect();
        let plain = plain.as_str();
        let is = |words: &[&str]| words.contains(&plain);
        if plain.is_empty() || is(&THERE) {
            return Standing::There;
        }
        if says_gone(plain, CategorySet::EMPTY) {
            return Standing::Gone;
        }
        match self {
            Self::Gone if is(&YES) || is_day(plain) => Standing::Gone,
            Self::Gone if is(&NO) || is(&EMPTY) || denies(plain) || is_no_day(plain) => {
                Standing::There
            }
            Self::Alive if is(&YES) => Standing::There,
            Self::Alive if is(&NO) || denies(plain) => Standing::Gone,
            Self::Gone | Self::Alive | Self::State => Standing::Unclear,
        }
    }
}

/// A day, a month or a year in digits.
fn is_day(plain: &str) -> bool {
    plain.chars().filter(char::is_ascii_digit).count() >= 4 && !is_no_day(plain)
}

/// `0000-00-00`
fn is_no_day(plain: &str) -> bool {
    plain.contains('0') && plain.chars().all(|c| !c.is_alphanumeric() || c == '0')
}

/// 未去世, 没有, 不健在
fn denies(plain: &str) -> bool {
    plain.starts_with(['未', '没', '不', '非', '尚'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Gone, There, Unclear};

    #[test]
    fn headings_that_ask_whether_a_person_is_there_are_known() {
        for (heading, column) in [
            ("死亡日期", Some(StandingColumn::Gone)),
            ("去世时间", Some(StandingColumn::Gone)),
            ("注销日期", Some(StandingColumn::Gone)),
            ("停发原因", Some(StandingColumn::Gone)),
            ("停止享受日期", Some(StandingColumn::Gone)),
            ("是否去世", Some(StandingColumn::Gone)),
            ("是否健在", Some(StandingColumn::Alive)),
            ("是否享受", Some(StandingColumn::Alive)),
            ("生存状态", Some(StandingColumn::State)),
            ("享受待遇状态", Some(StandingColumn::State)),
            ("人员状态", Some(StandingColumn::State)),
            ("状态", Some(StandingColumn::State)),
            ("是否享受低保", None),
            ("停止服役日期", None),
            ("死亡抚恤金", None),
            ("病故军人姓名", None),
            ("烈士死亡时间", None),
            ("婚姻状态", None),
            ("备注", None),
        ] {
            assert_eq!(StandingColumn::of(heading), column, "{heading}");
        }
    }

    #[test]
    fn cells_say_whether_a_person_is_there_or_are_asked_about() {
        for (column, cell, standing) in [
            (StandingColumn::Gone, "", There),
            (StandingColumn::Gone, "2025-03-01", Gone),
            (StandingColumn::Gone, "２０２５年", Gone),
            (StandingColumn::Gone, "是", Gone),
            (StandingColumn::Gone, "√", Gone),
            (StandingColumn::Gone, "病故", Gone),
            (StandingColumn::Gone, "否", There),
            (StandingColumn::Gone, "未去世", There),
            (StandingColumn::Gone, "-", There),
            (StandingColumn::Gone, "0000-00-00", There),
            (StandingColumn::Gone, "正常", There),
            (StandingColumn::Gone, "张三", Unclear),
            (StandingColumn::Alive, "是", There),
            (StandingColumn::Alive, "健在", There),
            (StandingColumn::Alive, "否", Gone),
            (StandingColumn::Alive, "已去世", Gone),
            (StandingColumn::Alive, "待查", Unclear),
            (StandingColumn::State, "正 常", There),
            (StandingColumn::State, "享受", There),
            (StandingColumn::State, "停发", Gone),
            (StandingColumn::State, "停用", Gone),
            (StandingColumn::State, "减员", Gone),
            (StandingColumn::State, "已注销", Gone),
            (StandingColumn::State, "死亡", Gone),
            (StandingColumn::State, "销户", Gone),
            (StandingColumn::State, "迁出", Unclear),
            (StandingColumn::State, "非在册", Unclear),
            (StandingColumn::State, "未享受", Unclear),
        ] {
            assert_eq!(column.read(cell), standing, "{column:?} {cell}");
        }
    }
}
