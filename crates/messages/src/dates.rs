//! Days and times as people write them. All of China keeps one time, UTC+8; so do these.

use credential_core::{CivilDay, DayNumber, UnixTime};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

const BEIJING: Offset = Offset::constant(8);
/// The last second that `parse` reads, 9999-12-30T22:00:00Z: no later one is written as a day.
const LAST_WITH_CALENDAR: u64 = 253_402_207_200;

/// What time it is, by the clock of this computer. Where there is no clock, as in WebAssembly, the caller has it.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub fn now() -> UnixTime {
    at_or_after_epoch(Timestamp::now())
}

/// Reads `2027-11-22` (its first second in Beijing), `2027-11-22T08:00` or `2027-11-22 08:00:00`
/// (Beijing time), or a full RFC 3339 time with its own offset.
///
/// `None` if it is none of these or lies before 1970.
pub fn parse(text: &str) -> Option<UnixTime> {
    let text = text.trim();
    let timestamp = if let Ok(timestamp) = text.parse::<Timestamp>() {
        timestamp
    } else if let Ok(time) = text.parse::<DateTime>() {
        time.to_zoned(TimeZone::fixed(BEIJING)).ok()?.timestamp()
    } else {
        return None;
    };
    u64::try_from(timestamp.as_second())
        .ok()
        .map(UnixTime::from_secs)
}

/// The first second after the day that is written: a validity "until 2027-11-22" includes that day.
pub fn parse_last_day(text: &str) -> Option<UnixTime> {
    let day: Date = text.trim().parse().ok()?;
    midnight(day.checked_add(1.day()).ok()?)
}

/// This many calendar years later, at the midnight that ends that day in Beijing.
pub fn years_later(from: UnixTime, years: u8) -> Option<UnixTime> {
    let timestamp = Timestamp::from_second(i64::try_from(from.as_secs()).ok()?).ok()?;
    let day = BEIJING
        .to_datetime(timestamp)
        .date()
        .checked_add(i32::from(years).years())
        .ok()?;
    midnight(day.checked_add(1.day()).ok()?)
}

/// Whether the calendar has this day.
pub fn is_day(year: i16, month: i8, day: i8) -> bool {
    Date::new(year, month, day).is_ok()
}

// Days and times are written by the calendar of the core, which has no more than that: a verdict in a browser needs
// no calendar library (docs/decisions/0038-small-modules.md).

/// `2027-11-22`, the day in Beijing.
pub fn day(time: UnixTime) -> String {
    civil_day(time).map_or_else(|| time.as_secs().to_string(), |day| day.to_string())
}

/// The last day on which something is valid that ends (exclusively) at `until`.
pub fn last_day(until: UnixTime) -> String {
    day(UnixTime::from_secs(until.as_secs().saturating_sub(1)))
}

/// `2027-11-22 08:15:00`, Beijing time.
pub fn minute(time: UnixTime) -> String {
    civil_day(time).map_or_else(
        || time.as_secs().to_string(),
        |day| format!("{day} {}", clock(time)),
    )
}

/// `2027-11-22T00:00:00+08:00` (RFC 3339), in Beijing time; `None` for a time without a calendar.
pub fn rfc3339(time: UnixTime) -> Option<String> {
    civil_day(time).map(|day| format!("{day}T{}+08:00", clock(time)))
}

fn civil_day(time: UnixTime) -> Option<CivilDay> {
    (time.as_secs() <= LAST_WITH_CALENDAR).then(|| DayNumber::of(time).into())
}

/// `08:15:00`, Beijing time.
fn clock(time: UnixTime) -> String {
    let minutes = time.as_secs() / 60 + 8 * 60;
    format!(
        "{:02}:{:02}:{:02}",
        minutes / 60 % 24,
        minutes % 60,
        time.as_secs() % 60
    )
}

fn midnight(day: Date) -> Option<UnixTime> {
    let midnight = day.at(0, 0, 0, 0).to_zoned(TimeZone::fixed(BEIJING)).ok()?;
    u64::try_from(midnight.timestamp().as_second())
        .ok()
        .map(UnixTime::from_secs)
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn at_or_after_epoch(timestamp: Timestamp) -> UnixTime {
    UnixTime::from_secs(u64::try_from(timestamp.as_second()).unwrap_or(0))
}

/// A span of time for people, in Chinese and English: in seconds below two minutes, then in minutes,
/// hours and days.
pub fn span(secs: u64) -> (String, String) {
    match secs {
        0..120 => (format!(" {secs} 秒"), format!("{secs} s")),
        120..7_200 => (
            format!(" {} 分钟", secs / 60),
            format!("{} minutes", secs / 60),
        ),
        7_200..172_800 => (
            format!(" {} 小时", secs / 3_600),
            format!("{} hours", secs / 3_600),
        ),
        _ => (
            format!(" {} 天", secs / 86_400),
            format!("{} days", secs / 86_400),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2027-11-22 00:00:00 in Beijing is 2027-11-21 16:00:00 UTC.
    const MIDNIGHT: u64 = 1_826_812_800;

    #[test]
    fn reads_days_and_times_in_beijing() {
        for (text, seconds) in [
            ("2027-11-22", MIDNIGHT),
            (" 2027-11-22T00:01 ", MIDNIGHT + 60),
            ("2027-11-22 08:00:00", MIDNIGHT + 8 * 3600),
            ("2027-11-21T16:00:00Z", MIDNIGHT),
            ("2027-11-22T01:00:00+09:00", MIDNIGHT),
        ] {
            assert_eq!(parse(text), Some(UnixTime::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "2027",
            "22.11.2027",
            "2027-02-30",
            "1969-01-01",
            "tomorrow",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_day_belongs_to_the_validity() {
        let until = parse_last_day("2027-11-22").unwrap();
        assert_eq!(until.as_secs(), MIDNIGHT + 86_400);
        assert_eq!(last_day(until), "2027-11-22");
    }

    #[test]
    fn knows_which_days_exist() {
        assert!(is_day(1932, 2, 29));
        assert!(!is_day(1987, 13, 45));
        assert!(!is_day(1900, 2, 29));
    }

    #[test]
    fn years_are_calendar_years() {
        let leap_day = parse("2028-02-29T12:00").unwrap();
        assert_eq!(last_day(years_later(leap_day, 1).unwrap()), "2029-02-28");
        assert_eq!(years_later(UnixTime::from_secs(u64::MAX), 1), None);
    }

    #[test]
    fn writes_times_that_have_no_calendar_as_numbers() {
        assert_eq!(day(UnixTime::from_secs(u64::MAX)), u64::MAX.to_string());
        assert_eq!(
            minute(UnixTime::from_secs(MIDNIGHT + 61)),
            "2027-11-22 00:01:01"
        );
    }

    #[test]
    fn writes_what_the_calendar_library_writes() {
        let some = (0..2_000).map(|step| step * 126_701_103);
        let border = LAST_WITH_CALENDAR - 1..=LAST_WITH_CALENDAR + 1;
        let midnights = (0..40).flat_map(|year| {
            let midnight = MIDNIGHT + year * 31_557_600 / 86_400 * 86_400;
            [midnight - 1, midnight, midnight + 1]
        });
        for seconds in some
            .chain(border)
            .chain(midnights)
            .chain([0, 1, 57_599, 57_600])
        {
            let time = UnixTime::from_secs(seconds);
            let zoned = i64::try_from(seconds).ok().and_then(|seconds| {
                let timestamp = Timestamp::from_second(seconds).ok()?;
                Some(timestamp.to_zoned(TimeZone::fixed(BEIJING)))
            });
            let written = |format: &str| {
                zoned
                    .as_ref()
                    .map(|zoned| zoned.strftime(format).to_string())
            };
            assert_eq!(rfc3339(time), written("%Y-%m-%dT%H:%M:%S%:z"), "{seconds}");
            let number = || seconds.to_string();
            assert_eq!(day(time), written("%Y-%m-%d").unwrap_or_else(number));
            assert_eq!(
                minute(time),
                written("%Y-%m-%d %H:%M:%S").unwrap_or_else(number)
            );
        }
    }

    #[test]
    fn writes_full_times_that_others_read_back() {
        let text = rfc3339(UnixTime::from_secs(MIDNIGHT)).unwrap();
        assert_eq!(text, "2027-11-22T00:00:00+08:00");
        assert_eq!(parse(&text), Some(UnixTime::from_secs(MIDNIGHT)));
        assert_eq!(rfc3339(UnixTime::from_secs(u64::MAX)), None);
    }
}
