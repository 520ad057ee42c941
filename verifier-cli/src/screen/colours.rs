//! How a console shows a colour.

use std::fmt::Write as _;

use super::cell::{Colour, Style};

/// How many colours the console has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// None, or none are wanted: bold and reverse only.
    None,
    Sixteen,
    TwoFiftySix,
    True,
}

impl Depth {
    /// From the environment variables that consoles set. Asking the console would need an answer.
    pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        if set("NO_COLOR").is_some() || term == "dumb" || term.starts_with("vt") {
            return Self::None;
        }
        let says = |value: Option<String>| {
            value.is_some_and(|value| value == "truecolor" || value == "24bit")
        };
        // Windows Terminal sets no other variable.
        if says(set("COLORTERM")) || set("WT_SESSION").is_some() || term.ends_with("-direct") {
            Self::True
        } else if term.contains("256color") || term.contains("kitty") || term.contains("alacritty")
        {
            Self::TwoFiftySix
        } else if cfg!(windows) && term.is_empty() {
            // The consoles of Windows 10 and later; older ones do not obey sequences at all.
            Self::True
        } else {
            Self::Sixteen
        }
    }

    /// A brightness in the steps that the console can show, so that noise changes no cell.
    pub(super) fn step(self, grey: u8) -> u8 {
        match self {
            Self::True => grey & 0xf8 | grey >> 5,
            Self::TwoFiftySix => (u16::from(grey) * 25 / 255 * 255 / 25) as u8,
            Self::Sixteen | Self::None => grey,
        }
    }

    /// The sequence (ECMA-48 SGR) that sets a look, whatever was set before.
    pub(super) fn sequence(self, style: Style) -> String {
        let mut out = String::from("\x1b[0");
        if style.bold {
            out.push_str(";1");
        }
        if self == Self::None {
            if stands_out(style) {
                out.push_str(";7");
            }
        } else {
            self.colour(&mut out, style.foreground, 30);
            self.colour(&mut out, style.background, 40);
        }
        out.push('m');
        out
    }

    fn colour(self, out: &mut String, colour: Colour, base: u16) {
        // Bright variants are 60 above (aixterm), which every console with 16 colours obeys.
        let (sixteen, indexed, rgb) = match colour {
            Colour::Plain => return,
            Colour::Black => (0, 16, (0, 0, 0)),
            Colour::White => (67, 231, (255, 255, 255)),
            Colour::Dim => (60, 245, (138, 138, 138)),
            Colour::Green => (2, 28, (0, 128, 56)),
            Colour::Yellow => (3, 220, (255, 204, 0)),
            Colour::Red => (1, 160, (200, 16, 32)),
            Colour::Blue => (4, 25, (24, 84, 168)),
            Colour::Teal => (6, 30, (0, 122, 140)),
            // Not green: the picture shows that a code was found, not what it is worth.
            Colour::Outline => (66, 45, (0, 200, 255)),
            Colour::Grey(grey) => (sixteen_grey(grey), grey_index(grey), (grey, grey, grey)),
        };
        // Writing to a string does not fail.
        let _ = match self {
            Self::None => Ok(()),
            Self::Sixteen => write!(out, ";{}", base + sixteen),
            Self::TwoFiftySix => write!(out, ";{};5;{indexed}", base + 8),
            Self::True => write!(out, ";{};2;{};{};{}", base + 8, rgb.0, rgb.1, rgb.2),
        };
    }
}

/// Without colours, a cell with its own background is shown reversed; greys are shown by glyphs.
fn stands_out(style: Style) -> bool {
    !matches!(style.background, Colour::Plain | Colour::Grey(_))
}

/// Black, dark grey, light grey and white.
fn sixteen_grey(grey: u8) -> u16 {
    match grey {
        0..=63 => 0,
        64..=127 => 60,
        128..=207 => 7,
        208.. => 67,
    }
}

/// The ramp of 24 greys from 232 on, with black and white of the cube at its ends.
fn grey_index(grey: u8) -> u16 {
    match u16::from(grey) * 25 / 255 {
        0 => 16,
        step @ 1..=24 => 231 + step,
        _ => 231,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(pairs: &[(&str, &str)]) -> Depth {
        Depth::of_environment(|name| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    #[cfg(not(windows))]
    fn the_environment_says_how_many_colours_there_are() {
        for (pairs, expected) in [
            (
                &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")][..],
                Depth::True,
            ),
            (&[("WT_SESSION", "x")], Depth::True),
            (&[("TERM", "screen-256color")], Depth::TwoFiftySix),
            (&[("TERM", "linux")], Depth::Sixteen),
            (&[("TERM", "dumb")], Depth::None),
            (&[("TERM", "vt220")], Depth::None),
            (
                &[("TERM", "xterm-256color"), ("NO_COLOR", "1")],
                Depth::None,
            ),
            (
                &[("TERM", "xterm-256color"), ("NO_COLOR", "")],
                Depth::TwoFiftySix,
            ),
            (&[], Depth::Sixteen),
        ] {
            assert_eq!(depth(pairs), expected, "{pairs:?}");
        }
    }

    #[test]
    fn a_verdict_stands_out_at_every_depth() {
        let style = Style::foreground(Colour::White).on(Colour::Red).bold();
        assert_eq!(Depth::None.sequence(style), "\x1b[0;1;7m");
        assert_eq!(Depth::Sixteen.sequence(style), "\x1b[0;1;97;41m");
        assert_eq!(
            Depth::TwoFiftySix.sequence(style),
            "\x1b[0;1;38;5;231;48;5;160m"
        );
        assert_eq!(
            Depth::True.sequence(style),
            "\x1b[0;1;38;2;255;255;255;48;2;200;16;32m"
        );
        assert_eq!(Depth::True.sequence(Style::default()), "\x1b[0m");
    }

    #[test]
    fn greys_rise_from_black_to_white() {
        for depth in [Depth::True, Depth::TwoFiftySix] {
            assert!(
                (0..255).all(|grey| depth.step(grey) <= depth.step(grey + 1)),
                "{depth:?}"
            );
            assert_eq!((depth.step(0), depth.step(255)), (0, 255));
        }
        let indices: Vec<_> = (0..=255).map(grey_index).collect();
        assert_eq!(
            (indices[0], indices[20], indices[254], indices[255]),
            (16, 232, 255, 231)
        );
    }
}
