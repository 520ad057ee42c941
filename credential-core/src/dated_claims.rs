//! Objects that have `iat` and, under a claim of ours, one open map: most of what issuers and keys sign.

use crate::cbor::Reader;
use crate::claims::IAT;
use crate::error::{CborFault, Error, Result};
use crate::open_map::{next_known, read_claims, search_map};
use crate::time::UnixTime;

/// Reads such an object by `decode`, which uses [`entries`]: the map is under `claim` and has the entries `known`.
///
/// # Errors
/// As [`read_claims`].
pub(crate) fn read<'p, T>(
    payload: &'p [u8],
    claim: i64,
    known: &[i64],
    decode: impl FnOnce(&'p [u8]) -> Result<T>,
) -> Result<T> {
    let decode = |_: &[u8]| decode(payload);
    read_claims(payload, &[IAT, claim], decode, |found, value| match found {
        IAT => Ok(()),
        _ => search_map(value, known),
    })
}

/// Gives `iat`. Each entry of the map under `claim` that is one of `known` is given to `take`, which reads its
/// value; what must be there, the caller finds missing afterwards.
///
/// # Errors
/// [`Error::Malformed`] for another claim and without `iat`, those of [`next_known`], and those of `take`.
pub(crate) fn entries<'p>(
    payload: &'p [u8],
    claim: i64,
    known: &[i64],
    mut take: impl FnMut(i64, &mut Reader<'p>) -> Result<()>,
) -> Result<UnixTime> {
    let mut reader = Reader::new(payload);
    let mut claims = reader.map()?;
    let mut issued = None;
    while let Some(found) = claims.next_key(&mut reader)? {
        if found == IAT {
            issued = Some(UnixTime::from_secs(reader.uint()?));
        } else if found == claim {
            let mut map = reader.map()?;
            while let Some(entry) = next_known(&mut map, &mut reader, known)? {
                take(entry, &mut reader)?;
            }
        } else {
            return Err(UNEXPECTED);
        }
    }
    reader.finish()?;
    issued.ok_or(UNEXPECTED)
}

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);
