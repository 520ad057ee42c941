//! What time it is: the computer's, or the one that `--at` names.

use credential_core::UnixTime;
use messages::{Failure, dates, failure, untrusted};

pub(crate) use terminal::{ClockKind, ClockState, newest_signed};

/// What time it is. Asked for each code anew: a terminal scans for days.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Clock {
    System,
    Fixed(UnixTime),
}

impl Clock {
    pub(crate) fn new(at: Option<&str>) -> Result<Self, Failure> {
        let Some(at) = at else {
            return Ok(Self::System);
        };
        dates::parse(at).map(Self::Fixed).ok_or_else(|| {
            let at = untrusted::escape_untrusted(at);
            failure!("usage"; "--at 不是时间：{at}"; "--at is not a time: {at}";
                "请写成 2027-11-22 或 2027-11-22T08:00（北京时间）。";
                "Write it like 2027-11-22 or 2027-11-22T08:00 (Beijing time).")
        })
    }

    pub(crate) fn now(self) -> UnixTime {
        match self {
            Self::System => dates::now(),
            Self::Fixed(time) => time,
        }
    }
}
