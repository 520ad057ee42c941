//! Rows below a table that are no person's: sums, signatures, notes.

use super::cell_text::{is_blank, is_invisible};
use super::columns::Column;
use super::headings::Headings;
use super::mask;

/// How the text of such a row begins.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "合计", "小计", "总计", "共计", "总数", "总人数", "人数合计", "本页小计", "本页合计", "本页共计", "本页总计", "本页累计", "累计", "制表", "填表", "填报",
    "编制", "审核", "审批", "复核", "经办", "负责人", "单位负责人", "分管领导", "签字", "签名", "盖章",
    "联系人", "联系电话", "日期", "填报日期", "注：", "注:", "备注：", "备注:", "说明：", "说明:", "附注",
    "total", "subtotal", "sum", "preparedby", "checkedby", "approvedby", "signature", "note:", "notes:",
];

/// Digits in a row that are no person's number: a sum, a year.
const MAX_DIGITS: usize = 5;

/// What a row says that is no person's; `None` if a person may be meant.
pub(super) fn no_person(row: &[&str], headings: &Headings) -> Option<String> {
    let cell = |column| headings.cell(row, column);
    let (name, identity) = (cell(Column::Name), cell(Column::Identity));
    if has_number_of_person(identity) {
        return None;
    }
    let filled: Vec<&str> = row.iter().copied().filter(|text| !is_blank(text)).collect();
    let said = filled.iter().any(|text| begins_with_word(text));
    let no_name = is_blank(name) || begins_with_word(name) || is_count(name);
    let category = cell(Column::Category);
    let no_category = is_blank(category) || begins_with_word(category) || is_count(category);
    let below_table = said && no_name && no_category;
    // The running number of a row that was prepared, the name of the town for the rows below.
    let empty = is_blank(name) && is_blank(identity) && is_blank(category) && filled.len() == 1;
    (below_table || empty).then(|| mask::masked(&filled.join(" ")))
}

pub(super) fn begins_with_word(text: &str) -> bool {
    let plain: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .take(20)
        .collect();
    WORDS.iter().any(|word| plain.starts_with(word))
}

/// `5`, `5人`, `128 人`
fn is_count(text: &str) -> bool {
    let text = text.trim_matches(is_invisible);
    let number = text.trim_end_matches(['人', '名', '户']).trim_end();
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

fn has_number_of_person(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits > MAX_DIGITS
}

#[cfg(test)]
mod tests {
    use super::super::mapping::Mapping;
    use super::*;

    #[test]
    fn sums_and_signatures_are_nobody_and_half_filled_rows_are_somebody() {
        let headings = Headings::read(
            &["序号", "姓名", "身份证号", "人员类别", "备注"],
            &Mapping::default(),
        );
        for (row, nobody) in [
            (["合计", "5", "", "", ""], true),
            (["合 计", "5人", "", "5", ""], true),
            (["", "本页合计", "", "", "5"], true),
            (["", "累计", "120", "", ""], true),
            (["", "合计", "", "", "5"], true),
            (["填表人：王芳", "", "审核人：李强", "", ""], true),
            (["注：以上数据截至2026年11月。", "", "", "", ""], true),
            (["17", "", "", "", ""], true),
            (["温泉镇", "", "", "", ""], true),
            (["", "", "", "", "说明：见附件"], true),
            (["1", "王明", "", "", ""], false),
            (["1", "王明", "", "", "注：补报"], false),
            (["1", "", "990512198007102199", "", ""], false),
            (["合计", "", "990512198007102199", "", ""], false),
            (["合计", "王明", "", "", ""], false),
            (["合计", "", "", "退役军人", ""], false),
            (["1", "", "", "退役军人", ""], false),
            (["1", "", "", "", "咸安区"], false),
        ] {
            assert_eq!(no_person(&row, &headings).is_some(), nobody, "{row:?}");
        }
        let phone = ["联系电话：00012345678", "", "", "", ""];
        assert_eq!(
            no_person(&phone, &headings).unwrap(),
            "联系电话：000****5678"
        );
    }
}
