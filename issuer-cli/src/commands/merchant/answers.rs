//! Words and JSON that the commands about merchants have in common.

use credential_core::{CivilDay, Membership};
use messages::Lang::{En, Zh};
use messages::{Text, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::catalogue::{day_text, membership_text};
use crate::merchants::{Merchants, agreement_end};
use crate::register::{MerchantEvent, MerchantEventKind};

/// What an event is called.
pub(super) fn kind_words(kind: MerchantEventKind) -> Text {
    match kind {
        MerchantEventKind::Joined => text!("加入"; "joined"),
        MerchantEventKind::Suspended => text!("暂停"; "suspended"),
        MerchantEventKind::Returned => text!("恢复"; "returned"),
        MerchantEventKind::Left => text!("退出"; "left"),
        MerchantEventKind::Inspected => text!("抽查"; "inspected"),
        MerchantEventKind::Praised => text!("表彰"; "praised"),
        MerchantEventKind::Renewed => text!("协议续签或变更"; "agreement renewed"),
    }
}

/// An event in a line.
pub(super) fn event_words(event: &MerchantEvent) -> Text {
    let (day, kind) = (day_text(event.day), kind_words(event.kind));
    let result = match event.kept {
        Some(true) => text!("：守诺"; ": promises kept"),
        Some(false) => text!("：未守诺"; ": promises broken"),
        None => text!(""; ""),
    };
    let until = match event.until.map(day_text) {
        Some(until) => text!("，协议至 {until}"; ", agreement until {until}"),
        None => text!(""; ""),
    };
    let note = escape_untrusted(&event.note);
    let note = if note.is_empty() {
        text!(""; "")
    } else {
        text!("（{note}）"; " ({note})")
    };
    let all = |lang| {
        format!(
            "{day} {}{}{}{}",
            kind.in_lang(lang),
            result.in_lang(lang),
            until.in_lang(lang),
            note.in_lang(lang)
        )
    };
    Text::new(all(Zh), all(En))
}

/// A standing in words; a merchant that has not joined yet has none.
pub(super) fn standing_words(standing: Option<Membership>) -> Text {
    match standing {
        Some(standing) => Text::new(membership_text(standing, Zh), membership_text(standing, En)),
        None => text!("未加入"; "not joined yet"),
    }
}

/// The stable name of a standing.
pub(super) fn standing_code(standing: Option<Membership>) -> &'static str {
    standing.and_then(Membership::code).unwrap_or("not-joined")
}

/// An event for programs.
pub(super) fn event_json(event: &MerchantEvent) -> Value {
    json!({
        "event": event.kind.code(),
        "day": event.day.to_string(),
        "until": event.until.map(|until| until.to_string()),
        "result": event.kept.map(|kept| if kept { "kept" } else { "broken" }),
        "note": event.note,
    })
}

/// A merchant for programs, in short.
pub(super) fn merchant_json(known: &Merchants, number: u32, today: CivilDay) -> Value {
    let history = known.history(number);
    let row = known.book.merchant(number);
    json!({
        "number": number,
        "name": known.name(number),
        "standing": standing_code(history.standing_on(today)),
        "is_member": history.is_member_on(today),
        "agreement_until": agreement_end(&history, today).map(|last| last.to_string()),
        "published": row.map(|row| membership_text(row.merchant.membership, En)),
    })
}

/// A merchant in a line.
pub(super) fn merchant_line(known: &Merchants, number: u32, today: CivilDay) -> Text {
    let history = known.history(number);
    let standing = standing_words(history.standing_on(today));
    let name = escape_untrusted(known.name(number)).into_owned();
    let end = match agreement_end(&history, today) {
        Some(last) if last < today => {
            let last = day_text(last);
            text!("，协议 {last} 已到期"; ", agreement ended on {last}")
        }
        Some(last) => {
            let last = day_text(last);
            text!("，协议至 {last}"; ", agreement until {last}")
        }
        None => text!(""; ""),
    };
    let unpublished = match is_published(known, number, today) {
        true => text!(""; ""),
        false => text!("（待公布）"; " (not published yet)"),
    };
    let all = |lang| {
        format!(
            "  {number} {name}  {}{}{}",
            standing.in_lang(lang),
            end.in_lang(lang),
            unpublished.in_lang(lang)
        )
    };
    Text::new(all(Zh), all(En))
}

/// Whether the last edition says of a merchant what the register does.
pub(super) fn is_published(known: &Merchants, number: u32, today: CivilDay) -> bool {
    let published = known
        .book
        .merchant(number)
        .map(|row| row.merchant.membership);
    let standing = known.history(number).standing_on(today);
    match (published, standing) {
        // One that joins on a day to come is published with its agreement.
        (Some(published), None) => published == Membership::MEMBER,
        (published, standing) => published == standing,
    }
}
