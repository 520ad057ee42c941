//! Quotas: how often a holder has a benefit, and who counts that.

use super::numbers::BenefitNumber;
use crate::cbor::{Reader, Writer};
use crate::civil::{CivilDay, DayWindow};
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::MAX_QUOTA;
use crate::trust::IssuerId;
use crate::verify::HolderId;

/// At most so many units in each period, for one holder at one issuer, card and phone together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota {
    /// How many units, 1 to [`MAX_QUOTA`].
    pub limit: u32,
    /// In which period.
    pub period: Period,
    /// What is counted.
    pub unit: QuotaUnit,
    /// Over what the bureau counts. A terminal counts what it has granted itself.
    pub scope: QuotaScope,
}

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $number:literal => $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(u8)]
        pub enum $name { $($(#[$of])* $variant = $number,)+ }

        impl $name {
            /// All, by number.
            pub const ALL: [Self; [$($number),+].len()] = [$(Self::$variant),+];

            /// The number in an object.
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// The stable name in JSON and vectors.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub(super) fn from_number(number: u64) -> Option<Self> {
                Self::ALL.into_iter().find(|known| u64::from(known.number()) == number)
            }
        }
    };
}

numbered! {
    /// The period of a quota, by civil days of Beijing.
    Period {
        /// A day.
        Day = 1 => "day",
        /// Monday to Sunday.
        Week = 2 => "week",
        /// A month of the calendar.
        Month = 3 => "month",
        /// A year of the calendar.
        Year = 4 => "year",
        /// All days that there are.
        Lifetime = 5 => "lifetime",
    }
}

numbered! {
    /// What a quota counts.
    QuotaUnit {
        /// 次: how often the benefit was given.
        Use = 1 => "use",
        /// 乘次: rides, of which one grant may have several.
        Ride = 2 => "ride",
        /// 天: days of hire. They count on the day on which they were granted.
        HireDay = 3 => "hire-day",
    }
}

numbered! {
    /// Over what a quota is counted.
    QuotaScope {
        /// The branch, or the gate group.
        Branch = 1 => "branch",
        /// All branches of the merchant.
        Merchant = 2 => "merchant",
        /// All merchants that give the benefit.
        AllMerchants = 3 => "all-merchants",
    }
}

impl Period {
    /// The period of this kind that `day` is in.
    pub fn around(self, day: CivilDay) -> DayWindow {
        match self {
            Self::Day => DayWindow {
                first: day,
                last: day,
            },
            Self::Week => day.week(),
            Self::Month => day.whole_month(),
            Self::Year => day.whole_year(),
            Self::Lifetime => DayWindow::ALWAYS,
        }
    }
}

/// What a terminal asks its journal: how many units this holder has had of this benefit on these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaQuestion {
    /// The holder, at the issuer of the credential.
    pub holder: HolderId,
    /// The issuer of the catalogue.
    pub issuer: IssuerId,
    /// The benefit.
    pub benefit: BenefitNumber,
    /// What is counted.
    pub unit: QuotaUnit,
    /// Over what.
    pub scope: QuotaScope,
    /// On which days.
    pub days: DayWindow,
}

/// Who has counted what was granted: the journal of a terminal, or the books of a bureau.
pub trait QuotaLedger {
    /// How many units were used, undone grants not counted.
    fn used(&self, question: &QuotaQuestion) -> u64;
}

/// A ledger in which nothing was ever used: for trials.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingUsed;

impl QuotaLedger for NothingUsed {
    fn used(&self, _: &QuotaQuestion) -> u64 {
        0
    }
}

const ITEMS: usize = 4;
const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl Quota {
    pub(super) fn check(self) -> Result<()> {
        if (1..=MAX_QUOTA).contains(&self.limit) {
            Ok(())
        } else {
            Err(Error::ClaimsInvalid(Field::Quota))
        }
    }

    pub(super) fn write(self, out: &mut Writer) {
        out.array(ITEMS).uint(self.limit.into());
        out.uint(self.period.number().into());
        out.uint(self.unit.number().into());
        out.uint(self.scope.number().into());
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        if reader.array()? != ITEMS {
            return Err(UNEXPECTED);
        }
        let quota = Self {
            limit: reader.uint32()?,
            period: Period::from_number(reader.uint()?).ok_or(UNEXPECTED)?,
            unit: QuotaUnit::from_number(reader.uint()?).ok_or(UNEXPECTED)?,
            scope: QuotaScope::from_number(reader.uint()?).ok_or(UNEXPECTED)?,
        };
        quota.check().map(|()| quota)
    }

    /// Whether one of the quotas that stand here is of a later version. A fault is none.
    pub(super) fn are_unknown(mut list: Reader<'_>) -> bool {
        let count = list.array().unwrap_or(0);
        (0..count).any(|_| {
            let item = list.item();
            item.is_ok_and(|item| Self::is_unknown(Reader::new(item)))
        })
    }

    fn is_unknown(mut item: Reader<'_>) -> bool {
        let Ok(items) = item.array() else {
            return false;
        };
        if items > ITEMS {
            return true;
        }
        let is_known: [fn(u64) -> bool; ITEMS] = [
            |_| true,
            |period| Period::from_number(period).is_some(),
            |unit| QuotaUnit::from_number(unit).is_some(),
            |scope| QuotaScope::from_number(scope).is_some(),
        ];
        let mut known = is_known.iter().take(items);
        known.any(|is_known| {
            let value = item.item().map(|value| Reader::new(value).uint());
            matches!(value, Ok(Ok(number)) if !is_known(number))
        })
    }
}
