//! How large a journal may become.

use std::time::Duration;

/// Records older than this are asked for by a lifetime alone: no year is as long.
pub(crate) const KEPT: Duration = Duration::from_secs(400 * 86_400);

/// How long a grant can be taken back at the counter.
pub(crate) const UNDO_WINDOW: Duration = Duration::from_secs(60);

/// How long a grant can be rated.
pub(crate) const RATING_WINDOW: Duration = Duration::from_secs(600);

/// Grants that can still be taken back or rated: 27 a second for as long as one can be rated.
pub(crate) const MAX_RECENT: usize = 16_384;

/// By how much a clock may be behind the last record before a note says so.
pub(crate) const CLOCK_LEEWAY: Duration = Duration::from_secs(60);

/// Bytes that are given up on a full disk, so that an undo and an export still work.
pub(crate) const RESERVE_BYTES: usize = 64 * 1_024;

/// The bounds of a journal on the disk. Tests have smaller ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// A new segment begins at so many bytes.
    pub(crate) segment: u64,
    /// From so many bytes on, what has a receipt is dropped.
    pub(crate) soft: u64,
    /// At so many bytes nothing more is granted.
    pub(crate) hard: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        const MIB: u64 = 1_024 * 1_024;
        Self {
            segment: 4 * MIB,
            soft: 256 * MIB,
            hard: 512 * MIB,
        }
    }
}
