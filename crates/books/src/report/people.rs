//! How many different people: the sets of several months are united.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use rusqlite::Connection;

use super::figures::Dimension;
use super::span::MonthSpan;
use crate::error::{BooksError, Result};

/// The dimensions of the table `people`.
#[derive(Clone, Copy)]
pub(super) enum PeopleOf {
    All,
    Groups(Dimension),
    Manual,
}

/// Different people by key. Of the whole, and of manual grants, the key is 0.
pub(super) fn people(
    connection: &Connection,
    of: PeopleOf,
    span: MonthSpan,
) -> Result<BTreeMap<u32, u64>> {
    let (dimension, key) = match of {
        PeopleOf::All => (0, "0"),
        // A month is all of the people of that month.
        PeopleOf::Groups(Dimension::Month) => (0, "month"),
        PeopleOf::Groups(Dimension::Merchant) => (1, "key"),
        PeopleOf::Groups(Dimension::Trade) => (2, "key"),
        PeopleOf::Groups(Dimension::Category) => (3, "key"),
        PeopleOf::Groups(Dimension::District) => (4, "key"),
        PeopleOf::Groups(Dimension::Benefit) => (5, "key"),
        PeopleOf::Manual => (6, "0"),
    };
    let only = match of {
        PeopleOf::Manual => "AND key = 3",
        _ => "",
    };
    let (first, last) = span.numbers();
    let mut statement = connection.prepare(&format!(
        "SELECT {key}, holders FROM people WHERE dimension = ?1 {only} AND month BETWEEN ?2 AND ?3"
    ))?;
    let mut rows = statement.query((dimension, first, last))?;
    let mut sets: BTreeMap<u32, RoaringBitmap> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(|_| damaged())?;
        let set = RoaringBitmap::deserialize_from(bytes).map_err(|_| damaged())?;
        *sets.entry(row.get(0)?).or_default() |= set;
    }
    Ok(sets
        .into_iter()
        .map(|(key, set)| (key, set.len()))
        .collect())
}

fn damaged() -> BooksError {
    BooksError::Damaged {
        path: "books.db".into(),
        why: "a set of people",
    }
}
