//! A verdict as it is shown: in both languages, because the operator may change them while it is there.

use std::time::Instant;

use credential_core::{Caution, Decision, Verdict};
use messages::{Text, scan_words};

use super::cell::Colour;
use crate::report::Judged;

/// The answer that is shown: accept; the two kinds of "check", because comparing the person with the
/// code is the normal case of a code on paper, and nothing is wrong; refuse; and "scan again", which
/// says nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Answer {
    Accept,
    /// All is well with the code: compare it with the person.
    Compare,
    /// Something is wrong at this terminal or with the code, and a person must look into it.
    Check,
    Refuse,
    Again,
}

impl Answer {
    #[cfg(test)]
    pub(super) const ALL: [Self; 5] = [
        Self::Accept,
        Self::Compare,
        Self::Check,
        Self::Refuse,
        Self::Again,
    ];

    /// The face of a verdict.
    pub(super) fn of(judged: &Judged) -> Self {
        match judged.verdict() {
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

    /// The sign and the word.
    pub(super) fn words(self) -> Text {
        match self {
            Self::Accept => messages::words::decision(Decision::Accept),
            Self::Compare => scan_words::compare(),
            Self::Check => scan_words::look_into(),
            Self::Refuse => messages::words::decision(Decision::Refuse),
            Self::Again => scan_words::scan_again(),
        }
    }

    /// Foreground and background.
    pub(super) fn colours(self) -> (Colour, Colour) {
        match self {
            Self::Accept => (Colour::White, Colour::Green),
            Self::Compare => (Colour::White, Colour::Teal),
            Self::Check => (Colour::Black, Colour::Yellow),
            Self::Refuse => (Colour::White, Colour::Red),
            Self::Again => (Colour::White, Colour::Blue),
        }
    }
}

/// Where a code came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Camera,
    Scanner,
}

/// A verdict with everything that is shown with it.
#[derive(Clone, Debug)]
pub(super) struct ShownVerdict {
    pub(super) answer: Answer,
    pub(super) origin: Origin,
    pub(super) since: Instant,
    /// `08:15:00`
    pub(super) time: String,
    pub(super) reason: Text,
    pub(super) advice: Text,
    /// That this holder was here before, and when.
    pub(super) before: Option<Text>,
    /// More cautions, more codes in the picture.
    pub(super) further: Vec<Text>,
    /// The person and the issuer: labels and values. Of a refused code they are not valid.
    pub(super) person: Vec<(Text, Text)>,
    /// The name and category in a line, for the list.
    pub(super) who: Option<Text>,
}
