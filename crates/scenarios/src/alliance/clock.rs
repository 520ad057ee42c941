//! Moments of a play: its clocks stand where the story is.

use std::time::Duration;

use credential_core::UnixTime;
use messages::dates;

use crate::stage::Trouble;

/// A moment in Beijing: `2021-07-01T09:00`.
pub(crate) fn moment(text: &str) -> Result<UnixTime, Trouble> {
    dates::parse(text).ok_or_else(|| Trouble::new(format!("{text} is no time")))
}

/// So many days later, at the same hour.
pub(crate) fn day_after(time: UnixTime, days: u64) -> UnixTime {
    time.plus(Duration::from_secs(days * 86_400))
}

/// A moment as it is written on a command line.
pub(crate) fn written(time: UnixTime) -> Result<String, Trouble> {
    let text = dates::rfc3339(time);
    text.ok_or_else(|| Trouble::new("a moment is out of the calendar"))
}
