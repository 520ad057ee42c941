//! When a benefit is given: days, days of the week and of the month, dates, hours.

use credential_core::limits::{MAX_DATES, MAX_HOURS};
use credential_core::{CivilDay, DateRule, Hours, MonthDays, NumberSet, Weekdays};
use messages::{Failure, failure};

use super::cells::{
    dense, entries, numbers, numbers_text, range, shown, unreadable, unreadable_but, whole_number,
};

/// A day: `2026-10-01`, `2026/10/1`, `2026年10月1日`, `20261001`.
///
/// # Errors
/// `day-unreadable`, `day-none`.
pub(crate) fn day(cell: &str) -> Result<CivilDay, Failure> {
    match number_of_date(&dense(cell)) {
        Some(number) if number >= 10_000 => {
            CivilDay::from_number(number).map_err(|_| no_such_day(cell))
        }
        _ => Err(
            failure!("day-unreadable"; "看不懂日期“{}”", shown(cell); "the day '{}' is not understood", shown(cell);
            "请写成 2026-10-01，年份不能省。"; "Write it as 2026-10-01, with the year."),
        ),
    }
}

/// A day as a cell.
pub(crate) fn day_text(day: CivilDay) -> String {
    let (year, month, date) = (day.year(), day.month(), day.day());
    format!("{year:04}-{month:02}-{date:02}")
}

/// Days of the week: `周一至周五、周日`, `1-5`, `工作日`, `mon-fri`.
pub(super) fn weekdays(cell: &str) -> Result<Option<Weekdays>, Failure> {
    let written = cell;
    let cell = dense(cell).replace("工作日", "1-5").replace("周末", "6-7");
    let cell = cell.replace("weekdays", "1-5").replace("weekend", "6-7");
    let days = numbers(&cell, 7, |word| {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let named = names.iter().position(|name| word.starts_with(name));
        if let Some(named) = named {
            return u32::try_from(named + 1).ok();
        }
        let plain = word.trim_start_matches(['周', '星', '期', '礼', '拜']);
        match plain {
            "日" | "天" => Some(7),
            plain => whole_number(plain),
        }
    });
    // What is quoted is what stands there, and not what became of it on the way.
    set(days.map_err(|why| match why.code {
        "value-unreadable" => unreadable_but(
            written,
            "请写给优待的日子，例如 周一至周五、工作日、周末、1-5；“除外”请改写成其余各天：周末除外写 周一至周五。",
            "Write the days on which it is given, as mon-fri, weekdays, weekend or 1-5; instead of an exception write the other days.",
        ),
        _ => why,
    })?)
}

/// Days of the month: `1、15、28-31`.
pub(super) fn month_days(cell: &str) -> Result<Option<MonthDays>, Failure> {
    set(numbers(cell, 31, |word| {
        whole_number(
            word.trim_end_matches(['日', '号'])
                .trim_start_matches("每月"),
        )
    })?)
}

/// A set as a cell; empty for none.
pub(super) fn set_text<const LAST: u8>(set: Option<NumberSet<LAST>>, separator: &str) -> String {
    let numbers: Vec<u8> = set.iter().flat_map(|set| set.iter()).collect();
    numbers_text(&numbers, separator)
}

/// A set of numbers that were read; `None` for none.
pub(super) fn set<const LAST: u8>(numbers: Vec<u8>) -> Result<Option<NumberSet<LAST>>, Failure> {
    if numbers.is_empty() {
        return Ok(None);
    }
    let set = NumberSet::of(numbers).map_err(|error| unreadable(error.code()))?;
    Ok(Some(set))
}

/// Dates, of each year or of one, alone or from one to another: `08-01、2026-02-17至2026-02-23`.
///
/// # Errors
/// `date-unreadable`, `day-none`, `dates-many`.
pub(super) fn dates(cell: &str) -> Result<Vec<DateRule>, Failure> {
    let mut all: Vec<DateRule> = Vec::new();
    for entry in entries(cell) {
        let entry = dense(&entry);
        let parted = entry.split_once(['至', '~', '到']);
        let (from, to) = parted.unwrap_or((&entry, &entry));
        let ends = (number_of_date(from), number_of_date(to));
        let (Some(from), Some(to)) = ends else {
            return Err(
                failure!("date-unreadable"; "看不懂日期“{}”", shown(&entry); "the date '{}' is not understood", shown(&entry);
                "每年的写 08-01，某一年的写 2026-02-17，一段写 10-01至10-07。";
                "Write 08-01 for each year, 2026-02-17 for one, and 10-01~10-07 for several days."),
            );
        };
        for end in [from, to] {
            DateRule::from_number(end).map_err(|_| no_such_day(&entry))?;
        }
        if to < from || (from < 10_000) != (to < 10_000) || to - from > 20_000 {
            return Err(
                failure!("date-unreadable"; "日期“{}”先后颠倒、过长，或只有一头带年份", shown(&entry);
                "the dates '{}' are the wrong way round, too many, or only one of them has a year", shown(&entry);
                "跨年的请分成两段：12-25至12-31、01-01至01-03。";
                "Part one over the end of a year in two: 12-25~12-31, 01-01~01-03."),
            );
        }
        // Numbers between that are no days of the calendar drop out.
        all.extend((from..=to).filter_map(|number| DateRule::from_number(number).ok()));
        if all.len() > MAX_DATES {
            return Err(
                failure!("dates-many"; "日期超过 {MAX_DATES} 个"; "there are more than {MAX_DATES} dates";
                "请改用开始、截止日期。"; "Use the columns from and until."),
            );
        }
    }
    all.sort_by_key(|date| date.number());
    all.dedup();
    Ok(all)
}

/// Dates as a cell.
pub(super) fn dates_text(dates: &[DateRule], separator: &str) -> String {
    let texts: Vec<String> = dates
        .iter()
        .map(|date| match date {
            DateRule::EachYear(date) => format!("{:02}-{:02}", date / 100, date % 100),
            DateRule::Once(day) => day_text(*day),
        })
        .collect();
    texts.join(separator)
}

/// The last day of something, which may have none: `长期` is written by leaving the cell empty.
///
/// # Errors
/// As [`day`], and `day-without-end`.
pub(super) fn last_day(cell: &str) -> Result<CivilDay, Failure> {
    const WITHOUT_END: [&str; 7] = ["长期", "永久", "无", "无期限", "不限", "长期有效", "none"];
    if WITHOUT_END.contains(&dense(cell).as_str()) {
        return Err(
            failure!("day-without-end"; "截止写的是“{}”，不是日期", shown(cell); "the last day is '{}', and no day", shown(cell);
            "没有截止日期的请留空，就是长期。"; "Leave it empty for something without an end."),
        );
    }
    day(cell)
}

/// Hours: `09:00-11:30、14:00-17:00`. A night, `22:00-06:00`, becomes two.
///
/// # Errors
/// `hours-unreadable`, `hours-night` for a night beside days, `hours-many`.
pub(super) fn hours(cell: &str, has_days: bool) -> Result<Vec<Hours>, Failure> {
    let mut all = Vec::new();
    for entry in entries(cell) {
        let (from, until) = range(&entry);
        let (Some(from), Some(until)) = (minutes(from), minutes(until)) else {
            return Err(hours_unreadable(&entry));
        };
        if from < until {
            all.push(Hours { from, until });
        } else if from == until || from == 1440 {
            return Err(hours_unreadable(&entry));
        } else if (60..720).contains(&until) && (300..720).contains(&from) && from < until + 720 {
            // 9:00-6:00 is a shop that closes at six in the evening, and no night.
            let evening = format!("{:02}:{:02}", (until + 720) / 60, until % 60);
            return Err(
                failure!("hours-afternoon"; "时段“{}”的截止早于开始", shown(&entry);
                "the hours '{}' end before they begin", shown(&entry);
                "是不是 {evening}？下午和晚上请写 24 小时制。真是跨夜的，请分成两段：到 24:00，再从 00:00 起。";
                "Do you mean {evening}? Write hours of the afternoon and evening as 13 to 24. If it is a night, write it in two: up to 24:00, and from 00:00."),
            );
        } else if has_days {
            // Does Friday's night end on Saturday morning, or begin on Friday's? Clerks say.
            return Err(
                failure!("hours-night"; "时段“{}”跨夜，同一行又限定了日子", shown(&entry);
                "the hours '{}' go over midnight, and the row names days too", shown(&entry);
                "后半夜属于第二天。请分成两段写明：22:00-24:00、00:00-06:00，并核对星期和日期。";
                "The second half belongs to the next day. Write both, 22:00-24:00 and 00:00-06:00, and check the days."),
            );
        } else {
            let midnight = Hours { from, until: 1440 };
            all.push(midnight);
            all.extend((until > 0).then_some(Hours { from: 0, until }));
        }
    }
    all.sort_by_key(|hours| (hours.from, hours.until));
    if all.len() > MAX_HOURS {
        return Err(
            failure!("hours-many"; "时段超过 {MAX_HOURS} 个"; "there are more than {MAX_HOURS} hours";
            "请合并。"; "Put them together."),
        );
    }
    Ok(all)
}

/// Hours as a cell.
pub(super) fn hours_text(hours: &[Hours], separator: &str) -> String {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let texts: Vec<String> = hours
        .iter()
        .map(|hours| format!("{}-{}", clock(hours.from), clock(hours.until)))
        .collect();
    texts.join(separator)
}

fn minutes(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', '点', '时']).unwrap_or((text, "0"));
    let minute = minute.trim_end_matches('分');
    let minute = if minute.is_empty() { "0" } else { minute };
    let digits = |text: &str| {
        let sound = (1..=2).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
        sound.then(|| text.parse::<u16>().ok())?
    };
    let (hour, minute) = (digits(hour)?, digits(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= 1440).then_some(all)
}

/// `YYYYMMDD`, or `MMDD` without a year; not yet known to be a day.
fn number_of_date(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(['日', '号']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    if digits(text) {
        return match text.len() {
            3 | 4 | 8 => text.parse().ok(),
            _ => None,
        };
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let sound = parts.iter().all(|part| digits(part) && part.len() <= 4);
    let number = |part: &str| part.parse::<u32>().ok();
    let of_year = |month: &str, day: &str| {
        let short = month.len() <= 2 && day.len() <= 2;
        short.then(|| Some(number(month)? * 100 + number(day)?))?
    };
    match *parts.as_slice() {
        [year, month, day] if sound && year.len() == 4 => {
            Some(number(year)? * 10_000 + of_year(month, day)?)
        }
        [month, day] if sound => of_year(month, day),
        _ => None,
    }
}

fn no_such_day(cell: &str) -> Failure {
    failure!("day-none"; "没有“{}”这一天", shown(cell); "there is no such day as '{}'", shown(cell);
        "请核对月和日。"; "Check month and day.")
}

fn hours_unreadable(entry: &str) -> Failure {
    failure!("hours-unreadable"; "看不懂时段“{}”", shown(entry); "the hours '{}' are not understood", shown(entry);
        "请写成 09:00-17:30，到夜里十二点写 24:00。"; "Write 09:00-17:30, and 24:00 for midnight at the end.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_their_usual_forms_and_must_exist() {
        for cell in [
            "2026-10-01",
            "2026/10/1",
            "2026年10月1日",
            "20261001",
            "２０２６．10．1",
        ] {
            assert_eq!(day(cell).unwrap().number(), 20_261_001, "{cell}");
        }
        for (cell, code) in [
            ("2026-02-29", "day-none"),
            ("2026-04-31", "day-none"),
            ("2026-13-01", "day-none"),
            ("10-01", "day-unreadable"),
            ("46296", "day-unreadable"),
            ("26-10-01", "day-unreadable"),
            ("明天", "day-unreadable"),
        ] {
            assert_eq!(day(cell).unwrap_err().code, code, "{cell}");
        }
        assert!(day("2028-02-29").is_ok());
        assert_eq!(last_day("长期").unwrap_err().code, "day-without-end");
        assert_eq!(last_day("明天").unwrap_err().code, "day-unreadable");
    }

    #[test]
    fn days_of_the_week_and_the_month_are_sets() {
        let text = |cell| set_text(weekdays(cell).unwrap(), "、");
        assert_eq!(text("周一至周五"), "1-5");
        assert_eq!(text("星期六、周日"), "6-7");
        assert_eq!(text("工作日、周日"), "1-5、7");
        assert_eq!(text("mon-wed"), "1-3");
        assert_eq!(text(""), "");
        assert_eq!(
            set_text(month_days("1号、28-31日").unwrap(), "、"),
            "1、28-31"
        );
        assert_eq!(weekdays("周八").unwrap_err().code, "number-range");
        assert_eq!(month_days("32").unwrap_err().code, "number-range");
        assert_eq!(weekdays("八一").unwrap_err().code, "value-unreadable");
        let except = weekdays("周末除外").unwrap_err();
        assert_eq!(except.code, "value-unreadable");
        assert!(except.what.in_lang(messages::Lang::Zh).contains("周末除外"));
    }

    #[test]
    fn dates_are_of_each_year_or_of_one_and_ranges_have_only_days_that_exist() {
        let text = |cell| dates_text(&dates(cell).unwrap(), " ");
        assert_eq!(text("08-01、10月1日"), "08-01 10-01");
        assert_eq!(
            text("2026-02-27至2026-03-01"),
            "2026-02-27 2026-02-28 2026-03-01"
        );
        assert_eq!(text("02-28至03-01"), "02-28 02-29 03-01");
        for (cell, code) in [
            ("02-30", "day-none"),
            ("12-30至01-02", "date-unreadable"),
            ("10-01至2026-10-07", "date-unreadable"),
            ("春节", "date-unreadable"),
            ("2026-01-01至2027-01-02", "dates-many"),
            ("2026-01-01至9999-12-31", "date-unreadable"),
        ] {
            assert_eq!(dates(cell).unwrap_err().code, code, "{cell}");
        }
    }

    #[test]
    fn a_night_is_two_and_beside_days_it_is_asked_about() {
        let text = |cell| hours_text(&hours(cell, false).unwrap(), " ");
        assert_eq!(text("9:00-11:30、14点-17点30分"), "09:00-11:30 14:00-17:30");
        assert_eq!(text("22:00-06:00"), "00:00-06:00 22:00-24:00");
        assert_eq!(text("22:00-00:00"), "22:00-24:00");
        assert_eq!(hours("22:00-06:00", true).unwrap_err().code, "hours-night");
        assert_eq!(
            hours("9:00-6:00", false).unwrap_err().code,
            "hours-afternoon"
        );
        assert!(
            hours("9:00-6:00", false)
                .unwrap_err()
                .remedy
                .in_lang(messages::Lang::Zh)
                .contains("18:00")
        );
        // A night of eight hours and a bar's evening are nights.
        assert_eq!(text("18:00-2:00"), "00:00-02:00 18:00-24:00");
        for cell in ["9:60-10:00", "24:01-25:00", "09:00", "上午", "24:00-06:00"] {
            assert_eq!(
                hours(cell, false).unwrap_err().code,
                "hours-unreadable",
                "{cell}"
            );
        }
    }
}
