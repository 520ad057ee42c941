//! A settlement as a page to be printed and signed.

use books::report::{Dimension, SettlementDraft, SettlementLine};
use messages::{Lang, Text, text};

use super::amounts::{grouped, in_words, yuan};
use super::labels::{Labels, heading};
use super::page::{Cover, begin};

/// The page. The same draft, names, cover and language make the same bytes.
pub(crate) fn settlement_page(
    draft: &SettlementDraft,
    labels: &Labels,
    cover: &Cover,
    operator: &str,
    lang: Lang,
) -> Vec<u8> {
    let (month, merchant) = (draft.month, draft.merchant);
    let title = text!("优待补贴结算单"; "Settlement of benefits");
    let mut html = begin(title.in_lang(lang), cover, lang);
    let name = labels.of(Dimension::Merchant, merchant);
    for line in [
        text!("商户：{}（编号 {merchant}）", name.in_lang(Lang::Zh); "Merchant: {} (number {merchant})", name.in_lang(Lang::En)),
        text!("月份：{month}（北京时间）"; "Month: {month} (Beijing time)"),
    ] {
        html.element("<p>", line.in_lang(lang), "</p>");
    }
    let owed = draft.owed().unwrap_or(i64::MAX);
    let sum = signed(owed);
    let words = in_words(owed.unsigned_abs());
    let line = text!("补给商户 {sum} 元"; "{sum} yuan are paid back");
    html.element("<p class=\"head-line\">", line.in_lang(lang), "</p>");
    if owed >= 1_000_000 {
        let about =
            text!("（约 {}）", words.in_lang(Lang::Zh); "(about {})", words.in_lang(Lang::En));
        html.element("<p class=\"about\">", about.in_lang(lang), "</p>");
    }
    let mut table = |title: &Text, lines: &[SettlementLine], with_month: bool| {
        html.element("<h2>", title.in_lang(lang), "</h2>");
        html.element(
            "<table><thead><tr><th>",
            heading(Dimension::Benefit, lang),
            "</th>",
        );
        if with_month {
            html.element("<th>", heading(Dimension::Month, lang), "</th>");
        }
        for name in [
            text!("次数"; "Uses"),
            text!("节省（元）"; "Saved (yuan)"),
            text!("补贴比例"; "Share"),
            text!("补贴（元）"; "Paid back (yuan)"),
        ] {
            html.element("<th>", name.in_lang(lang), "</th>");
        }
        html.markup("</tr></thead><tbody>");
        for line in lines {
            let name = labels.of(Dimension::Benefit, line.benefit);
            html.element("<tr><td>", name.in_lang(lang), "</td>");
            if with_month {
                html.element("<td>", &line.month.to_string(), "</td>");
            }
            let share = format!("{}.{}%", line.per_mille / 10, line.per_mille % 10);
            for cell in [
                signed_count(line.uses),
                signed(line.saved),
                share,
                signed(line.owed),
            ] {
                html.element("<td>", &cell, "</td>");
            }
            html.markup("</tr>");
        }
        html.markup("</tbody></table>");
    };
    table(&text!("本月"; "This month"), &draft.lines, false);
    if !draft.additions.is_empty() {
        let title = text!("以前月份的补充：结算之后才到流水账的，或之后撤回的";
            "Additions to earlier months: what came into the books, or was undone, after they were settled");
        table(&title, &draft.additions, true);
    }
    let (made, head) = (cover.made.as_str(), cover.head.as_str());
    let operator = operator.to_owned();
    html.markup("<section class=\"notes\"><h2>");
    html.element("", text!("说明"; "Notes").in_lang(lang), "</h2><ul>");
    for note in [
        text!("补贴 = 节省 × 比例，每行四舍五入到分。次数含手工登记，不含已撤回的。";
            "Paid back is the share of what was saved, each line rounded to the nearest fen. Uses include manual grants and no undone ones."),
        text!("比例是本月最后一天生效的优待目录中的“财政补贴”。";
            "The share is that of the column 'reimbursed' of the catalogue in force on the last day of the month."),
        text!("本单作出后不再改动。以后才到的记录列入以后的结算单，写明是补充。";
            "This statement does not change any more. What arrives later stands on a later one, as an addition."),
        text!("经办人 {operator}，{made}（北京时间）。依据的流水账校验值："; "Made by {operator}, {made} (Beijing time), on the books with this head:"),
    ] {
        html.element("<li>", note.in_lang(lang), "</li>");
    }
    html.markup("</ul>")
        .element("<p class=\"hash\">", head, "</p></section>");
    html.markup("<div class=\"sign\">");
    for place in [
        text!("商户签字、盖章"; "Merchant"),
        text!("经办人签字"; "Clerk"),
        text!("单位盖章"; "Bureau"),
    ] {
        html.element("<div>", place.in_lang(lang), "</div>");
    }
    html.markup("</div></main></body></html>\n");
    html.into_bytes()
}

/// An amount that may be below zero, in yuan.
pub(crate) fn signed(fen: i64) -> String {
    let minus = if fen < 0 { "−" } else { "" };
    format!("{minus}{}", yuan(fen.unsigned_abs()))
}

fn signed_count(number: i64) -> String {
    let minus = if number < 0 { "−" } else { "" };
    format!("{minus}{}", grouped(number.unsigned_abs()))
}
