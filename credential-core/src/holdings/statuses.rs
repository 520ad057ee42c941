//! The rules by which a status list follows the one before.

use alloc::collections::BTreeMap;

use super::floors::Floors;
use super::held::{Dated, Held};
use super::list_date::ListDate;
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
    let (offered, issuer, key) = StatusList::verify_packed(bytes, trust)?;
    let made = offered.made();
    let date = ListDate::of(key, made);
    let is_held = held.contains_key(&issuer.id);
    floors.status_lists.evaluate(&issuer.id, date, is_held)?;
    not_ahead(made, latest)?;
    // Only now: an update may have thousands of old lists, of which each would be inflated for nothing.
    let new = Dated {
        list: Held::new(offered.unpack()?, bytes),
        signer: key.key.thumbprint(),
        date,
    };
    Ok((issuer.id, Some(new)))
}

/// The latest time at which a dated list can have been made. A clock that is far behind what the roots
/// have signed cannot tell; then it is the last second of the trust list, which ends at `trusted_until`.
pub(super) fn latest_date(
    newest_signed: UnixTime,
    now: UnixTime,
    trusted_until: UnixTime,
) -> UnixTime {
    if now.plus(MAX_DATED_AHEAD) < newest_signed {
        UnixTime::from_secs(trusted_until.as_secs().saturating_sub(1))
    } else {
        now.max(newest_signed).plus(MAX_DATED_AHEAD)
    }
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
