//! Codes on a text terminal.

use crate::error::QrError;
use crate::options::QuietZone;
use crate::symbol::Symbol;

/// How to get dark and light out of a terminal, whose colours are not known.
///
/// Only colours that are set explicitly scan on every theme. Without them somebody must say which
/// way round the theme is: the wrong answer shows a symbol with dark and light exchanged, which the
/// standard allows and many readers, but not all, accept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TerminalStyle {
    /// Black on white by escape sequences: entries 16 and 231 of the 256-colour palette, which
    /// themes leave alone, whereas they change the sixteen named colours at will.
    #[default]
    BlackOnWhite,
    /// No escape sequences, for a terminal with light letters on a dark ground: light modules are
    /// ink.
    PlainOnDark,
    /// No escape sequences, for a terminal with dark letters on a light ground, and for text files:
    /// dark modules are ink.
    PlainOnLight,
}

impl TerminalStyle {
    const fn start_of_line(self) -> &'static str {
        match self {
            Self::BlackOnWhite => "\x1b[38;5;16;48;5;231m",
            Self::PlainOnDark | Self::PlainOnLight => "",
        }
    }

    const fn end_of_line(self) -> &'static str {
        match self {
            Self::BlackOnWhite => "\x1b[0m\n",
            Self::PlainOnDark | Self::PlainOnLight => "\n",
        }
    }

    /// A character for two modules, one above the other.
    const fn block(self, upper_dark: bool, lower_dark: bool) -> char {
        let ink = match self {
            Self::BlackOnWhite | Self::PlainOnLight => (upper_dark, lower_dark),
            Self::PlainOnDark => (!upper_dark, !lower_dark),
        };
        match ink {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }
    }
}

impl Symbol {
    /// Draws the symbol as lines of text, one character wide and half a character high a module,
    /// with line ends.
    ///
    /// A terminal must be at least width + 2 × quiet zone columns wide: a line that is wrapped
    /// destroys the code.
    ///
    /// # Errors
    ///
    /// [`QrError::QuietZoneTooNarrow`], and [`QrError::DrawingSize`] for a quiet zone of more than
    /// 100 modules.
    pub fn to_terminal(
        &self,
        quiet_zone: QuietZone,
        style: TerminalStyle,
    ) -> Result<String, QrError> {
        let quiet = quiet_zone.modules()?;
        if quiet > 100 {
            return Err(QrError::DrawingSize);
        }
        let side = self.width() + 2 * quiet;
        // Left of and above the symbol the coordinate wraps to a number far outside it, where
        // everything is light.
        let is_dark = |x: u32, y: u32| self.is_dark(x.wrapping_sub(quiet), y.wrapping_sub(quiet));

        let mut text = String::new();
        for y in (0..side).step_by(2) {
            text.push_str(style.start_of_line());
            text.extend((0..side).map(|x| style.block(is_dark(x, y), is_dark(x, y + 1))));
            text.push_str(style.end_of_line());
        }
        Ok(text)
    }
}
