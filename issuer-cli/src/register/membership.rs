//! Whether a merchant was a member on a day, from what was recorded of it.
//!
//! Two things hold together: its standing (joined, suspended, returned, left) and its agreement. An event holds
//! from its day on, whenever it was recorded; of two on one day the one that was recorded later counts.

use std::collections::BTreeSet;

use credential_core::{CivilDay, DayNumber, DayWindow, Membership};

use super::merchant_event::{MerchantEvent, MerchantEventKind as Kind};

/// The events of one merchant, in the order in which they were recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MerchantHistory {
    events: Vec<MerchantEvent>,
}

/// Why an event does not fit to what was recorded before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryConflict {
    /// On that day it had not joined yet; the day on which it does, if there is one.
    NotJoined(Option<CivilDay>),
    /// It has joined already.
    JoinedAlready,
    /// It is suspended on that day.
    Suspended,
    /// It is a member on that day.
    Member,
    /// It has left by that day.
    Left,
}

impl MerchantHistory {
    /// From events of one merchant, in the order in which they were recorded.
    pub fn new(events: Vec<MerchantEvent>) -> Self {
        Self { events }
    }

    /// Adds an event behind the others.
    pub fn push(&mut self, event: MerchantEvent) {
        self.events.push(event);
    }

    /// The events, in the order in which they were recorded.
    pub fn events(&self) -> &[MerchantEvent] {
        &self.events
    }

    /// The event that decides what its standing is on this day; `None` before it has joined.
    pub fn decisive_on(&self, day: CivilDay) -> Option<&MerchantEvent> {
        let standing = self
            .events
            .iter()
            .filter(|event| event.day <= day && standing_after(event.kind).is_some());
        // Of the same day, the last one.
        standing.max_by_key(|event| event.day)
    }

    /// Its standing on this day, whatever its agreement says; `None` before it has joined.
    pub fn standing_on(&self, day: CivilDay) -> Option<Membership> {
        self.decisive_on(day)
            .and_then(|event| standing_after(event.kind))
    }

    /// The first event behind this day that changes its standing.
    pub fn next_change_after(&self, day: CivilDay) -> Option<&MerchantEvent> {
        let later = self
            .events
            .iter()
            .filter(|event| event.day > day && standing_after(event.kind).is_some());
        // Of the same day, the last one.
        later.rev().min_by_key(|event| event.day)
    }

    /// The agreement that counts on this day, if it covers the day.
    pub fn agreement_on(&self, day: CivilDay) -> Option<DayWindow> {
        let event = self.events.iter().rfind(|event| {
            matches!(event.kind, Kind::Joined | Kind::Renewed) && event.day <= day
        })?;
        let days = DayWindow {
            first: event.day,
            last: event.until.unwrap_or(CivilDay::LAST),
        };
        days.contains(day).then_some(days)
    }

    /// The agreement that was recorded last.
    pub fn last_agreement(&self) -> Option<DayWindow> {
        let event = self
            .events
            .iter()
            .rfind(|event| matches!(event.kind, Kind::Joined | Kind::Renewed))?;
        Some(DayWindow {
            first: event.day,
            last: event.until.unwrap_or(CivilDay::LAST),
        })
    }

    /// Whether it was a member on this day: it had joined, was neither suspended nor gone, and had an agreement.
    pub fn is_member_on(&self, day: CivilDay) -> bool {
        self.standing_on(day) == Some(Membership::MEMBER) && self.agreement_on(day).is_some()
    }

    /// The days on which it was or will be a member, in order and apart from each other.
    pub fn member_periods(&self) -> Vec<DayWindow> {
        // Between two of these days nothing changes.
        let begins: BTreeSet<u32> = self
            .events
            .iter()
            .flat_map(|event| {
                let after = event
                    .until
                    .map(|until| until.day_number().0.saturating_add(1));
                [Some(event.day.day_number().0), after]
            })
            .flatten()
            .collect();
        let begins: Vec<u32> = begins.into_iter().collect();
        let mut periods: Vec<DayWindow> = Vec::new();
        for (at, begin) in begins.iter().enumerate() {
            let first = CivilDay::from(DayNumber(*begin));
            if !self.is_member_on(first) {
                continue;
            }
            let last = begins.get(at + 1).map_or(CivilDay::LAST, |next| {
                CivilDay::from(DayNumber(next.saturating_sub(1)))
            });
            match periods.last_mut() {
                Some(before) if before.last.day_number().0.saturating_add(1) == *begin => {
                    before.last = last;
                }
                _ => periods.push(DayWindow { first, last }),
            }
        }
        periods
    }

    /// The inspection whose day is the latest.
    pub fn last_inspection(&self) -> Option<&MerchantEvent> {
        let all = self.events.iter();
        all.filter(|event| event.kind == Kind::Inspected)
            .max_by_key(|event| event.day)
    }

    /// Whether an event of this kind on this day fits to what was recorded before.
    ///
    /// # Errors
    /// What speaks against it.
    pub fn check(&self, kind: Kind, day: CivilDay) -> Result<(), HistoryConflict> {
        use HistoryConflict as Conflict;
        let standing = self.standing_on(day);
        if kind == Kind::Joined {
            let has_joined = self.events.iter().any(|event| event.kind == Kind::Joined);
            return match has_joined {
                true => Err(Conflict::JoinedAlready),
                false => Ok(()),
            };
        }
        let Some(standing) = standing else {
            let joined = self.events.iter().find(|event| event.kind == Kind::Joined);
            return Err(Conflict::NotJoined(joined.map(|event| event.day)));
        };
        match (kind, standing) {
            (Kind::Suspended, Membership::SUSPENDED) => Err(Conflict::Suspended),
            (Kind::Returned, Membership::MEMBER) => Err(Conflict::Member),
            (Kind::Suspended | Kind::Left | Kind::Inspected, Membership::LEFT) => {
                Err(Conflict::Left)
            }
            _ => Ok(()),
        }
    }
}

/// What an event makes of a merchant's standing; `None` if it leaves it.
const fn standing_after(kind: Kind) -> Option<Membership> {
    match kind {
        Kind::Joined | Kind::Returned => Some(Membership::MEMBER),
        Kind::Suspended => Some(Membership::SUSPENDED),
        Kind::Left => Some(Membership::LEFT),
        Kind::Inspected | Kind::Praised | Kind::Renewed => None,
    }
}

#[cfg(test)]
mod tests;
