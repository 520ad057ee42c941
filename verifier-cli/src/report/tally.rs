//! Counting findings by verdict and reason.

use std::collections::BTreeMap;

use credential_core::{Decision, Verdict};
use messages::{Exit, Lang, Text, words};

use super::CodeOutcome;

/// How often each verdict and reason came. Its size is bounded by the number of reasons.
#[derive(Debug, Default)]
pub(super) struct Tally {
    accepted: u64,
    /// By verdict, code and, where one code has several, its words: how often, and in words.
    others: BTreeMap<(Conclusion, &'static str, String), (u64, Text)>,
}

/// The three verdicts, and none; in the order of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Conclusion {
    Accept,
    Check,
    Refuse,
    Unread,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: &CodeOutcome) {
        let (key, words) = match outcome {
            // Formats and system errors are few and carry nothing from outside.
            CodeOutcome::Unread(failure) => {
                let kind = failure.what.in_lang(Lang::En).to_owned();
                (
                    (Conclusion::Unread, failure.code, kind),
                    failure.what.clone(),
                )
            }
            CodeOutcome::Judged(judged) => match judged.verdict() {
                Verdict::Accept(_) => {
                    self.accepted += 1;
                    return;
                }
                Verdict::Check(_, cautions) => {
                    let caution = cautions.first();
                    (
                        (Conclusion::Check, caution.code(), String::new()),
                        words::caution(caution),
                    )
                }
                Verdict::Refuse(refusal) => {
                    let error = refusal.error();
                    (
                        (Conclusion::Refuse, error.code(), String::new()),
                        words::error_kind(&error),
                    )
                }
            },
        };
        self.others.entry(key).or_insert((0, words)).0 += 1;
    }

    pub(super) fn total(&self) -> u64 {
        [
            Conclusion::Accept,
            Conclusion::Check,
            Conclusion::Refuse,
            Conclusion::Unread,
        ]
        .into_iter()
        .map(|conclusion| self.count(conclusion))
        .sum()
    }

    pub(super) fn count(&self, wanted: Conclusion) -> u64 {
        if wanted == Conclusion::Accept {
            return self.accepted;
        }
        self.reasons()
            .filter(|(conclusion, ..)| *conclusion == wanted)
            .map(|(_, count, _)| count)
            .sum()
    }

    /// Every reason that is not "accepted", with its count and words.
    pub(super) fn reasons(&self) -> impl Iterator<Item = (Conclusion, u64, &Text)> {
        self.others
            .iter()
            .map(|((conclusion, ..), (count, words))| (*conclusion, *count, words))
    }

    /// Refused weighs most; done is only what was accepted throughout.
    pub(super) fn exit(&self) -> Exit {
        if self.count(Conclusion::Refuse) > 0 {
            Exit::Refused
        } else if self.accepted > 0 && self.others.is_empty() {
            Exit::Done
        } else {
            Exit::Undecided
        }
    }
}

impl From<Decision> for Conclusion {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Accept => Self::Accept,
            Decision::Check => Self::Check,
            Decision::Refuse => Self::Refuse,
        }
    }
}
