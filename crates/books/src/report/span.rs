//! Whole months from a first to a last one.

use crate::month::Month;

impl Month {
    /// From `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.trim().split_once('-')?;
        let digits = |text: &str, count| {
            text.len() == count && text.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
        Self::from_number(year * 100 + month)
    }
}

/// Whole months of Beijing, both ends included; open where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSpan {
    /// The first month.
    pub from: Option<Month>,
    /// The last month, which belongs to it.
    pub until: Option<Month>,
}

impl MonthSpan {
    /// All of one month.
    pub const fn only(month: Month) -> Self {
        Self {
            from: Some(month),
            until: Some(month),
        }
    }

    /// Whether the last month is before the first.
    pub fn is_wrong_way_round(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until < from)
    }

    /// The numbers `YYYYMM` of the first and last month, for a query: 0 and 999999 where it is open.
    pub fn numbers(self) -> (u32, u32) {
        (
            self.from.map_or(0, Month::number),
            self.until.map_or(999_999, Month::number),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_they_are_written() {
        for text in ["2026-11", "1970-01", "9999-12"] {
            assert_eq!(Month::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "2026-13",
            "2026-00",
            "2026-1",
            "2026",
            "26-11",
            "2026-11-01",
            "1969-12",
            "+026-11",
            "",
        ] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_has_both_its_ends() {
        let month = |text| Month::parse(text);
        let span = MonthSpan {
            from: month("2026-12"),
            until: month("2027-01"),
        };
        assert_eq!(span.numbers(), (202_612, 202_701));
        assert!(!span.is_wrong_way_round() && !MonthSpan::default().is_wrong_way_round());
        let back = MonthSpan {
            from: span.until,
            until: span.from,
        };
        assert!(back.is_wrong_way_round());
        assert_eq!(MonthSpan::default().numbers(), (0, 999_999));
    }
}
