//! What a key says when it asks for something: the content that enrolments and requests for a place have in
//! common.

use alloc::vec::Vec;
use core::time::Duration;

use crate::cbor::Writer;
use crate::claims::{IAT, check_name};
use crate::dated_claims;
use crate::error::{CborFault, Error, Result};
use crate::time::UnixTime;
use crate::trust::IssuerId;

/// The content. Whether the key is one, its owner looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyRequest<'p> {
    /// A COSE_Key, encoded.
    pub(crate) key: &'p [u8],
    /// When it was made.
    pub(crate) issued: UnixTime,
    /// The bureau that it is for; `None` for any.
    pub(crate) issuer: Option<IssuerId>,
    /// What the device is called.
    pub(crate) label: Option<&'p str>,
}

const KEY: i64 = 1;
const ISSUER: i64 = 2;
const LABEL: i64 = 3;
const ENTRIES: [i64; 3] = [KEY, ISSUER, LABEL];

impl<'p> KeyRequest<'p> {
    /// Reads the payload of an object whose own claim is `claim`; `finish` reads the key and looks at the rest.
    ///
    /// # Errors
    /// Any error of stage `Claims`.
    pub(crate) fn read<T>(
        payload: &'p [u8],
        claim: i64,
        finish: impl FnOnce(Self) -> Result<T>,
    ) -> Result<T> {
        dated_claims::read(payload, claim, &ENTRIES, |payload| {
            let (mut key, mut issuer, mut label) = (None, None, None);
            let issued = dated_claims::entries(payload, claim, &ENTRIES, |entry, reader| {
                match entry {
                    KEY => key = Some(reader.map_item()?),
                    ISSUER => issuer = Some(IssuerId(reader.uint32()?)),
                    _ => label = Some(reader.text()?),
                }
                Ok(())
            })?;
            // The types of all entries first, then the ranges one by one.
            finish(Self {
                key: key.ok_or(Error::Malformed(CborFault::UnexpectedItem))?,
                issued,
                issuer,
                label,
            })
        })
    }

    /// The payload.
    pub(crate) fn encode(&self, claim: i64) -> Vec<u8> {
        let Self {
            key,
            issued,
            issuer,
            label,
        } = self;
        let mut out = Writer::new();
        out.map(2).int(IAT).uint(issued.as_secs());
        out.int(claim)
            .map(1 + usize::from(issuer.is_some()) + usize::from(label.is_some()));
        out.int(KEY).item(key);
        if let Some(issuer) = issuer {
            out.int(ISSUER).uint(issuer.0.into());
        }
        if let Some(label) = label {
            out.int(LABEL).text(label);
        }
        out.into_bytes()
    }
}

/// What the types do not already ensure, in the order of docs/format.md.
///
/// # Errors
/// [`Error::ClaimsInvalid`] for a label that is none or too long, or a time after the year 9999.
pub(crate) fn check(label: Option<&str>, longest: usize, issued: UnixTime) -> Result<()> {
    if let Some(label) = label {
        check_name(label, longest)?;
    }
    issued.check()
}

/// Whether the bureau `issuer` may take what was made for `asked`.
///
/// # Errors
/// [`Error::SubjectMismatch`], and those of [`UnixTime::check_made`].
pub(crate) fn check_for(
    asked: Option<IssuerId>,
    issued: UnixTime,
    issuer: IssuerId,
    now: UnixTime,
    oldest: Duration,
) -> Result<()> {
    if asked.is_some_and(|asked| asked != issuer) {
        return Err(Error::SubjectMismatch);
    }
    issued.check_made(now, oldest)
}
