//! Sets of small numbers, as one integer: bit `n` stands for the number `n`.

use core::fmt;

use crate::claims::LifeStage;
use crate::error::{Error, Field, Result};

/// A set of numbers from 1 to `LAST` (at most 31); at least one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NumberSet<const LAST: u8>(u32);

/// Days of the week: 1 is Monday, 7 is Sunday (ISO 8601).
pub type Weekdays = NumberSet<7>;
/// Days of the month, 1 to 31.
pub type MonthDays = NumberSet<31>;
/// Disability grades, 1 (gravest) to 10.
pub type DisabilityGrades = NumberSet<10>;
/// Honour classes, 1 to 9.
pub type HonourClasses = NumberSet<9>;
/// Stages of life by [`LifeStage::number`].
pub type LifeStages = NumberSet<5>;

impl<const LAST: u8> NumberSet<LAST> {
    /// The set of these numbers.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Count`] if there is none, or one that is not 1 to `LAST`.
    pub fn of(numbers: impl IntoIterator<Item = u8>) -> Result<Self> {
        let mut bits = 0;
        for number in numbers {
            if number > LAST {
                return Err(Error::ClaimsInvalid(Field::Count));
            }
            bits |= 1u32.checked_shl(number.into()).unwrap_or(0);
        }
        Self::from_bits(bits, Field::Count)
    }

    /// From the bits of an object; `field` is the one that stands there.
    pub(super) const fn from_bits(bits: u32, field: Field) -> Result<Self> {
        let all = u32::MAX >> (31 - LAST) & !1;
        if bits == 0 || bits & !all != 0 {
            Err(Error::ClaimsInvalid(field))
        } else {
            Ok(Self(bits))
        }
    }

    /// The bits; bit `n` stands for the number `n`.
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// Whether `number` is in the set.
    pub const fn contains(self, number: u8) -> bool {
        number < 32 && self.0 & 1 << number != 0
    }

    /// The numbers, ascending.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..=LAST).filter(move |number| self.contains(*number))
    }
}

impl LifeStages {
    /// Whether a holder at this stage is meant.
    pub fn has(self, stage: LifeStage) -> bool {
        self.contains(stage.number())
    }
}

impl<const LAST: u8> fmt::Debug for NumberSet<LAST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
