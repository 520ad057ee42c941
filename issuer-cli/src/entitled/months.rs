//! Months that can be counted, and the months of a life.

use books::Month;
use credential_core::CivilDay;

use crate::catalogue::Ages;

/// A month, counted from January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MonthCount(u32);

impl MonthCount {
    pub(crate) const fn of(month: Month) -> Self {
        Self::of_number(month.number())
    }

    pub(crate) const fn of_day(day: CivilDay) -> Self {
        Self::of_number(day.number() / 100)
    }

    /// The month of birth, from a number `YYYYMMDD`.
    ///
    /// The day does not matter: an age is reached in the month of the birthday. Who was born on 29 February
    /// reaches it on 28 February of other years (Civil Code, article 202: where there is no such day, the last
    /// of the month), so in February too.
    pub(crate) const fn of_birth(born: u32) -> Self {
        Self::of_number(born / 100)
    }

    const fn of_number(number: u32) -> Self {
        Self(number / 100 * 12 + (number % 100).saturating_sub(1))
    }

    pub(crate) const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    pub(crate) const fn after(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The month in which somebody who was born in this one reaches an age.
    pub(crate) const fn of_age(self, years: u8) -> Self {
        Self(self.0.saturating_add(12 * years as u32))
    }

    /// As a month of the calendar; `None` behind its end.
    pub(crate) fn month(self) -> Option<Month> {
        Month::from_number(self.0 / 12 * 100 + self.0 % 12 + 1)
    }
}

impl Ages {
    /// Whether they hold in a month for somebody who was born in `born`: from the month after the birthday
    /// of the first age, up to the month in which the last one is over.
    pub(super) fn hold(self, born: MonthCount, month: MonthCount) -> bool {
        let is_old_enough = born.of_age(self.first()) < month;
        let over = self.last().map(|last| born.of_age(last.saturating_add(1)));
        is_old_enough && over.is_none_or(|over| month <= over)
    }
}

#[cfg(test)]
#[allow(
    clippy::inconsistent_digit_grouping,
    reason = "days are grouped as year, month, day"
)]
mod tests {
    use super::*;

    fn month(number: u32) -> MonthCount {
        MonthCount::of(Month::from_number(number).unwrap())
    }

    fn ages(cell: &str) -> Ages {
        Ages::read(cell).unwrap().unwrap()
    }

    #[test]
    fn it_begins_in_the_month_after_the_birthday_whatever_the_day() {
        let sixty = ages("60岁以上");
        for born in [1966_10_01, 1966_10_15, 1966_10_31] {
            let born = MonthCount::of_birth(born);
            assert!(!sixty.hold(born, month(2026_10)));
            assert!(sixty.hold(born, month(2026_11)));
            assert!(sixty.hold(born, month(2099_12)));
        }
        // Over the end of a year.
        let born = MonthCount::of_birth(1966_12_31);
        assert!(!sixty.hold(born, month(2026_12)));
        assert!(sixty.hold(born, month(2027_01)));
    }

    #[test]
    fn who_was_born_on_29_february_reaches_an_age_in_february() {
        let born = MonthCount::of_birth(1964_02_29);
        // 2029 has no 29 February.
        let later = ages("65岁以上");
        assert!(!later.hold(born, month(2029_02)));
        assert!(later.hold(born, month(2029_03)));
        assert!(ages("60岁以上").hold(born, month(2024_03)));
    }

    #[test]
    fn it_ends_with_the_month_of_the_birthday_that_is_too_many() {
        let (born, sixties) = (MonthCount::of_birth(1960_05_20), ages("60-69"));
        assert!(sixties.hold(born, month(2020_06)));
        assert!(sixties.hold(born, month(2030_05)));
        assert!(!sixties.hold(born, month(2030_06)));
    }

    #[test]
    fn months_are_counted_over_years() {
        assert_eq!(month(2027_01).before(), month(2026_12));
        assert_eq!(month(2026_12).after(), month(2027_01));
        assert_eq!(month(2026_12).month(), Month::from_number(2026_12));
    }
}
