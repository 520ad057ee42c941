//! Civil months of Beijing, as numbers `YYYYMM`.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days and months are grouped as year, month, day"
)]

use std::fmt;

use credential_core::{CivilDay, DayNumber, Moment, UnixTime};

/// A month of the calendar, from 1970-01 to 9999-12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

impl Month {
    /// From the number `YYYYMM`; `None` if there is no such month.
    pub fn from_number(number: u32) -> Option<Self> {
        let first = number.checked_mul(100)?.checked_add(1)?;
        CivilDay::from_number(first).ok().map(|_| Self(number))
    }

    /// The month of this time.
    pub fn of(time: UnixTime) -> Self {
        Self(Moment::at(time).day().number() / 100)
    }

    /// As a number, `YYYYMM`.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The first second.
    pub fn begins(self) -> UnixTime {
        let first = CivilDay::from_number(self.0 * 100 + 1);
        first.map_or(DayNumber(0), CivilDay::day_number).begins()
    }

    /// The first second of the month after.
    pub fn ends(self) -> UnixTime {
        let (year, month) = (self.0 / 100, self.0 % 100);
        match month {
            12 => Self((year + 1) * 100 + 1).begins_in_any_year(),
            _ => Self(self.0 + 1).begins(),
        }
    }

    /// As [`Self::begins`], also for the year behind the last one.
    fn begins_in_any_year(self) -> UnixTime {
        match Self::from_number(self.0) {
            Some(month) => month.begins(),
            None => UnixTime::from_secs(u64::MAX),
        }
    }
}

/// `2026-10`
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The months of many times: calculated once for each day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MonthOfDay {
    day: Option<DayNumber>,
    month: Month,
    begins: u64,
}

impl Default for MonthOfDay {
    fn default() -> Self {
        Self {
            day: None,
            month: Month(1970_01),
            begins: 0,
        }
    }
}

impl MonthOfDay {
    /// The month of this time, and the seconds since it began.
    pub(crate) fn of(&mut self, time: UnixTime) -> (Month, u32) {
        let day = DayNumber::of(time);
        if self.day != Some(day) {
            let month = Month::of(time);
            *self = Self {
                day: Some(day),
                month,
                begins: month.begins().as_secs(),
            };
        }
        let second = time.as_secs().saturating_sub(self.begins);
        (self.month, u32::try_from(second).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: u32, month: u32, day: u32, hour: u64) -> UnixTime {
        let day = CivilDay::from_number(year * 10_000 + month * 100 + day).unwrap();
        UnixTime::from_secs((u64::from(day.day_number().0) * 24 + hour - 8) * 3_600)
    }

    #[test]
    fn months_begin_at_midnight_in_beijing() {
        let last = at(2024, 2, 29, 23).plus(std::time::Duration::from_secs(3_599));
        assert_eq!(Month::of(last).number(), 2024_02);
        let next = last.plus(std::time::Duration::from_secs(1));
        assert_eq!(Month::of(next).number(), 2024_03);
        assert_eq!(Month::of(next).begins(), next);
        assert_eq!(Month::of(last).ends(), next);
        let new_year = at(2027, 1, 1, 0);
        assert_eq!(Month(2026_12).ends(), new_year);
        assert_eq!(Month::of(new_year).to_string(), "2027-01");
    }

    #[test]
    fn seconds_count_from_the_beginning_of_the_month() {
        let mut months = MonthOfDay::default();
        let (month, second) = months.of(at(2026, 10, 2, 1));
        assert_eq!((month.number(), second), (2026_10, 86_400 + 3_600));
        assert_eq!(months.of(at(2026, 11, 1, 0)).1, 0);
    }

    #[test]
    fn there_is_no_month_thirteen() {
        assert_eq!(Month::from_number(2026_13), None);
        assert_eq!(Month::from_number(2026_00), None);
        assert_eq!(Month::from_number(u32::MAX), None);
    }
}
