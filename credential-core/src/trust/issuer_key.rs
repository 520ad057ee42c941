//! A key of an issuer, with when and how long it may attest.

use core::time::Duration;

use super::standing::Standing;
use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, read_public_key};
use crate::limits::MAX_VALIDITY;
use crate::time::{UnixTime, Validity};

/// A key of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerKey {
    /// The key; the algorithm is bound to it.
    pub key: PublicKey,
    /// When credentials may be issued with it. They stay valid to their own end.
    pub in_force: Validity,
    /// Whether it is accepted. A key is never suspended; its issuer is.
    pub standing: Standing,
    /// How long a credential by it may be valid: whole seconds, from 1 to [`MAX_VALIDITY`], which
    /// is also what `None` means. Whoever still has a key that has run out can date a code back, but
    /// that code ends with the longest of that time.
    pub longest_validity: Option<Duration>,
}

const LONGEST_VALIDITY: i64 = 1;

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

impl IssuerKey {
    pub(super) fn check(&self) -> Result<()> {
        let times_ok = !self.in_force.is_empty() && self.in_force.until.check().is_ok();
        let longest_ok = self
            .longest_validity
            .is_none_or(|longest| (SECOND..=MAX_VALIDITY).contains(&longest));
        if matches!(self.standing, Standing::Suspended | Standing::Unknown) {
            Err(Error::ClaimsInvalid(Field::State))
        } else if times_ok && longest_ok {
            Ok(())
        } else {
            Err(Error::ClaimsInvalid(Field::Validity))
        }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        out.array(if self.longest_validity.is_some() {
            5
        } else {
            4
        });
        out.item(&self.key.encode())
            .uint(self.in_force.from.as_secs())
            .uint(self.in_force.until.as_secs())
            .uint(self.standing.number());
        if let Some(longest) = self.longest_validity {
            out.map(1).int(LONGEST_VALIDITY).uint(longest.as_secs());
        }
    }
}

/// A key as it stands in a list.
pub(super) enum ListedKey {
    /// One that this version uses.
    Used(IssuerKey),
    /// One that this version ignores, of a type that it knows: with a standing or a detail of a later
    /// version. It still counts as listed.
    Ignored(PublicKey, Standing),
    /// One of an unknown type.
    Foreign,
}

/// Reads a key. One of a type, or with a condition, that this version does not know is no fault: its
/// issuer may have others, and the rest of the list stays of use to a terminal that is years old.
/// What stands beside such a key may have any value.
pub(super) fn read_issuer_key(reader: &mut Reader<'_>) -> Result<ListedKey> {
    let items = reader.array()?;
    if !(4..=5).contains(&items) {
        return Err(UNEXPECTED);
    }
    let key = match read_public_key(reader) {
        Err(Error::AlgorithmUnsupported) => None,
        key => Some(key?),
    };
    let in_force = Validity::new(
        UnixTime::from_secs(reader.uint()?),
        UnixTime::from_secs(reader.uint()?),
    );
    let standing = Standing::of_key(reader.uint()?);
    let details = if items == 5 {
        read_details(reader)?
    } else {
        Details::default()
    };
    let Some(key) = key else {
        return Ok(ListedKey::Foreign);
    };
    if standing == Standing::Unknown || details.has_unknown {
        return Ok(ListedKey::Ignored(key, standing));
    }
    Ok(ListedKey::Used(IssuerKey {
        key,
        in_force,
        standing,
        longest_validity: details.longest_validity.map(Duration::from_secs),
    }))
}

#[derive(Default)]
struct Details {
    /// In seconds.
    longest_validity: Option<u64>,
    /// Whether there is a detail among them that must be understood and is not known.
    has_unknown: bool,
}

fn read_details(reader: &mut Reader<'_>) -> Result<Details> {
    let mut entries = reader.map()?;
    let (mut details, mut is_empty) = (Details::default(), true);
    while let Some(key) = entries.next_key(reader)? {
        is_empty = false;
        match key {
            LONGEST_VALIDITY => details.longest_validity = Some(reader.uint()?),
            2..=127 => reader.skip()?,
            128.. => {
                details.has_unknown = true;
                reader.skip()?;
            }
            _ => return Err(UNEXPECTED),
        }
    }
    if is_empty {
        return Err(UNEXPECTED);
    }
    Ok(details)
}

const SECOND: Duration = Duration::from_secs(1);
