//! A code with its verdict, or why there is none.

use credential_core::{Claims, Decision, Error, Issuer, TextForm, UnixTime, Verdict};
use messages::Failure;

use crate::input::Place;

/// One code, or one picture or stream that gave none.
pub(crate) struct Finding {
    /// Where it came from.
    pub(crate) place: Place,
    /// The verdict, or why there is none.
    pub(crate) outcome: CodeOutcome,
}

/// The verdict, or why there is none.
pub(crate) enum CodeOutcome {
    /// There was a code, and it was judged.
    Judged(Judged),
    /// There was no code to judge: what is wrong and what to do, without the name of the place.
    Unread(Failure),
}

/// A code with its verdict.
pub(crate) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) form: Option<TextForm>,
    pub(super) at: UnixTime,
    /// How many more codes the picture shows that are not ours.
    pub(crate) other_codes: usize,
}

impl Finding {
    pub(crate) fn new(place: Place, judged: Result<Judged, Failure>) -> Self {
        Self {
            place,
            outcome: judged.map_or_else(CodeOutcome::Unread, CodeOutcome::Judged),
        }
    }
}

impl Judged {
    pub(crate) fn new(text: &str, verdict: Verdict, at: UnixTime) -> Self {
        Self {
            form: TextForm::of(text),
            verdict,
            at,
            other_codes: 0,
        }
    }

    /// Whether there was nothing but blanks.
    pub(crate) fn is_empty_text(&self) -> bool {
        self.error() == Some(Error::Empty)
    }

    /// Whether it is a code of another kind: a web address, a payment code.
    pub(crate) fn is_foreign(&self) -> bool {
        matches!(
            self.error(),
            Some(Error::Empty | Error::NotOurs | Error::TooLong { .. })
        )
    }

    /// The time as of which it was judged.
    pub(crate) fn at(&self) -> UnixTime {
        self.at
    }

    /// The verdict itself.
    pub(crate) fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether it was not refused, and revocation was not checked.
    pub(super) fn is_revocation_unchecked(&self) -> bool {
        self.verdict.decision() != Decision::Refuse
            && self
                .verdict
                .basis()
                .is_none_or(|basis| !basis.revocation_checked)
    }

    pub(super) fn error(&self) -> Option<Error> {
        match &self.verdict {
            Verdict::Refuse(refusal) => Some(refusal.error()),
            _ => None,
        }
    }

    /// What the code says, if its signature verified. Of a refused code it is not valid.
    pub(crate) fn content(&self) -> Option<(&Claims, &Issuer)> {
        self.verdict.authentic_claims()
    }
}
