//! Records as events: what the calculation of a month needs of them.

use credential_core::journal::{Grant, ManualGrant, Price};

use crate::event::{Event, EventKind};
use crate::month::Month;

/// The event by which the bureau takes a grant back.
pub(crate) fn undo_of(grant: &Event) -> Event {
    Event {
        kind: EventKind::Undo,
        by_bureau: true,
        detail: 0,
        ..*grant
    }
}

pub(super) fn of_grant(event: Event, grant: &Grant) -> Event {
    Event {
        has_holder: true,
        issuer: grant.holder.issuer.0,
        holder: grant.holder.number.0,
        benefit: grant.benefit,
        edition: u32::try_from(grant.edition).unwrap_or(u32::MAX),
        branch: grant.branch,
        status_index: grant.status_index.0,
        units: u16::try_from(grant.units).unwrap_or(u16::MAX),
        price: grant.price,
        ..event
    }
    .with_code(grant.code)
}

pub(super) fn of_manual(event: Event, grant: &ManualGrant) -> Event {
    let (issuer, holder) = grant
        .holder
        .map_or((0, 0), |holder| (holder.issuer.0, holder.number.0));
    Event {
        has_holder: grant.holder.is_some(),
        issuer,
        holder,
        benefit: grant.benefit,
        edition: u32::try_from(grant.edition).unwrap_or(u32::MAX),
        branch: grant.branch,
        units: u16::try_from(grant.units).unwrap_or(u16::MAX),
        price: grant.price,
        detail: grant.reason.number() as u8,
        ..event
    }
}

/// Puts an amount of seconds where a price stands.
pub(super) fn amount((month, event): (Month, Event), seconds: u64) -> (Month, Event) {
    let price = Some(Price {
        full: seconds.min(1 << 39),
        charged: 0,
    });
    (month, Event { price, ..event })
}
