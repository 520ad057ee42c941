//! What a benefit does to the price.

use super::money::Fen;
use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};

/// The kind of a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BenefitKind {
    /// 免费: nothing is paid.
    Free,
    /// A share is paid: 850 is 八五折.
    Share {
        /// In thousandths of the price, 1 to 999.
        per_mille: u16,
    },
    /// 立减: an amount is taken off.
    AmountOff(Fen),
    /// 优惠价: this is paid, or the price if that is lower.
    FixedPrice(Fen),
    /// 优先: the holder goes first. The price stays.
    Priority,
    /// 免费入场: the holder goes in without a ticket.
    FreeEntry,
}

const FREE: u64 = 1;
const SHARE: u64 = 2;
const AMOUNT_OFF: u64 = 3;
const FIXED_PRICE: u64 = 4;
const PRIORITY: u64 = 5;
const FREE_ENTRY: u64 = 6;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl BenefitKind {
    /// The stable name in JSON and vectors.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Share { .. } => "share",
            Self::AmountOff(_) => "amount-off",
            Self::FixedPrice(_) => "fixed-price",
            Self::Priority => "priority",
            Self::FreeEntry => "free-entry",
        }
    }

    /// What is paid for something of this price: rounded down to the fen, never above the price.
    #[must_use]
    pub fn applied_to(self, price: Fen) -> Fen {
        match self {
            Self::Free | Self::FreeEntry => Fen::ZERO,
            Self::Share { per_mille } => price.share(per_mille),
            Self::AmountOff(amount) => price.minus(amount),
            Self::FixedPrice(fixed) => fixed.min(price),
            Self::Priority => price,
        }
    }

    /// Whether what is paid depends on the price, so that somebody must enter it.
    pub const fn needs_price(self) -> bool {
        matches!(
            self,
            Self::Share { .. } | Self::AmountOff(_) | Self::FixedPrice(_)
        )
    }

    const fn parts(self) -> (u64, Option<u64>) {
        match self {
            Self::Free => (FREE, None),
            Self::Share { per_mille } => (SHARE, Some(per_mille as u64)),
            Self::AmountOff(amount) => (AMOUNT_OFF, Some(amount.get())),
            Self::FixedPrice(price) => (FIXED_PRICE, Some(price.get())),
            Self::Priority => (PRIORITY, None),
            Self::FreeEntry => (FREE_ENTRY, None),
        }
    }

    fn from_parts(kind: u64, value: Option<u64>) -> Result<Self> {
        Ok(match (kind, value) {
            (FREE, None) => Self::Free,
            (PRIORITY, None) => Self::Priority,
            (FREE_ENTRY, None) => Self::FreeEntry,
            (SHARE, Some(share @ 1..=999)) => Self::Share {
                per_mille: share as u16,
            },
            (SHARE, Some(_)) => return Err(Error::ClaimsInvalid(Field::Amount)),
            (AMOUNT_OFF, Some(amount)) => Self::AmountOff(Fen::above_zero(amount)?),
            (FIXED_PRICE, Some(price)) => Self::FixedPrice(Fen::above_zero(price)?),
            _ => return Err(UNEXPECTED),
        })
    }

    pub(super) fn check(self) -> Result<()> {
        let (kind, value) = self.parts();
        Self::from_parts(kind, value).map(drop)
    }

    pub(super) fn write(self, out: &mut Writer) {
        let (kind, value) = self.parts();
        out.array(1 + usize::from(value.is_some())).uint(kind);
        if let Some(value) = value {
            out.uint(value);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let items = reader.array()?;
        let kind = reader.uint()?;
        match items {
            1 => Self::from_parts(kind, None),
            2 => Self::from_parts(kind, Some(reader.uint()?)),
            _ => Err(UNEXPECTED),
        }
    }

    /// Whether what stands here is a kind of a later version: of another number, or with more items than
    /// its kind has. A fault is none.
    pub(super) fn is_unknown(mut item: Reader<'_>) -> bool {
        let (Ok(items), Ok(kind)) = (item.array(), item.uint()) else {
            return false;
        };
        match kind {
            FREE | PRIORITY | FREE_ENTRY => items > 1,
            SHARE | AMOUNT_OFF | FIXED_PRICE => items > 2,
            _ => true,
        }
    }
}
