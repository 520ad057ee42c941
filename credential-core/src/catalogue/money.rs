//! Money: whole fen.

use core::fmt;

use crate::error::{Error, Field, Result};
use crate::limits::MAX_FEN;

/// An amount of money in fen, a hundredth of a yuan, from 0 to [`MAX_FEN`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(u64);

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// From whole fen.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Amount`] above [`MAX_FEN`].
    pub const fn new(fen: u64) -> Result<Self> {
        if fen <= MAX_FEN {
            Ok(Self(fen))
        } else {
            Err(Error::ClaimsInvalid(Field::Amount))
        }
    }

    /// As [`Fen::new`], for an amount that is not 0.
    pub(super) const fn above_zero(fen: u64) -> Result<Self> {
        if fen == 0 {
            Err(Error::ClaimsInvalid(Field::Amount))
        } else {
            Self::new(fen)
        }
    }

    /// The number of fen.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// What is left after `other` was taken away, never below zero.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// A share of it in thousandths, rounded down to the fen; at most all of it.
    #[must_use]
    pub(super) fn share(self, per_mille: u16) -> Self {
        // MAX_FEN times 1000 is far below 2^64.
        Self(self.0.saturating_mul(per_mille.min(1000).into()) / 1000)
    }
}

/// In yuan with two decimals: `12.05`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
