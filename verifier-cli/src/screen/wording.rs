//! The words for what the scan found.

use std::time::Instant;

use code_reader::Hint;
use credential_core::{UnixTime, Verdict};
use messages::untrusted::escape_untrusted;
use messages::{Text, dates, scan_words, text, words};

use super::answer::{Answer, Origin, ShownVerdict};
use super::view::Recent;
use crate::input::Place;
use crate::report::{self, CodeOutcome};
use crate::scan::{ScanEvent, was_here};

/// How a finding is shown.
pub(super) fn shown_verdict(event: &ScanEvent, now: Instant) -> ShownVerdict {
    let finding = &event.finding;
    let origin = match finding.place {
        Place::Camera => Origin::Camera,
        _ => Origin::Scanner,
    };
    match &finding.outcome {
        CodeOutcome::Judged(judged) => {
            let content = judged.content();
            let answer = Answer::of(judged);
            ShownVerdict {
                answer,
                origin,
                since: now,
                time: time(judged.at()),
                reason: match answer {
                    // That anybody can show a copy is why a person compares, and no fault of this code.
                    Answer::Compare => words::accepted(),
                    _ => report::reason(finding),
                },
                advice: report::advice(judged),
                before: event.holder_was_here.map(was_here),
                further: report::further(judged),
                person: content
                    .map_or_else(Vec::new, |(claims, issuer)| report::rows(claims, issuer)),
                who: content.map(|(claims, _)| report::who(claims)),
            }
        }
        CodeOutcome::Unread(failure) => ShownVerdict {
            answer: Answer::Check,
            origin,
            since: now,
            time: time(dates::now()),
            reason: failure.what.clone(),
            advice: (*failure.remedy).clone(),
            before: None,
            further: Vec::new(),
            person: Vec::new(),
            who: None,
        },
    }
}

/// The masked name of the holder who stands at the counter; of a refused code, and of several together, nobody's.
pub(super) fn holder_at_counter(event: &ScanEvent) -> Option<String> {
    let CodeOutcome::Judged(judged) = &event.finding.outcome else {
        return None;
    };
    let is_refused = matches!(judged.verdict(), Verdict::Refuse(_));
    let (claims, _) = judged.content().filter(|_| !is_refused)?;
    let is_alone = event.finding.other_ours() == 0;
    is_alone.then(|| escape_untrusted(claims.name.as_str()).into_owned())
}

/// Several codes of ours that came together: which verdict is about which of them nobody can see.
pub(super) fn several_codes(count: usize, origin: Origin, now: Instant) -> ShownVerdict {
    let (reason, advice) = scan_words::several_codes(count);
    ShownVerdict {
        answer: Answer::Check,
        origin,
        since: now,
        time: time(dates::now()),
        reason,
        advice,
        before: None,
        further: Vec::new(),
        person: Vec::new(),
        who: None,
    }
}

/// The line in the list of the last codes.
pub(super) fn recent(shown: &ShownVerdict) -> Recent {
    let what = match (&shown.who, shown.answer) {
        (Some(who), Answer::Accept | Answer::Compare | Answer::Check) => who.clone(),
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

/// `2026-11-30 08:15:00` of a moment, in Beijing: a wrong date is seen before codes are refused for it.
pub(super) fn clock(at: UnixTime) -> String {
    format!("{} {}", dates::day(at), time(at))
}

/// `08:15:00` of a moment, in Beijing.
pub(super) fn time(at: UnixTime) -> String {
    let whole = dates::minute(at);
    whole.get(11..).unwrap_or(&whole).to_owned()
}
