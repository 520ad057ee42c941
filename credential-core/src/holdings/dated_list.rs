//! How a list that an issuer signs and dates is applied: a status list or a vouch list.

use alloc::boxed::Box;

use super::dated::DatedFloors;
use super::held::{Dated, Held};
use super::list_date::ListDate;
use super::outcome::Applied;
use super::sorted_map::SortedMap;
use crate::error::{Error, Result};
use crate::limits::MAX_DATED_AHEAD;
use crate::status::{PackedStatusList, StatusList};
use crate::time::UnixTime;
use crate::trust::{IssuerId, IssuerKey, TrustList};
use crate::vouch::VouchList;

/// A kind of such lists.
pub(super) trait DatedList: Sized {
    /// What one list is about; one is held for each.
    type Subject: Ord + Copy;
    /// A list that is verified, and perhaps not wholly read.
    type Verified;

    /// Verifies a list; gives the key that signed it too.
    fn verify<'t>(bytes: &[u8], trust: &'t TrustList) -> Result<(Self::Verified, &'t IssuerKey)>;

    fn subject(verified: &Self::Verified) -> Self::Subject;

    fn made(verified: &Self::Verified) -> UnixTime;

    /// Reads the rest, which is the dear part: an update may have thousands of old lists.
    fn read(verified: Self::Verified) -> Result<Self>;
}

impl DatedList for StatusList {
    type Subject = IssuerId;
    type Verified = PackedStatusList;

    fn verify<'t>(bytes: &[u8], trust: &'t TrustList) -> Result<(PackedStatusList, &'t IssuerKey)> {
        Self::verify_packed(bytes, trust)
    }

    fn subject(verified: &PackedStatusList) -> IssuerId {
        verified.issuer()
    }

    fn made(verified: &PackedStatusList) -> UnixTime {
        verified.made()
    }

    fn read(verified: PackedStatusList) -> Result<Self> {
        verified.unpack()
    }
}

impl DatedList for VouchList {
    /// The issuer, and the thumbprint of its compromised key.
    type Subject = (IssuerId, [u8; 32]);
    type Verified = Self;

    fn verify<'t>(bytes: &[u8], trust: &'t TrustList) -> Result<(Self, &'t IssuerKey)> {
        Self::verify_signed(bytes, trust)
    }

    fn subject(verified: &Self) -> (IssuerId, [u8; 32]) {
        (verified.claims().issuer, verified.claims().key)
    }

    fn made(verified: &Self) -> UnixTime {
        verified.claims().issued
    }

    fn read(verified: Self) -> Result<Self> {
        Ok(verified)
    }
}

/// Applies an offered list if it is newer than what is held and what ever was; gives what it is about,
/// `None` if it was refused. `latest` is the latest time at which it can have been made.
pub(super) fn apply<T: DatedList>(
    bytes: &[u8],
    trust: Option<&TrustList>,
    latest: Option<UnixTime>,
    held: &mut SortedMap<T::Subject, Box<Dated<T>>>,
    floors: &mut DatedFloors<T::Subject>,
) -> (Option<T::Subject>, Result<Applied>) {
    let same = held.iter().find(|(_, held)| held.list.bytes == bytes);
    if let Some((subject, _)) = same {
        return (Some(*subject), Ok(Applied::AlreadyHeld));
    }
    match evaluate(bytes, trust, latest, held, floors) {
        Err(error) => (None, Err(error)),
        Ok((subject, list)) => {
            floors.raise(subject, list.date);
            held.insert_or(subject, Box::new(list), |held, list| *held = list);
            (Some(subject), Ok(Applied::New))
        }
    }
}

fn evaluate<T: DatedList>(
    bytes: &[u8],
    trust: Option<&TrustList>,
    latest: Option<UnixTime>,
    held: &SortedMap<T::Subject, Box<Dated<T>>>,
    floors: &DatedFloors<T::Subject>,
) -> Result<(T::Subject, Dated<T>)> {
    let trust = trust.ok_or(Error::TrustListMissing)?;
    let (offered, key) = T::verify(bytes, trust)?;
    let (subject, made) = (T::subject(&offered), T::made(&offered));
    let date = ListDate::of(key, made);
    floors.evaluate(&subject, date, held.contains_key(&subject))?;
    if let Some(latest) = latest.filter(|latest| made > *latest) {
        return Err(Error::DatedAhead {
            made: made.as_secs(),
            latest: latest.as_secs(),
        });
    }
    let list = Dated {
        list: Held::new(T::read(offered)?, bytes),
        signer: key.key.thumbprint(),
        date,
    };
    Ok((subject, list))
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
