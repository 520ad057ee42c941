//! What time it is: what the caller says, or else the clock of this computer.

use credential_core::UnixTime;
use messages::dates;

/// Seconds since 1970; `None` for now.
pub(crate) fn at(now: Option<u64>) -> UnixTime {
    now.map_or_else(dates::now, UnixTime::from_secs)
}
