//! The day on which a person's entitlement ends.

use credential_core::UnixTime;
use messages::dates;

use super::cell_text::{is_invisible, narrow_digit};
use super::grades::NotUnderstood;

/// A day as people and spreadsheets write it; `None` where there is no end.
///
/// # Errors
/// [`NotUnderstood`] for what is no day.
pub(super) fn read(cell: &str) -> Result<Option<UnixTime>, NotUnderstood> {
    let visible = cell.trim_matches(is_invisible);
    if matches!(
        visible,
        "" | "无" | "长期" | "长期有效" | "永久" | "-" | "—" | "/"
    ) {
        return Ok(None);
    }
    // What follows the day is its time, which workbooks show as midnight.
    let day = visible
        .split_once([' ', 'T'])
        .filter(|(_, time)| time.starts_with("00:00") || time.starts_with("0:00"))
        .map_or(visible, |(day, _)| day);
    let digits: String = day
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(narrow_digit)
        .collect();
    let parts: Vec<&str> = if digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) {
        vec![&digits[..4], &digits[4..6], &digits[6..]]
    } else {
        digits
            .strip_suffix(['日', '号'])
            .unwrap_or(&digits)
            .split(['-', '/', '.', '年', '月', '－', '／', '．'])
            .collect()
    };
    let [year, month, day] = parts[..] else {
        return Err(NotUnderstood);
    };
    let plain = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    if year.len() != 4 || !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
        return Err(NotUnderstood);
    }
    dates::parse_last_day(&format!("{year}-{month:0>2}-{day:0>2}"))
        .map(Some)
        .ok_or(NotUnderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let expected = dates::parse_last_day("2028-03-07");
        assert!(expected.is_some());
        for cell in [
            "2028-03-07",
            "2028-3-7",
            "2028/3/7",
            "2028.03.07",
            "20280307",
            "2028年3月7日",
            " ２０２８年３月７日 ",
            "2028-03-07 00:00:00",
        ] {
            assert_eq!(read(cell), Ok(expected), "{cell}");
        }
        for cell in ["", " ", "长期", "无"] {
            assert_eq!(read(cell), Ok(None), "{cell}");
        }
        for cell in [
            "2028-02-30",
            "28-3-7",
            "7/3/2028",
            "2028",
            "46843",
            "两年",
            "2028-3",
            "2028-03-07-01",
            "-2028-3-7",
            "2028年",
        ] {
            assert_eq!(read(cell), Err(NotUnderstood), "{cell}");
        }
    }
}
