//! How much damage a symbol survives.

/// The error correction level: ISO/IEC 18004:2015, 6.5.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// About 7 % of the codewords. For screens.
    L,
    /// About 15 %. What cards and paper want.
    #[default]
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

impl Level {
    /// The two bits that stand for the level in the format information: table 12.
    pub(crate) const fn indicator(self) -> u16 {
        match self {
            Self::L => 0b01,
            Self::M => 0b00,
            Self::Q => 0b11,
            Self::H => 0b10,
        }
    }
}
