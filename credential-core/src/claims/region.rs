//! Regions by the six digits of GB/T 2260.

use core::fmt;

use crate::error::{Error, Field, Result};

/// A division of the country: six digits of GB/T 2260.
///
/// `420000` is a province, `421200` a city in it, `421202` a district of that city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

impl Region {
    /// From the six digits as a number.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Region`] if it does not have six digits.
    pub const fn new(code: u32) -> Result<Self> {
        match code {
            100_000..=999_999 => Ok(Self(code)),
            _ => Err(Error::ClaimsInvalid(Field::Region)),
        }
    }

    /// The six digits as a number.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Whether `other` is this division or lies within it: a province covers its cities, a city its districts.
    pub const fn covers(self, other: Self) -> bool {
        let span = match self.0 {
            code if code % 10_000 == 0 => 10_000,
            code if code % 100 == 0 => 100,
            _ => 1,
        };
        self.0 / span == other.0 / span
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
