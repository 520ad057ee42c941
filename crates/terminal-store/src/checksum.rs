//! Text with its checksum: the first lines of every file of the store.
//!
//! ```text
//! laobingma-state 2 5f0c2a91                  kind, format version, check of these two
//! {"generation":12,…}                         one line of JSON
//! 9e1b…                                       SHA-256 of both lines, in hex
//! ```
//!
//! The first line has a check of its own, so that a later version of this program may change
//! everything behind it and is still recognised, and a flipped bit is not taken for a later version.
//!
//! The checksums are against bad disks, not against bad people: whoever may write the folder can
//! make new ones. Against them stand the signatures of the parts.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// The format that this program writes, and the only one that it reads. Version 1, whose floors did
/// not know what was withdrawn, was never in use.
pub(crate) const VERSION: u32 = 2;

/// Why checksummed text cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileError {
    /// Altered, cut, or something else.
    Damaged,
    /// In order, but of a version that is not known here.
    Newer(u32),
    /// Of a version that is no longer read.
    Older(u32),
}

/// A value as text of this kind, with its checksum.
pub(crate) fn encode(kind: &str, value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = first_line(kind, VERSION);
    text.push_str(&serde_json::to_string(value)?);
    text.push('\n');
    let sum = sha256_hex(text.as_bytes());
    text.push_str(&sum);
    text.push('\n');
    Ok(text.into_bytes())
}

/// Reads text of this kind from the start of `bytes`; also returns what stands behind it.
pub(crate) fn decode<'b, T: DeserializeOwned>(
    kind: &str,
    bytes: &'b [u8],
) -> Result<(T, &'b [u8]), FileError> {
    let (first, rest) = line(bytes)?;
    let version = version(kind, first)?;
    if version > VERSION {
        return Err(FileError::Newer(version));
    }
    if version < VERSION {
        return Err(FileError::Older(version));
    }
    let (json, rest) = line(rest)?;
    let (sum, behind) = line(rest)?;
    let summed = bytes
        .get(..first.len() + json.len() + 2)
        .ok_or(FileError::Damaged)?;
    if sha256_hex(summed).as_bytes() != sum {
        return Err(FileError::Damaged);
    }
    let value = serde_json::from_slice(json).map_err(|_| FileError::Damaged)?;
    Ok((value, behind))
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn first_line(kind: &str, version: u32) -> String {
    let named = format!("{kind} {version}");
    let check = sha256_hex(named.as_bytes());
    format!("{named} {}\n", check.get(..8).unwrap_or_default())
}

fn version(kind: &str, line: &[u8]) -> Result<u32, FileError> {
    let version = std::str::from_utf8(line)
        .ok()
        .and_then(|line| line.strip_prefix(kind)?.trim_start().split(' ').next())
        .and_then(|number| number.parse().ok())
        .filter(|version| *version > 0)
        .ok_or(FileError::Damaged)?;
    if first_line(kind, version).trim_end().as_bytes() == line {
        Ok(version)
    } else {
        Err(FileError::Damaged)
    }
}

fn line(bytes: &[u8]) -> Result<(&[u8], &[u8]), FileError> {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or(FileError::Damaged)?;
    match (bytes.get(..end), bytes.get(end + 1..)) {
        (Some(line), Some(rest)) => Ok((line, rest)),
        _ => Err(FileError::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_has_written_and_nothing_altered() {
        let mut encoded = encode("kind", &[1, 2, 3]).unwrap();
        encoded.extend(b"behind");
        let decoded: Result<(Vec<u8>, _), _> = decode("kind", &encoded);
        assert_eq!(decoded, Ok((vec![1, 2, 3], b"behind".as_slice())));
        assert_eq!(decode::<Vec<u8>>("king", &encoded), Err(FileError::Damaged));
        let end = encoded.len() - b"behind".len();
        for at in 0..end {
            for bit in 0..8 {
                let mut altered = encoded.clone();
                altered[at] ^= 1 << bit;
                assert_eq!(
                    decode::<Vec<u8>>("kind", &altered),
                    Err(FileError::Damaged),
                    "byte {at}, bit {bit}"
                );
            }
            assert_eq!(
                decode::<Vec<u8>>("kind", &encoded[..at]),
                Err(FileError::Damaged)
            );
        }
    }

    #[test]
    fn knows_other_versions_whatever_stands_behind_them() {
        let with_first_line =
            |version| [first_line("kind", version).as_bytes(), &[0xff, 0, 1]].concat();
        let read = |version| decode::<Vec<u8>>("kind", &with_first_line(version)).err();
        assert_eq!(read(VERSION + 1), Some(FileError::Newer(VERSION + 1)));
        assert_eq!(read(VERSION - 1), Some(FileError::Older(VERSION - 1)));
    }
}
