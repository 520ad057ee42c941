//! Findings for programs. The schema is in `docs/json.md`; what is in it stays.

use messages::{FailureRecord, Lang};
use serde::Serialize;
use terminal::VerdictRecord;

use super::{CodeOutcome, Finding};

/// A finding as it stands in JSON.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum FindingRecord<'a> {
    Judged(Box<VerdictRecord<'a>>),
    Unread(UnreadRecord<'a>),
}

impl<'a> FindingRecord<'a> {
    pub(crate) fn new(finding: &'a Finding, lang: Lang) -> Self {
        let input = finding.place.name();
        match &finding.outcome {
            CodeOutcome::Judged(judged) => {
                Self::Judged(Box::new(VerdictRecord::new(input, judged)))
            }
            CodeOutcome::Unread(failure) => Self::Unread(UnreadRecord {
                input,
                error: failure.record(lang),
            }),
        }
    }
}

#[derive(Serialize)]
pub(crate) struct UnreadRecord<'a> {
    input: String,
    error: FailureRecord<'a>,
}
