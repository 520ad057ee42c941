//! Remarks that say that a person is dead, or no longer on the roster.

use credential_core::{Category, CategorySet};

use super::cell_text::is_invisible;

/// Words that say so.
#[rustfmt::skip]
const WORDS: [&str; 24] = [
    "已故", "亡故", "身故", "死亡", "去世", "逝世", "离世", "过世", "病逝", "病故", "殁", "注销", "删除", "作废", "剔除",
    "除名", "取消资格", "不再享受", "不再发放", "deceased", "dead", "died", "deleted", "cancelled",
];

/// A character of each word, and of few others.
const SIGNS: &str = "故亡世逝殁销删废剔除格享放dDcC";

/// Of somebody whose relative was a soldier, these are usually said of the relative.
const OF_RELATIVE: [&str; 2] = ["病故", "病逝"];

/// What else may be dead or cancelled: a relative, an account.
#[rustfmt::skip]
const OTHERS: [&str; 24] = [
    "父", "母", "夫", "妻", "配偶", "儿子", "女儿", "子女", "长子", "次子", "兄", "弟", "姐", "妹", "烈士", "家属", "抚恤",
    "丧葬", "手机", "电话", "银行", "账户", "账号", "微信",
];

const SURVIVORS: CategorySet = CategorySet::EMPTY
    .with(Category::MartyrSurvivor)
    .with(Category::DutyDeathSurvivor)
    .with(Category::IllnessDeathSurvivor);

/// Whether a remark says so of a person of these categories.
pub(super) fn says_gone(remark: &str, categories: CategorySet) -> bool {
    // Most remarks say something else.
    if !remark.chars().any(|c| SIGNS.contains(c)) {
        return false;
    }
    let plain: String = remark
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let survivor = categories.intersects(SURVIVORS);
    let word = WORDS.iter().any(|word| {
        let of_relative = survivor && OF_RELATIVE.contains(word);
        let at = plain.find(word).filter(|_| !of_relative);
        at.is_some_and(|at| !is_denied(&plain, at))
    });
    word && !OTHERS.iter().any(|other| plain.contains(other))
}

/// 未注销, 没有死亡
fn is_denied(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before
        .chars()
        .rev()
        .take(2)
        .any(|c| matches!(c, '未' | '没' | '无' | '非'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_a_sign() {
        for word in WORDS {
            assert!(word.contains(|c| SIGNS.contains(c)), "{word}");
        }
    }

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
            ("", false, false),
            ("父亲已故", false, false),
            ("配偶死亡", false, false),
            ("未注销", false, false),
            ("没有死亡", false, false),
            ("手机号已注销", false, false),
            ("领取死亡抚恤金", false, false),
            ("√", false, false),
            ("咸安区", false, false),
        ] {
            assert_eq!(says_gone(remark, veteran), of_veteran, "{remark}");
            assert_eq!(says_gone(remark, survivor), of_survivor, "{remark}");
        }
    }
}
