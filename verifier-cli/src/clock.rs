//! What time it is: the computer's, or the one that `--at` names.

use std::time::Duration;

use credential_core::{Holdings, Policy, TrustList, UnixTime};
use messages::{Failure, dates, failure, untrusted};

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

/// Whether a clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockKind {
    /// It goes, as it should.
    Going,
    /// It stands still, for a rehearsal.
    Standing,
}

/// Lists come every few weeks: if the newest is older than this, the clock may be ahead.
const FAR_AHEAD: Duration = Duration::from_secs(366 * 86_400);

/// What the lists tell of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockState {
    Plausible,
    /// It is earlier than the time at which a list was signed, so it is wrong.
    Behind,
    /// It is so much later than the newest list that it may be wrong.
    FarAhead {
        days: u64,
    },
}

impl ClockState {
    pub(crate) fn new(signed: Option<UnixTime>, policy: &Policy, now: UnixTime) -> Self {
        let Some(signed) = signed else {
            return Self::Plausible;
        };
        let age = now.since(signed);
        if signed > now.plus(policy.clock_leeway) {
            Self::Behind
        } else if age > FAR_AHEAD {
            let days = age.as_secs() / 86_400;
            Self::FarAhead { days }
        } else {
            Self::Plausible
        }
    }
}

/// The newest time that the authority or an issuer has signed in a list.
pub(crate) fn newest_signed(
    trust: Option<&TrustList>,
    holdings: Option<&Holdings>,
) -> Option<UnixTime> {
    let of_list = trust.map(|list| list.claims().validity.from);
    let of_floors = holdings.map(|held| held.floors().newest_signed);
    let of_statuses = holdings.and_then(|held| {
        let made = held.status_lists().map(|list| list.claims().validity.from);
        made.max()
    });
    of_list.max(of_floors).max(of_statuses)
}
