//! Remarks that say that a person is dead, or no longer on the roster.

use credential_core::{Category, CategorySet};

use super::cell_text::is_invisible;

/// Words that say so.
#[rustfmt::skip]
const WORDS: [&str; 41] = [
    "已故", "亡故", "身故", "死亡", "去世", "逝世", "离世", "过世", "辞世", "病逝", "病故", "病亡", "身亡", "猝死", "已死", "已亡",
    "已逝", "殁", "牺牲", "注销", "销户", "删除", "作废", "剔除", "除名", "开除", "取消资格", "不再享受", "不再发放", "停发",
    "停用", "停止享受", "停止发放", "减员", "重复", "deceased", "dead", "died", "deleted", "cancelled", "duplicate",
];

/// What says so if nothing else stands there: in a sentence it may mean something else.
#[rustfmt::skip]
const WHOLE: [&str; 20] = [
    "亡", "故", "死", "卒", "逝", "死了", "没了", "人没了", "不在了", "人不在了", "已不在", "走了", "已走", "人走了", "删", "删去",
    "删掉", "已删", "停", "重",
];

/// Of somebody whose relative was a soldier, these are usually said of the relative.
const OF_RELATIVE: [&str; 3] = ["病故", "病逝", "牺牲"];

/// Who else may be dead: it stands in front of the word.
#[rustfmt::skip]
const RELATIVES: [&str; 38] = [
    "父", "母", "爸", "妈", "夫", "妻", "配偶", "老伴", "爱人", "老婆", "老公", "儿", "女", "子女", "长子", "次子", "独子", "孙",
    "媳", "婿", "兄", "弟", "姐", "妹", "爷", "奶", "公公", "婆", "岳", "叔", "伯", "姑", "舅", "姨", "烈士", "家属", "亲属", "战友",
];

/// What else may be cancelled, and what is paid for a death: it stands in front of the word or behind it.
const THINGS: [&str; 8] = [
    "抚恤", "丧葬", "手机", "电话", "银行", "账户", "账号", "微信",
];

/// Words for the person of the row.
const PERSON: [&str; 5] = ["本人", "该人", "此人", "其人", "自己"];

const SURVIVORS: CategorySet = CategorySet::EMPTY
    .with(Category::MartyrSurvivor)
    .with(Category::DutyDeathSurvivor)
    .with(Category::IllnessDeathSurvivor);

/// Whether a remark says so of a person of these categories.
pub(super) fn says_gone(remark: &str, categories: CategorySet) -> bool {
    let plain: String = remark
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let survivor = categories.intersects(SURVIVORS);
    let mut parts = plain.split(ends_a_part).filter(|part| !part.is_empty());
    parts.any(|part| WHOLE.contains(&part) || part_says_gone(part, survivor))
}

const fn ends_a_part(c: char) -> bool {
    matches!(
        c,
        ',' | '，' | '。' | '.' | ';' | '；' | '!' | '！' | '、' | '/' | '(' | ')' | '（' | '）'
    )
}

/// Whether a part of a sentence says so: each word in it is said of whoever is named last in front of it.
fn part_says_gone(part: &str, survivor: bool) -> bool {
    let said = |word: &str| {
        let of_relative = survivor && OF_RELATIVE.contains(&word);
        part.match_indices(word).any(|(at, _)| {
            let (before, after) = part.split_at(at);
            let after = after.get(word.len()..).unwrap_or_default();
            let (person, other) = (last(before, &PERSON), last(before, &RELATIVES));
            let of_other = match (person, other) {
                (Some(person), Some(other)) => other > person,
                (None, Some(_)) => true,
                (Some(_), None) => false,
                (None, None) => of_relative,
            };
            let of_thing = THINGS
                .iter()
                .any(|thing| before.contains(thing) || after.starts_with(thing));
            !of_other && !of_thing && !is_denied(before)
        })
    };
    WORDS.iter().any(|word| said(word))
}

/// Where the last of the words begins.
fn last(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| text.rfind(word)).max()
}

/// 未注销, 没有死亡, 不重复; but 不幸去世
fn is_denied(before: &str) -> bool {
    let mut last = before.chars().rev();
    let next = last.next();
    next == Some('不') || next.into_iter().chain(last.next()).any(denies)
}

const fn denies(c: char) -> bool {
    matches!(c, '未' | '没' | '无' | '非')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_that_say_that_a_person_is_gone_are_known() {
        let veteran = CategorySet::EMPTY.with(Category::Veteran);
        let survivor = CategorySet::EMPTY.with(Category::IllnessDeathSurvivor);
        for (remark, of_veteran, of_survivor) in [
            ("已故", true, true),
            ("2024年3月已 去世", true, true),
            ("死亡", true, true),
            ("户口注销", true, true),
            ("删除", true, true),
            ("Deceased", true, true),
            ("2023年病故", true, false),
            ("因公牺牲", true, false),
            ("亡", true, true),
            ("死", true, true),
            ("已死", true, true),
            ("卒", true, true),
            ("病亡", true, true),
            ("交通事故身亡", true, true),
            ("已逝", true, true),
            ("不在了", true, true),
            ("走了。", true, true),
            ("销户", true, true),
            ("重复，删", true, true),
            ("重复", true, true),
            ("开除", true, true),
            ("停用", true, true),
            ("减员", true, true),
            ("不幸去世", true, true),
            ("父亲去世后本人也已去世", true, true),
            ("父亲已故，本人已去世", true, true),
            ("2024年去世，家属已报", true, true),
            ("去世后家属未报", true, true),
            ("本人于2023年病故", true, true),
            ("", false, false),
            ("父亲已故", false, false),
            ("父亲牺牲", false, false),
            ("老伴去世", false, false),
            ("其妻去世", false, false),
            ("妻子已去世，本人健在", false, false),
            ("本人的父亲已去世", false, false),
            ("配偶死亡", false, false),
            ("未注销", false, false),
            ("没有死亡", false, false),
            ("不重复", false, false),
            ("手机号已注销", false, false),
            ("已注销手机号", false, false),
            ("领取死亡抚恤金", false, false),
            ("从武汉走了三天", false, false),
            ("√", false, false),
            ("咸安区", false, false),
        ] {
            assert_eq!(says_gone(remark, veteran), of_veteran, "{remark}");
            assert_eq!(says_gone(remark, survivor), of_survivor, "{remark}");
        }
    }
}
