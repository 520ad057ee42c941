//! What the terminal holds, as of a time.

use credential_core::{Holdings, IssuerId, KeyId, Policy, Standing, UnixTime};

use crate::clock_state::{ClockState, newest_signed};

/// The holdings as of a time.
#[derive(Debug)]
pub struct View<'h> {
    /// What the terminal holds.
    pub holdings: &'h Holdings,
    /// The time.
    pub at: UnixTime,
    /// What the lists tell of the clock.
    pub clock: ClockState,
    /// What comes to its end next, and when.
    pub next: Option<(Expiring, UnixTime)>,
}

/// What comes to its end.
#[derive(Clone, Copy, Debug)]
pub enum Expiring {
    /// The trust list.
    TrustList,
    /// The status list of an issuer.
    StatusList(IssuerId),
    /// A key of an issuer.
    Key(KeyId, IssuerId),
}

impl<'h> View<'h> {
    /// As of a time.
    pub fn new(holdings: &'h Holdings, at: UnixTime) -> Self {
        let newest = newest_signed(holdings.trust(), Some(holdings));
        Self {
            clock: ClockState::new(newest, &Policy::shop(), at),
            next: ends(holdings)
                .filter(|(_, end)| *end > at)
                .min_by_key(|(_, end)| *end),
            holdings,
            at,
        }
    }

    /// Whether codes can be accepted as far as the trust list goes.
    pub fn can_accept(&self) -> bool {
        let time = self.at.max(self.holdings.floors().newest_signed);
        self.holdings
            .trust()
            .is_some_and(|list| time < list.claims().validity.until)
    }

    /// Whether it is over.
    pub fn is_over(&self, until: UnixTime) -> bool {
        until <= self.at
    }

    /// Whole days since then.
    pub fn days_since(&self, then: UnixTime) -> u64 {
        self.at.since(then).as_secs() / 86_400
    }
}

/// All ends that matter: a key that is withdrawn anyway has none.
fn ends(holdings: &Holdings) -> impl Iterator<Item = (Expiring, UnixTime)> {
    let claims = holdings.trust().map(|list| list.claims());
    let keys = claims
        .into_iter()
        .flat_map(|claims| &claims.issuers)
        .filter(|issuer| issuer.standing == Standing::Active)
        .flat_map(|issuer| issuer.keys.iter().map(|key| (issuer.id, key)))
        .filter(|(_, key)| key.standing == Standing::Active)
        .map(|(issuer, key)| (Expiring::Key(key.key.id(), issuer), key.in_force.until));
    let lists = holdings.status_lists().map(|list| {
        let claims = list.claims();
        (Expiring::StatusList(claims.issuer), claims.validity.until)
    });
    claims
        .map(|claims| (Expiring::TrustList, claims.validity.until))
        .into_iter()
        .chain(lists)
        .chain(keys)
}
