//! What the lists tell of the clock.

use std::time::Duration;

use credential_core::{Holdings, Policy, TrustList, UnixTime};

/// Whether a clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockKind {
    /// It goes, as it should.
    Going,
    /// It stands still, for a rehearsal.
    Standing,
}

/// Lists come every few weeks: if the newest is older than this, the clock may be ahead.
const FAR_AHEAD: Duration = Duration::from_secs(366 * 86_400);

/// What the lists tell of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// As it should be.
    Plausible,
    /// It is earlier than the time at which a list was signed, so it is wrong.
    Behind,
    /// It is so much later than the newest list that it may be wrong.
    FarAhead {
        /// By how many days.
        days: u64,
    },
}

impl ClockState {
    /// With the newest time that was signed in a list.
    pub fn new(signed: Option<UnixTime>, policy: &Policy, now: UnixTime) -> Self {
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
pub fn newest_signed(trust: Option<&TrustList>, holdings: Option<&Holdings>) -> Option<UnixTime> {
    let of_list = trust.map(|list| list.claims().validity.from);
    let of_floors = holdings.map(|held| held.floors().newest_signed);
    let of_statuses = holdings.and_then(|held| {
        let made = held.status_lists().map(|list| list.claims().validity.from);
        made.max()
    });
    of_list.max(of_floors).max(of_statuses)
}
