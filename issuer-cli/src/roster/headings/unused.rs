//! Headings that are known and not used.

/// Columns that rosters have and codes do not.
#[rustfmt::skip]
pub(super) const UNUSED_HEADINGS: &[&str] = &[
    "序号", "编号", "no", "number", "性别", "sex", "gender", "民族", "年龄", "age", "出生日期",
    "出生年月", "birthday", "dateofbirth", "籍贯", "备注", "说明", "remark", "remarks", "note",
    "notes", "原因", "手机号", "手机号码", "手机", "电话", "电话号码", "联系电话", "联系方式", "phone",
    "mobile", "telephone", "户籍", "户籍地", "户籍所在地", "户籍地址", "户口所在地", "住址",
    "现住址", "家庭住址", "地址", "居住地址", "address", "residence", "单位", "工作单位", "街道",
    "乡镇", "社区", "村", "乡镇街道", "入伍时间", "入伍日期", "退役时间", "退役日期", "部队",
    "原部队", "政治面貌", "文化程度", "学历", "婚姻状况", "健康状况", "证书编号", "优待证号",
    "优待证编号", "残疾证号", "银行卡号", "开户行", "照片",
];

/// Words in the headings of columns that may hold the end of a validity.
const ENDS: [&str; 12] = [
    "有效", "截止", "截至", "到期", "失效", "终止", "届满", "期限", "expir", "valid", "until",
    "end date",
];

/// Whether a heading that is not understood may be that of the end of a validity.
pub(super) fn speaks_of_an_end(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let plain: String = lower.chars().filter(|c| !c.is_whitespace()).collect();
    ENDS.iter()
        .any(|word| plain.contains(word) || lower.contains(word))
}

/// Words in the headings of columns in which somebody writes what comes to mind.
const REMARKS: [&str; 11] = [
    "备注", "说明", "状态", "情况", "变动", "变更", "原因", "remark", "note", "status", "reason",
];

/// Whether a column may say that a person is dead or no longer on the roster.
pub(super) fn are_remarks(plain: &str) -> bool {
    REMARKS.iter().any(|word| plain.contains(word))
}
