//! What a next list or root set may be, compared with a recorded one.

use hashbrown::HashMap;

use super::KeeperError;
use crate::error::{Error, Field};
use crate::keys::PublicKey;
use crate::limits::MAX_LIST_VERSION;
use crate::trust::{LostKey, Pending, RootSetClaims, Standing, TrustListClaims};

/// One version has one content.
pub(super) fn same_content(
    version: u64,
    recorded: Option<&[u8; 32]>,
    offered: [u8; 32],
) -> Result<(), KeeperError> {
    match recorded {
        Some(recorded) if *recorded != offered => Err(KeeperError::SecondContent {
            version,
            recorded: *recorded,
            offered,
        }),
        _ => Ok(()),
    }
}

/// Whether a root set is the one that comes next.
pub(super) fn check_roots(
    current: Option<&RootSetClaims>,
    pending: &Pending<RootSetClaims>,
) -> Result<(), KeeperError> {
    if !pending.is_fully_read() {
        return Err(KeeperError::NotFullyRead);
    }
    let (held, named) = (
        current.map_or(0, |set| set.version),
        pending.claims().version,
    );
    if held.checked_add(1) != Some(named) {
        return Err(Error::RootVersionMismatch { held, named }.into());
    }
    // Its date may be before that of the current one: a new root set is the way back from dates that
    // were signed far ahead, also from that of a root set.
    Ok(())
}

/// Version and date of a list that is above `base`. Under a later root set both may begin anew: this is
/// the way back from what was signed far ahead.
pub(super) fn check_follows(
    base: Option<&TrustListClaims>,
    next: &TrustListClaims,
) -> Result<(), KeeperError> {
    let base = base.filter(|base| base.root_version == next.root_version);
    if next.version > MAX_LIST_VERSION {
        let version = next.version;
        return Err(Error::VersionTooHigh { version }.into());
    }
    if let Some(base) = base
        && next.validity.from < base.validity.from
    {
        return Err(KeeperError::DatedBefore {
            recorded: base.validity.from,
            offered: next.validity.from,
        });
    }
    Ok(())
}

/// No list is expected that cannot have been made yet: terminals would miss it until then.
pub(super) fn check_expectations(next: &TrustListClaims) -> Result<(), KeeperError> {
    let made = next.validity.from;
    let mut expectations = next
        .issuers
        .iter()
        .flat_map(|issuer| [issuer.status_expectation, issuer.catalogue_expectation])
        .flatten();
    if expectations.any(|expected| expected.least > made) {
        return Err(Error::ClaimsInvalid(Field::Validity).into());
    }
    Ok(())
}

/// Nothing that was withdrawn or compromised has a better standing in `next`, or is left out.
pub(super) fn check_standings(
    recorded: &TrustListClaims,
    next: &TrustListClaims,
) -> Result<(), KeeperError> {
    let listed: HashMap<[u8; 32], LostKey> = lost_keys(next)
        .map(|(key, lost)| (key.thumbprint(), lost))
        .collect();
    let returned = lost_keys(recorded).find(|(key, before)| {
        let now = listed.get(&key.thumbprint());
        !now.is_some_and(|now| before.may_become(*now))
    });
    if let Some((key, _)) = returned {
        return Err(KeeperError::WithdrawnKeyReturned { key_id: key.id() });
    }
    let issuers: HashMap<_, _> = next
        .issuers
        .iter()
        .map(|issuer| (issuer.id, issuer.standing))
        .collect();
    let returned = recorded
        .issuers
        .iter()
        .filter(|issuer| issuer.standing == Standing::Withdrawn)
        .find(|issuer| issuers.get(&issuer.id) != Some(&Standing::Withdrawn));
    match returned {
        Some(issuer) => Err(KeeperError::WithdrawnIssuerReturned { issuer: issuer.id }),
        None => Ok(()),
    }
}

/// Each key that is compromised or withdrawn. All keys of a withdrawn issuer count as withdrawn: none
/// of them may turn up at another issuer.
fn lost_keys(list: &TrustListClaims) -> impl Iterator<Item = (&PublicKey, LostKey)> {
    list.issuers.iter().flat_map(|issuer| {
        issuer.keys.iter().filter_map(|key| {
            let standing = issuer.standing.of_key_under(key.standing);
            Some((&key.key, LostKey::of(issuer.id, standing)?))
        })
    })
}
