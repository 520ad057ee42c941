//! Who was asked about, and how their codes stood, for people.

use credential_core::{HolderNumber, Status};
use messages::Lang::{En, Zh};
use messages::{Text, dates, text, untrusted::escape_untrusted, words};

use crate::commands::why::answer::Answer;
use crate::merchants::region_name;
use crate::register::CodeKind;
use crate::why::{ChangeAt, CodeAt, CodeVerdict, both};

pub(super) fn holder(answer: &Answer) -> Vec<Text> {
    let traits = &answer.traits;
    let categories = words::categories(traits.categories);
    let mut more = Vec::new();
    if let Some(grade) = traits.disability_grade {
        more.push(text!("残疾等级 {grade}"; "disability grade {grade}"));
    }
    if let Some(class) = traits.honour_class {
        more.push(text!("荣誉等次 {class}"; "honour class {class}"));
    }
    if let Some(stage) = traits.life_stage {
        more.push(words::life_stage(stage));
    }
    let region = region_name(traits.home_region);
    more.push(text!("户籍 {region}"; "registered in {region}"));
    let more = both(|lang| {
        let all: Vec<&str> = more.iter().map(|one| one.in_lang(lang)).collect();
        all.join(if lang == Zh { "，" } else { ", " })
    });
    let mut lines = vec![match answer.holder {
        Some(number) => {
            let number = HolderNumber(number);
            text!("持有人  {number}：{}，{}", categories.in_lang(Zh), more.in_lang(Zh);
                "holder  {number}: {}, {}", categories.in_lang(En), more.in_lang(En))
        }
        None => text!("试算  {}，{}", categories.in_lang(Zh), more.in_lang(Zh);
                "trial  {}, {}", categories.in_lang(En), more.in_lang(En)),
    }];
    for (at, code) in answer.codes.iter().enumerate() {
        lines.push(code_line(
            code,
            at == 0 && answer.codes.len() > 1,
            answer.is_gate,
        ));
        lines.extend(code_doubts(code));
    }
    lines
}

fn code_line(code: &CodeAt, is_taken: bool, is_gate: bool) -> Text {
    let entry = &code.entry;
    let (kind, index) = (entry.kind().text(), entry.status_index);
    let verdict = verdict_words(code, is_gate);
    let taken = match is_taken {
        true => text!("（以下按这张码）"; " (what follows is by this one)"),
        false => text!(""; ""),
    };
    both(|lang| {
        let kind = kind.in_lang(lang);
        let (verdict, taken) = (verdict.in_lang(lang), taken.in_lang(lang));
        match lang {
            Zh => format!("  码  {kind}（状态序号 {index}）：{verdict}{taken}"),
            En => format!("  code  {kind} (status index {index}): {verdict}{taken}"),
        }
    })
}

fn verdict_words(code: &CodeAt, is_gate: bool) -> Text {
    let until = dates::last_day(code.entry.validity.until);
    let changed = code.change.as_ref().map(change_words);
    let changed = changed.unwrap_or_else(|| text!(""; ""));
    match (code.verdict, code.entry.kind(), is_gate) {
        (CodeVerdict::NotIssued, ..) => {
            let from = dates::day(code.issued.unwrap_or(code.entry.validity.from));
            text!("当时还没有签发（{from} 签发）"; "not issued yet (issued on {from})")
        }
        (CodeVerdict::Expired, ..) => {
            text!("拒绝：已过期，有效到 {until}"; "refused: expired, valid until {until}")
        }
        (CodeVerdict::Revoked, ..) => text!("拒绝：已吊销。{}", changed.in_lang(Zh);
            "refused: revoked. {}", changed.in_lang(En)),
        (CodeVerdict::Suspended, ..) => text!("拒绝：已暂停。{}", changed.in_lang(Zh);
            "refused: suspended. {}", changed.in_lang(En)),
        (CodeVerdict::NoList, ..) => text!("须核对：本单位当时还没有公布过状态名单";
            "to be checked: the bureau had published no status list yet"),
        (CodeVerdict::InOrder, CodeKind::Card, false) => {
            text!("有效（到 {until}）；有人值守处核对本人后通过"; "in order (until {until}); where people serve, accepted once the person is compared")
        }
        (CodeVerdict::InOrder, CodeKind::Card, true) => {
            text!("通过（有效到 {until}）"; "accepted (valid until {until})")
        }
        (CodeVerdict::InOrder, CodeKind::Phone, _) => {
            text!("有现场证明即通过（有效到 {until}）"; "accepted with a fresh proof (valid until {until})")
        }
    }
}

fn status_words(status: Status) -> Text {
    match status {
        Status::Valid => text!("恢复"; "restored"),
        Status::Revoked => text!("吊销"; "revoked"),
        _ => text!("暂停"; "suspended"),
    }
}

fn change_words(change: &ChangeAt) -> Text {
    let (at, actor) = (dates::minute(change.at), escape_untrusted(&change.actor));
    let (status, reason) = (status_words(change.status), change.reason.text());
    let published = match change.published {
        Some(made) => {
            let made = dates::minute(made);
            text!("，{made} 的名单起公布"; ", published from the list of {made} on")
        }
        None => text!("，至今没有公布"; ", not published to this day"),
    };
    text!("{at} {}，原因：{}，经办人 {actor}{}", status.in_lang(Zh), reason.in_lang(Zh), published.in_lang(Zh);
        "{} on {at}, reason: {}, by {actor}{}", status.in_lang(En), reason.in_lang(En), published.in_lang(En))
}

fn code_doubts(code: &CodeAt) -> Vec<Text> {
    let mut lines = Vec::new();
    let issued = code.verdict != CodeVerdict::NotIssued;
    if issued
        && code.register != code.listed
        && let Some(change) = &code.change
    {
        let words = change_words(change);
        let list = code.list.map(dates::minute).unwrap_or_default();
        lines.push(text!("    台账与终端的名单不同：{}。终端最多有 {list} 的名单，里面还没有这次变动", words.in_lang(Zh);
            "    register and list differ: {}. Terminals had the list of {list} at best, which does not have it", words.in_lang(En)));
    }
    if let Some(list) = code.list.filter(|_| !code.is_good() && issued) {
        let list = dates::minute(list);
        if let Some(made) = code.change.as_ref().and_then(|change| change.published) {
            let made = dates::minute(made);
            lines.push(text!("    终端若没有 {made} 或以后的名单，当时仍会通过（最新的是 {list}）";
                "    a terminal without the list of {made} or a later one still accepted it (the newest was of {list})"));
        }
    }
    if let Some(later) = &code.later {
        let words = change_words(later);
        lines.push(text!("    后来：{}", words.in_lang(Zh); "    later: {}", words.in_lang(En)));
    }
    lines
}
