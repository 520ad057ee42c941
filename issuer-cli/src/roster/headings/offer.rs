//! The mapping file that would name a column which was not found.

use super::Column;

/// What is in the place of a heading that is not known.
const UNKNOWN: &str = "……";

/// Words of headings that may be those of somebody else than the holder, or of what was before.
#[rustfmt::skip]
const OTHERS: [&str; 34] = [
    "烈士", "遗属", "家属", "亲属", "原", "曾用", "父", "母", "配偶", "丈夫", "妻", "子女", "儿子", "女儿", "监护", "联系人",
    "代领", "代办", "经办", "填表", "填报", "审核", "户主", "旧", "former", "guardian", "spouse", "father", "mother",
    "relative", "contact", "martyr", "operator", "clerk",
];

/// Words of headings whose cells are days.
const DAYS: [&str; 7] = ["日期", "时间", "年月", "年份", "期限", "date", "time"];

/// What is offered for a column that is missing.
enum Offer<'h> {
    /// Only this heading can be meant.
    Line(&'h str),
    /// One of these may be meant, and it is for the clerk to say.
    Ask(Vec<&'h str>),
    Nothing,
}

/// What to add to the advice on missing columns: the lines to write. A heading is offered only where it alone
/// shares a word with what is missing: the column of somebody else would be worse than none.
/// Nothing where no heading is left that could be meant.
pub(super) fn mapping_lines(missing: &[Column], unknown: &[String]) -> (String, String) {
    if unknown.is_empty() || missing.is_empty() {
        return Default::default();
    }
    let (mut lines, mut ask_zh, mut ask_en) = (String::new(), String::new(), String::new());
    for column in missing {
        let meant = column.headings().first().copied().unwrap_or_default();
        let heading = match offer(*column, unknown) {
            Offer::Line(heading) => heading,
            Offer::Nothing => UNKNOWN,
            Offer::Ask(headings) => {
                let (zh, en) = (headings.join("”“"), headings.join("', '"));
                ask_zh.push_str(&format!(
                    "\n  “{zh}”里哪一列是持有人本人的{meant}？请看清楚再填，都不是的不要填。"
                ));
                ask_en.push_str(&format!(
                    "\n  Which of '{en}' is the {} of the holders themselves? Look at the roster, and name none if it is none of them.",
                    column.name().in_lang(messages::Lang::En)
                ));
                UNKNOWN
            }
        };
        lines.push_str(&format!("\n    {meant},{heading}"));
    }
    let zh = format!(
        "{ask_zh}\n  不想改名册的，把下面几行存成文件 columns.csv（“{UNKNOWN}”换成名册里的表头，请核对），再加 --columns columns.csv：\n    含义,表头{lines}"
    );
    let en = format!(
        "{ask_en}\n  To leave the roster as it is, save these lines as columns.csv (with headings of the roster in the place of {UNKNOWN}; check them), and add --columns columns.csv:\n    含义,表头{lines}"
    );
    (zh, en)
}

fn offer(column: Column, unknown: &[String]) -> Offer<'_> {
    let shares = |heading: &&String| shares_word(&heading.to_lowercase(), column);
    let alike: Vec<&str> = unknown.iter().filter(shares).map(String::as_str).collect();
    match alike.as_slice() {
        [] => Offer::Nothing,
        [one] if !has(&one.to_lowercase(), &OTHERS) => Offer::Line(one),
        _ => Offer::Ask(alike),
    }
}

/// Whether a heading says what the column means.
fn shares_word(heading: &str, column: Column) -> bool {
    let words: &[&str] = match column {
        Column::Name => &["姓名", "名字", "name"],
        Column::Identity => &[
            "身份证",
            "身份号",
            "证件号",
            "证号",
            "identity",
            "idcard",
            "id no",
        ],
        Column::Category => &["类别", "类型", "身份", "对象", "category", "type"],
        Column::Sex | Column::Until | Column::Phone | Column::Detail(_) => &[],
    };
    let of_number = column == Column::Category && shares_word(heading, Column::Identity);
    has(heading, words) && !of_number && !has(heading, &DAYS)
}

fn has(heading: &str, words: &[&str]) -> bool {
    words.iter().any(|word| heading.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(column: Column, unknown: &[&str]) -> String {
        let unknown: Vec<String> = unknown.iter().map(|one| (*one).to_owned()).collect();
        mapping_lines(&[column], &unknown).0
    }

    #[test]
    fn a_heading_of_somebody_else_is_asked_about_and_never_offered() {
        for headings in [
            &["烈士姓名", "遗属姓名"][..],
            &["烈士姓名"],
            &["原姓名"],
            &["曾用姓名"],
            &["监护人姓名"],
            &["联系人姓名", "人员的姓名"],
            &["甲方姓名", "乙方姓名"],
        ] {
            let lines = lines(Column::Name, headings);
            assert!(lines.contains("姓名,……"), "{lines}");
            for heading in headings {
                assert!(!lines.contains(&format!("姓名,{heading}")), "{lines}");
                assert!(lines.contains(&format!("“{heading}”")), "{lines}");
            }
        }
        assert!(lines(Column::Name, &["优抚人姓名", "鞋码"]).contains("\n    姓名,优抚人姓名"));
    }

    #[test]
    fn a_heading_that_shares_no_word_and_a_day_are_never_offered() {
        for heading in [
            "死亡日期",
            "鞋码",
            "身份证号码备份",
            "类别变更日期",
            "身份认定时间",
        ] {
            let lines = lines(Column::Category, &[heading]);
            assert!(lines.contains("人员类别,……"), "{lines}");
            assert!(!lines.contains(heading), "{lines}");
        }
        assert_eq!(lines(Column::Category, &[]), "");
    }
}
