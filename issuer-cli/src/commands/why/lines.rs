//! The answer for people.

mod holder;
mod place;

use books::{HolderUse, TakenBack, UseKind};
use credential_core::Unavailable;
use messages::Lang::{En, Zh};
use messages::{Text, benefit_words, dates, text};

use super::answer::{Answer, CatalogueAt};
use crate::merchants::{quota_words, weekday_words};
use crate::why::{BenefitAt, Nothing, QuotaAt, both};

/// Uses that are named one by one.
const MAX_USES: usize = 5;

/// Terminals that are named one by one.
const MAX_TERMINALS: usize = 20;

pub(super) fn lines(answer: &Answer) -> Vec<Text> {
    let mut lines = vec![moment(answer)];
    lines.extend(holder::holder(answer));
    lines.extend(place::place(answer));
    lines.push(catalogue(answer));
    lines.extend(benefits(answer));
    lines.extend(records(answer));
    lines.extend(doubts(answer));
    lines
}

fn moment(answer: &Answer) -> Text {
    let at = dates::minute(answer.moment.time());
    let weekday = weekday_words(std::iter::once(answer.moment.weekday()));
    let (zh, en) = (weekday.in_lang(Zh), weekday.in_lang(En));
    match answer.is_future {
        true => text!("时间  {at}（{zh}），还没有到：照现在的台账和目录推算，以后的变动不在内";
            "time  {at} ({en}), still to come: by what register and catalogue say now; what changes until then is not in it"),
        false => text!("时间  {at}（{zh}）"; "time  {at} ({en})"),
    }
}

fn catalogue(answer: &Answer) -> Text {
    match &answer.catalogue {
        CatalogueAt::Published { edition, validity } => {
            let (made, last) = (
                dates::minute(validity.from),
                dates::last_day(validity.until),
            );
            text!("目录  第 {edition} 版（{made} 公布，有效到 {last}）";
                "catalogue  edition {edition} (published {made}, valid until {last})")
        }
        CatalogueAt::Draft => {
            text!("目录  所给的表格，还没有公布"; "catalogue  the tables that were given, not published")
        }
        CatalogueAt::None => {
            text!("目录  当时还没有公布过"; "catalogue  none was published by then")
        }
    }
}

fn benefits(answer: &Answer) -> Vec<Text> {
    let mut lines = Vec::new();
    if answer.is_refused() {
        lines.push(text!("结论  码被拒绝：终端不列优待。若码有效，则：";
            "verdict  the code is refused: the terminal lists no benefits. If it were in order:"));
    }
    match &answer.given {
        Err(nothing) => lines.push(nothing_words(*nothing)),
        Ok(all) => {
            if let (Some((number, is_known)), true) = (answer.benefit, all.is_empty()) {
                lines.push(match is_known {
                    true => text!("优待  {number}：这家商户不给这一项"; "benefit  {number}: this merchant does not give it"),
                    false => text!("优待  {number}：目录里没有这一项"; "benefit  {number}: the catalogue does not have it"),
                });
            } else if all.is_empty() {
                lines.push(
                    text!("优待  这家商户没有优待项目"; "benefits  this merchant gives none"),
                );
            } else {
                lines.push(text!("优待"; "benefits"));
            }
            all.iter()
                .for_each(|one| of_benefit(&mut lines, one, answer));
        }
    }
    lines
}

fn nothing_words(nothing: Nothing) -> Text {
    match nothing {
        Nothing::NoPlace => {
            text!("优待  没有：终端当时没有点位"; "benefits  none: the terminal had no place")
        }
        Nothing::NoCatalogue => {
            text!("优待  没有：还没有公布过优待目录"; "benefits  none: no catalogue was published")
        }
        Nothing::NoPart => {
            text!("优待  没有：这一版目录里没有这家商户"; "benefits  none: this edition does not have the merchant")
        }
        Nothing::Core(reason) => {
            let (what, _) = benefit_words::no_benefits(reason);
            text!("优待  没有：{}", what.in_lang(Zh); "benefits  none: {}", what.in_lang(En))
        }
    }
}

/// Why a benefit was not given, said of a moment that need not be now.
fn unavailable(reason: Unavailable) -> Text {
    match reason {
        Unavailable::NotHere => text!("不在这个门店"; "given at another branch"),
        Unavailable::NotToday => text!("那天不给予"; "not given on that day"),
        Unavailable::NotNow => text!("那个时段不给予"; "not given at that hour"),
        other => benefit_words::unavailable(other),
    }
}

fn of_benefit(lines: &mut Vec<Text>, one: &BenefitAt, answer: &Answer) {
    let (number, what) = (one.words.number, one.words.what());
    let outcome = match one.outcome {
        Ok(()) => text!("给予"; "given"),
        Err(reason) => unavailable(reason),
    };
    let reasons = both(|lang| {
        let all: Vec<&str> = one.reasons.iter().map(|text| text.in_lang(lang)).collect();
        match all.is_empty() {
            true => String::new(),
            false => match lang {
                Zh => format!("：{}", all.join("；")),
                En => format!(": {}", all.join("; ")),
            },
        }
    });
    let code = one.code();
    lines.push(
        text!("  {number} {}  {}（{code}）{}", what.in_lang(Zh), outcome.in_lang(Zh), reasons.in_lang(Zh);
        "  {number} {}  {} ({code}){}", what.in_lang(En), outcome.in_lang(En), reasons.in_lang(En)),
    );
    let rule = &one.words;
    let rule = both(|lang| {
        let (audience, conditions) = (rule.audience.in_lang(lang), rule.conditions_in(lang));
        match (conditions.is_empty(), lang) {
            (true, _) => audience.to_owned(),
            (false, Zh) => format!("{audience}；{conditions}"),
            (false, En) => format!("{audience}; {conditions}"),
        }
    });
    lines.push(text!("      规则：{}", rule.in_lang(Zh); "      rule: {}", rule.in_lang(En)));
    for quota in one.quotas.iter().filter(|_| answer.holder.is_some()) {
        quota_lines(lines, quota, answer);
    }
    if let Some(own) = one.by_terminal {
        let own = match own {
            Ok(()) => text!("给予"; "given"),
            Err(reason) => unavailable(reason),
        };
        lines.push(text!("      终端只知道自己给的，它当时会说：{}", own.in_lang(Zh);
            "      the terminal knows only what it has given itself, and would say: {}", own.in_lang(En)));
    }
}

fn quota_lines(lines: &mut Vec<Text>, quota: &QuotaAt, answer: &Answer) {
    let (rule, unit) = (
        quota_words(&quota.quota),
        benefit_words::unit(quota.quota.unit),
    );
    let (used, left) = (quota.used, quota.left());
    lines.push(
        text!("      {}：已用 {used}，还有 {left} {}", rule.in_lang(Zh), unit.in_lang(Zh);
        "      {}: used {used}, left {left}", rule.in_lang(En)),
    );
    let hidden = quota.uses.len().saturating_sub(MAX_USES);
    for one in quota.uses.iter().skip(hidden) {
        let words = use_words(one, answer);
        lines.push(text!("        {}", words.in_lang(Zh); "        {}", words.in_lang(En)));
    }
    if hidden > 0 {
        lines.push(text!("        以前还有 {hidden} 条"; "        and {hidden} before"));
    }
}

fn use_words(one: &HolderUse, answer: &Answer) -> Text {
    let at = dates::minute(one.time);
    let name = answer.names.get(&one.merchant).cloned();
    let name = name.unwrap_or_else(|| text!(""; ""));
    let (terminal, merchant, benefit) = (one.terminal, one.merchant, one.benefit);
    let number = one.record.number;
    let hand = match one.kind {
        UseKind::Manual(_) => text!("，手工登记"; ", by hand"),
        UseKind::Card | UseKind::Phone => text!(""; ""),
    };
    let back = match one.taken_back {
        None => text!(""; ""),
        Some(TakenBack::AtCounter(_)) => text!("，已撤回"; ", undone"),
        Some(TakenBack::AtBureau(when)) => {
            let when = dates::minute(when);
            text!("，{when} 由本单位撤回"; ", undone by the bureau on {when}")
        }
    };
    both(|lang| {
        let (name, hand, back) = (name.in_lang(lang), hand.in_lang(lang), back.in_lang(lang));
        match lang {
            Zh => format!(
                "{at} 终端 {terminal}（商户 {merchant} {name}）优待 {benefit}，第 {number} 条{hand}{back}"
            ),
            En => format!(
                "{at} terminal {terminal} (merchant {merchant} {name}) benefit {benefit}, record {number}{hand}{back}"
            ),
        }
    })
}

fn records(answer: &Answer) -> Vec<Text> {
    if answer.that_day.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        text!("当天此人在这家商户的流水记录"; "records of the holder at this merchant on that day"),
    ];
    lines.extend(answer.that_day.iter().map(|one| {
        let words = use_words(one, answer);
        text!("  {}", words.in_lang(Zh); "  {}", words.in_lang(En))
    }));
    lines
}

fn doubts(answer: &Answer) -> Vec<Text> {
    let mut lines = Vec::new();
    let mut note = |text: Text| lines.push(text);
    if let Some(older) = &answer.older {
        let edition = older.edition;
        if let Some(proved) = answer.journal.proved {
            let at = dates::minute(proved.time);
            note(
                text!("  终端的流水证明：{at} 它用的还是第 {edition} 版目录"; "  its journal proves that on {at} the terminal still gave by edition {edition}"),
            );
        }
        for (number, title, there, here) in &older.differing {
            let said = |code: &Option<&'static str>| code.unwrap_or("-").to_owned();
            let (there, here) = (said(there), said(here));
            note(
                text!("  终端若还是第 {edition} 版：{number} {} 是 {there}，不是 {here}", title.in_lang(Zh);
                "  with edition {edition} at the terminal: {number} {} is {there} and not {here}", title.in_lang(En)),
            );
        }
    }
    if answer.holder.is_some() && !answer.has_books {
        note(
            text!("  还没有导入过流水：优待次数都当作没有用过"; "  no journal was ever imported: quotas count as unused"),
        );
    }
    if answer.terminal.is_some() && answer.has_books {
        let moment = answer.moment.time();
        match answer.journal.until {
            Some(until) if until >= moment => {}
            Some(until) => {
                let until = dates::minute(until);
                note(
                    text!("  这台终端的流水只到 {until}，之后给了什么还不知道"; "  the journal of this terminal is there up to {until}: what it gave since is not known"),
                );
            }
            None => note(
                text!("  这台终端还没有交来过流水"; "  this terminal has never handed over its journal"),
            ),
        }
    }
    if !answer.behind.is_empty() && answer.holder.is_some() {
        let count = answer.behind.len();
        let shown = answer.behind.iter().take(MAX_TERMINALS);
        let shown: Vec<String> = shown.map(u32::to_string).collect();
        let shown = shown.join(", ");
        note(
            text!("  有 {count} 台终端的流水没有交到那个时刻（{shown}）：那里用掉的次数不在内"; "  the journals of {count} terminals are not there up to that moment ({shown}): what was used there is not counted"),
        );
    }
    if !lines.is_empty() {
        lines.insert(0, text!("可能的出入"; "what may have been otherwise"));
    }
    lines
}
