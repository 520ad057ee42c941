//! The same holder does not pass twice within some minutes (anti-passback).

use alloc::collections::VecDeque;
use core::time::Duration;

use hashbrown::HashMap;

use crate::error::Error;
use crate::limits::MAX_REMEMBERED_PASSAGES;
use crate::verify::{HolderId, Verdict};

/// Who has passed a group of gates within the last minutes, by card or by phone.
///
/// Times are those of a clock that is never set, since any beginning: a step of the civil time
/// makes nobody wait longer or shorter. All memory is allocated at the beginning; when it is full, an
/// accepted verdict becomes *check*.
///
/// A passage is entered when the person passes. A gate may enter it already with the verdict, so that nobody
/// passes beside on the same code, and withdraw it if the person did not turn the gate.
///
/// ```
/// # use core::time::Duration;
/// # use credential_core::*;
/// # fn at_the_gate(verdict: Verdict, guard: &mut ReplayGuard, now: UnixTime, uptime: Duration) {
/// # let has_turned = || false;
/// let mut passages = Passages::new(Duration::from_secs(10 * 60));
/// // For each code: first whether its proof is new, then whether its holder has passed.
/// let verdict = passages.admit(guard.admit(verdict, now), uptime);
/// if let Verdict::Accept(credential) = verdict {
///     let passage = passages.enter(credential.holder_id(), uptime);
///     // Open the gate and wait.
///     if let Some(passage) = passage.filter(|_| !has_turned()) {
///         passages.withdraw(passage);
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Passages {
    interval: Duration,
    capacity: usize,
    /// In the order of entering, which is that of the times.
    entered: VecDeque<Entry>,
    /// How many passages of a holder are in it.
    counts: HashMap<HolderId, u32>,
    next_number: u64,
}

/// A passage that was entered, to be withdrawn if it did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Passage(u64);

/// Whether a holder has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Not,
    Recently {
        wait: u64,
    },
    /// Not, but it could not be remembered.
    Full,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    number: u64,
    holder: HolderId,
    at: Duration,
}

impl Passages {
    /// For how many passages [`Passages::new`] has room; it takes about 3 MB.
    pub const DEFAULT_CAPACITY: usize = 32_768;

    /// A holder who has passed may pass again after `interval`; with an interval of zero at once.
    pub fn new(interval: Duration) -> Self {
        Self::with_capacity(interval, Self::DEFAULT_CAPACITY)
    }

    /// The same with room for so many passages, at most [`MAX_REMEMBERED_PASSAGES`].
    pub fn with_capacity(interval: Duration, capacity: usize) -> Self {
        let capacity = capacity.min(MAX_REMEMBERED_PASSAGES);
        Self {
            interval,
            capacity,
            entered: VecDeque::with_capacity(capacity),
            // Twice the room: a table that is not more than half full never grows, it only cleans up.
            counts: HashMap::with_capacity(2 * capacity + 2),
            next_number: 0,
        }
    }

    /// The verdict after looking whether the holder has passed within the interval. Nothing is entered:
    /// see [`Passages::enter`]. Comes after the [`ReplayGuard`](crate::ReplayGuard).
    #[must_use]
    pub fn admit(&mut self, verdict: Verdict, uptime: Duration) -> Verdict {
        let Some(holder) = verdict.verified().map(|credential| credential.holder_id()) else {
            return verdict;
        };
        match self.seen(holder, uptime) {
            Seen::Not => verdict,
            Seen::Recently { wait } => verdict.refused(Error::PassedRecently { wait }),
            Seen::Full => verdict.repeat_unchecked(),
        }
    }

    fn seen(&mut self, holder: HolderId, uptime: Duration) -> Seen {
        self.forget_before(uptime);
        if self.counts.contains_key(&holder) {
            Seen::Recently {
                wait: self.wait(holder, uptime).as_secs(),
            }
        } else if self.is_full() {
            Seen::Full
        } else {
            Seen::Not
        }
    }

    /// Enters that this holder passes. `None` if there is no room, or nothing to remember.
    pub fn enter(&mut self, holder: HolderId, uptime: Duration) -> Option<Passage> {
        self.forget_before(uptime);
        if self.interval.is_zero() || self.is_full() {
            return None;
        }
        let number = self.next_number;
        self.next_number += 1;
        // The clock does not go back. If it does all the same, the order is kept.
        let at = self
            .entered
            .back()
            .map_or(uptime, |last| last.at.max(uptime));
        self.entered.push_back(Entry { number, holder, at });
        *self.counts.entry(holder).or_insert(0) += 1;
        Some(Passage(number))
    }

    /// Takes back a passage that did not happen. Whether it was still remembered.
    pub fn withdraw(&mut self, passage: Passage) -> bool {
        let found = self
            .entered
            .binary_search_by_key(&passage.0, |entry| entry.number);
        let Some(entry) = found.ok().and_then(|at| self.entered.remove(at)) else {
            return false;
        };
        self.count_down(entry.holder);
        true
    }

    /// How many passages it remembers.
    pub fn len(&self) -> usize {
        self.entered.len()
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.entered.is_empty()
    }

    fn is_full(&self) -> bool {
        !self.interval.is_zero() && self.entered.len() >= self.capacity
    }

    fn forget_before(&mut self, uptime: Duration) {
        while let Some(entry) = self.entered.front().copied() {
            if uptime.saturating_sub(entry.at) < self.interval {
                return;
            }
            self.entered.pop_front();
            self.count_down(entry.holder);
        }
    }

    fn count_down(&mut self, holder: HolderId) {
        if let Some(count) = self.counts.get_mut(&holder) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&holder);
            }
        }
    }

    /// Until the last passage of the holder is forgotten, in whole seconds rounded up.
    fn wait(&self, holder: HolderId, uptime: Duration) -> Duration {
        let mut newest_first = self.entered.iter().rev();
        let last = newest_first.find(|entry| entry.holder == holder);
        let left = last.map_or(Duration::ZERO, |entry| {
            let until = entry.at.saturating_add(self.interval);
            until.saturating_sub(uptime)
        });
        let part = u64::from(left.subsec_nanos() > 0);
        Duration::from_secs(left.as_secs().saturating_add(part))
    }
}

#[cfg(test)]
mod tests;
