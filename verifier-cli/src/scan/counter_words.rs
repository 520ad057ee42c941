//! What happened at the counter, in words.

use credential_core::Charge;
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Lang, Text, benefit_words, text};

use super::CounterAnswer;
use crate::benefits::{Granted, GrantedTogether};

/// What became of a wish; `None` where there is nothing to say.
pub(crate) fn answer_words(answer: &CounterAnswer) -> Option<Text> {
    Some(match answer {
        CounterAnswer::Granted(Ok(granted)) => granted_words(granted),
        CounterAnswer::GrantedTogether(Ok(granted)) => together_words(granted),
        CounterAnswer::Undone(Ok(())) => {
            text!("√ 已撤回，优待次数已恢复"; "✔ Undone: the quota has come back")
        }
        CounterAnswer::Rated(Ok(level)) => {
            let level = benefit_words::rating(*level);
            text!("√ 已记下评价：{}，谢谢", level.in_lang(Lang::Zh);
                "✔ Rated: {}. Thank you", level.in_lang(Lang::En))
        }
        CounterAnswer::ExportBegun(Ok(path)) => {
            let name = escape_untrusted_path(path);
            text!("正在把流水写到 {name}，请不要拔 U 盘……";
                "Writing the journal to {name}. Do not pull the stick out...")
        }
        CounterAnswer::Granted(Err(failure))
        | CounterAnswer::GrantedTogether(Err(failure))
        | CounterAnswer::Undone(Err(failure))
        | CounterAnswer::Rated(Err(failure))
        | CounterAnswer::ManualOffer(Err(failure))
        | CounterAnswer::ExportBegun(Err(failure)) => not_done(failure),
        CounterAnswer::Nothing
        | CounterAnswer::Offer
        | CounterAnswer::ManualOffer(Ok(_))
        | CounterAnswer::ExportFolders(_) => return None,
    })
}

fn granted_words(granted: &Granted) -> Text {
    let title = benefit_words::title(&granted.title);
    let (record, pay) = (granted.record, granted.charge.as_ref().map(to_pay));
    let pay = pay.unwrap_or_else(|| text!(""; ""));
    match granted.manual {
        None => {
            text!("√ 已给予 {}{}（流水第 {record} 条）", title.in_lang(Lang::Zh), pay.in_lang(Lang::Zh);
            "✔ Granted: {}{} (record {record})", title.in_lang(Lang::En), pay.in_lang(Lang::En))
        }
        Some(reason) => {
            let reason = benefit_words::manual_reason(reason);
            text!("√ 已手工登记 {}{}（{}，流水第 {record} 条）", title.in_lang(Lang::Zh), pay.in_lang(Lang::Zh), reason.in_lang(Lang::Zh);
                "✔ Granted by hand: {}{} ({}, record {record})", title.in_lang(Lang::En), pay.in_lang(Lang::En), reason.in_lang(Lang::En))
        }
    }
}

fn together_words(granted: &GrantedTogether) -> Text {
    let titles = |lang: Lang, between: &str| {
        let each = granted.each.iter();
        let titles = each.map(|one| benefit_words::title(&one.title).in_lang(lang).to_owned());
        titles.collect::<Vec<_>>().join(between)
    };
    let records = granted.each.iter().map(|one| one.record.to_string());
    let records: Vec<_> = records.collect();
    let (zh, en) = (records.join("、"), records.join(", "));
    let pay = to_pay(&granted.charge);
    text!("√ 已给予 {}{}（流水第 {zh} 条）", titles(Lang::Zh, "＋"), pay.in_lang(Lang::Zh);
        "✔ Granted: {}{} (records {en})", titles(Lang::En, " + "), pay.in_lang(Lang::En))
}

fn to_pay(charge: &Charge) -> Text {
    let pay = benefit_words::money(charge.to_pay);
    text!("，收 {}", pay.in_lang(Lang::Zh); ", charge {}", pay.in_lang(Lang::En))
}

fn not_done(failure: &Failure) -> Text {
    let (what, remedy) = (&failure.what, &failure.remedy);
    text!("× {}。{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
        "✘ {}. {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En))
}
