//! The ages that a benefit of the bureau is for. They go to no terminal: a code has no date of birth.

use messages::{Failure, Lang, failure};

use super::cells::{dense, range, shown, whole_number};

/// Whole years, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ages {
    first: u8,
    last: Option<u8>,
}

/// Nobody is older.
const OLDEST: u32 = 150;

impl Ages {
    /// `60岁以上`, `60+`, `60-69`, `六十至六十九周岁`, `17岁以下`, `up to 17`; nothing in an empty cell.
    ///
    /// # Errors
    /// `age-unreadable`, `age-range`.
    pub(crate) fn read(cell: &str) -> Result<Option<Self>, Failure> {
        let word = dense(cell).replace("周岁", "").replace('岁', "");
        let word = word.trim_start_matches(['年', '满']);
        if word.is_empty() && dense(cell).is_empty() {
            return Ok(None);
        }
        let and_over = ["及以上", "以上", "起", "+", "andover", "andolder"];
        let and_under = ["及以下", "以下", "andunder", "andyounger"];
        let before = |endings: &[&str]| {
            let mut found = endings.iter().filter_map(|end| word.strip_suffix(end));
            found.next()
        };
        let ends = if let Some(first) = before(&and_over).or_else(|| word.strip_prefix("from")) {
            (whole_number(first), Some(None))
        } else if let Some(last) = before(&and_under).or_else(|| word.strip_prefix("upto")) {
            (Some(0), whole_number(last).map(Some))
        } else {
            // One number may be meant as the first or as the only one.
            match range(word) {
                (first, last) if first != last => {
                    (whole_number(first), whole_number(last).map(Some))
                }
                _ => (None, None),
            }
        };
        let (Some(first), Some(last)) = ends else {
            return Err(
                failure!("age-unreadable"; "看不懂年龄“{}”", shown(cell); "the ages '{}' are not understood", shown(cell);
                "请写成 60岁以上、60-69岁或 17岁以下。"; "Write 60+, 60-69 or 'up to 17'."),
            );
        };
        if last.is_some_and(|last| last < first) || first > OLDEST || last > Some(OLDEST) {
            return Err(
                failure!("age-range"; "年龄“{}”先后颠倒，或太大", shown(cell);
                "the ages '{}' are the wrong way round, or too high", shown(cell);
                "请核对。"; "Check them."),
            );
        }
        let year = |age: u32| u8::try_from(age).unwrap_or(u8::MAX);
        Ok(Some(Self {
            first: year(first),
            last: last.map(year),
        }))
    }

    /// As a cell that can be read again.
    pub(super) fn cell(self, lang: Lang) -> String {
        let Self { first, last } = self;
        match (lang, first, last) {
            (Lang::Zh, _, None) => format!("{first}岁以上"),
            (Lang::En, _, None) => format!("{first}+"),
            (Lang::Zh, 0, Some(last)) => format!("{last}岁以下"),
            (Lang::En, 0, Some(last)) => format!("up to {last}"),
            (Lang::Zh, _, Some(last)) => format!("{first}至{last}岁"),
            (Lang::En, _, Some(last)) => format!("{first}-{last}"),
        }
    }

    /// The first age, in whole years.
    pub(crate) const fn first(self) -> u8 {
        self.first
    }

    /// The last one, if there is one.
    pub(crate) const fn last(self) -> Option<u8> {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_as_they_are_said_and_come_out_as_they_can_be_read() {
        for (cell, first, last) in [
            ("60岁以上", 60, None),
            ("满 60 周岁以上", 60, None),
            ("６０＋", 60, None),
            ("六十岁及以上", 60, None),
            ("60 and over", 60, None),
            ("from 60", 60, None),
            ("60-69", 60, Some(69)),
            ("六十至六十九岁", 60, Some(69)),
            ("17岁以下", 0, Some(17)),
            ("up to 17", 0, Some(17)),
            ("0+", 0, None),
        ] {
            let read = Ages::read(cell).unwrap().unwrap();
            assert_eq!((read.first(), read.last()), (first, last), "{cell}");
            for lang in [Lang::Zh, Lang::En] {
                assert_eq!(Ages::read(&read.cell(lang)).unwrap(), Some(read), "{cell}");
            }
        }
        assert_eq!(Ages::read(" ").unwrap(), None);
    }

    #[test]
    fn refuses_what_may_mean_two_things_or_nothing() {
        for (cell, code) in [
            ("60", "age-unreadable"),
            ("60岁", "age-unreadable"),
            // From 60 on, or at 60 alone? Clerks say.
            ("年满60周岁", "age-unreadable"),
            ("岁", "age-unreadable"),
            ("以上", "age-unreadable"),
            ("老人", "age-unreadable"),
            ("-60", "age-unreadable"),
            ("59.5+", "age-unreadable"),
            ("69-60", "age-range"),
            ("600+", "age-range"),
            ("60-999", "age-range"),
        ] {
            assert_eq!(Ages::read(cell).unwrap_err().code, code, "{cell}");
        }
    }
}
