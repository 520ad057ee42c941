//! What is known of merchants: the tables of the last edition, and the events of the register.

use std::collections::BTreeMap;

use credential_core::{CivilDay, DayNumber, Membership, Moment, UnixTime};
use messages::Failure;

use crate::catalogue::{CatalogueBook, MerchantRow, tables_of};
use crate::register::{
    MerchantEvent, MerchantEventKind, MerchantHistory, PublishedEdition, Register,
};

/// Tables and histories of all merchants.
pub(crate) struct Merchants {
    /// Of the last edition; empty if there is none.
    pub(crate) book: CatalogueBook,
    /// The number of the last edition.
    pub(crate) edition: Option<u32>,
    /// By number, with what is unrecorded.
    pub(crate) histories: BTreeMap<u32, MerchantHistory>,
    /// What the last edition says of merchants of which the register has no event: it was published by a program
    /// that kept none. To be recorded before anything else of them.
    pub(crate) unrecorded: BTreeMap<u32, Vec<MerchantEvent>>,
}

/// The day of this moment.
pub(crate) fn today(now: UnixTime) -> CivilDay {
    Moment::at(now).day()
}

/// The day so many days later.
pub(crate) fn days_after(day: CivilDay, days: u32) -> CivilDay {
    DayNumber(day.day_number().0.saturating_add(days)).into()
}

/// The first day of the agreement of a row; `None` if it is open there.
pub(super) fn first_day(row: &MerchantRow) -> Option<CivilDay> {
    let first = row.merchant.agreement.map(|days| days.first);
    first.filter(|first| *first != CivilDay::FIRST)
}

/// The last day of the agreement of a row; `None` if it has no end.
pub(super) fn last_day(row: &MerchantRow) -> Option<CivilDay> {
    let last = row.merchant.agreement.map(|days| days.last);
    last.filter(|last| *last != CivilDay::LAST)
}

/// The event with which a merchant of the tables joins.
pub(crate) fn joining(row: &MerchantRow, otherwise: CivilDay, note: &str) -> MerchantEvent {
    let day = first_day(row).unwrap_or(otherwise);
    MerchantEvent {
        merchant: row.number(),
        kind: MerchantEventKind::Joined,
        day,
        // One that ended before it could begin ends on its first day.
        until: last_day(row).map(|last| last.max(day)),
        kept: None,
        note: note.to_owned(),
    }
}

/// The event with which the tables take a membership away; `None` if they do not.
pub(super) fn taking_away(row: &MerchantRow, day: CivilDay, note: &str) -> Option<MerchantEvent> {
    let kind = match row.merchant.membership {
        Membership::SUSPENDED => MerchantEventKind::Suspended,
        Membership::LEFT => MerchantEventKind::Left,
        _ => return None,
    };
    Some(MerchantEvent {
        merchant: row.number(),
        kind,
        day,
        until: None,
        kept: None,
        note: note.to_owned(),
    })
}

impl Merchants {
    /// What the register has.
    ///
    /// # Errors
    /// Those of reading it, and `edition-unreadable`.
    pub(crate) fn read(register: &Register) -> Result<Self, Failure> {
        let last = register.last_edition()?;
        Self::of(last.as_ref(), register.merchant_histories()?)
    }

    /// From the last edition and the events.
    ///
    /// # Errors
    /// `edition-unreadable`.
    pub(crate) fn of(
        last: Option<&PublishedEdition>,
        histories: BTreeMap<u32, MerchantHistory>,
    ) -> Result<Self, Failure> {
        let book = tables_of(last)?;
        let last = last.map(|last| (last.edition, last.made, book));
        Ok(Self::with_tables(last, histories))
    }

    /// From the number of the last edition, when it was made, and its tables; and from the events.
    pub(crate) fn with_tables(
        last: Option<(u32, UnixTime, CatalogueBook)>,
        mut histories: BTreeMap<u32, MerchantHistory>,
    ) -> Self {
        let mut unrecorded = BTreeMap::new();
        let Some((edition, made, book)) = last else {
            return Self {
                book: CatalogueBook::default(),
                edition: None,
                histories,
                unrecorded,
            };
        };
        let (made, note) = (today(made), edition_note(edition));
        for row in &book.merchants {
            let history = histories.entry(row.number()).or_default();
            if !history.events().is_empty() {
                continue;
            }
            let joined = joining(row, made, &note);
            let gone = taking_away(row, made.max(joined.day), &note);
            let events: Vec<MerchantEvent> = [Some(joined), gone].into_iter().flatten().collect();
            events.iter().for_each(|event| history.push(event.clone()));
            unrecorded.insert(row.number(), events);
        }
        Self {
            book,
            edition: Some(edition),
            histories,
            unrecorded,
        }
    }

    /// The history of a merchant; an empty one if there is none.
    pub(crate) fn history(&self, merchant: u32) -> MerchantHistory {
        self.histories.get(&merchant).cloned().unwrap_or_default()
    }

    /// Whether anything is known of it.
    pub(crate) fn has(&self, merchant: u32) -> bool {
        self.book.merchant(merchant).is_some()
            || self
                .histories
                .get(&merchant)
                .is_some_and(|history| !history.events().is_empty())
    }

    /// What it is called in the last edition; empty if it is in none.
    pub(crate) fn name(&self, merchant: u32) -> &str {
        self.book
            .merchant(merchant)
            .map_or("", |row| row.merchant.name.zh.as_str())
    }

    /// Its standing on this day; `None` before it has joined.
    pub(crate) fn standing_on(&self, merchant: u32, day: CivilDay) -> Option<Membership> {
        self.histories
            .get(&merchant)
            .and_then(|history| history.standing_on(day))
    }
}

/// Where an event comes from that nobody entered.
pub(super) fn edition_note(edition: u32) -> String {
    format!("edition {edition}")
}
