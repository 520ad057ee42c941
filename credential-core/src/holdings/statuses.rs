//! The rules by which a status list follows the one before.

use alloc::collections::BTreeMap;

use super::floors::Floors;
use super::held::{Dated, Held};
use crate::error::{Error, Result};
use crate::limits::MAX_DATED_AHEAD;
use crate::status::StatusList;
use crate::time::UnixTime;
use crate::trust::{IssuerId, TrustList};

/// Verifies an offered list and compares it with what is held and what ever was; returns its issuer,
/// and `None` if it is held already. `latest` is the latest time at which it can have been made.
pub(super) fn evaluate(
    bytes: &[u8],
    trust: Option<&TrustList>,
    held: &BTreeMap<IssuerId, Dated<StatusList>>,
    floors: &Floors,
    latest: Option<UnixTime>,
) -> Result<(IssuerId, Option<Dated<StatusList>>)> {
    let same = held.iter().find(|(_, held)| held.list.bytes == bytes);
    if let Some((issuer, _)) = same {
        return Ok((*issuer, None));
    }
    let trust = trust.ok_or(Error::TrustListMissing)?;
    let (offered, issuer, key) = StatusList::verify_signed(bytes, trust)?;
    let made = offered.claims().validity.from;
    let before = held.get(&issuer.id).map(|held| (held.signer, held.made));
    floors
        .status_lists
        .evaluate(&issuer.id, (issuer, key), made, before)?;
    not_ahead(made, latest)?;
    let new = Dated {
        list: Held::new(offered, bytes),
        signer: key.key.thumbprint(),
        made,
    };
    Ok((issuer.id, Some(new)))
}

/// The latest time at which a dated list can have been made; `None` if the clock cannot tell.
pub(super) fn latest_date(newest_signed: UnixTime, now: UnixTime) -> Option<UnixTime> {
    let is_sound = now.plus(MAX_DATED_AHEAD) >= newest_signed;
    is_sound.then(|| now.max(newest_signed).plus(MAX_DATED_AHEAD))
}

/// # Errors
/// [`Error::DatedAhead`].
pub(super) fn not_ahead(made: UnixTime, latest: Option<UnixTime>) -> Result<()> {
    match latest {
        Some(latest) if made > latest => Err(Error::DatedAhead {
            made: made.as_secs(),
            latest: latest.as_secs(),
        }),
        _ => Ok(()),
    }
}
