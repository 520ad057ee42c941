//! A verdict as it is shown: in both languages, because the operator may change them while it is there.

use std::time::Instant;

use credential_core::Decision;
use messages::{Text, text};

use super::cell::Colour;

/// The answer that is shown: the three verdicts, and "scan again", which says nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    Accept,
    Check,
    Refuse,
    Again,
}

impl Answer {
    #[cfg(test)]
    pub(super) const ALL: [Self; 4] = [Self::Accept, Self::Check, Self::Refuse, Self::Again];

    /// The sign and the word, the same as in all other output.
    pub(super) fn words(self) -> Text {
        match self {
            Self::Accept => messages::words::decision(Decision::Accept),
            Self::Check => messages::words::decision(Decision::Check),
            Self::Refuse => messages::words::decision(Decision::Refuse),
            // A dash before Chinese words would read as the number one.
            Self::Again => text!("○ 再扫一次"; "- SCAN AGAIN"),
        }
    }

    /// Foreground and background.
    pub(super) fn colours(self) -> (Colour, Colour) {
        match self {
            Self::Accept => (Colour::White, Colour::Green),
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
    /// More cautions, more codes in the picture.
    pub(super) further: Vec<Text>,
    /// The person and the issuer: labels and values. Of a refused code they are not valid.
    pub(super) person: Vec<(Text, Text)>,
    /// The name and category in a line, for the list.
    pub(super) who: Option<Text>,
}
