//! A verdict in words, for a program that shows it.

use credential_core::Decision;
use messages::untrusted::escape_untrusted;
use messages::{Lang, Text};
use serde::Serialize;

use crate::advice::advice;
use crate::judged::Judged;
use crate::verdict_words::{further, no_benefit, reason, rows, word};

/// A verdict in words, in one language.
#[derive(Debug, Serialize)]
pub struct VerdictWords {
    /// The large word, with its symbol.
    word: String,
    /// Why.
    reason: String,
    /// What to do.
    advice: String,
    /// What else there is to say.
    further: Vec<String>,
    /// What stands over the content of a code that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    over_content: Option<String>,
    /// What the code says: labels and values.
    rows: Vec<(String, String)>,
}

impl VerdictWords {
    /// What is said of a code.
    pub fn new(judged: &Judged, lang: Lang) -> Self {
        let is_refused = judged.verdict.decision() == Decision::Refuse;
        let content = judged.content();
        let rows = content.map(|(claims, issuer)| rows(claims, issuer));
        let said = |text: Text| text.in_lang(lang).to_owned();
        Self {
            word: said(word(judged)),
            reason: said(reason(judged)),
            advice: said(advice(judged)),
            further: further(judged).into_iter().map(said).collect(),
            over_content: (is_refused && content.is_some()).then(|| said(no_benefit())),
            rows: rows
                .into_iter()
                .flatten()
                .map(|(label, value)| {
                    (
                        said(label),
                        escape_untrusted(value.in_lang(lang)).into_owned(),
                    )
                })
                .collect(),
        }
    }
}
