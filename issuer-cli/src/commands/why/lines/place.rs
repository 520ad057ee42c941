//! Where it was: the terminal and its merchant, for people.

use credential_core::{CivilDay, NoBenefits};
use messages::Lang::{En, Zh};
use messages::{Text, dates, text, untrusted::escape_untrusted};

use crate::catalogue::{day_text, membership_text};
use crate::commands::why::answer::Answer;
use crate::merchants::region_name;
use crate::register::MerchantEventKind;
use crate::why::{Nothing, both};

pub(super) fn place(answer: &Answer) -> Vec<Text> {
    let mut lines = Vec::new();
    if let Some(terminal) = &answer.terminal {
        let number = terminal.number;
        let label = terminal.label.as_deref().map(escape_untrusted);
        let label = label.unwrap_or_default();
        let stood = match &terminal.place {
            None => {
                let first = dates::minute(terminal.first);
                text!("当时还没有点位（第一份点位文件出具于 {first}）";
                    "it had no place yet (its first one was made on {first})")
            }
            Some(place) => {
                let region = region_name(place.region);
                let made = dates::minute(place.issued);
                text!("{region}，点位文件 {made}"; "{region}, place of {made}")
            }
        };
        lines.push(
            text!("终端  {number} {label}：{}", stood.in_lang(Zh); "terminal  {number} {label}: {}", stood.in_lang(En)),
        );
        if let Some(retired) = terminal.retired {
            let retired = dates::minute(retired);
            lines.push(text!("  {retired} 起停用：不给予优待"; "  retired since {retired}: it gives no benefits"));
        }
        if let Some(changed) = terminal.changed {
            let changed = dates::minute(changed);
            lines.push(text!("  {changed} 换过点位；以上是当时的"; "  its place was changed on {changed}; the above is that of the moment"));
        }
    }
    if let Some(number) = merchant_number(answer) {
        lines.push(merchant_line(answer, number));
        lines.extend(merchant_register(answer));
    }
    lines
}

fn merchant_number(answer: &Answer) -> Option<u32> {
    let by_row = answer.row.as_ref().map(|row| row.number());
    by_row.or_else(|| answer.merchant.as_ref().map(|merchant| merchant.number))
}

fn merchant_line(answer: &Answer, number: u32) -> Text {
    let name = answer.names.get(&number).cloned();
    let name = name.unwrap_or_else(|| text!(""; ""));
    let branch = match (answer.branch, &answer.row) {
        (Some(branch), Some(row)) => {
            let name = row.branches.get(&branch).map_or("", String::as_str);
            let name = escape_untrusted(name);
            text!("，门店 {branch} {name}"; ", branch {branch} {name}")
        }
        (Some(branch), None) => text!("，门店 {branch}"; ", branch {branch}"),
        (None, _) => text!(""; ""),
    };
    let standing = match &answer.row {
        None => text!("不在这一版目录里"; "not in this edition"),
        Some(row) => {
            let membership = |lang| membership_text(row.merchant.membership, lang);
            let days = row.merchant.agreement.map(|days| {
                let (first, last) = (open_day(days.first), open_day(days.last));
                text!("，协议 {first} 至 {last}"; ", agreement {first} to {last}")
            });
            let days = days.unwrap_or_else(|| text!(""; ""));
            both(|lang| format!("{}{}", membership(lang), days.in_lang(lang)))
        }
    };
    both(|lang| {
        let (name, branch) = (name.in_lang(lang), branch.in_lang(lang));
        let standing = standing.in_lang(lang);
        match lang {
            Zh => format!("商户  {number} {name}{branch}：{standing}"),
            En => format!("merchant  {number} {name}{branch}: {standing}"),
        }
    })
}

fn open_day(day: CivilDay) -> String {
    match day {
        CivilDay::FIRST | CivilDay::LAST => "…".to_owned(),
        day => day_text(day),
    }
}

fn merchant_register(answer: &Answer) -> Vec<Text> {
    let Some(merchant) = &answer.merchant else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if let Some(recorded) = &merchant.decisive {
        let event = &recorded.event;
        let (day, at) = (day_text(event.day), dates::minute(recorded.at));
        let actor = escape_untrusted(&recorded.actor);
        let note = match escape_untrusted(&event.note) {
            note if note.is_empty() => text!(""; ""),
            note => text!("（{note}）"; " ({note})"),
        };
        let kind = event_name(event.kind);
        lines.push(
            text!("  台账：{day} 起{}{}，{actor} {at} 登记", kind.in_lang(Zh), note.in_lang(Zh);
            "  register: {} from {day} on{}, recorded by {actor} on {at}", kind.in_lang(En), note.in_lang(En)),
        );
    }
    if merchant.is_member == Some(true) && merchant.agreement.is_none() {
        lines.push(text!("  台账：那天没有协议"; "  register: no agreement covers that day"));
    }
    let by_edition = match &answer.given {
        Err(Nothing::Core(NoBenefits::NotMember)) => Some(false),
        Ok(_) => Some(true),
        Err(_) => None,
    };
    if let (Some(by_register), Some(by_edition)) = (merchant.is_member, by_edition)
        && by_register != by_edition
    {
        lines.push(match by_register {
            true => text!("  台账已是在册，这一版目录还不是：终端照目录，请公布新版"; "  a member by the register, and not by this edition: terminals go by the edition; publish a new one"),
            false => text!("  台账已不在册，这一版目录还在册：终端照目录仍给予，请公布新版"; "  no member by the register, and still one by this edition: terminals go by the edition and give benefits; publish a new one"),
        });
    }
    lines
}

fn event_name(kind: MerchantEventKind) -> Text {
    match kind {
        MerchantEventKind::Joined => text!("加入"; "joined"),
        MerchantEventKind::Suspended => text!("暂停"; "suspended"),
        MerchantEventKind::Returned => text!("恢复"; "returned"),
        MerchantEventKind::Left => text!("退出"; "left"),
        other => Text::new(other.code(), other.code()),
    }
}
