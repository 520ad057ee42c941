//! `numbers.json`: which holder numbers and places in the status list have been given.
//!
//! Numbers are taken before anything is made with them. A run that is broken off wastes its
//! numbers; none is ever given twice.

mod scatter;

use cli_support::files::Access;
use cli_support::{Failure, Text};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::bureau::BureauFolder;
use crate::{base64url, jsonfile, keys};
use scatter::Scatter;

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NumbersFile {
    format: u32,
    /// The holder number that is given next.
    next_holder: u32,
    /// How many places of the status list have been given.
    status_places: u32,
    /// Says in which order the places are given; secret, so that a place does not tell when.
    status_key: String,
}

/// Numbers that belong to one run alone.
pub(crate) struct Reserved {
    first_holder: u32,
    first_place: u32,
    scatter: Scatter,
}

/// What one credential gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) holder: u32,
    pub(crate) status_index: u32,
}

impl Reserved {
    /// The numbers of the credential at `position` in the run. Beyond what was reserved they are somebody else's.
    pub(crate) fn number(&self, position: u32) -> Number {
        Number {
            holder: self.first_holder.saturating_add(position),
            status_index: self
                .scatter
                .index(self.first_place.saturating_add(position)),
        }
    }
}

/// Writes the file of a new bureau.
pub(crate) fn create(folder: &BureauFolder<'_>) -> Result<(), Failure> {
    let mut key = Zeroizing::new([0; scatter::KEY_BYTES]);
    keys::fill_random(key.as_mut())?;
    let numbers = NumbersFile {
        format: FORMAT,
        next_holder: 1,
        status_places: 0,
        status_key: base64url::encode(key.as_ref()),
    };
    let path = folder.numbers_file();
    cli_support::files::write_new(
        &path,
        &jsonfile::to_bytes(&path, &numbers)?,
        Access::Private,
    )
}

/// How many credentials have been given numbers.
pub(crate) fn given(folder: &BureauFolder<'_>) -> Result<u32, Failure> {
    let file: NumbersFile = jsonfile::read(&folder.numbers_file())?;
    Ok(file.status_places.max(file.next_holder.saturating_sub(1)))
}

/// Takes numbers for `count` credentials. When this returns, the disk knows that they are gone.
///
/// # Errors
/// A [`Failure`] if the file is missing or wrong. It is not made anew then: that would give all
/// numbers a second time.
pub(crate) fn reserve(folder: &BureauFolder<'_>, count: u32) -> Result<Reserved, Failure> {
    let _lock = folder.lock()?;
    let path = folder.numbers_file();
    let mut file: NumbersFile = jsonfile::read(&path)?;
    let wrong = |field: &str| {
        jsonfile::invalid(
            &path,
            Text::new(format!("{field} 的值不对"), format!("the value of {field}")),
        )
    };
    if file.format != FORMAT {
        return Err(wrong("format"));
    }
    let key =
        Zeroizing::new(base64url::decode(&file.status_key).ok_or_else(|| wrong("status_key"))?);
    let reserved = Reserved {
        first_holder: file.next_holder,
        first_place: file.status_places,
        scatter: Scatter::new(&key),
    };
    let all_given = || {
        Failure::new(
            "numbers-used-up",
            Text::new("编号已用完", "all numbers have been given"),
            Text::new("请新建一个发码单位。", "Create another bureau."),
        )
    };
    file.next_holder = file.next_holder.checked_add(count).ok_or_else(all_given)?;
    file.status_places = file
        .status_places
        .checked_add(count)
        .ok_or_else(all_given)?;
    jsonfile::write(&path, &file, Access::Private)?;
    Ok(reserved)
}

#[cfg(test)]
mod tests;
