//! Numbers of rows: each stands once, and one that stands twice is said beside all else that is wrong.

use std::collections::HashSet;

use messages::{Failure, failure};

use super::merchant_row::{AtColumn, given_number};

/// The failure to a number that an earlier row has, whatever else is wrong with either.
pub(super) fn twice(numbers: &mut HashSet<u32>, cell: &str) -> Option<Failure> {
    let number = given_number(cell).ok()?;
    (!numbers.insert(number)).then(|| number_twice(number))
}

/// A row that was read, with the fault of its number beside its own.
pub(super) fn with_number<T, C>(
    read: Result<T, Vec<AtColumn<C>>>,
    column: C,
    twice: Option<Failure>,
) -> Result<T, Vec<AtColumn<C>>> {
    match (read, twice) {
        (read, None) => read,
        (read, Some(twice)) => {
            let mut faults = read.err().unwrap_or_default();
            faults.push((Some(column), twice));
            Err(faults)
        }
    }
}

fn number_twice(number: u32) -> Failure {
    failure!("number-twice"; "编号 {number} 前面已经有了"; "the number {number} was used above";
        "每行一个编号；用过的编号不要给别的用。"; "Each row has a number of its own; one that was used is never given to another.")
}
