//! What one cell of the screen shows, how it looks, and how soon it must be sent.

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    One(char),
    /// A letter with its combining marks, as Tibetan and Uyghur names have them.
    Cluster(Box<str>),
    /// The right half of the wide character before it.
    Covered,
}

/// A colour by what it is for, or a grey or another colour of the picture. `colours` says how the
/// console shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Colour {
    #[default]
    Plain,
    Black,
    White,
    Dim,
    Green,
    Yellow,
    Red,
    Blue,
    Teal,
    /// Of a code in the picture.
    Outline,
    /// A brightness of the picture.
    Grey(u8),
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) foreground: Colour,
    pub(super) background: Colour,
    pub(super) bold: bool,
}

impl Style {
    pub(super) const fn foreground(foreground: Colour) -> Self {
        Self {
            foreground,
            background: Colour::Plain,
            bold: false,
        }
    }

    pub(super) const fn on(self, background: Colour) -> Self {
        Self { background, ..self }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// Which cells are sent first on a slow line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// The verdict in a line.
    Verdict,
    /// Whose code it is, and what to do.
    Person,
    /// All other words, and the large ones.
    #[default]
    Words,
    /// The live picture.
    Picture,
}

impl Urgency {
    pub(super) const ALL: [Self; 4] = [Self::Verdict, Self::Person, Self::Words, Self::Picture];
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) glyph: Glyph,
    pub(super) style: Style,
}

impl Cell {
    pub(super) const BLANK: Self = Self {
        glyph: Glyph::One(' '),
        style: Style {
            foreground: Colour::Plain,
            background: Colour::Plain,
            bold: false,
        },
    };
}
