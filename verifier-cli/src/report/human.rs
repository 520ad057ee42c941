//! Findings for people: the sign and the word first, then why and what to do, then who.
//!
//! Every text from outside goes through [`escape_untrusted`]; names in credentials and trust lists have been
//! checked when they were read, and go through it all the same.

use std::fmt::Write as _;

use cli_support::Colour;
use credential_core::{Caution, Claims, Decision, Dependant, Error, Issuer, Verdict};
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, dates, scan_words, text, words};

use super::advice::{advice, misread};
use super::tally::{Conclusion, Tally};
use super::{CodeOutcome, Finding, Judged};
use crate::input::Place;

/// A block, to be read from an arm's length.
pub(super) fn block(finding: &Finding, lang: Lang, colour: Colour) -> String {
    let conclusion = conclusion(&finding.outcome);
    let rule = "━".repeat(32);
    let head = format!(
        "{}  {}",
        word(&finding.outcome).in_lang(lang),
        reason(finding).in_lang(lang)
    );
    let mut out = String::new();
    for line in [&rule, &format!(" {head}"), &rule] {
        push(&mut out, &painted(line, conclusion, colour));
    }
    match &finding.outcome {
        CodeOutcome::Unread(failure) => {
            push(&mut out, &format!(" {}", failure.remedy.in_lang(lang)));
            let place = finding.place.words();
            let place = text!(" （{}）", place.in_lang(Lang::Zh); " ({})", place.in_lang(Lang::En));
            push(&mut out, place.in_lang(lang));
        }
        CodeOutcome::Judged(judged) => {
            push(&mut out, &format!(" {}", advice(judged).in_lang(lang)));
            for text in further(judged) {
                push(&mut out, &format!(" {}", text.in_lang(lang)));
            }
            content(&mut out, judged, lang);
        }
    }
    out
}

/// A line, for lists.
pub(super) fn line(finding: &Finding, lang: Lang, colour: Colour) -> String {
    let conclusion = conclusion(&finding.outcome);
    let place = finding.place.words();
    let mut out = format!(
        "{}  {}  ",
        painted(word(&finding.outcome).in_lang(lang), conclusion, colour),
        place.in_lang(lang)
    );
    let who = match &finding.outcome {
        CodeOutcome::Judged(judged) => judged.content().map(|(claims, _)| who(claims)),
        CodeOutcome::Unread(_) => None,
    };
    let reason = reason(finding);
    let mut text = match (conclusion, who) {
        (Conclusion::Accept, Some(who)) => who,
        (Conclusion::Check, Some(who)) => joined(&who, text!("："; ": "), &reason),
        (_, Some(who)) => joined(
            &reason,
            text!("；不能凭此给予优待："; "; do not give a benefit for this: "),
            &who,
        ),
        (_, None) => reason,
    };
    if let CodeOutcome::Judged(judged) = &finding.outcome
        && judged.is_revocation_unchecked()
        && judged.verdict.reason() != Caution::StatusMissing.code()
    {
        text = joined(&text, text!("；"; "; "), &revocation_unchecked());
    }
    if let CodeOutcome::Judged(judged) = &finding.outcome
        && let Some(more) = several_codes(judged)
    {
        text = joined(&text, text!(""; " "), &more);
    }
    out.push_str(text.in_lang(lang));
    out
}

/// How many of each, and why.
pub(super) fn summary(tally: &Tally, lang: Lang) -> String {
    let count = |conclusion| tally.count(conclusion);
    let (accept, check) = (count(Conclusion::Accept), count(Conclusion::Check));
    let (refuse, unread) = (count(Conclusion::Refuse), count(Conclusion::Unread));
    let total = tally.total();
    let counts = text!("共 {total} 个：通过 {accept}，核对 {check}，拒绝 {refuse}，无结论 {unread}";
        "{total} in all: {accept} accepted, {check} to check, {refuse} refused, {unread} undecided");
    let mut out = String::new();
    push(&mut out, &"─".repeat(32));
    push(&mut out, counts.in_lang(lang));
    for (conclusion, count, reason) in tally.reasons() {
        push(
            &mut out,
            &format!(
                "  {} {count}  {}",
                conclusion_word(conclusion).in_lang(lang),
                reason.in_lang(lang)
            ),
        );
    }
    out
}

fn push(out: &mut String, line: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(line.trim_end());
}

fn conclusion(outcome: &CodeOutcome) -> Conclusion {
    match outcome {
        CodeOutcome::Judged(judged) => judged.verdict.decision().into(),
        CodeOutcome::Unread(_) => Conclusion::Unread,
    }
}

/// The word for one code. One that was misread is to be scanned again: nothing is known of it.
fn word(outcome: &CodeOutcome) -> Text {
    match outcome {
        CodeOutcome::Judged(judged) if judged.misreading().is_some() => scan_words::scan_again(),
        other => conclusion_word(conclusion(other)),
    }
}

fn conclusion_word(conclusion: Conclusion) -> Text {
    match conclusion {
        Conclusion::Accept => words::decision(Decision::Accept),
        Conclusion::Check => words::decision(Decision::Check),
        Conclusion::Refuse => words::decision(Decision::Refuse),
        Conclusion::Unread => text!("－ 无结论"; "- UNDECIDED"),
    }
}

/// Why, in words.
pub(crate) fn reason(finding: &Finding) -> Text {
    match &finding.outcome {
        CodeOutcome::Unread(failure) => failure.what.clone(),
        CodeOutcome::Judged(judged) => match &judged.verdict {
            Verdict::Accept(_) => words::accepted(),
            Verdict::Check(_, cautions) if cautions.first() == Caution::ClockWrong => {
                let clock = dates::minute(judged.at);
                let what = words::caution(Caution::ClockWrong);
                text!("{}：{clock}", what.in_lang(Lang::Zh); "{}: {clock}", what.in_lang(Lang::En))
            }
            Verdict::Check(_, cautions) => words::caution(cautions.first()),
            Verdict::Refuse(_) if judged.misreading().is_some() => misread(judged).0,
            Verdict::Refuse(_) if judged.is_faulty() => scan_words::faulty().0,
            Verdict::Refuse(_) if judged.predates_start => scan_words::just_started(),
            Verdict::Refuse(refusal) => match (refusal.error(), &finding.place) {
                (Error::NotOurs, Place::File(_)) => text!(
                    "图片里的二维码不是老兵码"; "the QR code in the picture is not a veteran code"),
                (error, _) => words::error(&error),
            },
        },
    }
}

/// What else there is to say: more cautions, more codes in the picture.
pub(crate) fn further(judged: &Judged) -> Vec<Text> {
    let mut texts = Vec::new();
    if judged.is_layout_repaired() {
        texts.push(scan_words::layout_repaired());
    }
    // The caution of a missing status says the same.
    let is_said = matches!(&judged.verdict, Verdict::Check(_, cautions)
        if cautions.iter().any(|caution| caution == Caution::StatusMissing));
    if judged.is_revocation_unchecked() && !is_said {
        texts.push(revocation_unchecked());
    }
    if let Verdict::Check(_, cautions) = &judged.verdict {
        texts.extend(cautions.iter().skip(1).map(|caution| {
            let (what, advice) = (words::caution(caution), words::caution_advice(caution));
            let both = joined(&what, text!("。"; ". "), &advice);
            joined(&text!("另外"; "Also"), text!("："; ": "), &both)
        }));
    }
    texts.extend(several_codes(judged));
    let others = judged.other_codes;
    if others > 0 {
        texts.push(text!("（图片里另有 {others} 个别的二维码，没有理会）";
            "(other QR codes in the picture, passed over: {others})"));
    }
    texts
}

/// What is said where other codes of ours were shown with this one.
fn several_codes(judged: &Judged) -> Option<Text> {
    (judged.other_ours > 0).then(|| {
        let (what, advice) = scan_words::several_codes(judged.other_ours + 1);
        text!("（{}。{}）", what.in_lang(Lang::Zh), advice.in_lang(Lang::Zh);
            "({}. {})", what.in_lang(Lang::En), advice.in_lang(Lang::En))
    })
}

/// What is said of a code that passed without an entry in a status list.
fn revocation_unchecked() -> Text {
    text!("未核对是否吊销"; "revocation not checked")
}

/// What stands over the content of a code that was refused.
///
/// The code may be good and the terminal stale, so it is not called invalid.
pub(crate) fn no_benefit() -> Text {
    text!("不能凭此给予优待。码上所写："; "Do not give a benefit for this. The code says:")
}

/// Who it is and who says so. Of a refused code every line is struck out by its sign.
fn content(out: &mut String, judged: &Judged, lang: Lang) {
    let Some((claims, issuer)) = judged.content() else {
        return;
    };
    let refused = judged.verdict.decision() == Decision::Refuse;
    push(out, "");
    out.push('\n');
    if refused {
        out.push(' ');
        out.push_str(no_benefit().in_lang(lang));
        out.push('\n');
    }
    let margin = if refused { "   × " } else { "   " };
    let rows = rows(claims, issuer);
    let width = |text: &str| {
        text.chars()
            .map(|character| if character.is_ascii() { 1 } else { 2 })
            .sum::<usize>()
    };
    let widest = rows
        .iter()
        .map(|(label, _)| width(label.in_lang(lang)))
        .max()
        .unwrap_or(0);
    let mut lines = Vec::new();
    for (label, value) in &rows {
        let label = label.in_lang(lang);
        let blank = " ".repeat(widest - width(label) + 2);
        lines.push(format!(
            "{margin}{label}{blank}{}",
            escape_untrusted(value.in_lang(lang))
        ));
    }
    out.push_str(&lines.join("\n"));
}

/// What a code says, as labels and values.
pub(crate) fn rows(claims: &Claims, issuer: &Issuer) -> Vec<(Text, Text)> {
    let same = |value: String| Text::new(value.clone(), value);
    let mut rows = vec![
        (text!("姓名"; "Name"), same(claims.name.to_string())),
        (
            text!("类别"; "Category"),
            words::categories(claims.categories),
        ),
    ];
    // Whom the card is for is compared as the name is.
    if !claims.dependants.is_empty() {
        rows.push((
            text!("随卡家属"; "Dependants"),
            dependants(&claims.dependants),
        ));
    }
    if let Some(grade) = claims.disability_grade {
        rows.push((
            text!("伤残等级"; "Disability grade"),
            Text::new(format!("{grade} 级"), grade.to_string()),
        ));
    }
    if let Some(stage) = claims.life_stage {
        rows.push((text!("所处阶段"; "Stage of life"), words::life_stage(stage)));
    }
    let issuer_name = Text::new(
        issuer.name.zh.clone(),
        issuer
            .name
            .en
            .clone()
            .unwrap_or_else(|| issuer.name.zh.clone()),
    );
    rows.push((text!("发码单位"; "Issuer"), issuer_name));
    if let Some(name) = &issuer.code_name {
        let en = name.en.clone().unwrap_or_else(|| name.zh.clone());
        rows.push((
            text!("码的名称"; "Name of the code"),
            Text::new(name.zh.clone(), en),
        ));
    }
    // Where it is the issuer's own, the issuer's name says it already.
    if let Some(home) = claims.home_region.filter(|home| *home != issuer.region) {
        rows.push((text!("所属地区"; "Home region"), same(home.to_string())));
    }
    rows.push((
        text!("有效期至"; "Valid until"),
        same(messages::dates::last_day(claims.validity.until)),
    ));
    rows.push((
        text!("持有人编号"; "Holder number"),
        same(claims.holder.to_string()),
    ));
    rows
}

/// Who else the card is for, and how many they are: `2 人：配偶 李*、子女 王*`.
fn dependants(listed: &[Dependant]) -> Text {
    let join = |lang, between: &str| {
        let each = listed.iter().map(|dependant| {
            let name = dependant.name.as_str();
            words::relation(dependant.relation).map_or_else(
                || name.to_owned(),
                |word| format!("{} {name}", word.in_lang(lang)),
            )
        });
        each.collect::<Vec<_>>().join(between)
    };
    let (count, zh, en) = (listed.len(), join(Lang::Zh, "、"), join(Lang::En, ", "));
    text!("{count} 人：{zh}"; "{count}: {en}")
}

/// Name and categories in a line.
pub(crate) fn who(claims: &Claims) -> Text {
    let categories = words::categories(claims.categories);
    let name = escape_untrusted(claims.name.as_str());
    text!("{name}（{}）", categories.in_lang(Lang::Zh); "{name} ({})", categories.in_lang(Lang::En))
}

fn joined(one: &Text, between: Text, other: &Text) -> Text {
    let in_lang = |lang| {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "{}{}{}",
            one.in_lang(lang),
            between.in_lang(lang),
            other.in_lang(lang)
        );
        out
    };
    Text::new(in_lang(Lang::Zh), in_lang(Lang::En))
}

fn painted(text: &str, conclusion: Conclusion, colour: Colour) -> String {
    if colour == Colour::Plain {
        return text.to_owned();
    }
    // Bold, and green, yellow, red or no colour (ECMA-48 SGR).
    let code = match conclusion {
        Conclusion::Accept => "1;32",
        Conclusion::Check => "1;33",
        Conclusion::Refuse => "1;31",
        Conclusion::Unread => "1",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}
