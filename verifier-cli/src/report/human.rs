//! Findings for people: the sign and the word first, then why and what to do, then who.
//!
//! Every text from outside goes through [`escape_untrusted`]; names in credentials and trust lists have been
//! checked when they were read, and go through it all the same.

use cli_support::Colour;
use credential_core::{Caution, Decision, Error};
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text, text, words};
use terminal::verdict_words::{
    self, further, joined, no_benefit, revocation_unchecked, rows, several_codes, who,
};

use super::tally::{Conclusion, Tally};
use super::{CodeOutcome, Finding, Judged, advice};
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
        && judged.verdict().reason() != Caution::StatusMissing.code()
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
        CodeOutcome::Judged(judged) => judged.verdict().decision().into(),
        CodeOutcome::Unread(_) => Conclusion::Unread,
    }
}

/// The word for one code. One that was misread is to be scanned again: nothing is known of it.
fn word(outcome: &CodeOutcome) -> Text {
    match outcome {
        CodeOutcome::Judged(judged) => verdict_words::word(judged),
        CodeOutcome::Unread(_) => conclusion_word(Conclusion::Unread),
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
        CodeOutcome::Judged(judged) if is_other_code_in_picture(judged, &finding.place) => text!(
            "图片里的二维码不是老兵码"; "the QR code in the picture is not a veteran code"),
        CodeOutcome::Judged(judged) => verdict_words::reason(judged),
    }
}

fn is_other_code_in_picture(judged: &Judged, place: &Place) -> bool {
    matches!(place, Place::File(_))
        && judged.error() == Some(Error::NotOurs)
        && judged.misreading().is_none()
        && !judged.is_faulty()
        && !judged.predates_start
}

/// Who it is and who says so. Of a refused code every line is struck out by its sign.
fn content(out: &mut String, judged: &Judged, lang: Lang) {
    let Some((claims, issuer)) = judged.content() else {
        return;
    };
    let refused = judged.verdict().decision() == Decision::Refuse;
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
