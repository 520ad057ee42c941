//! The digits form: a mark, two check digits, and the bytes as one decimal number.
//!
//! The check digits are those of ISO/IEC 7064 MOD 97-10, placed as in an IBAN (ISO 13616): with the
//! mark and the check digits moved behind the number, the whole is congruent to 1 modulo 97.

use alloc::string::String;
use alloc::vec::Vec;

use super::Mark;
use crate::error::{Error, Result, TextFault};

/// The marks that are ours, those that have no meaning yet among them.
const MARKS: core::ops::RangeInclusive<u64> = 81..=89;

/// Digits that fit into one limb.
const CHUNK: usize = 19;
/// 10 to the power of [`CHUNK`].
const CHUNK_BASE: u64 = 10_000_000_000_000_000_000;
/// The mark and the two check digits, as a factor.
const HEAD: u64 = 10_000;

pub(super) fn encode(mark: Mark, bytes: &[u8]) -> String {
    let chunks = to_chunks(bytes);
    let number = chunks
        .iter()
        .rev()
        .fold(0, |rest, chunk| append(rest, CHUNK_BASE, *chunk));
    let mark = mark.number();
    let check = check_digits(mark, number);

    let mut out = String::with_capacity(4 + chunks.len() * CHUNK);
    push_padded(&mut out, mark, 2);
    push_padded(&mut out, check, 2);
    if let Some((first, others)) = chunks.split_last() {
        push_padded(
            &mut out,
            *first,
            1 + first.checked_ilog10().unwrap_or(0) as usize,
        );
        others
            .iter()
            .rev()
            .for_each(|chunk| push_padded(&mut out, *chunk, CHUNK));
    }
    out
}

/// Reads a text of ASCII digits: its mark, and the bytes behind it. The rules in their order: mark and
/// check digits, a mark that is reserved, a number that no encoder writes.
pub(super) fn decode(text: &str) -> Result<(Mark, Vec<u8>)> {
    let damaged = Error::Unreadable(TextFault::CheckDigits);
    let (mark, rest) = text.split_at_checked(2).ok_or(damaged)?;
    let (check, number) = rest.split_at_checked(2).ok_or(damaged)?;
    let mark = value_of(mark.as_bytes());
    if !MARKS.contains(&mark) {
        return Err(damaged);
    }
    let mut remainder = 0;
    // The least significant limb stands first.
    let mut limbs: Vec<u64> = Vec::with_capacity(number.len() / CHUNK + 1);
    let (first, others) = number.split_at(number.len() % CHUNK);
    for chunk in [first.as_bytes()]
        .into_iter()
        .chain(others.as_bytes().chunks(CHUNK))
    {
        let value = value_of(chunk);
        remainder = append(remainder, CHUNK_BASE, value);
        let mut carry = value;
        for limb in &mut limbs {
            let wide = u128::from(*limb) * u128::from(CHUNK_BASE) + u128::from(carry);
            *limb = wide as u64;
            carry = (wide >> 64) as u64;
        }
        if carry != 0 {
            limbs.push(carry);
        }
    }
    // 02 to 98. A congruent 00, 01 or 99 would be a second way to write the same.
    if value_of(check.as_bytes()) != check_digits(mark, remainder) {
        return Err(damaged);
    }
    let mark = Mark::from_number(mark).ok_or(Error::TextUnsupported)?;
    if number.is_empty() || number.starts_with('0') {
        return Err(Error::Unreadable(TextFault::Number));
    }
    let mut bytes: Vec<u8> = limbs
        .iter()
        .rev()
        .flat_map(|limb| limb.to_be_bytes())
        .collect();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.drain(..zeros);
    Ok((mark, bytes))
}

/// The check digits to a number with this remainder modulo 97: with the mark and two zeros behind
/// it, what brings the whole to the remainder 1.
fn check_digits(mark: u64, number: u64) -> u64 {
    98 - append(number, HEAD, mark * 100)
}

/// The remainder modulo 97 of a number followed by more digits: `number * base + digits`.
fn append(remainder: u64, base: u64, digits: u64) -> u64 {
    (remainder * (base % 97) + digits % 97) % 97
}

fn value_of(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

/// The number in base 10^19, least significant first, without leading zeros.
fn to_chunks(bytes: &[u8]) -> Vec<u64> {
    let mut limbs: Vec<u64> = bytes
        .rchunks(8)
        .map(|chunk| {
            chunk
                .iter()
                .fold(0, |value, byte| value << 8 | u64::from(*byte))
        })
        .collect();
    let mut chunks = Vec::with_capacity(limbs.len() + limbs.len() / 8 + 1);
    while let Some(top) = limbs.last() {
        if *top == 0 {
            limbs.pop();
            continue;
        }
        let mut remainder = 0u64;
        for limb in limbs.iter_mut().rev() {
            let wide = u128::from(remainder) << 64 | u128::from(*limb);
            // The remainder is below the base, so the quotient fits into one limb.
            *limb = (wide / u128::from(CHUNK_BASE)) as u64;
            remainder = (wide % u128::from(CHUNK_BASE)) as u64;
        }
        chunks.push(remainder);
    }
    chunks
}

fn push_padded(out: &mut String, value: u64, width: usize) {
    let mut digits = [b'0'; CHUNK];
    let mut value = value;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
    out.extend(
        digits
            .iter()
            .skip(CHUNK - width)
            .map(|digit| char::from(*digit)),
    );
}
