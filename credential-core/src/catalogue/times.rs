//! When a benefit is given: days and hours.

use alloc::vec::Vec;

use super::number_set::{MonthDays, Weekdays};
use crate::cbor::{Reader, Writer};
use crate::civil::{DateRule, Moment};
use crate::error::{CborFault, Error, Field, Result};
use crate::limits::{MAX_DATES, MAX_HOURS};
use crate::open_map::next_known;

/// Days and hours on which a benefit is given. All conditions that are there hold together; the entries of
/// one are alternatives. At least one is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Days of the week.
    pub weekdays: Option<Weekdays>,
    /// Days of the month. 31 is in months of 31 days only.
    pub month_days: Option<MonthDays>,
    /// Dates, at most [`MAX_DATES`]; any day if there is none.
    pub dates: Vec<DateRule>,
    /// Hours of the day, at most [`MAX_HOURS`]; any if there is none.
    pub hours: Vec<Hours>,
}

/// Hours of a day, in minutes since midnight. A night is two entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hours {
    /// The first minute, 0 to 1439.
    pub from: u16,
    /// The first minute that no longer belongs to them, above `from`, at most 1440.
    pub until: u16,
}

const WEEKDAYS: i64 = 1;
const MONTH_DAYS: i64 = 2;
const DATES: i64 = 3;
const HOURS: i64 = 4;
/// The conditions that this version knows.
pub(super) const KNOWN: [i64; 4] = [WEEKDAYS, MONTH_DAYS, DATES, HOURS];

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);
const COUNT: Error = Error::ClaimsInvalid(Field::Count);

impl Times {
    /// Whether the day is one of those.
    pub(super) fn has_day(&self, moment: Moment) -> bool {
        let day = moment.day();
        self.weekdays
            .is_none_or(|days| days.contains(moment.weekday()))
            && self
                .month_days
                .is_none_or(|days| days.contains(day.day() as u8))
            && (self.dates.is_empty() || self.dates.iter().any(|date| date.matches(day)))
    }

    /// Whether the minute is in one of the hours.
    pub(super) fn has_minute(&self, moment: Moment) -> bool {
        let minute = moment.minute();
        let mut hours = self.hours.iter();
        self.hours.is_empty() || hours.any(|hours| hours.from <= minute && minute < hours.until)
    }

    fn entries(&self) -> usize {
        usize::from(self.weekdays.is_some())
            + usize::from(self.month_days.is_some())
            + usize::from(!self.dates.is_empty())
            + usize::from(!self.hours.is_empty())
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.entries() == 0 {
            return Err(Error::ClaimsInvalid(Field::Times));
        }
        if self.dates.len() > MAX_DATES || self.hours.len() > MAX_HOURS {
            return Err(COUNT);
        }
        self.dates.iter().try_for_each(|date| date.check())?;
        self.hours.iter().try_for_each(|hours| hours.check())
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.map(self.entries());
        if let Some(days) = self.weekdays {
            out.int(WEEKDAYS).uint(days.to_bits().into());
        }
        if let Some(days) = self.month_days {
            out.int(MONTH_DAYS).uint(days.to_bits().into());
        }
        if !self.dates.is_empty() {
            out.int(DATES).array(self.dates.len());
            for date in &self.dates {
                out.uint(date.number().into());
            }
        }
        if !self.hours.is_empty() {
            out.int(HOURS).array(self.hours.len());
            for hours in &self.hours {
                out.array(2)
                    .uint(hours.from.into())
                    .uint(hours.until.into());
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut map = reader.map()?;
        let mut times = Self::default();
        while let Some(key) = next_known(&mut map, reader, &KNOWN)? {
            match key {
                WEEKDAYS => {
                    let days = Weekdays::from_bits(reader.uint32()?, Field::Times)?;
                    times.weekdays = Some(days);
                }
                MONTH_DAYS => {
                    let days = MonthDays::from_bits(reader.uint32()?, Field::Times)?;
                    times.month_days = Some(days);
                }
                DATES => {
                    times.dates = read_list(reader, MAX_DATES, |reader| {
                        DateRule::from_number(reader.uint32()?)
                    })?;
                }
                _ => times.hours = read_list(reader, MAX_HOURS, Hours::read)?,
            }
        }
        times.check()?;
        Ok(times)
    }
}

impl Hours {
    fn check(self) -> Result<()> {
        if self.from < self.until && self.until <= 1440 {
            Ok(())
        } else {
            Err(Error::ClaimsInvalid(Field::Times))
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        if reader.array()? != 2 {
            return Err(UNEXPECTED);
        }
        let minute = |value| u16::try_from(value).unwrap_or(u16::MAX);
        let hours = Self {
            from: minute(reader.uint32()?),
            until: minute(reader.uint32()?),
        };
        hours.check().map(|()| hours)
    }
}

/// A list of 1 to `most` items. Memory is used for items that are there, not for the announced count.
pub(super) fn read_list<'a, T>(
    reader: &mut Reader<'a>,
    most: usize,
    mut read: impl FnMut(&mut Reader<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = reader.array()?;
    if count == 0 || count > most {
        return Err(COUNT);
    }
    (0..count).map(|_| read(reader)).collect()
}
