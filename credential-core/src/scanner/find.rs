//! The complete codes in a text, wherever they stand in it.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::digit_runs::DigitRuns;
use super::marks::{is_foreign, starts};
use crate::enrolment::ProvedKey;
use crate::error::Error;
use crate::frames::Frame;
use crate::limits::MAX_CODE_BYTES;
use crate::presentation::ParsedCode;
use crate::text::{self, BASE45_MARK, MIN_DIGITS};

/// How much one line may cost: places where a code may begin, and texts that are read. Each of these takes some
/// ten microseconds at most, so this is below a tenth of a second.
pub(super) const MOST_WORK: usize = 8_192;

/// Digits of the longest code: each byte takes 2.41 of them, and mark and check digits stand in front.
pub(super) const LONGEST_DIGITS: usize = MAX_CODE_BYTES * 5 / 2 + 4;

/// Characters of Base45 of the longest code, behind the mark.
const LONGEST_BASE45: usize = MAX_CODE_BYTES / 2 * 3 + 2;

/// So many marks of Base45 may stand between two codes.
const MOST_MARKS: usize = 3;

/// What is left of the work that one line may cost.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_WORK)
    }
}

impl Budget {
    fn spend(&mut self) -> bool {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }

    /// Whether something may have been left out.
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// Whether a text is sound as far as that can be told without keys. The check digits alone, as of a text
/// of a later kind, would let one in a hundred pass.
pub(super) fn is_read(text: &str) -> bool {
    #[cfg(test)]
    counting::count();
    match ParsedCode::from_text(text) {
        Ok(_) => true,
        Err(Error::ObjectUnsupported) => {
            Frame::from_text(text).is_ok() || ProvedKey::is_shaped(text)
        }
        Err(_) => false,
    }
}

/// The places of the codes in a text in upper case, in their order; none overlaps another.
///
/// A code ends with the text, where something else follows, or where another code begins. Nowhere else: of
/// a damaged code, a part may have check digits that fit.
pub(super) fn codes(text: &str, budget: &mut Budget) -> Vec<Range<usize>> {
    // From the last to the first, because the end of one may be the beginning of the next.
    let mut candidates: Vec<Range<usize>> = Vec::new();
    let starts: Vec<usize> = starts(text).collect();
    if starts.is_empty() {
        return candidates;
    }
    let runs = DigitRuns::new(text);
    for start in starts.into_iter().rev() {
        if !budget.spend() {
            break;
        }
        let is_begun_at = |at: usize| {
            let later = candidates.binary_search_by(|code| at.cmp(&code.start));
            later.is_ok()
        };
        let end = if text.as_bytes().get(start) == Some(&b'8') {
            digits_end(text, start, &runs, &candidates, budget)
        } else {
            base45_end(text, start, is_begun_at, budget)
        };
        candidates.extend(end.map(|end| start..end));
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for code in candidates.into_iter().rev() {
        if found.last().is_none_or(|before| before.end <= code.start) {
            found.push(code);
        }
    }
    found
}

/// Where the code in digits ends that begins at `start`; blanks in it are passed over. `others` are the codes
/// behind it, the last first.
fn digits_end(
    text: &str,
    start: usize,
    runs: &DigitRuns,
    others: &[Range<usize>],
    budget: &mut Budget,
) -> Option<usize> {
    let others = others.iter().rev().map(|code| code.start);
    for end in runs.fitting_ends(start, MIN_DIGITS..=LONGEST_DIGITS, others) {
        if !budget.spend() {
            return None;
        }
        let digits = text.get(start..end)?.chars();
        let digits: String = digits.filter(char::is_ascii_digit).collect();
        if is_read(&digits) {
            return Some(end);
        }
    }
    None
}

/// Where the code in Base45 ends that begins at `start`: it is as long as the object in it says.
fn base45_end(
    text: &str,
    start: usize,
    is_begun_at: impl Fn(usize) -> bool,
    budget: &mut Budget,
) -> Option<usize> {
    let body = text.get(start + BASE45_MARK.len()..)?;
    let bytes = text::base45_head(body.get(..LONGEST_BASE45).unwrap_or(body));
    let bytes = item_length(&bytes).filter(|bytes| *bytes <= MAX_CODE_BYTES)?;
    let end = start + BASE45_MARK.len() + bytes / 2 * 3 + bytes % 2 * 2;
    let code = text.get(start..end)?;
    let behind = text.get(end..).unwrap_or_default().bytes();
    // Some marks of Base45 are what lists and scanners put between codes.
    let marks = behind.take_while(|byte| b"$%*+-./:".contains(byte)).count();
    let may_end = (end..=end + marks.min(MOST_MARKS)).any(|at| {
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        next.is_none_or(|next| next == ' ' || is_foreign(next)) || is_begun_at(at)
    });
    (may_end && budget.spend() && is_read(code)).then_some(end)
}

/// How many bytes a CBOR item (RFC 8949) has, as its heads say; the bytes of strings need not be there.
fn item_length(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut left) = (0usize, 1usize);
    while left > 0 {
        left -= 1;
        let head = *bytes.get(at)?;
        at += 1;
        let argument = match head & 0x1f {
            small @ 0..=23 => usize::from(small),
            size @ 24..=26 => {
                let end = at + (1 << (size - 24));
                let argument = bytes.get(at..end)?;
                at = end;
                argument
                    .iter()
                    .fold(0, |value, byte| value << 8 | usize::from(*byte))
            }
            _ => return None,
        };
        match head >> 5 {
            2 | 3 => at = at.checked_add(argument)?,
            4 => left = left.checked_add(argument)?,
            5 => left = left.checked_add(argument.checked_mul(2)?)?,
            6 => left += 1,
            _ => {}
        }
    }
    Some(at)
}

/// How often a text was read: what the budget is there for.
#[cfg(test)]
pub(super) mod counting {
    use core::cell::Cell;

    std::thread_local! {
        static READINGS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        READINGS.set(READINGS.get() + 1);
    }

    pub(in crate::scanner) fn readings_in(work: impl FnOnce()) -> usize {
        let before = READINGS.get();
        work();
        READINGS.get() - before
    }
}
