//! Points in time. The crate has no clock: the caller passes the time.

use core::time::Duration;

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
}
