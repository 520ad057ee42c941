//! Text that knows when it was altered: the first lines of every file of the store.
//!
//! ```text
//! laobingma-state 1 5f0c2a91                  kind, format version, check of these two
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

/// The format that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;

/// Why sealed text cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Altered, cut, or something else.
    Damaged,
    /// In order, but of a version that is not known here.
    Newer(u32),
}

/// Seals a value as text of this kind.
pub(super) fn seal(kind: &str, value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = first_line(kind, VERSION);
    text.push_str(&serde_json::to_string(value)?);
    text.push('\n');
    let sum = sha256_hex(text.as_bytes());
    text.push_str(&sum);
    text.push('\n');
    Ok(text.into_bytes())
}

/// Reads sealed text of this kind from the start of `bytes`; also returns what stands behind it.
pub(super) fn open<'b, T: DeserializeOwned>(
    kind: &str,
    bytes: &'b [u8],
) -> Result<(T, &'b [u8]), Broken> {
    let (first, rest) = line(bytes)?;
    let version = version(kind, first)?;
    if version > VERSION {
        return Err(Broken::Newer(version));
    }
    let (json, rest) = line(rest)?;
    let (sum, behind) = line(rest)?;
    let sealed = bytes
        .get(..first.len() + json.len() + 2)
        .ok_or(Broken::Damaged)?;
    if sha256_hex(sealed).as_bytes() != sum {
        return Err(Broken::Damaged);
    }
    let value = serde_json::from_slice(json).map_err(|_| Broken::Damaged)?;
    Ok((value, behind))
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| DIGITS.get(usize::from(nibble)))
        .collect()
}

fn first_line(kind: &str, version: u32) -> String {
    let named = format!("{kind} {version}");
    let check = sha256_hex(named.as_bytes());
    format!("{named} {}\n", check.get(..8).unwrap_or_default())
}

fn version(kind: &str, line: &[u8]) -> Result<u32, Broken> {
    let version = std::str::from_utf8(line)
        .ok()
        .and_then(|line| line.strip_prefix(kind)?.trim_start().split(' ').next())
        .and_then(|number| number.parse().ok())
        .filter(|version| *version > 0)
        .ok_or(Broken::Damaged)?;
    if first_line(kind, version).trim_end().as_bytes() == line {
        Ok(version)
    } else {
        Err(Broken::Damaged)
    }
}

fn line(bytes: &[u8]) -> Result<(&[u8], &[u8]), Broken> {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or(Broken::Damaged)?;
    match (bytes.get(..end), bytes.get(end + 1..)) {
        (Some(line), Some(rest)) => Ok((line, rest)),
        _ => Err(Broken::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_has_written_and_nothing_altered() {
        let mut sealed = seal("kind", &[1, 2, 3]).unwrap();
        sealed.extend(b"behind");
        let opened: Result<(Vec<u8>, _), _> = open("kind", &sealed);
        assert_eq!(opened, Ok((vec![1, 2, 3], b"behind".as_slice())));
        assert_eq!(open::<Vec<u8>>("king", &sealed), Err(Broken::Damaged));
        let end = sealed.len() - b"behind".len();
        for at in 0..end {
            for bit in 0..8 {
                let mut altered = sealed.clone();
                altered[at] ^= 1 << bit;
                assert_eq!(
                    open::<Vec<u8>>("kind", &altered),
                    Err(Broken::Damaged),
                    "byte {at}, bit {bit}"
                );
            }
            assert_eq!(open::<Vec<u8>>("kind", &sealed[..at]), Err(Broken::Damaged));
        }
    }

    #[test]
    fn knows_a_later_version_whatever_stands_behind_it() {
        let later = [first_line("kind", 2).as_bytes(), &[0xff, 0, 1]].concat();
        assert_eq!(open::<Vec<u8>>("kind", &later), Err(Broken::Newer(2)));
    }
}
