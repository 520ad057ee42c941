//! The width of text on consoles that draw some characters wide and on those that do not.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many columns the console gives to characters that are narrow in the West and wide in the East, such
/// as `√`, `─` and `█`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ambiguous {
    #[default]
    Narrow,
    Wide,
}

impl Ambiguous {
    pub(super) fn width(self, text: &str) -> usize {
        match self {
            Self::Narrow => text.width(),
            Self::Wide => text.width_cjk(),
        }
    }

    pub(super) fn width_of(self, character: char) -> usize {
        let width = match self {
            Self::Narrow => character.width(),
            Self::Wide => character.width_cjk(),
        };
        width.unwrap_or(0)
    }
}
