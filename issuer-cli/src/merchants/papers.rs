//! What stands on the form that a merchant signs, and on the board in its window.

use messages::Lang::{self, En, Zh};
use messages::{Text, text, untrusted::escape_untrusted};
use paper::{Board, BoardGroup, BoardPromise, Form, FormSection, FormSignature};

use super::known::{first_day, last_day};
use super::promises::PromiseWords;
use super::words::{branches, merchant_name, region_name, trade_names};
use crate::catalogue::{CatalogueBook, MerchantRow, day_text};

/// What is the same on all papers of a bureau.
pub(crate) struct PaperWords<'w> {
    pub(crate) lang: Lang,
    /// The bureau, in both languages.
    pub(crate) bureau: Text,
    /// What its codes are called.
    pub(crate) code_name: &'w str,
    /// The alliance, if it has a name.
    pub(crate) alliance: Option<&'w str>,
    /// Whom to call when a promise is not kept.
    pub(crate) telephone: Option<&'w str>,
}

/// The days of an agreement in words.
fn agreement(row: &MerchantRow) -> Text {
    match (first_day(row).map(day_text), last_day(row).map(day_text)) {
        (Some(first), Some(last)) => {
            text!("{first} 至 {last}（含当天）"; "{first} to {last}, both included")
        }
        (Some(first), None) => text!("{first} 起"; "from {first}"),
        (None, Some(last)) => text!("至 {last}（含当天）"; "until {last}, included"),
        (None, None) => text!("长期"; "without an end"),
    }
}

fn safe(text: &str) -> String {
    escape_untrusted(text).into_owned()
}

/// The form with the promises of a merchant.
pub(crate) fn form_of(book: &CatalogueBook, row: &MerchantRow, words: &PaperWords<'_>) -> Form {
    let lang = words.lang;
    let said = |text: Text| text.in_lang(lang).to_owned();
    let (bureau, code) = (words.bureau.clone(), safe(words.code_name));
    let bureau_zh = bureau.in_lang(Zh).to_owned();
    let bureau_en = bureau.in_lang(En).to_owned();
    let empty = |text: String| match text.is_empty() {
        true => "________________________________".to_owned(),
        false => text,
    };
    let branches = branches(row, lang);
    let mut fields = vec![
        (said(text!("商户"; "Merchant")), merchant_name(row, lang)),
        (said(text!("编号"; "Number")), row.number().to_string()),
        (said(text!("行业"; "Trade")), trade_names(book, row, lang)),
        (said(text!("地区"; "Region")), region_name(row.region)),
        (
            said(text!("联系方式"; "Contact")),
            empty(safe(&row.contact)),
        ),
    ];
    if !branches.is_empty() {
        fields.push((said(text!("门店"; "Branches")), branches));
    }
    fields.push((said(text!("协议期限"; "Agreement")), said(agreement(row))));
    if let Some(telephone) = words.telephone {
        fields.push((said(text!("监督电话"; "To complain")), safe(telephone)));
    }
    let promises = PromiseWords::all(book, row);
    let promise_lines = promises.iter().zip(1..).map(|(promise, number)| {
        let (what, audience) = (promise.what(), &promise.audience);
        let conditions = promise.conditions_in(lang);
        let end = if conditions.is_empty() {
            ""
        } else {
            &conditions
        };
        let separator = match (conditions.is_empty(), lang) {
            (true, _) => "",
            (false, Zh) => "。",
            (false, En) => ". ",
        };
        said(
            text!("{number}. {}  适用：{}{separator}{end}", what.in_lang(Zh), audience.in_lang(Zh);
            "{number}. {}. For: {}{separator}{end}", what.in_lang(En), audience.in_lang(En)),
        )
    });
    let mut promise_lines: Vec<String> = promise_lines.collect();
    if promise_lines.is_empty() {
        promise_lines.push(said(text!("（目录里还没有这家商户的优待项目）"; "(the tables have no benefit of this merchant yet)")));
    }
    let terms = [
        text!("1. 商户自愿作出以上承诺，对出示有效{code}的持有人如数给予，不另加条件，不先涨价后打折。";
            "1. The merchant promises this of its own will, gives it to each holder of a valid code in full, adds no conditions and raises no price beforehand."),
        text!("2. 由终端或经办人员核验；商户不抄录、不留存持有人的证件、照片和电话。";
            "2. Codes are checked with the terminal; the merchant keeps no copies of holders' papers, pictures or telephone numbers."),
        text!("3. {bureau_zh}会同有关部门抽查。未守承诺的暂停，改正后恢复；屡次不守的退出。结果写入商户名录。";
            "3. {bureau_en} inspects, together with the authorities in charge. Who breaks a promise is suspended until it is put right, or has to leave. Results stand in the directory."),
        text!("4. 协议到期自行终止，续签须重新签字。提前退出的，请提前告知，并在退出前照常给予。";
            "4. The agreement ends by itself on its last day; to renew it, sign again. Who leaves before says so beforehand, and keeps its promises until then."),
        text!("5. 公示牌放在顾客看得见的地方；终端和公示牌在退出时交还。";
            "5. The board stands where customers see it; terminal and board are given back at the end."),
    ];
    let signature = |heading: Text| FormSignature {
        heading: said(heading),
        labels: vec![
            said(text!("负责人签字"; "Signature")),
            said(text!("日期"; "Date")),
        ],
        stamp: said(text!("盖章处"; "stamp")),
    };
    let merchant_name = merchant_name(row, lang);
    Form {
        heading: words.alliance.map(safe).unwrap_or_default(),
        title: said(text!("商户优待承诺书"; "Promises of a merchant")),
        note: said(
            text!("{bureau_zh}。一式两份，商户和事务局各执一份。内容取自优待目录；如有出入，改正目录后重新打印，不要手改。";
            "{bureau_en}. Two copies, one for the merchant and one for the bureau. It is made from the catalogue: correct the tables and print it again, rather than by hand."),
        ),
        fields,
        sections: vec![
            FormSection {
                heading: said(
                    text!("承诺的优待（{} 项）", promises.len(); "What is promised ({})", promises.len()),
                ),
                paragraphs: promise_lines,
            },
            FormSection {
                heading: said(text!("约定"; "Terms")),
                paragraphs: terms.map(said).to_vec(),
            },
        ],
        signatures: vec![
            signature(text!("商户：{merchant_name}"; "Merchant: {merchant_name}")),
            signature(text!("{bureau_zh}"; "{bureau_en}")),
        ],
    }
}

/// The board of a merchant: its promises, put together by whom they are for.
pub(crate) fn board_of(book: &CatalogueBook, row: &MerchantRow, words: &PaperWords<'_>) -> Board {
    let lang = words.lang;
    let said = |text: Text| text.in_lang(lang).to_owned();
    let mut groups: Vec<BoardGroup> = Vec::new();
    for promise in PromiseWords::all(book, row) {
        let audience = promise.audience.in_lang(lang);
        let promised = BoardPromise {
            what: promise.what().in_lang(lang).to_owned(),
            conditions: promise.conditions_in(lang),
        };
        match groups.iter_mut().find(|group| group.heading == audience) {
            Some(group) => group.promises.push(promised),
            None => groups.push(BoardGroup {
                heading: audience.to_owned(),
                promises: vec![promised],
            }),
        }
    }
    let code = safe(words.code_name);
    let (number, days) = (row.number(), agreement(row));
    let (bureau_zh, bureau_en) = (words.bureau.in_lang(Zh), words.bureau.in_lang(En));
    let mut footer = vec![
        said(
            text!("结账前请出示{code}，由本店核验后给予。"; "Please show your code before you pay."),
        ),
        said(
            text!("有效期：{}    商户编号：{number}", days.in_lang(Zh); "Valid: {}    Merchant No. {number}", days.in_lang(En)),
        ),
    ];
    footer.push(match words.telephone.map(safe) {
        Some(telephone) => said(text!("{bureau_zh}    监督电话：{telephone}"; "{bureau_en}    To complain: {telephone}")),
        None => said(text!("{bureau_zh}"; "{bureau_en}")),
    });
    let heading = match words.alliance {
        Some(alliance) => safe(alliance),
        None => {
            said(text!("退役军人和军属优待商户"; "Benefits for veterans and military families"))
        }
    };
    Board {
        heading,
        name: merchant_name(row, lang),
        groups,
        footer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::read_book;

    #[test]
    fn alliance_and_telephone_stand_on_the_form_as_on_the_board() {
        let folder = tempfile::tempdir().unwrap();
        let tables = [
            (
                "b.csv",
                "编号,名称,适用类别,商户,优待方式\n1,理发免费,退役军人,7,免费\n",
            ),
            (
                "m.csv",
                "编号,名称,行业,地区\n7,温泉理发店,理发美容,421202\n",
            ),
        ];
        let paths = tables.map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        });
        let book = read_book(&paths).unwrap().unwrap();
        let row = book.merchant(7).unwrap();
        let words = |alliance, telephone| PaperWords {
            lang: Zh,
            bureau: text!("咸宁市退役军人事务局"; "Veterans Bureau of Xianning"),
            code_name: "老兵码",
            alliance,
            telephone,
        };
        let form = form_of(&book, row, &words(Some("崇军商盟"), Some("0715-8235123")));
        assert_eq!(form.heading, "崇军商盟");
        let telephone = ("监督电话".to_owned(), "0715-8235123".to_owned());
        assert!(form.fields.contains(&telephone));
        assert!(form.note.starts_with("咸宁市退役军人事务局。一式两份"));
        let plain = form_of(&book, row, &words(None, None));
        assert!(
            plain.heading.is_empty() && !plain.fields.iter().any(|(label, _)| label == "监督电话")
        );
    }
}
