//! Points in time. The crate has no clock: the caller passes the time.

use core::time::Duration;

use crate::error::{Error, Field, Result};
use crate::limits::{MAX_DATED_AHEAD, MAX_TIME, MAX_VALIDITY};

/// Seconds since 1970-01-01T00:00:00Z without leap seconds, the `NumericDate` of RFC 8392 §2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// From seconds since the epoch.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs)
    }

    /// Seconds since the epoch.
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// This time plus `by`, stopping at the end of the range.
    #[must_use]
    pub const fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(by.as_secs()))
    }

    /// Whether an object may name this time.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Validity`] if it lies after the year 9999.
    pub(crate) fn check(self) -> Result<()> {
        if self.0 <= MAX_TIME {
            Ok(())
        } else {
            Err(Error::ClaimsInvalid(Field::Validity))
        }
    }

    /// Whether something that was made at this time may be taken `now`: neither too old nor from the future.
    ///
    /// # Errors
    /// [`Error::RequestExpired`] if it is older than `oldest`, [`Error::DatedAhead`] if it is dated more
    /// than [`MAX_DATED_AHEAD`] after `now`.
    pub(crate) fn check_made(self, now: Self, oldest: Duration) -> Result<()> {
        let latest = now.plus(MAX_DATED_AHEAD);
        if now.since(self) > oldest {
            return Err(Error::RequestExpired { made: self.0 });
        }
        if self > latest {
            return Err(Error::DatedAhead {
                made: self.0,
                latest: latest.0,
            });
        }
        Ok(())
    }

    /// How long before this time `earlier` was; zero if it was not before.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }
}

/// A span of time: from its first second up to, and not including, `until`.
///
/// The open end is that of the `exp` claim (RFC 8392 §3.1.4: not accepted "on or after").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Validity {
    /// The first second that belongs to the span.
    pub from: UnixTime,
    /// The first second that no longer belongs to it.
    pub until: UnixTime,
}

impl Validity {
    /// The span from `from` up to, and not including, `until`.
    pub const fn new(from: UnixTime, until: UnixTime) -> Self {
        Self { from, until }
    }

    /// Whether `time` lies in the span.
    pub fn contains(self, time: UnixTime) -> bool {
        self.from <= time && time < self.until
    }

    /// Whether no point of time lies in the span.
    pub fn is_empty(self) -> bool {
        self.until <= self.from
    }

    /// Whether an object may be valid for this span, from its `iat` to its `exp`.
    ///
    /// # Errors
    /// [`Error::ClaimsInvalid`] with [`Field::Validity`] if the span is empty, longer than
    /// [`MAX_VALIDITY`], or ends after the year 9999.
    pub(crate) fn check(self) -> Result<()> {
        if self.is_empty() || self.until.since(self.from) > MAX_VALIDITY {
            return Err(Error::ClaimsInvalid(Field::Validity));
        }
        self.until.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_lasts_at_most_twenty_years_and_ends_with_the_year_9999() {
        let check = |from: u64, until: u64| {
            Validity::new(UnixTime::from_secs(from), UnixTime::from_secs(until)).check()
        };
        // 20 years of 365.25 days; 9999-12-31T23:59:59Z.
        let (years, end) = (631_152_000, 253_402_300_799);
        for (from, until) in [(0, 1), (0, years), (7, 7 + years), (end - 1, end)] {
            assert_eq!(check(from, until), Ok(()), "{from} {until}");
        }
        for (from, until) in [
            (0, 0),
            (1, 0),
            (u64::MAX, 0),
            (0, years + 1),
            (7, 8 + years),
            (end, end + 1),
            (end + 1, end + 2),
            (u64::MAX - 1, u64::MAX),
            (0, u64::MAX),
        ] {
            let error = Err(Error::ClaimsInvalid(Field::Validity));
            assert_eq!(check(from, until), error, "{from} {until}");
        }
        assert_eq!(UnixTime::from_secs(end).check(), Ok(()));
        assert!(UnixTime::from_secs(end + 1).check().is_err());
    }
}
