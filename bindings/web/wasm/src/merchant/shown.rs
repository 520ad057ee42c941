//! A verdict as it is shown: in both languages, because whoever looks may change them while it is there.

use credential_core::{Caution, Decision, Verdict};
use messages::untrusted::escape_untrusted;
use messages::{Lang, scan_words, words};
use serde_json::{Value, json};
use terminal::{Judged, advice, verdict_words};

/// The answer that is shown. *Check* has two faces: comparing the person with the code is the normal case of a code
/// on paper, and nothing is wrong. *Again* says nothing about the person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Accept,
    Compare,
    Check,
    Refuse,
    Again,
}

impl Answer {
    pub(super) fn of(judged: &Judged) -> Self {
        match judged.verdict() {
            _ if judged.other_ours > 0 => Self::Check,
            Verdict::Accept(_) => Self::Accept,
            // The cautions stand in order, and these are the last.
            Verdict::Check(_, cautions)
                if matches!(cautions.first(), Caution::Bearer | Caution::RepeatUnchecked) =>
            {
                Self::Compare
            }
            Verdict::Check(..) => Self::Check,
            Verdict::Refuse(_) if judged.misreading().is_some() => Self::Again,
            Verdict::Refuse(_) => Self::Refuse,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Compare => "compare",
            Self::Check => "check",
            Self::Refuse => "refuse",
            Self::Again => "again",
        }
    }

    fn word(self, lang: Lang) -> String {
        let word = match self {
            Self::Accept => words::decision(Decision::Accept),
            Self::Compare => scan_words::compare(),
            Self::Check => scan_words::look_into(),
            Self::Refuse => words::decision(Decision::Refuse),
            Self::Again => scan_words::scan_again(),
        };
        // The page draws a sign of its own before the word.
        let word = word.in_lang(lang);
        let plain = word.trim_start_matches(|sign: char| !sign.is_alphabetic());
        plain.trim_start().to_owned()
    }
}

/// `answer`, `code`, and for each language what is said.
pub(super) fn shown(judged: &Judged) -> Value {
    let answer = Answer::of(judged);
    json!({
        "answer": answer.name(),
        "code": judged.verdict().reason(),
        "zh": said(judged, answer, Lang::Zh),
        "en": said(judged, answer, Lang::En),
    })
}

fn said(judged: &Judged, answer: Answer, lang: Lang) -> Value {
    let reason = match answer {
        // That anybody can show a copy is why a person compares, and no fault of this code.
        Answer::Compare => words::accepted(),
        _ if judged.other_ours > 0 => scan_words::several_codes(judged.other_ours + 1).0,
        _ => verdict_words::reason(judged),
    };
    let advised = match judged.other_ours {
        0 => advice(judged),
        others => scan_words::several_codes(others + 1).1,
    };
    let further = match judged.other_ours {
        0 => verdict_words::further(judged),
        _ => Vec::new(),
    };
    // Of several codes that came together nobody knows whose they are.
    let content = judged.content().filter(|_| judged.other_ours == 0);
    let rows = content.map_or_else(Vec::new, |(claims, issuer)| {
        verdict_words::rows(claims, issuer)
    });
    let plain = |text: &str| escape_untrusted(text).to_string();
    json!({
        "word": answer.word(lang),
        "reason": plain(reason.in_lang(lang)),
        "advice": plain(advised.in_lang(lang)),
        "further": further.iter().map(|text| plain(text.in_lang(lang))).collect::<Vec<_>>(),
        "rows": rows.iter().map(|(label, value)| [plain(label.in_lang(lang)), plain(value.in_lang(lang))]).collect::<Vec<_>>(),
        "name": content.map(|(claims, _)| plain(claims.name.as_str())),
        "kind": content.map(|(claims, _)| words::categories(claims.categories).in_lang(lang).to_owned()),
    })
}
