//! The words for what the scan found.

use std::time::Instant;

use code_reader::Hint;
use credential_core::{Decision, Error, Stage, TextForm, UnixTime, Verdict};
use messages::{Text, dates, text, words};

use super::answer::{Answer, Origin, ShownVerdict};
use super::input::Damage;
use super::view::Recent;
use crate::input::Place;
use crate::report::{self, CodeOutcome, Finding, Judged};

/// What is known of the line that a scanner typed last.
#[derive(Clone, Debug)]
pub(super) struct LastLine {
    pub(super) number: u64,
    pub(super) damage: Damage,
    pub(super) text: String,
    /// The one before was the very same: so it was not misread.
    pub(super) repeated: bool,
}

/// How a finding is shown.
pub(super) fn shown_verdict(
    finding: &Finding,
    last_line: Option<&LastLine>,
    now: Instant,
) -> ShownVerdict {
    let line = match finding.place {
        Place::Line(number) => last_line.filter(|line| line.number == number),
        _ => None,
    };
    let origin = match finding.place {
        Place::Camera => Origin::Camera,
        _ => Origin::Scanner,
    };
    match &finding.outcome {
        CodeOutcome::Judged(judged) => {
            let mut shown = shown_judged(finding, judged, origin, now);
            if let Some(line) = line.filter(|line| was_misread(judged, line)) {
                ask_to_scan_again(&mut shown, judged, line);
            }
            shown
        }
        CodeOutcome::Unread(failure) => ShownVerdict {
            answer: Answer::Check,
            origin,
            since: now,
            time: time(dates::now()),
            reason: failure.what.clone(),
            advice: failure.remedy.clone(),
            further: Vec::new(),
            person: Vec::new(),
            who: None,
        },
    }
}

fn shown_judged(finding: &Finding, judged: &Judged, origin: Origin, now: Instant) -> ShownVerdict {
    let verdict = judged.verdict();
    let content = judged.content();
    let answer = match (verdict.decision(), error(judged)) {
        (Decision::Accept, _) => Answer::Accept,
        (Decision::Check, _) => Answer::Check,
        (Decision::Refuse, Some(Error::Unreadable(_))) => Answer::Again,
        (Decision::Refuse, _) => Answer::Refuse,
    };
    ShownVerdict {
        answer,
        origin,
        since: now,
        time: time(judged.at()),
        reason: report::reason(finding),
        advice: words::verdict_advice(verdict),
        further: report::further(judged),
        person: content.map_or_else(Vec::new, |(claims, issuer)| report::rows(claims, issuer)),
        who: content.map(|(claims, _)| report::who(claims)),
    }
}

/// Whether the scanner has probably misread the code.
///
/// The check digits find every wrong digit and every swap, but one dropped digit in a hundred passes them;
/// the result is then not a valid object. Base45 has no check digits: until the same text has come twice, a
/// wrong character cannot be distinguished from a forgery.
fn was_misread(judged: &Judged, line: &LastLine) -> bool {
    let Some(error) = error(judged).filter(|_| judged.content().is_none()) else {
        return false;
    };
    match line.damage {
        Damage::None => false,
        Damage::Incomplete | Damage::InputMethod => {
            let unchecked = TextForm::of(&line.text) == Some(TextForm::Base45) && !line.repeated;
            unchecked || matches!(error.stage(), Stage::Text | Stage::Object)
        }
    }
}

fn ask_to_scan_again(shown: &mut ShownVerdict, judged: &Judged, line: &LastLine) {
    shown.answer = Answer::Again;
    let was_read = error(judged).is_some_and(|error| error.stage() > Stage::Object);
    (shown.reason, shown.advice) = match line.damage {
        Damage::InputMethod => (
            text!("中文输入法把扫码枪打的字改掉了";
                "a Chinese input method has changed what the scanner typed"),
            text!("请切换到英文输入（按 Shift，或 Ctrl＋空格），再扫一次。";
                "Turn the input method off (Shift, or Ctrl + space), then scan again."),
        ),
        _ if was_read => (
            text!("签名不符：可能没有读对";
                "the signature does not fit: perhaps it was not read rightly"),
            text!("请再扫一次；若仍不符，即为伪造或被改动过。";
                "Scan it again. If it is the same then, it is forged or altered."),
        ),
        _ => (
            text!("码没有读全，或读错了"; "the code was not read completely, or not rightly"),
            words::advice(credential_core::Advice::ScanAgain),
        ),
    };
}

fn error(judged: &Judged) -> Option<Error> {
    match judged.verdict() {
        Verdict::Refuse(refusal) => Some(refusal.error()),
        _ => None,
    }
}

/// The line in the list of the last codes.
pub(super) fn recent(shown: &ShownVerdict) -> Recent {
    let what = match (&shown.who, shown.answer) {
        (Some(who), Answer::Accept | Answer::Check) => who.clone(),
        _ => shown.reason.clone(),
    };
    Recent {
        since: shown.since,
        time: shown.time.clone(),
        answer: shown.answer,
        what,
    }
}

/// What stands in the way of reading a code that is there.
pub(super) fn hint(hint: Hint) -> Text {
    match hint {
        Hint::TooSmall => text!("码太小，请靠近一些"; "too small: closer, please"),
        Hint::Blurred => text!(
            "码不清楚，请拿稳，稍微退后"; "blurred: hold it still, a little further away"),
        Hint::Incomplete => text!("码没有拍全，请移到画面中间"; "cut off: move it into the middle"),
        _ => text!("码有污损或反光，请换个角度"; "damaged or in glare: tilt it a little"),
    }
}

/// `08:15:00` of a moment, in Beijing.
pub(super) fn time(at: UnixTime) -> String {
    let whole = dates::minute(at);
    whole.get(11..).unwrap_or(&whole).to_owned()
}
