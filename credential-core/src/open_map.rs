//! Open maps, and the search for unknown content: how a reader meets what a later version adds.
//!
//! Keys from 1 to 127 without a meaning only inform and are passed over, keys from 128 on must be
//! understood. Unknown content is the first fault of an object, whatever else is wrong with it. A
//! payload without a fault is read once: only after a fault is it searched.

use crate::cbor::{Entries, Reader};
use crate::error::{CborFault, Error, Field, Result};

/// The first key that must be understood. Those below it are passed over by a reader that does not
/// know them.
const FIRST_CRITICAL: i64 = 128;

/// The next key of an open map that is one of `known`; `None` at the end of the map. The caller then
/// reads the value. Unknown keys up to 127 are passed over with their values.
///
/// # Errors
/// [`Error::ContentUnsupported`] for an unknown key from 128 on, [`Error::Malformed`] for one that is
/// no integer from 1 to 2^63-1.
pub(crate) fn next_known<'a>(
    entries: &mut Entries<'a>,
    reader: &mut Reader<'a>,
    known: &[i64],
) -> Result<Option<i64>> {
    while let Some(key) = entries.next_key(reader)? {
        match key {
            key if known.contains(&key) => return Ok(Some(key)),
            1..FIRST_CRITICAL => reader.skip()?,
            FIRST_CRITICAL.. => return Err(Error::ContentUnsupported),
            _ => return Err(UNEXPECTED),
        }
    }
    Ok(None)
}

/// Searches an open map, the item that stands in `item`, for unknown keys from 128 on. Every other
/// fault is left to the reading.
///
/// # Errors
/// [`Error::ContentUnsupported`].
pub(crate) fn search_map(mut item: Reader<'_>, known: &[i64]) -> Result<()> {
    let Ok(mut entries) = item.map() else {
        return Ok(());
    };
    while let Ok(Some(label)) = entries.next_label(&mut item) {
        match Reader::new(label).int() {
            Ok(key) if key >= FIRST_CRITICAL && !known.contains(&key) => {
                return Err(Error::ContentUnsupported);
            }
            _ => {}
        }
        if item.skip().is_err() {
            break;
        }
    }
    Ok(())
}

/// Reads claims, whose bytes were already checked to be deterministic CBOR.
///
/// `decode` reads them and must refuse every claim but `claims`, and by [`next_known`] every unknown
/// key from 128 on. If it finds a fault, the payload is searched: for other claims here, and inside
/// each of `claims` by `search`, which is given its number and its value and uses [`search_map`].
///
/// # Errors
/// [`Error::ContentUnsupported`] for unknown content, otherwise the error of `decode`, as one of the
/// claims.
pub(crate) fn read_claims<T>(
    payload: &[u8],
    claims: &[i64],
    decode: impl FnOnce(&[u8]) -> Result<T>,
    search: impl Fn(i64, Reader<'_>) -> Result<()>,
) -> Result<T> {
    decode(payload).map_err(|error| {
        search_claims(payload, claims, search)
            .err()
            .unwrap_or_else(|| in_claims(error))
    })
}

fn search_claims(
    payload: &[u8],
    claims: &[i64],
    search: impl Fn(i64, Reader<'_>) -> Result<()>,
) -> Result<()> {
    let mut reader = Reader::new(payload);
    let Ok(mut entries) = reader.map() else {
        return Ok(());
    };
    while let Ok(Some(label)) = entries.next_label(&mut reader) {
        let value = reader.clone();
        match Reader::new(label).int() {
            Ok(claim) if claims.contains(&claim) => search(claim, value)?,
            // A claim that is not known, whatever the type of its key.
            _ => return Err(Error::ContentUnsupported),
        }
        if reader.skip().is_err() {
            break;
        }
    }
    Ok(())
}

/// A payload whose CBOR is sound but whose structure is not is an error of the claims.
fn in_claims(error: Error) -> Error {
    match error {
        Error::Malformed(_) => Error::ClaimsInvalid(Field::Payload),
        Error::AlgorithmUnsupported => Error::ClaimsInvalid(Field::Key),
        other => other,
    }
}

const UNEXPECTED: Error = Error::Malformed(CborFault::UnexpectedItem);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::hex;
    use alloc::vec::Vec;

    const KNOWN: [i64; 3] = [1, 5, 130];

    /// The known keys with their values, which are numbers.
    fn read(item: &[u8]) -> Result<Vec<(i64, u64)>> {
        let mut reader = Reader::new(item);
        let mut entries = reader.map()?;
        let mut found = Vec::new();
        while let Some(key) = next_known(&mut entries, &mut reader, &KNOWN)? {
            found.push((key, reader.uint()?));
        }
        reader.finish().map(|()| found)
    }

    #[test]
    fn keys_up_to_127_are_passed_over_with_any_value() {
        let map = hex("a6             ; map of 6
             01 07                  ; known
             02 f6                  ; null
             05 08                  ; known
             18 18 a1 6161 82 01 40 ; a map
             18 7f d9d9f7 80        ; a tag
             18 82 09               ; known");
        assert_eq!(read(&map), Ok([(1, 7), (5, 8), (130, 9)].into()));
        assert_eq!(search_map(Reader::new(&map), &KNOWN), Ok(()));
    }

    #[test]
    fn unknown_keys_from_128_on_must_be_understood() {
        for map in [
            "a1 1880 00",
            "a1 1883 00",
            "a1 1b7fffffffffffffff 00",
            "a2 01 07 1880 00",
        ] {
            let map = hex(map);
            assert_eq!(read(&map), Err(Error::ContentUnsupported));
            let found = search_map(Reader::new(&map), &KNOWN);
            assert_eq!(found, Err(Error::ContentUnsupported));
        }
    }

    #[test]
    fn other_keys_are_a_fault_but_not_unknown_content() {
        for map in [
            "a1 00 00",
            "a1 20 00",
            "a1 3a00010000 00",
            "a1 1b8000000000000000 00",
            "a1 6161 00",
            "a1 4161 00",
            "80",
            "00",
        ] {
            let map = hex(map);
            assert_eq!(read(&map), Err(UNEXPECTED));
            assert_eq!(search_map(Reader::new(&map), &KNOWN), Ok(()));
        }
    }

    /// Behind a key that is a fault, and behind a known one whose value is.
    #[test]
    fn the_search_goes_on_behind_other_faults() {
        for map in ["a2 00 00 1880 00", "a2 01 6161 1880 00"] {
            let map = hex(map);
            assert_eq!(read(&map), Err(UNEXPECTED));
            let found = search_map(Reader::new(&map), &KNOWN);
            assert_eq!(found, Err(Error::ContentUnsupported));
        }
    }

    /// Claims 4 and -65537, of which the second is an open map.
    fn read_both(payload: &[u8]) -> Result<()> {
        read_claims(
            payload,
            &[4, -65_537],
            |payload| {
                let mut reader = Reader::new(payload);
                let mut entries = reader.map()?;
                while let Some(claim) = entries.next_key(&mut reader)? {
                    match claim {
                        4 => reader.uint().map(drop)?,
                        -65_537 => read(reader.item()?).map(drop)?,
                        _ => return Err(UNEXPECTED),
                    }
                }
                reader.finish()
            },
            |claim, value| match claim {
                -65_537 => search_map(value, &KNOWN),
                _ => Ok(()),
            },
        )
    }

    #[test]
    fn unknown_content_is_found_before_any_other_fault() {
        assert_eq!(
            read_both(&hex("a2 04 00 3a00010000 a2 01 07 02 80")),
            Ok(())
        );
        for unknown in [
            "a1 05 00                       ; another claim",
            "a1 3a00010001 00               ; -65538",
            "a1 1b8000000000000000 00       ; beyond 63 bits",
            "a1 6161 00                     ; a text",
            "a1 4161 00                     ; bytes",
            "a1 8104 00                     ; an array",
            "a1 a0 00                       ; a map",
            "a1 c104 00                     ; a number under a tag",
            "a1 f5 00                       ; true",
            "a2 04 20 05 00                 ; behind a fault",
            "a2 04 20 3a00010000 a1 1880 00 ; inside, behind a fault",
            "a1 3a00010000 a2 01 20 1880 00 ; behind a fault inside",
            "a2 41 07 00 6161 00            ; behind a key of bytes",
        ] {
            assert_eq!(
                read_both(&hex(unknown)),
                Err(Error::ContentUnsupported),
                "{unknown}"
            );
        }
        for fault in [
            "80",
            "a1 04 20",
            "a1 04 a1 1880 00 ; a map where there is none",
            "a1 3a00010000 a1 01 a1 1880 00",
            "a1 3a00010000 a2 02 a1 1880 00 20 00",
        ] {
            let error = Error::ClaimsInvalid(Field::Payload);
            assert_eq!(read_both(&hex(fault)), Err(error), "{fault}");
        }
    }
}
