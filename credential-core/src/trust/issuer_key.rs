//! A key of an issuer, with when and how long it may attest.

use core::time::Duration;

use super::standing::Standing;
use crate::cbor::{Reader, Writer};
use crate::error::{CborFault, Error, Field, Result};
use crate::keys::{PublicKey, read_public_key};
use crate::limits::{MAX_TIME, MAX_VALIDITY};
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
        let times_ok = !self.in_force.is_empty() && self.in_force.until.as_secs() <= MAX_TIME;
        let longest_ok = self
            .longest_validity
            .is_none_or(|longest| (SECOND..=MAX_VALIDITY).contains(&longest));
        if self.standing == Standing::Suspended {
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

/// `None` for a key of a type, or with a condition, that this version does not know: its issuer may
/// have others, and the rest of the list stays of use to a terminal that is years old.
pub(super) fn read_issuer_key(reader: &mut Reader<'_>) -> Result<Option<IssuerKey>> {
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
        Some(Details::default())
    };
    let (Some(key), Some(details)) = (key, details) else {
        return Ok(None);
    };
    Ok(Some(IssuerKey {
        key,
        in_force,
        standing: standing.ok_or(Error::ClaimsInvalid(Field::State))?,
        longest_validity: details.longest_validity,
    }))
}

#[derive(Default)]
struct Details {
    longest_validity: Option<Duration>,
}

/// `None` if there is a detail among them that must be understood and is not known.
fn read_details(reader: &mut Reader<'_>) -> Result<Option<Details>> {
    let mut entries = reader.map()?;
    let (mut details, mut is_empty, mut is_known) = (Details::default(), true, true);
    while let Some(key) = entries.next_key(reader)? {
        is_empty = false;
        match key {
            LONGEST_VALIDITY => {
                let longest = Duration::from_secs(reader.uint32()?.into());
                details.longest_validity = Some(longest);
            }
            2..=127 => reader.skip()?,
            128.. => {
                is_known = false;
                reader.skip()?;
            }
            _ => return Err(UNEXPECTED),
        }
    }
    if is_empty {
        return Err(UNEXPECTED);
    }
    Ok(is_known.then_some(details))
}

const SECOND: Duration = Duration::from_secs(1);
