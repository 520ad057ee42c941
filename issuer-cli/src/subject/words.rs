//! The data in words.

use books::{HolderUse, TakenBack, UseKind};
use credential_core::journal::{ManualReason, RatingLevel, UndoReason};
use credential_core::{Fen, Status, UnixTime};
use messages::Lang::{En, Zh};
use messages::{Text, benefit_words, dates, text, words};

use super::collected::SubjectCode;
use crate::merchants::region_name;
use crate::particulars::dependants_words;
use crate::register::{HolderAct, HolderRecord};

/// An amount of the books with its unit.
pub(super) fn money(fen: u64) -> Text {
    match Fen::new(fen) {
        Ok(fen) => benefit_words::money(fen),
        Err(_) => text!("{fen} 分"; "{fen} fen"),
    }
}

/// What a credential says of the person, each with its name.
pub(super) fn content(code: &SubjectCode) -> Vec<(Text, Text)> {
    let plain = |text: &str| Text::new(text.to_owned(), text.to_owned());
    let it = &code.entry.particulars;
    let mut rows = vec![
        (
            text!("姓名（码上的写法）"; "Name, as on the code"),
            plain(it.name.as_str()),
        ),
        (
            text!("人员类别"; "Categories"),
            words::categories(it.categories),
        ),
    ];
    if let Some(region) = it.details.home_region {
        let name = region_name(region);
        rows.push((text!("户籍地区"; "Home region"), plain(&name)));
    }
    if let Some(grade) = it.details.disability_grade {
        rows.push((
            text!("残疾等级（敏感个人信息）"; "Disability grade (sensitive)"),
            text!("{grade} 级"; "{grade}"),
        ));
    }
    if let Some(class) = it.details.honour_class {
        rows.push((
            text!("荣誉等次"; "Honour class"),
            text!("{class} 等"; "{class}"),
        ));
    }
    if !it.details.dependants.is_empty() {
        rows.push((
            text!("随卡家属"; "Dependants on the card"),
            dependants_words(&it.details.dependants),
        ));
    }
    let claims = code.entry.claims().ok();
    if let Some(stage) = claims.as_ref().and_then(|claims| claims.life_stage) {
        rows.push((text!("所处阶段"; "Stage of life"), words::life_stage(stage)));
    }
    rows
}

/// How a credential stands.
pub(super) fn standing(code: &SubjectCode, now: UnixTime) -> Text {
    let entry = &code.entry;
    let changed = entry.standing.changed.map(|(reason, at)| {
        let (reason, at) = (reason.text(), dates::minute(at));
        text!("（{at}，{}）", reason.in_lang(Zh); " ({at}, {})", reason.in_lang(En))
    });
    let changed = changed.unwrap_or_else(|| text!(""; ""));
    let what = match entry.standing.status {
        Status::Revoked => text!("已吊销"; "revoked"),
        Status::Valid if code.issued.is_none() => text!("未写出"; "never written"),
        Status::Valid if entry.is_expired(now) => text!("已过期"; "expired"),
        Status::Valid => text!("有效"; "valid"),
        _ => text!("已暂停"; "suspended"),
    };
    text!("{}{}", what.in_lang(Zh), changed.in_lang(Zh); "{}{}", what.in_lang(En), changed.in_lang(En))
}

/// What was done.
pub(super) fn act(record: &HolderRecord) -> Text {
    match record.act {
        HolderAct::Entered => text!("录入此人"; "the person was entered"),
        HolderAct::Reserved { serial } => {
            text!("确定第 {serial} 张码的内容"; "the content of code {serial} was fixed")
        }
        HolderAct::Issued { serial } => {
            text!("签发第 {serial} 张码"; "code {serial} was issued")
        }
        HolderAct::Changed {
            serial,
            status,
            reason,
        } => {
            let reason = reason.text();
            let what = match status {
                Status::Revoked => text!("吊销"; "revoked"),
                Status::Valid => text!("恢复"; "restored"),
                _ => text!("暂停"; "suspended"),
            };
            text!("{}第 {serial} 张码（{}）", what.in_lang(Zh), reason.in_lang(Zh);
                "code {serial} was {} ({})", what.in_lang(En), reason.in_lang(En))
        }
        HolderAct::Complained { serial } => {
            text!("登记您的投诉（由第 {serial} 张码的手机签名）"; "your complaint was taken in, signed by the phone of code {serial}")
        }
        HolderAct::Disclosed => {
            text!("提供个人信息（就是这样的一份）"; "this information was given out")
        }
    }
}

/// On what something was given, whether it was taken back, and how the person found it.
pub(super) fn how(one: &HolderUse, rating: Option<RatingLevel>) -> Text {
    let kind = match one.kind {
        UseKind::Card => text!("静态码"; "card"),
        UseKind::Phone => text!("手机码"; "phone"),
        UseKind::Manual(reason) => {
            let known = ManualReason::ALL
                .iter()
                .find(|known| known.number() == u64::from(reason));
            match known {
                Some(known) => {
                    let reason = benefit_words::manual_reason(*known);
                    text!("手工登记：{}", reason.in_lang(Zh); "by hand: {}", reason.in_lang(En))
                }
                None => text!("手工登记"; "by hand"),
            }
        }
    };
    let back = match one.taken_back {
        None => text!(""; ""),
        Some(TakenBack::AtCounter(reason)) => {
            let known = UndoReason::ALL
                .iter()
                .find(|known| known.number() == u64::from(reason));
            match known {
                Some(UndoReason::NotTaken) => {
                    text!("，当场撤回：没有用"; ", undone at once: not used")
                }
                Some(UndoReason::NotPassed) => {
                    text!("，当场撤回：没有过闸"; ", undone at once: nobody passed")
                }
                _ => text!("，当场撤回：操作有误"; ", undone at once: a mistake"),
            }
        }
        Some(TakenBack::AtBureau(at)) => {
            let at = dates::minute(at);
            text!("，{at} 由事务局撤回"; ", undone by the bureau on {at}")
        }
    };
    let rated = match rating.map(benefit_words::rating) {
        None => text!(""; ""),
        Some(rating) => text!("，您的评价：{}", rating.in_lang(Zh);
            ", your rating: {}", rating.in_lang(En)),
    };
    text!("{}{}{}", kind.in_lang(Zh), back.in_lang(Zh), rated.in_lang(Zh);
        "{}{}{}", kind.in_lang(En), back.in_lang(En), rated.in_lang(En))
}
