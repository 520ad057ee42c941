//! The rules by which a trust list follows the one before.

use alloc::collections::{BTreeMap, BTreeSet};

use super::floors::{Floors, lost_keys};
use super::held::Held;
use crate::error::{Error, Result};
use crate::key_id::KeyId;
use crate::limits::MAX_LIST_VERSION;
use crate::trust::{IssuerId, ListVersion, RootSet, Standing, TrustList};

/// Verifies an offered list with `root` and compares it with what is held and what ever was; `None` if
/// it is held already, whatever signatures this copy carries.
pub(super) fn evaluate(
    bytes: &[u8],
    root: &RootSet,
    held: Option<&Held<TrustList>>,
    floors: &Floors,
) -> Result<Option<Held<TrustList>>> {
    if let Some(held) = held
        && (held.bytes == bytes || *held.value.digest() == TrustList::digest_of(bytes)?)
    {
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
    if offered.version > MAX_LIST_VERSION {
        return Err(Error::VersionTooHigh {
            version: offered.version,
        });
    }
    Ok(())
}

/// A key that was compromised or withdrawn, and that `offered` gives a better standing, or to another
/// issuer while it is not withdrawn, or leaves out.
fn returned_key(floors: &Floors, offered: &TrustList) -> Option<KeyId> {
    // `extend` and not `collect`, which sorts first: that is much code for few keys.
    let mut listed = BTreeMap::new();
    listed.extend(lost_keys(offered));
    let mut returned = floors.lost_keys.iter().filter(|(thumbprint, before)| {
        let now = listed.get(*thumbprint);
        !now.is_some_and(|now| before.may_become(*now))
    });
    returned.next().map(|(thumbprint, _)| KeyId::of(thumbprint))
}

/// An issuer that was withdrawn, and that `offered` does not list as withdrawn.
fn returned_issuer(floors: &Floors, offered: &TrustList) -> Option<IssuerId> {
    let issuers = offered.claims().issuers.iter();
    let withdrawn = issuers.filter(|issuer| issuer.standing == Standing::Withdrawn);
    let mut listed = BTreeSet::new();
    listed.extend(withdrawn.map(|issuer| issuer.id));
    floors.withdrawn_issuers.difference(&listed).next().copied()
}
