//! Where cells of XLSX stand, in their names.

use messages::text;

use super::facts::{Fault, Merged};

/// The size of a sheet.
pub(super) const MAX_ROWS: u32 = 1 << 20;
pub(super) const MAX_COLUMNS: u32 = 1 << 14;

/// `B7`: the row and the column, from 0.
pub(super) fn place(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    if !(1..=3).contains(&letters.len()) || digits.len() > 7 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row = digits
        .parse::<u32>()
        .ok()
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
    ((1..=MAX_ROWS).contains(&row) && column <= MAX_COLUMNS).then(|| (row - 1, column - 1))
}

/// `A1:C7`, or one cell.
pub(super) fn area(text: &str) -> Option<Merged> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((top, left), (bottom, right)) = (place(first)?, place(last)?);
    (top <= bottom && left <= right).then(|| Merged {
        rows: (u64::from(top) + 1, u64::from(bottom) + 1),
        columns: (left as usize, right as usize),
    })
}

pub(super) fn odd((zh, en): (&str, &str), text: &str) -> Fault {
    let text: String = text.chars().take(20).collect();
    Fault::Broken(text!("{zh}写成了“{text}”"; "{en} is called {text}"))
}
