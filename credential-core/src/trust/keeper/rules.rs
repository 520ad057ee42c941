//! What a next list or root set may be, compared with a recorded one.

use hashbrown::HashMap;

use super::KeeperError;
use crate::error::Error;
use crate::keys::PublicKey;
use crate::limits::MAX_VERSION_JUMP;
use crate::trust::{ListVersion, Pending, RootSetClaims, Standing, TrustListClaims};

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
    debug_assert!(base.is_none_or(|base| ListVersion::of(base) < ListVersion::of(next)));
    let base = base.filter(|base| base.root_version == next.root_version);
    let recorded = base.map_or(0, |base| base.version);
    if next.version > recorded.saturating_add(MAX_VERSION_JUMP) {
        return Err(KeeperError::VersionJump {
            recorded,
            offered: next.version,
        });
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

/// Nothing that was withdrawn or compromised has a better standing in `next`, or is left out.
pub(super) fn check_standings(
    recorded: &TrustListClaims,
    next: &TrustListClaims,
) -> Result<(), KeeperError> {
    let keys: HashMap<[u8; 32], u8> = keys_of(next)
        .map(|(key, worst)| (key.thumbprint(), worst))
        .collect();
    let returned = keys_of(recorded)
        .filter(|(_, worst)| *worst > 0)
        .find(|(key, worst)| {
            keys.get(&key.thumbprint())
                .is_none_or(|listed| listed < worst)
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

/// Each key with how bad its standing is. All keys of a withdrawn issuer count as withdrawn: none of
/// them may turn up at another issuer.
fn keys_of(list: &TrustListClaims) -> impl Iterator<Item = (&PublicKey, u8)> {
    list.issuers.iter().flat_map(|issuer| {
        let gone = issuer.standing == Standing::Withdrawn;
        issuer.keys.iter().map(move |key| {
            let worst = match key.standing {
                _ if gone => 2,
                Standing::Withdrawn => 2,
                Standing::Compromised => 1,
                Standing::Active | Standing::Suspended => 0,
            };
            (&key.key, worst)
        })
    })
}
