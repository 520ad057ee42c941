//! Codes of regions (GB/T 2260): today's, and what became of former ones.
//!
//! `regions/gb2260.csv` has a line for each: the code, the name, the last year of a former one, and
//! today's code for it where there is exactly one. Where it comes from is in `gb2260.LICENSE`.

use std::sync::LazyLock;

use credential_core::Region;

const TABLE: &str = include_str!("regions/gb2260.csv");

static DIVISIONS: LazyLock<Vec<Division>> =
    LazyLock::new(|| TABLE.lines().filter_map(Division::read).collect());

/// A line of the table.
#[derive(Debug)]
struct Division {
    code: u32,
    name: &'static str,
    /// The last year in which a list had it; `None` today.
    last: Option<&'static str>,
    /// Today's code for it.
    now: Option<Region>,
}

impl Division {
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split(',');
        let code = cells.next()?.parse().ok()?;
        let name = cells.next()?;
        let last = cells.next().filter(|year| !year.is_empty());
        let now = cells.next().and_then(|code| code.parse().ok());
        Some(Self {
            code,
            name,
            last,
            now: now.and_then(|code| Region::new(code).ok()),
        })
    }
}

/// What the table says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Today,
    Former {
        name: &'static str,
        /// The last year in which a list had it.
        last: &'static str,
        /// Today's code for it, where there is exactly one.
        now: Option<Region>,
    },
    /// The table does not have it: it was never given, or after the table was made.
    Unknown,
}

/// What the table says of this code.
pub(crate) fn look_up(region: Region) -> Known {
    let code = region.code();
    let found = DIVISIONS
        .binary_search_by_key(&code, |division| division.code)
        .ok()
        .and_then(|at| DIVISIONS.get(at));
    match found {
        None => Known::Unknown,
        Some(division) => match division.last {
            None => Known::Today,
            Some(last) => Known::Former {
                name: division.name,
                last,
                now: division.now,
            },
        },
    }
}

/// What the division with this code is called, or was when there was one.
pub(crate) fn name(region: Region) -> Option<&'static str> {
    let found = DIVISIONS.binary_search_by_key(&region.code(), |division| division.code);
    found
        .ok()
        .and_then(|at| DIVISIONS.get(at))
        .map(|division| division.name)
}

/// Today's codes of what is called so: several for some names.
pub(crate) fn named(name: &str) -> Vec<u32> {
    let today = DIVISIONS.iter().filter(|division| division.last.is_none());
    let named = today.filter(|division| division.name == name);
    named.map(|division| division.code).collect()
}

/// Today's codes that differ from this one in one digit, or in two digits that were exchanged.
pub(crate) fn near(code: &str) -> Vec<(u32, &'static str)> {
    let today = DIVISIONS.iter().filter(|division| division.last.is_none());
    today
        .filter(|division| strsim::osa_distance(&division.code.to_string(), code) == 1)
        .map(|division| (division.code, division.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(code: u32) -> Known {
        look_up(Region::new(code).unwrap())
    }

    #[test]
    fn each_line_is_read_and_they_are_in_order() {
        assert_eq!(DIVISIONS.len(), TABLE.lines().count());
        assert!(DIVISIONS.is_sorted_by(|one, next| one.code < next.code));
        for division in DIVISIONS.iter() {
            assert!(!division.name.is_empty(), "{division:?}");
            assert!(Region::new(division.code).is_ok(), "{division:?}");
            assert!(division.last.is_some() || division.now.is_none());
            if let Some(now) = division.now {
                assert_eq!(look_up(now), Known::Today, "{division:?}");
                assert_eq!(now.code() / 10_000, division.code / 10_000, "{division:?}");
            }
        }
    }

    #[test]
    fn todays_former_and_other_codes_differ() {
        for code in [110_000, 421_200, 421_202, 330_482, 810_000, 710_000] {
            assert_eq!(known(code), Known::Today, "{code}");
        }
        // Wenling, a county until 1993, and Jianggan, which two districts of Hangzhou share.
        let Known::Former { name, now, .. } = known(332_623) else {
            panic!("Wenling is a city")
        };
        assert_eq!((name, now), ("温岭县", Region::new(331_081).ok()));
        assert!(matches!(known(330_104), Known::Former { now: None, .. }));
        assert_eq!(known(999_999), Known::Unknown);
        assert_eq!(known(421_299), Known::Unknown);
    }
}
