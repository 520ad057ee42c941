//! The rules by which a trust list follows the one before.

use alloc::collections::BTreeSet;

use super::floors::{Floors, standing_of};
use super::held::Held;
use crate::error::{Error, Result};
use crate::key_id::KeyId;
use crate::limits::MAX_VERSION_JUMP;
use crate::trust::{IssuerId, ListVersion, RootSet, Standing, TrustList};

/// Verifies an offered list with `root` and compares it with what is held and what ever was; `None`
/// if it is held already.
pub(super) fn evaluate(
    bytes: &[u8],
    root: &RootSet,
    held: Option<&Held<TrustList>>,
    floors: &Floors,
) -> Result<Option<Held<TrustList>>> {
    if held.is_some_and(|held| held.bytes == bytes) {
        return Ok(None);
    }
    let offered = TrustList::verify(bytes, root)?;
    let version = ListVersion::of(offered.claims());
    let verified_by = root.claims().version;
    if version.root_version > verified_by {
        return Err(Error::RootVersionMismatch {
            held: verified_by,
            named: version.root_version,
        });
    }
    if held.is_some_and(|held| ListVersion::of(held.value.claims()) == version) {
        // Two lists with one version: nobody can say which of them others have seen.
        return Err(Error::VersionReused {
            version: version.version,
        });
    }
    in_sequence(version, floors.trust_list)?;
    if let Some(key_id) = returned_key(floors, &offered) {
        return Err(Error::WithdrawnKeyReturned { key_id });
    }
    if let Some(issuer) = returned_issuer(floors, &offered) {
        return Err(Error::WithdrawnIssuerReturned { issuer });
    }
    Ok(Some(Held::new(offered, bytes)))
}

/// Whether a version is neither below the floor nor so high that it would leave no room.
fn in_sequence(offered: ListVersion, floor: ListVersion) -> Result<()> {
    if offered < floor {
        // The numbers that tell them apart.
        let (held, offered) = if offered.root_version == floor.root_version {
            (floor.version, offered.version)
        } else {
            (floor.root_version, offered.root_version)
        };
        return Err(Error::RolledBack { held, offered });
    }
    // Under a later root set the versions begin anew.
    let before = if offered.root_version == floor.root_version {
        floor.version
    } else {
        0
    };
    if offered.version > before.saturating_add(MAX_VERSION_JUMP) {
        return Err(Error::VersionJump {
            held: before,
            offered: offered.version,
        });
    }
    Ok(())
}

/// A key that was compromised or withdrawn, and that `offered` gives a better standing or leaves out.
fn returned_key(floors: &Floors, offered: &TrustList) -> Option<KeyId> {
    let lost = floors.lost_keys.iter().map(|(thumbprint, standing)| {
        let [a, b, c, d, ..] = *thumbprint;
        (KeyId::from_bytes([a, b, c, d]), thumbprint, *standing)
    });
    let mut returned = lost.filter(|(key_id, thumbprint, standing)| {
        !offered.keys(*key_id).any(|(issuer, key)| {
            key.key.thumbprint() == **thumbprint && standing_of(issuer, key) >= *standing
        })
    });
    returned.next().map(|(key_id, ..)| key_id)
}

/// An issuer that was withdrawn, and that `offered` does not list as withdrawn.
fn returned_issuer(floors: &Floors, offered: &TrustList) -> Option<IssuerId> {
    let issuers = offered.claims().issuers.iter();
    let withdrawn: BTreeSet<IssuerId> = issuers
        .filter(|issuer| issuer.standing == Standing::Withdrawn)
        .map(|issuer| issuer.id)
        .collect();
    floors
        .withdrawn_issuers
        .difference(&withdrawn)
        .next()
        .copied()
}
