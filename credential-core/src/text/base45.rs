//! Base45 exactly as RFC 9285 has it, with the refusals of its section 4.

use alloc::string::String;
use alloc::vec::Vec;

/// RFC 9285 §4.2, table 1.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The value of each ASCII character, or 45 and more for one outside the alphabet.
const VALUES: [u8; 128] = {
    let mut values = [u8::MAX; 128];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
};

pub(super) fn encode_into(bytes: &[u8], out: &mut String) {
    for pair in bytes.chunks(2) {
        let (mut value, length) = match *pair {
            [high, low] => (u16::from_be_bytes([high, low]), 3),
            [single] => (u16::from(single), 2),
            _ => (0, 0),
        };
        for _ in 0..length {
            // The remainder is below 45, so the index is in range.
            out.push(char::from(ALPHABET[usize::from(value % 45)]));
            value /= 45;
        }
    }
}

/// `None` for a character outside the alphabet, a length of `3n + 1`, a triple above 65535, and a
/// final pair above 255, which some decoders let pass.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let value = value_of(group)?;
        match group.len() {
            3 => out.extend_from_slice(&u16::try_from(value).ok()?.to_be_bytes()),
            2 => out.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(out)
}

/// The bytes of the whole groups at the head of a text, up to the first that is none.
pub(super) fn decode_head(text: &str) -> Vec<u8> {
    let groups = text.as_bytes().chunks_exact(3);
    let values = groups.map_while(|group| u16::try_from(value_of(group)?).ok());
    values.flat_map(u16::to_be_bytes).collect()
}

fn value_of(group: &[u8]) -> Option<u32> {
    group.iter().rev().try_fold(0, |value, &character| {
        let digit = *VALUES
            .get(usize::from(character))
            .filter(|digit| **digit < 45)?;
        Some(value * 45 + u32::from(digit))
    })
}
