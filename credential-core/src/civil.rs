//! Civil days of Beijing: UTC+8 without exception. Integers only; the crate has no calendar library.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days are grouped as year, month, day"
)]

use core::fmt;

use crate::error::{Error, Field, Result};
use crate::limits::MAX_TIME;
use crate::time::UnixTime;

/// A civil day, from 1970-01-01 to 9999-12-31 of the Gregorian calendar.
///
/// Written as one number, `YYYYMMDD` (ISO 8601, basic format), so that the greater number is the later day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDay(u32);

const FIRST_YEAR: u32 = 1970;
const LAST_YEAR: u32 = 9999;
const SECONDS_OF_A_DAY: u64 = 86_400;
/// Beijing is eight hours ahead of UTC.
const OFFSET: u64 = 8 * 3_600;

impl CivilDay {
    /// 1970-01-01.
    pub const FIRST: Self = Self(1970_01_01);
    /// 9999-12-31.
    pub const LAST: Self = Self(9999_12_31);

    /// From the number `YYYYMMDD`.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Day`] if there is no such day.
    pub fn from_number(number: u32) -> Result<Self> {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let is_one = (FIRST_YEAR..=LAST_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_of_month(year, month)).contains(&day);
        if is_one {
            Ok(Self(number))
        } else {
            Err(Error::ClaimsInvalid(Field::Day))
        }
    }

    /// As a number, `YYYYMMDD`.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The year.
    pub const fn year(self) -> u32 {
        self.0 / 10_000
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u32 {
        self.0 / 100 % 100
    }

    /// The day of the month, 1 to 31.
    pub const fn day(self) -> u32 {
        self.0 % 100
    }

    /// The day of the week: 1 is Monday, 7 is Sunday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        ((self.days() + 3) % 7 + 1) as u8
    }

    /// As the journal counts it.
    pub fn day_number(self) -> DayNumber {
        DayNumber(self.days())
    }

    /// Days since 1970-01-01, which is day 0.
    fn days(self) -> u32 {
        let months = (1..self.month()).map(|month| days_of_month(self.year(), month));
        days_before_year(self.year()) + months.sum::<u32>() + self.day() - 1
    }

    /// The day so many days after 1970-01-01; the last one if that is later.
    fn from_days(days: u32) -> Self {
        if days >= days_before_year(LAST_YEAR + 1) {
            return Self::LAST;
        }
        // 400 years have 146,097 days: near enough to begin with.
        let mut year = FIRST_YEAR + (u64::from(days) * 400 / 146_097) as u32;
        while days_before_year(year) > days {
            year -= 1;
        }
        while days_before_year(year + 1) <= days {
            year += 1;
        }
        let (mut month, mut rest) = (1, days - days_before_year(year));
        while rest >= days_of_month(year, month) {
            rest -= days_of_month(year, month);
            month += 1;
        }
        Self(year * 10_000 + month * 100 + rest + 1)
    }

    /// Monday to Sunday around this day. The first and the last day of all are the border.
    pub(crate) fn week(self) -> DayWindow {
        let before = u32::from(self.weekday()) - 1;
        let monday = self.days().saturating_sub(before);
        DayWindow {
            first: Self::from_days(monday),
            last: Self::from_days(self.days() + (6 - before)),
        }
    }

    /// The month that this day is in.
    pub(crate) fn whole_month(self) -> DayWindow {
        let first = self.0 - self.day() + 1;
        let last = self.0 - self.day() + days_of_month(self.year(), self.month());
        DayWindow {
            first: Self(first),
            last: Self(last),
        }
    }

    /// The year that this day is in.
    pub(crate) const fn whole_year(self) -> DayWindow {
        DayWindow {
            first: Self(self.year() * 10_000 + 1_01),
            last: Self(self.year() * 10_000 + 12_31),
        }
    }
}

/// `2026-10-01`
impl fmt::Display for CivilDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.year(), self.month(), self.day());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

const fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of January of `year`, which is not before.
const fn days_before_year(year: u32) -> u32 {
    const fn leap_years_before(year: u32) -> u32 {
        let past = year - 1;
        past / 4 - past / 100 + past / 400
    }
    (year - FIRST_YEAR) * 365 + leap_years_before(year) - leap_years_before(FIRST_YEAR)
}

/// A civil day of Beijing, counted from 1970-01-01, which is day 0: as the journal counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayNumber(pub u32);

impl DayNumber {
    /// In a carry: some day that no week, month or year asks for any more.
    pub const EARLIER: Self = Self(0);

    /// The day of this moment.
    pub const fn of(time: UnixTime) -> Self {
        let day = time.as_secs().saturating_add(OFFSET) / SECONDS_OF_A_DAY;
        // The year 9999 ends before day 2^22.
        Self(if day > u32::MAX as u64 {
            u32::MAX
        } else {
            day as u32
        })
    }

    /// The first second of this day. 1970-01-01 began before there were seconds: of it the first one that there is.
    pub const fn begins(self) -> UnixTime {
        UnixTime::from_secs((self.0 as u64 * SECONDS_OF_A_DAY).saturating_sub(OFFSET))
    }
}

/// The day with this number; the last one of all if that is later.
impl From<DayNumber> for CivilDay {
    fn from(DayNumber(days): DayNumber) -> Self {
        Self::from_days(days)
    }
}

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DayWindow {
    /// The first day.
    pub first: CivilDay,
    /// The last day, which belongs to it.
    pub last: CivilDay,
}

impl DayWindow {
    /// All days that there are.
    pub const ALWAYS: Self = Self {
        first: CivilDay::FIRST,
        last: CivilDay::LAST,
    };

    /// Whether `day` is one of them.
    pub fn contains(self, day: CivilDay) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A date that a condition lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateRule {
    /// The same date of each year, as the number `MMDD`: 101 to 1231. 229 is in leap years only.
    EachYear(u16),
    /// One day.
    Once(CivilDay),
}

impl DateRule {
    /// From the number of an object: `MMDD` or `YYYYMMDD`.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Day`] if there is no such day.
    pub fn from_number(number: u32) -> Result<Self> {
        match u16::try_from(number) {
            // Of a leap year, so that 29 February is one.
            Ok(date @ ..=12_31) => {
                CivilDay::from_number(2000_00_00 + number).map(|_| Self::EachYear(date))
            }
            _ => CivilDay::from_number(number).map(Self::Once),
        }
    }

    /// As a number, `MMDD` or `YYYYMMDD`.
    pub const fn number(self) -> u32 {
        match self {
            Self::EachYear(date) => date as u32,
            Self::Once(day) => day.number(),
        }
    }

    pub(crate) fn matches(self, day: CivilDay) -> bool {
        match self {
            Self::EachYear(date) => day.number() % 10_000 == u32::from(date),
            Self::Once(listed) => listed == day,
        }
    }

    pub(crate) fn check(self) -> Result<()> {
        Self::from_number(self.number()).map(drop)
    }
}

/// A moment, in the civil time of Beijing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    time: UnixTime,
    day: CivilDay,
    weekday: u8,
    minute: u16,
}

impl Moment {
    /// The moment at this time. Later times than the last second of the year 9999 in Beijing count as that second.
    pub fn at(time: UnixTime) -> Self {
        let time = time.min(UnixTime::from_secs(MAX_TIME - OFFSET));
        let local = time.as_secs() + OFFSET;
        let day = CivilDay::from_days(DayNumber::of(time).0);
        Self {
            time,
            day,
            weekday: day.weekday(),
            minute: (local % SECONDS_OF_A_DAY / 60) as u16,
        }
    }

    /// The time.
    pub const fn time(self) -> UnixTime {
        self.time
    }

    /// The civil day.
    pub const fn day(self) -> CivilDay {
        self.day
    }

    /// The day of the week: 1 is Monday, 7 is Sunday.
    pub const fn weekday(self) -> u8 {
        self.weekday
    }

    /// The minute of the day, 0 to 1439.
    pub const fn minute(self) -> u16 {
        self.minute
    }
}
