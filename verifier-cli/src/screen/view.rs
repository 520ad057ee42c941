//! Everything that the screen shows at a moment.

use std::collections::VecDeque;
use std::time::Instant;

use messages::{Lang, Text};

use super::answer::{Answer, ShownVerdict};
use super::colours::Depth;
use super::panel::Panel;
use super::thumbnail::Thumbnail;

pub(super) struct View {
    pub(super) lang: Lang,
    pub(super) depth: Depth,
    /// `2026-11-30 08:15:00`
    pub(super) clock: String,
    pub(super) muted: bool,
    pub(super) shown: Option<ShownVerdict>,
    /// The verdict is that of the code before: something else is in view now.
    pub(super) is_past: bool,
    /// The code of the verdict was taken away.
    pub(super) is_away: bool,
    pub(super) recent: VecDeque<Recent>,
    pub(super) camera: Camera,
    pub(super) picture: Picture,
    /// What stands in the way of reading the code that the camera sees.
    pub(super) hint: Option<Text>,
    /// How old the lists are; the most serious first.
    pub(super) freshness: Vec<Notice>,
    /// A message that is shown for a moment in the place of the keys.
    pub(super) message: Option<Text>,
    /// The benefits at the counter.
    pub(super) panel: Panel,
}

/// A verdict in the list of the last ones.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    pub(super) since: Instant,
    pub(super) time: String,
    pub(super) answer: Answer,
    pub(super) what: Text,
}

/// The camera in words.
#[derive(Clone, Debug)]
pub(super) struct Camera {
    pub(super) what: Text,
    /// What to do about it, where something is wrong.
    pub(super) remedy: Option<Text>,
    pub(super) sees: bool,
}

/// What stands in the place of the picture.
#[derive(Clone, Debug)]
pub(super) enum Picture {
    Live(Thumbnail),
    /// No frame has come, or none will.
    None,
    /// The line to the console is too slow for it.
    SlowLine,
    /// The operator has switched it off.
    Off,
}

/// Something about this terminal that the operator should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) gravity: Gravity,
    pub(super) text: Text,
}

/// How serious a notice is; the most serious sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gravity {
    /// Codes are not accepted because of it.
    Stops,
    /// Soon they will not be accepted, or a person must check them.
    Warns,
    /// All is well.
    Fine,
}
