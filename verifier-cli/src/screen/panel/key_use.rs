//! What became of a key at the counter.

use crate::scan::CounterWish;

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum KeyUse {
    /// It means nothing here.
    NotMine,
    Mine,
    Wish(CounterWish),
}
