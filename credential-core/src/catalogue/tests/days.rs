use super::*;
use crate::DayNumber;
use crate::error::{Error, Field};
use crate::limits::MAX_TIME;

#[test]
fn every_day_up_to_9999_has_one_number_and_follows_the_one_before() {
    let (mut year, mut month, mut date, mut weekday) = (1970u32, 1u32, 1u32, 4u8);
    for day in 0u64..2_932_897 {
        // Noon of Beijing is 04:00 of UTC.
        let moment = Moment::at(UnixTime::from_secs(day * 86_400 + 4 * 3_600));
        let expected = year * 10_000 + month * 100 + date;
        assert_eq!(moment.day().number(), expected);
        assert_eq!(moment.weekday(), weekday, "{expected}");
        assert_eq!(moment.minute(), 720);
        // The rule of the calendar, said in another way than the code does.
        let leap = if year % 100 == 0 { year / 100 } else { year } % 4 == 0;
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => 31,
        };
        weekday = weekday % 7 + 1;
        date += 1;
        if date > length {
            (date, month) = (1, month + 1);
        }
        if month > 12 {
            (month, year) = (1, year + 1);
        }
    }
    assert_eq!((year, month, date), (10_000, 1, 1));
}

#[test]
fn a_day_begins_at_midnight_of_beijing() {
    // 2026-12-31T16:00:00Z is midnight of Beijing.
    let midnight = 1_798_732_800;
    let before = Moment::at(UnixTime::from_secs(midnight - 1));
    assert_eq!((before.day().number(), before.minute()), (2026_12_31, 1439));
    let after = Moment::at(UnixTime::from_secs(midnight));
    assert_eq!((after.day().number(), after.minute()), (2027_01_01, 0));
    assert_eq!(after.weekday(), 5);
}

#[test]
fn times_beyond_the_last_day_are_its_last_second() {
    for time in [MAX_TIME - 8 * 3_600, MAX_TIME, u64::MAX] {
        let last = Moment::at(UnixTime::from_secs(time));
        assert_eq!(last.day(), CivilDay::LAST);
        assert_eq!(last.minute(), 1439);
        assert_eq!(last.time().as_secs(), MAX_TIME - 8 * 3_600);
    }
}

#[test]
fn a_day_begins_with_its_first_second() {
    for number in [1970_01_02, 2024_02_29, 2027_01_01, 9999_12_31] {
        let day = CivilDay::from_number(number).unwrap();
        let begins = day.day_number().begins();
        let moment = Moment::at(begins);
        assert_eq!((moment.day(), moment.minute()), (day, 0));
        let before = Moment::at(UnixTime::from_secs(begins.as_secs() - 1));
        assert_eq!(before.day().day_number().0 + 1, day.day_number().0);
        assert_eq!(CivilDay::from(day.day_number()), day);
    }
    assert_eq!(CivilDay::FIRST.day_number().begins().as_secs(), 0);
    assert_eq!(CivilDay::from(DayNumber(u32::MAX)), CivilDay::LAST);
}

#[test]
fn there_are_no_other_days() {
    for number in [
        0, 101, 1969_12_31, 2026_02_29, 2100_02_29, 2026_13_01, 2026_00_01,
    ] {
        let error = Err(Error::ClaimsInvalid(Field::Day));
        assert_eq!(CivilDay::from_number(number), error, "{number}");
    }
    for number in [2026_04_31, 2026_01_00, 20_260_132, 10_000_01_01, u32::MAX] {
        assert!(CivilDay::from_number(number).is_err(), "{number}");
    }
    for number in [1970_01_01, 2024_02_29, 2000_02_29, 9999_12_31] {
        assert_eq!(CivilDay::from_number(number).unwrap().number(), number);
    }
    for number in [0, 100, 1232, 1301, 230, 431, 132, 2026_02_29, 12_320_101] {
        assert!(DateRule::from_number(number).is_err(), "{number}");
    }
    assert_eq!(DateRule::from_number(229), Ok(DateRule::EachYear(229)));
}

#[test]
fn periods_end_where_the_calendar_says() {
    let day = |number| CivilDay::from_number(number).unwrap();
    for (period, of, first, last) in [
        (Period::Day, 2028_02_29, 2028_02_29, 2028_02_29),
        // 2026-08-01 is a Saturday.
        (Period::Week, 2026_08_01, 2026_07_27, 2026_08_02),
        (Period::Week, 2026_08_02, 2026_07_27, 2026_08_02),
        (Period::Week, 2026_08_03, 2026_08_03, 2026_08_09),
        // Over the end of a year.
        (Period::Week, 2027_01_01, 2026_12_28, 2027_01_03),
        (Period::Week, 1970_01_01, 1970_01_01, 1970_01_04),
        (Period::Week, 9999_12_31, 9999_12_27, 9999_12_31),
        (Period::Month, 2028_02_10, 2028_02_01, 2028_02_29),
        (Period::Month, 2026_02_28, 2026_02_01, 2026_02_28),
        (Period::Month, 2026_12_31, 2026_12_01, 2026_12_31),
        (Period::Year, 2026_02_28, 2026_01_01, 2026_12_31),
        (Period::Lifetime, 2026_02_28, 1970_01_01, 9999_12_31),
    ] {
        let expected = DayWindow {
            first: day(first),
            last: day(last),
        };
        assert_eq!(period.around(day(of)), expected, "{period:?} {of}");
        assert!(expected.contains(day(of)));
    }
}
