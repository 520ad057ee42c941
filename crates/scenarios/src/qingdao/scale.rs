//! What the city has published, and what of it is played.

/// The scheme as the city has published it: rides in 31 months, uses of benefits in the alliance, its firms.
const RIDES: u64 = 99_000_000;
const USES: u64 = 310_000;
const FIRMS: u64 = 10_000;
pub(super) const MONTHS: u64 = 31;

/// How many people have a card is not published: this number is made up.
const HOLDERS: u64 = 300_000;

/// Firms and uses are few beside the rides: of these, ten times as large a share is played.
pub(super) const ALLIANCE: u64 = 10;

/// What is played of the scheme.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    /// One ride and one person of so many.
    pub(super) share: u64,
    pub(super) rides: u64,
    pub(super) uses: u64,
    pub(super) firms: u64,
    pub(super) holders: u64,
}

impl Scale {
    pub(super) fn of(share: u64) -> Self {
        let of_alliance = (share / ALLIANCE).max(1);
        Self {
            share,
            rides: RIDES / share,
            uses: USES / of_alliance,
            firms: FIRMS / of_alliance,
            holders: HOLDERS / share,
        }
    }

    /// Of `all`, how many come in a month, counted from 0: the months differ by one at most, and make up the whole.
    pub(super) const fn in_month(all: u64, month: u64) -> u64 {
        all * (month + 1) / MONTHS - all * month / MONTHS
    }
}

/// An amount as people write it.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
