//! The rules by which a vouch list follows the one before.

use alloc::collections::BTreeMap;

use super::floors::Floors;
use super::held::{Dated, Held};
use super::list_date::ListDate;
use super::statuses::not_ahead;
use crate::error::{Error, Result};
use crate::time::UnixTime;
use crate::trust::{IssuerId, TrustList};
use crate::vouch::VouchList;

/// What a vouch list is about: an issuer, and the thumbprint of its compromised key.
pub(super) type Subject = (IssuerId, [u8; 32]);

/// Verifies an offered list and compares it with what is held and what ever was; returns its subject,
/// and `None` if it is held already. `latest` is the latest time at which it can have been made.
pub(super) fn evaluate(
    bytes: &[u8],
    trust: Option<&TrustList>,
    held: &BTreeMap<Subject, Dated<VouchList>>,
    floors: &Floors,
    latest: Option<UnixTime>,
) -> Result<(Subject, Option<Dated<VouchList>>)> {
    let same = held.iter().find(|(_, held)| held.list.bytes == bytes);
    if let Some((subject, _)) = same {
        return Ok((*subject, None));
    }
    let trust = trust.ok_or(Error::TrustListMissing)?;
    let (offered, issuer, key) = VouchList::verify_signed(bytes, trust)?;
    let made = offered.claims().issued;
    let subject = (issuer.id, offered.claims().key);
    let date = ListDate::of(key, made);
    let is_held = held.contains_key(&subject);
    floors.vouch_lists.evaluate(&subject, date, is_held)?;
    not_ahead(made, latest)?;
    let new = Dated {
        list: Held::new(offered, bytes),
        signer: key.key.thumbprint(),
        date,
    };
    Ok((subject, Some(new)))
}
