//! The day on which a person's entitlement ends.

use credential_core::UnixTime;
use messages::dates;

use super::cell_text::{is_invisible, narrow_digit};
use super::grades::NotUnderstood;

/// What parts the two days of a span.
const BETWEEN: [&str; 9] = ["至", "到", "~", "～", "—", "–", "-", "－", "―"];

/// A day as people and spreadsheets write it, or the second of two with a span between them; `None` where
/// there is no end.
///
/// # Errors
/// [`NotUnderstood`] for what is no day.
pub(super) fn read(cell: &str) -> Result<Option<UnixTime>, NotUnderstood> {
    let visible = cell.trim_matches(is_invisible);
    if let Ok(end) = last(visible) {
        return Ok(end);
    }
    let visible = visible
        .trim_start_matches(['自', '从', '由'])
        .trim_end_matches('止');
    for between in BETWEEN {
        for (at, _) in visible.match_indices(between) {
            let (begin, end) = visible.split_at(at);
            let end = end.trim_start_matches(between).trim_matches(is_invisible);
            let begin = begin.trim_end_matches(between).trim_matches(is_invisible);
            let begin = begin.trim_end_matches(['起', '始']);
            let Some(end) = Some(end)
                .filter(|end| !end.is_empty())
                .and_then(|end| last(end).ok())
            else {
                continue;
            };
            if begin.is_empty() && matches!(between, "至" | "到") {
                return Ok(end);
            }
            // A span that ends before it begins was mistyped.
            if let Ok(Some(begin)) = last(begin)
                && end.is_none_or(|end| begin <= end)
            {
                return Ok(end);
            }
        }
    }
    last(visible)
}

/// One day, or that there is none.
fn last(visible: &str) -> Result<Option<UnixTime>, NotUnderstood> {
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
        for cell in [
            "2024.01.01-2028.03.07",
            "2024-01-01-2028-03-07",
            "2024年1月1日至2028年3月7日",
            "自2024年1月1日起至2028年3月7日止",
            "2024/1/1 - 2028/3/7",
            "2024-01-01～2028-03-07",
            "20240101-20280307",
            "2024.1.1——2028.3.7",
            "至2028年3月7日",
            "2028年3月7日止",
        ] {
            assert_eq!(read(cell), Ok(expected), "{cell}");
        }
        for cell in ["2024.01.01-长期", "2024年1月1日至长期"] {
            assert_eq!(read(cell), Ok(None), "{cell}");
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
            "2028-03-07至2024-01-01",
            "2024-13-01至2028-03-07",
            "2024至2028",
            "长期至2028-03-07",
            "2024-01-01至",
            "-2028-03-07",
        ] {
            assert_eq!(read(cell), Err(NotUnderstood), "{cell}");
        }
    }
}
