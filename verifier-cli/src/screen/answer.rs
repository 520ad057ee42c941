//! A verdict as it is shown: in both languages, because the operator may change them while it is there.

use std::time::Instant;

use credential_core::Decision;
use messages::Text;

use super::cell::Colour;

/// What the operator is told: the three verdicts, and that the code was not read well, which is no
/// verdict on anybody.
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

    /// The sign and the word, as in every other place where verdicts are told.
    pub(super) fn words(self) -> Text {
        match self {
            Self::Accept => messages::words::decision(Decision::Accept),
            Self::Check => messages::words::decision(Decision::Check),
            Self::Refuse => messages::words::decision(Decision::Refuse),
            // A dash before Chinese words would read as the number one.
            Self::Again => Text::fixed("○ 再扫一次", "- SCAN AGAIN"),
        }
    }

    /// Ink and background.
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

/// A verdict with everything that is told of it.
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
    /// Who it is and who says so: labels and values. Of a refused code they count for nothing.
    pub(super) person: Vec<(Text, Text)>,
    /// The name and category in a line, for the list.
    pub(super) who: Option<Text>,
}
